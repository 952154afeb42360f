package stat

import (
	"math"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// near says that got is want but for rel of it, or abs.
func near(got, want, rel, abs float64) bool {
	return math.Abs(got-want) <= math.Max(abs, rel*math.Abs(want))
}

func drawParameter(t *rapid.T, name string) float64 {
	return math.Exp(rapid.Float64Range(math.Log(.05), math.Log(1e6)).Draw(t, name))
}

func drawTail(t *rapid.T) float64 {
	return rapid.SampledFrom([]float64{.0005, .001, .025, .3, .5, .8, .975, .999, .9995}).Draw(t, "p")
}

func TestBetaQuantileInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b, p := drawParameter(t, "a"), drawParameter(t, "b"), drawTail(t)
		x := betaQuantile(a, b, p)
		// By the tail that is not rounded away near 1.
		at := betaLogit(a, b, p)
		got := betaCDF(a, b, x)
		if at > 0 {
			got = 1 - betaCDF(b, a, 1/(1+math.Exp(at)))
		}
		if !near(got, p, 1e-8, 0) {
			t.Fatalf("betaQuantile(%v, %v, %v) = %v, where the distribution function is %v", a, b, p, x, got)
		}
	})
}

func TestGammaQuantileInverts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		shape, p := drawParameter(t, "shape"), drawTail(t)
		x := gammaQuantile(shape, p)
		if got := gammaCDF(shape, x); !near(got, p, 1e-9, 0) {
			t.Fatalf("gammaQuantile(%v, %v) = %v, where the distribution function is %v", shape, p, x, got)
		}
	})
}

// The exact probability, in rational numbers.
func slowBinomial(k, n int64, p float64) float64 {
	success := new(big.Rat).SetFloat64(p)
	failure := new(big.Rat).Sub(big.NewRat(1, 1), success)
	product := new(big.Rat).SetInt(new(big.Int).Binomial(n, k))
	for range k {
		product.Mul(product, success)
	}
	for range n - k {
		product.Mul(product, failure)
	}
	out, _ := product.Float64()
	return out
}

func TestBinomialAgainstRationals(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(0, 40).Draw(t, "n")
		k := rapid.Int64Range(0, n).Draw(t, "k")
		p := rapid.SampledFrom([]float64{0, .001, .0739, .5, .9, 1}).Draw(t, "p")
		if got, want := binomialPMF(k, n, p), slowBinomial(k, n, p); !near(got, want, 1e-12, 1e-300) {
			t.Fatalf("binomialPMF(%d, %d, %v) = %v, want %v", k, n, p, got, want)
		}
		below, above := 0.0, 0.0
		for j := range n + 1 {
			if j <= k {
				below += slowBinomial(j, n, p)
			}
			if j >= k {
				above += slowBinomial(j, n, p)
			}
		}
		if got := binomialCDF(k, n, p); !near(got, below, 1e-11, 1e-300) {
			t.Fatalf("binomialCDF(%d, %d, %v) = %v, want %v", k, n, p, got, below)
		}
		if got := binomialTail(k, n, p); !near(got, above, 1e-11, 1e-300) {
			t.Fatalf("binomialTail(%d, %d, %v) = %v, want %v", k, n, p, got, above)
		}
		if got, want := lnChoose(n, k), math.Log(slowBinomial(k, n, .5))+float64(n)*math.Ln2; !near(got, want, 1e-12, 1e-12) {
			t.Fatalf("lnChoose(%d, %d) = %v, want %v", n, k, got, want)
		}
	})
}

func TestRisingAgainstLoops(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := math.Exp(rapid.Float64Range(-8, 30).Draw(t, "ln a"))
		k := rapid.Int64Range(0, 300).Draw(t, "k")
		var value, first, second float64
		for j := range k {
			x := a + float64(j)
			value, first, second = value+math.Log(x), first+1/x, second-1/(x*x)
		}
		got := risingSum(a, []run{{k, 2}})
		if !near(got.value, 2*value, 1e-12, 1e-11) || !near(got.first, 2*first, 1e-11, 0) || !near(got.second, 2*second, 1e-10, 0) {
			t.Fatalf("risingSum(%v, %d) = %v, want twice %v, %v, %v", a, k, got, value, first, second)
		}
	})
}

func TestQuantile7(t *testing.T) {
	// Hyndman and Fan's type 7 of 1, 2, 4, 8 by hand.
	for q, want := range map[float64]float64{0: 1, .1: 1.3, .5: 3, .75: 5, 1: 8} {
		if got := quantile7([]float64{1, 2, 4, 8}, q); !near(got, want, 1e-14, 0) {
			t.Errorf("quantile7(q = %v) = %v, want %v", q, got, want)
		}
	}
	if got := winsorise([]float64{5, 1, 2, 3, 4}, .25); !slices.Equal(got, []float64{4, 2, 2, 3, 4}) {
		t.Errorf("winsorise() = %v", got)
	}
}

// With very many trials a share is normal but for its skewness, also in the middle,
// where gonum's function leaves [0,1].
func TestBetaCDFOfManyTrials(t *testing.T) {
	for _, n := range []float64{2e5, 1e7, 2e9} {
		for _, p := range []float64{.01, .3, .9} {
			a, b := n*p, n*(1-p)
			mean, sd := p, math.Sqrt(p*(1-p)/(n+1))
			skew := 2 * (b - a) * math.Sqrt(n+1) / ((n + 2) * math.Sqrt(a*b))
			for _, z := range []float64{-3, -1, -.001, 0, .002, 1, 3} {
				want := normalCDF(z) + skew/6*(1-z*z)*math.Exp(-z*z/2)/math.Sqrt(2*math.Pi)
				if got := betaCDF(a, b, mean+z*sd); !near(got, want, 0, 30/a) {
					t.Errorf("betaCDF(%v, %v) at z = %v is %v, want %v", a, b, z, got, want)
				}
			}
		}
	}
}
