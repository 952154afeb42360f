package stat

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Adjusted are p-values adjusted for how many there are, in the order given.
// Decide on adjusted <= q. BH (Benjamini and Hochberg 1995) controls the false
// discovery rate under positive dependence, BY (Benjamini and Yekutieli 2001)
// under any: across overlapping windows. Holm and Bonferroni control the chance
// of one false rejection.
type Adjusted struct{ BH, BY, Holm, Bonferroni []float64 }

// AdjustP adjusts a family of p-values: one indicator, one period, all eligible
// units, fixed in advance. Equal p-values get equal results. The error is for a
// value outside [0,1] or NaN.
func AdjustP(p []float64) (Adjusted, error) {
	for i, v := range p {
		if !(v >= 0 && v <= 1) {
			return Adjusted{}, fmt.Errorf("p must lie in [0,1], it does not at position %d", i+1)
		}
	}
	k := len(p)
	order := make([]int, k)
	harmonic := 0.0
	for i := range order {
		order[i] = i
		harmonic += 1 / float64(i+1)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p[a], p[b]) })
	out := Adjusted{make([]float64, k), make([]float64, k), make([]float64, k), make([]float64, k)}
	m := float64(k)
	bh, by := 1.0, 1.0
	for j := k - 1; j >= 0; j-- {
		i := order[j]
		bh = math.Min(bh, m*p[i]/float64(j+1))
		by = math.Min(by, m*harmonic*p[i]/float64(j+1))
		out.BH[i], out.BY[i] = bh, by
		out.Bonferroni[i] = math.Min(1, m*p[i])
	}
	holm := 0.0
	for j, i := range order {
		holm = math.Max(holm, math.Min(1, (m-float64(j))*p[i]))
		out.Holm[i] = holm
	}
	return out, nil
}

// Rejected returns the positions, from 1, of the adjusted values <= level.
func Rejected(adjusted []float64, level float64) []int {
	out := []int{}
	for i, v := range adjusted {
		if v <= level {
			out = append(out, i+1)
		}
	}
	return out
}
