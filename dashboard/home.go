package dashboard

import (
	"context"

	"redress/analytics"
)

// An indexPage is the first page.
type indexPage struct {
	Keys    []keyFigure
	Trend   trendPart
	Issues  standingsTable
	Best    standingsTable
	Last    standingsTable // the other end; empty where the list is short
	More    link
	AllIss  link
	Changes alertPart
	Caveats []string
}

// A keyFigure is one headline number with what it rests on.
type keyFigure struct {
	Label, About string
	Value        figure
	Detail       string
	Rate         *rateCell // where the figure is a rate
}

// frontRows is how many platforms of each end the first page shows.
const frontRows = 5

// index answers /: what is known, and how fresh it is.
func (s *Server) index(ctx context.Context, r request) (reply, error) {
	if r.format != asPage { // files hold the totals only, which are counted in no time
		v, err := s.service.Totals(ctx, r.query)
		return keyReply(v), err
	}
	overview, err := s.service.Overview(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	answer := keyReply(overview.View)
	answer.page = func() any { return s.newIndexPage(r, overview) }
	return answer, nil
}

// keyReply is an answer of which the files hold the key figures.
func keyReply(v analytics.View) reply {
	return reply{view: v, table: tabulate(keyColumns(v), []analytics.Measures{v.Total})}
}

// keyColumns are the key figures as one row: the source, then every measure.
func keyColumns(v analytics.View) []column[analytics.Measures] {
	source := column[analytics.Measures]{"source", unitNone, func(analytics.Measures) cell { return textOf(v.Source.Code) }}
	return append([]column[analytics.Measures]{source}, measureColumns(v)...)
}

func (s *Server) newIndexPage(r request, o analytics.Overview) indexPage {
	l := r.locale
	m := tableMaker{r: r, v: o.View}
	platform, platforms, issues := viewNamed("platform"), viewNamed("platforms"), viewNamed("issues")
	p := indexPage{
		Keys:    keyFigures(l, o.View),
		Trend:   s.trendPart(r, o.View, o.Trend, o.Course),
		Issues:  m.make("issues", l.text("index.issues"), analytics.Issue, o.Issues, viewNamed("issue")),
		More:    link{Text: l.text("index.more_platforms", "Count", int64(len(o.Platforms))), Href: r.elsewhere(*platforms, "")},
		AllIss:  link{Text: l.text("index.more_issues"), Href: r.elsewhere(*issues, "")},
		Caveats: caveats(l, o.View),
	}
	if o.Changes != nil {
		p.Changes = r.changes("front", o.Changes, o.Changes.Current, "")
	}
	first, last := o.Platforms, []analytics.Standing(nil)
	if len(first) > 2*frontRows {
		first, last = first[:frontRows], first[len(first)-frontRows:]
	}
	p.Best = m.make("best", l.text("index.best"), analytics.Platform, first, platform)
	p.Last = m.make("last", l.text("index.last"), analytics.Platform, last, platform)
	return p
}

// keyFigures are the headline numbers of a view: how many, the three rates,
// how long, and how many nobody judged.
func keyFigures(l *locale, v analytics.View) []keyFigure {
	total := v.Total
	label := func(name string) keyFigure {
		return keyFigure{Label: l.text("column." + name), About: l.text("column." + name + ".about")}
	}
	complaints := label("complaints")
	complaints.Value = figure{Text: l.count(total.Complaints)}
	complaints.Detail = l.text("key.closed", "Closed", total.Closed(), "Open", total.Open)
	keys := []keyFigure{complaints}
	for _, def := range analytics.Definitions {
		key := label(rateColumn(def))
		rate := l.rate(total.Rate(def))
		key.Rate, key.Value = &rate, rate.figure
		key.Detail = l.text("key."+string(def), "Numerator", total.Rate(def).Numerator, "Denominator", total.Rate(def).Denominator)
		keys = append(keys, key)
	}
	unrated := label("unrated_share")
	unrated.Value = l.shown(numberOf(total.UnratedShare), unitFraction, l.text("absent.nothing_counted"))
	unrated.Detail = l.text("key.unrated", "Unrated", total.Unrated, "Rated", total.Rated())
	days := label("median_days_to_close")
	why := l.text("absent.nothing_counted")
	if !v.Source.Asked("closed_on") {
		why = l.text("absent.not_asked")
	}
	days.Value = l.shown(numberOf(total.MedianDaysToClose), unitDays, why)
	if total.P90DaysToClose != nil {
		days.Detail = l.text("key.p90", "Days", l.decimal(*total.P90DaysToClose))
	}
	return append(keys, unrated, days)
}
