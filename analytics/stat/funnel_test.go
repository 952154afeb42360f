package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// Exact limits by linear search, and their order. Upside down they mirror but for
// one trial: r - alpha becomes n - r - 1 + alpha.
func TestFunnelOfSharesAgainstSearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 150).Draw(t, "n")
		y := rapid.Int64Range(0, n).Draw(t, "y")
		theta := rapid.Float64Range(0, 1).Draw(t, "theta")
		got, err := FunnelOfShares([]int64{y}, []int64{n}, &theta)
		if err != nil {
			t.Fatal(err)
		}
		for i, p := range FunnelTails() {
			r, below := int64(0), 0.0
			here := binomialPMF(0, n, theta)
			for here < p && r < n {
				r++
				below = here
				here += binomialPMF(r, n, theta)
			}
			if math.Abs(here-p) < 1e-12 || math.Abs(below-p) < 1e-12 {
				continue // a tie that rounding may break either way
			}
			want := min(1, max(0, (float64(r)-(here-p)/(here-below))/float64(n)))
			if !near(got.Exact[0][i], want, 0, 1e-9) {
				t.Fatalf("FunnelOfShares(n = %d, theta0 = %v) has limit %v at %v, want %v", n, theta, got.Exact[0][i], p, want)
			}
		}
		if !slices.IsSorted(got.Exact[0][:]) || !slices.IsSorted(got.Normal[0][:]) {
			t.Fatalf("limits %v and %v are not in order", *got.Exact[0], *got.Normal[0])
		}
		if sum := *got.PLow[0] + *got.PHigh[0] - binomialPMF(y, n, theta); !near(sum, 1, 0, 1e-9) {
			t.Fatalf("Pr(<= y) + Pr(>= y) - Pr(= y) = %v", sum)
		}
	})
}

func TestDisperseProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, n := drawShares(t, rapid.IntRange(1, 15).Draw(t, "units"), 60)
		got, err := DisperseShares(y, n, nil, rapid.Bool().Draw(t, "arcsine"), .1)
		if err != nil {
			t.Fatal(err)
		}
		if got.Phi == nil {
			return
		}
		raw, count := 0.0, 0.0
		for i, z := range got.Z {
			if (z == nil) != (n[i] == 0) {
				t.Fatalf("unit %d of %d has score %v", i, n[i], z)
			}
			if z == nil {
				continue
			}
			raw += *z * *z
			count++
			if math.Abs(*got.ZMult[i]) > math.Abs(*z)+1e-12 || math.Abs(*got.ZAdd[i]) > math.Abs(*z)+1e-12 {
				t.Fatalf("adjusted scores %v, %v are beyond %v", *got.ZMult[i], *got.ZAdd[i], *z)
			}
		}
		if !near(*got.PhiRaw, raw/count, 1e-12, 1e-15) || *got.Tau2 < 0 || *got.Phi > *got.PhiRaw+1e-9 {
			t.Fatalf("phi_raw %v (want %v), phi %v, tau2 %v", *got.PhiRaw, raw/count, *got.Phi, *got.Tau2)
		}
	})
}

// Units that do not differ are hardly ever flagged at 99.8 %.
func TestDisperseCalibration(t *testing.T) {
	generator := rand.New(rand.NewPCG(3, 4))
	flags, all := 0.0, 0.0
	for range 50 {
		y, n := make([]int64, 100), make([]int64, 100)
		for i := range y {
			n[i] = 60 + generator.Int64N(300)
			for range n[i] {
				if generator.Float64() < .6 {
					y[i]++
				}
			}
		}
		got, err := DisperseShares(y, n, nil, true, .1)
		if err != nil {
			t.Fatal(err)
		}
		for _, z := range got.ZAdd {
			all++
			if math.Abs(*z) > 3.0902 {
				flags++
			}
		}
	}
	if flags/all > .01 {
		t.Errorf("%v of units in control are flagged, want at most 0.01", flags/all)
	}
}

// The distribution of a sum, one trial after the other.
func TestBinomialRatioAgainstTrials(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strata := rapid.IntRange(1, 4).Draw(t, "strata")
		n, p := make([]int64, strata), make([]float64, strata)
		pmf := []float64{1}
		for c := range n {
			n[c] = rapid.Int64Range(0, 25).Draw(t, "n")
			p[c] = rapid.SampledFrom([]float64{0, .03, .5, .9, 1}).Draw(t, "p")
			for range n[c] {
				pmf = append(pmf, 0)
				for k := len(pmf) - 1; k > 0; k-- {
					pmf[k] = pmf[k]*(1-p[c]) + pmf[k-1]*p[c]
				}
				pmf[0] *= 1 - p[c]
			}
		}
		o := rapid.Int64Range(0, int64(len(pmf)-1)).Draw(t, "O")
		var low, high float64
		for k, v := range pmf {
			if int64(k) <= o {
				low += v
			}
			if int64(k) >= o {
				high += v
			}
		}
		got, err := BinomialRatio(n, p, o)
		if err != nil || got.Approximate || !near(got.PLow, low, 1e-10, 1e-300) || !near(got.PHigh, high, 1e-10, 1e-300) || !near(got.MidPLow, low-pmf[o]/2, 1e-9, 1e-12) {
			t.Fatalf("BinomialRatio(%v, %v, %d) = %+v, %v, want %v and %v", n, p, o, got, err, low, high)
		}
		if (got.Z == nil) != (got.Var == 0) || (got.ZPoisson == nil) != (got.E == 0) {
			t.Fatalf("BinomialRatio(%v, %v, %d) = %+v", n, p, o, got)
		}
	})
}

// Too large to add up, one binomial is still known.
func TestBinomialRatioApproximation(t *testing.T) {
	const n, p = 2_000_000_000, .3
	sd := math.Sqrt(n * p * (1 - p))
	halves := []int64{n / 2, n / 2}
	for _, z := range []float64{-4, -1, 0, 2.5} {
		o := int64(n*p + z*sd)
		got, err := BinomialRatio(halves, []float64{p, p}, o)
		if err != nil || !got.Approximate || !near(got.PLow, binomialCDF(o, n, p), 1e-4, 0) {
			t.Errorf("BinomialRatio(z = %v) = %+v, %v, want %v", z, got, err, binomialCDF(o, n, p))
		}
	}
}

func TestIndirectRatios(t *testing.T) {
	// The reference compared with itself is as expected.
	got, err := IndirectRatios([]float64{4, 9}, []float64{100, 50}, []float64{100, 50}, []float64{13})
	if err != nil || got.Expected != 13 || *got.Ratio[0] != 1 || got.Exact[0] {
		t.Errorf("IndirectRatios(reference) = %+v, %v", got, err)
	}
	got, err = IndirectRatios([]float64{0}, []float64{10}, []float64{7}, []float64{0, 2})
	if err != nil || got.Ratio[0] != nil || got.Limits95[1] != nil {
		t.Errorf("IndirectRatios(nothing expected) = %+v, %v", got, err)
	}
	if _, err := IndirectRatios([]float64{0}, []float64{0}, []float64{7}, []float64{1}); err == nil {
		t.Error("IndirectRatios(no reference) has no error")
	}
}

// The adjustments by their definitions, with quadratic loops.
func TestAdjustPAgainstDefinitions(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.SampledFrom([]float64{0, .001, .01, .02, .02, .3, .5, 1}), 0, 12).Draw(t, "p")
		got, err := AdjustP(p)
		if err != nil {
			t.Fatal(err)
		}
		m, harmonic := float64(len(p)), 0.0
		for i := range p {
			harmonic += 1 / float64(i+1)
		}
		for i := range p {
			bh, by, holm := 1., 1., 0.
			for _, q := range p {
				atMost, below := 0., 0.
				for _, r := range p {
					if r <= q {
						atMost++
					}
					if r < q {
						below++
					}
				}
				if q >= p[i] {
					bh, by = min(bh, m*q/atMost), min(by, m*harmonic*q/atMost)
				}
				if q <= p[i] {
					holm = max(holm, min(1, (m-below)*q))
				}
			}
			if !near(got.BH[i], bh, 1e-12, 0) || !near(got.BY[i], by, 1e-12, 0) || !near(got.Holm[i], holm, 1e-12, 0) || got.Bonferroni[i] != min(1, m*p[i]) {
				t.Fatalf("AdjustP(%v)[%d] = %v, %v, %v, want %v, %v, %v", p, i, got.BH[i], got.BY[i], got.Holm[i], bh, by, holm)
			}
			if got.BH[i] < p[i] || got.Holm[i] < p[i] || got.BY[i] < got.BH[i] || got.Bonferroni[i] < got.Holm[i] {
				t.Fatalf("AdjustP(%v) is out of order at %d", p, i)
			}
		}
	})
	for _, bad := range []float64{math.NaN(), -.1, 1.1} {
		if _, err := AdjustP([]float64{.5, bad}); err == nil {
			t.Errorf("AdjustP(%v) has no error", bad)
		}
	}
}

func TestBandOf(t *testing.T) {
	for index, want := range map[float64]Band{0: DoNotOrder, .399: DoNotOrder, .4: OrderWithCare, .749: OrderWithCare, .75: Order, 1: Order} {
		if got, err := BandOf(index); err != nil || got != want {
			t.Errorf("BandOf(%v) = %v, %v, want %v", index, got, err, want)
		}
	}
	if _, err := BandOf(math.NaN()); err == nil {
		t.Error("BandOf(NaN) has no error")
	}
}

// Whatever the counts, nothing panics, nothing is NaN, and bounds are in order.
func FuzzShares(f *testing.F) {
	f.Add(int64(0), int64(0), int64(3), int64(3), .95, 2., 5.)
	f.Add(int64(1), int64(1<<40), int64(0), int64(47), .998, .01, 1e6)
	f.Fuzz(func(t *testing.T, y1, n1, y2, n2 int64, conf, alpha, beta float64) {
		sane := func(name string, values ...*float64) {
			for _, v := range values {
				if v != nil && (math.IsNaN(*v) || math.IsInf(*v, 0)) {
					t.Fatalf("%s = %v", name, *v)
				}
			}
		}
		y, n := []int64{y1, y2}, []int64{n1, n2}
		if got, err := ProportionInterval(y1, n1, conf); err == nil && got.Wilson != nil {
			for _, i := range []*Interval{got.Wilson, got.WilsonCC, got.Jeffreys, got.ClopperPearson} {
				if !(0 <= i.Low && i.Low <= i.High && i.High <= 1) {
					t.Fatalf("ProportionInterval(%d, %d, %v) = %v", y1, n1, conf, *i)
				}
			}
		}
		if got, err := FitBetaBinomial(y, n); err == nil {
			sane("FitBetaBinomial", got.Alpha, got.Beta, got.Mean, got.M, got.Rho, &got.LogLik, &got.LogLikConst)
		}
		if a, b, err := KleinmanMoments(y, n); err == nil {
			sane("KleinmanMoments", a.P, a.Gamma, a.M, b.P, b.Gamma, b.M, b.Alpha, b.Beta)
		}
		if got, err := BetaPosterior(y, n, alpha, beta, conf); err == nil {
			for i := range y {
				sane("BetaPosterior", &got.Shrink[i], &got.Mean[i], &got.Low[i], &got.Top[i])
			}
		}
		if units, err := PosteriorBetas(y, n, alpha, beta); err == nil {
			if got, err := RankBetas(units, 1, 1); err == nil {
				sane("RankBetas", &got.Expected[0], &got.Top[0])
				if !near(got.Expected[0]+got.Expected[1], 3, 1e-9, 0) {
					t.Fatalf("RankBetas(%v) expects %v", units, got.Expected)
				}
			}
		}
		if got, err := FunnelOfShares(y, n, nil); err == nil && got.Exact[0] != nil && !slices.IsSorted(got.Exact[0][:]) {
			t.Fatalf("FunnelOfShares(%v, %v) = %v", y, n, *got.Exact[0])
		}
		if limits, ok, err := FunnelOfRatios(alpha, beta); err == nil && ok && !slices.IsSorted(limits[:]) {
			t.Fatalf("FunnelOfRatios(%v, %v) = %v", alpha, beta, limits)
		}
		if got, err := FitPetoNormal([]float64{float64(y1), float64(y2)}, []float64{alpha, 1}, []float64{beta, 2}, true); err == nil {
			sane("FitPetoNormal", got.Delta[0], got.Mu, got.Shrunk[0], got.PostSD[0], &got.Tau2PM)
		}
	})
}
