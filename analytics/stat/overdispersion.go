package stat

import (
	"fmt"
	"math"
)

// A Dispersion is how far units lie from a target beyond chance. Z are their
// scores, Winsorised in ZW; PhiRaw and Phi the means of their squares; Tau2 the
// variance between units on the scale used. ZMult divides Z by the root of Phi
// where that is above 1, ZAdd adds Tau2 to each unit's variance. All are nil for
// a unit without data, and where nothing can be said: no data, or a target of 0
// or 1 on the identity scale.
//
// Additive limits are for Phi > 1 + 2 sqrt(2/K). Above about 4 do not flag: the
// case-mix model is wrong.
type Dispersion struct {
	Theta0            *float64 // the target share; nil for DisperseRatios
	Z, ZW             []*float64
	PhiRaw, Phi, Tau2 *float64
	ZMult, ZAdd       []*float64
	Spread            []*float64 // sqrt(s²+Tau2): a unit's standard deviation on the scale used
}

// DisperseShares scores shares y/n against theta0, the pooled share where nil, on
// the identity scale or as asin(sqrt(p)), Winsorising the share q (0.1) at each
// end. The error is for counts, a target or q (outside [0, 0.5)) that cannot be.
//
// See D. J. Spiegelhalter, Quality and Safety in Health Care 14 (2005), p. 347.
func DisperseShares(y, n []int64, theta0 *float64, arcsine bool, q float64) (Dispersion, error) {
	if err := checkCounts(y, n); err != nil {
		return Dispersion{}, err
	}
	target, err := targetShare(y, n, theta0)
	if err != nil {
		return Dispersion{}, err
	}
	at, spread := make([]float64, len(y)), make([]float64, len(y))
	centre := math.NaN()
	if target != nil {
		centre = *target
		if arcsine {
			centre = math.Asin(math.Sqrt(*target))
		}
	}
	for i := range y {
		trials := float64(n[i])
		at[i] = float64(y[i]) / trials
		spread[i] = math.Sqrt(centre * (1 - centre) / trials)
		if arcsine {
			at[i] = math.Asin(math.Sqrt(at[i]))
			spread[i] = 1 / (2 * math.Sqrt(trials))
		}
	}
	out, err := disperse(at, spread, centre, q)
	out.Theta0 = target
	return out, err
}

// DisperseRatios scores observed over expected counts on the logarithmic scale,
// ln(O/E) with variance 1/E about 0, where O = 0 counts as 0.5; a unit with E = 0
// is left out. The error is for lists of different lengths, numbers or q that
// cannot be.
func DisperseRatios(observed, expected []float64, q float64) (Dispersion, error) {
	if len(observed) != len(expected) {
		return Dispersion{}, fmt.Errorf("obs and exp must be equally long, they have %d and %d values", len(observed), len(expected))
	}
	if err := checkFinite("obs", observed, 0); err != nil {
		return Dispersion{}, err
	}
	if err := checkFinite("exp", expected, 0); err != nil {
		return Dispersion{}, err
	}
	at, spread := make([]float64, len(observed)), make([]float64, len(observed))
	for i, o := range observed {
		if o == 0 {
			o = .5
		}
		at[i], spread[i] = math.Log(o/expected[i]), 1/math.Sqrt(expected[i])
	}
	return disperse(at, spread, 0, q)
}

// disperse scores values with standard deviations about a centre.
func disperse(at, spread []float64, centre, q float64) (Dispersion, error) {
	if !(q >= 0 && q < .5) {
		return Dispersion{}, fmt.Errorf("q must lie in [0, 0.5)")
	}
	k := len(at)
	out := Dispersion{Z: make([]*float64, k), ZW: make([]*float64, k), ZMult: make([]*float64, k),
		ZAdd: make([]*float64, k), Spread: make([]*float64, k)}
	var z []float64
	var place []int
	for i := range at {
		if out.Z[i] = known((at[i] - centre) / spread[i]); out.Z[i] != nil && !math.IsInf(spread[i], 1) {
			z, place = append(z, *out.Z[i]), append(place, i)
		} else {
			out.Z[i] = nil
		}
	}
	if len(z) == 0 {
		return out, nil
	}
	units := float64(len(z))
	drawnIn := winsorise(z, q)
	var raw, phi, sum, squares float64
	for j, i := range place {
		raw += z[j] * z[j] / units
		phi += drawnIn[j] * drawnIn[j] / units
		w := 1 / (spread[i] * spread[i])
		sum += w
		squares += w * w
	}
	tau2 := 0.0
	if denominator := sum - squares/sum; len(z) > 1 && denominator > 0 {
		tau2 = math.Max(0, (units*phi-(units-1))/denominator)
	}
	out.PhiRaw, out.Phi, out.Tau2 = &raw, &phi, &tau2
	for j, i := range place {
		out.ZW[i] = &drawnIn[j]
		out.ZMult[i] = known(z[j] / math.Sqrt(math.Max(1, phi)))
		wide := math.Sqrt(spread[i]*spread[i] + tau2)
		out.Spread[i], out.ZAdd[i] = &wide, known((at[i]-centre)/wide)
	}
	return out, nil
}
