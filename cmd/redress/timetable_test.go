package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// A configured source loads by itself: at once when it was never loaded, and
// not again when the site starts again before its next slot.
func TestServeLoadsByTimetable(t *testing.T) {
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
