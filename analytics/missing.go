package analytics

import (
	"slices"

	"redress/analytics/stat"
)

// Bounds are the rates a row would have if every closed complaint of which nobody says
// how it ended, unrated or unknown, had been unresolved (Low) or resolved (High)
// (Manski's bounds). Open complaints are no part of them.
type Bounds struct{ Low, High float64 }

// bounds are those of a tally; nil where it has no rate.
func bounds(m Measures) *Bounds {
	if m.ResolutionRate.Value == nil {
		return nil
	}
	b, err := stat.BoundMissing(m.Rated(), m.Resolved, m.Unrated+m.Unknown)
	if err != nil || b.Lower == nil || b.Upper == nil {
		return nil
	}
	return &Bounds{Low: *b.Lower, High: *b.Upper}
}

// possible fills in the ranks that the ranked rows could have had, and gives the
// share of their pairs whose order by rate no outcome of the unrated complaints
// could turn round. Rows with the same bounds of no width are tied for ever and
// count as kept.
func possible(rows []Standing, ranked []int) *float64 {
	place := func(at, first, last int) {
		if p := rows[at].Position; p != nil {
			p.FirstPossible, p.LastPossible = first, last
		}
	}
	if len(ranked) < 2 {
		for _, at := range ranked {
			place(at, 1, 1)
		}
		return nil
	}
	var lows, highs []float64
	for _, at := range ranked {
		lows, highs = append(lows, rows[at].Bounds.Low), append(highs, rows[at].Bounds.High)
	}
	slices.Sort(lows)
	slices.Sort(highs)
	same := map[Bounds]int{}
	for _, at := range ranked {
		same[*rows[at].Bounds]++
	}
	var kept int
	for _, at := range ranked {
		b := rows[at].Bounds
		surelyAbove := len(lows) - after(lows, b.High)
		surelyBelow := upTo(highs, b.Low)
		place(at, 1+surelyAbove, len(ranked)-surelyBelow)
		kept += surelyAbove + surelyBelow
		if b.Low == b.High {
			kept += same[*b] - 1
		}
	}
	share := float64(kept) / float64(len(ranked)*(len(ranked)-1))
	return &share
}

// after is the place of the first value above v.
func after(sorted []float64, v float64) int {
	at, _ := slices.BinarySearchFunc(sorted, v, func(e, v float64) int {
		if e > v {
			return 1
		}
		return -1
	})
	return at
}

// upTo counts the values below v.
func upTo(sorted []float64, v float64) int {
	at, _ := slices.BinarySearch(sorted, v)
	return at
}
