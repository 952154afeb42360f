package dashboard

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"redress/analytics"
)

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
