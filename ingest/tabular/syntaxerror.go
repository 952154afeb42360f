package tabular

import "fmt"

// A Fault says what is wrong with one record. Its text is that of the reject
// reason of the same name.
type Fault string

// The faults.
const (
	Truncated   Fault = "truncated"    // the file ends inside a record or a character
	BadQuoting  Fault = "bad_quoting"  // a quote inside an unquoted field, or text behind a closing quote
	BadEncoding Fault = "bad_encoding" // bytes that are not text in the file's encoding, or a NUL
	TooLong     Fault = "too_long"     // more than MaxRecordBytes
	Malformed   Fault = "malformed"    // no JSON object, too deeply nested, or one with a key twice
)

// A SyntaxError is one record that could not be read. The reader goes on
// behind it. It never holds what the record says.
type SyntaxError struct {
	Line  int   // physical line of the record's first byte, or row of a workbook, from 1
	Lines int   // how many physical lines the reader gave up with it, at least 1
	Kind  Fault //
	// Number is that of the record, from 1, in a JSON document; 0: the line says it.
	Number int
}

// Error names the line and the kind.
func (e *SyntaxError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Kind) }
