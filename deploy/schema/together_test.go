package schema_test

import (
	"errors"
	"testing"
	"time"

	"redress/deploy/engine/enginetest"
	"redress/deploy/schema"
)

// Machines that begin at the same moment on a new database all find every
// migration applied, also when their tables were just made by another.
func TestApplyAtTheSameMoment(t *testing.T) {
	list, err := schema.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	for pair := range 12 {
		db := enginetest.Open(t)
		ended := make(chan error)
		const machines = 3
		for machine := range machines {
			go func() {
				time.Sleep(time.Duration(machine*pair) * 5 * time.Millisecond) // at different stages of one another
				_, err := schema.Apply(t.Context(), db, db.Database, time.Now)
				ended <- err
			}()
		}
		for range machines {
			if err := <-ended; err != nil {
				t.Errorf("pair %d: Apply = %v", pair, err)
			}
		}
		applied, err := schema.Applied(t.Context(), db, db.Database)
		if err != nil || len(applied) != len(list) {
			t.Errorf("pair %d: Applied = %d migrations, %v, want %d", pair, len(applied), err, len(list))
		}
		if missing, err := schema.Missing(t.Context(), db, db.Database); err != nil || len(missing) > 0 {
			t.Errorf("pair %d: Missing = %v, %v, want none", pair, missing, err)
		}
	}
}

// Versions that differ in a migration cannot both be right, whichever row is read
// first.
func TestTwoContentsOfOneMigration(t *testing.T) {
	db := enginetest.Open(t)
	if _, err := schema.Apply(t.Context(), db, db.Database, time.Now); err != nil {
		t.Fatal(err)
	}
	// Sorted before and after ours.
	for _, sum := range []string{"!", "~"} {
		if err := db.Exec(t.Context(), "INSERT INTO "+db.Database+".schema_versions SELECT '0001_loads.sql', '"+sum+"', now64(3)"); err != nil {
			t.Fatal(err)
		}
		if _, err := schema.Applied(t.Context(), db, db.Database); !errors.Is(err, schema.ErrChanged) {
			t.Errorf("Applied with %s = %v, want ErrChanged", sum, err)
		}
	}
}
