package stat

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// A number of complaints against twelve months before, by hand: 30 where 10 are usual.
func TestCompareCountsByHand(t *testing.T) {
	before := Steps{Y: []float64{10, 9, 11, 10, 8, 12, 10, 10, 9, 11, 10, 10}, OthersY: same(90, 12)}
	d, err := CompareCounts(before, Steps{Y: []float64{30}, OthersY: []float64{90}})
	if err != nil {
		t.Fatal(err)
	}
	agree(t, "Own", d.Own, math.Log(3))
	agree(t, "Relative", d.Relative, math.Log(3))
	agree(t, "Others", *d.Others, 0)
	if d.Before != 10 || d.After != 30 || d.DF != 11 {
		t.Errorf("CompareCounts = %v before, %v after on %d, want 10, 30, 11", d.Before, d.After, d.DF)
	}
	// On the scale of the root: 2 (√30 - √10) ÷ √(1 + 1/12); plain it would be larger.
	agree(t, "ownZ", d.ownZ, 2*(math.Sqrt(30)-math.Sqrt(10))/math.Sqrt(1+1./12))
	// A season that everybody has is no change of the unit's.
	d, err = CompareCounts(before, Steps{Y: []float64{30}, OthersY: []float64{270}})
	if err != nil {
		t.Fatal(err)
	}
	agree(t, "Relative in a season", d.Relative, 0)
	if p := d.P(OwnNoise(Scatter{Dispersion: 1, DF: 11})); p < .99 {
		t.Errorf("P = %v for a unit that changed as the others did, want 1", p)
	}
	if _, err := CompareCounts(Steps{Y: same(0, 12), OthersY: same(5, 12)}, Steps{Y: []float64{5}, OthersY: []float64{5}}); !errors.Is(err, ErrNoComparison) {
		t.Errorf("CompareCounts with nothing before = %v, want ErrNoComparison", err)
	}
}

func TestCompareSharesByHand(t *testing.T) {
	before := Steps{Y: same(60, 12), N: same(100, 12), OthersY: same(500, 12), OthersN: same(1000, 12)}
	d, err := CompareShares(before, Steps{Y: []float64{40}, N: []float64{100}, OthersY: []float64{450}, OthersN: []float64{1000}})
	if err != nil {
		t.Fatal(err)
	}
	agree(t, "Own", d.Own, -.2)
	agree(t, "Others", *d.Others, -.05)
	agree(t, "Relative", d.Relative, -.15)
	agree(t, "Dispersion of a constant", d.Dispersion, 0)
	both := 760. / 1300
	q := 6450. / 13000
	agree(t, "relativeZ", d.relativeZ, -.15/math.Sqrt(both*(1-both)*(1./1200+1./100)+q*(1-q)*(1./12000+1./1000)))
	low, high := d.Interval(OwnNoise(Scatter{Dispersion: 1, DF: 11}))
	if !(low < -.2 && -.2 < high && high < 0) {
		t.Errorf("Interval = %v to %v, want around -0.2 and below 0", low, high)
	}
}

// Whatever the counts, a p-value is a probability and grows with the noise; the
// interval holds the change.
func TestDepartureAlwaysAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		counts := func(name string, n int, most int) []float64 {
			out := make([]float64, n)
			for i := range out {
				out[i] = float64(rapid.IntRange(0, most).Draw(t, name))
			}
			return out
		}
		part := func(of []float64) []float64 {
			out := make([]float64, len(of))
			for i := range out {
				out[i] = float64(rapid.IntRange(0, int(of[i])).Draw(t, "part"))
			}
			return out
		}
		n0, n1, m0, m1 := counts("n0", 12, 90), counts("n1", 1, 90), counts("m0", 12, 900), counts("m1", 1, 900)
		shares, errShares := CompareShares(Steps{Y: part(n0), N: n0, OthersY: part(m0), OthersN: m0}, Steps{Y: part(n1), N: n1, OthersY: part(m1), OthersN: m1})
		numbers, errNumbers := CompareCounts(Steps{Y: n0, OthersY: m0}, Steps{Y: n1, OthersY: m1})
		for _, c := range []struct {
			d   Departure
			err error
		}{{shares, errShares}, {numbers, errNumbers}} {
			if c.err != nil {
				continue
			}
			calm, wild := OwnNoise(Scatter{Dispersion: 1, DF: 11}), OwnNoise(Scatter{Dispersion: 9, DF: 11})
			p, q := c.d.P(calm), c.d.P(wild)
			if !(p >= 0 && p <= 1 && q >= p-1e-12 && q <= 1) {
				t.Fatalf("P = %v calm, %v wild", p, q)
			}
			if low, high := c.d.Interval(calm); !(low <= c.d.Own && c.d.Own <= high) {
				t.Fatalf("Interval = %v to %v without %v", low, high, c.d.Own)
			}
			if math.IsNaN(c.d.Dispersion) || math.IsInf(c.d.Dispersion, 0) {
				t.Fatalf("Dispersion = %v", c.d.Dispersion)
			}
		}
	})
}

// Far out, the p-value of a rise is that of a Poisson count whose level is lognormal:
// one-sided tails by numerical integration.
func TestRiseOfAScatteredCount(t *testing.T) {
	for _, c := range []struct{ mean, dispersion, now, tail float64 }{
		{11.6, 3, 53, 8.7e-5}, {11.6, 3, 40, 1.2e-3}, {11.6, 2, 40, 7.0e-5}, {11.6, 2, 31, 1.7e-3}, {30, 6, 120, 1.5e-4}, {30, 2, 60, 9.4e-4}, {300, 12, 520, 1.8e-3}, {8, 2, 25, 1.7e-3},
	} {
		d := Departure{Before: c.mean, After: c.now, steps: 1}
		z := 2 * (math.Sqrt(c.now) - math.Sqrt(c.mean)) * d.skewness(c.dispersion) / math.Sqrt(c.dispersion)
		if got := math.Erfc(z/math.Sqrt2) / 2; got < c.tail/2.2 || got > 2.2*c.tail {
			t.Errorf("mean %v, dispersion %v: Pr(>= %v) = %.2g, want about %.2g", c.mean, c.dispersion, c.now, got, c.tail)
		}
	}
}

// Student's t by tables; the reach is the inverse of the tails.
func TestOwnNoiseIsStudents(t *testing.T) {
	n := OwnNoise(Scatter{Dispersion: 4, DF: 11})
	agree(t, "Reach(.05)", n.Reach(.05), 2*2.2009851600829)
	agree(t, "Tails", n.Tails(2*4.4369793382), .001)
}

// Among units of which some are calm and some wild, p-values from their own few
// steps and everybody's spread are what they say.
func TestPoolNoiseKeepsItsLevel(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 5))
	const df, units, rounds = 11, 200, 150
	var below [2]float64
	for range rounds {
		scatters, z := make([]Scatter, units), make([]float64, units)
		for i := range scatters {
			dispersion := 1.2
			if i%5 == 0 {
				dispersion = 7
			}
			chi := 0.0
			for range df {
				v := rng.NormFloat64()
				chi += v * v
			}
			scatters[i], z[i] = Scatter{Dispersion: dispersion * chi / df, DF: df, Size: 10 + float64(i)}, math.Sqrt(dispersion)*rng.NormFloat64()
		}
		common := PoolNoise(scatters)
		for i := range z {
			p := common.Of(scatters[i]).Tails(math.Abs(z[i]))
			if p <= .01 {
				below[0]++
			}
			if p <= .001 {
				below[1]++
			}
		}
	}
	for i, level := range []float64{.01, .001} {
		if got := below[i] / units / rounds; got > 1.25*level {
			t.Errorf("%v of the p-values are <= %v", got, level)
		}
	}
	if few := PoolNoise(make([]Scatter, 19)); few.weight != nil {
		t.Error("19 units have something in common")
	}
}

func same(v float64, n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = v
	}
	return out
}

func agree(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6*(1+math.Abs(want)) {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}
