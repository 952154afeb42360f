package mapping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// A Check judges a mapped complaint; nil accepts it. It is called from several
// goroutines at once.
type Check func(c *complaint.Complaint) *ingest.RowError

// Complaints reads a whole file and yields its complaints in file order, mapped
// on all processors. A *ingest.RowError rejects one row, in its place, and the
// reading goes on; any other error names the file and is the last thing yielded.
// What is yielded is reused: it is valid until the next step. r is not closed,
// and not read any more once the iteration has ended.
func (m *Mapper) Complaints(ctx context.Context, r io.Reader) iter.Seq2[*complaint.Complaint, error] {
	return m.Checked(ctx, r, nil)
}

// Checked is Complaints of those that a check accepts; nil accepts all.
func (m *Mapper) Checked(ctx context.Context, r io.Reader, check Check) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		copied := new(workbookCopy)
		reader := tabular.NewReader(io.TeeReader(r, copied), m.format())
		defer reader.Close()
		defer func() { m.lost, m.unread = reader.Replacements(), sheetNames(reader) }()
		first, more, err := m.begin(ctx, reader, yield)
		if err != nil {
			yield(nil, fmt.Errorf("%s: %w", m.file.Path, m.place(err, reader, copied)))
		}
		if err != nil || !more {
			return
		}
		copied.drop()
		p := newPipeline(ctx, m, reader, check)
		defer p.stop()
		p.start(first)
		for b := range p.ordered() {
			if !b.yield(m, yield) {
				return
			}
			p.recycle(b)
		}
	}
}

// begin reads up to the header and binds the columns. It returns the rows that
// it has read on the way; more is false where the iteration has ended.
func (m *Mapper) begin(ctx context.Context, reader *tabular.Reader, yield func(*complaint.Complaint, error) bool) (first *batch, more bool, err error) {
	for {
		if ctx.Err() != nil {
			return nil, false, context.Cause(ctx)
		}
		row, err := reader.Next()
		var bad *tabular.SyntaxError
		switch {
		case err == io.EOF:
			return nil, false, fmt.Errorf("%w; if the publisher's file is not, fetch it again", errEmpty)
		case errors.As(err, &bad) && m.decl.noHeader == nil:
			return nil, false, fmt.Errorf("its header cannot be read (%w): check encodings, delimiter and quoting of %s", err, m.decl.Code())
		case errors.As(err, &bad):
			if !yield(nil, m.syntaxReject(bad)) {
				return nil, false, nil
			}
			continue
		case err != nil:
			return nil, false, err
		}
		isRow, err := m.Start(row)
		if err != nil {
			return nil, false, err
		}
		first := newBatch()
		if isRow {
			first.addRow(row)
		}
		return first, true, nil
	}
}

// format is how the file is written: as declared, or a record of a paged API a
// line, however the API itself is written.
func (m *Mapper) format() tabular.Format {
	format := m.decl.format
	if m.file.Lines {
		format.Kind, format.Records, format.SkipLines = tabular.NDJSON, "", 0
	}
	return format
}

// LostCharacters is how many characters of the file are not in its encoding and
// stand as � now. It is known once Complaints has ended.
func (m *Mapper) LostCharacters() int64 { return m.lost }

// UnreadSheets are the names of the workbook's sheets that are not hidden and
// were not read, the first 20, as a report may show them. It is known once
// Complaints has ended.
func (m *Mapper) UnreadSheets() []string { return m.unread }

// sheetNames are the names of the sheets that were not read, for reports.
func sheetNames(reader *tabular.Reader) []string {
	var names []string
	for _, name := range reader.Unread() {
		names = append(names, forReport(name, nil))
	}
	return names
}

func (m *Mapper) syntaxReject(bad *tabular.SyntaxError) *ingest.RowError {
	return &ingest.RowError{File: m.file.Path, Line: bad.Line, Reason: ingest.Reason(bad.Kind)}
}
