package tabular

import (
	"errors"
	"io"
	"slices"
)

// Sheets returns the names of a workbook's sheets that are not hidden, in the
// order of the workbook. It is empty before the first call of Next and for other
// kinds.
func (r *Reader) Sheets() []string {
	if r.sheet == nil {
		return nil
	}
	var names []string
	for _, s := range r.sheet.book.sheets {
		if !s.hidden {
			names = append(names, s.name)
		}
	}
	return names
}

// Sheet returns the name of the sheet that is read, empty before the first call
// of Next and for other kinds.
func (r *Reader) Sheet() string {
	if r.sheet == nil {
		return ""
	}
	return r.sheet.name
}

// Turn goes to the first row of a sheet of the workbook, the one that is read or
// another: the next records are that sheet's. It needs Format.SeveralSheets and a
// workbook whose reading has begun. The error is ErrNoTable where there is no such
// sheet, or says how the workbook is damaged.
func (r *Reader) Turn(name string) error {
	if r.sheet == nil || !r.format.SeveralSheets {
		return errors.New("only a workbook that is open for several sheets has other sheets to turn to")
	}
	if r.fatal != nil && r.fatal != io.EOF {
		return r.fatal
	}
	chosen, err := r.sheet.book.choose(name)
	if err != nil {
		return err
	}
	_ = r.sheet.part.Close()
	turned, err := r.sheet.turn(chosen)
	if err != nil {
		err = workbookError(err)
		r.fail(err)
		return err
	}
	r.sheet, r.next, r.fatal = turned, turned.next, nil
	r.unread = slices.DeleteFunc(r.sheet.book.others(sheet{}), func(other string) bool { return other == chosen.name })
	return nil
}

// turn opens another sheet; the shared strings and formats are the workbook's.
func (x *xlsxRows) turn(chosen sheet) (*xlsxRows, error) {
	part, err := x.book.unpack(chosen.part)
	if err != nil {
		return nil, err
	}
	return &xlsxRows{r: x.r, book: x.book, name: chosen.name, part: part, xml: newXMLScanner(part, max(x.r.max, unzipXMLSizeLimit)),
		strings: x.strings, formats: x.formats, header: -1}, nil
}
