package dashboard

import (
	"strings"

	"golang.org/x/text/number"

	"redress/analytics"
)

// evidenceFacts are what a difference rests on, and how far it can be trusted.
func (l *locale) evidenceFacts(e analytics.EvidenceEffect) []fact {
	facts := []fact{l.strataFact(e.Strata), l.homogeneityFact(e)}
	if e.Adjusted == nil {
		return facts
	}
	if e.P != nil && e.AdjustedP != nil {
		facts = append(facts, fact{l.text("evidence.test"), "p = " + l.pvalue(*e.P), l.text("evidence.test_many", "P", l.pvalue(*e.AdjustedP))})
	}
	if e.EValue != nil && e.EValueBound != nil {
		facts = append(facts, fact{l.text("column.e_value"), l.hundredths(*e.EValue), l.text("evidence.e_value", "Value", l.hundredths(*e.EValue), "Bound", l.hundredths(*e.EValueBound))})
	}
	if s := e.Standardised; s != nil {
		facts = append(facts, fact{l.text("column.standardised_difference"), l.points(s.Value),
			l.text("evidence.interval", "Interval", l.text("rate.interval", "Low", l.points(s.Low), "High", l.points(s.High)))})
	}
	for _, ratio := range []struct {
		name string
		is   *analytics.Ratio
	}{{"risk_ratio", e.RiskRatio}, {"odds_ratio", e.OddsRatio}} {
		if ratio.is != nil {
			facts = append(facts, fact{l.text("column." + ratio.name), l.hundredths(ratio.is.Value),
				l.text("evidence.interval", "Interval", l.text("rate.interval", "Low", l.hundredths(ratio.is.Low), "High", l.hundredths(ratio.is.High)))})
		}
	}
	return append(facts, fact{l.text("column.exactly"), l.count(e.Exactly), l.text("column.exactly.about")})
}

// strataFact says within what complaints are compared, and what drops out.
func (l *locale) strataFact(s analytics.EvidenceStrata) fact {
	parts := make([]string, 0, len(s.By))
	for _, part := range s.By {
		parts = append(parts, l.text("evidence.part."+string(part)))
	}
	says := l.text("evidence.strata", "Parts", strings.Join(parts, l.text("list.separator")), "Compared", s.Compared)
	if s.Dropped > 0 {
		says = sentences(says, l.text("evidence.dropped", "Count", int64(s.Dropped), "LeftOut", s.LeftOut))
	}
	return fact{l.text("column.strata"), l.count(int64(s.Strata)), says}
}

// homogeneityFact says whether one difference can stand for all strata.
func (l *locale) homogeneityFact(e analytics.EvidenceEffect) fact {
	h := e.Homogeneity
	f := fact{Name: l.text("evidence.homogeneity"), Value: "—", Says: l.text("evidence.untested")}
	if h.TaroneP == nil {
		return f
	}
	f.Value = "p = " + l.pvalue(*h.TaroneP)
	f.Says = l.text("evidence.tested", "Count", int64(h.Strata), "Complaints", h.Complaints)
	switch {
	case h.SignsDiffer:
		f.Says = sentences(f.Says, l.text("evidence.signs_differ"))
	case e.Adjusted == nil && len(e.Notes) > 0 && e.Notes[0] == analytics.StrataDiffer:
		f.Says = sentences(f.Says, l.text("evidence.strata_differ"))
	}
	return f
}

// hundredths writes a number with two decimals.
func (l *locale) hundredths(v float64) string {
	return l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(2), number.MinFractionDigits(2)))
}

// evidenceTip is the text of a row of the chart.
func (l *locale) evidenceTip(e analytics.EvidenceEffect) string {
	return l.text("evidence.tip", "Name", l.evidenceName(e.Set), "Points", l.points(e.Adjusted.Value),
		"Interval", l.text("rate.interval", "Low", l.points(e.Adjusted.Low), "High", l.points(e.Adjusted.High)),
		"With", e.With.Rate.Denominator, "Others", e.Others.Rate.Denominator)
}

// evidenceChart draws the differences that one figure can stand for, in percentage
// points; nil where there are none.
func (s *Server) evidenceChart(l *locale, effects []analytics.EvidenceEffect) *chart {
	const points = 100
	c := intervals{id: "evidence", heading: l.text("evidence.chart"), says: l.text("evidence.chart_says"), reference: new(0.), long: true}
	left := 0
	for _, e := range effects {
		if e.Adjusted == nil {
			left++
			continue
		}
		c.rows = append(c.rows, intervalRow{name: l.evidenceName(e.Set), value: points * e.Adjusted.Value, low: points * e.Adjusted.Low, high: points * e.Adjusted.High,
			hollow: !e.Detectable, tip: l.evidenceTip(e)})
	}
	if left > 0 {
		c.says = sentences(c.says, l.text("evidence.chart_without", "Count", int64(left)))
	}
	return s.intervalChart(l, c)
}
