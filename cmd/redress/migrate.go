package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"redress/deploy/schema"
)

type migrateCommand struct {
	installation
}

// Help is the manual behind --help.
func (migrateCommand) Help() string {
	return `Applies the numbered migrations the database does not have yet and lists them. The other
commands do the same when they open a database; this one does nothing else. Running it
twice changes nothing. It refuses a database that a newer version has moved.`
}

// Run applies what is missing.
func (c migrateCommand) Run(ctx context.Context, t terminal) error {
	db, err := c.connect(ctx, t, t.logger(slog.LevelWarn))
	if err != nil {
		return err
	}
	ran, err := schema.Apply(ctx, db, db.Database, time.Now)
	for _, name := range ran {
		fmt.Fprintln(t.stdout, name)
	}
	if err == nil && len(ran) == 0 {
		fmt.Fprintln(t.stderr, "the tables are up to date")
	}
	return errors.Join(err, db.Close())
}
