package schedule

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// An office is a timetable's world inside a synctest bubble: time there passes
// when everybody waits, so a year of loads takes milliseconds.
type office struct {
	t     *testing.T
	ahead atomic.Int64 // how far the office clock is ahead of the bubble's
	mu    sync.Mutex   // guards past, where others load too
	past  map[string]Past
	asked func(source string) error // nil: the ledger always answers
	zone  *time.Location
	diary []string // what ran, from when to when
	slots []string // what ran when, and for which slot
	busy  bool
	log   bytes.Buffer
}

// newOffice opens at a time of day in UTC, "2026-03-02 00:00".
func newOffice(t *testing.T, opens string) *office {
	t.Helper()
	o := &office{t: t, past: map[string]Past{}, zone: time.UTC}
	o.put(time.Until(instant(t, opens)))
	return o
}

func instant(t *testing.T, text string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func (o *office) now() time.Time { return time.Now().Add(time.Duration(o.ahead.Load())) }

// put moves the hands of the clock.
func (o *office) put(by time.Duration) { o.ahead.Add(int64(by)) }

// job is a source whose load takes a while and then ends with what outcome
// returns; the ledger hears of it. Two loads at once are a fault.
func (o *office) job(source, spec string, takes time.Duration, outcome func() error) Job {
	return Job{Source: source, Spec: spec, Zone: o.zone, Run: func(ctx context.Context, slot time.Time) error {
		if o.busy {
			o.t.Errorf("load of %s began while another one ran", source)
		}
		o.busy = true
		defer func() { o.busy = false }()
		from := o.now()
		o.slots = append(o.slots, fmt.Sprintf("%s %s for %s", source, o.clock(from), o.clock(slot)))
		time.Sleep(takes)
		o.diary = append(o.diary, fmt.Sprintf("%s %s-%s", source, o.clock(from), o.clock(o.now())))
		if outcome == nil {
			o.record(source, slot, from, nil)
			return nil
		}
		o.record(source, slot, from, errors.New("panicked, should nothing follow"))
		err := outcome()
		if err == nil || errors.As(err, new(Settled)) {
			o.record(source, slot, from, nil)
		}
		return err
	}}
}

// record writes the ledger as the table of loads would.
func (o *office) record(source string, slot, from time.Time, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	p := o.past[source]
	switch {
	case err == nil:
		p.Started, p.Slot = from, later(p.Slot, slot)
	case p.Tried.Equal(slot):
		p.Attempts++
	default:
		p.Tried, p.Attempts = slot, 1
	}
	if err != nil {
		p.Ended = o.now()
	}
	o.past[source] = p
}

func (o *office) clock(at time.Time) string { return at.In(o.zone).Format("02 15:04") }

func (o *office) ledger(_ context.Context, source string) (Past, error) {
	if o.asked != nil {
		if err := o.asked(source); err != nil {
			return Past{}, err
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.past[source], nil
}

// loaded notes a load by hand before the office opened.
func (o *office) loaded(source, at string) { o.past[source] = Past{Started: instant(o.t, at)} }

func (o *office) timetable(jobs ...Job) *Timetable {
	o.t.Helper()
	table, err := New(jobs, o.ledger, 1, o.now, slog.New(slog.NewTextHandler(&o.log, nil)))
	if err != nil {
		o.t.Fatal(err)
	}
	return table
}

// run runs the jobs for a while and compares the diary.
func (o *office) run(d time.Duration, want []string, jobs ...Job) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), d)
	defer cancel()
	if err := o.timetable(jobs...).Run(ctx); err != nil {
		o.t.Errorf("Run = %v, want nil", err)
	}
	if diff := cmp.Diff(want, o.diary); diff != "" {
		o.t.Errorf("loads (-want +got):\n%s\nlog:\n%s", diff, o.log.String())
	}
}

func TestRunAtEachSlot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.loaded("a", "2026-03-02 04:30")
		o.run(72*time.Hour, []string{"a 03 04:30-03 04:40", "a 04 04:30-04 04:40", "a 05 04:30-05 04:40"},
			o.job("a", "30 4 * * *", 10*time.Minute, nil))
	})
}

func TestRunOneLoadAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 23:00")
		o.loaded("b", "2026-03-02 22:30")
		o.loaded("c", "2026-03-02 22:30")
		o.loaded("a", "2026-03-02 22:30")
		// b and c are due at midnight, a ten minutes later: b is first because
		// it was given first, a is last because it became due last.
		o.run(3*time.Hour, []string{"b 03 00:00-03 00:30", "c 03 00:30-03 01:00", "a 03 01:00-03 01:30"},
			o.job("a", "10 0 * * *", 30*time.Minute, nil),
			o.job("b", "0 0 * * *", 30*time.Minute, nil),
			o.job("c", "@daily", 30*time.Minute, nil))
	})
}

func TestRunWaitsOnceForManySlots(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("long", "2026-03-01 01:00")
		o.loaded("often", "2026-03-01 23:00")
		// Four slots of often pass while long loads; they are one load.
		o.run(3*time.Hour, []string{"long 02 01:00-02 01:50", "often 02 01:50-02 01:51", "often 02 01:55-02 01:56"},
			o.job("long", "0 1 * * *", 50*time.Minute, nil),
			o.job("often", "10,20,30,40,55 1 * * *", time.Minute, nil))
	})
}

func TestRunSkipsSlotsOfItsOwnLoad(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("a", "2026-03-02 00:00")
		o.run(time.Hour, []string{"a 02 00:10-02 00:35", "a 02 00:40-02 01:05"},
			o.job("a", "*/10 * * * *", 25*time.Minute, nil))
		if got := strings.Count(o.log.String(), "slots skipped"); got != 2 {
			t.Errorf("%d notes of skipped slots, want 2; log:\n%s", got, o.log.String())
		}
	})
}

func TestRunCatchesUpOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-12 12:00")
		o.loaded("missed", "2026-03-02 04:30") // ten slots ago
		o.loaded("byhand", "2026-03-12 09:00") // after its slot of today
		o.loaded("queued", "2026-03-12 04:50") // at its slot of today, but late
		o.loaded("future", "2031-01-01 00:00") // written by a wrong clock
		o.run(20*time.Hour, []string{"missed 12 12:00-12 12:05", "new 12 12:05-12 12:10",
			"missed 13 04:30-13 04:35", "byhand 13 04:35-13 04:40", "queued 13 04:40-13 04:45",
			"future 13 04:45-13 04:50"},
			o.job("missed", "30 4 * * *", 5*time.Minute, nil),
			o.job("byhand", "30 4 * * *", 5*time.Minute, nil),
			o.job("queued", "30 4 * * *", 5*time.Minute, nil),
			o.job("future", "30 4 * * *", 5*time.Minute, nil),
			o.job("new", "0 0 1 1 *", 5*time.Minute, nil))
	})
}

func TestRunCountsEveryFromTheLastStart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 10:00")
		o.loaded("soon", "2026-03-02 09:30")
		o.loaded("late", "2026-03-01 09:30")
		o.run(5*time.Hour, []string{"late 02 10:00-02 10:10", "soon 02 11:30-02 11:40", "late 02 12:00-02 12:10",
			"soon 02 13:30-02 13:40", "late 02 14:00-02 14:10"},
			o.job("soon", "@every 2h", 10*time.Minute, nil),
			o.job("late", "@every 2h", 10*time.Minute, nil))
	})
}

// The whole loop over the nights when New York changes its clocks.
func TestRunEachNightOnce(t *testing.T) {
	f := func(opens string, want []string) {
		t.Helper()
		synctest.Test(t, func(t *testing.T) {
			o := newOffice(t, opens)
			o.zone = load(t, "America/New_York")
			o.loaded("a", opens)
			o.loaded("b", opens)
			o.run(72*time.Hour, want, o.job("a", "30 1 * * *", 0, nil), o.job("b", "30 2 * * *", 0, nil))
		})
	}
	f("2026-03-07 12:00", []string{"a 08 01:30-08 01:30", "b 08 03:00-08 03:00", "a 09 01:30-09 01:30",
		"b 09 02:30-09 02:30", "a 10 01:30-10 01:30", "b 10 02:30-10 02:30"})
	f("2026-10-31 12:00", []string{"a 01 01:30-01 01:30", "b 01 02:30-01 02:30", "a 02 01:30-02 01:30",
		"b 02 02:30-02 02:30", "a 03 01:30-03 01:30", "b 03 02:30-03 02:30"})
}

func TestRunGoesOnAfterPanicAndError(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		o.loaded("panics", "2026-03-02 00:00")
		o.loaded("fails", "2026-03-02 00:00")
		o.run(62*time.Minute, []string{"panics 02 01:00-02 01:00", "fails 02 01:00-02 01:00"},
			o.job("panics", "@hourly", 0, func() error { panic("Maria da Silva, CPF 123") }),
			o.job("fails", "@hourly", 0, func() error { return errors.New("read complaints.csv: line 7") }))
		text := o.log.String()
		if strings.Contains(text, "Maria") {
			t.Errorf("the log quotes the panic's value:\n%s", text)
		}
		for _, want := range []string{`msg="scheduled load panicked" source=panics`, "panic=string",
			"schedule.TestRunGoesOnAfterPanicAndError.func", `msg="scheduled load failed, trying again" source=fails`,
			`error="read complaints.csv: line 7"`, "next=2026-03-02T01:05:00.000Z"} {
			if !strings.Contains(text, want) {
				t.Errorf("the log lacks %q:\n%s", want, text)
			}
		}
	})
}

func TestRunAsksTheLedgerAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.loaded("a", "2026-02-01 00:00")
		o.loaded("b", "2026-02-01 00:00")
		failures := 0
		o.asked = func(source string) error {
			if source == "a" && failures < 3 {
				failures++
				return errors.New("connection refused")
			}
			return nil
		}
		o.run(time.Hour, []string{"b 02 12:00-02 12:00", "a 02 12:03-02 12:03"},
			o.job("a", "@monthly", 0, nil), o.job("b", "@monthly", 0, nil))
		if got := strings.Count(o.log.String(), "connection refused"); got != 3 {
			t.Errorf("%d notes of the ledger's fault, want 3; log:\n%s", got, o.log.String())
		}
	})
}

// A laptop that slept, or a clock that was set: what passed meanwhile is one
// load, and it begins within a minute although no timer rang.
func TestRunNoticesThatTimeJumped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.loaded("a", "2026-03-02 04:30")
		time.AfterFunc(30*time.Second, func() { o.put(72 * time.Hour) })
		o.run(time.Hour, []string{"a 05 12:01-05 12:01"}, o.job("a", "30 4 * * *", 0, nil))
	})
}

// A clock that is put back a little must not use the same slot again.
func TestRunKeepsItsPlaceWhenTheClockIsPutBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 04:29")
		o.loaded("a", "2026-03-01 04:30")
		o.run(2*time.Hour, []string{"a 02 04:30-02 04:30"}, o.job("a", "30 4 * * *", 0, func() error {
			o.put(-5 * time.Minute)
			return nil
		}))
	})
}

// The same between finding a slot due and using it.
func TestLoadUsesItsSlotBeforeItsTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 04:29")
		table := o.timetable(o.job("a", "30 4 * * *", 0, nil))
		table.settle(table.entries[0], turn{slot: instant(t, "2026-03-02 04:30")})
		table.load(t.Context(), table.entries[0])
		if next, ok := table.Next("a"); !ok || !next.Equal(instant(t, "2026-03-03 04:30")) {
			t.Errorf("Next = %v, %v, want 2026-03-03 04:30", next, ok)
		}
	})
}

func TestRunWaitsForTheLoadAtShutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 00:00")
		tidied := false
		table := o.timetable(Job{Source: "a", Spec: "@daily", Zone: time.UTC, Run: func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			time.Sleep(10 * time.Second) // books are closed, staging is dropped
			tidied = true
			return ctx.Err()
		}}, o.job("b", "@daily", 0, nil))
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- table.Run(ctx) }()
		time.Sleep(time.Minute)
		cancel()
		if err := <-ended; err != nil || !tidied {
			t.Errorf("Run = %v with the load ended = %v, want nil and true", err, tidied)
		}
		if len(o.diary) > 0 {
			t.Errorf("loads begun after shutdown: %v, want none", o.diary)
		}
		if text := o.log.String(); strings.Contains(text, "level=ERROR") {
			t.Errorf("shutdown is logged as an error:\n%s", text)
		}
		if err := table.Run(t.Context()); err == nil {
			t.Error("Run a second time = nil, want an error")
		}
	})
}

func TestNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t, "2026-03-02 12:00")
		o.loaded("a", "2026-03-02 04:30")
		o.loaded("b", "2026-03-02 12:00")
		unanswered := errors.New("not yet")
		o.asked = func(source string) error {
			if source == "silent" {
				return unanswered
			}
			return nil
		}
		table := o.timetable(o.job("a", "30 4 * * *", 2*time.Hour, nil), o.job("b", "0 5 * * *", 0, nil),
			o.job("silent", "@daily", 0, nil))
		f := func(source, want string) {
			t.Helper()
			got := "unknown"
			if slot, ok := table.Next(source); ok {
				got = o.clock(slot)
			}
			if got != want {
				t.Errorf("at %s: Next(%q) = %s, want %s", o.clock(o.now()), source, got, want)
			}
		}
		f("a", "unknown")
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- table.Run(ctx) }()
		time.Sleep(time.Second)
		f("a", "03 04:30")
		f("b", "03 05:00")
		f("silent", "unknown")
		f("nobody", "unknown")
		time.Sleep(17 * time.Hour) // 05:00:01, a loads
		f("a", "04 04:30")
		f("b", "03 05:00") // it waits
		cancel()
		<-ended
	})
}

func TestNewReportsAllMistakes(t *testing.T) {
	run := func(context.Context, time.Time) error { return nil }
	_, err := New([]Job{
		{Source: "fine", Spec: "@daily", Zone: time.UTC, Run: run},
		{Source: "fine", Spec: "@hourly", Zone: time.UTC, Run: run},
		{Source: "never", Spec: "0 0 30 2 *", Zone: time.UTC, Run: run},
		{Source: "nowhere", Spec: "@daily", Run: run},
		{Source: "idle", Spec: "@daily", Zone: time.UTC},
		{Spec: "@daily", Zone: time.UTC, Run: run},
		{Source: "hasty", Spec: "@daily", Zone: time.UTC, Jitter: -1, Run: run},
		{Source: "odd", Spec: "@daily", Zone: time.UTC, CatchUp: "twice", Run: run},
	}, nil, 0, nil, nil)
	want := strings.Join([]string{
		`source "fine": stands in the timetable twice`,
		`source "never": timetable "0 0 30 2 *": no such day ever comes`,
		`source "nowhere": a job needs a zone`,
		`source "idle": a job needs something to run`,
		`source "": a job needs a source`,
		`source "hasty": a jitter is not negative`,
		`source "odd": catch-up is once or each, not "twice"`,
	}, "\n")
	if err == nil || err.Error() != want {
		t.Errorf("New = %v, want %s", err, want)
	}
}

func TestRunWithoutJobs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		newOffice(t, "2026-03-02 00:00").run(time.Hour, nil)
	})
}
