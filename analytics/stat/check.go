package stat

import (
	"fmt"
	"math"
)

// checkConf refuses a confidence that is not strictly between 0 and 1. So near
// to 1 that nothing is left beside it counts as 1.
func checkConf(conf float64) error {
	if !(conf > 0 && conf < 1 && (1-conf)/2 > 1e-12) {
		return fmt.Errorf("conf must lie strictly between 0 and 1")
	}
	return nil
}

// checkCounts refuses counts y of n that cannot be: lists of different lengths,
// negative numbers, y > n. The error names the first wrong position, from 1.
func checkCounts(y, n []int64) error {
	if len(y) != len(n) {
		return fmt.Errorf("y and n must be equally long, they have %d and %d values", len(y), len(n))
	}
	for i := range y {
		if n[i] < 0 || y[i] < 0 || y[i] > n[i] {
			return fmt.Errorf("unit %d must have 0 <= y <= n", i+1)
		}
	}
	return nil
}

// checkFinite refuses a value that is NaN, infinite or below least.
func checkFinite(name string, values []float64, least float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s has no finite number at position %d", name, i+1)
		}
		if v < least {
			return fmt.Errorf("%s must not be below %g, it is at position %d", name, least, i+1)
		}
	}
	return nil
}

// known returns a pointer to v, or nil where v is NaN or infinite.
func known(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}
