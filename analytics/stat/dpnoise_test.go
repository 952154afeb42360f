package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

func TestNoiseSums(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		epsilon, sensitivity := rapid.Float64Range(0.2, 5).Draw(t, "epsilon"), rapid.Float64Range(0.5, 3).Draw(t, "sensitivity")
		sigma2 := rapid.Float64Range(0.05, 150).Draw(t, "sigma2")
		laplace, err := NewDiscreteLaplace(epsilon, sensitivity)
		if err != nil {
			t.Fatal(err)
		}
		gaussian, err := NewDiscreteGaussian(sigma2)
		if err != nil {
			t.Fatal(err)
		}
		for name, noise := range map[string]struct {
			probability func(int) float64
			variance    float64
		}{"Laplace": {laplace.Probability, laplace.Variance()}, "Gaussian": {gaussian.Probability, gaussian.Variance}} {
			sum, second := 0.0, 0.0
			for k := -2000; k <= 2000; k++ {
				sum += noise.probability(k)
				second += float64(k) * float64(k) * noise.probability(k)
			}
			if !isNear(sum, 1) || !isNear(second, noise.variance) {
				t.Fatalf("%s sums to %v with variance %v, want 1 and %v", name, sum, second, noise.variance)
			}
		}
		k := rapid.IntRange(1, 10).Draw(t, "k")
		if want := laplace.AtLeast(k+1) + 2*laplace.Probability(k); !isNear(laplace.AtLeast(k), want) {
			t.Fatalf("AtLeast(%d) = %v, want %v", k, laplace.AtLeast(k), want)
		}
		// What private means: one person more changes no probability by more.
		if s := int(math.Floor(sensitivity)); s > 0 && laplace.Probability(k) > laplace.Probability(k+s)*math.Exp(epsilon)*(1+1e-9) {
			t.Fatalf("one person changes Pr(%d) by more than exp(%v)", k, epsilon)
		}
	})
}

// TestTightDelta compares with the least of many α, and the inverses with it.
func TestTightDelta(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rho, epsilon := rapid.Float64Range(0.001, 1).Draw(t, "rho"), rapid.Float64Range(0.1, 8).Draw(t, "epsilon")
		got, err := TightDelta(rho, epsilon)
		if err != nil {
			t.Fatal(err)
		}
		least := 1.0
		for alpha := 1.01; alpha < 2+(epsilon+1)/(2*rho); alpha *= 1.001 {
			least = min(least, math.Exp((alpha-1)*(alpha*rho-epsilon))*math.Pow(1-1/alpha, alpha)/(alpha-1))
		}
		if got > least*(1+1e-9) || got < least*0.99 {
			t.Fatalf("TightDelta(%v, %v) = %v, want %v", rho, epsilon, got, least)
		}
		delta := math.Exp(-rapid.Float64Range(1, 25).Draw(t, "log delta"))
		tight, err := TightEpsilon(rho, delta)
		if err != nil {
			t.Fatal(err)
		}
		if standard, err := StandardEpsilon(rho, delta); err != nil || tight > standard {
			t.Fatalf("TightEpsilon = %v above %v, %v", tight, standard, err)
		}
		if back, err := TightDelta(rho, tight); err != nil || back > delta*(1+1e-9) {
			t.Fatalf("TightDelta(TightEpsilon) = %v, %v, want at most %v", back, err, delta)
		}
		allowed, err := TightRho(epsilon, delta)
		if err != nil {
			t.Fatal(err)
		}
		if back := tightDelta(allowed, epsilon); math.Abs(back/delta-1) > 1e-6 {
			t.Fatalf("TightDelta(TightRho) = %v, want %v", back, delta)
		}
	})
}

func TestNoiseRefuses(t *testing.T) {
	for _, bad := range []float64{0, -1, math.NaN(), math.Inf(1)} {
		if _, err := NewLaplace(bad, 1); err == nil {
			t.Errorf("NewLaplace(%v) = nil error, want one", bad)
		}
		if _, err := NewDiscreteLaplace(1, bad); err == nil {
			t.Errorf("NewDiscreteLaplace(1, %v) = nil error, want one", bad)
		}
		if _, err := NewDiscreteGaussian(bad); err == nil {
			t.Errorf("NewDiscreteGaussian(%v) = nil error, want one", bad)
		}
		if _, err := TightEpsilon(1, bad); err == nil {
			t.Errorf("TightEpsilon(1, %v) = nil error, want one", bad)
		}
	}
}
