package sink_test

import (
	"context"
	"fmt"
	"iter"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// The tables hold what the report says of a load and its files, and both balance,
// where a file brings, changes and repeats complaints and is older than what is
// known of others.
func TestBooksOfAMixedFile(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	day := onDay(t, "2018-03-01")
	load(t, db, lock, complaints{code: "a", files: []madeFile{{30, func(i int) complaint.Complaint {
		c := made("a", i, day, complaint.Unresolved)
		if i < 10 {
			c.Period = 20190000
		}
		return c
	}}}})
	report := load(t, db, lock, complaints{code: "a", files: []madeFile{{46, func(i int) complaint.Complaint {
		c := made("a", i%45, day, complaint.Unresolved) // one comes twice
		if i >= 10 && i < 15 {
			c.Outcome = complaint.Resolved
		}
		return c
	}}}})
	want := "read 46, accepted 45, duplicate 1, new 15, replaced 5, unchanged 15, outdated 10"
	c := report.Counts
	if got := fmt.Sprintf("read %d, accepted %d, duplicate %d, new %d, replaced %d, unchanged %d, outdated %d", c.Read, c.Accepted,
		c.Duplicate, c.New, c.Replaced, c.Unchanged, c.Outdated); got != want {
		t.Errorf("report: %s, want %s", got, want)
	}
	for _, table := range []string{"loads", "load_files"} {
		var got string
		var balanced bool
		err := db.QueryRow(t.Context(), `SELECT format('read {}, accepted {}, duplicate {}, new {}, replaced {}, unchanged {}, outdated {}',
toString(read), toString(accepted), toString(duplicate), toString(new), toString(replaced), toString(unchanged), toString(outdated)),
read = accepted + duplicate + arraySum(mapValues(rejected)) AND accepted = new + replaced + unchanged + outdated
FROM {database:Identifier}.{table:Identifier} WHERE load_id = 2 AND {table:String} != '' ORDER BY read DESC LIMIT 1`,
			clickhouse.Named("database", db.Database), clickhouse.Named("table", table)).Scan(&got, &balanced)
		if err != nil || got != want || !balanced {
			t.Errorf("%s: %s, balanced %v, %v, want %s", table, got, balanced, err, want)
		}
	}
}

// oddly is complaints in files of which not everything was read.
type oddly struct{ complaints }

func (s oddly) Files(context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for _, f := range s.files {
			if !yield(odd{f}, nil) {
				return
			}
		}
	}
}

type odd struct{ madeFile }

func (odd) LostCharacters() int64  { return 7 }
func (odd) UnreadSheets() []string { return []string{"Notes", "备注"} }
func (odd) Layout() ingest.Layout  { return ingest.Layout{LeftOut: []string{"leaflet.pdf"}} }

// What was not read of a file stands in its books, also after a held load was
// judged again.
func TestWhatWasNotReadIsKept(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	held := heldLoad(t, db, lock, oddly{shrinking(t, 200)})
	says := func(when string) {
		t.Helper()
		var lost *uint64
		var sheets, left []string
		err := db.QueryRow(t.Context(), `SELECT lost_characters, unread_sheets, left_out FROM `+db.Database+`.load_files
WHERE load_id = $1 ORDER BY judged_at DESC LIMIT 1`, held.LoadID).Scan(&lost, &sheets, &left)
		if err != nil || lost == nil || *lost != 7 || len(sheets) != 2 || sheets[1] != "备注" || len(left) != 1 {
			t.Errorf("%s: lost %v, sheets %q, left out %q, %v, want 7, two and one", when, lost, sheets, left, err)
		}
	}
	says("held")
	released, err := sink.Release(t.Context(), config(db, lock), held.LoadID)
	if err != nil || released.Files[0].LostCharacters != 7 || len(released.Files[0].UnreadSheets) != 2 || len(released.Files[0].LeftOut) != 1 {
		t.Errorf("Release = %+v, %v, want that it tells what was not read", released, err)
	}
	says("released")
}
