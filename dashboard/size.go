package dashboard

import (
	"golang.org/x/text/number"

	"redress/analytics"
)

const (
	unitPerSize = "per_size" // complaints per 100,000, of revenue per 1,000,000
	unitSize    = "size"     // what exposure_measure says
)

// ofSize reads what a row with a known size has.
func ofSize(read func(analytics.PerSize) cell) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.PerSize == nil {
			return cell{}
		}
		return read(*s.PerSize)
	}
}

// sizeColumns are a platform's complaints for its size: in JSON always, in CSV where
// the address asks for every column.
func sizeColumns() []column[analytics.Standing] {
	number := func(name, unit string, read func(analytics.PerSize) float64) column[analytics.Standing] {
		return column[analytics.Standing]{name, unit, ofSize(func(p analytics.PerSize) cell { return numberOf(new(read(p))) })}
	}
	return []column[analytics.Standing]{
		number("per_size", unitPerSize, func(p analytics.PerSize) float64 { return p.Rate }),
		number("per_size_low", unitPerSize, func(p analytics.PerSize) float64 { return p.Low }),
		number("per_size_high", unitPerSize, func(p analytics.PerSize) float64 { return p.High }),
		{"per_size_shrunk", unitPerSize, ofSize(func(p analytics.PerSize) cell { return numberOf(p.Shrunk) })},
		number("exposure", unitSize, func(p analytics.PerSize) float64 { return p.Exposure }),
		{"exposure_measure", unitNone, ofSize(func(p analytics.PerSize) cell { return textOf(string(p.Measure)) })},
		{"exposure_currency", unitNone, ofSize(func(p analytics.PerSize) cell { return textOf(p.Currency) })},
		{"exposed_complaints", unitComplaints, ofSize(func(p analytics.PerSize) cell { return countOf(p.Complaints) })},
		number("exposure_covered", unitFraction, func(p analytics.PerSize) float64 { return p.Covered }),
	}
}

// perSize is the cell of a table of platforms; why stands where there is no rate.
func (l *locale) perSize(p *analytics.PerSize, context analytics.SizeContext) sheetCell {
	switch {
	case p == nil && context.Withheld != "":
		return plain(figure{Why: l.text("note." + string(context.Withheld))})
	case p == nil:
		return plain(figure{Why: l.text("size.unknown")})
	}
	c := measured(l.tenths, l, &p.Rate, &p.Low, &p.High, "")
	c.Of = l.perMeasure(*p)
	if p.Covered < 1 {
		c.Of = l.text("size.partly", "Per", c.Of, "Share", l.share(p.Covered))
	}
	return c
}

// perMeasure says what a rate is for.
func (l *locale) perMeasure(p analytics.PerSize) string {
	return l.text("size.per."+string(p.Measure), "Currency", p.Currency)
}

// tenths writes a rate per size: one decimal, or two below 1.
func (l *locale) tenths(v float64) string {
	if v < 1 {
		return l.hundredths(v)
	}
	return l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(1), number.MinFractionDigits(1)))
}

// sizeDetails are the figures behind a rate per size.
func (l *locale) sizeDetails(p *analytics.PerSize) []detail {
	if p == nil {
		return nil
	}
	cell := l.perSize(p, analytics.SizeContext{})
	all := []detail{{Name: l.text("column.per_size"), Text: cell.Text, Interval: cell.Interval,
		Says: l.text("size.rests_on", "Complaints", p.Complaints, "Exposure", l.exposure(*p), "Share", l.share(p.Covered))}}
	if p.Shrunk != nil {
		all = append(all, detail{Name: l.text("column.per_size_shrunk"), Text: l.tenths(*p.Shrunk)})
	}
	return all
}

// sizeFact is the rate per size on a profile; not ok where there is none.
func (l *locale) sizeFact(p *analytics.PerSize) (name, value, says string, ok bool) {
	if p == nil {
		return "", "", "", false
	}
	cell := l.perSize(p, analytics.SizeContext{})
	return l.text("column.per_size"), cell.Text, l.text("size.fact", "Per", l.perMeasure(*p), "Interval", cell.Interval,
		"RestsOn", l.text("size.rests_on", "Complaints", p.Complaints, "Exposure", l.exposure(*p), "Share", l.share(p.Covered))), true
}

// exposure writes a size with what it is counted in.
func (l *locale) exposure(p analytics.PerSize) string {
	return l.text("size.is."+string(p.Measure), "Size", l.printer.Sprint(number.Decimal(p.Exposure, number.MaxFractionDigits(0))), "Currency", p.Currency)
}

// sizeCaveats say what rates per size are, or why there are none.
func sizeCaveats(l *locale, context analytics.SizeContext) []string {
	switch {
	case context.Withheld == analytics.SizeNotLoaded:
		return []string{l.text("size.caveat_not_loaded")}
	case context.Withheld != "":
		return []string{l.text("size.caveat_withheld", "Why", l.text("note."+string(context.Withheld)))}
	case len(context.Known) > 1:
		return []string{l.text("size.caveat"), l.text("size.caveat_mixed")}
	case len(context.Known) == 1:
		return []string{l.text("size.caveat")}
	}
	return nil
}
