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

// A RowError reports one row that could not become a Complaint. It names the
// place and the column but never the value: a cell may hold personal data, and
// errors end up in logs.
type RowError struct {
	File   string
	Line   int    // of the record's first byte, from 1
	Column string // the publisher's header name; empty where no one column is at fault
	Reason Reason
}

// Error names the place and the reason.
func (e *RowError) Error() string {
	if e.Column == "" {
		return fmt.Sprintf("%s line %d: %s", e.File, e.Line, e.Reason)
	}
	return fmt.Sprintf("%s line %d, column %s: %s", e.File, e.Line, e.Column, e.Reason)
}
