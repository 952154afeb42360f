package dashboard

import (
	"time"

	"golang.org/x/text/number"

	"redress/ingest/complaint"
)

// A figure is one formatted value of a page: its text, or why there is none.
type figure struct {
	Text string
	Why  string // set where Text is not
}

// count writes a whole number with the language's grouping.
func (l *locale) count(n int64) string { return l.printer.Sprint(number.Decimal(n)) }

// share writes a fraction as a percentage with one decimal.
func (l *locale) share(p float64) string {
	return l.printer.Sprint(number.Percent(p, number.MaxFractionDigits(1), number.MinFractionDigits(1)))
}

// decimal writes a number with at most one decimal.
func (l *locale) decimal(v float64) string {
	return l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(1)))
}

// day writes a calendar day; an unknown day is said to be unknown.
func (l *locale) day(d complaint.Day) string {
	if !d.Known() {
		return l.text("date.unknown")
	}
	return d.Time().Format(l.text("date.day"))
}

// instant writes a moment to the minute, in UTC.
func (l *locale) instant(t time.Time) string {
	if t.IsZero() {
		return l.text("date.unknown")
	}
	return t.UTC().Format(l.text("date.instant"))
}

// shown writes a cell by its column's unit. Where the cell is empty the figure
// carries why instead.
func (l *locale) shown(c cell, unit, why string) figure {
	switch {
	case !c.known:
		return figure{Why: why}
	case c.kind == textCell:
		return figure{Text: c.text}
	case c.kind == flagCell && c.flag:
		return figure{Text: l.text("value.yes")}
	case c.kind == flagCell:
		return figure{Text: l.text("value.no")}
	case unit == unitFraction:
		return figure{Text: l.share(c.number)}
	case c.kind == countCell:
		return figure{Text: l.count(c.count)}
	}
	if unit == unitStars {
		return figure{Text: l.printer.Sprint(number.Decimal(c.number, number.MaxFractionDigits(1), number.MinFractionDigits(1)))}
	}
	return figure{Text: l.decimal(c.number)}
}
