package stat

import (
	"errors"
	"math"
)

var errQuantile = errors.New("a quantile must lie between 0 and 1")

// A RestrictedMean is the mean number of days a complaint stays open within the
// first Tau days: the area under S up to Tau.
type RestrictedMean struct {
	Tau, Days, SE float64
}

// Restricted returns the restricted mean up to tau days and its standard error
// (variance Σ area(t, tau)² d/(n(n−d)), without a factor n/(n−1)). ok is false
// when the curve does not reach tau: no complaint was followed so long and some
// are open; also for tau ≤ 0 and without complaints.
func (c Curve) Restricted(tau float64) (mean RestrictedMean, ok bool) {
	if !(tau > 0) || math.IsInf(tau, 1) {
		return RestrictedMean{}, false
	}
	if _, ok := c.At(tau); !ok {
		return RestrictedMean{}, false
	}
	// From the right, so that the area after each step is there when it is needed.
	area, variance, end := 0.0, 0.0, tau
	for i := len(c.Steps) - 1; i >= 0; i-- {
		step := c.Steps[i]
		if step.Days > tau {
			continue
		}
		area += step.Survival * (end - step.Days)
		end = step.Days
		if n, d := float64(step.AtRisk), float64(step.Events); n > d {
			variance += area * area * d / (n * (n - d))
		}
	}
	return RestrictedMean{Tau: tau, Days: area + end, SE: math.Sqrt(variance)}, true
}

// CommonTau returns the horizon at which curves can be compared: 90 days, or the
// smallest of their longest follow-ups when that is shorter. ok is false without
// curves, and when one has no complaint or only follow-up of 0 days.
func CommonTau(curves ...Curve) (tau float64, ok bool) {
	tau = 90
	for _, curve := range curves {
		if curve.Units == 0 {
			return 0, false
		}
		tau = min(tau, curve.LastDay)
	}
	return tau, tau > 0 && len(curves) > 0
}

// RestrictedDifference returns how many days longer complaints of b stay open
// than those of a within tau days, with se = √(se_a² + se_b²). It is the
// comparison to use when curves cross, where a log-rank test is blind. ok is
// false when one curve does not reach tau.
func RestrictedDifference(a, b Curve, tau float64) (days, se float64, ok bool) {
	first, ok1 := a.Restricted(tau)
	second, ok2 := b.Restricted(tau)
	if !ok1 || !ok2 {
		return 0, 0, false
	}
	return second.Days - first.Days, math.Hypot(first.SE, second.SE), true
}
