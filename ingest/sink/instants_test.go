package sink_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// instants is how many random instants are tried.
const instants = 20

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
	for i := range instants {
		db := schematest.Open(t)
		delay := time.Duration(dice.Int64N(int64(whole)))
		files := []ingest.Source{newer, older}
		if i%2 == 1 {
			files = []ingest.Source{older, newer}
		}
		second := make(chan error, 1)
		timer := time.AfterFunc(delay, func() {
			_, err := loadWith(t, shared(t, db, "second"), files[1])
			second <- err
		})
		if _, err := loadWith(t, shared(t, db, "first"), files[0]); err != nil {
			t.Errorf("second load %v after the first: the first: %v", delay, err)
		}
		if err := <-second; err != nil {
			t.Errorf("second load %v after the first: the second: %v", delay, err)
		}
		timer.Stop()
		if got := says(t, db); got != want {
			t.Errorf("second load %v after the first: the release says %s, want %s", delay, got, want)
		}
		tidy(t, db, fmt.Sprintf("second load %v after the first", delay))
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
	dice := rand.New(rand.NewPCG(2, uint64(time.Now().UnixNano())))
	for i := range instants {
		db, lock := schematest.Open(t), lockFile(t)
		fault := 1 + dice.IntN(40)
		conn := &breaking{Conn: db, at: func(n int, _ string) bool { return n == fault }}
		_, _ = loadOver(t, conn, db, lock, newer) // it may end either way
		for _, source := range [][]ingest.Source{{newer, older}, {older, newer}}[i%2] {
			load(t, db, lock, source)
		}
		if got := says(t, db); got != want {
			t.Errorf("fault at statement %d, %.60q: the release says %s, want %s", fault, conn.hit, got, want)
		}
		tidy(t, db, fmt.Sprintf("fault at statement %d", fault))
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
		if late.Unchanged != 3 || late.Release != 2 {
			t.Errorf("%s: an older file afterwards: %+v, want that it says nothing", at, late)
		}
		tidy(t, db, at)
	}
}
