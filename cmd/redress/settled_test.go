package main_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Files that stand for all that their source says are not taken one by one: what
// is still being written would count as gone.
func TestHalfFilledFolder(t *testing.T) {
	folder := t.TempDir()
	data, drop := filepath.Join(folder, "data"), filepath.Join(folder, "drop")
	text, err := os.ReadFile(filepath.Join(root, "ingest", "publisher", "demo.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	declaration := strings.Replace(string(text), "code: demo", "code: near", 1)
	writeText(t, filepath.Join(folder, "declarations", "near.yaml"), strings.Replace(declaration, "\nfile:\n", "\nreplace: snapshot\n\nfile:\n", 1))
	writeText(t, filepath.Join(folder, "redress.yaml"), `sources:
  - publisher: near
    places: [drop]
    settled: 10m
    limits: {shrink: 1, vanished: 1}
  - publisher: policies
    places: [policies]
    settled: 10m
`)
	at := func(path string, age time.Duration) {
		t.Helper()
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	load := func(source string) books {
		t.Helper()
		return report(t, must(t, "ingest", "--data", data, "--config", folder, "--json", source))
	}
	if err := os.MkdirAll(drop, 0o700); err != nil {
		t.Fatal(err)
	}
	one, two := filepath.Join(drop, "1.csv"), filepath.Join(drop, "2.csv")
	writeDemoFile(t, one, 100, 1)
	writeDemoFile(t, two, 100, 2)
	at(one, time.Hour)
	at(two, time.Hour)
	if first := load("near"); first.Accepted != 200 {
		t.Fatalf("the whole folder gives %+v, want 200 complaints", first)
	}
	at(two, 0)
	if half := load("near"); half.Read != 0 || half.Removed != 0 || half.State != "unchanged" || half.Published {
		t.Errorf("a folder with one file that is being written: %+v, want nothing read and nothing removed", half)
	}

	written := writeText(t, filepath.Join(folder, "policies", "policies.csv"), policies(t))
	if none := load("policies"); none.Read != 0 || none.State != "unchanged" || none.Published {
		t.Errorf("a register that is being written: %+v, want its slot used and nothing read", none)
	}
	at(written, time.Hour)
	if some := load("policies"); some.New == 0 {
		t.Errorf("a register that is written: %+v, want its entries", some)
	}
}

// policies is an example of that register.
func policies(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "ingest", "register", "testdata", "policies.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// busy holds the lock of a data folder, as a load that runs does, until release.
func busy(t *testing.T, data string) (release func()) {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(filepath.Join(data, "load.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	return func() {
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}

// eventually asks until it is so.
func eventually(t *testing.T, what string, s *site, so func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !so(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: not after a minute: %s", what, s.stderr)
		}
	}
}

// A register is read once it is the load's turn: what was read before a wait
// would be older than what came meanwhile. A register that cannot be read is a
// load that failed.
func TestRegisterIsReadInItsTurn(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	header, rows, _ := strings.Cut(policies(t), "\n")
	first, _, _ := strings.Cut(rows, "\n")
	file := writeText(t, filepath.Join(folder, "policies.csv"), header+"\n"+first+"\n")
	writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: policies\n    places: [policies.csv]\n    schedule: \"30 4 1 1 *\"\n")
	release := busy(t, data)
	s := serving(t, "serve", "--data", data, "--config", folder, "--addr", "127.0.0.1:0")
	eventually(t, "a load that waits", s, func() bool { return strings.Contains(s.stderr.String(), "waiting for it to end") })
	writeText(t, file, policies(t))
	release()
	eventually(t, "the load", s, func() bool { return strings.Contains(s.stderr.String(), "load finished") })
	if again := ingested(t, data, "policies", file); again.New+again.Replaced+again.Removed != 0 || again.Unchanged < 2 {
		t.Errorf("what the load read after its wait differs from the file by then: %+v", again)
	}

	if o := redress(t, "ingest", "--data", data, "policies", filepath.Join(folder, "missing.csv")); o.code != 1 || !strings.Contains(o.stderr, "missing.csv") {
		t.Errorf("a register that is missing: exit %d, %s", o.code, o.stderr)
	}
	if list := must(t, "loads", "--data", data, "--limit", "1"); !strings.Contains(list, "failed") {
		t.Errorf("the books of a register that could not be read say:\n%s", list)
	}
}

// A load of a register on a server makes its data folder.
func TestRegisterOnAServer(t *testing.T) {
	file := writeText(t, filepath.Join(t.TempDir(), "policies.csv"), policies(t))
	key := writeText(t, filepath.Join(t.TempDir(), "key"), strings.Repeat("5a", 32))
	data := filepath.Join(t.TempDir(), "fresh", "data")
	must(t, "ingest", "--clickhouse", "http://"+server(t)+"/registers", "--data", data, "--key-file", key, "policies", file)
}
