package ingest

import (
	"fmt"
	"slices"
)

// A Reason says why a row was rejected.
type Reason string

// The reasons.
const (
	Ragged             Reason = "ragged"               // another number of fields than the header
	Truncated          Reason = "truncated"            // the file ends inside a record
	BadQuoting         Reason = "bad_quoting"          // a quote where the format allows none
	BadEncoding        Reason = "bad_encoding"         // bytes that are not in the declared encoding
	BadValue           Reason = "bad_value"            // a value its column cannot hold
	NoOpenedAt         Reason = "no_opened_at"         // no opening day: cannot be placed in time
	NoPlatform         Reason = "no_platform"          // nobody is accountable
	NoID               Reason = "no_id"                // the publisher's id column, or every column of the identity, is blank
	ClosedBeforeOpened Reason = "closed_before_opened" //
	FutureDate         Reason = "future_date"          // a day after the load's
	TooLong            Reason = "too_long"             // a field or record over the size limit
	Malformed          Reason = "malformed"            // no JSON object, or one that gives a key twice
)

// Reasons lists the reasons.
var Reasons = []Reason{Ragged, Truncated, BadQuoting, BadEncoding, BadValue, NoOpenedAt, NoPlatform, NoID,
	ClosedBeforeOpened, FutureDate, TooLong, Malformed}

// Valid reports whether r is one of Reasons.
func (r Reason) Valid() bool { return slices.Contains(Reasons, r) }

// Words says in a sentence, without its full stop, why a row was rejected: what
// stands beside the code where people read it. It is empty for a code that is
// none of Reasons.
func (r Reason) Words() string {
	switch r {
	case Ragged:
		return "the row has another number of cells than the header"
	case Truncated:
		return "the file ends inside the row"
	case BadQuoting:
		return "a quotation mark stands where the format allows none"
	case BadEncoding:
		return "some of its bytes are no characters of the declared encoding"
	case BadValue:
		return "a cell holds what its field cannot: no such day, code or number"
	case NoOpenedAt:
		return "no day of filing, so that it has no place in time"
	case NoPlatform:
		return "no business is named"
	case NoID:
		return "nothing tells it from other complaints: its number, or every column of its identity, is blank"
	case ClosedBeforeOpened:
		return "it was closed before it was filed"
	case FutureDate:
		return "one of its days lies in the future"
	case TooLong:
		return "a cell or the row is longer than allowed"
	case Malformed:
		return "not one readable JSON object"
	}
	return ""
}

// A RowError reports one row that could not become a Complaint. It names the
// place and the column but never the value: a cell may hold personal data, and
// errors end up in logs.
type RowError struct {
	File   string
	Sheet  string // of a workbook of which several are read, quoted; empty: there is one
	Line   int    // of the record's first byte, from 1
	Record int    // number of the record, from 1, where several may share a line, as in JSON; 0: the line says it
	Column string // the publisher's header name; empty where no one column is at fault
	Reason Reason
}

// Error names the place and the reason.
func (e *RowError) Error() string {
	file := e.File
	if e.Sheet != "" {
		file += " sheet " + e.Sheet
	}
	where := fmt.Sprintf("line %d", e.Line)
	if e.Record > 0 {
		where = fmt.Sprintf("record %d (line %d)", e.Record, e.Line)
	}
	if e.Column != "" {
		where += ", column " + e.Column
	}
	return fmt.Sprintf("%s %s: %s", file, where, e.Reason)
}
