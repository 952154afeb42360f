package stat

import (
	"math"
	"slices"
)

// quantile7 returns the q-quantile of sorted values with linear interpolation
// between order statistics: type 7 of Hyndman and Fan (1996), R's default.
// sorted must not be empty and 0 <= q <= 1.
func quantile7(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	below := int(math.Floor(at))
	if below >= len(sorted)-1 {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}

// winsorise returns values with those beyond the type-7 quantiles q and 1-q
// drawn in to them. 0 <= q <= 0.5.
func winsorise(values []float64, q float64) []float64 {
	if len(values) == 0 {
		return nil
	}
	sorted := slices.Sorted(slices.Values(values))
	low, high := quantile7(sorted, q), quantile7(sorted, 1-q)
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = min(max(v, low), high)
	}
	return out
}
