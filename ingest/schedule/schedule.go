// Package schedule is the timetable of serve: configured sources load by
// themselves at the times their specs name.
//
// It stands before the write path and knows nothing of it: a job is a function,
// the same one that the ingest command calls. Its rule: one load at a time over
// all sources, and each slot of a source is used at most once.
//
// Specs are read by robfig/cron; its runner is not used. The runner takes its
// time from the machine, so that its behaviour cannot be tested, starts every
// job in a goroutine of its own, runs a local 02:30 never on the night the
// clocks go forward and a local 01:30 twice on the night they go back, and
// remembers nothing over a restart. Its wrappers have a trap too: with Recover
// around SkipIfStillRunning one panic disables the job for good. Here one loop
// does all of it: loads run one after the other in the order they became due,
// a slot that passes while its own source loads is skipped, a panic is
// recovered inside the load, and what passed during downtime is caught up once.
package schedule

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// A Job is one source that loads by itself.
type Job struct {
	// Source is the source's code; it is unique in a timetable.
	Source string
	// Spec says when, as Parse reads it.
	Spec string
	// Zone is where the clock hangs that Spec is about. There is no default:
	// the machine's own zone is never meant.
	Zone *time.Location
	// Run does the load. Its error is logged, so it names places and never
	// values. It ends soon after ctx is done.
	Run func(ctx context.Context) error
}

// A Ledger tells when the last load of a source started, whoever started it
// and however it ended. With ok false the source was never loaded.
type Ledger func(ctx context.Context, source string) (lastStarted time.Time, ok bool, err error)

// A Timetable runs jobs at their times. New makes one, Run runs it.
type Timetable struct {
	entries []*entry
	ledger  Ledger
	now     func() time.Time
	log     *slog.Logger

	mu      sync.Mutex // guards running and, in each entry, asked and next
	running bool
}

// An entry is a job with its place in time.
type entry struct {
	job  Job
	spec Spec
	// asked is false until the ledger has answered for this source. Until then
	// next is when to ask it.
	asked bool
	// next is the slot that is due next: it waits while it is in the past, and
	// later slots that pass meanwhile are the same waiting entry. Zero: never.
	next time.Time
}

// New makes a timetable. now is the clock; log gets what happens to loads. All
// mistakes in jobs are reported at once. No jobs is a timetable that waits.
func New(jobs []Job, ledger Ledger, now func() time.Time, log *slog.Logger) (*Timetable, error) {
	t := &Timetable{ledger: ledger, now: now, log: log}
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
	}
	return Parse(job.Spec)
}

// Next is the first slot of source that has not been used: the next update. It
// is in the past while the source waits for another one's load to end. ok is
// false for a source without a timetable, and before the ledger has answered.
func (t *Timetable) Next(source string) (slot time.Time, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, e := range t.entries {
		if e.job.Source == source {
			return e.next, e.asked && !e.next.IsZero()
		}
	}
	return time.Time{}, false
}
