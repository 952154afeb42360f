package sink_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// shrinking is a snapshot of rows complaints, of a source that may not lose a
// tenth.
func shrinking(t *testing.T, rows int) complaints {
	t.Helper()
	source := year(t, complaint.Resolved, rows)
	source.replace = ingest.Replace{Kind: ingest.Snapshot}
	source.limits = &ingest.Limits{Rejects: -1, Shrink: 0.1, Future: -1, Vanished: -1, Moved: -1, Duplicates: -1}
	return source
}

// heldLoad loads a source that is over a limit.
func heldLoad(t *testing.T, db *engine.DB, lock string, source ingest.Source) *ingest.Report {
	t.Helper()
	report, err := loadOver(t, db, db, lock, source)
	var held *ingest.HeldError
	if !errors.As(err, &held) || !report.Held || report.Published {
		t.Fatalf("load = %+v, %v, want it held", report, err)
	}
	return report
}

// state is a load's state in the ledger, its problem, and whether its rows are
// kept.
func state(t *testing.T, db *engine.DB, id uint32) string {
	t.Helper()
	var state, problem string
	var kept uint64
	err := db.QueryRow(t.Context(), `SELECT any(state), any(problem), (SELECT count() FROM system.tables WHERE database = $1 AND name = $2)
FROM `+db.Database+`.loads FINAL WHERE load_id = $3`, db.Database, fmt.Sprintf("staging_%d", id), id).Scan(&state, &problem, &kept)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(fmt.Sprintf("%s, %d tables of rows %s", state, kept, problem))
}

const shrinks = "held, 1 tables of rows held back: the source would lose 100 complaints, 33.33 % of what it has (limits: shrink allows 10 %)"

// A held load changes nothing until it is released, and then what it would have
// changed; other loads go on meanwhile.
func TestHeldLoadIsReleased(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	before := says(t, db)
	held := heldLoad(t, db, lock, shrinking(t, 200))
	want := []ingest.Breach{{Gate: "shrink", Measured: 100.0 / 300, Allowed: 0.1, Rows: 100}}
	if diff := cmp.Diff(want, held.Breaches); diff != "" || held.Removed != 100 || held.Release != 1 {
		t.Errorf("held: %+v, breaches (-want +got):\n%s", held, diff)
	}
	if got := state(t, db, held.LoadID); got != shrinks || says(t, db) != before {
		t.Errorf("held: the ledger says %q, want %q and the release before", got, shrinks)
	}
	other := complaints{code: "b", files: []madeFile{{10, func(i int) complaint.Complaint {
		return made("b", i, onDay(t, "2018-03-01"), complaint.Resolved)
	}}}}
	load(t, db, lock, other)
	released, err := sink.Release(t.Context(), config(db, lock), held.LoadID)
	if err != nil || !released.Published || !released.Released || released.Held || released.Removed != 100 || released.Release != 3 {
		t.Fatalf("Release = %+v, %v", released, err)
	}
	if err := released.Balance(); err != nil || released.Unchanged != 200 || !cmp.Equal(released.Breaches, want) {
		t.Errorf("Release: %+v, %v", released, err)
	}
	if rows, _ := served(t, db, 3, "a"); rows != 200 {
		t.Errorf("the released load left %d complaints, want 200", rows)
	}
	if rows, _ := served(t, db, 3, "b"); rows != 10 {
		t.Errorf("the other source has %d complaints, want 10", rows)
	}
	if got := state(t, db, held.LoadID); got != "published, 0 tables of rows" {
		t.Errorf("released: the ledger says %q", got)
	}
	if again := load(t, db, lock, shrinking(t, 200)); again.Unchanged != 200 || again.Removed != 0 || again.Release != 3 {
		t.Errorf("the same file again: %+v", again)
	}
}

// A held load is judged against what is served when it is released: a newer
// load has the last word.
func TestHeldLoadIsJudgedAgain(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	held := heldLoad(t, db, lock, shrinking(t, 200))
	load(t, db, lock, newer(t, 10, 300, ingest.Replace{}))
	want := says(t, db)
	released, err := sink.Release(t.Context(), config(db, lock), held.LoadID)
	if err != nil || released.Outdated != 190 || released.Unchanged != 10 || released.Removed != 0 || released.Release != 2 {
		t.Errorf("Release = %+v, %v, want that it says nothing new", released, err)
	}
	if got := says(t, db); got != want {
		t.Errorf("the release says %s, want %s", got, want)
	}
	if got := state(t, db, held.LoadID); got != "unchanged, 0 tables of rows" {
		t.Errorf("the ledger says %q", got)
	}
}

// newer are the complaints from one up to another, as a file of a later period has
// them, with another outcome.
func newer(t *testing.T, from, to int, replace ingest.Replace) complaints {
	t.Helper()
	source := year(t, complaint.Unresolved, to-from)
	source.replace = replace
	row := source.files[0].row
	source.files[0].row = func(i int) complaint.Complaint {
		c := row(from + i)
		c.Period = 20260000
		return c
	}
	return source
}

// A held load whose every word a newer load has outdone goes, its rows with it;
// one that still has something to say stays.
func TestHeldLoadIsReplaced(t *testing.T) {
	t.Parallel()
	snapshot := ingest.Replace{Kind: ingest.Snapshot}
	const replaced = "refused, 0 tables of rows replaced by load 3; it was held back: the source would lose 100 complaints, 33.33 % of what it has (limits: shrink allows 10 %)"
	older := newer(t, 0, 300, snapshot)
	row := older.files[0].row
	older.files[0].row = func(i int) complaint.Complaint {
		c := row(i)
		c.Period = 20170000
		return c
	}
	f := func(name string, source complaints, held bool, want string) {
		t.Helper()
		db, lock := schematest.Open(t), lockFile(t)
		load(t, db, lock, shrinking(t, 300))
		first := heldLoad(t, db, lock, shrinking(t, 200))
		if held {
			heldLoad(t, db, lock, source)
		} else {
			load(t, db, lock, source)
		}
		if got := state(t, db, first.LoadID); got != want {
			t.Errorf("%s: the ledger says %q, want %q", name, got, want)
		}
	}
	f("the next snapshot is held", shrinking(t, 190), true, replaced)
	f("the next snapshot is published", shrinking(t, 290), false, replaced)
	f("the next snapshot says nothing new", shrinking(t, 300), false, replaced)
	f("an older snapshot", older, false, shrinks)
	f("a newer word on each complaint", newer(t, 0, 200, ingest.Replace{}), false, replaced)
	f("a newer word on most", newer(t, 1, 300, ingest.Replace{}), false, shrinks)
}

func TestHeldLoadIsDiscarded(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	want := says(t, db)
	held := heldLoad(t, db, lock, shrinking(t, 200))
	if err := sink.Discard(t.Context(), config(db, lock), held.LoadID); err != nil {
		t.Fatal(err)
	}
	if got := state(t, db, held.LoadID); says(t, db) != want || !strings.HasPrefix(got, "refused, 0 tables of rows discarded by hand; it was held back") {
		t.Errorf("discarded: the ledger says %q", got)
	}
	tidy(t, db, "discarded")
	for id, says := range map[uint32]string{held.LoadID: "it is refused, not held", 99: "no such load", 1: "it is published, not held"} {
		if _, err := sink.Release(t.Context(), config(db, lock), id); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Release(%d) = %v, want an error with %q", id, err, says)
		}
		if err := sink.Discard(t.Context(), config(db, lock), id); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("Discard(%d) = %v, want an error with %q", id, err, says)
		}
	}
}

// What was staged before a migration moved the columns is released by name.
func TestHeldLoadOfOlderColumns(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, shrinking(t, 300))
	held := heldLoad(t, db, lock, shrinking(t, 200))
	if err := db.Exec(t.Context(), fmt.Sprintf("ALTER TABLE %s.staging_%d DROP COLUMN narrative", db.Database, held.LoadID)); err != nil {
		t.Fatal(err)
	}
	if released, err := sink.Release(t.Context(), config(db, lock), held.LoadID); err != nil || released.Removed != 100 {
		t.Errorf("Release = %+v, %v", released, err)
	}
	tidyReleased(t, db, "released")
}

// A release by hand that fails at any statement, or is killed there, leaves the
// load held or published, and can be done again.
func TestReleaseFailingAtAnyStatement(t *testing.T) {
	t.Parallel()
	const rows = 200
	release := func(conn driver.Conn, db *engine.DB, lock string, id uint32) (*ingest.Report, error) {
		c := config(db, lock)
		c.Conn = conn
		return sink.Release(context.WithoutCancel(t.Context()), c, id)
	}
	halves(t, func(t *testing.T, db *engine.DB, lock string) {
		load(t, db, lock, grown(t, 300))
	}, func(conn driver.Conn, db *engine.DB, lock string) {
		held := heldLoad(t, db, lock, shrinking(t, rows))
		if _, err := release(conn, db, lock, held.LoadID); err != nil {
			t.Error(err)
		}
	}, func(t *testing.T, db *engine.DB, lock string, f fault) {
		load(t, db, lock, grown(t, 300))
		old := says(t, db)
		held := heldLoad(t, db, lock, shrinking(t, rows))
		before := booked(t, db, held.LoadID)
		conn := f.broken(db)
		report, err := release(conn, db, lock, held.LoadID)
		if conn.hit == "" {
			t.Errorf("%s: it was not hit", f)
		}
		if err == nil { // published before the fault: the next load tidies up
			load(t, db, lock, shrinking(t, rows))
		} else {
			if got := says(t, db); got != old {
				t.Errorf("%s: the release failed, and another is served", f)
			}
			if report != nil && (!report.Held || report.Published) {
				t.Errorf("%s: the report of a failed release is %+v", f, report)
			}
			if got := state(t, db, held.LoadID); got != shrinks {
				t.Errorf("%s: the ledger says %q, want %q", f, got, shrinks)
			}
			if diff := cmp.Diff(before, booked(t, db, held.LoadID)); diff != "" {
				t.Errorf("%s: the books (-held +still held):\n%s", f, diff)
			}
			if report, err = release(db, db, lock, held.LoadID); err != nil {
				t.Fatalf("%s: released again: %v", f, err)
			}
		}
		if got, _ := served(t, db, report.Release, "a"); got != rows || !report.Published {
			t.Errorf("%s: %d complaints, want %d", f, got, rows)
		}
		tidyReleased(t, db, f.String())
	})
}

// booked are the books of a load, as the ledger says them.
func booked(t *testing.T, db *engine.DB, id uint32) string {
	t.Helper()
	var books string
	err := db.QueryRow(t.Context(), `SELECT any(toString(tuple(* EXCEPT (finished_at, updated_at, holder, rows_so_far)))) FROM `+
		db.Database+`.loads FINAL WHERE load_id = $1`, id).Scan(&books)
	if err != nil {
		t.Fatal(err)
	}
	return books
}

// grown is a snapshot that may do anything.
func grown(t *testing.T, rows int) complaints {
	t.Helper()
	source := shrinking(t, rows)
	source.limits = nil
	return source
}

// tidyReleased is tidy for loads whose files were judged twice.
func tidyReleased(t *testing.T, db *engine.DB, where string) {
	t.Helper()
	var tables, held uint64
	err := db.QueryRow(t.Context(), `SELECT (SELECT count() FROM system.tables WHERE database = $1 AND match(name, '_[0-9]+$')),
(SELECT count() FROM `+db.Database+`.loads FINAL WHERE state IN ('held', 'running'))`, db.Database).Scan(&tables, &held)
	if err != nil || tables+held > 0 {
		t.Errorf("%s: left behind: %d tables, %d loads, %v", where, tables, held, err)
	}
}

// The vanished gate looks at the last year of platforms that are due.
func TestVanishedPlatforms(t *testing.T) {
	t.Parallel()
	db, lock := schematest.Open(t), lockFile(t)
	of := func(days int, platforms ...string) complaints {
		first := onDay(t, "2018-03-01")
		return complaints{code: "a", limits: &ingest.Limits{Rejects: -1, Shrink: -1, Future: -1, Vanished: 0.05, Moved: -1, Duplicates: -1},
			files: []madeFile{{1000, func(i int) complaint.Complaint {
				c := made("a", i+days*1000, first.Add(days+i%30), complaint.Resolved)
				c.Platform = platforms[i%len(platforms)]
				c.PlatformName.Text = c.Platform
				return c
			}}}}
	}
	load(t, db, lock, of(0, "old", "aurora", "boreal"))
	load(t, db, lock, of(600, "aurora", "boreal", "cirrus"))
	held := heldLoad(t, db, lock, of(700, "aurora"))
	var got []string
	for _, b := range held.Breaches {
		got = append(got, fmt.Sprintf("%s %q %d %.2f", b.Gate, b.Subject, b.Rows, b.Measured))
	}
	// The old platform had its last complaint long before.
	want := []string{`vanished "" 666 0.67`, `vanished "boreal" 333 0.33`, `vanished "cirrus" 333 0.33`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("breaches (-want +got):\n%s", diff)
	}
	few := of(701, "aurora")
	few.files[0].rows = 80
	load(t, db, lock, few)
}
