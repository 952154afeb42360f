package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"

	"redress/ingest"
	"redress/ingest/complaint"
)

// archived is a source that says how a member of an archive is left out, where
// nothing of it can be read: publishers pack texts for people beside the table.
// What its files say of sheets names nobody.
type archived struct {
	ingest.Source
	names nameGuard
}

// Files yields the files.
func (s archived) Files(ctx context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for file, err := range s.Source.Files(ctx) {
			if err == nil {
				file = archivedFile{file, s.names}
			}
			if !yield(file, err) {
				return
			}
		}
	}
}

type archivedFile struct {
	ingest.File
	names nameGuard
}

// UnreadSheets are the sheets as they may be shown.
func (f archivedFile) UnreadSheets() []string { return f.names.sheets(f.File.UnreadSheets()) }

// Layout is how the rows lie in the file, with its sheets as they may be shown.
func (f archivedFile) Layout() ingest.Layout {
	layout := f.File.Layout()
	layout.Sheets = f.names.sheets(layout.Sheets)
	return layout
}

// Complaints yields the file's complaints. Of a member of an archive, an error
// before the first row says the way out, too.
func (f archivedFile) Complaints(ctx context.Context) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		rows := false
		for c, err := range f.File.Complaints(ctx) {
			var row *ingest.RowError
			if err != nil && !errors.As(err, &row) && !rows && strings.Contains(f.Path(), "!") && ctx.Err() == nil {
				err = fmt.Errorf("%w; if this member of the archive is no table of the source, name the ones that are in the configuration, "+
					`such as unpack: {members: ["*.csv"]}`, err)
			}
			if row != nil {
				row.Sheet = f.names.quoted(row.Sheet)
			}
			rows = true
			if !yield(c, err) {
				return
			}
		}
	}
}
