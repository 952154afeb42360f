package main

import (
	"context"
	"errors"
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
func (l loading) run(ctx context.Context, declaration *mapping.Declaration, paths []string, fileDate complaint.Day) (*ingest.Report, error) {
	key, err := l.key(ctx, l.db)
	if err != nil {
		return nil, err
	}
	today, _ := complaint.DayOf(time.Now())
	source := publisher.Open(declaration, key, paths, publisher.Options{FileDate: fileDate, LoadDay: today})
	load, err := sink.Begin(ctx, sink.Config{Conn: l.db, Database: l.db.Database, Lock: l.lockPath(),
		Now: time.Now, Log: l.log}, source.Publisher())
	if err != nil {
		return nil, err
	}
	if l.watch != nil {
		source = l.watch(source)
	}
	report, err := ingest.Run(ctx, source, load)
	return report, errors.Join(err, load.Close())
}
