package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// betaCDF returns Pr(X <= x) for X ~ Beta(a, b), a and b > 0.
func betaCDF(a, b, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case x >= 1:
		return 1
	}
	if a+b < manyTrials {
		return mathext.RegIncBeta(a, b, x)
	}
	if x < (a+1)/(a+b+2) {
		return logitDensity(a, b, x, 1-x) / a * betaFraction(a, b, x)
	}
	return 1 - logitDensity(a, b, x, 1-x)/b*betaFraction(b, a, 1-x)
}

// manyTrials is where gonum's incomplete beta function begins to lose its digits;
// near the middle of 10^9 trials it is not even a probability.
const manyTrials = 1e5

// betaFraction is the continued fraction of the incomplete beta function by
// Lentz's method (Press et al., Numerical Recipes, 6.4). It takes some root of a+b
// steps.
func betaFraction(a, b, x float64) float64 {
	const tiny = 1e-300
	away := func(v float64) float64 { // from 0
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	h := d
	for m := 1.0; m < 1e6; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/away(1+even*d), away(1+even/c)
		h *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/away(1+odd*d), away(1+odd/c)
		h *= d * c
		if math.Abs(d*c-1) < 1e-15 {
			break
		}
	}
	return h
}

// betaQuantile returns x with Pr(X <= x) = p for X ~ Beta(a, b), to about 1e-12
// relatively even where x is tiny: gonum's own inverse is good to 2e-9 only. It
// searches the log-odds of x.
func betaQuantile(a, b, p float64) float64 { return 1 / (1 + math.Exp(-betaLogit(a, b, p))) }

// betaLogit is the log-odds of betaQuantile.
func betaLogit(a, b, p float64) float64 {
	start := math.Log(a / b)
	spread := math.Sqrt(mathext.Zeta(2, a) + mathext.Zeta(2, b))
	start += normalQuantile(p) * spread
	return tailRoot(p, start, func(t float64) (below, above, slope float64) {
		x, rest := 1/(1+math.Exp(-t)), 1/(1+math.Exp(t))
		return betaCDF(a, b, x), betaCDF(b, a, rest), logitDensity(a, b, x, rest)
	})
}

// logitDensity is the density of the log-odds of a Beta(a, b) variable where the
// variable is x = 1-rest, in C. Loader's saddle-point form, exact for any size.
func logitDensity(a, b, x, rest float64) float64 {
	m := a + b
	return math.Exp(stirlingError(m)-stirlingError(a)-stirlingError(b)-
		halfDeviance(a, m*x)-halfDeviance(b, m*rest)) * math.Sqrt(a/m*b/(2*math.Pi))
}

// gammaQuantile returns x with Pr(X <= x) = p for X ~ Gamma(shape, rate 1), to
// about 1e-12 relatively; gonum's own inverse stops at 1e-6. It searches ln x.
func gammaQuantile(shape, p float64) float64 {
	lgamma, _ := math.Lgamma(shape)
	start := math.Log(shape) // Wilson and Hilferty's cube root, or the power law near 0
	if root := 1 - 1/(9*shape) + normalQuantile(p)/(3*math.Sqrt(shape)); root > .1 {
		start += 3 * math.Log(root)
	} else {
		start = (math.Log(p) + lgamma + math.Log(shape)) / shape
	}
	t := tailRoot(p, start, func(t float64) (below, above, slope float64) {
		x := math.Exp(t)
		return gammaCDF(shape, x), gammaTail(shape, x), math.Exp(shape*t - x - lgamma)
	})
	return math.Exp(t)
}

// gammaCDF returns Pr(X <= x) for X ~ Gamma(shape, rate 1).
func gammaCDF(shape, x float64) float64 {
	switch {
	case x <= 0:
		return 0
	case math.IsInf(x, 1):
		return 1
	}
	return mathext.GammaIncReg(shape, x)
}

// gammaTail returns Pr(X > x) for X ~ Gamma(shape, rate 1).
func gammaTail(shape, x float64) float64 {
	switch {
	case x <= 0:
		return 1
	case math.IsInf(x, 1):
		return 0
	}
	return mathext.GammaIncRegComp(shape, x)
}

// tailRoot solves below(t) = p for a distribution function on the whole line,
// given its two tails and the density, by Newton steps on the logarithm of the
// smaller tail, which is nearly straight, kept inside a bracket by bisection.
func tailRoot(p, start float64, f func(t float64) (below, above, slope float64)) float64 {
	low, high := -708.0, 708.0
	t := min(max(start, low), high)
	for range 200 {
		below, above, slope := f(t)
		var step float64 // Newton, or NaN where a tail has vanished
		if p <= .5 {
			step = (math.Log(p) - math.Log(below)) * below / slope
		} else {
			step = (math.Log(above) - math.Log1p(-p)) * above / slope
		}
		if p <= .5 && below < p || p > .5 && above > 1-p {
			low = t
		} else {
			high = t
		}
		next := t + step
		if math.Abs(step) <= 1e-14*(1+math.Abs(t)) {
			return next
		}
		if math.IsNaN(next) || next <= low || next >= high {
			next = low + (high-low)/2
		}
		if math.Abs(next-t) <= 1e-14*(1+math.Abs(t)) {
			return next
		}
		t = next
	}
	return t
}
