package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// negativeBinomialTail returns Pr(Y >= y) for a mean mu and a variance phi·mu;
// phi = 1 is Poisson.
func negativeBinomialTail(y, mu, phi float64) float64 {
	y = math.Ceil(y)
	switch {
	case y <= 0:
		return 1
	case mu <= 0:
		return 0
	case phi <= 1:
		return mathext.GammaIncReg(y, mu)
	}
	return mathext.RegIncBeta(y, mu/(phi-1), 1-1/phi)
}

// negativeBinomialQuantile returns the least count q with Pr(Y <= q) >= p.
func negativeBinomialQuantile(p, mu, phi float64) float64 {
	reached := func(q float64) bool { return 1-negativeBinomialTail(q+1, mu, phi) >= p*(1-64*0x1p-53) }
	if mu <= 0 || reached(0) {
		return 0
	}
	low, high := 0.0, max(1, math.Ceil(mu))
	for !reached(high) {
		low, high = high, 2*high
		if high > 1e15 {
			return math.Inf(1)
		}
	}
	for high-low > 1 {
		between := math.Floor((low + high) / 2)
		if reached(between) {
			high = between
		} else {
			low = between
		}
	}
	return high
}
