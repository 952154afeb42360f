package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A configured source loads by itself: at once when it was never loaded, and
// not again when the site starts again before its next slot.
func TestServeLoadsByTimetable(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	writeDemoFile(t, filepath.Join(folder, "files.csv"), 1_000, 1)
	settings := filepath.Join(folder, "redress.yaml")
	text := "default_source: demo\nfloors: {rank_rated: 40}\nsources:\n  - publisher: demo\n    places: [files.csv]\n    schedule: \"30 4 1 1 *\"\n"
	if err := os.WriteFile(settings, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(folder, "data")
	for start := range 2 {
		t.Run(fmt.Sprintf("start %d", start+1), func(t *testing.T) {
			s := serving(t, "serve", "--data", data, "--config", settings, "--addr", "127.0.0.1:0")
			deadline := time.Now().Add(time.Minute)
			for status := 0; status != 200; status, _ = s.get(t, "/readyz") {
				if time.Now().After(deadline) {
					t.Fatalf("nothing was loaded: %s", s.stderr)
				}
				time.Sleep(50 * time.Millisecond)
			}
			if got := total(t, s); got.complaints != 1_000 || got.release != 1 {
				t.Errorf("loaded %+v, want 1000 complaints in release 1", got)
			}
		})
	}
	if loads := tableRows(t, must(t, "query", "--data", data, "data", "--format", "csv")); len(loads) != 1 {
		t.Errorf("%d loads, want one: the second start was before the next slot", len(loads))
	}
}

// A site that is stopped while a source loads publishes nothing of it, and the
// next start does the slot again, at once.
func TestServeStopsALoadCleanly(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	writeDemoFile(t, filepath.Join(folder, "files.csv"), 30_000, 1)
	writeText(t, filepath.Join(folder, "redress.yaml"),
		"sources:\n  - publisher: demo\n    places: [files.csv]\n    schedule: \"30 4 1 1 *\"\n    zone: Asia/Shanghai\n    jitter: 1h\n    timeout: 10m\n")
	until := func(t *testing.T, s *site, done func() bool) {
		t.Helper()
		for deadline := time.Now().Add(2 * time.Minute); !done(); time.Sleep(10 * time.Millisecond) {
			if time.Now().After(deadline) {
				t.Fatalf("it does not come to that: %s", s.stderr)
			}
		}
	}
	t.Run("stopped", func(t *testing.T) { // the end of the subtest stops the site, and checks that it ends well
		s := serving(t, "serve", "--data", data, "--config", folder, "--addr", "127.0.0.1:0")
		until(t, s, func() bool {
			_, page := s.get(t, "/data?lang=en")
			return strings.Contains(page, `<article class="load running">`)
		})
	})
	rows := tableRows(t, must(t, "loads", "--data", data, "--format", "csv"))
	if len(rows) != 1 || rows[0]["state"] != "interrupted" || rows[0]["slot"] == "" || rows[0]["problem"] == "" {
		t.Fatalf("after the stop: %v, want one interrupted load of a slot", rows)
	}
	slot := rows[0]["slot"]
	t.Run("started again", func(t *testing.T) {
		s := serving(t, "serve", "--data", data, "--config", folder, "--addr", "127.0.0.1:0")
		until(t, s, func() bool { status, _ := s.get(t, "/readyz"); return status == 200 })
		_, page := s.get(t, "/data?lang=en")
		if !strings.Contains(page, "Next load") || !strings.Contains(page, "Due ") {
			t.Error("/data does not say what the load was for and when the next is due")
		}
	})
	rows = tableRows(t, must(t, "loads", "--data", data, "--format", "csv"))
	if len(rows) != 2 || rows[0]["state"] != "published" || rows[0]["slot"] != slot || rows[0]["accepted"] != "30000" {
		t.Errorf("after the second start: %v, want the slot %s published", rows, slot)
	}
}
