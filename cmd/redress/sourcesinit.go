package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"redress/ingest/fetch"
	"redress/ingest/mapping"
)

type initSourceCommand struct {
	File    string `arg:"" help:"A file, or an archive of which the first member is read." type:"path"`
	Code    string `help:"The code of the new source." env:"-"`
	Country string `help:"The publisher's country, ISO 3166-1." env:"-"`
	Zone    string `help:"The IANA zone of the publisher's days." env:"-"`
}

// Help is the manual behind --help.
func (initSourceCommand) Help() string {
	return `Reads the beginning of a file and prints a first declaration: how the file is written, which
column is likely for what, the layouts of its days, and the values of columns that have few.
Lines that say "decide" or "guessed" are for you. Values that stand there fewer than five times
or look like something of a person's are left out.

  redress sources init complaints.csv --code my-agency > my-agency.yaml
  redress sources try my-agency.yaml complaints.csv`
}

// Run prints the draft.
func (c initSourceCommand) Run(ctx context.Context, t terminal) error {
	names, err := newNameGuard()
	if err != nil {
		return err
	}
	for blob, err := range fetch.Open(ctx, []string{c.File}, fetch.Options{Log: t.logger(slog.LevelWarn), Shown: names.shown}) {
		if err == nil {
			err = c.draft(ctx, t, blob)
		}
		return names.guarded(err, c.File)
	}
	return fmt.Errorf("%s holds no file", names.shown(c.File))
}

func (c initSourceCommand) draft(ctx context.Context, t terminal, blob *fetch.Blob) error {
	stream, err := blob.Open()
	if err != nil {
		return err
	}
	draft, err := mapping.Sketch(ctx, stream, mapping.DraftOptions{Code: c.Code, Country: c.Country, Zone: c.Zone})
	if err = errors.Join(err, stream.Close()); err != nil {
		return fmt.Errorf("%s: %w", blob.Path, err)
	}
	if _, err := t.stdout.Write(draft.Text); err != nil {
		return err
	}
	for _, missing := range draft.Missing {
		fmt.Fprintf(t.stderr, "redress: the draft lacks %s\n", missing)
	}
	return nil
}
