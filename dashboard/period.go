package dashboard

import (
	"strconv"
	"strings"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Reasons of this package, beside those of analytics.
const (
	reasonContradiction = "contradiction" // a filter and its negation
	reasonMalformed     = "malformed"     // not a query string
)

// readFrom takes 2018, 2018-06 or 2018-06-30: the first day of it.
func readFrom(p *parameters, value string) bool {
	first, _, ok := span(value)
	p.query.From = first
	return ok
}

// readTo takes the same forms: the last day of it is included, so the
// half-open end is the day after.
func readTo(p *parameters, value string) bool {
	_, next, ok := span(value)
	p.query.To = next
	return ok
}

// span gives the first day of a year, month or day and the first day after it.
func span(value string) (first, next complaint.Day, ok bool) {
	parts := strings.Split(value, "-")
	widths := []int{4, 2, 2}
	numbers := []int{0, 1, 1}
	if len(parts) > len(widths) {
		return first, next, false
	}
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || len(part) != widths[i] {
			return first, next, false
		}
		numbers[i] = int(n)
	}
	if first, ok = complaint.NewDay(numbers[0], time.Month(numbers[1]), numbers[2]); !ok {
		return first, next, false
	}
	t := first.Time()
	after := []time.Time{t.AddDate(1, 0, 0), t.AddDate(0, 1, 0), t.AddDate(0, 0, 1)}[len(parts)-1]
	next, ok = complaint.DayOf(after)
	return first, next, ok
}

// reversed refuses a range that ends before it begins.
func reversed(q analytics.Query) error {
	if q.From.Known() && q.To.Known() && !q.From.Before(q.To) {
		return &analytics.InvalidError{Parameter: "from", Value: q.From.String(), Reason: analytics.ReversedRange}
	}
	return nil
}
