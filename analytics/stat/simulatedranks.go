package stat

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// simulatedRanks ranks independent units by joint draws from a seeded generator.
func simulatedRanks(units []marginal, k int, seed uint64) Ranks {
	draws := min(10_000, max(1_000, 10_000_000/max(1, len(units))))
	return jointRanks(units, func(*rand.Rand) {}, k, draws, seed)
}

// jointRanks ranks units by joint draws; before each, prepare may change them.
func jointRanks(units []marginal, prepare func(*rand.Rand), k, draws int, seed uint64) Ranks {
	count := len(units)
	generator := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	ranks := make([]int32, count*draws) // unit by unit
	type drawn struct {
		value float64
		unit  int32
	}
	order := make([]drawn, count)
	for d := range draws {
		prepare(generator)
		for i, u := range units {
			order[i] = drawn{u.draw(generator), int32(i)}
		}
		slices.SortFunc(order, func(a, b drawn) int { return cmp.Compare(b.value, a.value) })
		for rank, o := range order {
			ranks[int(o.unit)*draws+d] = int32(rank + 1)
		}
	}
	out := Ranks{Draws: draws, K: k, Expected: make([]float64, count),
		Low: make([]int, count), Median: make([]int, count), High: make([]int, count),
		Top: make([]float64, count), Bottom: make([]float64, count)}
	share := 1 / float64(draws)
	for i := range units {
		own := ranks[i*draws : (i+1)*draws]
		slices.Sort(own)
		for _, rank := range own {
			out.Expected[i] += float64(rank) * share
			if int(rank) <= k {
				out.Top[i] += share
			}
			if int(rank) > count-k {
				out.Bottom[i] += share
			}
		}
		// The smallest rank that at least the share q of draws does not exceed.
		at := func(perMille int) int { return int(own[(draws*perMille+999)/1000-1]) }
		out.Low[i], out.Median[i], out.High[i] = at(25), at(500), at(975)
	}
	return out
}
