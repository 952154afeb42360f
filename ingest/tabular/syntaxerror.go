package tabular

import "fmt"

// A Kind says what is wrong with one record. Its text is that of the reject
// reason of the same name.
type Kind string

// The kinds.
const (
	Truncated   Kind = "truncated"    // the file ends inside a quoted field or a character
	BadQuoting  Kind = "bad_quoting"  // a quote inside an unquoted field, or text behind a closing quote
	BadEncoding Kind = "bad_encoding" // bytes that are not text in the file's encoding
	TooLong     Kind = "too_long"     // more than MaxRecordBytes
)

// A SyntaxError is one record that could not be read. The reader goes on
// behind it. It never holds what the record says.
type SyntaxError struct {
	Line  int  // physical line of the record's first byte, from 1
	Lines int  // how many physical lines the reader gave up with it, at least 1
	Kind  Kind //
}

// Error names the line and the kind.
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Kind) }
