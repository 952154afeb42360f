package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestProportionIntervalProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 3000).Draw(t, "n")
		x := rapid.Int64Range(0, n).Draw(t, "x")
		conf := rapid.SampledFrom([]float64{.5, .8, .95, .998}).Draw(t, "conf")
		got, err := ProportionInterval(x, n, conf)
		if err != nil {
			t.Fatal(err)
		}
		mirrored, err := ProportionInterval(n-x, n, conf)
		if err != nil {
			t.Fatal(err)
		}
		p := float64(x) / float64(n)
		for name, pair := range map[string][2]*Interval{
			"wilson": {got.Wilson, mirrored.Wilson}, "wilson_cc": {got.WilsonCC, mirrored.WilsonCC},
			"jeffreys": {got.Jeffreys, mirrored.Jeffreys}, "clopper_pearson": {got.ClopperPearson, mirrored.ClopperPearson},
		} {
			low, high := pair[0].Low, pair[0].High
			if !(0 <= low && low <= high && high <= 1) || x == 0 && low != 0 || x == n && high != 1 {
				t.Fatalf("%s of %d/%d = %v", name, x, n, *pair[0])
			}
			if name != "jeffreys" && !(low <= p && p <= high) {
				t.Fatalf("%s of %d/%d = %v does not hold the share", name, x, n, *pair[0])
			}
			if !near(low, 1-pair[1].High, 0, 1e-9) {
				t.Fatalf("%s of %d/%d starts at %v, its mirror ends at %v", name, x, n, low, pair[1].High)
			}
		}
		// Clopper and Pearson's limits are where the tails are half of the rest.
		tail := (1 - conf) / 2
		if x > 0 && !near(binomialTail(x, n, got.ClopperPearson.Low), tail, 1e-8, 0) {
			t.Fatalf("Pr(Y >= %d) at %v is not %v", x, got.ClopperPearson.Low, tail)
		}
		if x < n && !near(binomialCDF(x, n, got.ClopperPearson.High), tail, 1e-8, 0) {
			t.Fatalf("Pr(Y <= %d) at %v is not %v", x, got.ClopperPearson.High, tail)
		}
	})
}

// Over shares from 0.005 to 0.995 Wilson's intervals cover as they say on average.
func TestWilsonCoverage(t *testing.T) {
	for _, n := range []int64{5, 10, 30, 100} {
		sum, points := 0.0, 0.0
		for p := .005; p < 1; p += .01 {
			for x := range n + 1 {
				low, high, _ := Wilson(x, n, Z95)
				if low <= p && p <= high {
					sum += binomialPMF(x, n, p)
				}
			}
			points++
		}
		if sum/points < .93 {
			t.Errorf("Wilson covers %v at n = %d, want .93 and more", sum/points, n)
		}
	}
}

func TestProportionDifferenceProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n1, n2 := rapid.Int64Range(0, 300).Draw(t, "n1"), rapid.Int64Range(0, 300).Draw(t, "n2")
		x1, x2 := rapid.Int64Range(0, n1).Draw(t, "x1"), rapid.Int64Range(0, n2).Draw(t, "x2")
		d, ci, err := ProportionDifference(x1, n1, x2, n2, .95)
		if err != nil {
			t.Fatal(err)
		}
		if n1 == 0 || n2 == 0 {
			if d != nil || ci != nil {
				t.Fatalf("ProportionDifference without data = %v, %v", d, ci)
			}
			return
		}
		back, swapped, err := ProportionDifference(x2, n2, x1, n1, .95)
		if err != nil || !near(*d, -*back, 0, 1e-15) || !near(ci.Low, -swapped.High, 0, 1e-12) || !near(ci.High, -swapped.Low, 0, 1e-12) {
			t.Fatalf("ProportionDifference(%d, %d, %d, %d) = %v, %v, swapped %v, %v", x1, n1, x2, n2, *d, *ci, *back, *swapped)
		}
		if !(-1 <= ci.Low && ci.Low <= *d+1e-15 && *d <= ci.High+1e-15 && ci.High <= 1) {
			t.Fatalf("ProportionDifference(%d, %d, %d, %d) = %v, %v", x1, n1, x2, n2, *d, *ci)
		}
	})
}

func TestProportionRefused(t *testing.T) {
	f := func(x, n int64, conf float64) {
		t.Helper()
		if _, err := ProportionInterval(x, n, conf); err == nil {
			t.Errorf("ProportionInterval(%d, %d, %v) has no error", x, n, conf)
		}
		if _, _, err := ProportionDifference(1, 2, x, n, conf); err == nil {
			t.Errorf("ProportionDifference(…, %d, %d, %v) has no error", x, n, conf)
		}
	}
	f(2, 1, .95)
	f(-1, 1, .95)
	f(0, -1, .95)
	f(1, 2, 0)
	f(1, 2, 1)
	f(1, 2, math.NaN())
}

// The exact Poisson limits are where the tails are half of the rest.
func TestPoissonIntervalExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := rapid.Int64Range(0, 5000).Draw(t, "o")
		conf := rapid.SampledFrom([]float64{.9, .95, .998}).Draw(t, "conf")
		got, err := PoissonInterval(float64(o), conf)
		if err != nil {
			t.Fatal(err)
		}
		tail := (1 - conf) / 2
		if o > 0 && !near(1-poissonCDF(o-1, got.Exact.Low), tail, 1e-8, 0) || !near(poissonCDF(o, got.Exact.High), tail, 1e-8, 0) {
			t.Fatalf("PoissonInterval(%d, %v) = %v has other tails", o, conf, got.Exact)
		}
		if o >= 10 && !(near(got.Byar.Low, got.Exact.Low, .03, 0) && near(got.Byar.High, got.Exact.High, .03, 0)) {
			t.Fatalf("PoissonInterval(%d, %v) = %v, Byar far from exact", o, conf, got)
		}
		rate, ok, err := PoissonRate(o, 250, 100_000, conf)
		if err != nil || !ok || !near(rate.Value, 400*float64(o), 1e-14, 0) || !near(rate.High, 400*got.Exact.High, 1e-14, 0) || !near(rate.Low, 400*got.Exact.Low, 1e-14, 0) {
			t.Fatalf("PoissonRate(%d) = %v, %v, %v", o, rate, ok, err)
		}
	})
	if _, ok, err := PoissonRate(3, 0, 1, .95); ok || err != nil {
		t.Errorf("PoissonRate without exposure = ok %v, %v", ok, err)
	}
}
