package stat

import (
	"fmt"
	"math"
)

// A MixedCount compares an observed number of successes with what the unit's mix
// of strata would give: E and Var of a Poisson-binomial count. PLow is Pr(<= O),
// PHigh Pr(>= O), MidPLow Pr(< O) + Pr(= O)/2. Z is (O-E)/sqrt(Var), nil where
// Var is 0. ZPoisson is the Poisson shortcut (O-E)/sqrt(E), shown to warn: it is
// wrong for outcomes that are not rare; nil where E is 0. Approximate says that
// the tails come from a skewness-corrected normal curve, the counts being too
// large to add up.
type MixedCount struct {
	E, Var               float64
	Z, ZPoisson          *float64
	PLow, PHigh, MidPLow float64
	Approximate          bool
}

// convolutionSteps bounds the work of an exact Poisson-binomial distribution.
const convolutionSteps = 300_000_000

// BinomialRatio compares o successes with strata of n_c trials of reference share
// p_c each. The error is for lists of different lengths and numbers that cannot be.
func BinomialRatio(n []int64, p []float64, o int64) (MixedCount, error) {
	if len(n) != len(p) {
		return MixedCount{}, fmt.Errorf("n and ref_p must be equally long, they have %d and %d values", len(n), len(p))
	}
	var out MixedCount
	var third float64
	var all int64
	for c := range n {
		if n[c] < 0 || !(p[c] >= 0 && p[c] <= 1) {
			return MixedCount{}, fmt.Errorf("stratum %d must have n >= 0 and ref_p in [0,1]", c+1)
		}
		all += n[c]
		trials := float64(n[c])
		out.E += trials * p[c]
		out.Var += trials * p[c] * (1 - p[c])
		third += trials * p[c] * (1 - p[c]) * (1 - 2*p[c])
	}
	if o < 0 || o > all {
		return MixedCount{}, fmt.Errorf("observed O must lie between 0 and the sum of n")
	}
	out.Z, out.ZPoisson = known((float64(o)-out.E)/math.Sqrt(out.Var)), known((float64(o)-out.E)/math.Sqrt(out.E))
	if pmf, first, ok := poissonBinomial(n, p); ok {
		var below, above, equal float64
		for i, v := range pmf {
			switch k := first + int64(i); {
			case k < o:
				below += v
			case k == o:
				equal = v
			default:
				above += v
			}
		}
		out.PLow, out.PHigh, out.MidPLow = min(1, below+equal), min(1, above+equal), min(1, below+equal/2)
		return out, nil
	}
	out.Approximate = true
	at := func(k float64) float64 { // Pr(<= k), Volkova's refined normal approximation
		x := (k - out.E) / math.Sqrt(out.Var)
		g := normalCDF(x) + third/(out.Var*math.Sqrt(out.Var))*(1-x*x)*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)/6
		return min(1, max(0, g))
	}
	low, before := at(float64(o)+.5), at(float64(o)-.5)
	out.PLow, out.PHigh, out.MidPLow = low, 1-before, (low+before)/2
	return out, nil
}

// poissonBinomial returns the distribution of the sum of independent binomials,
// from first on; not ok where that takes too many steps. Small sums are added up
// whole, large ones without what is below 1e-300, and within 40 standard
// deviations, beyond which nothing can be told from 0.
func poissonBinomial(n []int64, p []float64) (pmf []float64, first int64, ok bool) {
	pmf = []float64{1}
	steps := 0.0
	for c := range n {
		if n[c] == 0 {
			continue
		}
		trials := float64(n[c])
		reach := 40*math.Sqrt(trials*p[c]*(1-p[c])) + 200
		low, high := max(0, int64(trials*p[c]-reach)), min(n[c], int64(trials*p[c]+reach))
		width := high - low + 1
		if steps += float64(width) * float64(len(pmf)); steps > convolutionSteps {
			return nil, 0, false
		}
		one := make([]float64, width)
		for i := range one {
			one[i] = binomialPMF(low+int64(i), n[c], p[c])
		}
		sum := make([]float64, len(pmf)+len(one)-1)
		for i, v := range pmf {
			if v < 1e-300 {
				continue
			}
			for j, w := range one {
				sum[i+j] += v * w
			}
		}
		pmf, first = sum, first+low
	}
	return pmf, first, true
}
