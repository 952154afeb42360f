package analytics

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"redress/analytics/stat"
)

// Spells are the complaints of one group with the time they took, by issue: what
// every figure about time is computed from.
type spells struct {
	clock   Clock
	cells   map[string]map[int]*timeCell // by issue and days
	undated int64
	later   int64 // of the open ones in cells, those that ended later than is looked at
}

// A timeCell counts the complaints that took the same number of days.
type timeCell struct {
	ended []int64 // by Clock.Endings
	open  int64
}

// spellsOf puts tallies of a clock together, whatever their keys.
func spellsOf(clock Clock, tallies []DurationTally) *spells {
	s := &spells{clock: clock, cells: map[string]map[int]*timeCell{}}
	s.add(tallies, 1)
	return s
}

// less is the group without the complaints of a part of it.
func (s *spells) less(part []DurationTally) *spells {
	rest := &spells{clock: s.clock, undated: s.undated, later: s.later, cells: make(map[string]map[int]*timeCell, len(s.cells))}
	for issue, cells := range s.cells {
		rest.cells[issue] = make(map[int]*timeCell, len(cells))
		for days, cell := range cells {
			rest.cells[issue][days] = &timeCell{ended: slices.Clone(cell.ended), open: cell.open}
		}
	}
	rest.add(part, -1)
	return rest
}

func (s *spells) add(tallies []DurationTally, sign int64) {
	endings := s.clock.Endings()
	for _, t := range tallies {
		if t.Ended == EndedUndated {
			s.undated += sign * t.Complaints
			continue
		}
		if s.cells[t.Issue] == nil {
			s.cells[t.Issue] = map[int]*timeCell{}
		}
		cell := s.cells[t.Issue][t.Days]
		if cell == nil {
			cell = &timeCell{ended: make([]int64, len(endings))}
			s.cells[t.Issue][t.Days] = cell
		}
		if at := slices.Index(endings, t.Ended); at >= 0 {
			cell.ended[at] += sign * t.Complaints
		} else {
			cell.open += sign * t.Complaints
		}
		if t.Ended == EndedLater {
			s.later += sign * t.Complaints
		}
	}
}

// undatedTooMany reports whether so many ended on a day nobody says that the others
// may not stand for them.
func (s *spells) undatedTooMany() bool {
	all := s.undated
	for _, cells := range s.cells {
		for _, cell := range cells {
			all += cell.open
			for _, n := range cell.ended {
				all += n
			}
		}
	}
	return tooManyUndated(s.undated, all)
}

func tooManyUndated(undated, complaints int64) bool { return undated*50 > complaints }

// issues are those of any of the groups, sorted.
func issues(groups ...*spells) []string {
	all := map[string]bool{}
	for _, g := range groups {
		for issue := range g.cells {
			all[issue] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// durations are the group's complaints of an issue as stat counts them.
func (s *spells) durations(issue string) []stat.Duration {
	out := make([]stat.Duration, 0, len(s.cells[issue]))
	for days, cell := range s.cells[issue] {
		out = append(out, stat.Duration{Days: float64(days), Events: cell.ended, Censored: cell.open})
	}
	slices.SortFunc(out, func(a, b stat.Duration) int { return cmp.Compare(a.Days, b.Days) })
	return out
}

// all are the group's complaints of every issue.
func (s *spells) all() []stat.Duration {
	var out []stat.Duration
	for _, issue := range issues(s) {
		out = append(out, s.durations(issue)...)
	}
	return out
}

// A timedGroup is what is estimated of a group once.
type timedGroup struct {
	*spells
	rows      []stat.Duration
	incidence stat.Incidence
	curve     stat.Curve
}

func newTimedGroup(s *spells) (timedGroup, error) {
	g := timedGroup{spells: s, rows: s.all()}
	var err error
	if g.curve, err = stat.KaplanMeier(g.rows); err != nil {
		return g, err
	}
	g.incidence, err = stat.CumulativeIncidence(g.rows, len(s.clock.Endings()))
	return g, err
}

// state is what had become of the group's complaints by a day; ok is false where
// none was followed so long and some are open.
func (g timedGroup) state(day float64) (TimeState, bool, error) {
	if !g.incidence.Reaches(day) {
		return TimeState{}, false, nil
	}
	at, state := g.incidence.At(day), TimeState{Day: day}
	for _, outcome := range at.Causes {
		e := Estimate{Value: min(1, outcome.Share)}
		low, high, ok, err := outcome.Interval(confidence, stat.LogLog)
		if err != nil {
			return state, false, err
		}
		if !ok {
			low, high, ok = g.extreme(outcome.Share, day)
		}
		if ok {
			e.Low, e.High = &low, &high
		}
		state.Ended = append(state.Ended, e)
	}
	state.Open = Estimate{Value: at.Open}
	if low, high, ok := g.openBounds(day); ok {
		state.Open.Low, state.Open.High = &low, &high
	} else if low, high, ok := g.extreme(at.Open, day); ok {
		state.Open.Low, state.Open.High = &low, &high
	}
	return state, true, nil
}

// extreme is the interval of a share of nothing or of all, of which the curve says
// no error: Wilson's, of the complaints of which it is known what had become of
// them by the day.
func (g timedGroup) extreme(share, day float64) (low, high float64, ok bool) {
	var known int64
	for _, row := range g.rows {
		for _, n := range row.Events {
			known += n
		}
		if row.Days >= day {
			known += row.Censored
		}
	}
	switch {
	case share <= 0:
		return stat.Wilson(0, known, stat.Z95)
	case share >= 1:
		return stat.Wilson(known, known, stat.Z95)
	}
	return 0, 0, false
}

func (g timedGroup) openBounds(day float64) (low, high float64, ok bool) {
	after, found := slices.BinarySearchFunc(g.curve.Steps, day, func(s stat.Step, day float64) int { return cmp.Compare(s.Days, day) })
	if found {
		after++
	}
	if after == 0 {
		return 0, 0, false
	}
	return g.curve.Steps[after-1].Bounds(stat.Z95, stat.LogLog)
}

// confidence is that of every interval.
const confidence = .95

// restricted is the mean number of days within tau, with its interval where the data allow one.
func (g timedGroup) restricted(tau float64) *Estimate {
	mean, ok := g.curve.Restricted(tau)
	if !ok {
		return nil
	}
	if mean.SE == 0 { // nothing has ended yet, or all at once: that says nothing of the error
		return &Estimate{Value: mean.Days}
	}
	return &Estimate{Value: mean.Days, Low: new(max(0, mean.Days-stat.Z95*mean.SE)), High: new(math.Min(tau, mean.Days+stat.Z95*mean.SE))}
}
