package sink_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// lacking is a source whose only file lacks the columns of a field.
type lacking struct{ complaints }

type lackingFile struct{ ingest.File }

func (s lacking) Files(ctx context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for f, err := range s.complaints.Files(ctx) {
			if !yield(lackingFile{f}, err) {
				return
			}
		}
	}
}

func (lackingFile) Layout() ingest.Layout {
	return ingest.Layout{Lost: []ingest.LostField{{Field: "category", Columns: []string{"商品类别"}}, {Field: "rating", Columns: []string{"满意度"}}}}
}

// TestColumnIsGone: a load without a column that the newest load had is held, and
// so is one that would erase what was known; once somebody has let it pass, the
// next is as it was.
func TestColumnIsGone(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	limits := &ingest.Limits{Rejects: -1, Shrink: -1, Future: -1, Vanished: -1, Moved: -1, Duplicates: -1}
	june := onDay(t, "2025-06-01")
	source := func(from, rows int, category string) complaints {
		return complaints{code: "a", limits: limits, files: []madeFile{{rows, func(i int) complaint.Complaint {
			c := made("a", from+i, june.Add(i%28), complaint.Resolved)
			c.Category, c.Rating = category, 0
			return c
		}}}}
	}
	f := func(name string, s ingest.Source, want ...ingest.Breach) *ingest.Report {
		t.Helper()
		report, err := loadOver(t, db, db, lock, s)
		var held *ingest.HeldError
		if errors.As(err, &held) != (len(want) > 0) || err != nil && held == nil {
			t.Fatalf("%s: %+v, %v, want breaches %v", name, report, err, want)
		}
		if diff := cmp.Diff(want, report.Breaches); diff != "" {
			t.Errorf("%s: breaches (-want +got):\n%s", name, diff)
		}
		return report
	}
	f("the first load", lacking{source(0, 10, "")})
	f("a month with the column", source(0, 50, "Tea"))
	f("a month without", lacking{source(100, 30, "")}, ingest.Breach{Gate: "columns", Subject: "商品类别", Measured: 1, Rows: 50})
	f("a month that has it, and half of it is blank", source(200, 10, ""))
	held := f("the first month again, without", lacking{source(0, 5, "")}, ingest.Breach{Gate: "columns", Subject: "商品类别", Measured: 5.0 / 15, Rows: 5})
	if _, err := sink.Release(t.Context(), config(db, lock), held.LoadID); err != nil {
		t.Fatal(err)
	}
	f("once it is let pass", lacking{source(300, 5, "")})
	limits.Columns = -1
	f("no limit", lacking{source(5, 5, "")})
}
