package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"redress/ingest/anonymise"
	"redress/ingest/tabular"
)

const (
	// headerRecords is how many records are looked at for the header of a file
	// whose first is none.
	headerRecords = 20
	// mostCopied is the size, in bytes, up to which a workbook is kept until its
	// header is found: a cover sheet is looked behind in these.
	mostCopied = 32 << 20
)

// A misfit says that a file's first record is no header of the declaration's.
type misfit struct{ error }

// A workbookCopy keeps what is read of a workbook, so that its other sheets can be
// looked at. It keeps nothing of other files, nor of a workbook that is larger
// than mostCopied.
type workbookCopy struct {
	content bytes.Buffer
	dropped bool
}

// Write takes what was read; it never fails.
func (c *workbookCopy) Write(p []byte) (int, error) {
	if c.dropped {
		return len(p), nil
	}
	c.content.Write(p)
	if start := []byte("PK"); c.content.Len() > mostCopied || !bytes.HasPrefix(c.content.Bytes(), start[:min(2, c.content.Len())]) {
		c.drop()
	}
	return len(p), nil
}

// drop gives the memory back.
func (c *workbookCopy) drop() { c.content, c.dropped = bytes.Buffer{}, true }

// place is an error about a file's first record, with the place of the header
// where one of the next records or another sheet has the declared columns.
func (m *Mapper) place(err error, reader *tabular.Reader, copied *workbookCopy) error {
	var wrong misfit
	empty := errors.Is(err, errEmpty)
	if !errors.As(err, &wrong) && !empty {
		return err
	}
	unit := map[tabular.Kind]string{tabular.CSV: "line", tabular.XLSX: "row"}[reader.Kind()]
	if unit == "" {
		return err
	}
	if line := m.decl.headerLine(reader); line > 0 && !empty {
		return fmt.Errorf("its first %[1]s is no header, the columns of %[2]s stand in %[1]s %[3]d: write skip_lines: %[4]d under file: "+
			"in the declaration, or take away what stands above", unit, m.decl.Code(), line, line-1)
	}
	for _, name := range reader.Unread() {
		format := m.format()
		format.Sheet, format.SkipLines = name, 0
		other := tabular.NewReader(bytes.NewReader(copied.content.Bytes()), format)
		line := m.decl.headerLine(other)
		other.Close()
		if line == 0 {
			continue
		}
		skip := ""
		if line > 1 {
			skip = fmt.Sprintf(" and skip_lines: %d", line-1)
		}
		shown := "another sheet, whose name looks like something of a person's: write sheet: with that name"
		if isShowable(name, m.persons) {
			shown = fmt.Sprintf("sheet %q: write sheet: %s", name, scalar(name))
		}
		return fmt.Errorf("its first sheet has no header of %s, the columns stand in %s%s under file: in the declaration, or put that sheet first",
			m.decl.Code(), shown, skip)
	}
	return err
}

// errEmpty says that a file, or a workbook's sheet, holds nothing at all.
var errEmpty = errors.New("is empty: it has neither a header nor rows")

// headerLine is the line of the first of the next records that is a header with
// all required columns; 0 where none of the first is.
func (d *Declaration) headerLine(reader *tabular.Reader) int {
	for range headerRecords {
		row, err := reader.Next()
		var bad *tabular.SyntaxError
		switch {
		case errors.As(err, &bad):
			continue
		case err != nil:
			return 0
		}
		if _, isRow, err := d.bind(row); err == nil && !isRow {
			return row.Line
		}
	}
	return 0
}

// isShowable reports whether a name that a file's author has given, of a sheet, may
// stand in a message.
func isShowable(name string, persons []*anonymise.Lexicon) bool {
	return name != "" && !isPrivateName(name) && forReport(name, persons) == name
}

// bestSheet sketches what the other sheets of a workbook hold and returns the one
// whose header says most; f where that is it.
func (f *draftFile) bestSheet(read func(format tabular.Format, r io.Reader) (*draftFile, error), copied *workbookCopy) *draftFile {
	best := f
	for _, name := range slices.Clone(f.unread) {
		other, err := read(tabular.Format{Sheet: name}, bytes.NewReader(copied.content.Bytes()))
		if err == nil && other.understood() > best.understood() {
			other.sheet = name
			best = other
		}
	}
	return best
}

// understood is how many columns have a header that says what they are.
func (f *draftFile) understood() int {
	n := 0
	for _, p := range f.columns {
		if said, _ := roleOf(p.header); said != noRole {
			n++
		}
	}
	return n
}
