package dashboard

import (
	"context"

	"redress/analytics"
)

// A trendPart is a trend as chart and table.
type trendPart struct {
	Caption string
	Chart   *chart
	Heads   []header
	Rate    header
	// Adjusted and Changed head columns that only some trends have.
	Adjusted, Changed header
	Course            coursePart
	AtAge             header     // empty where the publisher does not say when complaints were closed
	Rows              []trendRow // newest first
	Partial           bool       // some period is not covered whole
	// Provisional says what the mark on some periods means; empty without one.
	Provisional string
	// Immature says what the mark on figures at an age means; empty without one.
	Immature string
}

// A trendRow is one period of a trend, formatted.
type trendRow struct {
	Period      string
	Days        string
	Partial     bool
	Provisional bool
	Heads       []figure
	Rate        rateCell
	AtAge       *rateCell // nil where there is no such column
	Immature    bool
	Adjusted    *figure // nil where there is no such column
	Changed     *sheetCell
	Events      []string
}

// A trendsPage is /trends.
type trendsPage struct {
	Trend   trendPart
	Caveats []string
}

// trends answers /trends: the view's complaints by period of opening.
func (s *Server) trends(ctx context.Context, r request) (reply, error) {
	trend, err := s.service.Trend(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  trend.View,
		table: trendTable(trend.View, trend.Points),
		page: func() any {
			return trendsPage{Trend: s.trendPart(r, trend.View, trend.Points, trend.Course), Caveats: trendCaveats(r.locale, trend.View)}
		},
	}, nil
}

func (s *Server) trendPart(r request, v analytics.View, points []analytics.Point, course analytics.Course) trendPart {
	l, def := r.locale, v.Query.Def
	columns := pick(trendColumns(v), "complaints", "closed", "rated", "resolved", "unrated")
	m := tableMaker{r: r, v: v}
	seasonal := course.Periods > 0 && points[course.First].Course.Adjusted != nil
	t := trendPart{Course: s.courseOf(r, v, course, points), Caption: l.text("trend.caption." + string(v.Query.By)), Rate: m.heading(rateColumn(def), "")}
	for _, c := range columns {
		t.Heads = append(t.Heads, m.heading(c.name, ""))
	}
	for i := len(points) - 1; i >= 0; i-- {
		point := points[i]
		row := trendRow{Period: point.Period, Partial: point.Partial, Provisional: point.Provisional, Rate: l.rate(point.Rate(def)),
			Days: l.text("scope.period", "From", l.day(point.Start), "To", l.day(point.End))}
		for _, c := range columns {
			row.Heads = append(row.Heads, l.shown(c.read(point), c.unit, ""))
		}
		if at := point.AtAge; at != nil {
			cell := l.rate(at.Rate)
			row.AtAge, row.Immature = &cell, !at.Mature && at.Rate.Value != nil
			t.AtAge = header{Text: l.text("column.at_age", "Age", int64(at.Age)), About: l.text("column.at_age.about", "Age", int64(at.Age))}
			if row.Immature {
				t.Immature = l.text("trend.immature_key", "Age", int64(at.Age))
			}
		}
		row.Events = l.events(point)
		if seasonal {
			t.Adjusted = m.heading("seasonally_adjusted", "")
			row.Adjusted = new(l.shown(numberOf(point.Course.Adjusted), unitFraction, l.text("course.not_tested")))
		}
		if v.Query.Compare != "" {
			t.Changed = header{Text: l.text("change.head." + string(v.Query.Compare)), About: l.text("column.change.about")}
			row.Changed = new(l.changed(point.Course.Change))
		}
		t.Partial = t.Partial || point.Partial
		if point.Provisional {
			t.Provisional = l.text("trend.provisional_key", "Percent", int64(analytics.ProvisionalPercent))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Chart = s.trendChart(r, v, points)
	return t
}

func trendCaveats(l *locale, v analytics.View) []string {
	return []string{
		l.text("caveat.sample"),
		l.text("caveat.trend"),
		l.text("caveat.provisional", "Percent", int64(analytics.ProvisionalPercent)),
		l.text("caveat.age"),
		l.text("caveat.course"),
		l.text("caveat.interval"),
		l.text("caveat.rate_floor", "Rate", v.Floors.Rate),
	}
}
