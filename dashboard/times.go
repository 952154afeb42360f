package dashboard

import (
	"context"
	"slices"

	"redress/analytics"
)

// A timesPage is /times: how long complaints took, by each clock.
type timesPage struct {
	Clocks  []clockPart
	Caveats []string
	Empty   bool // no complaint in the view
}

// A clockPart is one clock: what it says in words, as a chart, by age, by platform.
type clockPart struct {
	ID, Heading, About string
	Chart              *chart
	Says               []string // what is found, in sentences
	States             *sheet   // what had become of complaints by fixed ages; nil where it cannot be given
	Rows               *sheet   // the platforms; nil on a profile
	Few                string   // how many platforms are not in Rows
	More               link     // to /times, on a profile
}

// times answers /times. Its files hold a row per platform and clock, and one of
// everybody's.
func (s *Server) times(ctx context.Context, r request) (reply, error) {
	t, err := s.service.Times(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{view: t.View, table: tabulate(timeColumns(), timeRows(t)), page: func() any { return s.newTimesPage(r, t) }}, nil
}

func (s *Server) newTimesPage(r request, t analytics.Times) timesPage {
	page := timesPage{Caveats: timeCaveats(r.locale, t), Empty: t.Total.Complaints == 0}
	for _, c := range t.Clocks {
		part := s.clockPart(r, c)
		part.Rows, part.Few = timeSheet(r, c)
		page.Clocks = append(page.Clocks, part)
	}
	return page
}

// timeSection is the part of a profile about time.
func (s *Server) timeSection(r request, t analytics.Times) []clockPart {
	l := r.locale
	var parts []clockPart
	for _, c := range t.Clocks {
		part := s.clockPart(r, c)
		if len(c.Rows) == 0 {
			continue
		}
		to := r
		to.query.Filters = withPlatform(r.query.Filters, c.Rows[0].Slug)
		part.More = link{Text: l.text("times.more"), Href: to.elsewhere(*viewNamed("times"), "") + "#clock-" + string(c.Clock)}
		parts = append(parts, part)
	}
	return parts
}

func withPlatform(filters map[analytics.Dimension]analytics.Filter, slug string) map[analytics.Dimension]analytics.Filter {
	out := map[analytics.Dimension]analytics.Filter{analytics.DimPlatform: {Values: []string{slug}}}
	for d, f := range filters {
		if d != analytics.DimPlatform {
			out[d] = f
		}
	}
	return out
}

// clockPart is what is said of a clock: of everybody, or of the platforms picked.
func (s *Server) clockPart(r request, c analytics.ClockTimes) clockPart {
	l := r.locale
	part := clockPart{ID: "clock-" + string(c.Clock), Heading: l.text("times.heading." + string(c.Clock)), About: l.text("times.about." + string(c.Clock)), Chart: s.timeChart(r, c)}
	if c.All != nil {
		part.Says = append(part.Says, l.median(*c.All, l.text("times.everybody")))
	}
	if c.All == nil {
		for _, row := range c.Rows[:min(len(c.Rows), analytics.MaxCurves)] {
			part.Says = append(part.Says, l.median(row, l.business(row.Key, row.Name)))
		}
		part.Says = append(part.Says, l.gaps(c)...)
	}
	part.Says = slices.DeleteFunc(part.Says, func(text string) bool { return text == "" })
	part.States = stateSheet(l, c)
	return part
}

// stateSheet says what had become of complaints by the fixed ages.
func stateSheet(l *locale, c analytics.ClockTimes) *sheet {
	groups := timedRows(c)
	t := &sheet{ID: "states-" + string(c.Clock), Caption: l.text("times.states." + string(c.Clock)), Name: header{Text: l.text("times.by")}}
	for ending := range c.Clock.Endings() {
		t.Heads = append(t.Heads, header{Text: endingName(l, c.Clock, ending)})
	}
	if c.Clock == analytics.ToClose {
		t.Heads = append(t.Heads, header{Text: endingName(l, c.Clock, openState)})
	}
	for _, group := range groups {
		for _, state := range group.States {
			row := sheetRow{Name: l.text("times.day", "Day", int64(state.Day))}
			if len(groups) > 1 {
				row.Says = l.business(group.Key, group.Name)
			}
			for _, e := range state.Ended {
				row.Cells = append(row.Cells, measured(l.share, l, &e.Value, e.Low, e.High, ""))
			}
			if c.Clock == analytics.ToClose {
				row.Cells = append(row.Cells, measured(l.share, l, &state.Open.Value, state.Open.Low, state.Open.High, ""))
			}
			t.add(row)
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return t
}

// timedRows are the groups that are drawn.
func timedRows(c analytics.ClockTimes) []analytics.Timing {
	if c.All != nil {
		return []analytics.Timing{*c.All}
	}
	return c.Rows[:min(len(c.Rows), analytics.MaxCurves)]
}

// timeSheet lists the platforms that have times, pageRows of them at most, and says
// how many are left out.
func timeSheet(r request, c analytics.ClockTimes) (rows *sheet, few string) {
	l := r.locale
	t := &sheet{ID: "times-rows-" + string(c.Clock), Caption: l.text("times.rows." + string(c.Clock)), Name: header{Text: l.text("column.platform")}}
	first := string(c.Clock.Endings()[0])
	t.Heads = l.columns("complaints", "not_ended", "median_days", first+"_by_30", first+"_by_90")
	compared := l.text("times.compared")
	if len(c.Rows) == 2 && c.All == nil {
		compared = l.text("times.compared_pair")
	}
	t.Heads = append(t.Heads, header{Text: compared, About: l.text("times.compared_about")})
	shown, timed := 0, 0
	for _, row := range c.Rows {
		if row.Withheld != "" && c.All != nil {
			continue
		}
		timed++
		if shown == pageRows {
			continue
		}
		shown++
		line := sheetRow{Name: l.business(row.Key, row.Name), Href: r.elsewhere(*viewNamed("platform"), row.Slug),
			Cells: []sheetCell{plain(figure{Text: l.count(row.Complaints)}), plain(figure{Text: l.count(row.Open)}), l.medianDays(row)}}
		for _, age := range []int{30, 90} {
			line.Cells = append(line.Cells, l.endedCell(row, age))
		}
		line.Cells = append(line.Cells, l.gapCell(row))
		for _, note := range timeNotes(row) {
			if note != analytics.MedianNotReached { // the median's own cell says so
				line.Notes = append(line.Notes, l.text("note."+string(note)))
			}
		}
		t.add(line)
	}
	if left := len(c.Rows) - shown; left > 0 {
		few = l.text("times.few", "Shown", int64(shown), "Timed", int64(timed), "Count", int64(len(c.Rows)))
	}
	if len(t.Rows) == 0 {
		return nil, few
	}
	return t, few
}

func (l *locale) medianDays(t analytics.Timing) sheetCell {
	switch {
	case t.Withheld != "":
		return sheetCell{figure: figure{Why: l.text("note." + string(t.Withheld))}}
	case t.Median.Days == nil && t.Restricted == nil:
		return plain(figure{Text: l.text("times.not_reached")})
	case t.Median.Days == nil:
		return sheetCell{figure: figure{Text: l.text("times.not_reached")}, Of: l.text("times.restricted", "Days", l.decimal(t.Restricted.Value), "Tau", l.decimal(t.Tau))}
	}
	return sheetCell{figure: figure{Text: l.decimal(*t.Median.Days)}, Interval: l.medianInterval(t)}
}

// medianInterval writes the interval of a median; an end that was not reached is said
// to be open.
func (l *locale) medianInterval(t analytics.Timing) string {
	switch {
	case t.Median.Low == nil:
		return ""
	case t.Median.High == nil:
		return l.text("times.from", "Low", l.decimal(*t.Median.Low))
	}
	return l.text("rate.interval", "Low", l.decimal(*t.Median.Low), "High", l.decimal(*t.Median.High))
}

func (l *locale) endedCell(t analytics.Timing, age int) sheetCell {
	state, ok := t.At(age)
	if !ok {
		note := t.Withheld
		if note == "" {
			note = analytics.ShortlyFollowed
		}
		return sheetCell{figure: figure{Why: l.text("note." + string(note))}}
	}
	e := state.Ended[0]
	return measured(l.share, l, &e.Value, e.Low, e.High, "")
}

// gapCell says in a word whether a row differs, and how sure that is.
func (l *locale) gapCell(t analytics.Timing) sheetCell {
	g := t.Gap
	if g == nil || g.P == nil {
		return sheetCell{figure: figure{Why: l.text("times.not_compared")}}
	}
	p := *g.P
	if g.Adjusted != nil {
		p = *g.Adjusted
	}
	return sheetCell{figure: figure{Text: l.text("times.verdict."+verdict(*g), "Tau", l.decimal(g.Tau))}, Of: l.text("times.p", "P", l.pvalue(p))}
}
