package register

import (
	"errors"
	"regexp"
	"strconv"
	"strings"
	"time"

	"redress/ingest/complaint"
)

// A Precision says how well a date is known.
type Precision string

// The precisions.
const (
	Unknown Precision = "unknown"
	ByDay   Precision = "day"
	ByMonth Precision = "month"
	ByYear  Precision = "year"
	Between Precision = "between" // somewhen from First to Last
)

// A Date is a date that may be known by its month or year only. First and Last
// are the first and last day it can be, the same for a known day. The zero Date
// is unknown.
type Date struct {
	First, Last complaint.Day
	precision   Precision
}

// Precision is how well the date is known.
func (d Date) Precision() Precision {
	if d.precision == "" {
		return Unknown
	}
	return d.precision
}

// Known reports whether anything is known of the date.
func (d Date) Known() bool { return d.precision != "" }

// String is the date as it is written in files: 2023-08-24, 2023-08, 2023,
// 2026-01-01/2026-02-28; empty for unknown.
func (d Date) String() string {
	switch d.Precision() {
	case ByDay:
		return d.First.String()
	case ByMonth:
		return d.First.String()[:len("2006-01")]
	case ByYear:
		return d.First.String()[:len("2006")]
	case Between:
		return d.First.String() + "/" + d.Last.String()
	}
	return ""
}

// MarshalText writes String.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// datePattern is year, month and day with whatever stands between them.
const datePattern = `^(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?(?:[T ]00:00:00(?:Z|\.0+)?)?$`

// A calendar reads dates.
type calendar struct{ pattern *regexp.Regexp }

func newCalendar() calendar { return calendar{regexp.MustCompile(datePattern)} }

// parse reads a date; blank is unknown. ok is false for a text that is none, or a
// day that does not exist.
func (c calendar) parse(text string) (d Date, ok bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return Date{}, true
	}
	if d, ok := c.single(text); ok {
		return d, true
	}
	from, to, _ := strings.Cut(text, "/")
	first, ok := c.single(strings.TrimSpace(from))
	last, okLast := c.single(strings.TrimSpace(to))
	if !ok || !okLast || last.Last.Before(first.First) {
		return Date{}, false
	}
	return Date{First: first.First, Last: last.Last, precision: Between}, true
}

func (c calendar) single(text string) (Date, bool) {
	parts := c.pattern.FindStringSubmatch(text)
	if parts == nil {
		return Date{}, false
	}
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // digits, or empty for 0
		return n
	}
	year, month, day := number(parts[1]), number(parts[2]), number(parts[3])
	switch {
	case day > 0 || parts[3] != "":
		d, ok := complaint.NewDay(year, time.Month(month), day)
		return Date{d, d, ByDay}, ok
	case month > 0 || parts[2] != "":
		first, ok := complaint.NewDay(year, time.Month(month), 1)
		last, okLast := complaint.DayOf(time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC))
		return Date{first, last, ByMonth}, ok && okLast
	}
	first, ok := complaint.NewDay(year, time.January, 1)
	last, okLast := complaint.NewDay(year, time.December, 31)
	return Date{first, last, ByYear}, ok && okLast
}

// ParseDate reads a date as String writes it; empty is unknown.
func ParseDate(text string) (Date, error) {
	d, ok := newCalendar().parse(text)
	if !ok {
		return Date{}, errors.New("not a date: write 2026-11-23, 2026-11 or 2026")
	}
	return d, nil
}
