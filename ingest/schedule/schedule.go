// Package schedule is the timetable of serve: configured sources load by
// themselves at the times their specs name.
//
// It stands before the write path and knows nothing of it: a job is a function,
// the same one that the ingest command calls. Its rule: one load at a time over
// all sources, and a run belongs to one slot of its source. What became of
// a slot is written in a ledger, so that a restart neither forgets a slot nor
// uses one twice.
//
// A slot is a time of the spec; a run begins at the slot plus a jitter. What
// happens with slots:
//
//   - One that passes while the program is down, or while other sources load,
//     is caught up. CatchUpOnce: however many passed, one run, for the newest of
//     them. CatchUpEach: a run for each, oldest first.
//   - One whose load failed is tried again 5, 20 and 80 minutes later, three
//     times, then given up; under CatchUpOnce also as soon as the next slot has
//     come, which is a fresh start. A load that was interrupted (the program was
//     stopped or killed) is tried again at the next start at once; interrupted
//     twice, it waits as if it had failed, so that a load that brings the
//     program down does not do so in a circle.
//   - A load that ended on purpose (Settled), has used its slot.
//   - A source that was never loaded gets a run at once, for its newest slot.
//
// Specs are read by robfig/cron; its runner is not used. The runner takes its
// time from the machine, so that its behaviour cannot be tested, starts every
// job in a goroutine of its own, runs a local 02:30 never on the night the
// clocks go forward and a local 01:30 twice on the night they go back, and
// remembers nothing over a restart. Its wrappers have a trap too: with Recover
// around SkipIfStillRunning one panic disables the job for good. Here one loop
// does all of it, and a panic is recovered inside the load.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// A CatchUp says what is done about slots that passed without a load.
type CatchUp string

// The ways to catch up. The zero CatchUp is CatchUpOnce.
const (
	// CatchUpOnce: one run for the newest of them, as that load sees everything.
	CatchUpOnce CatchUp = "once"
	// CatchUpEach: one run for each, oldest first: for places that name the
	// slot, where every slot has a file of its own.
	CatchUpEach CatchUp = "each"
)

// Valid reports whether c is one of the ways; empty is valid.
func (c CatchUp) Valid() bool { return c == "" || c == CatchUpOnce || c == CatchUpEach }

// A Job is one source that loads by itself.
type Job struct {
	// Source is the source's code; it is unique in a timetable.
	Source string
	// Spec says when, as Parse reads it.
	Spec string
	// Zone is where the clock hangs that Spec is about. There is no default:
	// the machine's own zone is never meant.
	Zone *time.Location
	// Jitter is the most that a run begins after its slot; see Jittered. Zero:
	// at the slot.
	Jitter time.Duration
	// CatchUp says what is done about missed slots.
	CatchUp CatchUp
	// Run does the load of a slot. Its error is logged, so it names places and
	// never values; a Settled one uses the slot. It ends soon after ctx is done.
	Run func(ctx context.Context, slot time.Time) error
}

// Settled wraps the error of a load that ended on purpose, refused or held:
// the slot is used, as trying again would end the same way.
type Settled struct{ Err error }

// Error is the wrapped error.
func (s Settled) Error() string { return s.Err.Error() }

// Unwrap is the wrapped error.
func (s Settled) Unwrap() error { return s.Err }

// A Past is what the ledger knows of a source. The zero Past is a source that
// was never loaded.
type Past struct {
	// Started is when the newest load began that ran to its end (published,
	// unchanged, held or refused), whoever started it; zero: none did.
	Started time.Time
	// Slot is the newest slot such a load was for; zero: none was for a slot.
	Slot time.Time
	// Tried is the newest slot whose loads all failed or were interrupted; zero:
	// none.
	Tried time.Time
	// Attempts is how many loads of Tried there were.
	Attempts int
	// Ended is when the last of them ended, or was last heard of.
	Ended time.Time
	// Interrupted is true where the last of them did not fail but was stopped.
	Interrupted bool
}

// A Ledger tells a source's past.
type Ledger func(ctx context.Context, source string) (Past, error)

// A Timetable runs jobs at their times. New makes one, Run runs it.
type Timetable struct {
	entries []*entry
	ledger  Ledger
	seed    uint64
	now     func() time.Time
	log     *slog.Logger

	mu      sync.Mutex // guards running and, in each entry, asked and turn
	running bool
}

// An entry is a job with its place in time.
type entry struct {
	job  Job
	spec Spec
	// asked is false until the ledger has answered for this source. Until then
	// turn.at is when to ask it.
	asked bool
	turn  turn
}

// A turn is the next thing an entry does.
type turn struct {
	// slot is the slot that is due next; zero: none ever comes. It waits while
	// it is in the past.
	slot time.Time
	// at is when its run begins.
	at time.Time
	// attempts is how many loads of slot have failed.
	attempts int
}

// New makes a timetable. seed makes the jitter of one installation differ from
// another's and stay the same over restarts; now is the clock; log gets what
// happens to loads. All mistakes in jobs are reported at once. No jobs is a
// timetable that waits.
func New(jobs []Job, ledger Ledger, seed uint64, now func() time.Time, log *slog.Logger) (*Timetable, error) {
	t := &Timetable{ledger: ledger, seed: seed, now: now, log: log}
	var faults []error
	seen := map[string]bool{}
	for _, job := range jobs {
		spec, err := check(job)
		if err == nil && seen[job.Source] {
			err = errors.New("stands in the timetable twice")
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("source %q: %w", job.Source, err))
			continue
		}
		seen[job.Source] = true
		t.entries = append(t.entries, &entry{job: job, spec: spec})
	}
	if len(faults) > 0 {
		return nil, errors.Join(faults...)
	}
	return t, nil
}

func check(job Job) (Spec, error) {
	switch {
	case job.Source == "":
		return Spec{}, errors.New("a job needs a source")
	case job.Zone == nil:
		return Spec{}, errors.New("a job needs a zone")
	case job.Run == nil:
		return Spec{}, errors.New("a job needs something to run")
	case job.Jitter < 0:
		return Spec{}, errors.New("a jitter is not negative")
	case !job.CatchUp.Valid():
		return Spec{}, fmt.Errorf("catch-up is once or each, not %q", job.CatchUp)
	}
	return Parse(job.Spec)
}

// Next is when source loads next: the next update. It is in the past while the
// source waits for another one's load to end. ok is false for a source without
// a timetable, and before the ledger has answered.
func (t *Timetable) Next(source string) (at time.Time, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.entries {
		if e.job.Source == source {
			return e.turn.at, e.asked && !e.turn.slot.IsZero()
		}
	}
	return time.Time{}, false
}

// Upcoming is when source would load next, for a program that does not run the
// timetable itself: the first turn after past. It is in the past for a run that
// is owed, zero where none ever comes.
func (t *Timetable) Upcoming(source string, past Past) time.Time {
	for _, e := range t.entries {
		if e.job.Source == source {
			return t.first(e, past, t.now()).at
		}
	}
	return time.Time{}
}
