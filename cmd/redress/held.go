package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"redress/ingest/sink"
)

// judge releases or discards a load that was held back.
func (c ingestCommand) judge(ctx context.Context, t terminal) error {
	if c.Source != "" || len(c.Paths) > 0 || c.From != "" || c.To != "" || c.Again || c.FileDate != "" || c.Declaration != "" || len(c.Set) > 0 {
		return usageError{errors.New("--release and --discard take the number of a load and nothing else: it is published as it was read")}
	}
	if err := c.exists(); err != nil { // there is nothing held where there is no database
		return err
	}
	log := t.logger(slog.LevelWarn)
	db, err := c.open(ctx, t, log)
	if err != nil {
		return err
	}
	l := loading{installation: c.installation, db: db, log: log, waits: t.logger(slog.LevelInfo)}
	if err := l.folder(); err != nil {
		return errors.Join(err, db.Close())
	}
	if c.Discard != 0 {
		err = l.discard(ctx, t, c.Discard)
	} else {
		err = l.release(ctx, t, c)
	}
	return errors.Join(err, db.Close())
}

func (l loading) discard(ctx context.Context, t terminal, id uint32) error {
	if err := sink.Discard(ctx, l.sink(time.Time{}), id); err != nil {
		return l.plain(ctx, err)
	}
	fmt.Fprintf(t.stderr, "load %d is discarded; nothing of it was published\n", id)
	return nil
}

func (l loading) release(ctx context.Context, t terminal, c ingestCommand) error {
	names, err := newNameGuard()
	if err != nil {
		return err
	}
	report, err := sink.Release(ctx, l.sink(time.Time{}), c.Release)
	if err != nil {
		return names.guarded(l.plain(ctx, err))
	}
	for i := range report.Files { // books from before names were guarded there
		f := &report.Files[i]
		f.Path, f.UnreadSheets = names.shown(f.Path), names.sheets(f.UnreadSheets)
	}
	return errors.Join(c.print(t.stdout, report), l.released(report))
}
