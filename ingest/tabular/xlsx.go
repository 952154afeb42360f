package tabular

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Bounds on what a workbook unpacks to, whatever its archive says. A sheet is
// streamed and its shared strings lie on disk, so they bound time and disk, not
// memory. They go by the names they have in excelize.
const (
	unzipSizeLimit    = 8 << 30  // of all parts that are read
	unzipXMLSizeLimit = 16 << 20 // of a part that is kept: styles, the list of sheets
	unzipRatioLimit   = 250      // of a part beyond unzipXMLSizeLimit to its packed size
	mostParts         = 20000
)

// errTooBig says that a workbook unpacks to more than allowed.
var errTooBig = errors.New("it unpacks to more than any table needs")

// A workbook is an opened XLSX file. It is read with own code because the
// streaming reader of excelize gives a cell's text or its raw number but never
// the number format, which alone tells a date, and rounds numbers of more than
// fifteen digits.
type workbook struct {
	parts   map[string]*zip.File // by name in lower case
	left    int64                // bytes that may yet be unpacked
	sheets  []sheet
	strings string // name of the part; empty: none
	styles  string
	dates   dateSystem
}

// A sheet is a worksheet of a workbook.
type sheet struct {
	name, part string
	hidden     bool
}

// startXLSX opens the workbook and the sheet that is asked for.
func (r *Reader) startXLSX() error {
	if !bytes.HasPrefix(r.window.view(), []byte("PK")) {
		if err := refuseBinary(r.window.view()); err != nil {
			return err
		}
		return fmt.Errorf("%w: it is declared as a workbook (xlsx), which it is not; correct file: kind", ErrNotText)
	}
	packed, err := r.spoolRest()
	if err != nil {
		return err
	}
	r.keep(packed)
	book, err := openWorkbook(packed)
	if err != nil {
		return workbookError(err)
	}
	chosen, err := book.choose(r.format.Sheet)
	if err != nil {
		return err
	}
	rows, err := book.open(r, chosen)
	if err != nil {
		return workbookError(err)
	}
	r.encoding, r.next, r.unread, r.sheet = "utf-8", rows.next, book.others(chosen), rows
	return nil
}

// mostUnread is how many sheets Unread names.
const mostUnread = 20

// others are the names of the sheets that are to be seen beside the chosen one.
func (b *workbook) others(chosen sheet) []string {
	var names []string
	for _, s := range b.sheets {
		if !s.hidden && s != chosen && len(names) < mostUnread {
			names = append(names, s.name)
		}
	}
	return names
}

// Unread returns the names of a workbook's sheets that are not hidden and not
// read, the first 20, in the order of the workbook. It is empty before the first
// call of Next and for other kinds.
func (r *Reader) Unread() []string { return slices.Clone(r.unread) }

// workbookError makes one sentence of what is wrong with the whole file.
func workbookError(err error) error {
	switch {
	case errors.Is(err, ErrNotText), errors.Is(err, ErrNoTable):
		return err
	case errors.Is(err, errTooBig):
		return fmt.Errorf("%w: the workbook is refused: %w", ErrNotText, err)
	case errors.Is(err, zip.ErrAlgorithm):
		return fmt.Errorf("%w: the workbook is packed in a way that cannot be read (%w); save it again as xlsx", ErrNotText, err)
	}
	return fmt.Errorf("%w: the workbook (a zip archive) is damaged or cut: %w; fetch it again", ErrNotText, err)
}

// openWorkbook reads the list of sheets.
func openWorkbook(packed *spool) (*workbook, error) {
	archive, err := zip.NewReader(packed, packed.size)
	if err != nil {
		return nil, err
	}
	if len(archive.File) > mostParts {
		return nil, errTooBig
	}
	book := &workbook{parts: map[string]*zip.File{}, left: unzipSizeLimit}
	for _, part := range archive.File {
		if part.Flags&1 != 0 {
			return nil, fmt.Errorf("%w: it is a zip archive with a password; ask the publisher for one without", ErrNotText)
		}
		book.parts[partName("", part.Name)] = part
	}
	main, _, err := book.relations("", "_rels/.rels")
	if err != nil {
		return nil, err
	}
	if main["officedocument"] == "" && book.parts["xl/workbook.xml"] != nil {
		main = map[string]string{"officedocument": "xl/workbook.xml"}
	}
	name := main["officedocument"]
	switch {
	case strings.HasSuffix(name, ".bin"):
		return nil, fmt.Errorf("%w: it is a binary workbook (xlsb); save it as xlsx, or as CSV in UTF-8", ErrNotText)
	case book.parts["content.xml"] != nil:
		return nil, fmt.Errorf("%w: it is an OpenDocument file (ods); save it as xlsx, or as CSV in UTF-8", ErrNotText)
	case book.parts[name] == nil:
		return nil, fmt.Errorf("%w: it is a zip archive but no workbook (xlsx); unpack it", ErrNotText)
	}
	return book, book.readSheets(name)
}

// partName makes the name by which a part is found: relative to the folder of
// the part that names it, or from the root.
func partName(folder, name string) string {
	name = strings.ReplaceAll(name, `\`, "/")
	if !strings.HasPrefix(name, "/") {
		name = path.Join(folder, name)
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean(name), "/"))
}

// relations reads a part that says where others are. It returns them by the
// last word of their type, the first of each, and by id, "worksheet" alone.
func (b *workbook) relations(folder, name string) (byType, worksheets map[string]string, err error) {
	byType, worksheets = map[string]string{}, map[string]string{}
	if b.parts[partName("", name)] == nil {
		return byType, worksheets, nil
	}
	err = b.scan(name, func(s *xmlScanner, start bool) error {
		if !start || string(s.name) != "Relationship" {
			return nil
		}
		kind := strings.ToLower(path.Base(s.attrText("Type")))
		target := partName(folder, s.attrText("Target"))
		if byType[kind] == "" {
			byType[kind] = target
		}
		if kind == "worksheet" {
			worksheets[s.attrText("Id")] = target
		}
		return nil
	})
	return byType, worksheets, err
}

// readSheets reads the part that lists the sheets.
func (b *workbook) readSheets(name string) error {
	folder := path.Dir(name)
	byType, worksheets, err := b.relations(folder, path.Join(folder, "_rels", path.Base(name)+".rels"))
	if err != nil {
		return err
	}
	b.strings, b.styles = byType["sharedstrings"], byType["styles"]
	return b.scan(name, func(s *xmlScanner, start bool) error {
		switch {
		case !start:
		case string(s.name) == "workbookPr":
			b.dates.from1904 = isTrue(s.attr("date1904"))
		case string(s.name) == "sheet":
			if part := worksheets[s.attrText("id")]; part != "" {
				state := s.attrText("state")
				b.sheets = append(b.sheets, sheet{name: s.attrText("name"), part: part, hidden: state != "" && state != "visible"})
			}
		}
		return nil
	})
}

// isTrue reads a boolean attribute.
func isTrue(value []byte) bool { return string(value) == "1" || string(value) == "true" }

// scan calls each for every start and end of an element of a small part.
func (b *workbook) scan(name string, each func(s *xmlScanner, start bool) error) error {
	part, err := b.unpack(name)
	if err != nil {
		return err
	}
	defer func() { _ = part.Close() }()
	s := newXMLScanner(io.LimitReader(part, unzipXMLSizeLimit), unzipXMLSizeLimit)
	for {
		token, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if token == xmlText {
			continue
		}
		if err := each(s, token == xmlStart); err != nil {
			return err
		}
	}
}

// unpack opens a part for reading.
func (b *workbook) unpack(name string) (io.ReadCloser, error) {
	part := b.parts[partName("", name)]
	if part == nil {
		return nil, fmt.Errorf("part %s is missing", name)
	}
	content, err := part.Open()
	if err != nil {
		return nil, err
	}
	most := max(unzipXMLSizeLimit, int64(min(part.CompressedSize64, unzipSizeLimit))*unzipRatioLimit)
	return &limitedPart{ReadCloser: content, book: b, left: most}, nil
}

// A limitedPart fails where a part goes on beyond the limits.
type limitedPart struct {
	io.ReadCloser
	book *workbook
	left int64
}

// Read implements io.Reader.
func (l *limitedPart) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	l.left -= int64(n)
	l.book.left -= int64(n)
	if l.left < 0 || l.book.left < 0 {
		return 0, errTooBig
	}
	return n, err
}

// choose returns the sheet of that name, or the first one to be seen.
func (b *workbook) choose(name string) (sheet, error) {
	var names []string
	for _, fold := range []bool{false, true} {
		names = names[:0]
		for _, s := range b.sheets {
			if name == "" && !s.hidden || name != "" && (s.name == name || fold && strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name))) {
				return s, nil
			}
			names = append(names, fmt.Sprintf("%q", s.name))
		}
	}
	if len(names) > 20 {
		names = append(names[:20], "more")
	}
	has := "it has " + strings.Join(names, ", ")
	switch {
	case len(names) == 0:
		return sheet{}, fmt.Errorf("%w: the workbook has no sheet with cells", ErrNoTable)
	case name == "":
		return sheet{}, fmt.Errorf("%w: all sheets of the workbook are hidden; name the one that is meant in file: sheet; %s", ErrNoTable, has)
	}
	return sheet{}, fmt.Errorf("%w: the workbook has no sheet %q, which file: sheet names; %s", ErrNoTable, name, has)
}
