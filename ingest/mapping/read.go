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

// cancelEvery is how many rows pass between looks at the context.
const cancelEvery = 1024

// Complaints reads a whole file and yields its complaints in file order. A
// *ingest.RowError rejects one row and the reading goes on; any other error
// names the file and is the last thing yielded. What is yielded is reused: it
// is valid until the next step. r is not closed.
func (m *Mapper) Complaints(ctx context.Context, r io.Reader) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		reader := tabular.NewReader(r, m.decl.format)
		started := false
		for n := 0; ; n++ {
			if n%cancelEvery == 0 && ctx.Err() != nil {
				yield(nil, fmt.Errorf("%s: %w", m.file.Path, context.Cause(ctx)))
				return
			}
			row, err := reader.Next()
			var bad *tabular.SyntaxError
			switch {
			case err == io.EOF && started:
				return
			case err == io.EOF:
				yield(nil, fmt.Errorf("%s: is empty: it has neither a header nor rows; if the publisher's file is not, "+
					"fetch it again", m.file.Path))
				return
			case errors.As(err, &bad):
				if !started && m.decl.noHeader == nil {
					yield(nil, fmt.Errorf("%s: its header cannot be read (%w): check encodings, delimiter and quoting of %s",
						m.file.Path, err, m.decl.Code()))
					return
				}
				if !yield(nil, &ingest.RowError{File: m.file.Path, Line: bad.Line, Reason: ingest.Reason(bad.Kind)}) {
					return
				}
				continue
			case err != nil:
				yield(nil, fmt.Errorf("%s: %w", m.file.Path, err))
				return
			}
			if !started {
				started = true
				isRow, err := m.Start(row)
				if err != nil {
					yield(nil, fmt.Errorf("%s: %w", m.file.Path, err))
					return
				}
				if !isRow {
					continue
				}
			}
			c, reject := m.Map(row)
			if reject != nil {
				if !yield(nil, reject) {
					return
				}
				continue
			}
			if !yield(c, nil) {
				return
			}
		}
	}
}
