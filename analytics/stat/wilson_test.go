package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// Published values: R. G. Newcombe, Statistics in Medicine 17 (1998) 857–872,
// table I, method 3, to the digits our notes carry.
func TestWilsonPublished(t *testing.T) {
	for _, c := range []struct {
		k, n      int64
		low, high float64
	}{
		{81, 263, .2552885199, .3662095770},
		{15, 148, .0623863995, .1604872417},
		{0, 20, 0, .1611251581},
		{1, 29, .0061132143, .1717552188},
	} {
		low, high, ok := Wilson(c.k, c.n, Z95)
		if !ok || math.Abs(low-c.low) > 1e-9 || math.Abs(high-c.high) > 1e-9 {
			t.Errorf("Wilson(%d, %d) = %.10f, %.10f, %v, want %.10f, %.10f", c.k, c.n, low, high, ok, c.low, c.high)
		}
	}
}

func TestWilsonNothingToEstimate(t *testing.T) {
	f := func(k, n int64, z float64) {
		t.Helper()
		if low, high, ok := Wilson(k, n, z); ok {
			t.Errorf("Wilson(%d, %d, %v) = %v, %v, want nothing", k, n, z, low, high)
		}
	}
	f(0, 0, Z95)
	f(-1, 5, Z95)
	f(6, 5, Z95)
	f(1, 5, 0)
	f(1, 5, math.NaN())
	f(1, 5, math.Inf(1))
}

func TestWilsonProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1e12).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		low, high, ok := Wilson(k, n, Z95)
		p := float64(k) / float64(n)
		if !ok || !(0 <= low && low <= p && p <= high && high <= 1) {
			t.Fatalf("Wilson(%d, %d) = %v, %v, %v does not hold 0 ≤ low ≤ %v ≤ high ≤ 1", k, n, low, high, ok, p)
		}
		// Ten times the evidence at the same share never widens the interval.
		more, less, _ := Wilson(10*k, 10*n, Z95)
		if less-more > high-low+1e-12 {
			t.Fatalf("Wilson(%d, %d) is wider than Wilson(%d, %d)", 10*k, 10*n, k, n)
		}
	})
}
