package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

type trySourceCommand struct {
	Declaration string            `arg:"" help:"A declaration file, or the code of a source."`
	Files       []string          `arg:"" name:"file" help:"Files or archives." type:"path"`
	Records     int               `help:"How many complaints of each file to print." default:"3"`
	Config      string            `help:"Configuration file or folder, beside which declarations of your own stand." type:"path"`
	Set         map[string]string `help:"A parameter of the declaration: company=Aurora." env:"-"`
	JSON        bool              `help:"Print the complaints as JSON, one object a line; the rest goes to stderr." env:"-"`
	All         bool              `help:"Print every rejected row, not the first five of each reason." env:"-"`
}

// Help is the manual behind --help.
func (trySourceCommand) Help() string {
	return `Reads each file as the declaration says and prints the first complaints, each with its line
in the file and one line per field, ready to be held against the file:

  complaints.csv line 2
    source            my-agency
    id                5d41402abc4b2a76b9719d911017c592
    platform          name:aurora
    opened_on         2024-01-02
    amount_claimed    120.50 BRL
    stages            seller 2024-01-02 → 2024-01-09: unresolved; platform 2024-01-09 → …
    unknown: seller, seller_name, …

Days and stages the file does not say are …; a free text is shown after redaction, its first 300
characters. --json prints the same, one object a line, with null for unknown.

Then every column that is missing or unused, the rejects by reason with the first lines of each
(--all: every one), every value the declaration does not map, every day, sum and rating that cannot
be read, doubts about the order of day and month, and columns that look personal but are not
declared so. Ids and pseudonyms are made with a key that nobody has.

  redress sources try ingest/publisher/procon-cnrf.yaml CNRF2018.zip
  redress sources try my-agency.yaml complaints.csv --records 20
  redress sources try my-agency.yaml complaints.csv --json --records 1000 | jq .opened_on`
}

// Run tries the declaration.
func (c trySourceCommand) Run(ctx context.Context, t terminal) error {
	declaration, err := c.declaration()
	if err != nil {
		return usageError{err}
	}
	names, err := newNameGuard()
	if err != nil {
		return err
	}
	none := true
	for blob, err := range fetch.Open(ctx, c.Files, fetch.Options{Log: t.logger(slog.LevelWarn), Shown: names.shown}) {
		none = false
		if err == nil {
			err = c.try(ctx, t, declaration, blob, names)
		}
		if err != nil {
			return names.guarded(err, c.Files...)
		}
	}
	if none {
		return fmt.Errorf("%s holds no file", strings.Join(c.Files, ", "))
	}
	return nil
}

// declaration is a file where there is one of that name, else the code of a
// source.
func (c trySourceCommand) declaration() (*mapping.Declaration, error) {
	declaration, err := c.read()
	if err != nil {
		return nil, err
	}
	return declaration.With(c.Set)
}

func (c trySourceCommand) read() (*mapping.Declaration, error) {
	if _, err := os.Stat(c.Declaration); err == nil {
		return publisher.LoadFile(c.Declaration)
	}
	settings, err := readConfig(c.Config)
	if err != nil {
		return nil, err
	}
	return settings.known.load(c.Declaration)
}

func (c trySourceCommand) try(ctx context.Context, t terminal, declaration *mapping.Declaration, blob *fetch.Blob, names nameGuard) error {
	stream, err := blob.Open()
	if err != nil {
		return err
	}
	today, _ := complaint.DayOf(time.Now())
	sample, err := mapping.Try(ctx, declaration, stream, mapping.File{Path: blob.Path, Name: blob.Name, Date: today},
		mapping.TryOptions{Complaints: c.Records, AllRejects: c.All})
	if err = errors.Join(err, stream.Close()); err != nil {
		return err
	}
	for i := range sample.Complaints {
		shown := triedFields(&sample.Complaints[i])
		text := shown.text(blob.Path, sample.Complaints[i].Line)
		if c.JSON {
			if text, err = shown.json(blob.Path, sample.Complaints[i].Line); err != nil {
				return err
			}
		}
		if _, err := io.WriteString(t.stdout, text); err != nil {
			return err
		}
	}
	about := t.stdout
	if c.JSON {
		about = t.stderr
	}
	sample.UnreadSheets = names.sheets(sample.UnreadSheets)
	for i := range sample.Rejects {
		sample.Rejects[i].Sheet = names.quoted(sample.Rejects[i].Sheet)
	}
	said := sampleText(sample, c.All)
	if len(c.Files) > 1 {
		said = blob.Path + "\n" + said
	}
	_, err = io.WriteString(about, said)
	return err
}
