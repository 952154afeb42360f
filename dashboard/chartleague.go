package dashboard

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"redress/analytics"
)

// leagueCharts are the charts of a league table: every rate with its interval,
// and every rate against the complaints it rests on. The table has their data.
func (s *Server) leagueCharts(r request, ranking analytics.Ranking) []*chart {
	ranked, _ := split(ranking.Rows)
	if len(s.assets.scripts()) == 0 || len(ranked) < 2 {
		return nil
	}
	if ranking.Query.Def == analytics.Rated {
		slices.SortStableFunc(ranked, func(a, b analytics.Standing) int { return cmp.Compare(a.Rank, b.Rank) })
	}
	drawn := []*chart{caterpillar(r.locale, ranking, ranked)}
	if len(ranking.Funnel.Limits) > 1 && ranking.Funnel.Target != nil {
		drawn = append(drawn, funnel(r.locale, ranking, ranked))
	}
	return drawn
}

// caterpillar draws the first ranked rows with their intervals, adjusted where
// they can be, and the rate of all complaints together.
func caterpillar(l *locale, ranking analytics.Ranking, ranked []analytics.Standing) *chart {
	shown := ranked[:min(len(ranked), caterpillarRows)]
	c := intervals{id: "caterpillar", heading: l.text("chart.caterpillar.title"), unit: unitFraction, whole: true,
		says: l.text("chart.caterpillar.raw", "Count", int64(len(shown))), reference: ranking.Total.Rate(ranking.Query.Def).Value}
	for i, row := range ranked {
		name := l.standing(ranking.Entity, row)
		tip := l.leagueTip(shortened(name), ranking.Query.Def, row)
		if value, low, high, ok := adjustedRate(row, ranking.Query.Def); ok {
			c.rows = append(c.rows, intervalRow{name: name, value: value, low: low, high: high, tip: tip})
			if i < len(shown) {
				c.says = l.text("chart.caterpillar.adjusted", "Count", int64(len(shown)))
			}
		} else if rate := row.Rate(ranking.Query.Def); rate.Value != nil && rate.Low != nil && rate.High != nil {
			c.rows = append(c.rows, intervalRow{name: name, value: *rate.Value, low: *rate.Low, high: *rate.High, hollow: true, tip: tip})
		}
	}
	return c.chart(l)
}

// adjustedRate is the adjusted rate with its interval, where there is one and the
// rate it adjusts is the one asked for.
func adjustedRate(row analytics.Standing, def analytics.Definition) (value, low, high float64, ok bool) {
	m := row.CaseMix
	if def != analytics.Rated || m == nil || m.Rate == nil || m.Low == nil || m.High == nil {
		return 0, 0, 0, false
	}
	return *m.Rate, *m.Low, *m.High, true
}

// leagueTip is what a chart says of one row.
func (l *locale) leagueTip(name string, def analytics.Definition, row analytics.Standing) string {
	cell, adjusted := l.rate(row.Rate(def)), l.adjusted(row)
	lines := []string{name, l.text("chart.tip_rate", "Rate", cell.Text+cell.Why, "Of", cell.Of, "Interval", cell.Interval)}
	if adjusted.Text != "" && def == analytics.Rated {
		lines = append(lines, l.text("chart.tip_adjusted", "Rate", adjusted.Text, "Interval", adjusted.Interval))
	}
	if place := l.rank(row); place.Text != "" {
		lines = append(lines, l.text("chart.tip_rank", "Interval", place.Text))
	}
	if words := l.funnelWords(row); words != "" {
		lines = append(lines, words)
	}
	return strings.Join(append(lines, l.text("chart.tip_complaints", "Complaints", row.Complaints)), "\n")
}

// funnel draws every ranked row's rate against its judged complaints, within the
// limits that chance alone would keep it in. Shape says which side of them it is.
func funnel(l *locale, ranking analytics.Ranking, ranked []analytics.Standing) *chart {
	var tips []string
	var points []opts.ScatterData
	low, high := *ranking.Funnel.Target, *ranking.Funnel.Target
	for _, row := range ranked {
		rate := row.ResolutionRate.Value
		if rate == nil {
			continue
		}
		name := shortened(l.standing(ranking.Entity, row))
		tips = append(tips, l.leagueTip(name, analytics.Rated, row))
		symbol := funnelSymbol(row.Funnel)
		symbol.Name, symbol.Value = name, []any{row.Rated(), *rate}
		points = append(points, symbol)
		low, high = min(low, *rate), max(high, *rate)
	}
	lines := make([][]opts.LineData, 5)
	for _, at := range ranking.Funnel.Limits {
		for i, limit := range []float64{at.Low998, at.Low, at.High, at.Hi998, *ranking.Funnel.Target} {
			lines[i] = append(lines[i], opts.LineData{Value: []any{at.Rated, limit}})
			low, high = min(low, limit), max(high, limit)
		}
	}
	says := l.text("chart.funnel.says", "Count", int64(len(points)))
	if ranking.Funnel.TooSpread {
		says = l.text("chart.funnel.too_spread", "Count", int64(len(points)))
	} else if ranking.Funnel.Spread {
		says = sentences(says, l.text("chart.funnel.spread"))
	}
	if left := ranking.Ranked - len(points); left > 0 {
		says = sentences(says, l.text("chart.left_out", "Count", int64(left)))
	}
	bottom := math.Floor(low*10) / 10
	if bottom > 0 {
		says = sentences(says, l.text("chart.not_from_zero", "From", l.share(bottom)))
	}
	plot := charts.NewScatter()
	plot.SetGlobalOptions(shared("funnel", says)...)
	plot.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "56", Right: "24", Top: "12", Bottom: "52"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "log", Name: l.text("chart.funnel.axis"), NameLocation: "middle", NameGap: 30}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: bottom, Max: math.Min(1, math.Ceil(high*10)/10)}),
	)
	plot.AddSeries("points", points, charts.WithSeriesId("points"))
	limits := charts.NewLine()
	for i, id := range []string{"low998", "low95", "high95", "high998", "target"} {
		limits.AddSeries(id, lines[i], charts.WithSeriesId(id), charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false), Symbol: "none"}))
	}
	plot.Overlap(limits)
	plot.Validate()
	return &chart{Kind: "funnel", Heading: l.text("chart.funnel.title"), Says: says, Data: chartData{Option: plot.JSON(), Tips: tips}}
}

// funnelSymbol is the shape of a position: a dot within, a triangle outside the
// 95 % limits that points away from them, a diamond outside the 99.8 % limits.
func funnelSymbol(position analytics.FunnelPosition) opts.ScatterData {
	switch position {
	case analytics.Above:
		return opts.ScatterData{Symbol: "triangle", SymbolSize: 11}
	case analytics.Below:
		return opts.ScatterData{Symbol: "triangle", SymbolSize: 11, SymbolRotate: 180}
	case analytics.FarAbove, analytics.FarBelow:
		return opts.ScatterData{Symbol: "diamond", SymbolSize: 13}
	case analytics.Within:
		return opts.ScatterData{Symbol: "circle", SymbolSize: 8}
	}
	return opts.ScatterData{Symbol: "emptyCircle", SymbolSize: 8} // no position
}
