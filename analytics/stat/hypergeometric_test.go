package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// The slow way: every table with the same margins, by products of fractions.
func TestAgainstTheRestCountsTables(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trials := rapid.Int64Range(1, 60).Draw(t, "trials")
		success := rapid.Int64Range(0, trials).Draw(t, "success")
		n := rapid.Int64Range(0, trials).Draw(t, "n")
		first, last := max(0, n+success-trials), min(n, success)
		y := rapid.Int64Range(first, last).Draw(t, "y")
		ways := func(k int64) float64 { return binomialWays(success, k) * binomialWays(trials-success, n-k) }
		var below, above, all float64
		for k := first; k <= last; k++ {
			all += ways(k)
			if k <= y {
				below += ways(k)
			}
			if k >= y {
				above += ways(k)
			}
		}
		low, high, err := AgainstTheRest(y, n, success, trials)
		if err != nil || math.Abs(low-below/all) > 1e-9 || math.Abs(high-above/all) > 1e-9 {
			t.Fatalf("AgainstTheRest(%d, %d, %d, %d) = %v, %v, %v, want %v, %v", y, n, success, trials, low, high, err, below/all, above/all)
		}
	})
}

func binomialWays(n, k int64) float64 {
	ways := 1.
	for i := range k {
		ways = ways * float64(n-i) / float64(i+1)
	}
	return ways
}

// A giant against five small ones is not far out because the small ones' share is
// taken as known; large counts stay exact enough and quick.
func TestAgainstTheRestOfAGiant(t *testing.T) {
	_, high, err := AgainstTheRest(6000, 10_000, 6285, 10_500)
	if err != nil || high < .05 || high > .15 {
		t.Errorf("6,000 of 10,000 against 285 of 500: Pr(as many) = %v, %v, want about .1", high, err)
	}
	low, high, err := AgainstTheRest(5_000_000, 10_000_000, 10_000_000, 20_000_000)
	if err != nil || math.Abs(low+high-1) > .001 || math.Abs(low-.5) > .001 {
		t.Errorf("half of ten million like the rest: %v, %v, %v", low, high, err)
	}
	for _, bad := range [][4]int64{{-1, 5, 5, 10}, {6, 5, 6, 10}, {5, 5, 4, 10}, {0, 11, 5, 10}, {0, 6, 5, 10}} {
		if _, _, err := AgainstTheRest(bad[0], bad[1], bad[2], bad[3]); err == nil {
			t.Errorf("AgainstTheRest(%v) is no error", bad)
		}
	}
}
