package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

type sourcesCommand struct {
	List listSourcesCommand `cmd:"" default:"1" help:"List the publishers Redress can read."`
	Try  trySourceCommand   `cmd:"" help:"Show what a declaration makes of a file; nothing is stored."`
}

type listSourcesCommand struct{}

// Run lists the built-in publishers.
func (listSourcesCommand) Run(t terminal) error {
	table := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SOURCE\tCOUNTRY\tOUTCOME BY\tTITLE\tLICENCE")
	for _, code := range publisher.Codes() {
		declaration, err := publisher.Load(code)
		if err != nil {
			return err
		}
		p := declaration.Publisher()
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", p.Code, p.Country, p.OutcomeBasis, p.Title["en"], p.Licence)
	}
	return table.Flush()
}

type trySourceCommand struct {
	Declaration string `arg:"" help:"A declaration file, or the code of a built-in one."`
	File        string `arg:"" help:"A file, or an archive of which the first member is read." type:"path"`
	Records     int    `help:"How many complaints to print." default:"3"`
}

// Help is the manual behind --help.
func (trySourceCommand) Help() string {
	return `Reads the file as the declaration says and prints the first complaints as JSON, then every
column that is missing or unused, every reject by line and reason, and every value the
declaration does not map. Ids and pseudonyms are made with a key that nobody has.

  redress sources try ingest/publisher/procon-cnrf.yaml CNRF2018.zip`
}

// Run tries the declaration.
func (c trySourceCommand) Run(ctx context.Context, t terminal) error {
	declaration, err := c.declaration()
	if err != nil {
		return usageError{err}
	}
	for blob, err := range fetch.Open(ctx, []string{c.File}, fetch.Options{}) {
		if err != nil {
			return err
		}
		return c.try(ctx, t, declaration, blob)
	}
	return fmt.Errorf("%s holds no file", c.File)
}

// declaration is a file where there is one of that name, else a built-in code.
func (c trySourceCommand) declaration() (*mapping.Declaration, error) {
	if _, err := os.Stat(c.Declaration); err == nil {
		return publisher.LoadFile(c.Declaration)
	}
	return publisher.Load(c.Declaration)
}

func (c trySourceCommand) try(ctx context.Context, t terminal, declaration *mapping.Declaration, blob *fetch.Blob) error {
	stream, err := blob.Open()
	if err != nil {
		return err
	}
	today, _ := complaint.DayOf(time.Now())
	sample, err := mapping.Try(ctx, declaration, stream, mapping.File{Path: blob.Path, Date: today}, c.Records)
	if err = errors.Join(err, stream.Close()); err != nil {
		return err
	}
	encoder := json.NewEncoder(t.stdout)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	for _, record := range sample.Complaints {
		if err := encoder.Encode(record); err != nil {
			return err
		}
	}
	return printSample(t.stdout, sample)
}

func printSample(w io.Writer, s mapping.Sample) error {
	text := fmt.Sprintf("%d rows read\n", s.Read)
	for _, column := range s.Absent {
		text += fmt.Sprintf("the file has no column %s\n", column)
	}
	if len(s.Undeclared) > 0 {
		text += fmt.Sprintf("columns the declaration does not use, by position: %v\n", s.Undeclared)
	}
	for _, reason := range slices.Sorted(maps.Keys(s.Rejected)) {
		text += fmt.Sprintf("%d rows rejected as %s\n", s.Rejected[reason], reason)
	}
	for i := range s.Rejects {
		text += fmt.Sprintf("  %v\n", &s.Rejects[i])
	}
	for _, field := range slices.Sorted(maps.Keys(s.Unmapped)) {
		text += fmt.Sprintf("%s: values no table maps\n", field)
		for _, value := range slices.Sorted(maps.Keys(s.Unmapped[field])) {
			text += fmt.Sprintf("  %8d  %s\n", s.Unmapped[field][value], value)
		}
	}
	_, err := io.WriteString(w, text)
	return err
}
