package dashboard

import (
	"math"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// intervals are estimates with their intervals, one per row, on one scale.
type intervals struct {
	id, heading, says string
	rows              []intervalRow
	reference         *float64 // a line through all rows: no effect, or everybody's rate
	unit              string   // of the values: unitFraction or a plain number
	whole             bool     // the scale is 0 to 1, else it fits the rows
	long              bool     // names are combinations that begin alike: they stand whole, on rows twice as high
}

// An intervalRow is one estimate. Hollow ones are not to be relied on, or are of
// another kind: says tells.
type intervalRow struct {
	name             string
	value, low, high float64
	hollow           bool
	tip              string
}

// intervalChart draws the first rows; nil when there is no chart library, or
// nothing to draw. The table has all of them.
func (s *Server) intervalChart(l *locale, c intervals) *chart {
	if len(s.assets.scripts()) == 0 || len(c.rows) == 0 {
		return nil
	}
	return c.chart(l)
}

func (c intervals) chart(l *locale) *chart {
	all := len(c.rows)
	c.rows = c.rows[:min(all, caterpillarRows)]
	if left := all - len(c.rows); left > 0 {
		c.says = sentences(c.says, l.text("chart.left_out", "Count", int64(left)))
	}
	var names, tips []string
	var marks []opts.CustomData
	for i, row := range c.rows {
		full := 1
		if row.hollow {
			full = 0
		}
		name := row.name
		if !c.long {
			name = shortened(name)
		}
		names, tips = append(names, name), append(tips, row.tip)
		marks = append(marks, opts.CustomData{Name: name, Value: []any{row.value, i, row.low, row.high, full}})
	}
	low, high := c.scale()
	plot := charts.NewCustom()
	plot.SetGlobalOptions(shared(c.id, c.says)...)
	plot.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}),
		charts.WithGridOpts(opts.Grid{Left: "8", Right: "24", Top: "8", Bottom: "28", ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(opts.XAxis{Type: "value", Min: low, Max: high}),
		charts.WithYAxisOpts(opts.YAxis{Type: "category", Data: names, Inverse: opts.Bool(true)}),
	)
	plot.AddSeries("interval", marks, charts.WithSeriesId("interval"), drawnBy("interval"))
	if c.reference != nil {
		plot.AddSeries("all", []opts.CustomData{{Name: "all", Value: []any{*c.reference, 0}}}, charts.WithSeriesId("all"), drawnBy("reference"))
	}
	plot.Validate()
	size := (len(c.rows) + 4) / 5 * 5
	if c.long {
		size = min(2*size, caterpillarRows)
	}
	return &chart{Kind: "caterpillar", Heading: c.heading, Says: c.says, Size: size,
		Data: chartData{Option: plot.JSON(), Tips: tips, Unit: c.unit, Long: c.long}}
}

// scale are the ends of the axis: those of the unit, or round numbers around all
// rows and the reference.
func (c intervals) scale() (low, high float64) {
	if c.whole {
		return 0, 1
	}
	low, high = math.Inf(1), math.Inf(-1)
	for _, row := range c.rows {
		low, high = min(low, row.low, row.value), max(high, row.high, row.value)
	}
	if c.reference != nil {
		low, high = min(low, *c.reference), max(high, *c.reference)
	}
	if high <= low {
		high = low + 1
	}
	step := math.Pow(10, math.Floor(math.Log10(high-low)))
	return math.Floor(low/step) * step, math.Ceil(high/step) * step
}
