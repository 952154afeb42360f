package mapping

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"redress/ingest"
	"redress/ingest/tabular"
)

// headerRecords is how many records are looked at for the header of a file or
// sheet whose first is none.
const headerRecords = 20

// A table reads the rows of a file below their header, of a workbook those of one
// sheet after the other. Titles above the header and rows without any value are
// passed over and counted.
type table struct {
	m      *Mapper
	reader *tabular.Reader
	bound  *binding    // of the row read last
	ahead  []aheadRow  // read while the header was looked for
	blank  int64       // rows without a value met meanwhile
	sheets []sheetRead // of a workbook, those still to be read
	layout ingest.Layout
	absent map[int]bool // columns that no sheet so far has
	unread []string     // sheets, as the workbook names them
}

// An aheadRow is a row, or what is wrong with one.
type aheadRow struct {
	row tabular.Record
	bad *tabular.SyntaxError
}

// A misfit says that a file's first record is no header of the declaration's.
type misfit struct{ error }

// errEmpty says that a file, or a workbook's sheet, holds nothing at all.
var errEmpty = errors.New("is empty: it has neither a header nor rows")

// open finds the header, or headers, and says in one sentence why there is none.
func (t *table) open() error {
	d := t.m.decl
	if len(d.missing) > 0 {
		return missingParameters(d.Code(), d.missing)
	}
	err := t.seek()
	switch {
	case t.reader.Kind() == tabular.XLSX && (len(d.sheets) > 0 || len(t.reader.Sheets()) > 1):
		err = t.openSheets(err)
	case err == nil:
		err = t.begin("")
	}
	if err != nil {
		return t.place(err)
	}
	return nil
}

// begin takes the header that seek has found; sheet is the name that errors show,
// empty where there is one table alone.
func (t *table) begin(sheet string) error {
	t.bound.sheet = sheet
	var err error
	if t.bound.period, err = t.m.filePeriod(); err != nil {
		return err
	}
	if t.absent == nil {
		t.absent = map[int]bool{}
		for i := range t.bound.at {
			t.absent[i] = true
		}
	}
	for i, at := range t.bound.at {
		if at >= 0 {
			delete(t.absent, i)
		}
	}
	return nil
}

// seek looks for the header from where the reader stands. It is the first record
// or, where the declaration does not count the lines above it, the only one of
// the first that has all required columns.
func (t *table) seek() error {
	t.ahead, t.bound, t.blank = nil, nil, 0
	var looked []aheadRow
	var why error // the first is no header
	var headers []int
	var found binding
	for len(looked) < headerRecords {
		row, err := t.reader.Next()
		var bad *tabular.SyntaxError
		switch {
		case err == io.EOF:
			return t.settle(looked, headers, found, why)
		case errors.As(err, &bad):
			looked = append(looked, aheadRow{bad: bad})
			if why == nil && t.m.decl.noHeader == nil {
				why = fmt.Errorf("its header cannot be read (%w): check encodings, delimiter and quoting of %s", err, t.m.decl.Code())
			}
			if why != nil && !t.looksOn() {
				return why
			}
			continue
		case err != nil:
			return err
		case isBlankRow(row.Fields):
			t.blank++
			continue
		}
		b, isRow, err := t.m.decl.bind(row)
		row.Fields, row.Rounded = slices.Clone(row.Fields), slices.Clone(row.Rounded)
		var wrong misfit
		switch {
		case err == nil && why == nil:
			if isRow {
				looked = append(looked, aheadRow{row: row})
			}
			t.bound, t.ahead = &b, looked
			t.layout.BlankRows += t.blank
			return nil
		case err == nil && !isRow:
			if headers = append(headers, len(looked)); len(headers) == 1 {
				found = b
			}
		case err != nil && why == nil:
			if why = err; !errors.As(err, &wrong) || !t.looksOn() {
				return why
			}
		}
		looked = append(looked, aheadRow{row: row})
	}
	return t.settle(looked, headers, found, why)
}

// settle decides on what the first records are; headers are the places of those
// among them that are one, found what the first of these says.
func (t *table) settle(looked []aheadRow, headers []int, found binding, why error) error {
	switch {
	case len(looked) == 0:
		return fmt.Errorf("%w; if the publisher's file is not, fetch it again", errEmpty)
	case len(headers) > 1:
		return fmt.Errorf("its header stands more than once, in %[1]s %[2]d and %[3]d: write under file: which it is, skip_lines: %[4]d for the first, "+
			"or take away what stands above and between", t.unit(), looked[headers[0]].row.Line, looked[headers[1]].row.Line, looked[headers[0]].row.Line-1)
	case len(headers) == 1:
		at := headers[0]
		t.bound, t.ahead = &found, looked[at+1:]
		t.layout.SkippedRows += int64(at)
		t.layout.BlankRows += t.blank
		return nil
	case why == nil:
		return fmt.Errorf("its first records cannot be read: check encodings, delimiter and quoting of %s", t.m.decl.Code())
	}
	return why
}

// looksOn reports whether a header may stand below titles: not where the
// declaration counts the lines, nor in kinds that have none.
func (t *table) looksOn() bool { return !t.m.decl.skips && t.unit() != "" }

// unit is what a record of the file is counted in; empty for kinds whose header
// stands nowhere.
func (t *table) unit() string {
	return map[tabular.Kind]string{tabular.CSV: "line", tabular.XLSX: "row"}[t.reader.Kind()]
}

// next returns the next row that has a value; t.bound is its header then. The
// error is io.EOF at the end, a *tabular.SyntaxError for one bad row, or ends the
// file.
func (t *table) next() (tabular.Record, error) {
	for {
		row, err := t.read()
		switch {
		case err == io.EOF && len(t.sheets) > 0:
			if err := t.turn(); err != nil {
				return tabular.Record{}, err
			}
			continue
		case err != nil:
			return row, err
		case isBlankRow(row.Fields):
			t.layout.BlankRows++
			continue
		}
		for t.reader.Kind() == tabular.XLSX && len(row.Fields) < t.bound.width {
			row.Fields = append(row.Fields, "") // Excel leaves empty cells at the end out
		}
		return row, nil
	}
}

// read returns the next row, whether it was read ahead or not.
func (t *table) read() (tabular.Record, error) {
	if len(t.ahead) == 0 {
		return t.reader.Next()
	}
	next := t.ahead[0]
	t.ahead = t.ahead[1:]
	if next.bad != nil {
		return tabular.Record{}, next.bad
	}
	return next.row, nil
}

// isBlankRow reports whether no cell has a value.
func isBlankRow(fields []string) bool {
	for _, f := range fields {
		if f != "" && strings.TrimFunc(f, isSpaceOrControl) != "" {
			return false
		}
	}
	return true
}

// end tells the mapper how the file was laid out.
func (t *table) end() {
	t.layout.Lost = t.m.decl.lost(t.absent)
	t.m.lost, t.m.layout = t.reader.Replacements(), t.layout
	t.m.unread = nil
	for _, name := range t.unread {
		t.m.unread = append(t.m.unread, forReport(name, nil))
	}
}
