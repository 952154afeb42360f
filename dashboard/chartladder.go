package dashboard

import (
	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"

	"redress/analytics"
)

// ladderChart draws where complaints went from each stage, as bands whose width is
// their number. Names and counts stand at every node; colour only repeats them. Flows
// down the ladder, which a diagram of this kind cannot draw, are in the table. nil
// without the chart library or without a flow.
func (s *Server) ladderChart(l *locale, climb analytics.Climb) *chart {
	if len(s.assets.scripts()) == 0 || len(climb.Flows) == 0 {
		return nil
	}
	var nodes []opts.SankeyNode
	var tips, bands []string
	var links []opts.SankeyLink
	labels := map[string]string{}
	place := func(code, name string, n int64) {
		if labels[code] == "" {
			labels[code] = l.text("chart.ladder.node", "Name", name, "Count", n)
			nodes, tips = append(nodes, opts.SankeyNode{Name: labels[code]}), append(tips, labels[code])
		}
	}
	ends := map[analytics.StageEnd]int64{}
	for _, stage := range climb.Stages {
		place(string(stage.Stage), l.text("stage."+string(stage.Stage)), stage.Entered)
	}
	for _, f := range climb.Flows {
		if f.To == "" {
			ends[f.End] += f.N
		}
	}
	for _, end := range analytics.StageEnds {
		if ends[end] > 0 {
			place(string(end), l.text("end."+string(end)), ends[end])
		}
	}
	for _, f := range climb.Flows {
		if f.Back() {
			continue
		}
		links = append(links, opts.SankeyLink{Source: labels[string(f.From)], Target: labels[flowCode(f)], Value: float32(f.N)})
		bands = append(bands, l.text("chart.ladder.flow", "From", l.text("stage."+string(f.From)), "To", l.flowName(f), "Count", f.N))
	}
	says := l.text("chart.ladder.says", "Count", climb.Complaints)
	sankey := charts.NewSankey()
	sankey.SetGlobalOptions(shared("ladder", says)...)
	sankey.AddSeries("", nodes, links, charts.WithSeriesId("ladder"))
	sankey.SetGlobalOptions(charts.WithTooltipOpts(opts.Tooltip{Trigger: "item"}))
	sankey.Validate()
	return &chart{Kind: "sankey", Heading: l.text("chart.ladder.title"), Says: says,
		Data: chartData{Option: sankey.JSON(), Tips: append(tips, bands...), Nodes: len(nodes)}}
}
