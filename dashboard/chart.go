package dashboard

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"redress/analytics"
)

// This file is the only importer of go-echarts, which is used as a builder of
// options and never to render: its own templates would let a name from the
// data become script. An option reaches the page as JSON in a data block that
// html/template escapes and no browser executes; static/charts.js draws it.

// A chart is one drawing with the words that stand for it. The table beside it
// holds the same numbers.
type chart struct {
	Kind    string // how charts.js finishes it: trend, caterpillar, funnel
	Heading string // of its section; empty where it stands under another one's
	Title   string // in front of Says; empty where the heading is enough
	Says    string // one sentence: what is drawn
	Data    chartData
	Size    int // marks, in steps of five: sets the height; 0 for a fixed one
}

// chartData is what charts.js reads.
type chartData struct {
	Option map[string]any `json:"option"` // go-echarts' own form of an option
	Tips   []string       `json:"tips"`   // one text per mark
}

// missing is how ECharts is told that there is no value.
const missing = "-"

// caterpillarRows is how many rows a caterpillar plot can show legibly.
const caterpillarRows = 60

// dottedPeriods is up to how many periods each has its point. A longer line
// has only the hollow ones, which say that a figure is not to be relied on.
const dottedPeriods = 60

// trendChart draws the rate with its interval above and the number of
// complaints below, on two scales that cannot be confused. Nil when there is
// no chart library, or no two rates to connect: the table says the rest.
func (s *Server) trendChart(r request, v analytics.View, points []analytics.Point) *chart {
	l, def := r.locale, v.Query.Def
	if len(s.assets.scripts()) == 0 || rates(points, def) < 2 {
		return nil
	}
	var periods []string
	var low, band, rate []opts.LineData
	var volume []opts.BarData
	var tips []string
	for _, p := range points {
		periods = append(periods, p.Period)
		volume = append(volume, opts.BarData{Value: p.Complaints})
		one := p.Rate(def)
		cell := l.rate(one)
		tip := p.Period + "\n" + l.text("chart.tip", "Complaints", p.Complaints, "Rate", cell.Text+cell.Why, "Of", cell.Of, "Interval", cell.Interval)
		if p.Partial {
			tip += "\n" + l.text("trend.partial")
		}
		if p.Provisional {
			tip += "\n" + l.text("trend.provisional")
		}
		tips = append(tips, tip)
		if one.Value == nil || one.Low == nil || one.High == nil {
			low, band, rate = append(low, opts.LineData{Value: missing}), append(band, opts.LineData{Value: missing}), append(rate, opts.LineData{Value: missing})
			continue
		}
		symbol := "circle"
		if len(points) > dottedPeriods {
			symbol = "none"
		}
		if p.Partial || p.Provisional {
			symbol = "emptyCircle"
		}
		low = append(low, opts.LineData{Value: *one.Low})
		band = append(band, opts.LineData{Value: *one.High - *one.Low})
		rate = append(rate, opts.LineData{Value: *one.Value, Symbol: symbol})
	}
	title := l.text("chart.trend.title", "Rate", l.text("column."+rateColumn(def)))
	says := l.text("chart.trend.says")
	line := charts.NewLine()
	line.SetGlobalOptions(shared("trend", says)...)
	line.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "axis"}),
		charts.WithGridOpts(opts.Grid{Left: "56", Right: "16", Top: "12", Height: "210"}, opts.Grid{Left: "56", Right: "16", Top: "250", Height: "74"}),
		charts.WithXAxisOpts(opts.XAxis{Type: "category", Data: periods, AxisLabel: &opts.AxisLabel{Show: opts.Bool(false)}}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: 1}),
	)
	line.ExtendXAxis(opts.XAxis{Type: "category", Data: periods, GridIndex: 1})
	line.ExtendYAxis(opts.YAxis{Type: "value", GridIndex: 1, SplitNumber: 2})
	line.SetXAxis(periods)
	stacked := charts.WithLineChartOpts(opts.LineChart{Stack: "interval", ShowSymbol: opts.Bool(false), Symbol: "none"})
	line.AddSeries("low", low, stacked, charts.WithSeriesId("low"))
	line.AddSeries("band", band, stacked, charts.WithSeriesId("band"))
	line.AddSeries("rate", rate, charts.WithSeriesId("rate"),
		charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(true), SymbolSize: 6}))
	bars := charts.NewBar()
	bars.AddSeries("complaints", volume, charts.WithSeriesId("volume"), charts.WithBarChartOpts(opts.BarChart{XAxisIndex: 1, YAxisIndex: 1}))
	lone := charts.NewCustom()
	lone.AddSeries("lone", loneIntervals(points, def), charts.WithSeriesId("lone"), drawnBy("whisker"))
	line.Overlap(bars, lone)
	line.Validate()
	return &chart{Kind: "trend", Title: title, Says: says, Data: chartData{Option: line.JSON(), Tips: tips}}
}

// loneIntervals are the intervals of points without a neighbour: a band has no
// width there, and a point without its interval would look certain.
func loneIntervals(points []analytics.Point, def analytics.Definition) []opts.CustomData {
	rated := func(i int) bool { return i >= 0 && i < len(points) && points[i].Rate(def).Low != nil }
	var marks []opts.CustomData
	for i, p := range points {
		if one := p.Rate(def); rated(i) && !rated(i-1) && !rated(i+1) {
			marks = append(marks, opts.CustomData{Value: []any{i, *one.Low, *one.High}})
		}
	}
	return marks
}

// rates counts the points that have a rate.
func rates(points []analytics.Point, def analytics.Definition) (n int) {
	for _, p := range points {
		if p.Rate(def).Value != nil {
			n++
		}
	}
	return n
}

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
	all := len(ranked)
	ranked = ranked[:min(all, caterpillarRows)]
	var names, tips []string
	var marks []opts.CustomData
	adjusted := false
	for i, row := range ranked {
		name := shortened(l.standing(ranking.Entity, row))
		names, tips = append(names, name), append(tips, l.leagueTip(name, ranking.Query.Def, row))
		if value, low, high, ok := adjustedRate(row, ranking.Query.Def); ok {
			marks, adjusted = append(marks, opts.CustomData{Name: name, Value: []any{value, i, low, high, 1}}), true
		} else if rate := row.Rate(ranking.Query.Def); rate.Value != nil && rate.Low != nil && rate.High != nil {
			marks = append(marks, opts.CustomData{Name: name, Value: []any{*rate.Value, i, *rate.Low, *rate.High, 0}})
		}
	}
	says := l.text("chart.caterpillar.raw", "Count", int64(len(ranked)))
	if adjusted {
		says = l.text("chart.caterpillar.adjusted", "Count", int64(len(ranked)))
	}
	if left := all - len(ranked); left > 0 {
		says = sentences(says, l.text("chart.left_out", "Count", int64(left)))
	}
	plot := charts.NewCustom()
	plot.SetGlobalOptions(shared("caterpillar", says)...)
	plot.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "24", Top: "8", Bottom: "28", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: 1}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, Inverse: opts.Bool(true)}),
	)
	plot.AddSeries("interval", marks, charts.WithSeriesId("interval"), drawnBy("interval"))
	if total := ranking.Total.Rate(ranking.Query.Def).Value; total != nil {
		plot.AddSeries("all", []opts.CustomData{{Name: "all", Value: []any{*total, 0}}}, charts.WithSeriesId("all"), drawnBy("reference"))
	}
	plot.Validate()
	return &chart{Kind: "caterpillar", Heading: l.text("chart.caterpillar.title"), Says: says, Size: (len(ranked) + 4) / 5 * 5,
		Data: chartData{Option: plot.JSON(), Tips: tips}}
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

// drawnBy names one of the series that charts.js registers. It is a plain
// name: no function ever travels in an option.
func drawnBy(name string) charts.SeriesOpts {
	return charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.RenderItem = types.FuncStr(name) })
}

// shared are the options of every chart: described for screen readers, no
// legend (the caption says what is drawn), a fixed id.
func shared(id, says string) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithInitializationOpts(opts.Initialization{ChartID: id}),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(false)}),
		charts.WithAriaOpts(&opts.Aria{Enabled: opts.Bool(true), Label: &opts.AriaLabel{Enabled: opts.Bool(true), Description: says}}),
	}
}

// shortened keeps a name legible on an axis; the table has the whole name.
func shortened(name string) string {
	const limit = 28
	width := 0
	for i, r := range name {
		if width++; r >= 0x2E80 { // Han and other full-width signs take two places
			width++
		}
		if width > limit {
			return name[:i] + "…"
		}
	}
	return name
}
