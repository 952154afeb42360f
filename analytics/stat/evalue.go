package stat

import (
	"errors"
	"math"
)

// EValue returns how strong an unmeasured confounder would have to be, as a risk
// ratio with both the evidence and the resolution, to explain the risk ratio away
// (VanderWeele & Ding 2017): RR + √(RR(RR−1)), of 1/RR when that is below 1. The
// second value is the same for the bound of the interval that is nearer to 1; 1
// when the interval holds 1. A ratio of 0 has no E-value: all three must be above
// 0 and finite, and low ≤ ratio ≤ high.
func EValue(ratio, low, high float64) (point, bound float64, err error) {
	if !(low > 0 && low <= ratio && ratio <= high) || math.IsInf(high, 1) || math.IsInf(1/low, 1) {
		return 0, 0, errors.New("a risk ratio and its bounds must be above 0, finite and in order")
	}
	strength := func(r float64) float64 {
		if r < 1 {
			r = 1 / r
		}
		return r * (1 + math.Sqrt(1-1/r)) // as above, and finite for large r
	}
	nearer := low
	if high < 1 {
		nearer = high
	}
	if low <= 1 && high >= 1 {
		nearer = 1
	}
	return strength(ratio), strength(nearer), nil
}
