package sink_test

import (
	"strings"
	"testing"

	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest/complaint"
)

// The checksum that tests compare tables by sees a change in any of them, and none
// in what two databases that say the same differ in.
func TestChecksumSeesEveryTable(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	report := load(t, db, lockFile(t), year(t, complaint.Resolved, 20))
	release := schema.ReleaseDatabase(db.Database, report.Release)
	change := func(what string, seen bool) {
		t.Helper()
		before := tables(t, db)
		statement := strings.NewReplacer("RELEASE", release, "DB", db.Database).Replace(what) + " SETTINGS mutations_sync = 1"
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if got := tables(t, db) != before; got != seen {
			t.Errorf("%s: seen %v, want %v", what, got, seen)
		}
	}
	change("ALTER TABLE RELEASE.complaints UPDATE outcome = 'unknown' WHERE line = 2", true)
	change("ALTER TABLE RELEASE.complaints UPDATE version = version + 549755813888 WHERE line = 3", true)
	change("ALTER TABLE RELEASE.entities UPDATE name = concat(name, '!') WHERE true", true)
	change("ALTER TABLE RELEASE.sources UPDATE licence = 'other' WHERE true", true)
	change("ALTER TABLE DB.history UPDATE digest = digest + 1 WHERE line = 2", true)
	change("ALTER TABLE DB.history DELETE WHERE line = 2", true)
	change("ALTER TABLE DB.loads UPDATE new = new + 1 WHERE true", true)
	change("ALTER TABLE DB.load_files UPDATE unread_sheets = ['x'] WHERE true", true)
	change("ALTER TABLE RELEASE.complaints UPDATE version = version + 32768, load_id = 9 WHERE true", false)
	change("ALTER TABLE DB.loads UPDATE holder = 'x', started_at = started_at + 1, rows_so_far = 9 WHERE true", false)
}
