package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"slices"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

type ingestCommand struct {
	installation
	JSON        bool     `name:"json" help:"Print the report as one JSON object."`
	FileDate    string   `help:"Day the files were published, where they do not say (yyyy-mm-dd); default: today." placeholder:"DAY"`
	Declaration string   `help:"A declaration of your own; SOURCE must be the code it declares." type:"path" placeholder:"FILE"`
	Source      string   `arg:"" help:"Publisher code, see redress sources."`
	Paths       []string `arg:"" name:"path" help:"Files, folders, globs, zip or gzip archives."`
}

// Help is the manual behind --help.
func (ingestCommand) Help() string {
	return `Reads the files, judges every row (accepted, duplicate, rejected with a reason), and
publishes a new release when something changed. Loading the same files again changes
nothing. Nothing is visible before the whole load is: until then, and after an error,
readers see the release before.

  redress ingest --data DIR procon-cnrf CNRF2018.zip "CRF2019 Dados Abertos.zip"

Works while a serve runs on the same folder. Exit status 1 means that nothing was
published; the reason is on stderr.`
}

// Run loads the files and prints the report.
func (c ingestCommand) Run(ctx context.Context, t terminal) error {
	declaration, err := c.declaration()
	if err != nil {
		return usageError{err}
	}
	fileDate, err := c.fileDate()
	if err != nil {
		return usageError{err}
	}
	log := t.logger(slog.LevelWarn)
	db, err := c.open(ctx, t, log)
	if err != nil {
		return err
	}
	l := loading{installation: c.installation, db: db, log: log, watch: watching(t)}
	report, err := l.run(ctx, declaration, c.Paths, fileDate)
	if report != nil {
		err = errors.Join(err, c.print(t.stdout, report))
	}
	return errors.Join(err, db.Close())
}

func (c ingestCommand) declaration() (*mapping.Declaration, error) {
	if c.Declaration == "" {
		return publisher.Load(c.Source)
	}
	declaration, err := publisher.LoadFile(c.Declaration)
	if err == nil && declaration.Code() != c.Source {
		return nil, fmt.Errorf("%s declares the source %s, not %s", c.Declaration, declaration.Code(), c.Source)
	}
	return declaration, err
}

func (c ingestCommand) fileDate() (complaint.Day, error) {
	if c.FileDate == "" {
		return complaint.Day{}, nil
	}
	at, err := time.Parse(time.DateOnly, c.FileDate)
	day, ok := complaint.DayOf(at)
	if err != nil || !ok {
		return complaint.Day{}, fmt.Errorf("--file-date=%s is not a day: write 2026-11-23", c.FileDate)
	}
	return day, nil
}

func (c ingestCommand) print(w io.Writer, r *ingest.Report) error {
	if !c.JSON {
		return printReport(w, r)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(r)
}

// printReport writes a report for people.
func printReport(w io.Writer, r *ingest.Report) error {
	text := fmt.Sprintf("load %d of %s: ", r.LoadID, r.Source)
	switch {
	case !r.Published:
		text += "not published\n"
	case r.New+r.Replaced == 0:
		text += fmt.Sprintf("nothing new, release %d holds it\n", r.Release)
	default:
		text += fmt.Sprintf("published in release %d\n", r.Release)
	}
	for _, f := range r.Files {
		text += fmt.Sprintf("  %s\n    %s\n", f.Path, countsText(f.Counts))
	}
	if len(r.Files) != 1 {
		text += fmt.Sprintf("  total\n    %s\n", countsText(r.Counts))
	}
	for _, reason := range slices.Sorted(maps.Keys(r.Rejects)) {
		for i := range r.Rejects[reason] {
			text += fmt.Sprintf("  %v\n", &r.Rejects[reason][i])
		}
		if more := r.Rejected[reason] - int64(len(r.Rejects[reason])); more > 0 {
			text += fmt.Sprintf("  … and %d more rejected as %s\n", more, reason)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(r.Unmapped)) {
		var rows int64
		for _, n := range r.Unmapped[field] {
			rows += n
		}
		text += fmt.Sprintf("  %d rows with %s no table maps (%d wordings shown by --json)\n", rows, field, len(r.Unmapped[field]))
	}
	_, err := io.WriteString(w, text)
	return err
}

func countsText(c ingest.Counts) string {
	text := fmt.Sprintf("read %d = accepted %d (new %d, replaced %d, unchanged %d) + duplicate %d + rejected %d",
		c.Read, c.Accepted, c.New, c.Replaced, c.Unchanged, c.Duplicate, c.RejectedRows())
	for _, reason := range slices.Sorted(maps.Keys(c.Rejected)) {
		text += fmt.Sprintf(", %s %d", reason, c.Rejected[reason])
	}
	return text
}
