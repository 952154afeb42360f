package stat

import (
	"fmt"
	"math"
)

// A MixStratum is one kind of complaint for AdjustShare.
type MixStratum struct {
	N     int64   // trials of the unit, 0 where it has none of the kind
	Share float64 // the others' share of successes, strictly between 0 and 1
	// Of is the number of the others' trials that Share rests on, +Inf where it is
	// known. Strata whose Share is one and the same figure have the same Figure.
	Of     float64
	Figure int
	Weight float64 // of the kind in the mix that the adjusted share is given for
}

// An AdjustedShare is a unit's share freed of its case mix. Expected is the number of
// successes that its mix of strata would give at the others' shares; Ratio is
// observed over expected. Share is what the unit would reach on the common mix, if
// it differed from the others by the same odds in every stratum. Low and High are
// its 95 % interval (for z = Z95), which allows for the errors of the others' shares
// too.
//
// Where the unit's own mix is the common one, Share is the raw share; with one
// stratum the interval is Wilson's.
type AdjustedShare struct {
	Expected         float64
	Ratio            *float64
	Share, Low, High float64
}

// AdjustShare computes the adjusted share of a unit with o successes, at normal
// quantile z. ok is false without trials or weights. The error is for numbers that
// cannot be.
//
// It solves sum n_c expit(logit p_c + delta) = o for the common difference delta in
// log-odds, the maximum likelihood equation of a logistic model with offset logit
// p_c, and gives sum w_c expit(logit p_c + delta) over the common mix w. The
// interval of delta solves (o - E(delta))^2 = z^2 V(delta), as Wilson (1927) does for
// one stratum; the errors of p_c, variance 1/(m_c p_c (1-p_c)) of their log-odds, come
// in by the delta method.
func AdjustShare(strata []MixStratum, o int64, z float64) (a AdjustedShare, ok bool, err error) {
	m, err := newOffsetLogit(strata, o)
	if err != nil {
		return AdjustedShare{}, false, err
	}
	if !(z > 0) || math.IsInf(z, 1) {
		return AdjustedShare{}, false, fmt.Errorf("z must be finite and above 0")
	}
	for _, s := range strata {
		a.Expected += float64(s.N) * s.Share
	}
	a.Ratio = known(m.observed / a.Expected)
	if m.trials == 0 || m.weight == 0 {
		return a, false, nil
	}
	delta := m.solve(0)
	a.Share, a.Low, a.High = m.standard(delta), m.standard(m.solve(-z)), m.standard(m.solve(z))
	m.widen(&a, delta, z)
	return a, true, nil
}

// An offsetLogit is a unit's equation.
type offsetLogit struct {
	strata           []MixStratum
	logit            []float64
	own              []int // strata with trials
	observed, trials float64
	weight           float64
}

func newOffsetLogit(strata []MixStratum, o int64) (offsetLogit, error) {
	m := offsetLogit{strata: strata, logit: make([]float64, len(strata)), observed: float64(o)}
	var all int64
	for c, s := range strata {
		if s.N < 0 || !(s.Share > 0 && s.Share < 1) || !(s.Of > 0) || !(s.Weight >= 0) || math.IsInf(s.Weight, 1) {
			return offsetLogit{}, fmt.Errorf("stratum %d must have n >= 0, a share strictly between 0 and 1 that rests on something, and a weight", c+1)
		}
		m.logit[c] = math.Log(s.Share / (1 - s.Share))
		m.weight += s.Weight
		if s.N > 0 {
			all += s.N
			m.own = append(m.own, c)
		}
	}
	m.trials = float64(all)
	if o < 0 || o > all {
		return offsetLogit{}, fmt.Errorf("o must lie between 0 and the sum of n")
	}
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
	for high-low > 1e-13 {
		middle := (low + high) / 2
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
	for _, c := range m.own {
		up, down := expits(m.logit[c] + delta)
		e += float64(m.strata[c].N) * up
		v += float64(m.strata[c].N) * up * down
	}
	return (m.observed - e) / math.Sqrt(v)
}

// expits are expit(x) and 1-expit(x).
func expits(x float64) (up, down float64) { return 1 / (1 + math.Exp(-x)), 1 / (1 + math.Exp(x)) }

// standard is the share on the common mix at a difference in log-odds.
func (m offsetLogit) standard(delta float64) float64 {
	sum := 0.
	for c, s := range m.strata {
		up, _ := expits(m.logit[c] + delta)
		sum += s.Weight * up
	}
	return min(1, sum/m.weight)
}

// widen adds the errors of the others' shares to the interval, on the log-odds
// scale. A share moves the result twice: through the common mix and, the other way,
// through delta; where both mixes are one that cancels out.
func (m offsetLogit) widen(a *AdjustedShare, delta, z float64) {
	if a.Share <= 0 || a.Share >= 1 {
		return
	}
	var common, own float64 // how the result and E move with delta
	up, down := make([]float64, len(m.strata)), make([]float64, len(m.strata))
	for c, s := range m.strata {
		up[c], down[c] = expits(m.logit[c] + delta)
		common += s.Weight / m.weight * up[c] * down[c]
		own += float64(s.N) * up[c] * down[c]
	}
	type figure struct{ slope, variance float64 }
	var figures []figure // in the order they are met: a sum in a map's order is never the same twice
	places := map[int]int{}
	for c, s := range m.strata {
		i, ok := places[s.Figure]
		if !ok {
			i = len(figures)
			places[s.Figure], figures = i, append(figures, figure{})
		}
		figures[i].slope += s.Weight/m.weight*up[c]*down[c] - common*float64(s.N)*up[c]*down[c]/own
		figures[i].variance = 1 / (s.Of * s.Share * (1 - s.Share))
	}
	variance := 0.
	for _, f := range figures {
		variance += f.slope * f.slope * f.variance
	}
	spread := z * math.Sqrt(variance) / (a.Share * (1 - a.Share))
	at := math.Log(a.Share / (1 - a.Share))
	if a.Low > 0 {
		a.Low, _ = expits(at - math.Hypot(at-math.Log(a.Low/(1-a.Low)), spread))
	}
	if a.High < 1 {
		a.High, _ = expits(at + math.Hypot(math.Log(a.High/(1-a.High))-at, spread))
	}
}
