package stat

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// A WeightedRank is the rank of one unit, 1 for the highest score, over many ways to
// weigh its indicators: the mean, and the 2.5 % and 97.5 % quantiles (smallest r with
// as many ranks at most r).
type WeightedRank struct {
	Expected  float64
	Low, High int
}

// RankWeighted ranks units by the weighted sum of their indicators in draws draws
// from the generator with the seed. In each, the weights are drawn evenly (Dirichlet with all
// parameters 1, the same for all units), and each indicator is normal with its mean
// and standard deviation (0 for a known one). Indicators must be on one scale and
// higher better. The error is for lists of different lengths, numbers that are not
// finite, or draws outside 1 to 10^6. (OECD and JRC 2008, Handbook on Constructing
// Composite Indicators; Saisana, Saltelli and Tarantola 2005.)
func RankWeighted(mean, sd [][]float64, draws int, seed uint64) ([]WeightedRank, error) {
	if len(mean) != len(sd) || draws < 1 || draws > 1e6 {
		return nil, errors.New("there must be as many deviations as means, and 1 to 1000000 draws")
	}
	for i := range mean {
		if len(mean[i]) != len(mean[0]) || len(sd[i]) != len(mean[0]) || len(mean[i]) == 0 {
			return nil, errors.New("every unit must have the same indicators, one at least")
		}
		if err := checkFinite("mean", mean[i], math.Inf(-1)); err != nil {
			return nil, err
		}
		if err := checkFinite("sd", sd[i], 0); err != nil {
			return nil, err
		}
	}
	if len(mean) == 0 {
		return nil, nil
	}
	r := rand.New(rand.NewPCG(seed, 0x9e3779b97f4a7c15))
	k := len(mean)
	counts := grid(k)
	scores, order, weights := make([]float64, k), make([]int, k), make([]float64, len(mean[0]))
	for range draws {
		for j := range weights {
			weights[j] = r.ExpFloat64()
		}
		for i := range scores {
			order[i], scores[i] = i, 0
			for j, w := range weights {
				scores[i] += w * (mean[i][j] + sd[i][j]*r.NormFloat64())
			}
		}
		slices.SortFunc(order, func(a, b int) int {
			switch {
			case scores[a] > scores[b]:
				return -1
			case scores[a] < scores[b]:
				return 1
			}
			return 0
		})
		for rank, unit := range order {
			counts[unit][rank]++
		}
	}
	out := make([]WeightedRank, k)
	for i := range out {
		out[i] = weightedRank(counts[i], float64(draws))
	}
	return out, nil
}

func weightedRank(counts []float64, draws float64) (w WeightedRank) {
	sum := 0.0
	for at, n := range counts {
		w.Expected += float64(at+1) * n / draws
		if sum += n; w.Low == 0 && sum >= .025*draws {
			w.Low = at + 1
		}
		if w.High == 0 && sum >= .975*draws {
			w.High = at + 1
		}
	}
	return w
}

// LogOdds is the mean and the standard deviation of the log-odds of a Beta variable:
// digamma(A) - digamma(B), and the root of trigamma(A) + trigamma(B).
func (u Beta) LogOdds() (mean, sd float64) {
	return mathext.Digamma(u.A) - mathext.Digamma(u.B), newLogitBeta(u).sd
}
