package stat

import (
	"fmt"
	"math"
)

// A Beta is the posterior Beta(A, B) of one unit's share.
type Beta struct{ A, B float64 }

// Ranks say what can be known of the order of independent units, rank 1 being the
// highest. Never publish a bare league position: publish Expected, which orders
// best (Laird and Louis 1989; Lin, Louis, Paddock and Ridgeway 2006), with the
// interval Low to High.
type Ranks struct {
	Expected          []float64 // 1 + sum over the others of Pr(other > unit)
	Low, Median, High []int     // smallest rank r with Pr(rank <= r) >= 0.025, 0.5, 0.975
	Top, Bottom       []float64 // Pr(rank <= k) and Pr(rank > K-k)
	K                 int       // k of Top and Bottom

	// PMF[i][r] is Pr(rank of i = r+1) and Above[i][j] Pr(i > j); nil from Monte
	// Carlo, where Draws says how many there were (0 for exact).
	PMF, Above [][]float64
	Draws      int
}

// MaxExactRanks is the number of units up to which ranks are exact, MaxRanks up
// to which they are simulated. Simulation draws 10,000 times, or less so that
// units times draws stay under 10^7, but 1,000 times at least.
const (
	MaxExactRanks = 500
	MaxRanks      = 10_000
)

// TopTenth is the number of units in the best or worst tenth, rounded up.
func TopTenth(units int) int { return (units + 9) / 10 }

// RankBetas ranks units with independent Beta posteriors by their shares. k is
// that of Top and Bottom, TopTenth(len(units)) where 0; seed is for simulation
// and to be kept with the result. The error is for parameters that cannot be, k
// outside [0, units], or more than MaxRanks units.
func RankBetas(units []Beta, k int, seed uint64) (Ranks, error) {
	all := make([]marginal, len(units))
	for i, u := range units {
		if !(u.A > 0 && u.B > 0) || math.IsInf(u.A, 1) || math.IsInf(u.B, 1) {
			return Ranks{}, fmt.Errorf("unit %d must have finite Beta parameters above 0", i+1)
		}
		all[i] = newLogitBeta(u)
	}
	return rankMarginals(all, k, seed)
}

// RankNormals ranks units with independent normal posteriors, those of
// FitPetoNormal, by their values. A standard deviation must be above 0: where
// all units are pooled there is nothing to rank. Otherwise as RankBetas.
func RankNormals(mean, sd []float64, k int, seed uint64) (Ranks, error) {
	if len(mean) != len(sd) {
		return Ranks{}, fmt.Errorf("mean and sd must be equally long, they have %d and %d values", len(mean), len(sd))
	}
	if err := checkFinite("mean", mean, math.Inf(-1)); err != nil {
		return Ranks{}, err
	}
	if err := checkFinite("sd", sd, math.SmallestNonzeroFloat64); err != nil {
		return Ranks{}, err
	}
	all := make([]marginal, len(mean))
	for i := range mean {
		all[i] = normalMarginal{mean[i], sd[i]}
	}
	return rankMarginals(all, k, seed)
}

func rankMarginals(units []marginal, k int, seed uint64) (Ranks, error) {
	if k == 0 {
		k = TopTenth(len(units))
	}
	if k < 0 || k > len(units) {
		return Ranks{}, fmt.Errorf("k must lie between 1 and the number of units, %d", len(units))
	}
	if len(units) > MaxRanks {
		return Ranks{}, fmt.Errorf("%d units are more than the %d that can be ranked", len(units), MaxRanks)
	}
	if len(units) <= MaxExactRanks {
		if out, ok := exactRanks(units); ok {
			out.describe(k)
			return out, nil
		}
	}
	return simulatedRanks(units, k, seed), nil
}

// describe derives quantiles and tails from the distribution of each rank.
func (r *Ranks) describe(k int) {
	r.K = k
	units := len(r.PMF)
	r.Low, r.Median, r.High = make([]int, units), make([]int, units), make([]int, units)
	r.Top, r.Bottom = make([]float64, units), make([]float64, units)
	for i, pmf := range r.PMF {
		below := 0.0
		for rank, p := range pmf {
			below += p
			for _, q := range []struct {
				level float64
				at    *int
			}{{.025, &r.Low[i]}, {.5, &r.Median[i]}, {.975, &r.High[i]}} {
				if *q.at == 0 && (below >= q.level-1e-12 || rank == units-1) {
					*q.at = rank + 1
				}
			}
			if rank < k {
				r.Top[i] += p
			}
			if rank >= units-k {
				r.Bottom[i] += p
			}
		}
	}
}

// Separated reports whether units i and j can be told apart: whether the
// probability that one is above the other reaches level (0.975, say). From Monte
// Carlo, without Above, it asks for rank intervals without a common rank, which is
// more than that.
func (r Ranks) Separated(i, j int, level float64) bool {
	if r.Above == nil {
		return r.High[i] < r.Low[j] || r.High[j] < r.Low[i]
	}
	return math.Max(r.Above[i][j], r.Above[j][i]) >= level
}
