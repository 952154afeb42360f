package main

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"redress/ingest/keep"
	"redress/ingest/sink"
)

// sweepEvery is how often a server lets go what was kept too long, also of
// sources that do not load any more.
const sweepEvery = 24 * time.Hour

// sweep lets go what was kept too long, at once and then every day until ctx is
// done.
func (i installation) sweep(ctx context.Context, settings config, log *slog.Logger) {
	ticker := time.NewTicker(sweepEvery)
	defer ticker.Stop()
	for {
		if err := i.expireAll(ctx, settings, log); err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelWarn, "letting go what was kept too long", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// expireAll lets go what is too old of every source that was ever kept. What the
// configuration does not name is kept as long as what it says nothing about. No
// load runs meanwhile: it may be reading what it fetched.
func (i installation) expireAll(ctx context.Context, settings config, log *slog.Logger) error {
	folders, err := os.ReadDir(i.keepFolder(""))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return sink.Alone(ctx, i.lockPath(), log, func() error {
		var failed []error
		for _, folder := range folders {
			reach := reach{}
			if source := settings.source(folder.Name()); source != nil {
				reach = source.Reach
			}
			failed = append(failed, i.expire(folder.Name(), reach.keep()))
		}
		return errors.Join(failed...)
	})
}

// expire lets go what was fetched for a source longer ago than age. Where
// nothing was kept, it makes no folder.
func (i installation) expire(source string, age time.Duration) error {
	folder := i.keepFolder(source)
	if _, err := os.Stat(filepath.Join(folder, "kept")); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	kept, err := keep.New(folder, time.Now)
	if err != nil {
		return err
	}
	_, err = kept.Expire(time.Now().Add(-age))
	return err
}
