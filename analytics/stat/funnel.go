package stat

import (
	"fmt"
	"math"
)

// FunnelTails are the lower tails p at which funnel limits are drawn: of the 99.8
// % and 95 % bands, from below to above.
func FunnelTails() [4]float64 { return [4]float64{.001, .025, .975, .999} }

// FunnelLimits are control limits at FunnelTails for one unit, nil where its size
// is 0.
type FunnelLimits = *[4]float64

// A BinomialFunnel says how units' shares lie about Theta0. Exact limits
// interpolate binomial quantiles and lie in [0,1]; Normal ones do not. PLow is
// Pr(Y <= y), PHigh is Pr(Y >= y) under Theta0, nil for a unit with n = 0. All
// are nil where no unit has data and Theta0 is not given.
type BinomialFunnel struct {
	Theta0        *float64
	Exact, Normal []FunnelLimits
	PLow, PHigh   []*float64
}

// FunnelOfShares computes funnel limits for y successes in n trials about theta0,
// the pooled share where nil. The error is for counts or a target that cannot be.
//
// See D. J. Spiegelhalter, Statistics in Medicine 24 (2005), p. 1185, appendix A.
func FunnelOfShares(y, n []int64, theta0 *float64) (BinomialFunnel, error) {
	if err := checkCounts(y, n); err != nil {
		return BinomialFunnel{}, err
	}
	target, err := targetShare(y, n, theta0)
	if err != nil {
		return BinomialFunnel{}, err
	}
	out := BinomialFunnel{Theta0: target, Exact: make([]FunnelLimits, len(y)), Normal: make([]FunnelLimits, len(y)),
		PLow: make([]*float64, len(y)), PHigh: make([]*float64, len(y))}
	if target == nil {
		return out, nil
	}
	drawn := map[int64][2]FunnelLimits{} // many units are as large as another
	for i := range y {
		if n[i] == 0 {
			continue
		}
		limits, ok := drawn[n[i]]
		if !ok {
			limits = [2]FunnelLimits{exactShareLimits(n[i], *target), normalShareLimits(n[i], *target)}
			drawn[n[i]] = limits
		}
		out.Exact[i], out.Normal[i] = limits[0], limits[1]
		out.PLow[i], out.PHigh[i] = known(binomialCDF(y[i], n[i], *target)), known(binomialTail(y[i], n[i], *target))
	}
	return out, nil
}

// targetShare is theta0, or the pooled share; nil without data.
func targetShare(y, n []int64, theta0 *float64) (*float64, error) {
	if theta0 != nil {
		if !(*theta0 >= 0 && *theta0 <= 1) {
			return nil, fmt.Errorf("theta0 must lie in [0,1]")
		}
		return theta0, nil
	}
	var hits, trials float64
	for i := range y {
		hits += float64(y[i])
		trials += float64(n[i])
	}
	return known(hits / trials), nil
}

func exactShareLimits(n int64, theta0 float64) FunnelLimits {
	var out [4]float64
	for i, p := range FunnelTails() {
		at := interpolated(p, n, func(k int64) float64 { return binomialCDF(k, n, theta0) })
		out[i] = min(1, max(0, at/float64(n)))
	}
	return &out
}

func normalShareLimits(n int64, theta0 float64) FunnelLimits {
	var out [4]float64
	for i, p := range FunnelTails() {
		out[i] = theta0 + normalQuantile(p)*math.Sqrt(theta0*(1-theta0)/float64(n))
	}
	return &out
}

// interpolated is r - (F(r)-p)/(F(r)-F(r-1)) for the smallest r with F(r) >= p.
func interpolated(p float64, most int64, cdf func(int64) float64) float64 {
	r := discreteQuantile(p, most, cdf)
	here, before := cdf(r), cdf(r-1)
	if here <= before {
		return float64(r)
	}
	return float64(r) - (here-p)/(here-before)
}

// FunnelOfRatios returns the limits of O/E about target (1 where all is as
// expected) for an expected count e, at FunnelTails: interpolated Poisson(e·target)
// quantiles over e; not ok for e = 0. With e < 5 the lower limits are 0 or nearly
// so: so small a unit can never be shown to be low. The error is for numbers that
// cannot be, or e·target above 1e15.
func FunnelOfRatios(e, target float64) (limits [4]float64, ok bool, err error) {
	if !(e >= 0) || !(target >= 0) || e*target > 1e15 || math.IsInf(e, 1) || math.IsInf(target, 1) {
		return limits, false, fmt.Errorf("the expected count E and target must be finite and not below 0, their product at most 1e15")
	}
	if e == 0 {
		return limits, false, nil
	}
	mean := e * target
	most := int64(mean+20*math.Sqrt(mean)) + 50
	for i, p := range FunnelTails() {
		at := interpolated(p, most, func(k int64) float64 { return poissonCDF(k, mean) })
		// A sliver of an expected count has limits beyond what a number can hold.
		limits[i] = min(math.MaxFloat64, max(0, at/e))
	}
	return limits, true, nil
}
