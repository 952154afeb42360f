package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"redress/deploy/engine"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
	"redress/ingest/sink"
)

// A loading is what one load needs, whoever asks for it: the command, the
// timetable or the demo.
type loading struct {
	installation
	db  *engine.DB
	log *slog.Logger
	// watch wraps the source, to show progress; nil for none.
	watch func(ingest.Source) ingest.Source
}

// run carries one load from files to a release. The report is filled as far as
// the load came, also beside an error; it is nil when the load never began.
func (l loading) run(ctx context.Context, declaration *mapping.Declaration, paths []string, fileDate complaint.Day) (report *ingest.Report, err error) {
	key, err := l.key(ctx, l.db)
	if err != nil {
		return nil, err
	}
	today, _ := complaint.DayOf(time.Now())
	source := publisher.Open(declaration, key, paths, publisher.Options{FileDate: fileDate, LoadDay: today})
	load, err := sink.Begin(ctx, sink.Config{Conn: l.db, Database: l.db.Database, Lock: l.lockPath(),
		Shared: !l.db.Embedded(), Now: time.Now, Log: l.log}, source.Publisher())
	if err != nil {
		return nil, l.plain(ctx, err)
	}
	defer func() { err = errors.Join(err, load.Close()) }() // also after a panic, or no other load could begin
	if l.watch != nil {
		source = l.watch(source)
	}
	report, err = ingest.Run(ctx, source, load)
	return report, l.plain(ctx, err)
}

// plain says in one sentence what ends a load that is nobody's mistake in the
// files; every other error passes.
func (l loading) plain(ctx context.Context, err error) error {
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("the load was interrupted; nothing was published: %w", context.Cause(ctx))
	case engine.IsDiskFull(err):
		return fmt.Errorf("there is no space left on the disk of %s; nothing was published", l.Data)
	}
	return err
}
