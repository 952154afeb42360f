package dashboard

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
)

// curves are lines over one common axis: days since a complaint was opened, or
// periods. Lines are told apart by dash and by the name at their end, never by
// colour alone.
type curves struct {
	id, title, says string
	// periods name the points of the axis, in their order; without them the points
	// stand at days.
	periods []string
	days    []float64
	axis    string // what the axis is, under it; empty where the points say it
	unit    string // of the values: unitFraction or a plain number
	lines   []curve
	marks   []mark
	shapes  []shape
	tips    []string // one per point of the axis
}

// A curve is one line with its interval. A nil value is a gap.
type curve struct {
	name             string // at its end; the reader's words, or a business's name
	dash             dash
	steps            bool // keeps its value until the next point
	value, low, high []*float64
}

// A dash is how a line is drawn.
type dash string

const (
	solid  dash = "solid"
	dashed dash = "dashed"
	dotted dash = "dotted"
)

// A mark is a vertical line at a point of the axis, with its name.
type mark struct {
	at   int // index of the point
	name string
}

// A shape marks one point of the axis at a value.
type shape struct {
	at     int
	value  float64
	symbol string
	down   bool // upside down
}

// curveChart draws curves; nil when there is no chart library or fewer than two points.
func (s *Server) curveChart(c curves) *chart {
	if len(s.assets.scripts()) == 0 || c.points() < 2 {
		return nil
	}
	line := charts.NewLine()
	line.SetGlobalOptions(shared(c.id, c.says)...)
	x := opts.XAxis{Type: "value", Name: c.axis, NameLocation: "middle", NameGap: 28}
	if len(c.periods) > 0 {
		x.Type = "category"
	}
	y := opts.YAxis{Type: "value"}
	if c.unit == unitFraction {
		y.Min, y.Max = 0, 1
	}
	line.SetGlobalOptions(
		charts.WithTooltipOpts(opts.Tooltip{Trigger: "axis"}),
		charts.WithGridOpts(opts.Grid{Left: "56", Right: "120", Top: "24", Bottom: "48"}),
		charts.WithXAxisOpts(x), charts.WithYAxisOpts(y),
	)
	if len(c.periods) > 0 {
		line.SetXAxis(c.periods) // Validate overwrites what the axis was given
	}
	for _, one := range c.lines {
		c.add(line, one)
	}
	if len(c.shapes) > 0 {
		line.Overlap(c.shaped())
	}
	line.Validate()
	return &chart{Kind: "curves", Title: c.title, Says: c.says, Data: chartData{Option: line.JSON(), Tips: c.tips, Unit: c.unit, Marks: c.placed()}}
}

// shaped are the shapes, as points of their own.
func (c curves) shaped() *charts.Scatter {
	var data []opts.ScatterData
	for _, s := range c.shapes {
		turned := 0
		if s.down {
			turned = 180
		}
		value := []any{s.value}
		if len(c.periods) > 0 {
			value = append([]any{c.periods[s.at]}, value...)
		} else {
			value = append([]any{c.days[s.at]}, value...)
		}
		data = append(data, opts.ScatterData{Value: value, Symbol: s.symbol, SymbolSize: 9, SymbolRotate: turned})
	}
	scatter := charts.NewScatter()
	scatter.AddSeries("", data, charts.WithSeriesId("shape"))
	return scatter
}

func (c curves) points() int { return max(len(c.periods), len(c.days)) }

// add draws a line and, below it, its interval as two stacked areas. charts.js
// knows the parts by the beginnings of their ids.
func (c curves) add(line *charts.Line, one curve) {
	step := charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false), Symbol: "none"})
	if one.steps {
		step = charts.WithLineChartOpts(opts.LineChart{ShowSymbol: opts.Bool(false), Symbol: "none", Step: "end"})
	}
	if one.low != nil && one.high != nil {
		var low, band []opts.LineData
		for i := range c.points() {
			low, band = append(low, c.datum(i, one.low[i], nil)), append(band, c.datum(i, one.high[i], one.low[i]))
		}
		stacked := charts.WithLineChartOpts(opts.LineChart{Stack: "interval " + one.name, ShowSymbol: opts.Bool(false), Symbol: "none"})
		if one.steps {
			stacked = charts.WithLineChartOpts(opts.LineChart{Stack: "interval " + one.name, ShowSymbol: opts.Bool(false), Symbol: "none", Step: "end"})
		}
		line.AddSeries("", low, stacked, charts.WithSeriesId("low "+one.name))
		line.AddSeries("", band, stacked, charts.WithSeriesId("band "+one.name))
	}
	var data []opts.LineData
	for i := range c.points() {
		data = append(data, c.datum(i, one.value[i], nil))
	}
	line.AddSeries(one.name, data, step, charts.WithSeriesId("line "+one.name), charts.WithLineStyleOpts(opts.LineStyle{Type: string(one.dash)}))
}

// datum is one point: its value less what stands below it.
func (c curves) datum(i int, value, below *float64) opts.LineData {
	if value == nil {
		return opts.LineData{Value: c.pair(i, missing)}
	}
	v := *value
	if below != nil {
		v -= *below
	}
	return opts.LineData{Value: c.pair(i, v)}
}

func (c curves) pair(i int, value any) any {
	if len(c.periods) > 0 {
		return value
	}
	return []any{c.days[i], value}
}

// crowded is how close to another mark, in eighths of the axis, one stands without its
// name: the tip and the table have it.
const crowded = 2

// placed are the marks where the axis has them.
func (c curves) placed() []chartMark {
	out := make([]chartMark, 0, len(c.marks))
	named := -crowded // the last mark with a name, in eighths of the axis
	for _, m := range c.marks {
		if at := 8 * m.at / max(1, c.points()-1); at-named < crowded {
			m.name = ""
		} else {
			named = at
		}
		if len(c.periods) > 0 {
			out = append(out, chartMark{At: c.periods[m.at], Name: m.name})
		} else {
			out = append(out, chartMark{At: c.days[m.at], Name: m.name})
		}
	}
	return out
}
