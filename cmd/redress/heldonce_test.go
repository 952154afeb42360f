package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that is held is not held again by the slots after it: they end and name
// the load that waits.
func TestHeldOnce(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	good := demoFile(t, "good.csv", 100, 1)
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := writeText(t, filepath.Join(folder, "bad.csv"), string(text)+strings.Repeat("too,few,cells\n", 50))
	load := func() (books, outcome) {
		t.Helper()
		o := redress(t, "ingest", "--data", data, "--json", "demo", bad)
		return report(t, o.stdout), o
	}
	first, o := load()
	if o.code != 1 || !first.Held {
		t.Fatalf("exit %d, %q, held %v, want 1 and held", o.code, o.stderr, first.Held)
	}
	again, o := load()
	if o.code != 1 || again.Held || again.Published || !strings.Contains(lastLine(o.stderr), fmt.Sprintf("held already as load %d", first.LoadID)) ||
		!strings.Contains(o.stderr, fmt.Sprintf("--release %d", first.LoadID)) {
		t.Errorf("again: exit %d, %q, %+v, want the load that is held already", o.code, o.stderr, again)
	}
	states := map[string]string{}
	for _, row := range tableRows(t, must(t, "loads", "--data", data, "--format", "csv")) {
		states[row["load"]] = row["state"] + ": " + row["problem"]
	}
	if !strings.HasPrefix(states[fmt.Sprint(first.LoadID)], "held: ") ||
		states[fmt.Sprint(again.LoadID)] != fmt.Sprintf("refused: held already as load %d, which read the same files", first.LoadID) {
		t.Errorf("states %v", states)
	}
	t.Run("rows", func(t *testing.T) { // the end of the subtest closes the database
		db := opened(t, data)
		var staged uint64
		if err := db.QueryRow(t.Context(), "SELECT count() FROM system.tables WHERE database = $1 AND name LIKE 'staging%'", db.Database).Scan(&staged); err != nil {
			t.Fatal(err)
		}
		if staged != 1 {
			t.Errorf("%d tables of held rows, want 1", staged)
		}
	})
	if b := report(t, must(t, "ingest", "--data", data, "--json", "--release", fmt.Sprint(first.LoadID))); !b.Published || b.New != 100 {
		t.Errorf("released: %+v, want 100 new", b)
	}
}
