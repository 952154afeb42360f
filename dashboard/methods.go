package dashboard

import (
	"context"
	"errors"

	"redress/analytics"
)

// A methodsPage is /methods: how every figure is computed.
type methodsPage struct {
	Floors  []string
	Metrics []metricEntry
	Example []exampleRow
}

// A metricEntry is the definition of one figure. Numerator, denominator and
// formula are those of analytics, in the reader's language; a test holds the
// English ones against analytics, so that text and computation cannot drift.
type metricEntry struct {
	Code, Name, About      string
	Numerator, Denominator string
	Formula, Unit          string
	Direction, Reference   string
}

// An exampleRow is one invented platform of the worked example.
type exampleRow struct {
	Name  string
	Cells []string
}

// methods answers /methods. Its files hold one row per figure.
func (s *Server) methods(ctx context.Context, r request) (reply, error) {
	release, err := s.service.Release(ctx)
	if err != nil && !errors.Is(err, analytics.ErrNoRelease) {
		return reply{}, err // the methods are the same before the first release
	}
	return reply{
		view:  analytics.View{Release: release, MethodVersion: analytics.MethodVersion},
		table: tabulate(metricColumns(), analytics.Metrics()),
		page:  func() any { return newMethodsPage(r.locale, s.service.Floors()) },
	}, nil
}

func metricColumns() []column[analytics.Metric] {
	words := func(name string, read func(analytics.Metric) string) column[analytics.Metric] {
		return column[analytics.Metric]{name, unitNone, func(m analytics.Metric) cell { return textOf(read(m)) }}
	}
	return []column[analytics.Metric]{
		words("metric", func(m analytics.Metric) string { return m.Code }),
		words("unit", func(m analytics.Metric) string { return m.Unit }),
		words("numerator", func(m analytics.Metric) string { return m.Numerator }),
		words("denominator", func(m analytics.Metric) string { return m.Denominator }),
		words("formula", func(m analytics.Metric) string { return m.Formula }),
		{"high_is_good", unitNone, func(m analytics.Metric) cell {
			if m.HighIsGood == nil {
				return cell{}
			}
			return flagOf(*m.HighIsGood)
		}},
		words("reference", func(m analytics.Metric) string { return m.Reference }),
	}
}

func newMethodsPage(l *locale, floors analytics.Floors) methodsPage {
	p := methodsPage{Example: workedExample(l), Floors: []string{
		l.text("caveat.floors", "Closed", floors.RankClosed, "Rated", floors.RankRated, "Rate", floors.Rate)}}
	for _, m := range analytics.Metrics() {
		entry := metricEntry{Code: m.Code, Name: l.text("column." + m.Code), About: l.text("column." + m.Code + ".about"),
			Formula: l.text("formula." + m.Code), Unit: l.text("unit." + m.Unit), Direction: l.text("direction." + direction(m)),
			Reference: m.Reference}
		if m.Numerator != "" {
			entry.Numerator, entry.Denominator = l.text("numerator."+m.Code), l.text("denominator."+m.Code)
		}
		p.Metrics = append(p.Metrics, entry)
	}
	return p
}

func direction(m analytics.Metric) string {
	switch {
	case m.HighIsGood == nil:
		return "neither"
	case *m.HighIsGood:
		return "high"
	}
	return "low"
}

// workedExample is arithmetic a reader can redo by hand, on invented
// platforms. A test holds every figure against what analytics computes from
// the same counts.
func workedExample(l *locale) []exampleRow {
	const none = "—"
	row := func(name string, complaints, resolved, unresolved, unrated int64, rest ...string) exampleRow {
		return exampleRow{l.text("example." + name), append([]string{l.count(complaints), l.count(resolved),
			l.count(unresolved), l.count(unrated)}, rest...)}
	}
	interval := func(low, high float64) string {
		return l.text("rate.interval", "Low", l.share(low), "High", l.share(high))
	}
	place := func(low, high int64) string { return l.text("rank.interval", "Low", low, "High", high) }
	return []exampleRow{
		row("cedar", 1400, 940, 60, 300, l.share(0.94), interval(0.924, 0.953), l.share(0.954), l.share(0.671), place(1, 1)),
		row("maple", 400, 180, 120, 90, l.share(0.6), interval(0.544, 0.654), l.share(0.692), l.share(0.45), place(2, 2)),
		row("willow", 60, 14, 4, 40, l.share(0.778), interval(0.548, 0.910), l.share(0.931), l.share(0.233), l.text("note.too_few_to_rank")),
		row("rowan", 9, 3, 0, 5, none, none, none, none, l.text("note.too_few_for_rate")),
	}
}
