package register

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/tabular"
)

// table reads a file of columns.
func (r *reading) table(ctx context.Context, name string, bytes io.Reader) error {
	reader := tabular.NewReader(bytes, tabular.Format{})
	var header *columns
	for {
		record, err := reader.Next()
		var bad *tabular.SyntaxError
		switch {
		case errors.Is(err, io.EOF):
			if header == nil {
				return errors.New("the file has no header")
			}
			for path, n := range reader.Unseen() {
				r.unknown(path, int64(n)) // keys that the first objects of a JSON file lack
			}
			return nil
		case errors.As(err, &bad) && header != nil:
			r.books().Read++
			if err := r.reject(ingest.RowError{File: name, Line: bad.Line, Reason: ingest.Reason(bad.Kind)}); err != nil {
				return err
			}
			continue
		case err != nil:
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if header == nil {
			if header, err = r.kind.bind(record.Fields); err != nil {
				return err
			}
			continue
		}
		if len(record.Fields) != len(header.fields) {
			r.books().Read++
			if err := r.reject(ingest.RowError{File: name, Line: record.Line, Reason: ingest.Ragged}); err != nil {
				return err
			}
			continue
		}
		if err := r.take(header.entry(name, record, r.unknown)); err != nil {
			return err
		}
	}
}

// unknown counts filled cells of a column that the register does not have.
func (r *reading) unknown(column string, cells int64) {
	if r.register.Unmapped["column"] == nil {
		r.register.Unmapped["column"] = map[string]int64{}
	}
	r.register.Unmapped["column"][anonymise.Redact(column)] += cells
}

// columns are what a header names.
type columns struct {
	fields  []string          // by position: the register's field; empty for none
	names   []string          // by position: as the file writes it
	written map[string]string // by field: as the file writes it
}

// bind finds a register's fields in a header. The error names what is missing
// or there twice.
func (k kind) bind(header []string) (*columns, error) {
	c := &columns{fields: make([]string, len(header)), names: slices.Clone(header), written: map[string]string{}}
	for i, name := range header {
		f, ok := k.field(name)
		if !ok {
			continue
		}
		if _, twice := c.written[f]; twice {
			return nil, fmt.Errorf("two columns are %s: which of them is meant cannot be told", f)
		}
		c.fields[i], c.written[f] = f, name
	}
	var missing []string
	for _, f := range k.fields {
		if _, ok := c.written[f.name]; f.needed && !ok {
			missing = append(missing, f.name+" ("+strings.Join(f.others, ", ")+")")
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("the register %s needs the columns %s", k.code, strings.Join(missing, "; "))
	}
	return c, nil
}

// field finds a field by one of its names. A field's own name goes before
// another's other name.
func (k kind) field(name string) (string, bool) {
	folded := foldWord(name)
	for _, f := range k.fields {
		if foldWord(f.name) == folded {
			return f.name, true
		}
	}
	for _, f := range k.fields {
		if slices.ContainsFunc(f.others, func(o string) bool { return foldWord(o) == folded }) {
			return f.name, true
		}
	}
	return "", false
}

func (c *columns) entry(name string, record tabular.Record, unknown func(column string, cells int64)) entry {
	e := entry{path: name, line: record.Line, cells: make(map[string]string, len(c.written)), columns: c.written}
	for i, cell := range record.Fields {
		switch {
		case c.fields[i] != "":
			e.cells[c.fields[i]] = cell
		case strings.TrimSpace(cell) != "":
			unknown(c.names[i], 1)
		}
	}
	return e
}
