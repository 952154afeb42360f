package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"redress/deploy/engine"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
	"redress/ingest/sink"
)

// A loading is what every load needs, whoever asks for it: the command, the
// timetable or the demo.
type loading struct {
	installation
	db    *engine.DB
	log   *slog.Logger
	waits *slog.Logger // is told what a load waits for; nil: log
	watch *watch       // shows progress; nil for none
}

// An order is one load to be done.
type order struct {
	code        string // of the source
	declaration *mapping.Declaration
	register    string // the code of a side register, which has no declaration; else empty
	places      []string
	// fileDate is the day the files speak of, where they do not say; unknown:
	// that of the load whose copies are replayed, else the day of the load.
	fileDate complaint.Day
	// slot is the slot of the timetable the load is for; zero: none.
	slot time.Time
	// unless reports whether the load is not needed any more, asked once it is its
	// turn; nil: it is.
	unless func(context.Context) (bool, error)
	// timeout is how long the load may take once it is its turn; 0: for ever.
	timeout time.Duration
	limits  limitsConfig
	reach   reach
	// declaredIn is the declaration's file, empty for a built-in one; parameters
	// are what it was filled with.
	declaredIn string
	parameters map[string]string
}

// order is the load of a configured source for a slot. The zero slot stands for
// places that name none.
func (s *sourceConfig) order(slot time.Time) order {
	o := order{code: s.code(), declaration: s.declared, register: s.register, places: s.placesOf(slot), slot: slot, timeout: s.Timeout.Duration, limits: s.Limits,
		reach: s.Reach, declaredIn: s.declaredIn, parameters: s.Parameters}
	// What a place says for a slot, it says as of that slot, whenever it is read:
	// a backfill must not bring older facts back over newer ones.
	if !slot.IsZero() && s.bySlot() {
		o.fileDate, _ = complaint.DayOf(slot.In(s.zone))
	}
	return o
}

// run carries one load from files to a release. The report is filled as far as
// the load came, also beside an error; it is nil when the load never began.
//
// Neither the report nor the error names a file that is called after somebody.
func (l loading) run(ctx context.Context, o order) (*ingest.Report, error) {
	names, err := newNameGuard()
	if err != nil {
		return nil, err
	}
	if err := l.folder(); err != nil {
		return nil, err
	}
	through := l.runComplaints
	if o.register != "" {
		through = l.runRegister
	}
	report, err := through(ctx, o, names)
	return report, names.guarded(err, o.places...)
}

// runComplaints is run for complaints.
func (l loading) runComplaints(ctx context.Context, o order, names nameGuard) (report *ingest.Report, err error) {
	key, err := l.key(ctx, l.db)
	if err != nil {
		return nil, l.plain(ctx, err)
	}
	fetching, kept, err := l.fetching(ctx, o, names)
	if err != nil {
		return nil, err
	}
	today, _ := complaint.DayOf(time.Now())
	fileDate, err := o.dated(kept, today)
	if err != nil {
		return nil, err
	}
	var load *sink.Load
	options := publisher.Options{FileDate: fileDate, LoadDay: today, Fetch: fetching}
	if kept != nil {
		options.Fetched = func(p fetch.Provenance) error {
			return kept.Link(keptID(load.LoadID()), fileDate.String(), p.Fetched...)
		}
	}
	turn := inTurn{publisher.Open(o.declaration, key, o.places, options), func(ctx context.Context) (bool, error) { return l.used(ctx, o) }}
	source := limited{archived{turn, names}, o.limits}
	place := l.sink(o.slot)
	place.Key = key.Fingerprint()
	load, err = sink.Begin(ctx, place, source.Publisher())
	if err != nil {
		return nil, l.plain(ctx, err)
	}
	defer func() { err = errors.Join(err, load.Close()) }() // also after a panic, or no other load could begin
	// Waiting for another load is no fault of this one: its time begins now.
	ctx, stop := within(ctx, o)
	defer stop()
	once := &heldOnce{Load: load}
	var into ingest.Sink = explainedSink{once, func(err error) error { return names.guarded(l.plain(ctx, err), o.places...) },
		func() bool { return errors.Is(ctx.Err(), context.Canceled) }}
	if l.watch != nil {
		into = watchedSink{into, l.watch}
		defer l.watch.done()
	}
	report, err = ingest.Run(ctx, source, into)
	if settle := l.settleKept(o, kept, report); settle != nil {
		// The load is what it is: without the note it is fetched again next time.
		l.log.LogAttrs(ctx, slog.LevelWarn, "noting what a load fetched", slog.String("error", settle.Error()))
	}
	var held *ingest.HeldError
	switch {
	case errors.As(err, &held) && once.as != 0:
		return report, &ingest.RefusedError{Problem: fmt.Sprintf("load %d: %s", report.LoadID, report.Problem),
			Hint: fmt.Sprintf("after a look publish it with redress ingest --release %d, or drop it with --discard %d", once.as, once.as)}
	case errors.As(err, &held):
		return report, fmt.Errorf("load %d is %w; after a look publish it with redress ingest --release %d, or drop it with --discard %d",
			report.LoadID, err, report.LoadID, report.LoadID)
	}
	return report, l.plain(ctx, err)
}

// sink is what writing a load needs; slot is zero for none.
func (l loading) sink(slot time.Time) sink.Config {
	return sink.Config{Conn: l.db, Database: l.db.Database, Lock: l.lockPath(), Shared: !l.db.Embedded(), Holder: holder(), Due: slot,
		Now: time.Now, Log: cmp.Or(l.waits, l.log)}
}

// holder names this process to those who wait for its load.
func holder() string {
	name, err := os.Hostname()
	if err != nil {
		name = "a machine without a name"
	}
	return fmt.Sprintf("%s, process %d", name, os.Getpid())
}

// A timeoutError ends a load that took too long.
type timeoutError struct {
	source string
	limit  time.Duration
}

// Error names the source and the limit.
func (e timeoutError) Error() string {
	return fmt.Sprintf("the load of %s took longer than %v (its timeout); nothing was published", e.source, e.limit)
}

// within gives the load's context its timeout.
func within(ctx context.Context, o order) (context.Context, context.CancelFunc) {
	if o.timeout <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, o.timeout, timeoutError{o.code, o.timeout})
}

// plain says in one sentence what ends a load that is nobody's mistake in the
// files; every other error passes.
func (l loading) plain(ctx context.Context, err error) error {
	var timeout timeoutError
	switch {
	case err == nil:
		return nil
	case errors.As(context.Cause(ctx), &timeout):
		return timeout
	case ctx.Err() != nil:
		return fmt.Errorf("the load was interrupted; nothing was published: %w", context.Cause(ctx))
	case engine.IsDiskFull(err):
		return fmt.Errorf("there is no space left on the disk of %s; nothing was published", l.Data)
	}
	return err
}

// limited is a source under the limits of an installation.
type limited struct {
	ingest.Source
	limits limitsConfig
}

func (s limited) Publisher() ingest.Publisher {
	p := s.Source.Publisher()
	p.Limits = s.limits.instead(p.Limits)
	return p
}

// An explainedSink keeps the plain sentence in the books of an abandoned load,
// and tells a load that was stopped from one that failed, whatever error the
// stop came up as.
type explainedSink struct {
	ingest.Sink
	plain   func(error) error
	stopped func() bool
}

// Abandon passes on what ended the load.
func (s explainedSink) Abandon(ctx context.Context, r *ingest.Report, cause error) error {
	var refused *ingest.RefusedError
	if !errors.As(cause, &refused) { // whose problem is a plain sentence already
		r.Problem = s.plain(cause).Error()
	}
	if s.stopped() {
		cause = errors.Join(cause, context.Canceled)
	}
	return s.Sink.Abandon(ctx, r, cause)
}
