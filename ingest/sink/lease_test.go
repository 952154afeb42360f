package sink_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/engine"
	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// shared is a config of a program of its own: it shares the database with
// others, and no lock file.
func shared(t *testing.T, db *engine.DB, holder string) sink.Config {
	t.Helper()
	c := config(db, lockFile(t))
	c.Shared, c.Holder = true, holder
	return c
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
	impatient, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := sink.Begin(impatient, shared(t, db, "impatient"), source.Publisher()); err == nil || !strings.Contains(err.Error(), "first") {
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

// An interposed connection is the real one, and does something before it first
// runs a statement.
type interposed struct {
	driver.Conn
	before string
	do     func()
}

func (i *interposed) Exec(ctx context.Context, statement string, args ...any) error {
	if do := i.do; do != nil && strings.Contains(statement, i.before) {
		i.do = nil
		do()
	}
	return i.Conn.Exec(ctx, statement, args...)
}

// A load that was silent too long has lost its right to publish, at whatever
// statement it wakes up, whether the one that took over has published or not.
func TestFencedLoadPublishesNothing(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{"What does each complaint", "What does the whole load change", "Carry over the complaints",
		"Describe the source", "Add the states", "Publish a release"} {
		for _, published := range []bool{true, false} {
			db := schematest.Open(t)
			if _, err := loadWith(t, shared(t, db, "before"), year(t, complaint.Unresolved, 300)); err != nil {
				t.Fatal(err)
			}
			want := says(t, db)
			successor := later(shared(t, db, "successor"), time.Minute)
			var held *sink.Load
			slow := shared(t, db, "slow")
			slow.Conn = &interposed{Conn: db, before: statement, do: func() {
				var err error
				if held, err = sink.Begin(t.Context(), successor, year(t, complaint.Resolved, 100).Publisher()); err != nil {
					t.Fatalf("%s: nobody took over: %v", statement, err)
				}
				if !published {
					return
				}
				if _, err := ingest.Run(t.Context(), year(t, complaint.Resolved, 100), held); err != nil {
					t.Fatalf("%s: the load that took over: %v", statement, err)
				}
				want = says(t, db)
			}}
			report, err := loadWith(t, slow, year(t, complaint.Resolved, 400))
			if err == nil || report.Published {
				t.Errorf("%s, %v: the fenced load published: %+v", statement, published, report)
			}
			if statement == "Publish a release" && !errors.Is(err, sink.ErrFenced) {
				t.Errorf("the fenced load ended with %v, want ErrFenced", err)
			}
			if got := says(t, db); got != want {
				t.Errorf("%s, %v: the release says %s, want %s", statement, published, got, want)
			}
			if !published {
				if _, err := ingest.Run(t.Context(), year(t, complaint.Resolved, 100), held); err != nil {
					t.Errorf("%s: the load that took over was disturbed: %v", statement, err)
				}
			}
			if err := held.Close(); err != nil {
				t.Error(err)
			}
			if _, err := loadWith(t, later(shared(t, db, "next"), time.Minute), year(t, complaint.Resolved, 400)); err != nil {
				t.Errorf("%s: the next load: %v", statement, err)
			}
			tidy(t, db, statement)
		}
	}
}
