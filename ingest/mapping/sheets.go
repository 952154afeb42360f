package mapping

import (
	"errors"
	"fmt"
	"slices"

	"redress/ingest/anonymise"
	"redress/ingest/tabular"
)

// allSheets is what a declaration writes for every sheet that is not hidden.
const allSheets = "*"

// mostUnread is how many sheets that were not read are named.
const mostUnread = 20

// A sheetRead is a sheet to be read, and its name as errors may show it.
type sheetRead struct{ name, shown string }

// openSheets finds out which sheets of the workbook are read, before any of their
// rows is: those the declaration names or, where it names none, each that is not
// hidden and has the declared header. why is what is wrong with the first sheet.
func (t *table) openSheets(why error) error {
	named, visible := t.m.decl.sheets, t.reader.Sheets()
	every := slices.Equal(named, []string{allSheets})
	var wrong misfit
	if why != nil && !errors.As(why, &wrong) && !errors.Is(why, errEmpty) {
		return why
	}
	candidates := named
	if len(named) == 0 || every {
		candidates = visible
	}
	var read []sheetRead
	for i, name := range candidates {
		if len(named) == 0 && isExample(name) {
			t.unread = append(t.unread, name)
			continue
		}
		t.layout.SkippedRows = 0
		err := t.reader.Turn(name)
		if err == nil {
			err = t.seek()
		}
		headerless := err == nil && t.bound.headers == nil
		switch {
		case err == nil && (!headerless || i == 0 || len(named) > 0):
			read = append(read, sheetRead{name: name, shown: t.shown(name)})
		case err == nil, len(named) == 0 && (errors.As(err, &wrong) || errors.Is(err, errEmpty)):
			t.unread = append(t.unread, name)
		case every && errors.Is(err, errEmpty):
		default:
			return fmt.Errorf("sheet %s: %w", t.shown(name), err)
		}
	}
	if len(named) > 0 {
		t.unread = nil // the declaration says which are meant
	}
	t.unread = t.unread[:min(len(t.unread), mostUnread)]
	t.layout.SkippedRows = 0
	if len(read) == 0 {
		if why == nil {
			why = errEmpty
		}
		return why
	}
	if len(read) == 1 && (len(visible) == 0 || read[0].name == visible[0]) {
		read[0].shown = ""
	}
	if len(read) > 1 {
		for _, s := range read {
			t.layout.Sheets = append(t.layout.Sheets, s.shown)
		}
	}
	t.sheets = read
	return t.turn()
}

// isExample reports whether a sheet says of itself that its rows are made up, as
// that of the template does.
func isExample(name string) bool {
	return slices.Contains([]string{"示例", "样例", "范例", "填写示例", "填表示例", "example", "examples"}, foldValue(name))
}

// turn goes on with the next of the sheets that are read.
func (t *table) turn() error {
	next := t.sheets[0]
	t.sheets = t.sheets[1:]
	err := t.reader.Turn(next.name)
	if err == nil {
		err = t.seek()
	}
	if err == nil {
		err = t.begin(next.shown)
	}
	if err != nil {
		return fmt.Errorf("sheet %s: %w", t.shown(next.name), err)
	}
	return nil
}

// shown is the name of a sheet as errors and reports may show it: its place in
// the workbook where its name looks like something of a person's.
func (t *table) shown(name string) string {
	if isShowable(name, t.m.persons) {
		return fmt.Sprintf("%q", name)
	}
	return fmt.Sprintf("no. %d", slices.Index(t.reader.Sheets(), name)+1)
}

// place is an error about a file's first record, with the place of the header
// where the declaration says another.
func (t *table) place(err error) error {
	var wrong misfit
	if !errors.As(err, &wrong) && !errors.Is(err, errEmpty) || t.unit() == "" {
		return err
	}
	d := t.m.decl
	if slices.Contains(d.sheets, allSheets) {
		return err
	}
	if t.reader.Kind() != tabular.XLSX {
		if line := d.headerLine(t.reader); d.skips && line > 0 {
			return fmt.Errorf("its first %[1]s is no header, the columns of %[2]s stand in %[1]s %[3]d: write skip_lines: %[4]d under file: "+
				"in the declaration, or take away what stands above", t.unit(), d.Code(), line, line-1)
		}
		return err
	}
	for _, name := range t.reader.Sheets() {
		if t.reader.Turn(name) != nil {
			break
		}
		if line := d.headerLine(t.reader); line > 0 {
			return fmt.Errorf("its header is not where the declaration says, the columns of %s stand in sheet %s, row %d: correct sheet "+
				"and skip_lines: %d under file: in the declaration", d.Code(), t.shown(name), line, line-1)
		}
	}
	return err
}

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
