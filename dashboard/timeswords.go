package dashboard

import (
	"math"

	"golang.org/x/text/number"

	"redress/analytics"
)

// verdicts are the words about a comparison: faster and slower are said of the clock,
// only where a difference can be shown; those that end in First are said of the first
// days only, where curves cross.
const (
	verdictFaster      = "faster"
	verdictSlower      = "slower"
	verdictNone        = "none"
	verdictFasterFirst = "faster_first"
	verdictSlowerFirst = "slower_first"
	verdictNoneFirst   = "none_first"
)

// verdict is what a comparison shows.
func verdict(g analytics.TimeGap) string {
	if g.Test == analytics.TestRestricted {
		switch {
		case !g.Differs:
			return verdictNoneFirst
		case g.Days.Value < 0:
			return verdictFasterFirst
		}
		return verdictSlowerFirst
	}
	switch {
	case !g.Differs:
		return verdictNone
	case g.Ratio != nil && *g.Ratio > 1:
		return verdictFaster
	}
	return verdictSlower
}

// pvalue writes a p-value: small ones as less than a thousandth.
func (l *locale) pvalue(p float64) string {
	const least = .001
	if p < least {
		return "< " + l.printer.Sprint(number.Decimal(least, number.MaxFractionDigits(3)))
	}
	return l.printer.Sprint(number.Decimal(p, number.MaxFractionDigits(3), number.MinFractionDigits(3)))
}

// median says by which day half of a group's complaints had ended; empty where the
// group has no times.
func (l *locale) median(t analytics.Timing, name string) string {
	clock := string(t.Clock)
	switch {
	case t.Withheld != "":
		return l.text("times.withheld", "Name", name, "Why", l.text("note."+string(t.Withheld)))
	case t.Median.Days == nil && t.Restricted == nil:
		return l.text("times.no_median."+clock, "Name", name)
	case t.Median.Days == nil && t.Restricted.Low == nil:
		return sentences(l.text("times.no_median."+clock, "Name", name), l.text("times.instead_bare", "Days", l.decimal(t.Restricted.Value), "Tau", l.decimal(t.Tau)))
	case t.Median.Days == nil:
		return sentences(l.text("times.no_median."+clock, "Name", name), l.text("times.instead", "Days", l.decimal(t.Restricted.Value), "Tau", l.decimal(t.Tau),
			"Interval", l.text("rate.interval", "Low", l.decimal(*t.Restricted.Low), "High", l.decimal(*t.Restricted.High))))
	case t.Median.Low == nil:
		return l.text("times.bare_median."+clock, "Name", name, "Days", l.decimal(*t.Median.Days))
	}
	return l.text("times.median."+clock, "Name", name, "Days", l.decimal(*t.Median.Days), "Interval", l.medianInterval(t))
}

// gaps puts the comparison of the only row with everybody else, or of two rows with
// one another, into sentences.
func (l *locale) gaps(c analytics.ClockTimes) []string {
	if len(c.Rows) != 1 && len(c.Rows) != 2 || c.Rows[0].Gap == nil {
		return nil
	}
	g, name, other := *c.Rows[0].Gap, l.business(c.Rows[0].Key, c.Rows[0].Name), l.text("times.others")
	if len(c.Rows) == 2 {
		other = l.business(c.Rows[1].Key, c.Rows[1].Name)
	}
	if g.Withheld != "" {
		return []string{l.text("times.not_compared_why", "Name", name, "Other", other, "Why", l.text("note."+string(g.Withheld)))}
	}
	var says []string
	if g.P != nil {
		p, how := *g.P, "times.tested."
		if g.Adjusted != nil {
			p, how = *g.Adjusted, "times.tested_many."
		}
		says = append(says, sentences(l.text("times.found."+string(c.Clock)+"."+verdict(g), "Name", name, "Other", other, "Tau", l.decimal(g.Tau)), l.text(how+string(g.Test), "P", l.pvalue(p), "Issues", int64(g.Issues))))
	}
	if g.Crosses {
		says = append(says, l.text("times.crosses"))
	}
	if g.Share != nil && g.Share.Low != nil {
		says = append(says, l.text("times.gap_share."+string(c.Clock), "Name", name, "Other", other, "Points", l.points(g.Share.Value),
			"Interval", l.text("rate.interval", "Low", l.points(*g.Share.Low), "High", l.points(*g.Share.High))))
	}
	if g.Days != nil {
		says = append(says, l.text("times.gap_days."+string(c.Clock), "Name", name, "Other", other, "Tau", l.decimal(g.Tau), "Days", l.signed(g.Days.Value),
			"Interval", l.text("rate.interval", "Low", l.signed(*g.Days.Low), "High", l.signed(*g.Days.High))))
	}
	return says
}

// signed writes a number with one decimal and its sign, none where it rounds to 0.
func (l *locale) signed(v float64) string {
	sign := "+"
	switch tenths := math.Round(v * 10); {
	case tenths == 0:
		sign = ""
	case tenths < 0:
		sign = "−"
	}
	return sign + l.printer.Sprint(number.Decimal(math.Abs(v), number.MaxFractionDigits(1), number.MinFractionDigits(1)))
}

// timeCaveats are what the times are not.
func timeCaveats(l *locale, t analytics.Times) []string {
	caveats := []string{l.text("caveat.sample"), l.text("times.caveat.open", "Cut", l.day(t.Cut)), l.text("times.caveat.shares"), l.text("times.caveat.compared"),
		l.text("times.caveat.undated")}
	for _, warning := range t.Warnings {
		if warning == analytics.WarnNoneOpen {
			caveats = append(caveats, l.text("times.caveat.none_open"))
		}
	}
	return caveats
}
