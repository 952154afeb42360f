package sink_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

var errInjected = errors.New("injected fault")

// A breaking connection is the real one until a given statement: there it fails
// before the engine has seen it, or, with late, after the engine has done it.
type breaking struct {
	driver.Conn
	at   func(n int, statement string) bool
	late bool
	n    atomic.Int64 // of statements; a renewal comes from another goroutine
	hit  string
}

func (b *breaking) Exec(ctx context.Context, statement string, args ...any) error {
	if !b.at(int(b.n.Add(1)), statement) {
		return b.Conn.Exec(ctx, statement, args...)
	}
	b.hit = statement
	if b.late {
		if err := b.Conn.Exec(ctx, statement, args...); err != nil {
			return err
		}
	}
	return errInjected
}

func (b *breaking) InsertFormat(ctx context.Context, format, statement string, data io.Reader) error {
	if b.at(int(b.n.Add(1)), statement) {
		b.hit = statement
		return errInjected
	}
	return b.Conn.InsertFormat(ctx, format, statement, data)
}

func (b *breaking) PrepareBatch(ctx context.Context, statement string, options ...driver.PrepareBatchOption) (driver.Batch, error) {
	if b.at(int(b.n.Add(1)), statement) {
		b.hit = statement
		return nil, errInjected
	}
	return b.Conn.PrepareBatch(ctx, statement, options...)
}

// loadOver runs one load over a connection.
func loadOver(t *testing.T, conn driver.Conn, db *engine.DB, lock string, source ingest.Source) (*ingest.Report, error) {
	t.Helper()
	c := config(db, lock)
	c.Conn = conn
	l, err := sink.Begin(t.Context(), c, source.Publisher())
	if err != nil {
		return nil, err
	}
	report, err := ingest.Run(t.Context(), source, l)
	return report, errors.Join(err, l.Close())
}

func year(t *testing.T, outcome complaint.Outcome, rows int) complaints {
	day := onDay(t, "2018-03-01")
	return complaints{code: "a", files: []madeFile{{rows, func(i int) complaint.Complaint {
		return made("a", i, day.Add(i%400), outcome)
	}}}}
}

// says is a checksum over what the served release says.
func says(t *testing.T, db *engine.DB) string {
	t.Helper()
	var current uint32
	if err := db.QueryRow(t.Context(), "SELECT max(number) FROM "+db.Database+".releases").Scan(&current); err != nil {
		t.Fatal(err)
	}
	var sum, rows uint64
	err := db.QueryRow(t.Context(), `SELECT groupBitXor(sipHash64(toString(tuple(* EXCEPT (version, load_id, file, line))))), count()
FROM {release:Identifier}.complaints`, clickhouse.Named("release", schema.ReleaseDatabase(db.Database, current))).Scan(&sum, &rows)
	if err != nil {
		t.Fatalf("release %d is served and cannot be read: %v", current, err)
	}
	return fmt.Sprintf("%016x over %d", sum, rows)
}

// faults lists the first and the last occurrence of every shape among the
// statements that something runs. A statement runs again and again over other
// tables or partitions; what was done before it differs most at these two.
func faults(t *testing.T, db *engine.DB, run func(conn driver.Conn)) []fault {
	t.Helper()
	times := map[string]int{}
	var shapes []string
	run(&breaking{Conn: db, at: func(_ int, statement string) bool {
		s := shape(strings.ReplaceAll(statement, db.Database, "DB"))
		if times[s]++; times[s] == 1 {
			shapes = append(shapes, s)
		}
		return false
	}})
	var list []fault
	for _, s := range shapes {
		list = append(list, fault{shape: s, nth: 1})
		if times[s] > 1 {
			list = append(list, fault{shape: s, nth: times[s]})
		}
	}
	if len(list) < 20 {
		t.Errorf("there are only %d distinct statements: the faults are not injected", len(list))
	}
	return list
}

// String names the fault, without the comments of the statement.
func (f fault) String() string {
	return fmt.Sprintf("fault (late: %t) at time %d of %.60q", f.late, f.nth, strings.TrimSpace(f.shape[strings.LastIndex(f.shape, "\n--")+1:]))
}

// broken is a connection that breaks at the fault.
func (f fault) broken(db *engine.DB) *breaking {
	seen := 0
	return &breaking{Conn: db, at: func(_ int, statement string) bool {
		if shape(strings.ReplaceAll(statement, db.Database, "DB")) != f.shape {
			return false
		}
		seen++
		return seen == f.nth
	}}
}

// share is which part of the faults one run of the tests tries: all of them take
// minutes, and each comes its turn. The log says which it was.
const share = 3

// halves runs two subtests, each with every other fault of this run's share. Both
// begin with ready, in a database of their own.
func halves(t *testing.T, ready func(t *testing.T, db *engine.DB, lock string), run func(conn driver.Conn, db *engine.DB, lock string),
	try func(t *testing.T, db *engine.DB, lock string, f fault)) {
	t.Helper()
	turn := rand.IntN(share)
	t.Logf("faults of turn %d of %d", turn, share)
	for half := range 2 {
		t.Run(fmt.Sprint("half ", half+1), func(t *testing.T) {
			t.Parallel()
			db, lock := schematest.Open(t), lockFile(t)
			ready(t, db, lock)
			all := faults(t, db, func(conn driver.Conn) { run(conn, db, lock) })
			for i, f := range all {
				if i%2 == half && i/2%share == turn {
					try(t, db, lock, f)
				}
			}
		})
	}
}

// A load that fails at any statement that writes (reads and the sending of a
// batch's rows are not broken here) leaves the old release, and the same load
// afterwards gives what it always gives.
func TestFailingAtAnyStatement(t *testing.T) {
	t.Parallel()
	undisturbed, lock := schematest.Open(t), lockFile(t)
	load(t, undisturbed, lock, unshifted(t))
	old := says(t, undisturbed)
	load(t, undisturbed, lock, shifted(t))
	want := says(t, undisturbed)
	back := func(t *testing.T, db *engine.DB, lock string) {
		t.Helper()
		load(t, db, lock, unshifted(t))
		if got := says(t, db); got != old {
			t.Fatalf("the old snapshot again: the release says %s, want %s", got, old)
		}
	}
	halves(t, func(t *testing.T, db *engine.DB, lock string) {
		back(t, db, lock)
		load(t, db, lock, shifted(t))
		back(t, db, lock)
	}, func(conn driver.Conn, db *engine.DB, lock string) {
		if _, err := loadOver(t, conn, db, lock, shifted(t)); err != nil {
			t.Error(err)
		}
		back(t, db, lock)
	}, func(t *testing.T, db *engine.DB, lock string, f fault) {
		conn := f.broken(db)
		report, err := loadOver(t, conn, db, lock, shifted(t))
		switch got := says(t, db); {
		case conn.hit == "":
			t.Errorf("%s: it was not hit", f)
		case err != nil && got != old:
			t.Errorf("%s: the load failed, and the release says %s, want the old %s", f, got, old)
		case err == nil && (got != want || !report.Published):
			t.Errorf("%s: the load succeeded, and the release says %s, want the new %s", f, got, want)
		}
		load(t, db, lock, shifted(t))
		if got := says(t, db); got != want {
			t.Errorf("%s: after loading again the release says %s, want %s", f, got, want)
		}
		tidy(t, db, f.String())
		back(t, db, lock)
	})
}

// unshifted is a snapshot of the year before.
func unshifted(t *testing.T) complaints {
	t.Helper()
	source := year(t, complaint.Unresolved, 300)
	source.replace = ingest.Replace{Kind: ingest.Snapshot}
	return source
}

// shifted is a snapshot that brings complaints, changes others, and lacks some.
func shifted(t *testing.T) complaints {
	t.Helper()
	source := year(t, complaint.Resolved, 350)
	source.replace = ingest.Replace{Kind: ingest.Snapshot}
	row := source.files[0].row
	source.files[0].row = func(i int) complaint.Complaint { return row(i + 50) }
	return source
}

// tidy checks that nothing of a load is left but its books.
func tidy(t *testing.T, db *engine.DB, where string) {
	t.Helper()
	var tables, running, files, orphans uint64
	err := db.QueryRow(t.Context(), `SELECT
(SELECT count() FROM system.tables WHERE database = $1 AND match(name, '_[0-9]+$') AND NOT match(name, '^lease_')),
(SELECT count() FROM `+db.Database+`.loads FINAL WHERE state = 'running'),
(SELECT toUInt64(count() - uniqExact(load_id, file)) FROM `+db.Database+`.load_files),
(SELECT count() FROM (SELECT load_id FROM `+db.Database+`.history UNION ALL SELECT load_id FROM `+db.Database+`.removals)
WHERE load_id NOT IN (SELECT arrayJoin(load_ids) FROM `+db.Database+`.releases))`,
		db.Database).Scan(&tables, &running, &files, &orphans)
	if err != nil {
		t.Fatal(err)
	}
	if tables+running+files+orphans > 0 {
		t.Errorf("%s: left behind: %d tables, %d running loads, %d double books, %d rows of history", where, tables, running, files, orphans)
	}
}

// The pointer is set, and its answer is lost: the load is published, and must
// not be dropped as if it were not.
func TestLostAnswerOfThePointer(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	load(t, db, lock, year(t, complaint.Unresolved, 300))
	conn := &breaking{Conn: db, late: true, at: func(_ int, s string) bool { return strings.Contains(s, "Publish a release") }}
	report, err := loadOver(t, conn, db, lock, year(t, complaint.Resolved, 300))
	if err != nil || conn.hit == "" || report.Release != 2 {
		t.Fatalf("the load = release %d, %v, want 2 and no error", report.Release, err)
	}
	again := load(t, db, lock, year(t, complaint.Resolved, 300))
	if again.Release != 2 || again.Unchanged != 300 {
		t.Errorf("loaded again: %+v, want nothing new in release 2", again)
	}
}

func TestCloseDropsALoadThatNeverRan(t *testing.T) {
	db, lock := schematest.Open(t), lockFile(t)
	l, err := sink.Begin(t.Context(), config(db, lock), year(t, complaint.Resolved, 1).Publisher())
	if err != nil {
		t.Fatal(err)
	}
	if err := l.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	tidy(t, db, "begun and closed")
	load(t, db, lock, year(t, complaint.Resolved, 1))
}
