package stat

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Spell is one stay of one complaint in one state, such as waiting for the
// seller. States are numbered from 0.
type Spell struct {
	Unit     int64 // the complaint
	From, To int   // To is Waiting when the complaint was still there when last seen
	// Entry and Exit are days since the complaint's first filing. A first spell
	// that starts later than that of others is a delayed entry: the complaint is
	// at risk of leaving at t when Entry < t ≤ Exit.
	Entry, Exit float64
}

// Waiting is the To of a spell that has not ended.
const Waiting = -1

// maxStates bounds the states of a ladder.
const maxStates = 32

// An Occupation is the Aalen–Johansen estimate of the share of complaints in each
// state by days since filing. It holds under independent censoring even when a
// long stay in one state foretells a long stay in the next (Datta & Satten 2001).
type Occupation struct {
	States int
	Units  int64   // complaints seen from the first day on: what day 0 rests on
	First  float64 // day of the earliest entry
	Last   float64 // last day anybody was seen
	steps  []occupationStep
}

type occupationStep struct {
	days            float64
	share, variance []float64
}

// StateOccupation returns the estimate. A stay of 0 days is passed through in the
// instant: the complaint counts where it goes next. No spells, a state outside
// 0 … states−1 or an exit before its entry is an error.
func StateOccupation(spells []Spell, states int) (Occupation, error) {
	if err := checkSpells(spells, states); err != nil {
		return Occupation{}, err
	}
	if len(spells) == 0 {
		return Occupation{}, errors.New("there is no spell")
	}
	stays, starts := throughInstants(spells)
	out := Occupation{States: states, First: math.Inf(1)}
	for _, start := range starts {
		out.First = min(out.First, start.Entry)
	}
	for _, s := range spells {
		out.Last = max(out.Last, s.Exit)
	}
	share := make([]float64, states)
	for _, start := range starts {
		if start.Entry == out.First {
			out.Units++
			share[start.From]++
		}
	}
	for i := range share {
		share[i] /= float64(out.Units)
	}
	covariance := squareMatrix(states)
	for i := range share { // who starts where is a sample too
		for j := range share {
			covariance[i][j] = -share[i] * share[j] / float64(out.Units)
		}
		covariance[i][i] += share[i] / float64(out.Units)
	}
	out.keep(out.First, share, covariance)
	for _, move := range movesOf(stays, states) {
		share, covariance = move.apply(share, covariance)
		out.keep(move.days, share, covariance)
	}
	return out, nil
}

// keep stores the state after one day; only the variances are needed later.
func (o *Occupation) keep(days float64, share []float64, covariance [][]float64) {
	step := occupationStep{days: days, share: slices.Clone(share), variance: make([]float64, len(share))}
	for i := range share {
		// A variance below what rounding leaves is none: 1/n² is above it.
		if covariance[i][i] > 1e-15 {
			step.variance[i] = covariance[i][i]
		}
	}
	o.steps = append(o.steps, step)
}

// At returns the share of complaints in each state on the given day and its
// standard error; moves of that day have happened. Beyond Last it stays what it
// was there.
func (o Occupation) At(days float64) []Outcome {
	at, found := slices.BinarySearchFunc(o.steps, days, func(s occupationStep, days float64) int {
		return cmp.Compare(s.days, days)
	})
	if !found && at > 0 {
		at--
	}
	out := make([]Outcome, o.States)
	for i := range out {
		out[i] = Outcome{Share: o.steps[at].share[i], SE: math.Sqrt(o.steps[at].variance[i])}
	}
	return out
}

func checkSpells(spells []Spell, states int) error {
	if states < 1 || states > maxStates {
		return fmt.Errorf("the number of states must be 1 to %d", maxStates)
	}
	for _, s := range spells {
		if s.From < 0 || s.From >= states || s.To < Waiting || s.To >= states {
			return errors.New("a spell is in a state that is not among the states")
		}
		if s.From == s.To {
			return errors.New("a spell must end in another state than its own")
		}
		if !(s.Entry >= 0 && s.Exit >= s.Entry) || math.IsInf(s.Exit, 1) {
			return errors.New("a spell must have an exit that is not before its entry, both in days from 0 on")
		}
	}
	return nil
}

// throughInstants returns the spells that last, with each pass through stays of 0
// days written as one move, and for each complaint where and when it is first.
func throughInstants(spells []Spell) (stays, starts []Spell) {
	sorted := slices.Clone(spells)
	slices.SortStableFunc(sorted, func(a, b Spell) int {
		return cmp.Or(cmp.Compare(a.Unit, b.Unit), cmp.Compare(a.Entry, b.Entry), cmp.Compare(a.Exit, b.Exit))
	})
	for i, s := range sorted {
		first := i == 0 || sorted[i-1].Unit != s.Unit
		if first {
			starts = append(starts, s)
		}
		if s.Exit > s.Entry {
			stays = append(stays, s)
			continue
		}
		if s.To == Waiting {
			continue
		}
		// Of a pass at the very start, the state it leads to is the first.
		if start := &starts[len(starts)-1]; start.Entry == s.Entry && start.From == s.From {
			start.From = s.To
			continue
		}
		if last := len(stays) - 1; last >= 0 && stays[last].Unit == s.Unit && stays[last].To == s.From && stays[last].Exit == s.Entry {
			stays[last].To = s.To
		}
	}
	// A detour that came back is no move.
	return slices.DeleteFunc(stays, func(s Spell) bool { return s.From == s.To }), starts
}

// A move is what happens on one day: the share of each state's complaints that
// goes to each other one.
type move struct {
	days  float64
	flows []flow
	risk  []float64 // by state, just before the day
}

type flow struct {
	from, to int
	count    float64
}

// movesOf returns the days on which anybody moves.
func movesOf(stays []Spell, states int) []move {
	byEntry, byExit := slices.Clone(stays), slices.Clone(stays)
	slices.SortStableFunc(byEntry, func(a, b Spell) int { return cmp.Compare(a.Entry, b.Entry) })
	slices.SortStableFunc(byExit, func(a, b Spell) int {
		return cmp.Or(cmp.Compare(a.Exit, b.Exit), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	present := make([]float64, states)
	var moves []move
	entered := 0
	for i := 0; i < len(byExit); {
		days := byExit[i].Exit
		for ; entered < len(byEntry) && byEntry[entered].Entry < days; entered++ {
			present[byEntry[entered].From]++
		}
		now := move{days: days, risk: slices.Clone(present)}
		for ; i < len(byExit) && byExit[i].Exit == days; i++ {
			s := byExit[i]
			present[s.From]--
			if s.To == Waiting {
				continue
			}
			if last := len(now.flows) - 1; last >= 0 && now.flows[last].from == s.From && now.flows[last].to == s.To {
				now.flows[last].count++
			} else {
				now.flows = append(now.flows, flow{s.From, s.To, 1})
			}
		}
		if len(now.flows) > 0 {
			moves = append(moves, now)
		}
	}
	return moves
}

// apply returns p(I + dA) and its covariance: what it was, carried along, plus
// p_h² times the multinomial covariance of the moves out of each state h.
func (m move) apply(share []float64, covariance [][]float64) ([]float64, [][]float64) {
	after := slices.Clone(share)
	right := cloneMatrix(covariance) // V(I + dA)
	for _, f := range m.flows {
		rate := f.count / m.risk[f.from]
		after[f.to] += share[f.from] * rate
		after[f.from] -= share[f.from] * rate
		for i := range right {
			right[i][f.to] += covariance[i][f.from] * rate
			right[i][f.from] -= covariance[i][f.from] * rate
		}
	}
	both := cloneMatrix(right) // (I + dA)'V(I + dA)
	for _, f := range m.flows {
		rate := f.count / m.risk[f.from]
		for j := range both {
			both[f.to][j] += right[f.from][j] * rate
			both[f.from][j] -= right[f.from][j] * rate
		}
	}
	for _, f := range m.flows {
		for _, g := range m.flows {
			if f.from != g.from {
				continue
			}
			n := m.risk[f.from]
			c := -f.count * g.count / n / n / n
			if f.to == g.to {
				c += f.count / n / n
			}
			c *= share[f.from] * share[f.from]
			both[f.to][g.to] += c
			both[f.from][g.from] += c
			both[f.to][g.from] -= c
			both[f.from][g.to] -= c
		}
	}
	for _, f := range m.flows { // nobody left: exactly nothing, not rounding
		out := 0.0
		for _, g := range m.flows {
			if g.from == f.from {
				out += g.count
			}
		}
		arrivals := slices.ContainsFunc(m.flows, func(g flow) bool { return g.to == f.from })
		if out == m.risk[f.from] && !arrivals {
			after[f.from] = 0
			for i := range both {
				both[i][f.from], both[f.from][i] = 0, 0
			}
		}
	}
	return after, both
}
