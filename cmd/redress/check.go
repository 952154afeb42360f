package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"redress/analytics"
	"redress/deploy/assets"
	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/ingest/sink"
)

type checkCommand struct {
	installation
	Provision bool `help:"Fetch the engine and chart libraries again if they are missing or damaged."`
}

// Help is the manual behind --help.
func (checkCommand) Help() string {
	return `Checks, in this order, the configuration, the libraries, the database with its tables, the
key and the release that is served, and prints one line for each. It creates and changes
nothing but a missing library with --provision. Exit status 1 when anything is wrong.`
}

// Run checks everything it can reach and reports all mistakes at once.
func (c checkCommand) Run(ctx context.Context, t terminal) error {
	var failed error
	note := func(what string, err error, good string) {
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", what, err))
			good = err.Error()
		}
		fmt.Fprintf(t.stdout, "%-14s %s\n", what, good)
	}
	settings, err := readConfig(c.Config)
	note("configuration", err, c.configText(settings))
	if c.Provision {
		provisioned, err := assets.Ensure(ctx, assets.Options{Progress: t.stderr, Verify: true, WithoutLibrary: c.ClickHouse != ""})
		note("libraries", err, strings.TrimSpace(provisioned.Library+" "+provisioned.ECharts))
	}
	if err := c.exists(); err != nil {
		note("database", err, "")
		return failed
	}
	db, err := c.connect(ctx, t, t.logger(slog.LevelWarn))
	if err != nil {
		note("database", err, "")
		return failed
	}
	note("database", nil, "ClickHouse "+db.Version())
	note("tables", c.tables(ctx, db), "up to date")
	note("key", c.knownKey(ctx, db), c.keyPath())
	service := c.service(db, settings)
	release, err := service.Release(ctx)
	if errors.Is(err, analytics.ErrNoRelease) {
		note("release", nil, "none yet: load files with redress ingest")
	} else {
		note("release", err, fmt.Sprintf("%d of %s", release.Number, release.PublishedAt.Format("2006-01-02 15:04 MST")))
	}
	return errors.Join(failed, db.Close())
}

func (c checkCommand) configText(settings config) string {
	if c.Config == "" {
		return "none (--config)"
	}
	return fmt.Sprintf("%s, %d sources", c.Config, len(settings.Sources))
}

// tables says which migrations the database lacks.
func (c checkCommand) tables(ctx context.Context, db *engine.DB) error {
	missing, err := schema.Missing(ctx, db, db.Database)
	if err == nil && len(missing) > 0 {
		err = fmt.Errorf("%d migrations to apply: run redress migrate", len(missing))
	}
	return err
}

// knownKey checks the key without making one.
func (c checkCommand) knownKey(ctx context.Context, db *engine.DB) error {
	if missing, err := schema.Missing(ctx, db, db.Database); err != nil || len(missing) > 0 {
		return err
	}
	fingerprint, err := sink.Fingerprint(ctx, db, db.Database)
	if err != nil || fingerprint == "" {
		return err
	}
	_, err = c.key(ctx, db)
	return err
}
