package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A backfill loads each slot's own file, oldest first, goes on where it ended,
// and leaves alone what is loaded.
func TestBackfill(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	writeText(t, filepath.Join(folder, "redress.yaml"), `sources:
  - publisher: demo
    places: ["{previous:2006}/{previous:01}.csv"]
    schedule: "0 6 3 * *"
    zone: Asia/Shanghai
`)
	month := func(year, month, n int) {
		t.Helper()
		path := filepath.Join(folder, fmt.Sprint(year), fmt.Sprintf("%02d.csv", month))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		writeDemoFile(t, path, n, 1)
	}
	month(2025, 11, 100)
	month(2025, 12, 200)
	run := func(args ...string) (outcome, []string) {
		t.Helper()
		o := redress(t, append([]string{"ingest", "--data", data, "--config", folder, "--json", "demo"}, args...)...)
		var lines []string
		for line := range strings.Lines(o.stdout) {
			b := report(t, line)
			lines = append(lines, fmt.Sprintf("%s %d %s", b.Slot, b.Read, b.State))
		}
		return o, lines
	}
	want := func(lines []string, want ...string) {
		t.Helper()
		if strings.Join(lines, "\n") != strings.Join(want, "\n") {
			t.Errorf("loads %q, want %q", lines, want)
		}
	}

	o, lines := run("--from", "2025-12", "--to", "2026-03-03")
	want(lines, "2025-12-03T06:00:00+08:00 100 published", "2026-01-03T06:00:00+08:00 200 published", "2026-02-03T06:00:00+08:00 0 not published")
	if o.code != 1 || !strings.Contains(lastLine(o.stderr), "slot 2026-02-03 06:00 CST, 3 of 4: ") || !strings.Contains(o.stderr, "01.csv") {
		t.Errorf("exit %d, %q, want 1, the slot and the file", o.code, o.stderr)
	}
	month(2026, 1, 300)
	month(2026, 2, 310)
	o, lines = run("--from", "2025-12", "--to", "2026-03-03")
	want(lines, "2026-02-03T06:00:00+08:00 300 published", "2026-03-03T06:00:00+08:00 310 published")
	if o.code != 0 {
		t.Errorf("exit %d, %q, want 0", o.code, o.stderr)
	}
	_, lines = run("--from", "2026-03", "--to", "2026-03", "--again")
	want(lines, "2026-03-03T06:00:00+08:00 310 unchanged")

	refused := func(says string, args ...string) {
		t.Helper()
		if o, _ := run(args...); o.code != 2 || !strings.Contains(o.stderr, says) {
			t.Errorf("%v: exit %d, %q, want 2 and %q", args, o.code, o.stderr, says)
		}
	}
	refused("say --from which day", "--to", "2026")
	refused("--from=spring is not a day", "--from", "spring")
	refused("is later than", "--from", "2026-02", "--to", "2025")
	refused("name no path", "--from", "2026", "x.csv")
	if o, _ := run("--from", "2026-02-04", "--to", "2026-02-05"); o.code != 1 || !strings.Contains(o.stderr, "no slot in those days") {
		t.Errorf("exit %d, %q, want 1 and no slot", o.code, o.stderr)
	}
	writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: demo\n    places: [\"2025/11.csv\"]\n    schedule: \"@monthly\"\n")
	refused("no place of demo names a slot", "--from", "2026")
	writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: demo\n    places: [\"2025/11.csv\"]\n")
	refused("no schedule", "--from", "2026")
}
