package stat

import (
	"fmt"
	"math"
)

// PoissonLimits are two intervals for the mean behind an observed count: Byar's
// approximation, whose lower limit may be a little below 0 at a count of 1, and
// the exact one from chi-squared quantiles.
type PoissonLimits struct{ Byar, Exact Interval }

// PoissonInterval returns the limits of confidence conf for a count o >= 0 (0.95,
// and 0.998 for the outer band). Both lower limits are 0 at o = 0.
//
// See Breslow and Day, Statistical Methods in Cancer Research II (1987), p. 69.
func PoissonInterval(o, conf float64) (PoissonLimits, error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return PoissonLimits{}, err
	}
	if !(o >= 0) || math.IsInf(o, 1) {
		return PoissonLimits{}, fmt.Errorf("a count O must be finite and not below 0")
	}
	cube := func(x, z float64) float64 {
		root := 1 - 1/(9*x) + z/(3*math.Sqrt(x))
		return x * root * root * root
	}
	var out PoissonLimits
	if o > 0 {
		out.Byar.Low = cube(o, -z)
		out.Exact.Low = gammaQuantile(o, (1-conf)/2)
	}
	out.Byar.High = cube(o+1, z)
	out.Exact.High = gammaQuantile(o+1, (1+conf)/2)
	return out, nil
}

// A Rate is events per exposure with an exact interval, in events per one unit
// of exposure times the multiplier asked for.
type Rate struct{ Value, Low, High float64 }

// PoissonRate returns the rate of o events in the given exposure, times per
// (100,000 for complaints per 100,000 orders), with the exact interval of
// confidence conf; not ok for an exposure of 0. The error is for numbers that
// cannot be.
func PoissonRate(o int64, exposure, per, conf float64) (rate Rate, ok bool, err error) {
	limits, err := PoissonInterval(float64(o), conf)
	if err != nil {
		return Rate{}, false, err
	}
	if !(exposure >= 0) || math.IsInf(exposure, 1) || !(per > 0) || math.IsInf(per, 1) {
		return Rate{}, false, fmt.Errorf("exposure must be finite and not below 0, its multiplier above 0")
	}
	rate = Rate{float64(o) / exposure * per, limits.Exact.Low / exposure * per, limits.Exact.High / exposure * per}
	if exposure == 0 || math.IsInf(rate.High, 1) {
		return Rate{}, false, nil
	}
	return rate, true, nil
}

// exactBelow is the count under which published practice (UK public health) uses
// exact limits, and Byar's from there on.
const exactBelow = 10

// StandardisedRatios are observed counts over one expected count, with limits of
// 95 and 99.8 %. Ratios and limits are nil where Expected is 0.
type StandardisedRatios struct {
	Expected  float64
	Ratio     []*float64
	Limits95  []*Interval
	Limits998 []*Interval
	Exact     []bool // the limits are exact (O < 10), not Byar's
}

// IndirectRatios standardises indirectly: Expected is the sum over strata of
// pop times refCount/refPop; each of observed is compared with it. For rare
// events only: for outcomes among complaints see BinomialRatio. Ratios of units
// with different mixes have different weights: compare each with the reference,
// never with one another. The error is for lists of different lengths, negative
// or non-finite numbers, and a stratum with people but no reference.
func IndirectRatios(refCount, refPop, pop, observed []float64) (StandardisedRatios, error) {
	if len(refCount) != len(refPop) || len(refCount) != len(pop) {
		return StandardisedRatios{}, fmt.Errorf("ref_count, ref_pop and pop must be equally long, they have %d, %d and %d values", len(refCount), len(refPop), len(pop))
	}
	for _, list := range []struct {
		name   string
		values []float64
	}{{"ref_count", refCount}, {"ref_pop", refPop}, {"pop", pop}, {"obs", observed}} {
		if err := checkFinite(list.name, list.values, 0); err != nil {
			return StandardisedRatios{}, err
		}
	}
	var out StandardisedRatios
	for c := range pop {
		switch {
		case pop[c] == 0:
		case refPop[c] == 0:
			return StandardisedRatios{}, fmt.Errorf("stratum %d has pop but no ref_pop: merge it with another", c+1)
		default:
			out.Expected += pop[c] * (refCount[c] / refPop[c])
		}
	}
	for _, o := range observed {
		limits95, limits998, err := publishedLimits(o)
		if err != nil {
			return StandardisedRatios{}, err
		}
		out.Exact = append(out.Exact, o < exactBelow)
		ratio := known(o / out.Expected)
		out.Ratio = append(out.Ratio, ratio)
		if ratio == nil {
			out.Limits95, out.Limits998 = append(out.Limits95, nil), append(out.Limits998, nil)
			continue
		}
		out.Limits95 = append(out.Limits95, &Interval{limits95.Low / out.Expected, limits95.High / out.Expected})
		out.Limits998 = append(out.Limits998, &Interval{limits998.Low / out.Expected, limits998.High / out.Expected})
	}
	return out, nil
}

func publishedLimits(o float64) (limits95, limits998 Interval, err error) {
	inner, err := PoissonInterval(o, .95)
	if err != nil {
		return Interval{}, Interval{}, err
	}
	outer, err := PoissonInterval(o, .998)
	if err != nil {
		return Interval{}, Interval{}, err
	}
	if o < exactBelow {
		return inner.Exact, outer.Exact, nil
	}
	return inner.Byar, outer.Byar, nil
}
