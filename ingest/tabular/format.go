// Package tabular turns the bytes of one text table (CSV, TSV and their kin)
// into records. It stands between fetch, which finds the bytes, and mapping,
// which knows what the columns mean; it knows nothing of complaints, headers
// or files.
//
// Its one rule: a bad record costs that record and no other. Whatever is wrong
// with a line (a stray quote, bytes of another encoding, a cut) is reported as
// one *SyntaxError with the line where the record began, and the next call
// goes on behind it. Only a file that is no text at all, or a stream that
// cannot be read, ends the reading.
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

// A Format says how a file is written. The zero value is UTF-8 with delimiter
// and quoting detected.
type Format struct {
	// Encodings in order of trust; the first in which the whole first MiB of
	// the file is valid is taken, or, where there is none, the one with the
	// fewest faults. A byte order mark goes before the list. Names are those
	// of Encodings and their usual aliases. Empty: utf-8.
	Encodings []string
	// Delimiter between fields, an ASCII character. 0: whichever of , ; tab |
	// gives the most even records in the first 64 KiB.
	Delimiter byte
	// Quoting of the file. Empty: Detect.
	Quoting Quoting
	// MaxRecordBytes is the longest record, as UTF-8 without its line end,
	// that is not rejected as TooLong. 0: DefaultMaxRecordBytes.
	MaxRecordBytes int
}

// Validate returns an error that names the first part of f that no reader
// could work with.
func (f Format) Validate() error {
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
