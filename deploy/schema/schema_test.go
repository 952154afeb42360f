package schema_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine/enginetest"
	"redress/deploy/schema"
)

func TestApplyTwiceAppliesOnce(t *testing.T) {
	db := enginetest.Open(t)
	list, err := schema.Migrations()
	if err != nil {
		t.Fatal(err)
	}
	missing, err := schema.Missing(t.Context(), db, db.Database)
	if err != nil || len(missing) != len(list) {
		t.Errorf("Missing of an empty database = %v, %v, want all %d", missing, err, len(list))
	}
	ran, err := schema.Apply(t.Context(), db, db.Database, time.Now)
	if diff := cmp.Diff(missing, ran); err != nil || diff != "" {
		t.Errorf("first Apply: %v (-missing +ran):\n%s", err, diff)
	}
	ran, err = schema.Apply(t.Context(), db, db.Database, time.Now)
	if err != nil || len(ran) != 0 {
		t.Errorf("second Apply = %v, %v, want nothing", ran, err)
	}
}

func TestApplyRefusesAnotherPast(t *testing.T) {
	f := func(name, change, complaint string) {
		t.Helper()
		db := enginetest.Open(t)
		if _, err := schema.Apply(t.Context(), db, db.Database, time.Now); err != nil {
			t.Fatal(err)
		}
		if err := db.Exec(t.Context(), strings.ReplaceAll(change, "DB", db.Database)); err != nil {
			t.Fatal(err)
		}
		_, err := schema.Apply(t.Context(), db, db.Database, time.Now)
		if !errors.Is(err, schema.ErrChanged) || !strings.Contains(err.Error(), complaint) {
			t.Errorf("%s: Apply = %v, want ErrChanged with %q", name, err, complaint)
		}
	}
	f("edited", `ALTER TABLE DB.schema_versions UPDATE sha256 = 'other' WHERE name = '0001_loads.sql' SETTINGS mutations_sync = 1`, "0001_loads.sql was applied with other contents")
	f("newer", `INSERT INTO DB.schema_versions SELECT '9999_future.sql', 'x', now64(3)`, "applied by a newer version")
}

func TestReleaseTablesHoldHistorysColumns(t *testing.T) {
	db := enginetest.Open(t)
	if _, err := schema.Apply(t.Context(), db, db.Database, time.Now); err != nil {
		t.Fatal(err)
	}
	release := schema.ReleaseDatabase(db.Database, 1)
	if err := schema.CreateRelease(t.Context(), db, db.Database, release); err != nil {
		t.Fatal(err)
	}
	var same bool
	err := db.QueryRow(t.Context(), `SELECT (SELECT groupArray((name, type)) FROM (SELECT name, type FROM system.columns WHERE database = $1 AND table = 'history' ORDER BY position))
 = (SELECT groupArray((name, type)) FROM (SELECT name, type FROM system.columns WHERE database = $2 AND table = 'complaints' ORDER BY position))`,
		db.Database, release).Scan(&same)
	if err != nil || !same {
		t.Errorf("columns of history and of a release's complaints are the same: %v, %v", same, err)
	}
}
