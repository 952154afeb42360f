package dashboard

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Files named chart… are the only importers of go-echarts, which is used as a builder of
// options and never to render: its own templates would let a name from the
// data become script. An option reaches the page as JSON in a data block that
// html/template escapes and no browser executes; static/charts.js draws it.

// A chart is one drawing with the words that stand for it. The table beside it
// holds the same numbers.
type chart struct {
	Kind    string // how charts.js finishes it: trend, curves, caterpillar, funnel, sankey
	Heading string // of its section; empty where it stands under another one's
	Title   string // in front of Says; empty where the heading is enough
	Says    string // one sentence: what is drawn
	Data    chartData
	Size    int // marks, in steps of five: sets the height; 0 for a fixed one
}

// chartData is what charts.js reads.
type chartData struct {
	Option map[string]any `json:"option"`          // go-echarts' own form of an option
	Tips   []string       `json:"tips"`            // one text per mark
	Unit   string         `json:"unit,omitempty"`  // of the values
	Marks  []chartMark    `json:"marks,omitempty"` // vertical lines
	Long   bool           `json:"long,omitempty"`  // names of rows stand whole, on several lines
	Nodes  int            `json:"nodes,omitempty"` // of a sankey: so many tips are of nodes, the others of bands
}

// A chartMark is a vertical line with its name.
type chartMark struct {
	At   any    `json:"at"` // as on the axis
	Name string `json:"name"`
}

// missing is how ECharts is told that there is no value.
const missing = "-"

// caterpillarRows is how many rows a caterpillar plot can show legibly.
const caterpillarRows = 60

// dottedPeriods is up to how many periods each has its point. A longer line
// has only the hollow ones, which say that a figure is not to be relied on.
const dottedPeriods = 60

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
