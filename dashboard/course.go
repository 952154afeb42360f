package dashboard

import (
	"redress/analytics"
)

// A coursePart is what tests say of a trend, in sentences and as a chart.
type coursePart struct {
	// Of says which share is tested, and in which periods; the findings follow.
	Of       string
	Findings []string
	Chart    *chart
	// Limits says what the findings cannot bear.
	Limits []string
}

// courseOf writes what tests say of the points of a trend.
func (s *Server) courseOf(r request, v analytics.View, c analytics.Course, points []analytics.Point) coursePart {
	l := r.locale
	if len(points) == 0 {
		return coursePart{}
	}
	if c.Withheld != "" {
		return coursePart{Findings: []string{l.text("course.withheld." + string(c.Withheld))}}
	}
	if c.Periods == 0 {
		return coursePart{Findings: []string{l.text("course.none", "Floor", max(1, v.Floors.Rate))}}
	}
	words := courseWords{l: l, v: v, c: c, points: points}
	part := coursePart{Of: words.of(), Findings: words.line(), Chart: s.courseChart(r, v, c, points)}
	part.Findings = append(part.Findings, words.levels(c.Levels, "course.levels.", l.share)...)
	part.Findings = append(part.Findings, words.compared()...)
	if c.Volume.Withheld == "" {
		part.Findings = append(part.Findings, words.levels(c.Volume, "course.volume.", l.decimal)...)
	}
	part.Limits = words.limits()
	return part
}

// courseWords are what the sentences about a course are made of.
type courseWords struct {
	l      *locale
	v      analytics.View
	c      analytics.Course
	points []analytics.Point
}

// of says what is tested.
func (w courseWords) of() string {
	of := w.l.text("course.of."+string(w.c.Share), "Age", int64(w.v.Query.Age), "Periods", int64(w.c.Periods),
		"From", w.points[w.c.First].Period, "To", w.points[w.c.Last].Period)
	if w.c.Gaps > 0 {
		of = sentences(of, w.l.text("course.left_out", "Periods", int64(w.c.Gaps), "Floor", max(1, w.v.Floors.Rate)))
	}
	return of
}

// line says whether the share rises or falls.
func (w courseWords) line() []string {
	t := w.c.Line
	if t.Withheld != "" {
		return []string{w.short("course.line.", t.Withheld, t.Need)}
	}
	return []string{w.l.text("course.line."+string(t.Verdict), "Points", w.l.points(*t.Slope), "Low", w.l.points(*t.Low), "High", w.l.points(*t.High))}
}

// levels says when a level changed, and from what to what.
func (w courseWords) levels(t analytics.LevelTest, key string, write func(float64) string) []string {
	if t.Withheld == analytics.PeriodsTooShort {
		return nil // the line has said so
	}
	if t.Withheld != "" {
		return []string{w.short(key, t.Withheld, t.Need)}
	}
	if len(t.Levels) < 2 {
		return []string{w.l.text(key + "none")}
	}
	var all []string
	for i := 1; i < len(t.Levels); i++ {
		all = append(all, w.l.text(key+"change", "Period", w.points[t.Levels[i].First].Period,
			"Before", write(t.Levels[i-1].Value), "After", write(t.Levels[i].Value)))
	}
	return all
}

// compared sets the last period that can be compared beside the other one.
func (w courseWords) compared() []string {
	if w.v.Query.Compare == "" {
		return nil
	}
	for i := len(w.points) - 1; i >= 0; i-- {
		if c := w.points[i].Course.Change; c != nil && c.Difference != nil {
			return []string{w.l.text("course.compared."+string(c.Verdict), "Period", w.points[i].Period, "With", c.With,
				"Points", w.l.points(*c.Difference), "Low", w.l.points(*c.Low), "High", w.l.points(*c.High))}
		}
	}
	return []string{w.l.text("course.compared.none")}
}

// limits say what was not done, and what the marks are worth.
func (w courseWords) limits() []string {
	var all []string
	switch season := w.c.Season; season.Withheld {
	case "":
		if season.Strength != nil {
			all = append(all, w.l.text("course.season.done", "Strength", w.l.share(*season.Strength)))
		}
	case analytics.TooFewForSeason:
		all = append(all, w.l.text("course.season.too_few_for_season", "Floor", int64(analytics.SeasonFloor)))
	case analytics.TooFewPeriods:
		all = append(all, w.short("course.season.", season.Withheld, season.Need))
	}
	if signals := w.c.Signals; signals.Withheld == "" {
		key := "course.signals.plain"
		if signals.Wide {
			key = "course.signals.wide"
		}
		all = append(all, w.l.text(key, "Signals", int64(signals.Signals), "Drifts", int64(signals.Drifts)))
	}
	return append(all, w.l.text("course.why"))
}

// short says that there are too few periods for something.
func (w courseWords) short(key string, why analytics.Note, need int) string {
	return w.l.text(key+string(why), "Need", int64(need), "Periods", int64(w.c.Periods))
}

// events are the marks of a period in words.
func (l *locale) events(p analytics.Point) []string {
	var all []string
	if p.Course != nil {
		for _, event := range p.Course.Events {
			all = append(all, l.text("course.event."+string(event)))
		}
	}
	for _, entry := range p.Entries {
		all = append(all, l.text("impact.rival", "Name", l.entryTitle(entry), "Day", l.entryDay(entry)))
	}
	return all
}

// changed is how a period differs from the one it is compared with.
func (l *locale) changed(c *analytics.PeriodChange) sheetCell {
	switch {
	case c == nil || c.With == "":
		return sheetCell{figure: figure{Why: l.text("change.nothing_there")}}
	case c.Difference == nil:
		return sheetCell{figure: figure{Why: l.text("change.not_comparable")}}
	}
	cell := measured(l.points, l, c.Difference, c.Low, c.High, "")
	if c.Detectable() {
		cell.Of = l.text("change." + string(c.Verdict))
	}
	return cell
}

// courseChart draws the tested share with its interval, its levels and, where there is
// one, without its season; shapes mark periods.
func (s *Server) courseChart(r request, v analytics.View, c analytics.Course, points []analytics.Point) *chart {
	l := r.locale
	share, adjusted, level := curve{name: l.text("course.curve.share"), dash: solid}, curve{name: l.text("course.curve.adjusted"), dash: dashed}, curve{name: l.text("course.curve.level"), dash: dotted}
	drawn := curves{id: "course", unit: unitFraction, title: l.text("course.chart.title."+string(c.Share), "Age", int64(v.Query.Age))}
	seasonal := false
	first, last := max(0, c.First-1), min(len(points)-1, c.Last+6) // what came after is worth a look
	for i := first; i <= last; i++ {
		p := points[i]
		rate := p.ResolutionRate
		if c.Share == analytics.ShareAtAge {
			rate = p.AtAge.Rate
		}
		drawn.periods = append(drawn.periods, p.Period)
		value, low, high := rate.Value, rate.Low, rate.High
		at := len(drawn.periods) - 1
		if !p.Course.Tested {
			if value != nil {
				drawn.shapes = append(drawn.shapes, shape{at: at, value: *value, symbol: "emptyCircle"})
			}
			value, low, high = nil, nil, nil
		}
		share.value, share.low, share.high = append(share.value, value), append(share.low, low), append(share.high, high)
		adjusted.value, level.value = append(adjusted.value, p.Course.Adjusted), append(level.value, p.Course.Level)
		seasonal = seasonal || p.Course.Adjusted != nil
		if symbol := symbolOf(p.Course); symbol != "" && value != nil {
			drawn.shapes = append(drawn.shapes, shape{at: at, value: *value, symbol: symbol, down: p.Course.Has(analytics.SignalLow) || p.Course.Has(analytics.DriftLow)})
		}
		if p.Course.Has(analytics.LevelChanged) {
			drawn.marks = append(drawn.marks, mark{at, p.Period})
		}
		if n := len(p.Entries); n == 1 {
			drawn.marks = append(drawn.marks, mark{at, shortened(l.entryTitle(p.Entries[0]))})
		} else if n > 1 {
			drawn.marks = append(drawn.marks, mark{at, l.text("course.entries", "Count", int64(n))})
		}
		drawn.tips = append(drawn.tips, l.courseTip(p, l.rate(rate)))
	}
	drawn.lines = []curve{share}
	if len(c.Levels.Levels) > 1 {
		drawn.lines = append(drawn.lines, level)
	}
	if seasonal {
		drawn.lines = append(drawn.lines, adjusted)
	}
	drawn.says = l.text("course.chart.says")
	return s.curveChart(drawn)
}

// symbolOf is the shape of a period's signal: a triangle that points to its side, filled
// where the period itself lies outside the limits.
func symbolOf(p *analytics.PointCourse) string {
	switch {
	case p.Has(analytics.SignalLow), p.Has(analytics.SignalHigh):
		return "triangle"
	case p.Has(analytics.DriftLow), p.Has(analytics.DriftHigh):
		return "emptyTriangle"
	}
	return ""
}

func (l *locale) courseTip(p analytics.Point, rate rateCell) string {
	tip := p.Period + "\n" + l.text("chart.tip_rate", "Rate", rate.Text+rate.Why, "Of", rate.Of, "Interval", rate.Interval)
	if !p.Course.Tested {
		tip += "\n" + l.text("course.not_tested")
	}
	for _, words := range l.events(p) {
		tip += "\n" + words
	}
	return tip
}
