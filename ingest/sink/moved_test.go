package sink_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// numbered is a file whose complaints have the numbers of their rows for ids.
func numbered(t *testing.T, rows int, change func(i int, c *complaint.Complaint)) madeFile {
	t.Helper()
	june := onDay(t, "2025-06-01")
	return madeFile{rows, func(i int) complaint.Complaint {
		c := made("a", i, june.Add(i%28), complaint.Resolved)
		change(i, &c)
		return c
	}}
}

func watched(files ...madeFile) complaints {
	return complaints{code: "a", files: files, limits: &ingest.Limits{Rejects: -1, Shrink: -1, Future: -1, Vanished: -1, Moved: 0.01, Duplicates: 0.5}}
}

// TestMovedComplaints: a load that puts other complaints in the place of those
// with the same numbers is held, whether the release has them or a file of the
// same load; corrections of the day or of the platform are not.
func TestMovedComplaints(t *testing.T) {
	t.Parallel()
	june := func(t *testing.T) madeFile { return numbered(t, 50, func(int, *complaint.Complaint) {}) }
	july := func(t *testing.T, from int, platform, day bool) madeFile {
		return numbered(t, 50, func(i int, c *complaint.Complaint) {
			c.Outcome = complaint.Unresolved
			if i >= from && platform {
				c.Platform = "name:another"
			}
			if i >= from && day {
				c.OpenedOn = c.OpenedOn.Add(30)
				c.ClosedOn = c.ClosedOn.Add(30)
			}
		})
	}
	f := func(name string, held int64, loads ...complaints) {
		t.Helper()
		t.Run(name, func(t *testing.T) {
			db, lock := schematest.Open(t), lockFile(t)
			for _, source := range loads[:len(loads)-1] {
				load(t, db, lock, source)
			}
			report, err := loadOver(t, db, db, lock, loads[len(loads)-1])
			var over *ingest.HeldError
			if errors.As(err, &over) != (held > 0) || err != nil && over == nil || report.Published != (held == 0) {
				t.Fatalf("load = %+v, %v, want it held %v", report, err, held > 0)
			}
			if held == 0 {
				return
			}
			want := []ingest.Breach{{Gate: "moved", Measured: float64(held) / 50, Allowed: 0.01, Rows: held}}
			if diff := cmp.Diff(want, report.Breaches); diff != "" {
				t.Errorf("breaches (-want +got):\n%s", diff)
			}
			if got := state(t, db, report.LoadID); got != "held, 1 tables of rows held back: "+fmt.Sprint(held)+" complaints would be replaced by some of another day and another platform, "+
				fmt.Sprint(2*held)+" % of those replaced: their numbers do not identify them (limits: moved allows 1 %)" {
				t.Errorf("the ledger says %q", got)
			}
		})
	}
	f("the next month with the same numbers", 50, watched(june(t)), watched(july(t, 0, true, true)))
	f("both months in one load", 50, watched(june(t), july(t, 0, true, true)))
	f("five of them", 5, watched(june(t)), watched(july(t, 45, true, true)))
	f("four of them", 0, watched(june(t)), watched(july(t, 46, true, true)))
	f("other platforms", 0, watched(june(t)), watched(july(t, 0, true, false)))
	f("other days", 0, watched(june(t)), watched(july(t, 0, false, true)))
}

// TestDuplicatesInAFile: a file whose rows have nearly all the same number is
// held.
func TestDuplicatesInAFile(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	one := numbered(t, 50, func(i int, c *complaint.Complaint) {
		if i > 0 {
			c.ID = made("a", 1, c.OpenedOn, complaint.Resolved).ID
		}
	})
	other := numbered(t, 50, func(int, *complaint.Complaint) {})
	report := heldLoad(t, db, lock, watched(other, one))
	if diff := cmp.Diff([]ingest.Breach{{Gate: "duplicates", Measured: 48.0 / 50, Allowed: 0.5, Rows: 48}}, report.Breaches); diff != "" {
		t.Errorf("breaches (-want +got):\n%s", diff)
	}
	half := numbered(t, 50, func(i int, c *complaint.Complaint) { c.ID = made("a", i%25, c.OpenedOn, complaint.Resolved).ID })
	if report := load(t, db, lock, watched(half)); report.Duplicate != 25 || !report.Published {
		t.Errorf("a file with every row twice: %+v, want it published", report)
	}
}

// sparing fails a query that holds at and reads more rows than it may.
type sparing struct {
	driver.Conn
	at   string
	rows int
	n    int
}

func (c *sparing) QueryRow(ctx context.Context, query string, args ...any) driver.Row {
	if strings.Contains(query, c.at) {
		c.n++
		ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"max_rows_to_read": c.rows}))
	}
	return c.Conn.QueryRow(ctx, query, args...)
}

// TestMovedReadsNoOtherFiles: to look for moved complaints in a file costs its
// own rows and the release, not the load's other files.
func TestMovedReadsNoOtherFiles(t *testing.T) {
	t.Parallel()
	const files, rows = 14, 1000
	db := schematest.Open(t)
	for _, outcome := range []complaint.Outcome{complaint.Resolved, complaint.Unresolved} {
		var all []madeFile
		for n := range files {
			all = append(all, madeFile{rows, func(i int) complaint.Complaint {
				return made("a", n*rows+i, onDay(t, "2018-03-01").Add(i%20), outcome)
			}})
		}
		source := watched(all...)
		conn := &sparing{Conn: db, at: "How many of the complaints that one file replaces", rows: files*rows + 16*rows}
		c := config(db, lockFile(t))
		c.Conn = conn
		l, err := sink.Begin(t.Context(), c, source.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		if report, err := ingest.Run(t.Context(), source, l); err != nil || outcome == complaint.Unresolved && (conn.n != files || report.Replaced != files*rows) {
			t.Errorf("%s: asked of %d files, %+v, %v", outcome, conn.n, report, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}
}
