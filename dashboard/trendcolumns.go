package dashboard

import (
	"strings"

	"redress/analytics"
)

// trendTable is a trend with every column. Those of the comparison belong to a CSV
// where the address asks for one.
func trendTable(v analytics.View, points []analytics.Point) table {
	columns := append(trendColumns(v), changeColumns()...)
	contract := len(columns)
	if v.Query.Compare == "" {
		contract -= len(changeColumns())
	}
	t := tabulate(append(columns, courseColumns()...), points)
	t.contract = contract
	return t
}

// changeColumns say how a period differs from another one.
func changeColumns() []column[analytics.Point] {
	of := func(read func(analytics.PeriodChange) cell) func(analytics.Point) cell {
		return func(p analytics.Point) cell {
			if p.Course == nil || p.Course.Change == nil {
				return cell{}
			}
			return read(*p.Course.Change)
		}
	}
	return []column[analytics.Point]{
		{"compared_with", unitNone, of(func(c analytics.PeriodChange) cell { return textOf(c.With) })},
		{"change", unitFraction, of(func(c analytics.PeriodChange) cell { return numberOf(c.Difference) })},
		{"change_low", unitFraction, of(func(c analytics.PeriodChange) cell { return numberOf(c.Low) })},
		{"change_high", unitFraction, of(func(c analytics.PeriodChange) cell { return numberOf(c.High) })},
	}
}

// courseColumns say what tests make of a period.
func courseColumns() []column[analytics.Point] {
	of := func(read func(analytics.PointCourse) cell) func(analytics.Point) cell {
		return func(p analytics.Point) cell {
			if p.Course == nil {
				return cell{}
			}
			return read(*p.Course)
		}
	}
	return []column[analytics.Point]{
		{"tested", unitNone, of(func(c analytics.PointCourse) cell { return flagOf(c.Tested) })},
		{"seasonally_adjusted", unitFraction, of(func(c analytics.PointCourse) cell { return numberOf(c.Adjusted) })},
		{"complaints_adjusted", unitComplaints, of(func(c analytics.PointCourse) cell { return numberOf(c.AdjustedComplaints) })},
		{"level", unitFraction, of(func(c analytics.PointCourse) cell { return numberOf(c.Level) })},
	}
}

// eventOf is what a reader must know about a period, as codes: provisional where so
// many complaints are open that the rate will still move, and what tests mark.
func eventOf(p analytics.Point) string {
	var codes []string
	if p.Provisional {
		codes = append(codes, string(analytics.Provisional))
	}
	if p.Course != nil {
		for _, event := range p.Course.Events {
			codes = append(codes, string(event))
		}
	}
	for _, entry := range p.Entries {
		codes = append(codes, "entry:"+entry.ID)
	}
	return strings.Join(codes, ";")
}

// rowTrend is the trend of a row of a league table: by how much a year, where it can
// be told from none.
func (l *locale) rowTrend(t *analytics.RowTrend) figure {
	switch {
	case t == nil:
		return figure{Why: l.text("trend.flag.unknown")}
	case t.Flag == analytics.TrendUp:
		return figure{Text: "▲ " + l.points(t.Slope)}
	case t.Flag == analytics.TrendDown:
		return figure{Text: "▼ " + l.points(t.Slope)}
	}
	return figure{Text: l.text("trend.flag.short")}
}

// trendsOf says what the trends of a league table rest on, or why there are none.
func (l *locale) trendsOf(t analytics.RowTrends) string {
	if t.Withheld != "" {
		return l.text("trends.withheld."+string(t.Withheld), "Need", int64(t.Need))
	}
	return l.text("trends.of."+string(t.Share), "Age", int64(analytics.DefaultAge), "Rows", int64(t.Tested), "Need", int64(t.Need))
}
