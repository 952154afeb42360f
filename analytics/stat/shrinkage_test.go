package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func drawShares(t *rapid.T, units int, most int64) (y, n []int64) {
	for range units {
		trials := rapid.Int64Range(0, most).Draw(t, "n")
		n = append(n, trials)
		y = append(y, rapid.Int64Range(0, trials).Draw(t, "y"))
	}
	return y, n
}

// slowBetaBinomial is the log-likelihood by log-gammas.
func slowBetaBinomial(y, n []int64, a, b float64) float64 {
	lbeta := func(a, b float64) float64 {
		x, _ := math.Lgamma(a)
		y, _ := math.Lgamma(b)
		z, _ := math.Lgamma(a + b)
		return x + y - z
	}
	sum := 0.0
	for i := range y {
		sum += lbeta(a+float64(y[i]), b+float64(n[i]-y[i])) - lbeta(a, b)
	}
	return sum
}

// No prior on a wide grid is more likely than the one found, nor is pooling.
func TestFitBetaBinomialIsHighest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, n := drawShares(t, rapid.IntRange(1, 12).Draw(t, "units"), 40)
		got, err := FitBetaBinomial(y, n)
		if err != nil {
			t.Fatal(err)
		}
		for u := -6.0; u <= 6; u++ {
			for v := -6.0; v <= 12; v++ {
				a, b := math.Exp(v)/(1+math.Exp(-u)), math.Exp(v)/(1+math.Exp(u))
				if other := slowBetaBinomial(y, n, a, b); other > got.LogLik+1e-7 {
					t.Fatalf("FitBetaBinomial(%v, %v) = %+v has likelihood %v, Beta(%v, %v) has %v", y, n, got, got.LogLik, a, b, other)
				}
			}
		}
		if got.M == nil || *got.M == 0 {
			return
		}
		if want := slowBetaBinomial(y, n, *got.Alpha, *got.Beta); !near(got.LogLik, want, 1e-8, 1e-7) {
			t.Fatalf("FitBetaBinomial(%v, %v) says likelihood %v, want %v", y, n, got.LogLik, want)
		}
	})
}

func TestFitBetaBinomialEdges(t *testing.T) {
	for _, c := range []struct {
		name   string
		y, n   []int64
		pooled bool
		mean   float64
	}{
		{"all equal", []int64{5, 5, 5}, []int64{10, 10, 10}, true, .5},
		{"one unit", []int64{3}, []int64{12}, true, .25},
		{"never resolved", []int64{0, 0}, []int64{10, 20}, true, 0},
		{"always resolved", []int64{4, 6}, []int64{4, 6}, true, 1},
		{"one trial each", []int64{0, 1, 1, 1}, []int64{1, 1, 1, 1}, false, .75},
		{"all or nothing", []int64{0, 7}, []int64{5, 7}, false, .5},
	} {
		got, err := FitBetaBinomial(c.y, c.n)
		if err != nil || got.Pooled != c.pooled || got.Alpha != nil || got.Beta != nil || got.SE != nil || *got.Mean != c.mean {
			t.Errorf("%s: FitBetaBinomial() = %+v, %v, want pooled %v, mean %v", c.name, got, err, c.pooled, c.mean)
		}
	}
	if got, err := FitBetaBinomial([]int64{0}, []int64{0}); err != nil || got.Mean != nil || got.M != nil {
		t.Errorf("FitBetaBinomial without data = %+v, %v", got, err)
	}
	if _, err := FitBetaBinomial([]int64{2}, []int64{1}); err == nil {
		t.Error("FitBetaBinomial(2 of 1) has no error")
	}
}

// The posterior mean lies between raw share and prior mean, units of one size keep
// their order, and more data shrink less.
func TestBetaPosteriorProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, n := drawShares(t, rapid.IntRange(1, 8).Draw(t, "units"), 60)
		alpha, beta := drawParameter(t, "alpha"), drawParameter(t, "beta")
		got, err := BetaPosterior(y, n, alpha, beta, .95)
		if err != nil {
			t.Fatal(err)
		}
		prior := alpha / (alpha + beta)
		for i := range y {
			if n[i] == 0 {
				if got.Shrink[i] != 1 || !near(got.Mean[i], prior, 1e-14, 0) {
					t.Fatalf("a unit without data has shrink %v, mean %v, want the prior", got.Shrink[i], got.Mean[i])
				}
				continue
			}
			raw := float64(y[i]) / float64(n[i])
			if got.Mean[i] < min(raw, prior)-1e-12 || got.Mean[i] > max(raw, prior)+1e-12 {
				t.Fatalf("mean %v is not between %v and %v", got.Mean[i], raw, prior)
			}
			if want := got.Shrink[i]*prior + (1-got.Shrink[i])*raw; !near(got.Mean[i], want, 1e-9, 1e-12) {
				t.Fatalf("mean %v is not the mixture %v", got.Mean[i], want)
			}
			if !(0 <= got.Low[i] && got.Low[i] <= got.Top[i] && got.Top[i] <= 1) {
				t.Fatalf("interval %v to %v", got.Low[i], got.Top[i])
			}
			for j := range y {
				if n[i] == n[j] && y[i] < y[j] && got.Mean[i] > got.Mean[j] {
					t.Fatalf("units of one size changed their order")
				}
			}
		}
	})
}

// Shares drawn from the model lie in the plug-in intervals as often as they should.
func TestBetaPosteriorCoverage(t *testing.T) {
	generator := rand.New(rand.NewPCG(7, 11))
	inside, all := 0.0, 0.0
	for range 20 {
		const units = 100
		theta := make([]float64, units)
		y, n := make([]int64, units), make([]int64, units)
		for i := range theta {
			theta[i] = 1 / (1 + math.Exp(drawLogGamma(generator, 4)-drawLogGamma(generator, 6)))
			n[i] = 10 + generator.Int64N(90)
			for range n[i] {
				if generator.Float64() < theta[i] {
					y[i]++
				}
			}
		}
		fit, err := FitBetaBinomial(y, n)
		if err != nil || fit.Alpha == nil {
			t.Fatalf("FitBetaBinomial() = %+v, %v", fit, err)
		}
		post, err := BetaPosterior(y, n, *fit.Alpha, *fit.Beta, .95)
		if err != nil {
			t.Fatal(err)
		}
		for i := range theta {
			all++
			if post.Low[i] <= theta[i] && theta[i] <= post.Top[i] {
				inside++
			}
		}
	}
	if share := inside / all; share < .9 || share > .97 {
		t.Errorf("intervals cover %v, want .90 to .97", share)
	}
}

// The iterated gamma is its own estimate.
func TestKleinmanIsFixedPoint(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, n := drawShares(t, rapid.IntRange(2, 20).Draw(t, "units"), 60)
		oneStep, iterated, err := KleinmanMoments(y, n)
		if err != nil {
			t.Fatal(err)
		}
		if oneStep.Gamma != nil {
			// With weights n the formula is that of a one-way analysis.
			if _, want := kleinmanStep(y, n, 0); !near(*oneStep.Gamma, want, 1e-12, 1e-12) {
				t.Fatalf("one step gamma %v, want %v", *oneStep.Gamma, want)
			}
		}
		if iterated.Gamma == nil {
			return
		}
		p, again := kleinmanStep(y, n, *iterated.Gamma)
		if !near(*iterated.Gamma, max(0, again), 1e-10, 1e-10) || !near(*iterated.P, p, 1e-9, 1e-9) {
			t.Fatalf("KleinmanMoments(%v, %v) = %v, whose own estimate is %v", y, n, *iterated.Gamma, again)
		}
		if iterated.M != nil && !near(1/(*iterated.M+1), *iterated.Gamma, 1e-9, 0) {
			t.Fatalf("M = %v does not belong to gamma = %v", *iterated.M, *iterated.Gamma)
		}
	})
}

func TestMomentsOfSharesAgainstLoops(t *testing.T) {
	got, err := MomentsOfShares([]int64{1, 0, 3, 0}, []int64{2, 4, 4, 0})
	// shares .5, 0, .75: mean 5/12, variance 7/48
	m, v := 5./12, 7./48
	if err != nil || !near(*got.Mean, m, 1e-14, 0) || !near(*got.SD, math.Sqrt(v), 1e-14, 0) || !near(*got.M, m*(1-m)/v-1, 1e-13, 0) {
		t.Errorf("MomentsOfShares() = %+v, %v", got, err)
	}
	for _, y := range [][]int64{{2, 2}, {0, 4}, {1}} {
		got, err := MomentsOfShares(y, []int64{4, 4}[:len(y)])
		if err != nil || got.M != nil || got.Mean == nil {
			t.Errorf("MomentsOfShares(%v) = %+v, %v, want no prior", y, got, err)
		}
	}
}

// The grid against a plain one, far finer and wider than any posterior here.
func TestFullBayesAgainstPlainGrid(t *testing.T) {
	for _, c := range [][2][]int64{
		{{3, 5, 9, 2}, {20, 20, 20, 20}},
		{{0, 4, 30}, {8, 5, 90}},
		{{1, 1}, {2, 30}},
	} {
		y, n := c[0], c[1]
		got, ok, err := FitFullBayes(y, n)
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		var total, mean float64
		units := make([]float64, len(y))
		for u := -20.0; u <= 20; u += .1 {
			for v := -30.0; v <= 30; v += .2 {
				a, b := math.Exp(v)/(1+math.Exp(-u)), math.Exp(v)/(1+math.Exp(u))
				w := math.Exp(newBetaBinomialData(y, n).logLik(a, b)-2.5*v) * a * b
				total += w
				mean += w * a / (a + b)
				for i := range y {
					units[i] += w * (a + float64(y[i])) / (a + b + float64(n[i]))
				}
			}
		}
		if !near(got.EMean, mean/total, 1e-4, 0) {
			t.Errorf("FitFullBayes(%v, %v) has E(mean) %v, want %v", y, n, got.EMean, mean/total)
		}
		for i := range y {
			if !near(got.Mean[i], units[i]/total, 1e-4, 0) {
				t.Errorf("FitFullBayes(%v, %v) has mean %v of unit %d, want %v", y, n, got.Mean[i], i, units[i]/total)
			}
		}
	}
	if _, ok, err := FitFullBayes([]int64{0, 5}, []int64{5, 5}); ok || err != nil {
		t.Errorf("FitFullBayes(all or nothing) = ok %v, %v, want no posterior", ok, err)
	}
}

func TestFitGammaPoissonIsHighest(t *testing.T) {
	slow := func(x []int64, e []float64, a, b float64) float64 {
		sum := 0.0
		for i := range x {
			k := float64(x[i])
			top, _ := math.Lgamma(a + k)
			bottom, _ := math.Lgamma(a)
			factorial, _ := math.Lgamma(k + 1)
			sum += top - bottom - factorial + a*math.Log(b/(b+e[i])) + k*math.Log(e[i]/(b+e[i]))
		}
		return sum
	}
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(1, 8).Draw(t, "units")
		x, e := make([]int64, units), make([]float64, units)
		for i := range x {
			x[i], e[i] = rapid.Int64Range(0, 40).Draw(t, "x"), rapid.Float64Range(.1, 50).Draw(t, "E")
		}
		got, err := FitGammaPoisson(x, e, .95)
		if err != nil {
			t.Fatal(err)
		}
		for u := -5.0; u <= 6; u++ {
			for v := -6.0; v <= 10; v++ {
				a := math.Exp(v)
				if other := slow(x, e, a, a*math.Exp(-u)); other > got.LogLik+1e-7 {
					t.Fatalf("FitGammaPoisson(%v, %v) has likelihood %v, shape %v has %v", x, e, got.LogLik, a, other)
				}
			}
		}
		if got.Alpha != nil {
			if want := slow(x, e, *got.Alpha, *got.Beta); !near(got.LogLik, want, 1e-7, 1e-6) {
				t.Fatalf("FitGammaPoisson(%v, %v) says likelihood %v, want %v", x, e, got.LogLik, want)
			}
		}
	})
}

func TestPetoNormalProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(1, 12).Draw(t, "units")
		o, e, v := make([]float64, units), make([]float64, units), make([]float64, units)
		for i := range o {
			o[i] = float64(rapid.IntRange(0, 60).Draw(t, "O"))
			e[i] = rapid.Float64Range(0, 60).Draw(t, "E")
			v[i] = rapid.SampledFrom([]float64{0, .1, 1, 7, 30}).Draw(t, "V")
		}
		got, err := FitPetoNormal(o, e, v, true)
		if err != nil {
			t.Fatal(err)
		}
		if got.Mu == nil {
			return
		}
		q, count := 0.0, 0.0
		for i := range o {
			if v[i] == 0 {
				if *got.Shrunk[i] != *got.Mu || got.Lambda[i] != 0 {
					t.Fatalf("a unit without variance is not drawn to the mean")
				}
				continue
			}
			count++
			q += (*got.Delta[i] - *got.Mu) * (*got.Delta[i] - *got.Mu) / (got.Tau2PM + 1/v[i])
			if low, high := min(*got.Delta[i], *got.Mu), max(*got.Delta[i], *got.Mu); *got.Shrunk[i] < low-1e-9 || *got.Shrunk[i] > high+1e-9 {
				t.Fatalf("shrunk %v is not between %v and %v", *got.Shrunk[i], low, high)
			}
		}
		// Paule and Mandel's variance makes Q what it should be, or is 0.
		if got.Tau2PM > 0 && !near(q, count-1, 1e-6, 1e-9) || got.Tau2PM == 0 && q > count-1+1e-9 {
			t.Fatalf("Q at tau2_PM = %v is %v, want %v", got.Tau2PM, q, count-1)
		}
	})
}
