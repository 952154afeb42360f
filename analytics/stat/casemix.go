package stat

import (
	"fmt"
	"slices"
)

// A MixCell is one unit's complaints in one stratum (an issue type, say): N of them,
// Y resolved.
type MixCell struct {
	Unit, Stratum int
	N, Y          int64
}

// A Mixed is a unit's outcome against what its mix of strata would give at the
// reference shares: O-E in units of the variance V is what FitPetoNormal takes.
type Mixed struct{ O, E, V float64 }

// CaseMix holds expected counts by indirect standardisation. Merged maps each
// stratum to the one it was merged into (itself where none, -1 where it is empty).
// Ok is false for a unit none of whose strata leaves a usable reference.
type CaseMix struct {
	Units  []Mixed
	Ok     []bool
	Merged []int
}

// LeaveOneOutAbove is the share of a stratum above which a unit is compared with
// the others there instead of with all: it would be its own yardstick.
const LeaveOneOutAbove = 0.2

// ExpectByCaseMix computes O, E and V of each unit from cells. Strata are merged,
// the smallest into the next smallest, until each rests on at least least (30)
// complaints with some and not all of them resolved. The reference is the pooled
// share of the merged stratum, without the unit where it holds more than
// LeaveOneOutAbove of it; a unit that is a stratum alone has no reference there,
// and these complaints are left out of its O, E and V. The error is for indices
// or counts that cannot be.
func ExpectByCaseMix(cells []MixCell, units, strata int, least int64) (CaseMix, error) {
	size, hits := make([]int64, strata), make([]int64, strata)
	for i, c := range cells {
		if c.Unit < 0 || c.Unit >= units || c.Stratum < 0 || c.Stratum >= strata || c.Y < 0 || c.Y > c.N {
			return CaseMix{}, fmt.Errorf("cell %d must have a known unit and stratum and 0 <= y <= n", i+1)
		}
		size[c.Stratum] += c.N
		hits[c.Stratum] += c.Y
	}
	out := CaseMix{Units: make([]Mixed, units), Ok: make([]bool, units), Merged: mergeStrata(size, hits, least)}
	type place struct{ unit, stratum int }
	own := map[place]MixCell{}
	order := []place{}
	for _, c := range cells {
		at := place{c.Unit, out.Merged[c.Stratum]}
		if c.N == 0 || at.stratum < 0 {
			continue
		}
		sum, ok := own[at]
		if !ok {
			order = append(order, at)
		}
		own[at] = MixCell{N: sum.N + c.N, Y: sum.Y + c.Y}
	}
	slices.SortFunc(order, func(a, b place) int { // sums in one order whatever that of cells
		if a.unit != b.unit {
			return a.unit - b.unit
		}
		return a.stratum - b.stratum
	})
	total := map[int]MixCell{}
	for s, into := range out.Merged {
		if into >= 0 {
			sum := total[into]
			total[into] = MixCell{N: sum.N + size[s], Y: sum.Y + hits[s]}
		}
	}
	for _, at := range order {
		c, reference := own[at], total[at.stratum]
		if float64(c.N) > LeaveOneOutAbove*float64(reference.N) {
			reference.N, reference.Y = reference.N-c.N, reference.Y-c.Y
		}
		if reference.N == 0 {
			continue
		}
		p := float64(reference.Y) / float64(reference.N)
		u := &out.Units[at.unit]
		u.O += float64(c.Y)
		u.E += float64(c.N) * p
		u.V += float64(c.N) * p * (1 - p)
		out.Ok[at.unit] = true
	}
	return out, nil
}

// mergeStrata returns, for each stratum, the one it ends in; -1 for empty ones.
func mergeStrata(size, hits []int64, least int64) []int {
	size, hits = slices.Clone(size), slices.Clone(hits)
	into := make([]int, len(size))
	var open []int
	for s := range size {
		into[s] = -1
		if size[s] > 0 {
			into[s] = s
			open = append(open, s)
		}
	}
	bySize := func(a, b int) int {
		if size[a] != size[b] {
			return int(min(1, max(-1, size[a]-size[b])))
		}
		return a - b
	}
	for len(open) > 1 {
		slices.SortFunc(open, bySize)
		weak := slices.IndexFunc(open, func(s int) bool { return size[s] < least || hits[s] == 0 || hits[s] == size[s] })
		if weak < 0 {
			break
		}
		from, to := open[weak], open[0]
		if weak == 0 {
			to = open[1]
		}
		size[to], hits[to] = size[to]+size[from], hits[to]+hits[from]
		for s := range into {
			if into[s] == from {
				into[s] = to
			}
		}
		open = slices.Delete(open, weak, weak+1)
	}
	return into
}
