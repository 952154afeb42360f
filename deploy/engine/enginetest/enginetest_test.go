package enginetest_test

import (
	"testing"

	"redress/deploy/engine/enginetest"
)

// TestOpenGivesEachTestItsOwnDatabase opens two databases side by side: a table
// of one is unknown to the other.
func TestOpenGivesEachTestItsOwnDatabase(t *testing.T) {
	first, second := enginetest.Open(t), enginetest.Open(t)
	if first.Database == second.Database {
		t.Fatalf("Open() twice = %q both times, want two databases", first.Database)
	}
	if err := first.Exec(t.Context(), "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n"); err != nil {
		t.Fatalf("Exec(CREATE TABLE) = %v", err)
	}
	if err := second.Exec(t.Context(), "SELECT * FROM facts"); err == nil {
		t.Error("SELECT in the other database = nil, want an error")
	}
}

// TestDatabasesAreDropped leaves a second database behind, by the naming rule,
// and finds neither after the test that made them.
func TestDatabasesAreDropped(t *testing.T) {
	watcher := enginetest.Open(t)
	name := ""
	t.Run("inner", func(t *testing.T) {
		db := enginetest.Open(t)
		name = db.Database
		if err := db.Exec(t.Context(), "CREATE DATABASE "+name+"_r1 ENGINE = Atomic"); err != nil {
			t.Fatalf("Exec(CREATE DATABASE) = %v", err)
		}
	})
	var left uint64
	row := watcher.QueryRow(t.Context(), "SELECT count() FROM system.databases WHERE startsWith(name, '"+name+"')")
	if err := row.Scan(&left); err != nil {
		t.Fatalf("Scan() = %v", err)
	}
	if left != 0 {
		t.Errorf("databases left = %d, want 0", left)
	}
}
