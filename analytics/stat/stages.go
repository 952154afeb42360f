package stat

import (
	"cmp"
	"errors"
	"slices"
)

// A Sojourn is a group of stays of the same length in one state, with the clock
// set to 0 at its start.
type Sojourn struct {
	From, To int     // To is Waiting for complaints still there when last seen
	Days     float64 // length of the stay
	N        int64
}

// Sojourns groups spells by state, end and length.
func Sojourns(spells []Spell) []Sojourn {
	counts := map[Sojourn]int64{}
	for _, s := range spells {
		counts[Sojourn{From: s.From, To: s.To, Days: s.Exit - s.Entry}]++
	}
	out := make([]Sojourn, 0, len(counts))
	for key, n := range counts {
		key.N = n
		out = append(out, key)
	}
	slices.SortFunc(out, func(a, b Sojourn) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.Days, b.Days))
	})
	return out
}

// A Stage is what is known of the stays in one state.
type Stage struct {
	Entered int64
	Exits   []int64 // by the state gone to
	Waiting int64   // still there when last seen
	// Incidence is the share gone to each state (its causes are the states) by
	// days in this one; Open is the share still waiting. It, and not exits ÷
	// entered, is the conversion: recent entries have had no time to leave.
	Incidence Incidence
	// Median is the number of days until half have left, with the log-log
	// interval; nil when that was not reached.
	Median Quantile
}

// Stages returns one Stage for each of the states; one that nobody entered has
// Entered = 0 and no median. Intervals are at conf.
func Stages(sojourns []Sojourn, states int, conf float64) ([]Stage, error) {
	rows := make([][]Duration, max(0, min(states, maxStates)))
	stages := make([]Stage, len(rows))
	for i := range stages {
		stages[i].Exits = make([]int64, states)
	}
	for _, s := range sojourns {
		if err := checkSpells([]Spell{{From: s.From, To: s.To, Exit: s.Days}}, states); err != nil {
			return nil, err
		}
		if s.N < 0 {
			return nil, errors.New("a number of complaints cannot be negative")
		}
		row := Duration{Days: s.Days}
		if s.To == Waiting {
			row.Censored = s.N
			stages[s.From].Waiting += s.N
		} else {
			row.Events = make([]int64, s.To+1)
			row.Events[s.To] = s.N
			stages[s.From].Exits[s.To] += s.N
		}
		stages[s.From].Entered += s.N
		rows[s.From] = append(rows[s.From], row)
	}
	if err := checkSpells(nil, states); err != nil {
		return nil, err
	}
	for i := range stages {
		incidence, err := CumulativeIncidence(rows[i], states)
		if err != nil {
			return nil, err
		}
		curve, err := KaplanMeier(rows[i])
		if err != nil {
			return nil, err
		}
		median, err := curve.Median(conf)
		if err != nil {
			return nil, err
		}
		stages[i].Incidence, stages[i].Median = incidence, median
	}
	return stages, nil
}

// By returns the share of those who entered that had gone to the state within
// days. ok is false when nobody was followed for so long and some still wait.
func (s Stage) By(days float64, to int) (Outcome, bool) {
	if to < 0 || to >= s.Incidence.Causes || !s.Incidence.Reaches(days) {
		return Outcome{}, false
	}
	return s.Incidence.At(days).Causes[to], true
}

// A Flow is how many complaints went from one state to another, or still wait
// there (To is Waiting): one band of a flow diagram. Counts, not estimates.
type Flow struct {
	From, To int
	N        int64
}

// Flows returns the flows that anybody took, ordered by state, those who wait
// last. For each state they sum to the number that entered it.
func Flows(sojourns []Sojourn) []Flow {
	counts := map[[2]int]int64{}
	for _, s := range sojourns {
		if s.N > 0 {
			counts[[2]int{s.From, s.To}] += s.N
		}
	}
	out := make([]Flow, 0, len(counts))
	for key, n := range counts {
		out = append(out, Flow{key[0], key[1], n})
	}
	slices.SortFunc(out, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(uint(a.To), uint(b.To)))
	})
	return out
}
