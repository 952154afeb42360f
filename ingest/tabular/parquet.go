package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// rowsAtOnce is how many rows of Parquet are read in one go.
const rowsAtOnce = 64

// parquetRows streams the rows of a Parquet file, a row group after the other.
type parquetRows struct {
	r      *Reader
	file   *parquet.File
	guard  parquetGuard
	header []string
	leaves []func(to []byte, v parquet.Value) []byte // append the text of a value, by column
	levels []levelBounds

	begun  bool
	group  int // the next one
	rows   parquet.Rows
	buffer []parquet.Row
	ready  []parquet.Row // of buffer, not yet given out
	line   int

	spans  []span
	joined []byte
	fields []string
}

// startParquet opens a Parquet file.
func (r *Reader) startParquet() error {
	if !bytes.HasPrefix(r.window.view(), []byte("PAR")) {
		if err := refuseBinary(r.window.view()); err != nil {
			return err
		}
		return fmt.Errorf("%w: it is declared as a Parquet file, which it is not; correct file: kind", ErrNotText)
	}
	packed, err := r.spoolRest()
	if err != nil {
		return err
	}
	r.keep(packed)
	p := &parquetRows{r: r, guard: parquetGuard{file: packed}, line: 1}
	if err := contained(p.open); err != nil {
		return parquetError(err)
	}
	r.encoding, r.next = "utf-8", p.next
	return nil
}

// contained turns a panic in f, which the library throws on some damaged files,
// into an error.
func contained(f func() error) (err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = fmt.Errorf("the Parquet library gave up on it (%T)", thrown)
		}
	}()
	return f()
}

// parquetError makes one sentence of what is wrong with the whole file.
func parquetError(err error) error {
	switch {
	case errors.Is(err, ErrNotText):
		return err
	case errors.Is(err, errPageSize):
		return fmt.Errorf("%w: the Parquet file is refused: %w", ErrNotText, err)
	}
	// The library's own words may hold values of the file.
	return fmt.Errorf("%w: the Parquet file is damaged, cut or written in a way that cannot be read (%s); fetch it again",
		ErrNotText, parquetReason(err))
}

// parquetReason says what it can of an error without repeating what may be from
// the file.
func parquetReason(err error) string {
	for _, known := range []error{errThrift, io.ErrUnexpectedEOF, parquet.ErrCorrupted} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	return fmt.Sprintf("%T", err)
}

// open reads the description of the file and makes the columns.
func (p *parquetRows) open() error {
	if err := p.guard.footer(); err != nil {
		return err
	}
	file, err := parquet.OpenFile(p.guard.file, p.guard.file.size,
		&parquet.FileConfig{SkipPageIndex: true, SkipBloomFilters: true, ReadBufferSize: 16 << 10})
	if err != nil {
		return err
	}
	p.file = file
	p.columns(file.Root(), "")
	if len(p.header) > mostColumns {
		return errThrift
	}
	p.spans = make([]span, len(p.header))
	p.fields = make([]string, len(p.header))
	return nil
}

// columns makes the columns below a node in the order of the file's leaves.
func (p *parquetRows) columns(node *parquet.Column, path string) {
	for _, child := range node.Columns() {
		name := path
		if !isListPart(node, child) {
			if name != "" {
				name += "."
			}
			name += child.Name()
		}
		if !child.Leaf() {
			p.columns(child, name)
			continue
		}
		p.header = append(p.header, name)
		p.leaves = append(p.leaves, valueText(child))
		p.levels = append(p.levels, levelBounds{repeated: child.MaxRepetitionLevel() > 0, optional: child.MaxDefinitionLevel() > 0})
	}
}

// isListPart reports whether child is one of the two nodes that every list has
// below the one with its name. Only a list's own name is part of a column's.
func isListPart(node, child *parquet.Column) bool {
	inList := func(c *parquet.Column) bool {
		return !c.Leaf() && c.Type() != nil && c.Type().LogicalType() != nil && isType[*format.ListType](c.Type().LogicalType())
	}
	switch {
	case inList(node):
		return true
	case node.Repeated() && len(node.Columns()) == 1:
		switch node.Name() {
		case "list", "bag", "array":
			return child.Name() == "element" || child.Name() == "item" || child.Name() == "array_element" || child.Name() == "array"
		}
	}
	return false
}

// isType reports whether a logical type is of one kind.
func isType[T format.LogicalTypeValue](l *format.LogicalType) bool {
	_, ok := l.Value.(T)
	return ok
}

// next returns the header, then the rows.
func (p *parquetRows) next() (Record, error) {
	if !p.begun {
		p.begun = true
		return Record{Line: 1, Fields: append([]string(nil), p.header...)}, nil
	}
	for len(p.ready) == 0 {
		if err := contained(p.read); err == io.EOF {
			return Record{}, io.EOF
		} else if err != nil {
			return Record{}, fmt.Errorf("behind row %d: %w", p.line, parquetError(err))
		}
	}
	row := p.ready[0]
	p.ready = p.ready[1:]
	p.line++
	var fault Fault
	if err := contained(func() error { fault = p.take(row); return nil }); err != nil {
		return Record{}, fmt.Errorf("at row %d: %w", p.line, parquetError(err))
	}
	if fault != "" {
		return Record{}, &SyntaxError{Line: p.line, Lines: 1, Kind: fault}
	}
	shared := string(p.joined)
	for i, s := range p.spans {
		p.fields[i] = shared[s.start:s.end]
	}
	return Record{Line: p.line, Fields: p.fields}, nil
}

// read reads the next rows, opening row groups as they come.
func (p *parquetRows) read() error {
	if p.rows == nil {
		groups := p.file.RowGroups()
		if p.group == len(groups) {
			return io.EOF
		}
		if err := p.guard.group(&p.file.Metadata().RowGroups[p.group], p.levels); err != nil {
			return err
		}
		p.rows = groups[p.group].Rows()
		p.group++
	}
	if p.buffer == nil {
		p.buffer = make([]parquet.Row, rowsAtOnce)
	}
	n, err := p.rows.ReadRows(p.buffer)
	p.ready = p.buffer[:n]
	switch {
	case err == io.EOF:
		err = p.rows.Close()
		p.rows = nil
	case err == nil && n == 0:
		err = io.ErrNoProgress
	}
	return err
}

// take notes where the texts of a row lie.
func (p *parquetRows) take(row parquet.Row) Fault {
	p.joined = p.joined[:0]
	clear(p.spans)
	row.Range(func(column int, values []parquet.Value) bool {
		if column >= len(p.leaves) {
			return false
		}
		start := len(p.joined)
		for _, v := range values {
			if v.IsNull() {
				continue
			}
			if len(p.joined) > start {
				p.joined = append(p.joined, '\n')
			}
			p.joined = p.leaves[column](p.joined, v)
			if len(p.joined) > p.r.max {
				return false
			}
		}
		p.spans[column] = span{start: start, end: len(p.joined)}
		return true
	})
	switch {
	case len(p.joined) > p.r.max:
		return TooLong
	case !utf8.Valid(p.joined) || bytes.IndexByte(p.joined, 0) >= 0:
		p.r.replaced += badCharacters(p.joined)
		return BadEncoding
	}
	p.r.replaced += int64(bytes.Count(p.joined, []byte("\uFFFD")))
	return ""
}
