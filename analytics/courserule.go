package analytics

import (
	"context"

	"redress/ingest/complaint"
)

// A courseRule says which share of a period is tested, and whether the period can be.
// A trend and the rows of a league table go by the same rule.
type courseRule struct {
	v        View
	share    CourseShare
	withheld Note
	// from and to bound the periods in which complaints are complete, where the
	// publisher shows only what has ended; unknown where it shows open ones too.
	from, to complaint.Day
}

// A step is one period of a tested series: y of n complaints were resolved. Where ok
// is false the period cannot be tested.
type step struct {
	y, n int64
	ok   bool
}

// courseRule settles the rule of a view whose source is known up to the cut.
func (s *Service) courseRule(ctx context.Context, v View, cut complaint.Day) (courseRule, error) {
	rule := courseRule{v: v, share: ShareRated}
	if v.Source.Asked("closed_on") && cut.Known() {
		rule.share = ShareAtAge
	}
	if v.OutcomeFiltered {
		rule.withheld = OutcomeFiltered
		return rule, nil
	}
	if v.pickedByStage("") {
		rule.withheld = StagePicked
		return rule, nil
	}
	endings, err := s.store.Endings(ctx, v.Release, v.Source.Code)
	if err != nil {
		return rule, err
	}
	if !endings.onlyEnded() {
		return rule, nil
	}
	if !endings.From.Known() || !cut.Known() {
		rule.withheld = OnlyEnded
		return rule, nil
	}
	rule.from, rule.to = endings.From, cut.Add(-endings.Within)
	if start := startOf(v.Query.By, rule.from); start.Before(rule.from) {
		rule.from = next(v.Query.By, start)
	}
	if end := next(v.Query.By, rule.from).Add(-1); rule.to.Before(end) {
		rule.withheld = OnlyEnded
	}
	return rule, nil
}

// whole reports whether the complaints of the period that begins on start are all there.
func (r courseRule) whole(start complaint.Day) bool {
	end := next(r.v.Query.By, start).Add(-1)
	if r.from.Known() && (start.Before(r.from) || r.to.Before(end)) {
		return false
	}
	return !partial(r.v, start, end)
}

// step is the tested share of a period.
func (r courseRule) step(start complaint.Day, t SeriesTally) step {
	out := step{y: t.Resolved, n: t.Rated}
	mature := true
	if r.share == ShareAtAge {
		out = step{y: t.ResolvedWithin, n: t.AtRisk}
		mature = t.AtRisk == t.Complaints && !tooUndated(t.Undated, t.AtRisk)
	}
	tally := Tally{Complaints: t.Complaints, Open: t.Open}
	out.ok = r.withheld == "" && mature && !tally.Provisional() && out.n > 0 && out.n >= r.v.Floors.Rate && r.whole(start)
	return out
}

// countsOf are the counts of steps as the tests take them.
func countsOf(steps []step) (y, n []float64) {
	y, n = make([]float64, len(steps)), make([]float64, len(steps))
	for i, s := range steps {
		y[i], n[i] = float64(s.y), float64(s.n)
	}
	return y, n
}

// season is how many periods make the season that is taken out: a year, or of days a
// week; 0: there is none.
func (g Grain) season() int {
	return map[Grain]int{ByDay: 7, ByWeek: 52, ByMonth: 12, ByQuarter: 4}[g]
}

// perYear is how many periods there are in a year.
func (g Grain) perYear() float64 {
	const days = 365.25
	return map[Grain]float64{ByDay: days, ByWeek: days / 7, ByMonth: 12, ByQuarter: 4, ByYear: 1}[g]
}

// leastLine is how many periods a trend needs: 8, and two whole years, in fewer of
// which a season looks like a trend; three of weeks, in which a season is drawn so
// finely that two of them still do.
func (g Grain) leastLine() int {
	return map[Grain]int{ByDay: 731, ByWeek: 156, ByMonth: 24, ByQuarter: 8, ByYear: 8}[g]
}

// leastLevel is how many periods a level lasts at least: a whole year, so that a
// season is no change, and 4.
func (g Grain) leastLevel() int {
	return map[Grain]int{ByDay: 366, ByWeek: 52, ByMonth: 12, ByQuarter: 4, ByYear: 4}[g]
}

// startOf is the first day of the period that the day is in.
func startOf(g Grain, d complaint.Day) complaint.Day {
	t := d.Time()
	switch g {
	case ByDay:
		return d
	case ByWeek:
		return d.Add(-((int(t.Weekday()) + 6) % 7))
	case ByQuarter:
		return addMonths(d.Add(1-t.Day()), -((int(t.Month()) - 1) % 3))
	case ByYear:
		return d.Add(1 - t.YearDay())
	default:
		return d.Add(1 - t.Day())
	}
}
