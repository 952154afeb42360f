package stat

import (
	"fmt"
	"math"
)

// AgainstTheRest returns the probabilities of y successes or fewer, and of y or
// more, in n trials, if the unit were like the rest: given that all units together
// have success successes in trials trials, y is hypergeometric (Fisher's exact test).
// Unlike a comparison with the rest's share taken as known it is right also for a unit
// larger than the rest. The error is for counts that cannot be.
func AgainstTheRest(y, n, success, trials int64) (low, high float64, err error) {
	if n < 0 || n > trials || y < 0 || y > n || y > success || success > trials || n-y > trials-success {
		return 0, 0, fmt.Errorf("a unit with %d of %d cannot be part of %d of %d", y, n, success, trials)
	}
	first, last := max(0, n+success-trials), min(n, success)
	at := math.Exp(lnChoose(success, y) + lnChoose(trials-success, n-y) - lnChoose(trials, n))
	// Each term follows from the one before it; beyond the mode they fall, so that a
	// sum may end where they no longer count.
	up := func(k int64) float64 {
		return float64(success-k) * float64(n-k) / (float64(k+1) * float64(trials-success-n+k+1))
	}
	high, term := at, at
	for k := y; k < last; k++ {
		ratio := up(k)
		term *= ratio
		high += term
		if ratio < 1 && term < 1e-17*high {
			break
		}
	}
	low, term = at, at
	for k := y; k > first; k-- {
		ratio := 1 / up(k-1)
		term *= ratio
		low += term
		if ratio < 1 && term < 1e-17*low {
			break
		}
	}
	return min(1, low), min(1, high), nil
}
