package sink_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// instants is how many random instants are tried.
const instants = 8

// Two programs that load different files into one database at once, the second
// begun at any instant of the first, leave what they leave one after the other.
func TestTwoProgramsAtOnce(t *testing.T) {
	t.Parallel()
	newer, older := filed(t, 20190000, complaint.Resolved, 300), filed(t, 20180000, complaint.Unresolved, 400)
	undisturbed := schematest.Open(t)
	start := time.Now()
	if _, err := loadWith(t, shared(t, undisturbed, "alone"), newer); err != nil {
		t.Fatal(err)
	}
	whole := time.Since(start)
	if _, err := loadWith(t, shared(t, undisturbed, "alone"), older); err != nil {
		t.Fatal(err)
	}
	want := says(t, undisturbed)
	dice := rand.New(rand.NewPCG(1, uint64(start.UnixNano())))
	var overlaps atomic.Int64
	log := whenWaiting(func() { overlaps.Add(1) })
	for i := range instants {
		db := schematest.Open(t)
		delay := time.Duration(dice.Int64N(int64(whole)))
		files := []ingest.Source{newer, older}
		if i%2 == 1 {
			files = []ingest.Source{older, newer}
		}
		second := make(chan error, 1)
		time.AfterFunc(delay, func() {
			c := shared(t, db, "second")
			c.Log = log
			_, err := loadWith(t, c, files[1])
			second <- err
		})
		first := shared(t, db, "first")
		first.Log = log
		if _, err := loadWith(t, first, files[0]); err != nil {
			t.Errorf("second load %v after the first: the first: %v", delay, err)
		}
		if err := <-second; err != nil {
			t.Errorf("second load %v after the first: the second: %v", delay, err)
		}
		if got := says(t, db); got != want {
			t.Errorf("second load %v after the first: the release says %s, want %s", delay, got, want)
		}
		tidy(t, db, fmt.Sprintf("second load %v after the first", delay))
	}
	if overlaps.Load() == 0 {
		t.Errorf("of %d pairs of loads none ran at once", instants)
	}
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

// An older file loaded after a newer one brings back nothing, also where the
// newer file's load died at any statement and was run again before or after the
// older file's.
func TestOlderFileAfterANewerOne(t *testing.T) {
	t.Parallel()
	newer, older := filed(t, 20190000, complaint.Resolved, 300), filed(t, 20180000, complaint.Unresolved, 400)
	undisturbed, lock := schematest.Open(t), lockFile(t)
	load(t, undisturbed, lock, older)
	load(t, undisturbed, lock, newer)
	want := says(t, undisturbed)
	aside := schematest.Open(t)
	all := faults(t, aside, func(conn driver.Conn) {
		if _, err := loadOver(t, conn, aside, lockFile(t), newer); err != nil {
			t.Error(err)
		}
	})
	dice := rand.New(rand.NewPCG(2, uint64(time.Now().UnixNano())))
	for i := range instants {
		db, lock := schematest.Open(t), lockFile(t)
		f := all[dice.IntN(len(all))]
		conn := f.broken(db)
		report, err := loadOver(t, conn, db, lock, newer)
		if conn.hit == "" {
			t.Errorf("%s: it was not hit", f)
		}
		if published := report != nil && report.Published; published != (err == nil) {
			t.Errorf("%s: the load ended with %v, and says published: %v", f, err, published)
		}
		for _, source := range [][]ingest.Source{{newer, older}, {older, newer}}[i%2] {
			load(t, db, lock, source)
		}
		if got := says(t, db); got != want {
			t.Errorf("%s: the release says %s, want %s", f, got, want)
		}
		tidy(t, db, f.String())
	}
}

// What a load has to remember after it was published is remembered by the next
// one where the first died right after the pointer.
func TestDeathRightAfterThePointer(t *testing.T) {
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
