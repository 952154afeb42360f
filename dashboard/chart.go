package dashboard

import (
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
	Kind  string // how charts.js finishes it: trend, caterpillar
	Title string
	Says  string // one sentence: what is drawn
	Data  chartData
	Size  int // marks, in steps of five: sets the height; 0 for a fixed one
}

// chartData is what charts.js reads.
type chartData struct {
	Option map[string]any `json:"option"` // go-echarts' own form of an option
	Tips   []string       `json:"tips"`   // one text per mark
}

// missing is how ECharts is told that there is no value.
const missing = "-"

// caterpillarRows is how many platforms a caterpillar plot can show legibly.
const caterpillarRows = 30

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

// caterpillar draws the first ranked platforms with their intervals, and the
// rate of all of them together.
func (s *Server) caterpillar(r request, v analytics.View, ranked []analytics.Standing) *chart {
	if len(s.assets.scripts()) == 0 || len(ranked) < 2 {
		return nil
	}
	l, def := r.locale, v.Query.Def
	if len(ranked) > caterpillarRows {
		ranked = ranked[:caterpillarRows]
	}
	var names, tips []string
	var marks []opts.CustomData
	for i, row := range ranked {
		name, rate := l.standing(analytics.Platform, row), row.Rate(def)
		cell := l.rate(rate)
		names = append(names, shortened(name))
		tips = append(tips, shortened(name)+"\n"+l.text("chart.tip", "Complaints", row.Complaints, "Rate", cell.Text+cell.Why, "Of", cell.Of, "Interval", cell.Interval))
		if rate.Value != nil && rate.Low != nil && rate.High != nil {
			marks = append(marks, opts.CustomData{Name: names[i], Value: []any{*rate.Value, i, *rate.Low, *rate.High}})
		}
	}
	says := l.text("chart.caterpillar.says", "Count", int64(len(ranked)))
	plot := charts.NewCustom()
	plot.SetGlobalOptions(shared("caterpillar", says)...)
	plot.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "24", Top: "8", Bottom: "28", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: 0, Max: 1}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, Inverse: opts.Bool(true)}),
	)
	plot.AddSeries("interval", marks, charts.WithSeriesId("interval"), drawnBy("interval"))
	if total := v.Total.Rate(def).Value; total != nil {
		plot.AddSeries("all", []opts.CustomData{{Name: "all", Value: []any{*total, 0}}}, charts.WithSeriesId("all"), drawnBy("reference"))
	}
	plot.Validate()
	return &chart{Kind: "caterpillar", Title: l.text("chart.caterpillar.title"), Says: says, Size: (len(ranked) + 4) / 5 * 5,
		Data: chartData{Option: plot.JSON(), Tips: tips}}
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
