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
			t.take(ctx, e)
			continue
		}
		t.sleep(ctx)
	}
	return nil
}

// ask settles, for sources whose past is not known yet, what comes next.
//
// A ledger that cannot answer is asked again: to guess would mean to load
// without need, or to leave out a slot that comes once a month.
func (t *Timetable) ask(ctx context.Context) {
	for _, e := range t.entries {
		now := t.now()
		if e.asked || e.turn.at.After(now) || ctx.Err() != nil {
			continue
		}
		past, ok := t.past(ctx, e)
		if ok {
			t.settle(e, t.first(e, past, now))
		} else if ctx.Err() == nil {
			t.postpone(e, now)
		}
	}
}

// past asks the ledger; ok is false, and the log knows, where it cannot answer.
func (t *Timetable) past(ctx context.Context, e *entry) (past Past, ok bool) {
	past, err := t.ledger(ctx, e.job.Source)
	if err != nil && ctx.Err() == nil {
		t.log.LogAttrs(ctx, slog.LevelError, "last load of a scheduled source is not known, asking again later",
			slog.String("source", e.job.Source), slog.String("error", err.Error()))
	}
	return past, err == nil
}

func (t *Timetable) settle(e *entry, next turn) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.asked, e.turn = true, next
}

// postpone leaves the entry unknown for a while.
func (t *Timetable) postpone(e *entry, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.asked, e.turn = false, turn{at: now.Add(askAgain)}
}

// due is the entry whose turn has waited longest; nil when none has come. Jobs
// of one moment go in the order they were given.
func (t *Timetable) due() *entry {
	var first *entry
	now := t.now()
	for _, e := range t.entries {
		if !e.asked || e.turn.slot.IsZero() || e.turn.at.After(now) {
			continue
		}
		if first == nil || e.turn.at.Before(first.turn.at) {
			first = e
		}
	}
	return first
}

// take runs the turn of an entry, unless the ledger says by now that its slot
// is used.
func (t *Timetable) take(ctx context.Context, e *entry) {
	past, ok := t.past(ctx, e)
	now := t.now()
	switch {
	case !ok && ctx.Err() == nil:
		t.postpone(e, now)
	case !ok:
	case e.used(past, e.turn.slot, now):
		t.log.LogAttrs(ctx, slog.LevelInfo, "slot is used already", slog.String("source", e.job.Source),
			slog.Time("slot", e.turn.slot))
		t.settle(e, t.first(e, past, now))
	default:
		t.load(ctx, e)
	}
}

// load runs the load of an entry's turn and moves the entry on. Under
// CatchUpOnce the slots that passed before it began are one load, as that load
// sees everything; those that passed while it ran are skipped.
func (t *Timetable) load(ctx context.Context, e *entry) {
	source := slog.String("source", e.job.Source)
	started := t.now()
	once := e.job.CatchUp != CatchUpEach
	running := e.turn
	if newest := e.newest(running.slot, started); once && newest.After(running.slot) {
		running = turn{slot: newest, at: running.at}
	}
	// The slot is used even if the clock was put back since it was found due.
	begun := running.slot
	if once {
		begun = later(begun, started)
	}
	t.settle(e, t.after(e, begun))
	t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load started", source, slog.Time("slot", running.slot),
		slog.Duration("late", started.Sub(running.slot)), slog.Int("attempt", running.attempts+1))

	err := fault.Contain(func() error { return e.job.Run(ctx, running.slot) })

	ended := t.now()
	if missed := e.turn.slot; once && !missed.IsZero() && !missed.After(ended) {
		t.settle(e, t.after(e, ended))
		t.log.LogAttrs(ctx, slog.LevelWarn, "slots skipped, the source was still loading", source,
			slog.Time("first", missed))
	}
	var settled Settled
	failed := err != nil && !errors.As(err, &settled) && ctx.Err() == nil
	givenUp := false
	if failed {
		retry, ok := e.again(running, ended)
		if ok {
			t.settle(e, retry)
		}
		givenUp = !ok
	}
	t.report(ctx, e, err, ended.Sub(started), givenUp)
}

// after is the turn after the slots up to begun were used.
func (t *Timetable) after(e *entry, begun time.Time) turn {
	slot := e.spec.After(begun, e.job.Zone)
	return turn{slot: slot, at: t.begin(e, slot)}
}

// report logs how a load ended.
func (t *Timetable) report(ctx context.Context, e *entry, err error, took time.Duration, givenUp bool) {
	facts := []slog.Attr{slog.String("source", e.job.Source), slog.Duration("took", took)}
	var broken *fault.Panic
	if err != nil && ctx.Err() != nil && !errors.As(err, &broken) {
		t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load stopped by shutdown", facts...)
		return
	}
	facts = append(facts, slog.Time("next", e.turn.at))
	if errors.As(err, &broken) {
		facts = append(facts, slog.String("panic", broken.Kind), slog.Any("stack", broken.Calls))
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load panicked", facts...)
		return
	}
	if err != nil {
		facts = append(facts, slog.String("error", err.Error()))
	}
	var settled Settled
	switch {
	case err == nil:
		t.log.LogAttrs(ctx, slog.LevelInfo, "scheduled load finished", facts...)
	case errors.As(err, &settled):
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load was not published", facts...)
	case givenUp:
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load failed, its slot is given up", facts...)
	default:
		t.log.LogAttrs(ctx, slog.LevelError, "scheduled load failed, trying again", facts...)
	}
}

// sleep waits for the next thing to do, not longer than longestSleep.
func (t *Timetable) sleep(ctx context.Context) {
	pause := longestSleep
	now := t.now()
	for _, e := range t.entries {
		if !e.turn.slot.IsZero() || !e.asked {
			pause = min(pause, max(0, e.turn.at.Sub(now)))
		}
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
