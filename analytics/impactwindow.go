package analytics

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"redress/ingest/complaint"
)

const (
	// LeastPerPeriod is how many complaints every period of a series needs: a share of
	// fewer jumps by a tenth and more, and so does their number.
	LeastPerPeriod = 10
	// LeastPeriods is how many periods an event needs on each side; with fewer there is
	// only description.
	LeastPeriods = 12
	// leastPlacebos is how many made-up dates must fit before an event. With 12 periods
	// on each side of them they take 35 periods.
	leastPlacebos = 12
	leastBefore   = 2*LeastPeriods + leastPlacebos - 1
)

// An impactWindow asks for the series around an event.
type impactWindow struct {
	service   *Service
	view      View
	selection Selection
	event     Event
	cut       complaint.Day
}

// An impactSeries is an unbroken run of whole periods around an event.
type impactSeries struct {
	measure ImpactMeasure
	grain   Grain
	before  int // periods before the event
	by      Dimension
	periods []impactPeriod
	control bool // every period has enough that the event does not concern
}

// An impactPeriod counts what an event concerns and what it does not.
type impactPeriod struct {
	start, end         complaint.Day
	concerned, control SeriesTally
}

// side is the dimension by which what an event concerns is told from the rest.
func (e Event) side() Dimension {
	switch {
	case e.Register == Coverage:
		return DimPlatform
	case e.Region != "":
		return DimRegion
	}
	return DimIssue
}

// ByFortnight are two ISO weeks: of series only, where months are too few and a week
// has too few complaints. No address asks for it.
const ByFortnight Grain = "fortnight"

// series is the run of a measure around the event, by month where months are enough
// for made-up dates, else by week, else by fortnight. It is nil with a reason.
func (w impactWindow) series(ctx context.Context, m ImpactMeasure) (*impactSeries, Note, error) {
	var enough *impactSeries
	why := TooShort
	for _, g := range []Grain{ByMonth, ByWeek, ByFortnight} {
		periods, err := w.periods(ctx, g)
		if err != nil {
			return nil, "", err
		}
		found, short := w.run(m, g, periods)
		switch {
		case short == NothingConcerned:
			return nil, short, nil
		case found == nil && short != TooShort:
			why = short
		case found != nil && found.before >= leastBefore:
			return found, "", nil
		case found != nil && enough == nil:
			enough = found
		}
	}
	if enough != nil {
		return enough, "", nil
	}
	return nil, why, nil
}

// periods counts every period of the view.
func (w impactWindow) periods(ctx context.Context, g Grain) ([]impactPeriod, error) {
	all, err := w.tallies(ctx, g, w.base())
	if err != nil || len(all) == 0 {
		return nil, err
	}
	concerned := all
	if w.event.side() != DimIssue {
		if concerned, err = w.tallies(ctx, g, w.concerned()); err != nil {
			return nil, err
		}
	}
	byStart := map[complaint.Day]*impactPeriod{}
	first, last := all[0].Start, all[0].Start
	at := func(start complaint.Day) *impactPeriod {
		if byStart[start] == nil {
			byStart[start] = new(impactPeriod)
		}
		return byStart[start]
	}
	for _, t := range all {
		if t.Start.Before(first) {
			first = t.Start
		}
		if last.Before(t.Start) {
			last = t.Start
		}
		if w.event.side() == DimIssue && t.Issue != "" && !w.event.Concerns(t.Issue) {
			at(t.Start).control.add(t, 1)
		}
		if w.event.side() != DimIssue && w.event.Concerns(t.Issue) {
			at(t.Start).control.add(t, 1)
		}
	}
	for _, t := range concerned {
		if !w.event.Concerns(t.Issue) {
			continue
		}
		at(t.Start).concerned.add(t, 1)
		if w.event.side() != DimIssue {
			at(t.Start).control.add(t, -1) // the others are all without these
		}
	}
	var out []impactPeriod
	for start := first; start.Known() && !last.Before(start); start = afterwards(g, start) {
		p := *at(start)
		p.start, p.end = start, afterwards(g, start).Add(-1)
		out = append(out, p)
	}
	return out, nil
}

func (w impactWindow) tallies(ctx context.Context, g Grain, selection Selection) ([]SeriesTally, error) {
	options := SeriesOptions{ByIssue: true, Age: w.view.Query.Age, Cut: w.cut}
	if g != ByFortnight {
		return w.service.store.Series(ctx, w.view.Release, "", g, selection, options)
	}
	weeks, err := w.service.store.Series(ctx, w.view.Release, "", ByWeek, selection, options)
	if err != nil {
		return nil, err
	}
	out := slices.Clone(weeks) // the store's answer is shared
	for i := range out {
		out[i].Start = fortnight(out[i].Start)
	}
	return out, nil
}

// fortnight is the Monday with which the fortnight of a week begins, counted from 5
// January 1970.
func fortnight(monday complaint.Day) complaint.Day {
	first, _ := complaint.NewDay(1970, time.January, 5)
	if since, _ := monday.Sub(first); since%14 != 0 {
		return monday.Add(-7)
	}
	return monday
}

// afterwards is the first day of the period after the one that starts on start.
func afterwards(g Grain, start complaint.Day) complaint.Day {
	if g == ByFortnight {
		return start.Add(14)
	}
	return next(g, start)
}

// stepName is the name of a period of a series.
func stepName(g Grain, start complaint.Day) string {
	if g != ByFortnight {
		return periodName(g, start)
	}
	_, second := start.Add(7).Time().ISOWeek()
	return fmt.Sprintf("%s/%02d", periodName(ByWeek, start), second)
}

// base is the selection with what the event concerns and what it does not.
func (w impactWindow) base() Selection {
	if w.event.side() == DimIssue {
		return w.selection
	}
	out := w.selection
	out.Filters = maps.Clone(out.Filters)
	delete(out.Filters, w.event.side())
	return out
}

// concerned is base with the event's own platform or region only.
func (w impactWindow) concerned() Selection {
	out := w.base()
	value := w.event.Region
	if w.event.side() == DimPlatform {
		value = w.event.Platform.Key
	}
	if out.Filters == nil {
		out.Filters = map[Dimension]Filter{}
	}
	out.Filters[w.event.side()] = Filter{Values: []string{value}}
	return out
}

// add counts another tally in, or with sign -1 out.
func (t *SeriesTally) add(o SeriesTally, sign int64) {
	t.Complaints += sign * o.Complaints
	t.AtRisk += sign * o.AtRisk
	t.ResolvedWithin += sign * o.ResolvedWithin
	t.Undated += sign * o.Undated
}

// run cuts the periods down to those around the event that are whole and have enough
// complaints, old enough for the measure.
func (w impactWindow) run(m ImpactMeasure, g Grain, periods []impactPeriod) (*impactSeries, Note) {
	begins, ok := boundary(w.event.First, periods)
	if !ok {
		return nil, TooShort
	}
	any := slices.ContainsFunc(periods, func(p impactPeriod) bool { return p.concerned.Complaints > 0 })
	if !any {
		return nil, NothingConcerned
	}
	reach := func(usable func(impactPeriod) bool) (from, to int) {
		for from = begins; from > 0 && usable(periods[from-1]); from-- {
		}
		for to = begins; to < len(periods) && usable(periods[to]); to++ {
		}
		return from, to
	}
	whole := func(p impactPeriod) bool {
		return !partial(w.view, p.start, p.end) && (m != ImpactResolved || !w.cut.Before(p.end.Add(w.view.Query.Age)))
	}
	from, to := reach(func(p impactPeriod) bool { return whole(p) && p.concerned.Complaints >= LeastPerPeriod })
	if begins-from < LeastPeriods || to-begins < LeastPeriods {
		if from, to := reach(whole); begins-from < LeastPeriods || to-begins < LeastPeriods {
			return nil, TooShort
		}
		return nil, TooFewPerPeriod
	}
	out := &impactSeries{measure: m, grain: g, before: begins - from, by: w.event.side(), periods: periods[from:to], control: true}
	var undated, atRisk int64
	for _, p := range out.periods {
		undated, atRisk = undated+p.concerned.Undated, atRisk+p.concerned.AtRisk
		out.control = out.control && p.control.Complaints >= LeastPerPeriod
	}
	if m == ImpactResolved && undated*50 > atRisk {
		return nil, DaysUnknown
	}
	return out, ""
}

// boundary is the index of the first period after the event: the one it falls in when
// it falls in its first half, else the next.
func boundary(day complaint.Day, periods []impactPeriod) (int, bool) {
	for i, p := range periods {
		if day.Before(p.start) || p.end.Before(day) {
			continue
		}
		since, _ := day.Sub(p.start)
		length, _ := p.end.Sub(p.start)
		if 2*since > length {
			i++
		}
		return i, true
	}
	return 0, false
}
