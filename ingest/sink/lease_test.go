package sink_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/register"
	"redress/ingest/sink"
)

// shared is a config of a program of its own: it shares the database with
// others, and no lock file.
func shared(t *testing.T, db *engine.DB, holder string) sink.Config {
	t.Helper()
	c := config(db, lockFile(t))
	c.Shared, c.Holder, c.Poll = true, holder, 10*time.Millisecond
	return c
}

// aged makes the holder of the lease look as if it had been silent for an hour.
func aged(t *testing.T, db *engine.DB) {
	t.Helper()
	var term uint64
	var comment string
	err := db.QueryRow(t.Context(), `SELECT max((toUInt64OrZero(substring(name, 7)), comment)).1 AS term, max((toUInt64OrZero(substring(name, 7)), comment)).2
FROM system.tables WHERE database = $1 AND match(name, '^lease_[0-9]+$')`, db.Database).Scan(&term, &comment)
	if err != nil {
		t.Fatal(err)
	}
	taken, holder, _ := strings.Cut(comment, " ")
	at, err := strconv.ParseInt(taken, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	statement := fmt.Sprintf("ALTER TABLE %s.lease_%d MODIFY COMMENT '%d %s'", db.Database, term, at-time.Hour.Milliseconds(), holder)
	if err := db.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

// whenWaiting is a log that does something when a load has to wait for another.
func whenWaiting(do func()) *slog.Logger {
	return slog.New(&waits{Handler: slog.NewTextHandler(io.Discard, nil), do: do})
}

type waits struct {
	slog.Handler
	do func()
}

func (w *waits) Handle(_ context.Context, r slog.Record) error {
	if strings.Contains(r.Message, "waiting for it to end") {
		w.do()
	}
	return nil
}

// later is a config whose clock is ahead.
func later(c sink.Config, by time.Duration) sink.Config {
	c.Now = func() time.Time { return time.Now().Add(by) }
	return c
}

// loadWith runs one load from beginning to end.
func loadWith(t *testing.T, c sink.Config, source ingest.Source) (*ingest.Report, error) {
	t.Helper()
	l, err := sink.Begin(t.Context(), c, source.Publisher())
	if err != nil {
		return nil, err
	}
	report, err := ingest.Run(t.Context(), source, l)
	return report, errors.Join(err, l.Close())
}

func TestProgramsTakeTurns(t *testing.T) {
	db := schematest.Open(t)
	source := year(t, complaint.Resolved, 100)
	first, err := sink.Begin(t.Context(), shared(t, db, "first"), source.Publisher())
	if err != nil {
		t.Fatal(err)
	}
	impatient, cancel := context.WithCancel(t.Context())
	c := shared(t, db, "impatient")
	c.Log = whenWaiting(cancel)
	if _, err := sink.Begin(impatient, c, source.Publisher()); err == nil || !strings.Contains(err.Error(), "first") {
		t.Errorf("a second load did not wait for the first, or does not say for whom: %v", err)
	}
	second := make(chan error, 1)
	var report *ingest.Report
	go func() {
		var err error
		report, err = loadWith(t, shared(t, db, "second"), source)
		second <- err
	}()
	if _, err := ingest.Run(t.Context(), source, first); err != nil {
		t.Errorf("the first load was disturbed: %v", err)
	}
	if err := first.Close(); err != nil {
		t.Error(err)
	}
	if err := <-second; err != nil || report.Unchanged != 100 || report.Release != 1 {
		t.Errorf("the second load: %+v, %v, want that it finds what the first loaded", report, err)
	}
	tidy(t, db, "after two loads")
}

// An interposed connection is the real one of a program that sleeps before it
// first runs a statement: something is done meanwhile. It renews no lease, as a
// program that sleeps does not.
type interposed struct {
	driver.Conn
	before string
	mu     sync.Mutex // beats come from another goroutine
	do     func()
}

func (i *interposed) Exec(ctx context.Context, statement string, args ...any) error {
	if strings.Contains(statement, "SELECT now64(3), {ended:Bool}") {
		return errInjected
	}
	i.sleep(statement)
	return i.Conn.Exec(ctx, statement, args...)
}

func (i *interposed) QueryRow(ctx context.Context, query string, args ...any) driver.Row {
	i.sleep(query)
	return i.Conn.QueryRow(ctx, query, args...)
}

func (i *interposed) sleep(statement string) {
	i.mu.Lock()
	do := i.do
	if do == nil || !strings.Contains(statement, i.before) {
		do = nil
	} else {
		i.do = nil
	}
	i.mu.Unlock()
	if do != nil {
		do()
	}
}

// A load that was silent too long has lost its right to publish, at whatever
// statement it wakes up, whether the one that took over has published or not.
func TestFencedLoadPublishesNothing(t *testing.T) {
	t.Parallel()
	for _, published := range []bool{true, false} {
		t.Run(fmt.Sprintf("published %v", published), func(t *testing.T) {
			t.Parallel()
			db := schematest.Open(t)
			if _, err := loadWith(t, shared(t, db, "before"), year(t, complaint.Unresolved, 300)); err != nil {
				t.Fatal(err)
			}
			for i, statement := range []string{"Give every load", "What does each complaint", "How many rows were staged", "What does the whole load change", "CREATE DATABASE",
				"Carry over the complaints", "Describe the source", "Add the states", "Publish a release"} {
				outcome := []complaint.Outcome{complaint.Resolved, complaint.Unresolved}[i%2]
				fence(t, db, statement, published, year(t, outcome, 400), year(t, outcome, 100))
			}
		})
	}
}

// fence lets a load sleep before a statement while another program takes over,
// and then loads it once more.
func fence(t *testing.T, db *engine.DB, statement string, published bool, source, other ingest.Source) {
	t.Helper()
	want := says(t, db)
	var successor *sink.Load
	slow := shared(t, db, "slow")
	slow.Conn = &interposed{Conn: db, before: statement, do: func() {
		aged(t, db)
		var err error
		if successor, err = sink.Begin(t.Context(), shared(t, db, "successor"), other.Publisher()); err != nil {
			t.Fatalf("%s: nobody took over: %v", statement, err)
		}
		if !published {
			return
		}
		if _, err := ingest.Run(t.Context(), other, successor); err != nil {
			t.Fatalf("%s: the load that took over: %v", statement, err)
		}
		want = says(t, db)
	}}
	report, err := loadWith(t, slow, source)
	if !errors.Is(err, sink.ErrFenced) {
		t.Errorf("%s: the fenced load ended with %v, want ErrFenced", statement, err)
	}
	if err == nil || report != nil && report.Published {
		t.Errorf("%s: the fenced load published: %+v", statement, report)
	}
	if got := says(t, db); got != want {
		t.Errorf("%s: the release says %s, want %s", statement, got, want)
	}
	if successor == nil {
		t.Fatalf("%s: there is no such statement", statement)
	}
	if !published {
		if _, err := ingest.Run(t.Context(), other, successor); err != nil {
			t.Errorf("%s: the load that took over was disturbed: %v", statement, err)
		}
	}
	if err := successor.Close(); err != nil {
		t.Error(err)
	}
	if _, err := loadWith(t, shared(t, db, "next"), source); err != nil {
		t.Errorf("%s: the next load: %v", statement, err)
	}
	tidy(t, db, statement)
}

// A register that sleeps while another program takes over publishes nothing, and
// drops nothing of it; it does not build where a dead load may be building.
func TestFencedRegisterPublishesNothing(t *testing.T) {
	t.Parallel()
	db := schematest.Open(t)
	load(t, db, lockFile(t), of(t, "a", complaint.Unresolved, 30, "Aurora", "Borealis"))
	const table = "kind,platform,canonical\nalias,Borealis,Aurora\n"
	for i, statement := range []string{"Give every load", "CREATE DATABASE", "Publish a release"} {
		want := ""
		slow := shared(t, db, "slow")
		slow.Conn = &interposed{Conn: db, before: statement, do: func() {
			aged(t, db)
			outcome := []complaint.Outcome{complaint.Resolved, complaint.Unresolved}[i%2]
			if _, err := loadWith(t, shared(t, db, "successor"), of(t, "a", outcome, 30, "Aurora", "Borealis")); err != nil {
				t.Fatalf("%s: the load that took over: %v", statement, err)
			}
			want = says(t, db)
		}}
		r := readRegister(t, register.Platforms, "local", table)
		if report, err := sink.PublishRegister(t.Context(), slow, r, registerLimits()); err == nil || report != nil && report.Published {
			t.Errorf("%s: the fenced register published: %+v", statement, report)
		}
		if got := says(t, db); want == "" || got != want {
			t.Errorf("%s: the release says %s, want %s", statement, got, want)
		}
	}
	// The database of a release that somebody may still be building stays unused.
	next := schema.ReleaseDatabase(db.Database, currentOf(t, db)+1)
	if err := schema.CreateReleaseDatabase(t.Context(), db, next); err != nil {
		t.Fatal(err)
	}
	before := currentOf(t, db)
	report, err := sink.PublishRegister(t.Context(), shared(t, db, "next"), readRegister(t, register.Platforms, "local", table), registerLimits())
	if err != nil || report.Release != before+2 {
		t.Errorf("with release %d in the making elsewhere: %+v, %v, want release %d", before+1, report, err, before+2)
	}
}

// A holder whose clock is far behind or ahead is not taken for dead, nor waited
// for when it is.
func TestLeaseIgnoresTheClocksOfMachines(t *testing.T) {
	t.Parallel()
	for _, skew := range []time.Duration{-time.Hour, time.Hour} {
		db := schematest.Open(t)
		source := year(t, complaint.Resolved, 10)
		first, err := sink.Begin(t.Context(), later(shared(t, db, "first"), skew), source.Publisher())
		if err != nil {
			t.Fatal(err)
		}
		impatient, cancel := context.WithCancel(t.Context())
		c := shared(t, db, "impatient")
		c.Log = whenWaiting(cancel)
		if _, err := sink.Begin(impatient, c, source.Publisher()); !errors.Is(err, context.Canceled) {
			t.Errorf("skew %v: a living load was not waited for: %v", skew, err)
		}
		aged(t, db)
		if _, err := loadWith(t, shared(t, db, "second"), source); err != nil {
			t.Errorf("skew %v: a dead load was waited for: %v", skew, err)
		}
		if err := first.Close(); err != nil {
			t.Error(err)
		}
	}
}
