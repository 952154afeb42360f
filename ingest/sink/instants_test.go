package sink_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
	"redress/ingest/sink/sinktest"
)

// instants is how many random instants are tried. The tests of the program, which
// cut real processes off, try twenty of each.
const instants = 6

// inTwo tries every instant, in two subtests beside each other.
func inTwo(t *testing.T, try func(t *testing.T, i int)) {
	t.Helper()
	for half := range 2 {
		t.Run(fmt.Sprint("half ", half+1), func(t *testing.T) {
			t.Parallel()
			for i := half; i < instants; i += 2 {
				try(t, i)
			}
		})
	}
}

// tables is a checksum over all that loads leave: see sinktest.
func tables(t *testing.T, db *engine.DB) string {
	t.Helper()
	sum, err := sinktest.Checksum(t.Context(), db, db.Database)
	if err != nil {
		t.Fatal(err)
	}
	return sum
}

// inTurn are the tables that undisturbed loads leave, one after the other, and how
// long the first took.
func inTurn(t *testing.T, loads ...ingest.Source) (want string, first time.Duration) {
	t.Helper()
	db := schematest.Open(t)
	for i, source := range loads {
		start := time.Now()
		if _, err := loadWith(t, shared(t, db, "alone"), source); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = time.Since(start)
		}
	}
	return tables(t, db), first
}

// Two programs that load different files into one database at once, the second
// begun at any instant of the first, leave what they leave one after the other.
func TestTwoProgramsAtOnce(t *testing.T) {
	t.Parallel()
	newer, older := filed(t, 20190000, complaint.Resolved, 30), filed(t, 20180000, complaint.Unresolved, 40)
	newerFirst, whole := inTurn(t, newer, older)
	olderFirst, again := inTurn(t, older, newer)
	whole = min(whole, again)
	dice := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	var delays [instants]time.Duration
	for i := range delays {
		delays[i] = time.Duration(dice.Int64N(int64(whole)))
	}
	var overlaps atomic.Int64
	t.Run("pairs", func(t *testing.T) {
		inTwo(t, func(t *testing.T, i int) {
			files := []ingest.Source{newer, older}
			if i%4 > 1 {
				files = []ingest.Source{older, newer}
			}
			where := fmt.Sprintf("second load %v after the first", delays[i])
			db := schematest.Open(t)
			if waited := atOnce(t, db, files[0], files[1], delays[i], where); waited {
				overlaps.Add(1)
			}
			if got := tables(t, db); got != newerFirst && got != olderFirst {
				t.Errorf("%s: the tables (-newer file first +got):\n%s(-older file first +got):\n%s", where,
					cmp.Diff(newerFirst, got), cmp.Diff(olderFirst, got))
			}
			tidy(t, db, where)
		})
	})
	// The second begins while the first would run, if all took as long as alone.
	t.Logf("%d of %d pairs ran at once", overlaps.Load(), instants)
	if overlaps.Load() < instants/4 {
		t.Errorf("of %d pairs of loads only %d ran at once", instants, overlaps.Load())
	}
}

// atOnce runs two loads as two programs, the second begun a while after the
// first, and reports whether one had to wait for the other.
func atOnce(t *testing.T, db *engine.DB, first, second ingest.Source, delay time.Duration, where string) bool {
	t.Helper()
	var waited atomic.Bool
	log := whenWaiting(func() { waited.Store(true) })
	done := make(chan error, 1)
	time.AfterFunc(delay, func() {
		c := shared(t, db, "second")
		c.Log = log
		_, err := loadWith(t, c, second)
		done <- err
	})
	c := shared(t, db, "first")
	c.Log = log
	if _, err := loadWith(t, c, first); err != nil {
		t.Errorf("%s: the first: %v", where, err)
	}
	if err := <-done; err != nil {
		t.Errorf("%s: the second: %v", where, err)
	}
	return waited.Load()
}

// filed is complaints in the file of a period.
func filed(t *testing.T, period uint32, outcome complaint.Outcome, rows int) complaints {
	t.Helper()
	source := year(t, outcome, rows)
	row := source.files[0].row
	source.files[0].row = func(i int) complaint.Complaint {
		c := row(i)
		c.Period = period
		return c
	}
	return source
}

// An older file loaded after a newer one brings back nothing, and leaves the tables
// that it leaves undisturbed, also where the newer file's load died at any
// statement and was run again before or after the older file's.
func TestOlderFileAfterANewerOne(t *testing.T) {
	t.Parallel()
	newer, older := filed(t, 20190000, complaint.Resolved, 30), filed(t, 20180000, complaint.Unresolved, 40)
	// The history tells in which order they came, and in which they were published.
	newerFirst, _ := inTurn(t, newer, older)
	olderFirst, _ := inTurn(t, older, newer)
	aside := schematest.Open(t)
	all := faults(t, aside, func(conn driver.Conn) {
		if _, err := loadOver(t, conn, aside, lockFile(t), newer); err != nil {
			t.Error(err)
		}
	})
	dice := rand.New(rand.NewPCG(2, uint64(time.Now().UnixNano())))
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var hits atomic.Int64
	t.Run("faults", func(t *testing.T) {
		inTwo(t, func(t *testing.T, i int) {
			db, lock, f := schematest.Open(t), lockFile(t), all[i%len(all)]
			conn := f.broken(db)
			report, err := loadOver(t, conn, db, lock, newer)
			if conn.hit == "" {
				t.Errorf("%s: it was not hit", f)
			} else {
				hits.Add(1)
			}
			published := report != nil && report.Published
			if published != (err == nil) {
				t.Errorf("%s: the load ended with %v, and says published: %v", f, err, published)
			}
			order, want := []ingest.Source{newer, older}, newerFirst
			if i%4 > 1 {
				order = []ingest.Source{older, newer}
				if !published {
					want = olderFirst
				}
			}
			for _, source := range order {
				load(t, db, lock, source)
			}
			if diff := cmp.Diff(want, tables(t, db)); diff != "" {
				t.Errorf("%s: the tables (-undisturbed +got):\n%s", f, diff)
			}
			tidy(t, db, f.String())
		})
	})
	if hits.Load() != instants {
		t.Errorf("%d of %d faults were hit", hits.Load(), instants)
	}
}

// What a load has to remember after it was published is remembered by the next
// one where the first died right after the pointer.
func TestDeathRightAfterThePointer(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"Remember how new", "Remember of which version"} {
		db, lock := schematest.Open(t), lockFile(t)
		conn := &breaking{Conn: db, at: func(_ int, s string) bool { return strings.Contains(s, at) }}
		load(t, db, lock, registered(t, monthly(), fileOf{20240100, []line{{1, 1, true}, {2, 1, true}}}))
		newer := registered(t, monthly(), fileOf{20240300, []line{{1, 1, true}, {3, 1, true}}})
		c := config(db, lock)
		c.Conn = conn
		l, err := sink.Begin(t.Context(), c, newer.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		if report, err := ingest.Run(t.Context(), newer, l); err != nil || conn.hit == "" || report.Removed != 1 {
			t.Fatalf("%s: the load = %+v, %v, want it published", at, report, err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		late := load(t, db, lock, registered(t, monthly(), fileOf{20240200, []line{{1, 1, false}, {2, 1, false}, {4, 1, true}}}))
		if late.Outdated != 3 || late.Release != 2 {
			t.Errorf("%s: an older file afterwards: %+v, want that it says nothing", at, late)
		}
		tidy(t, db, at)
	}
}
