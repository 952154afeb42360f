package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strconv"
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
}

// Help is the manual behind --help.
func (trySourceCommand) Help() string {
	return `Reads each file as the declaration says and prints the first complaints as JSON, then every
column that is missing or unused, every reject by line and reason, every value the declaration
does not map, doubts about the order of day and month, and columns that look personal but are
not declared so. Ids and pseudonyms are made with a key that nobody has.

  redress sources try ingest/publisher/procon-cnrf.yaml CNRF2018.zip`
}

// Run tries the declaration.
func (c trySourceCommand) Run(ctx context.Context, t terminal) error {
	declaration, err := c.declaration()
	if err != nil {
		return usageError{err}
	}
	none := true
	for blob, err := range fetch.Open(ctx, c.Files, fetch.Options{Log: t.logger(slog.LevelWarn)}) {
		if err != nil {
			return err
		}
		none = false
		if err := c.try(ctx, t, declaration, blob); err != nil {
			return err
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
	if len(c.Files) > 1 {
		fmt.Fprintf(t.stdout, "%s\n", blob.Path)
	}
	_, err = io.WriteString(t.stdout, sampleText(sample))
	return err
}

// sampleText is what is to be known of a file beside its first complaints.
func sampleText(s mapping.Sample) string {
	text := fmt.Sprintf("%d rows read", s.Read)
	if s.Encoding != "" {
		text += " as " + s.Encoding
	}
	text += "\n"
	if len(s.UnreadSheets) > 0 {
		text += "visible sheets that are not read: " + strings.Join(s.UnreadSheets, ", ") + "\n"
	}
	if s.Replacements > 0 {
		text += fmt.Sprintf("%d characters are not in that encoding: check file: encodings\n", s.Replacements)
	}
	for _, reason := range slices.Sorted(maps.Keys(s.Rejected)) {
		text += fmt.Sprintf("%d rows rejected as %s\n", s.Rejected[reason], reason)
		for i := range s.Rejects {
			if s.Rejects[i].Reason == reason {
				text += fmt.Sprintf("  %v\n", &s.Rejects[i])
			}
		}
	}
	return text + columnsText(s) + datesText(s.Dates) + personalText(s.Personal) + unmappedText(s.Unmapped)
}

func columnsText(s mapping.Sample) string {
	text := ""
	if len(s.Absent) > 0 {
		text += "declared columns the file lacks:\n"
		for _, column := range s.Absent {
			text += "  " + column + "\n"
		}
	}
	if len(s.Undeclared) > 0 {
		text += "columns of the file the declaration does not use:\n"
		for _, column := range s.Undeclared {
			text += "  " + columnName(column) + "\n"
		}
	}
	if len(s.Late) > 0 {
		text += "keys of later records that are no column, by records:\n"
		for _, key := range slices.Sorted(maps.Keys(s.Late)) {
			text += fmt.Sprintf("  %8d  %s\n", s.Late[key], key)
		}
	}
	return text
}

// columnName is a column by its header, or by its place where there is none.
func columnName(c mapping.FileColumn) string {
	if c.Header == "" {
		return "column " + strconv.Itoa(c.Position)
	}
	return c.Header
}

func datesText(checks []mapping.DateCheck) string {
	text := ""
	for _, check := range checks {
		if doubt := check.Doubt(); doubt != "" {
			text += "  " + doubt + "\n"
		}
	}
	if text == "" {
		return ""
	}
	return "doubts about the order of day and month:\n" + text
}

func personalText(doubts []mapping.PersonalDoubt) string {
	if len(doubts) == 0 {
		return ""
	}
	text := "columns that look personal and are not declared never_store:\n"
	for _, d := range doubts {
		var why []string
		if d.Header {
			why = append(why, "by its name")
		}
		if d.Kind != "" {
			why = append(why, fmt.Sprintf("%.0f %% of its cells look like %s", 100*d.Share, d.Kind))
		}
		use := "; nothing of it is used"
		if d.Declared {
			use = "; the declaration uses it"
		}
		text += "  " + columnName(d.FileColumn) + ": " + strings.Join(why, ", ") + use + "\n"
	}
	return text
}

func unmappedText(unmapped map[string]map[string]int) string {
	text := ""
	for _, field := range slices.Sorted(maps.Keys(unmapped)) {
		values := unmapped[field]
		text += fmt.Sprintf("%s: values no table maps\n", field)
		for _, value := range slices.SortedFunc(maps.Keys(values), func(a, b string) int {
			return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b))
		}) {
			text += fmt.Sprintf("  %8d  %s\n", values[value], value)
		}
	}
	return text
}
