package stat

import (
	"errors"
	"math"
)

// The formulas here describe noise for counts in open data; they draw none. A
// float Laplace sampler gives counts away (Mironov 2012), so noise is drawn in
// whole numbers elsewhere, and here is what it means.

// LaplaceNoise is continuous noise of scale sensitivity ÷ epsilon.
type LaplaceNoise struct{ Scale float64 }

// NewLaplace returns the noise that makes a number which one person changes by at
// most sensitivity epsilon-private. Both must be above 0.
func NewLaplace(epsilon, sensitivity float64) (LaplaceNoise, error) {
	scale := sensitivity / epsilon
	if !(epsilon > 0 && sensitivity > 0 && scale > 0) || math.IsInf(scale, 1) || math.IsInf(2*scale*scale, 1) {
		return LaplaceNoise{}, errNoise
	}
	return LaplaceNoise{Scale: scale}, nil
}

var errNoise = errors.New("epsilon, sensitivity, variance, rho and delta must be above 0 and finite, and delta below 1")

// Variance of the noise.
func (l LaplaceNoise) Variance() float64 { return 2 * l.Scale * l.Scale }

// Exceeds returns the probability that the noise is farther than x ≥ 0 from 0.
func (l LaplaceNoise) Exceeds(x float64) float64 { return math.Exp(-max(0, x) / l.Scale) }

// AbsQuantile returns the distance from 0 that the noise stays within with
// probability p, 0 ≤ p < 1.
func (l LaplaceNoise) AbsQuantile(p float64) (float64, error) {
	if !(p >= 0 && p < 1) {
		return 0, errNoise
	}
	return -l.Scale * math.Log1p(-p), nil
}

// DiscreteLaplace is Pr(k) = (1−α)/(1+α) α^|k| on whole numbers, α = e^(−ε/sens).
type DiscreteLaplace struct {
	Alpha float64
	rate  float64 // ε ÷ sensitivity
}

// NewDiscreteLaplace returns the noise that makes a count epsilon-private.
func NewDiscreteLaplace(epsilon, sensitivity float64) (DiscreteLaplace, error) {
	rate := epsilon / sensitivity
	out := DiscreteLaplace{Alpha: math.Exp(-rate), rate: rate}
	if !(epsilon > 0 && sensitivity > 0 && rate > 0) || math.IsInf(rate, 1) || math.IsInf(out.Variance(), 1) {
		return DiscreteLaplace{}, errNoise
	}
	return out, nil
}

// Probability returns Pr(k).
func (d DiscreteLaplace) Probability(k int) float64 {
	return math.Tanh(d.rate/2) * math.Exp(-d.rate*math.Abs(float64(k)))
}

// Variance of the noise, 2α/(1−α)².
func (d DiscreteLaplace) Variance() float64 {
	under := math.Expm1(-d.rate)
	return 2 * d.Alpha / (under * under)
}

// AtLeast returns the probability that |noise| ≥ k; 1 for k ≤ 0.
func (d DiscreteLaplace) AtLeast(k int) float64 {
	if k <= 0 {
		return 1
	}
	return 2 * math.Exp(-d.rate*float64(k)) / (1 + d.Alpha)
}

// DiscreteGaussian is Pr(k) ∝ e^(−k²/2σ²) on whole numbers (Canonne, Kamath &
// Steinke 2020).
type DiscreteGaussian struct {
	Sigma2 float64
	// Norm is Σ e^(−k²/2σ²), and Variance the variance of the noise, which is a
	// little below σ² where that is small.
	Norm, Variance float64
}

// NewDiscreteGaussian returns the noise for σ² above 0 and at most 10^12.
func NewDiscreteGaussian(sigma2 float64) (DiscreteGaussian, error) {
	if !(sigma2 > 0 && sigma2 <= 1e12) {
		return DiscreteGaussian{}, errNoise
	}
	if sigma2 > 100 {
		// Poisson summation: both differ from the continuous ones by e^(−2π²σ²).
		return DiscreteGaussian{Sigma2: sigma2, Norm: math.Sqrt(2 * math.Pi * sigma2), Variance: sigma2}, nil
	}
	norm, second := 1.0, 0.0
	for k := 1.0; k*k/(2*sigma2) < 750; k++ {
		weight := 2 * math.Exp(-k*k/(2*sigma2))
		norm += weight
		second += k * k * weight
	}
	return DiscreteGaussian{Sigma2: sigma2, Norm: norm, Variance: second / norm}, nil
}

// Probability returns Pr(k).
func (d DiscreteGaussian) Probability(k int) float64 {
	return math.Exp(-float64(k)*float64(k)/(2*d.Sigma2)) / d.Norm
}

// Rho returns the zero-concentrated privacy loss, sensitivity²/(2σ²).
func (d DiscreteGaussian) Rho(sensitivity float64) float64 {
	return sensitivity * sensitivity / (2 * d.Sigma2)
}

// StandardEpsilon returns the ε of which ρ-zCDP gives (ε, δ)-privacy by the usual
// bound ρ + 2√(ρ ln 1/δ).
func StandardEpsilon(rho, delta float64) (float64, error) {
	if err := checkConcentrated(rho, delta); err != nil {
		return 0, err
	}
	return rho + 2*math.Sqrt(-rho*math.Log(delta)), nil
}

func checkConcentrated(rho, delta float64) error {
	if !(rho >= 0 && rho <= 1e9 && delta > 0 && delta < 1) {
		return errNoise
	}
	return nil
}

// TightDelta returns the smallest known δ of which ρ-zCDP gives (ε, δ)-privacy:
// the minimum over α of e^((α−1)(αρ−ε)) (1−1/α)^α/(α−1) (Canonne, Kamath &
// Steinke 2020), with α no nearer to 1 than 1.01.
func TightDelta(rho, epsilon float64) (float64, error) {
	if !(epsilon >= 0 && epsilon <= 1e9) || checkConcentrated(rho, 0.5) != nil {
		return 0, errNoise
	}
	return tightDelta(rho, epsilon), nil
}

func tightDelta(rho, epsilon float64) float64 {
	if rho == 0 {
		return 0
	}
	low, high := 1.01, (epsilon+1)/(2*rho)+2
	alpha := (low + high) / 2
	for range 200 { // the derivative of the logarithm increases in α
		if (2*alpha-1)*rho-epsilon+math.Log1p(-1/alpha) < 0 {
			low = alpha
		} else {
			high = alpha
		}
		alpha = (low + high) / 2
	}
	return min(1, math.Exp((alpha-1)*(alpha*rho-epsilon)+alpha*math.Log1p(-1/alpha))/(alpha-1))
}

// TightEpsilon returns the smallest ε at which TightDelta is at most delta.
func TightEpsilon(rho, delta float64) (float64, error) {
	high, err := StandardEpsilon(rho, delta)
	if err != nil {
		return 0, err
	}
	return firstHolding(0, high, func(epsilon float64) bool { return tightDelta(rho, epsilon) <= delta }), nil
}

// TightRho returns the largest ρ of which (epsilon, delta)-privacy follows.
func TightRho(epsilon, delta float64) (float64, error) {
	if !(epsilon >= 0 && epsilon <= 1e9) || checkConcentrated(0, delta) != nil {
		return 0, errNoise
	}
	return firstHolding(0, epsilon+1, func(rho float64) bool { return tightDelta(rho, epsilon) > delta }), nil
}

// firstHolding returns where holds turns true between low and high.
func firstHolding(low, high float64, holds func(float64) bool) float64 {
	if low == high || holds(low) {
		return low
	}
	for range 200 {
		if middle := (low + high) / 2; holds(middle) {
			high = middle
		} else {
			low = middle
		}
	}
	return high
}
