// Package tabular turns the bytes of one table (CSV, TSV and their kin, JSON,
// NDJSON, an Excel workbook, Parquet) into records. It stands between fetch,
// which finds the bytes, and mapping, which knows what the columns mean; it
// knows nothing of complaints or files.
//
// Its one rule: a bad record costs that record and no other. Whatever is wrong
// with a record (a stray quote, bytes of another encoding, a key given twice, a
// cut) is reported as one *SyntaxError with the line where the record began,
// and the next call goes on behind it. Only a file that is no table at all, or
// a stream that cannot be read, ends the reading.
//
// Whatever the kind, memory is bounded by the longest record allowed, not by
// the file: text is streamed through a window, and what needs random access
// (workbooks, Parquet) is put down on disk beyond 32 MiB.
//
// encoding/csv is not used because it cannot keep that rule: it turns \r\n
// inside quotes into \n, lets one stray quote swallow every line up to the
// next quote, has no unquoted mode and no limit on a record.
package tabular

import (
	"fmt"
	"slices"
	"strings"
)

// DefaultMaxRecordBytes is the limit on one record where Format names none.
const DefaultMaxRecordBytes = 16 << 20

// A Kind is a way to write a table.
type Kind string

// The kinds. Empty stands for whichever the content shows.
const (
	CSV     Kind = "csv"     // delimited text, whatever the delimiter
	JSON    Kind = "json"    // one document with an array of objects
	NDJSON  Kind = "ndjson"  // an object a line
	XLSX    Kind = "xlsx"    // one sheet of an Excel workbook
	Parquet Kind = "parquet" //
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{CSV, JSON, NDJSON, XLSX, Parquet} }

// Valid reports whether k is one of the kinds or the zero value.
func (k Kind) Valid() bool { return k == "" || slices.Contains(Kinds(), k) }

// A Quoting says what the character " means in a file.
type Quoting string

// The quotings. Empty stands for Detect.
const (
	// Detect reads the first 64 KiB: Quoted where they parse as RFC 4180
	// without a fault and hold at least one quoted field, otherwise Unquoted.
	Detect Quoting = "detect"
	// Quoted is RFC 4180: a field may stand in quotes, hold delimiters and
	// line ends there, and a quote inside is doubled.
	Quoted Quoting = "quoted"
	// Unquoted takes " as text: a record is a line.
	Unquoted Quoting = "unquoted"
)

// Valid reports whether q is one of the quotings or the zero value.
func (q Quoting) Valid() bool {
	return slices.Contains([]Quoting{"", Detect, Quoted, Unquoted}, q)
}

// A Format says how a file is written. The zero value detects everything.
type Format struct {
	// Kind of the file. Empty: by content.
	Kind Kind
	// Sheet of a workbook, by name. Empty: the first one that is not hidden.
	Sheet string
	// SeveralSheets keeps a workbook open at the end of a sheet, so that Turn can
	// go on with another.
	SeveralSheets bool
	// Records is where a JSON document has its array of records, as a path of
	// keys with dots between them. Empty: the document itself, or the one array
	// of objects in it.
	Records string
	// SkipLines is how many lines (rows of a workbook) stand above the header:
	// titles and notes. JSON and Parquet have none.
	SkipLines int
	// Expect are columns that the header of JSON and NDJSON has even where none
	// of the first objects has the key.
	Expect []string
	// Fold is the form in which names of columns are compared: a key whose form
	// is that of an expected column belongs to it, however it is written. nil:
	// as written.
	Fold func(name string) string
	// Encodings in order of trust; the first in which the whole first MiB of
	// the file is valid is taken, or, where there is none, the one with the
	// fewest faults. A byte order mark goes before the list. Names are those
	// of Encodings and their usual aliases. Empty: whatever the content shows,
	// see decideCharset.
	Encodings []string
	// Country is the ISO 3166 code of the publisher's country, in capitals. It
	// decides between encodings where none is declared. Empty: unknown.
	Country string
	// Delimiter between fields, an ASCII character. 0: what a first line sep=
	// says, or whichever of , ; tab | gives the most even records among the
	// first 50.
	Delimiter byte
	// Quoting of the file. Empty: Detect.
	Quoting Quoting
	// MaxRecordBytes is the longest record, as UTF-8 without its line end,
	// that is not rejected as TooLong. 0: DefaultMaxRecordBytes. Of a workbook
	// and of Parquet it is the text of all cells together.
	MaxRecordBytes int
}

// Validate returns an error that names the first part of f that no reader
// could work with.
func (f Format) Validate() error {
	if !f.Kind.Valid() {
		return fmt.Errorf("kind %q: use csv, json, ndjson, xlsx or parquet", f.Kind)
	}
	if f.SkipLines < 0 {
		return fmt.Errorf("skip lines %d: use a positive number, or 0", f.SkipLines)
	}
	for _, name := range f.Encodings {
		if _, ok := lookup(name); !ok {
			return fmt.Errorf("unknown encoding %q: use one of %s", name, strings.Join(Encodings(), ", "))
		}
	}
	if f.Delimiter >= 0x80 || f.Delimiter == '"' || f.Delimiter == '\n' || f.Delimiter == '\r' {
		return fmt.Errorf("delimiter %q: use an ASCII character other than quote and line end", f.Delimiter)
	}
	if !f.Quoting.Valid() {
		return fmt.Errorf("quoting %q: use quoted, unquoted or detect", f.Quoting)
	}
	if f.MaxRecordBytes < 0 {
		return fmt.Errorf("max record bytes %d: use a positive number, or 0 for %d", f.MaxRecordBytes,
			DefaultMaxRecordBytes)
	}
	return nil
}
