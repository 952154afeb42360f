package mapping

import (
	"context"
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
		t := &table{m: m, reader: tabular.NewReader(r, m.format())}
		defer t.reader.Close()
		defer t.end()
		if ctx.Err() != nil {
			yield(nil, fmt.Errorf("%s: %w", m.file.Path, context.Cause(ctx)))
			return
		}
		if err := t.open(); err != nil {
			yield(nil, fmt.Errorf("%s: %w", m.file.Path, err))
			return
		}
		m.binding = *t.bound
		p := newPipeline(ctx, m, t, check)
		defer p.stop()
		p.start(newBatch())
		for b := range p.ordered() {
			if !b.yield(m, yield) {
				return
			}
			p.recycle(b)
		}
	}
}

// format is how the file is written: as declared, or a record of a paged API a
// line, however the API itself is written.
func (m *Mapper) format() tabular.Format {
	format := m.decl.format
	format.SeveralSheets = true
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

// Layout says how the file's rows lie in it. It is known once Complaints has
// ended.
func (m *Mapper) Layout() ingest.Layout { return m.layout }

func (m *Mapper) syntaxReject(bad *tabular.SyntaxError, sheet string) *ingest.RowError {
	return &ingest.RowError{File: m.file.Path, Sheet: sheet, Line: bad.Line, Record: bad.Number, Reason: ingest.Reason(bad.Kind)}
}
