// Package stat holds the statistics of Redress: numbers in, numbers out. It
// knows no complaint, no database and no clock. Its one rule: where there is
// nothing to estimate it says so, and never returns NaN.
package stat

import "math"

// Z95 is the standard normal quantile of a two-sided 95 % interval.
const Z95 = 1.959963984540054

// Wilson returns the Wilson score interval for k successes in n trials at
// normal quantile z (Z95 for 95 %).
//
// It shows that 3 of 3 complaints resolved (0.44 to 1.00) says less than 940 of
// 1000 (0.92 to 0.95); it is for display, never for ordering, which would reward
// volume. The bounds are exactly 0 at k = 0 and exactly 1 at k = n. ok is false
// where there is nothing to estimate: n = 0, or counts that cannot be (k < 0 or
// k > n, z not a positive number).
//
// See E. B. Wilson, JASA 22 (1927), pp. 209–212.
func Wilson(k, n int64, z float64) (low, high float64, ok bool) {
	if n <= 0 || k < 0 || k > n || !(z > 0) || math.IsInf(z, 1) {
		return 0, 0, false
	}
	trials := float64(n)
	p := float64(k) / trials
	spread := 1 + z*z/trials
	centre := (p + z*z/(2*trials)) / spread
	half := z / spread * math.Sqrt(p*(1-p)/trials+z*z/(4*trials*trials))
	low, high = max(0, centre-half), min(1, centre+half)
	if k == 0 {
		low = 0
	}
	if k == n {
		high = 1
	}
	return low, high, true
}
