package mapping

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"

	"redress/ingest/anonymise"
	"redress/ingest/tabular"
)

const (
	// draftRows is how many rows of a file a draft is made of.
	draftRows = 20_000
	// draftTitle is how many lines may stand above a header.
	draftTitle = 20
	// leastKnown is how many headers that are known words, and nothing else,
	// outweigh one that looks like a row's cell.
	leastKnown = 4
	// draftBytes bounds them where they are long.
	draftBytes = 64 << 20
)

// DraftOptions is what a file does not say. What is empty is guessed and marked
// as a guess.
type DraftOptions struct {
	Code, Country, Zone string
}

// A Draft is a first declaration for a file, for a person to go through.
type Draft struct {
	Text []byte // YAML with comments; Parse reads it unless Missing says what it lacks
	// Missing are what no column of the file was found for and no complaint can
	// do without.
	Missing []string
}

// Sketch writes a first declaration from the beginning of a file. It holds
// headers, and of the values only those of columns with few, that stand there
// five times or more and look like nothing of a person's.
func Sketch(ctx context.Context, r io.Reader, o DraftOptions) (Draft, error) {
	copied := new(workbookCopy)
	read := func(format tabular.Format, r io.Reader) (*draftFile, error) { return readDraftFile(ctx, r, format) }
	f, err := read(tabular.Format{}, io.TeeReader(r, copied))
	if f != nil {
		if best := f.bestSheet(read, copied); best != f {
			f, err = best, nil
		}
	}
	copied.drop()
	if err != nil {
		return Draft{}, err
	}
	if f.lexicons, err = allLexicons(); err != nil {
		return Draft{}, err
	}
	roles := f.assign()
	w := newDraftWriter(f, roles, o)
	w.write()
	if len(w.missing) == 0 {
		if _, err := Parse("draft", []byte(w.text.String())); err != nil {
			return Draft{}, fmt.Errorf("the draft is no declaration: %w", err)
		}
	}
	return Draft{Text: []byte(w.text.String()), Missing: w.missing}, nil
}

// A draftFile is the beginning of a file and how it is written.
type draftFile struct {
	kind      tabular.Kind
	encoding  string
	delimiter byte
	quoting   tabular.Quoting
	skip      int      // lines above the header
	sheet     string   // of a workbook, where it is not the first
	unread    []string // its other sheets
	hasHeader bool     // else the columns are known by their place
	columns   []*profile
	rows      int
	nulls     []string // words for absent that stand in it
	bad       int      // records that could not be read
	lexicons  []*anonymise.Lexicon
}

// readDraftFile reads the beginning of a file. Of one without rows it returns
// what other sheets there are together with the error.
func readDraftFile(ctx context.Context, r io.Reader, format tabular.Format) (*draftFile, error) {
	reader := tabular.NewReader(r, format)
	defer reader.Close()
	f := &draftFile{}
	var rows []tabular.Record
	size := 0
	for len(rows)+f.bad < draftRows && size < draftBytes {
		if ctx.Err() != nil {
			return nil, context.Cause(ctx)
		}
		row, err := reader.Next()
		var bad *tabular.SyntaxError
		if errors.As(err, &bad) {
			f.bad++
			continue
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		rows = append(rows, tabular.Record{Line: row.Line, Fields: append([]string(nil), row.Fields...)})
		for _, cell := range row.Fields {
			size += len(cell)
		}
	}
	f.unread = reader.Unread()
	if len(rows) == 0 {
		return f, errors.New("the file holds no rows")
	}
	f.kind, f.encoding, f.delimiter, f.quoting = reader.Kind(), reader.Encoding(), reader.Delimiter(), reader.Quoting()
	rows = f.dropTitle(rows)
	width := len(rows[0].Fields)
	f.hasHeader = f.kind == tabular.JSON || f.kind == tabular.NDJSON || f.kind == tabular.Parquet || isHeader(rows)
	persons, err := anonymise.LoadLexicon("zh")
	if err != nil {
		return nil, err
	}
	seen := map[string]int{}
	for _, name := range rows[0].Fields {
		seen[foldHeader(name)]++
	}
	for i := range width {
		p := newProfile("")
		if f.hasHeader {
			p.header = cleanText(rows[0].Fields[i])
			if p.withheld = isPrivateName(p.header) || isPersonHeader(p.header, persons); p.withheld {
				p.header = ""
			}
			p.nameless = foldHeader(p.header) == "" || seen[foldHeader(rows[0].Fields[i])] > 1
		}
		p.distinct = map[string]int{}
		f.columns = append(f.columns, p)
	}
	if f.hasHeader {
		rows = rows[1:]
	}
	f.look(rows)
	return f, nil
}

// look takes in the rows below the header.
func (f *draftFile) look(rows []tabular.Record) {
	for _, row := range rows {
		if len(row.Fields) != len(f.columns) {
			f.bad++
			continue
		}
		f.rows++
		for i, cell := range row.Fields {
			if cell = trimSpace(cell); cell == "" || f.columns[i].nameless {
				continue
			}
			word, null := nullWord(cell)
			if !null {
				f.columns[i].add(cell)
			} else if !slices.Contains(f.nulls, word) {
				f.nulls = append(f.nulls, word)
			}
		}
	}
}

// dropTitle drops the lines above the header: those that are narrower than most
// rows.
func (f *draftFile) dropTitle(rows []tabular.Record) []tabular.Record {
	widths := map[int]int{}
	most := 0
	for _, row := range rows {
		n := len(row.Fields)
		if widths[n]++; widths[n] > widths[most] {
			most = n
		}
	}
	if widths[most]*2 < len(rows) {
		return rows
	}
	for i := 0; i < len(rows) && i < draftTitle; i++ {
		if filled(rows[i].Fields) > 1 && len(rows[i].Fields) == most {
			if i > 0 {
				f.skip = rows[i].Line - 1
			}
			return rows[i:]
		}
	}
	return rows
}

func filled(fields []string) int {
	n := 0
	for _, f := range fields {
		if trimSpace(f) != "" {
			n++
		}
	}
	return n
}

// isHeader reports whether the first record is certainly a header: names that
// none of which is a number, a date or anything of a person's, and which are
// known words, or differ and stand above rows that hold numbers or dates. Many
// that are known outweigh one in which somebody has left a number.
func isHeader(rows []tabular.Record) bool {
	names := map[string]bool{}
	known, whole, bare, odd := 0, 0, 0, 0
	for _, cell := range rows[0].Fields {
		name := foldHeader(cell)
		if name == "" || names[name] {
			bare++
			continue
		}
		if !strings.ContainsFunc(name, unicode.IsLetter) || strings.Contains(name, "@") || isDateLike(trimSpace(cell)) ||
			len(onlyDigits(name)) >= 6 || cellKind(cleanText(cell), nil) != "" {
			odd++
			continue
		}
		names[name] = true
		if r, words := roleOf(cell); r != noRole {
			known++
			if words != math.Trunc(words) {
				whole++
			}
		}
	}
	switch {
	case odd > 0:
		return whole >= leastKnown*odd
	case known >= 2:
		return true
	case bare > 0: // blank or twice: more like a row than a header
		return false
	}
	for _, row := range rows[1:min(len(rows), 50)] {
		for _, cell := range row.Fields {
			if cell = trimSpace(cell); isDateLike(cell) || cell != "" && onlyDigits(cell) == cell {
				return true
			}
		}
	}
	return false
}

// isPersonHeader reports whether a header that is no known word names a person, as
// where a list of names has been turned on its side.
func isPersonHeader(header string, persons *anonymise.Lexicon) bool {
	said, _ := roleOf(header)
	return said == noRole && isHan(header) && persons.MentionsPerson(header)
}

// nullWords are what publishers write for absent.
func nullWords() []string {
	return []string{"NULL", "N/A", "NA", "#N/A", "n/d", "nan", "None", "(null)", "-", "--", "-- - --", "无", "空", "暂无"}
}

// nullWord is the word for absent that a cell is.
func nullWord(cell string) (word string, ok bool) {
	if len(cell) > maxNull {
		return "", false
	}
	for _, word := range nullWords() {
		if strings.EqualFold(cell, word) {
			return word, true
		}
	}
	return "", false
}
