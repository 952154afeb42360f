package tabular

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"unicode/utf8"
)

// xlsxRows streams the rows of one sheet.
type xlsxRows struct {
	r       *Reader
	book    *workbook
	name    string // of the sheet
	part    io.Closer
	xml     *xmlScanner
	strings *textStore
	formats []moment

	row     int // its number in the sheet
	header  int // fields of the first record; -1 before it
	spans   []span
	joined  []byte
	value   []byte
	long    bool  // the cell read last is a whole number of more digits than are kept
	rounded []int // columns of such cells in the row
	fields  []string
}

// open opens a sheet for reading.
func (b *workbook) open(r *Reader, chosen sheet) (*xlsxRows, error) {
	rows := &xlsxRows{r: r, book: b, name: chosen.name, strings: new(textStore), header: -1}
	rows.strings.text.limit, rows.strings.ends.limit = spoolBytes/2, spoolBytes/4
	r.keep(&rows.strings.text)
	r.keep(&rows.strings.ends)
	formats, err := b.readStyles()
	if err != nil {
		return nil, err
	}
	rows.formats = formats
	if b.parts[b.strings] != nil {
		if err := b.readStrings(rows.strings, r.max); err != nil {
			return nil, err
		}
	}
	part, err := b.unpack(chosen.part)
	if err != nil {
		return nil, err
	}
	rows.part = part
	rows.xml = newXMLScanner(part, max(r.max, unzipXMLSizeLimit))
	return rows, nil
}

// next returns the next row that has a cell with text.
func (x *xlsxRows) next() (Record, error) {
	for {
		token, err := x.xml.next()
		if err == io.EOF { // all of the part was read, and its checksum is right
			_ = x.part.Close()
			return Record{}, io.EOF
		}
		if err != nil {
			return Record{}, x.damage(err)
		}
		if token != xmlStart || string(x.xml.name) != "row" {
			continue
		}
		number, err := strconv.Atoi(string(x.xml.attr("r")))
		if err != nil || number <= x.row {
			number = x.row + 1
		}
		x.row = number
		fault, err := x.cells()
		switch {
		case err != nil:
			return Record{}, x.damage(err)
		case x.row <= x.r.format.SkipLines:
		case fault != "":
			return Record{}, &SyntaxError{Line: x.row, Lines: 1, Kind: fault}
		case len(x.spans) > 0:
			return x.record(), nil
		}
	}
}

// damage is the error for a sheet that cannot be read on.
func (x *xlsxRows) damage(err error) error {
	return fmt.Errorf("at row %d: %w", x.row, workbookError(err))
}

// cells reads the row that is being entered and notes where its texts lie, up
// to the last one that is not empty.
func (x *xlsxRows) cells() (Fault, error) {
	x.spans, x.joined, x.rounded = x.spans[:0], x.joined[:0], x.rounded[:0]
	column, fault := -1, Fault("")
	for {
		token, err := x.xml.next()
		if err != nil {
			return "", x.xml.inside(err)
		}
		name := x.xml.name
		if token == xmlEnd && string(name) == "row" {
			break
		}
		if token != xmlStart || string(name) != "c" {
			continue
		}
		column++
		if at := columnOf(x.xml.attr("r")); at >= 0 {
			column = at
		}
		if column >= mostColumns {
			return "", errXML
		}
		begin := len(x.joined)
		if err := x.cell(); err != nil {
			return "", err
		}
		if len(x.joined) > x.r.max {
			x.joined, fault = x.joined[:begin], TooLong
		}
		if len(x.joined) > begin {
			for len(x.spans) <= column {
				x.spans = append(x.spans, span{})
			}
			x.spans[column] = span{start: begin, end: len(x.joined)}
			if x.long {
				x.rounded = append(x.rounded, column)
			}
		}
	}
	if fault == "" && (!utf8.Valid(x.joined) || bytes.IndexByte(x.joined, 0) >= 0) {
		fault = BadEncoding
		x.r.replaced += badCharacters(x.joined)
	}
	x.r.replaced += int64(bytes.Count(x.joined, []byte("\uFFFD")))
	return fault, nil
}

// columnOf returns the column of a reference like AB12, from 0; -1 where there
// is none.
func columnOf(reference []byte) int {
	column := 0
	for i, c := range reference {
		if c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		if c < 'A' || c > 'Z' {
			if i == 0 {
				return -1
			}
			break
		}
		column = column*26 + int(c-'A') + 1
		if column > mostColumns {
			return mostColumns
		}
	}
	return column - 1
}

// cell appends the text of the cell that is being entered.
func (x *xlsxRows) cell() error {
	kind := cellKind(x.xml.attr("t"))
	style, _ := strconv.Atoi(string(x.xml.attr("s")))
	x.value, x.long = x.value[:0], false
	inValue, found := false, false
	for {
		token, err := x.xml.next()
		if err != nil {
			return x.xml.inside(err)
		}
		switch name := x.xml.name; {
		case token == xmlText:
			if inValue {
				x.value = x.xml.appendText(x.value)
			}
		case token == xmlEnd && string(name) == "c":
			if !found {
				return nil
			}
			return x.put(kind, style)
		case string(name) == "v":
			inValue = token == xmlStart
			found = true
		case string(name) == "is" && token == xmlStart:
			if x.joined, err = x.xml.richText(x.joined, "is", max(x.r.max, unzipXMLSizeLimit)); err != nil {
				return err
			}
		}
	}
}

// A cellKind says what the value of a cell is.
func cellKind(t []byte) byte {
	switch string(t) {
	case "s", "b", "d":
		return t[0]
	case "str", "inlineStr", "e":
		return 't' // text as it stands; of an error its name
	}
	return 'n'
}

// put appends the text of a value.
func (x *xlsxRows) put(kind byte, style int) (err error) {
	m := moment{}
	if style >= 0 && style < len(x.formats) {
		m = x.formats[style]
	}
	switch kind {
	case 's':
		if value := trimSpace(x.value); len(value) > 0 {
			x.joined, err = x.strings.appendAt(x.joined, value)
		}
	case 'b':
		x.joined = append(x.joined, map[bool]string{true: "TRUE", false: "FALSE"}[isTrue(trimSpace(x.value))]...)
	case 'd':
		x.joined = append(x.joined, isoMoment(string(trimSpace(x.value)), m)...)
	case 't':
		begin := len(x.joined)
		x.joined = unescapeX(append(x.joined, x.value...), begin)
	default:
		value := trimSpace(x.value)
		if m.isMoment() {
			if serial, err := strconv.ParseFloat(string(value), 64); err == nil {
				var ok bool
				if x.joined, ok = x.book.dates.appendMoment(x.joined, serial, m); ok {
					return nil
				}
			}
		}
		begin := len(x.joined)
		x.joined = appendNumber(x.joined, value)
		x.long = isLongNumber(x.joined[begin:])
	}
	return err
}

// isLongNumber reports whether text is a whole number of more digits than a
// spreadsheet keeps.
func isLongNumber(text []byte) bool {
	text = bytes.TrimPrefix(text, []byte("-"))
	if len(text) <= exactDigits {
		return false
	}
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// record makes the strings of the noted cells. A row has at least the fields of
// the header: Excel leaves empty cells at the end out.
func (x *xlsxRows) record() Record {
	if x.header < 0 {
		x.header = len(x.spans)
	}
	shared := string(x.joined)
	x.fields = x.fields[:0]
	for _, cell := range x.spans {
		x.fields = append(x.fields, shared[cell.start:cell.end])
	}
	for len(x.fields) < x.header {
		x.fields = append(x.fields, "")
	}
	if len(x.rounded) == 0 {
		return Record{Line: x.row, Fields: x.fields}
	}
	return Record{Line: x.row, Fields: x.fields, Rounded: x.rounded}
}
