package sink_test

import (
	"testing"
	"time"

	"redress/deploy/schema/schematest"
	"redress/ingest/sink"
)

// Two databases bound to one key at different times are two.
func TestIdentity(t *testing.T) {
	seen := map[string]bool{}
	identity := func(at time.Time) string {
		t.Helper()
		db := schematest.Open(t)
		if first, err := sink.Identity(t.Context(), db, db.Database); err != nil || first != "" {
			t.Errorf("Identity of a new database = %q, %v, want none", first, err)
		}
		if err := sink.BindKey(t.Context(), db, db.Database, "fingerprint", func() time.Time { return at }); err != nil {
			t.Fatal(err)
		}
		id, err := sink.Identity(t.Context(), db, db.Database)
		if err != nil || id == "" {
			t.Errorf("Identity = %q, %v, want one", id, err)
		}
		return id
	}
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	seen[identity(at)] = true
	seen[identity(at.Add(time.Millisecond))] = true
	if len(seen) != 2 {
		t.Errorf("the databases are %v, want two", seen)
	}
}
