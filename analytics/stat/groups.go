package stat

import (
	"cmp"
	"fmt"
	"slices"
)

// Indistinct returns the groups of units that cannot be told apart: the longest
// runs of the display order within which no two units are separated. Groups may
// overlap, for being alike is not passed on: a may be like b and b like c, yet a
// above c. Each unit is in one group at least; a group of one stands alone.
// order lists units, best first; separated says of two units whether one is
// surely above the other.
func Indistinct(order []int, separated func(i, j int) bool) [][]int {
	var out [][]int
	end := 0
	for start := range order {
		// The run from start goes on until a unit is separated from one within it;
		// it reaches at least as far as the run before it.
		to := max(end, start+1)
		for to < len(order) && !slices.ContainsFunc(order[start:to], func(i int) bool { return separated(i, order[to]) }) {
			to++
		}
		if to > end {
			out = append(out, slices.Clone(order[start:to]))
			end = to
		}
	}
	return out
}

// DisplayOrder returns the units by expected rank, best first, ties by position.
func (r Ranks) DisplayOrder() []int {
	order := make([]int, len(r.Expected))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.Expected[a], r.Expected[b]) })
	return order
}

// CompetitionRanks returns ranks 1, 2, 2, 4 of values, the highest first, on the
// values as they are, not rounded. Two shares are equal when they are the same
// fraction: compare makes that decision, returning above 0 where unit i is higher.
func CompetitionRanks(units int, compare func(i, j int) int) []int {
	order := make([]int, units)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compare(b, a) })
	ranks := make([]int, units)
	for place, i := range order {
		ranks[i] = place + 1
		if place > 0 && compare(order[place-1], i) == 0 {
			ranks[i] = ranks[order[place-1]]
		}
	}
	return ranks
}

// CompareShares compares y1/n1 with y2/n2 exactly: as products of whole numbers,
// not as rounded quotients. Both n must be above 0 and below 2^31.
func CompareShares(y1, n1, y2, n2 int64) int { return cmp.Compare(y1*n2, y2*n1) }

// Ratings are what is known of one unit's complaints: those rated resolved,
// rated unresolved, and closed without a rating.
type Ratings struct{ Resolved, Unresolved, Unrated int64 }

// A BoundedOrder says what becomes of a ranking by share of the rated when nothing is
// assumed of the unrated.
type BoundedOrder struct {
	Bounds []MissingBounds // per unit
	// Best and Worst are the units with the highest and lowest share of the rated
	// (the first of several), -1 without one. Extremes says that the order of
	// these two survives: Best's lower bound is above Worst's upper.
	Best, Worst int
	Extremes    bool
	// Pairs is the number of pairs with different shares, Surviving how many of
	// them keep their order whatever the unrated would have said.
	Pairs, Surviving int
}

// SurviveMissing bounds each unit's share and compares the order of shares with
// what the bounds leave of it. Units without a rating have no share and take no
// part in pairs. The error is for negative counts or counts of 2^29 and more.
func SurviveMissing(units []Ratings) (BoundedOrder, error) {
	out := BoundedOrder{Best: -1, Worst: -1}
	for i, u := range units {
		if min(u.Resolved, u.Unresolved, u.Unrated) < 0 || max(u.Resolved, u.Unresolved, u.Unrated) >= 1<<29 {
			return BoundedOrder{}, fmt.Errorf("unit %d must have counts from 0 to below 2^29", i+1)
		}
		bounds, err := BoundMissing(u.Resolved+u.Unresolved, u.Resolved, u.Unrated)
		if err != nil {
			return BoundedOrder{}, err
		}
		out.Bounds = append(out.Bounds, bounds)
		if u.rated() == 0 {
			continue
		}
		if out.Best < 0 || u.compare(units[out.Best]) > 0 {
			out.Best = i
		}
		if out.Worst < 0 || u.compare(units[out.Worst]) < 0 {
			out.Worst = i
		}
	}
	if out.Best >= 0 && units[out.Best].compare(units[out.Worst]) > 0 {
		out.Extremes = units[out.Best].surelyAbove(units[out.Worst])
	}
	out.count(units)
	return out, nil
}

func (u Ratings) rated() int64 { return u.Resolved + u.Unresolved }
func (u Ratings) compare(v Ratings) int {
	return CompareShares(u.Resolved, u.rated(), v.Resolved, v.rated())
}
func (u Ratings) surelyAbove(v Ratings) bool {
	return CompareShares(u.Resolved, u.rated()+u.Unrated, v.Resolved+v.Unrated, v.rated()+v.Unrated) > 0
}

// count counts pairs without looking at each: as many as there are units are
// sorted, by share for all pairs and by bounds for those that survive.
func (s *BoundedOrder) count(units []Ratings) {
	var rated []Ratings
	for _, u := range units {
		if u.rated() > 0 {
			rated = append(rated, u)
		}
	}
	slices.SortFunc(rated, Ratings.compare)
	same := 0
	for i, u := range rated {
		if i > 0 && u.compare(rated[i-1]) == 0 {
			same++
		} else {
			same = 0
		}
		s.Pairs += i - same
	}
	// A unit surely above another has the higher share, so only bounds count.
	lower, upper := slices.Clone(rated), slices.Clone(rated)
	slices.SortFunc(lower, func(a, b Ratings) int {
		return CompareShares(a.Resolved, a.rated()+a.Unrated, b.Resolved, b.rated()+b.Unrated)
	})
	slices.SortFunc(upper, func(a, b Ratings) int {
		return CompareShares(a.Resolved+a.Unrated, a.rated()+a.Unrated, b.Resolved+b.Unrated, b.rated()+b.Unrated)
	})
	passed := 0
	for _, u := range lower {
		for passed < len(upper) && u.surelyAbove(upper[passed]) {
			passed++
		}
		s.Surviving += passed
	}
}
