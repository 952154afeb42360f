package analytics

import (
	"slices"

	"redress/analytics/stat"
)

// An Estimate is a figure with its 95 % interval; Low and High are nil where the data
// say nothing of its error.
type Estimate struct {
	Value     float64
	Low, High *float64
}

// A TimeState is what had become of a group's complaints by a day after opening. The
// shares of Ended (by Clock.Endings) and Open add up to 1.
type TimeState struct {
	Day   float64
	Ended []Estimate
	Open  Estimate
}

// A Timing is how long the complaints of one group took by one clock. Complaints =
// Events + Open + Undated.
type Timing struct {
	Named // zero for everybody's
	Clock Clock
	// Complaints of the group, whatever became of them.
	Complaints int64
	Events     int64 // that ended on a day that is known
	// Open complaints had not ended when they were last looked at; Young of them are
	// fewer than 90 days old.
	Open, Young int64
	Undated     int64 // that ended on a day nobody says; they are in no figure below

	// The following are absent where Withheld says why.
	Withheld Note
	// Median is the day by which half had ended, with its log-log interval; what was
	// never reached is nil.
	Median stat.Quantile
	States []TimeState // at Ages, as far as complaints were followed
	// Restricted is the mean number of days within the first Tau: 90, or as long as
	// any complaint was followed.
	Restricted *Estimate
	Tau        float64
	Gap        *TimeGap // nil for everybody's
	Notes      []Note
}

const (
	// Immature says that of many complaints it is not known yet what becomes of them
	// within 90 days: more than ProvisionalPercent are open and younger.
	Immature Note = "immature"
	// MedianNotReached says that fewer than half had ended by the last day to which the
	// complaints were followed.
	MedianNotReached Note = "median_not_reached"
	// TooFewForTimes says that there are fewer complaints than a rate needs.
	TooFewForTimes Note = "too_few_for_times"
	// ShortlyFollowed says that no open complaint was followed to the last of Ages.
	ShortlyFollowed Note = "shortly_followed"
	// NotToldApart says that a platform is not among the largest, of which times are
	// computed, unless a filter names it.
	NotToldApart Note = "not_told_apart"
)

// restrictedDays is the horizon of restricted means and of maturity.
const restrictedDays = 90

// timing estimates what can be estimated of a group.
func (v View) timing(named Named, s *spells) (Timing, timedGroup, error) {
	t := Timing{Named: named, Clock: s.clock, Undated: s.undated, Complaints: s.undated}
	group, err := newTimedGroup(s)
	if err != nil {
		return t, group, err
	}
	for _, row := range group.rows {
		for _, n := range row.Events {
			t.Events += n
		}
		t.Open += row.Censored
		if row.Days < restrictedDays {
			t.Young += row.Censored
		}
	}
	t.Events, t.Open = t.Events+s.later, t.Open-s.later
	t.Complaints += t.Events + t.Open
	if t.Withheld = v.untimed(t); t.Withheld != "" {
		t.Notes = append(t.Notes, t.Withheld)
		return t, group, nil
	}
	return t, group, t.estimate(group)
}

// untimed says why no figure of a group is given.
func (v View) untimed(t Timing) Note {
	switch {
	case v.OutcomeFiltered:
		return OutcomeFiltered
	case tooManyUndated(t.Undated, t.Complaints):
		return DaysUnknown
	case t.Complaints-t.Undated < v.Floors.Rate:
		return TooFewForTimes
	}
	return ""
}

func (t *Timing) estimate(g timedGroup) (err error) {
	if t.Median, err = g.curve.Median(confidence); err != nil {
		return err
	}
	for _, age := range Ages {
		state, ok, err := g.state(float64(age))
		if err != nil {
			return err
		}
		if ok {
			t.States = append(t.States, state)
		}
	}
	if tau, ok := stat.CommonTau(g.curve); ok {
		t.Tau, t.Restricted = tau, g.restricted(tau)
	}
	if t.Median.Days == nil {
		t.Notes = append(t.Notes, MedianNotReached)
	}
	if len(t.States) < len(Ages) {
		t.Notes = append(t.Notes, ShortlyFollowed)
	}
	if t.Young*100 > t.Complaints*ProvisionalPercent {
		t.Notes = append(t.Notes, Immature)
	}
	return nil
}

// At is the state at an age; ok is false where it cannot be given.
func (t Timing) At(age int) (state TimeState, ok bool) {
	i := slices.IndexFunc(t.States, func(s TimeState) bool { return s.Day == float64(age) })
	if i < 0 {
		return TimeState{}, false
	}
	return t.States[i], true
}
