package analytics

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"redress/ingest/complaint"
)

// Times is how long complaints took, until a response and until they were closed, with
// those that are open counted as long as they were seen.
type Times struct {
	View
	Cut    complaint.Day // up to which the source knows what happened
	Clocks []ClockTimes  // those for which the publisher gives days
}

// ClockTimes are the times of one clock.
type ClockTimes struct {
	Clock Clock
	// All are everybody's complaints of the view; nil where a filter picks platforms.
	All *Timing
	// Rows are the platforms, most complaints first: those picked, or all of them.
	// Each is compared with everybody else, or, where two are picked, with the other.
	Rows []Timing
	// Curves are everybody's, or those of the first platforms picked, MaxCurves at most;
	// beside a single one stands everybody else's. Those without a figure are absent.
	Curves []TimeCurve
	// Days are the days at which the curves are given.
	Days []float64
}

const (
	// mostTimed is how many platforms are told apart, the largest: so that the answer
	// has a bound. Others have times when a filter names them.
	mostTimed = 200
)

const (
	// WarnNoClosingDay warns that the publisher does not say when complaints were closed.
	WarnNoClosingDay = "closing_day_not_asked"
	// WarnNoResponseDay warns that the publisher does not say when businesses answered.
	WarnNoResponseDay = "response_day_not_asked"
)

// Times are the times of the query's platforms. A filter on platforms picks rows: what
// they are compared with is everybody who meets the other filters.
func (s *Service) Times(ctx context.Context, q Query) (Times, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Times{}, err
	}
	var picked []string
	everyone := selection
	if f, ok := selection.Filters[DimPlatform]; ok && !f.Not {
		picked = f.Values
		everyone.Filters = maps.Clone(selection.Filters)
		delete(everyone.Filters, DimPlatform)
	}
	return s.times(ctx, v, everyone, picked)
}

// times are the times within everyone; picked are the keys of platforms to show.
func (s *Service) times(ctx context.Context, v View, everyone Selection, picked []string) (Times, error) {
	t := Times{View: v}
	t.Warnings = slices.Clone(v.Warnings)
	for _, clock := range Clocks {
		if !v.Source.Asked(clock.field()) {
			t.Warnings = append(t.Warnings, map[Clock]string{ToClose: WarnNoClosingDay, ToResponse: WarnNoResponseDay}[clock])
			continue
		}
		t.Clocks = append(t.Clocks, ClockTimes{Clock: clock})
	}
	if len(t.Clocks) == 0 {
		return t, nil
	}
	if v.pickedByStage("") {
		t.Warnings = append(t.Warnings, WarnStageLate)
	}
	if v.noneOpen() {
		t.Warnings = append(t.Warnings, WarnNoneOpen)
	}
	var err error
	if t.Cut, err = s.store.Cut(ctx, v.Release, v.Source.Code); err != nil || !t.Cut.Known() {
		return t, err
	}
	platforms, err := s.store.Tallies(ctx, v.Release, Platform, everyone)
	if err != nil {
		return t, err
	}
	for i := range t.Clocks {
		c := &t.Clocks[i]
		o := DurationOptions{Clock: c.Clock, Cut: t.Cut, Least: max(1, s.config.Floors.Rate), Most: mostTimed, Apart: apart(platforms, picked)}
		if err := s.clockTimes(ctx, v, everyone, platforms, picked, o, c); err != nil {
			return t, err
		}
	}
	return t, nil
}

// apart are the picked platforms that may not be among the largest.
func apart(platforms []EntityTally, picked []string) []string {
	var out []string
	for i, p := range platforms {
		if i >= mostTimed && slices.Contains(picked, p.Key) {
			out = append(out, p.Key)
		}
	}
	slices.Sort(out)
	return out
}

func (s *Service) clockTimes(ctx context.Context, v View, everyone Selection, platforms []EntityTally, picked []string, o DurationOptions, c *ClockTimes) error {
	question := fmt.Sprintf("times %d %s %s %q %s", v.Release.Number, o.Clock, o.Cut, o.Apart, everyone)
	table, err := remembered(ctx, s.leagues, question, func(t timeTable) int { return len(t.rows) + 1 },
		func(ctx context.Context) (timeTable, error) { return s.newTimeTable(ctx, v, everyone, platforms, o) })
	if err != nil {
		return err
	}
	if len(picked) == 0 {
		c.All, c.Rows = &table.all, slices.Clone(table.rows)
	}
	for _, row := range table.rows {
		if slices.Contains(picked, row.Key) {
			c.Rows = append(c.Rows, row)
		}
	}
	if v.OutcomeFiltered {
		return nil
	}
	// The curves and the comparison of two need the durations again, which the store
	// remembers: kept with the table they would weigh more than it.
	tallies, err := s.store.Durations(ctx, v.Release, Platform, everyone, o)
	if err != nil {
		return err
	}
	return c.draw(tallies, len(picked) > 0)
}

// A timeTable is everybody's times and those of every platform.
type timeTable struct {
	all  Timing
	rows []Timing
}

func (s *Service) newTimeTable(ctx context.Context, v View, everyone Selection, platforms []EntityTally, o DurationOptions) (timeTable, error) {
	tallies, err := s.store.Durations(ctx, v.Release, Platform, everyone, o)
	if err != nil {
		return timeTable{}, err
	}
	whole := spellsOf(o.Clock, tallies)
	var table timeTable
	if table.all, _, err = v.timing(Named{}, whole); err != nil {
		return timeTable{}, err
	}
	own := byKey(tallies)
	for _, p := range platforms {
		part, ok := own[p.Key]
		if !ok || p.Key == "" {
			table.rows = append(table.rows, v.notTimed(p, o))
			continue
		}
		row, group, err := v.timing(p.Named, spellsOf(o.Clock, part))
		if err != nil {
			return timeTable{}, err
		}
		if row.Withheld == "" {
			others, err := newTimedGroup(whole.less(part))
			if err != nil {
				return timeTable{}, err
			}
			if row.Gap, err = gap(group, others, ""); err != nil {
				return timeTable{}, err
			}
		}
		table.rows = append(table.rows, row)
	}
	return table, decide(table.rows)
}

// notTimed is the row of a platform that is not told apart: only what is known of it
// without its times.
func (v View) notTimed(p EntityTally, o DurationOptions) Timing {
	t := Timing{Named: p.Named, Clock: o.Clock, Complaints: p.Complaints, Events: p.DaysToClose.N, Open: p.Open, Undated: p.Closed() - p.DaysToClose.N, Withheld: NotToldApart}
	if o.Clock == ToResponse {
		t.Events, t.Open, t.Undated = p.Responded, p.Complaints-p.Responded, 0
	}
	switch {
	case v.OutcomeFiltered:
		t.Withheld = OutcomeFiltered
	case p.Complaints < o.Least:
		t.Withheld = TooFewForTimes
	}
	t.Notes = []Note{t.Withheld}
	return t
}

// byKey parts tallies, which are ordered by key, by it.
func byKey(tallies []DurationTally) map[string][]DurationTally {
	out := map[string][]DurationTally{}
	for len(tallies) > 0 {
		end := slices.IndexFunc(tallies, func(t DurationTally) bool { return t.Key != tallies[0].Key })
		if end < 0 {
			end = len(tallies)
		}
		out[tallies[0].Key], tallies = tallies[:end], tallies[end:]
	}
	return out
}

// draw fills in the curves, and compares the two platforms where just two are picked.
func (c *ClockTimes) draw(tallies []DurationTally, picked bool) error {
	whole := spellsOf(c.Clock, tallies)
	if !picked {
		if c.All.Withheld != "" {
			return nil
		}
		return c.addCurves([]TimeCurve{{}}, whole)
	}
	own := byKey(tallies)
	var curves []TimeCurve
	var groups []*spells
	for _, row := range c.Rows[:min(len(c.Rows), MaxCurves)] {
		if row.Withheld == "" {
			curves, groups = append(curves, TimeCurve{Named: row.Named}), append(groups, spellsOf(c.Clock, own[row.Key]))
		}
	}
	if len(c.Rows) == 1 && len(curves) == 1 {
		if others := whole.less(own[c.Rows[0].Key]); !others.undatedTooMany() {
			curves, groups = append(curves, TimeCurve{Others: true}), append(groups, others)
		}
	}
	if err := c.addCurves(curves, groups...); err != nil || len(c.Rows) != 2 {
		return err
	}
	return c.pair(own)
}

// pair sets the two rows against each other instead of against everybody else.
func (c *ClockTimes) pair(own map[string][]DurationTally) error {
	var groups [2]timedGroup
	for i := range groups {
		var err error
		if groups[i], err = newTimedGroup(spellsOf(c.Clock, own[c.Rows[i].Key])); err != nil {
			return err
		}
	}
	for i := range groups {
		if c.Rows[i].Gap = nil; c.Rows[0].Withheld != "" || c.Rows[1].Withheld != "" {
			continue
		}
		g, err := gap(groups[i], groups[1-i], c.Rows[1-i].Key)
		if err != nil {
			return err
		}
		g.Differs = g.P != nil && *g.P <= differs
		c.Rows[i].Gap = g
	}
	return nil
}
