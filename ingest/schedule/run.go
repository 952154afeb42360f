package schedule

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"redress/deploy/fault"
)

// longestSleep bounds how long the loop trusts a timer: a timer stands still
// while the machine sleeps and does not notice when its clock is set.
const longestSleep = time.Minute

// askAgain is the pause after a ledger that could not answer.
const askAgain = time.Minute

// Run runs the timetable until ctx is done and the load that was running has
// ended; the load gets the same ctx, so it is told too. It may be called once.
func (t *Timetable) Run(ctx context.Context) error {
	t.mu.Lock()
	again := t.running
	t.running = true
	t.mu.Unlock()
	if again {
		return errors.New("run timetable: it is running already")
	}
	for ctx.Err() == nil {
		t.ask(ctx)
		if e := t.due(); e != nil {
			t.load(ctx, e)
			continue
		}
		t.sleep(ctx)
	}
	return nil
}

// ask settles, for sources whose past is not known yet, which slot comes next:
// the first one after the last start, now for a source never loaded.
//
// A ledger that cannot answer is asked again: to guess would mean to load
// without need, or to leave out a slot that comes once a month.
func (t *Timetable) ask(ctx context.Context) {
	for _, e := range t.entries {
		now := t.now()
		if e.asked || e.next.After(now) || ctx.Err() != nil {
			continue
		}
		last, ok, err := t.ledger(ctx, e.job.Source)
		next := now
		switch {
		case err != nil && ctx.Err() != nil:
			return
		case err != nil:
			t.log.LogAttrs(ctx, slog.LevelError, "last load of a scheduled source is not known, asking again later",
				slog.String("source", e.job.Source), slog.String("error", err.Error()))
			next = now.Add(askAgain)
		case ok:
			// A start in the future is a clock that was wrong; believed, it
			// would keep the source from loading until then.
			next = e.spec.After(earlier(last, now), e.job.Zone)
		}
		t.settle(e, err == nil, next)
	}
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (t *Timetable) settle(e *entry, asked bool, next time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.asked, e.next = asked, next
}

// due is the entry whose slot has passed longest ago; nil when none has. Jobs
// of one slot go in the order they were given.
func (t *Timetable) due() *entry {
	var first *entry
	now := t.now()
	for _, e := range t.entries {
		if !e.asked || e.next.IsZero() || e.next.After(now) {
			continue
		}
		if first == nil || e.next.Before(first.next) {
			first = e
		}
	}
	return first
}

// load runs one job and moves its entry past every slot that has passed by
// then. Slots that passed before it began are one load, as that load sees
// everything; those that passed while it ran are skipped.
func (t *Timetable) load(ctx context.Context, e *entry) {
	source := slog.String("source", e.job.Source)
	started := t.now()
	slot := e.next
	// The slot is used even if the clock was put back since it was found due.
	t.settle(e, true, e.spec.After(later(slot, started), e.job.Zone))
	t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load started", source,
		slog.Time("slot", slot), slog.Duration("late", started.Sub(slot)))

	err := fault.Contain(func() error { return e.job.Run(ctx) })

	ended := t.now()
	took := slog.Duration("took", ended.Sub(started))
	if missed := e.next; !missed.IsZero() && !missed.After(ended) {
		t.settle(e, true, e.spec.After(ended, e.job.Zone))
		t.log.LogAttrs(ctx, slog.LevelWarn, "slots skipped, the source was still loading", source,
			slog.Time("first", missed))
	}
	next := slog.Time("next", e.next)
	var broken *fault.Panic
	switch {
	case errors.As(err, &broken):
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load panicked", source, took, next,
			slog.String("panic", broken.Kind), slog.Any("stack", broken.Calls))
	case err != nil && ctx.Err() != nil:
		t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load stopped by shutdown", source, took)
	case err != nil:
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load failed", source, took, next,
			slog.String("error", err.Error()))
	default:
		t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load finished", source, took, next)
	}
}

// sleep waits for the next thing to do, not longer than longestSleep.
func (t *Timetable) sleep(ctx context.Context) {
	pause := longestSleep
	now := t.now()
	for _, e := range t.entries {
		if !e.next.IsZero() || !e.asked {
			pause = min(pause, max(0, e.next.Sub(now)))
		}
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
