package stat

import (
	"fmt"
	"math"
)

// An AdjustedShare is a unit's share freed of its case mix. Expected is the number of
// successes that its mix of strata would give at the strata's reference shares;
// Ratio is observed over expected, nil where none is expected. Share is what the
// unit would reach on the reference mix: the share base moved by the difference in
// log-odds, the same in every stratum, at which the expected number equals the
// observed one. Low and High are its 95 % score interval.
//
// With one stratum whose reference share is base, Share is the raw share and the
// interval is Wilson's.
type AdjustedShare struct {
	Expected         float64
	Ratio            *float64
	Share, Low, High float64
}

// AdjustShare computes the adjusted share of a unit with o successes in strata of
// n_c trials of reference share p_c, about the share base, with normal quantile z
// (Z95). ok is false where nothing can be said: no trials, or no stratum whose
// reference share lies strictly between 0 and 1. The error is for lists of
// different lengths and numbers that cannot be.
//
// It solves sum n_c expit(logit p_c + delta) = o, the maximum likelihood equation
// of a logistic model with offset logit p_c; strata with a share of 0 or 1 keep it
// and take no part. The interval solves (o - E(delta))^2 = z^2 V(delta), as Wilson
// (1927) does for one stratum.
func AdjustShare(n []int64, p []float64, o int64, base, z float64) (a AdjustedShare, ok bool, err error) {
	m, err := newOffsetLogit(n, p, o)
	if err != nil {
		return AdjustedShare{}, false, err
	}
	if !(base >= 0 && base <= 1) || !(z > 0) || math.IsInf(z, 1) {
		return AdjustedShare{}, false, fmt.Errorf("base must lie in [0,1] and z be finite and above 0")
	}
	a.Expected = m.fixed
	for c := range m.n {
		a.Expected += m.n[c] / (1 + math.Exp(-m.logit[c]))
	}
	a.Ratio = known(float64(o) / a.Expected)
	if len(m.n) == 0 || base == 0 || base == 1 {
		return a, false, nil
	}
	at := math.Log(base / (1 - base))
	share := func(delta float64) float64 { return 1 / (1 + math.Exp(-at-delta)) }
	a.Share, a.Low, a.High = share(m.solve(0)), share(m.solve(-z)), share(m.solve(z))
	return a, true, nil
}

// An offsetLogit are a unit's strata with reference shares strictly within (0,1).
type offsetLogit struct {
	n, logit []float64
	observed float64 // successes in these strata
	trials   float64
	fixed    float64 // successes in strata of share 1
}

func newOffsetLogit(n []int64, p []float64, o int64) (offsetLogit, error) {
	if len(n) != len(p) {
		return offsetLogit{}, fmt.Errorf("n and p must be equally long, they have %d and %d values", len(n), len(p))
	}
	var m offsetLogit
	var all int64
	for c := range n {
		if n[c] < 0 || !(p[c] >= 0 && p[c] <= 1) {
			return offsetLogit{}, fmt.Errorf("stratum %d must have n >= 0 and p in [0,1]", c+1)
		}
		all += n[c]
		switch {
		case n[c] == 0 || p[c] == 0:
		case p[c] == 1:
			m.fixed += float64(n[c])
		default:
			m.n, m.logit = append(m.n, float64(n[c])), append(m.logit, math.Log(p[c]/(1-p[c])))
			m.trials += float64(n[c])
		}
	}
	if o < 0 || o > all {
		return offsetLogit{}, fmt.Errorf("o must lie between 0 and the sum of n")
	}
	m.observed = min(m.trials, max(0, float64(o)-m.fixed))
	return m, nil
}

// solve finds the delta at which (o - E)/sqrt(V) = -z: E grows with delta, so that
// the score falls. It is infinite where o is 0 or all and z points outwards.
func (m offsetLogit) solve(z float64) float64 {
	switch {
	case m.observed == 0 && z <= 0:
		return math.Inf(-1)
	case m.observed == m.trials && z >= 0:
		return math.Inf(1)
	}
	low, high := -40., 40. // beyond, a share is 0 or 1 to the last digit
	for range 200 {
		middle := (low + high) / 2
		if middle == low || middle == high {
			break
		}
		if m.score(middle) > -z {
			low = middle
		} else {
			high = middle
		}
	}
	return (low + high) / 2
}

func (m offsetLogit) score(delta float64) float64 {
	var e, v float64
	for c := range m.n {
		up, down := 1/(1+math.Exp(-m.logit[c]-delta)), 1/(1+math.Exp(m.logit[c]+delta))
		e += m.n[c] * up
		v += m.n[c] * up * down
	}
	return (m.observed - e) / math.Sqrt(v)
}
