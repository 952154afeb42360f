package main

import (
	"context"
	"iter"
	"log/slog"
	"slices"
	"time"

	"redress/ingest"
	"redress/ingest/sink"
)

// An inTurn is a source that is read unless somebody else was faster: two
// machines that wait for one slot would load it twice. That is asked when the
// load's turn has come, as nobody else loads from then on.
type inTurn struct {
	ingest.Source
	used func(context.Context) (bool, error)
}

// Files yields the files, or that there is nothing to be read.
func (s inTurn) Files(ctx context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		used, err := s.used(ctx)
		if err == nil && used {
			err = ingest.ErrNotModified
		}
		if err != nil {
			yield(nil, err)
			return
		}
		s.Source.Files(ctx)(yield)
	}
}

// used reports whether the slot of an order needs no load any more; an order
// that somebody gave by hand is never used.
func (l loading) used(ctx context.Context, o order) (bool, error) {
	if o.unless == nil {
		return false, nil
	}
	used, err := o.unless(ctx)
	if used {
		l.log.LogAttrs(ctx, slog.LevelInfo, "slot was loaded elsewhere meanwhile", slog.String("source", o.code), slog.Time("slot", o.slot))
	}
	return used, err
}

// passed says that the load of a timetable is not needed once its slot, or one
// after it, is used. A slot that lies ahead was written by a wrong clock.
func (l loading) passed(source string, slot time.Time) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		past, err := sink.PastOf(ctx, l.db, l.db.Database, source)
		return !past.Slot.Before(slot) && !past.Slot.After(time.Now()), err
	}
}

// filled says that the load of a backfill is not needed once its own slot is
// used.
func (l loading) filled(source string, slot time.Time) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		slots, err := l.usedSlots(ctx, source)
		return slices.ContainsFunc(slots, slot.Equal), err
	}
}
