package stat

import "math"

// A BetaMoments is a moment estimate of a Beta(Alpha, Beta) prior for shares.
// Gamma is the intra-class correlation 1/(M+1) with M = Alpha+Beta. P is nil
// without data, Gamma where the data cannot tell it (fewer than two units, no
// unit with two trials, no variation possible because P is 0 or 1). M, Alpha and
// Beta are nil where Gamma is nil or outside (0,1): at Gamma <= 0 the spread is
// no more than chance, M is infinite and all units are pooled.
type BetaMoments struct{ P, Gamma, M, Alpha, Beta *float64 }

// KleinmanMoments estimates the prior of y_i ~ Bin(n_i, theta_i) by J. C.
// Kleinman's weighted moments (JASA 68, 1973, p. 46): in one step with weights
// n_i, whose Gamma may be negative, and iterated with weights
// n_i/(1+Gamma(n_i-1)), Gamma floored at 0, until it changes by less than
// 1e-13. Units with n = 0 say nothing. The error is for counts that cannot be.
func KleinmanMoments(y, n []int64) (oneStep, iterated BetaMoments, err error) {
	if err := checkCounts(y, n); err != nil {
		return BetaMoments{}, BetaMoments{}, err
	}
	p, first := kleinmanStep(y, n, 0)
	oneStep = betaMoments(p, first)
	gamma := first
	// Some ten iterations do. Units that are all or nothing can drive gamma above
	// 1, where there is no Beta, and on without end: then it cannot be told.
	settled := math.IsNaN(gamma)
	for step := 0; step < 1_000 && !settled && gamma < 1_000; step++ {
		last := math.Max(0, gamma)
		p, gamma = kleinmanStep(y, n, last)
		gamma = math.Max(0, gamma)
		settled = math.IsNaN(gamma) || math.Abs(gamma-last) < 1e-13
	}
	if !settled {
		gamma = math.NaN()
	}
	return oneStep, betaMoments(p, gamma), nil
}

// kleinmanStep returns the weighted share and the moment estimate of gamma for
// the weights that belong to the gamma given; NaN where there is none.
func kleinmanStep(y, n []int64, gamma float64) (p, estimate float64) {
	weight := func(i int) float64 {
		trials := float64(n[i])
		return trials / (1 + gamma*(trials-1))
	}
	var total, hits float64
	for i := range y {
		if n[i] > 0 {
			w := weight(i)
			total += w
			hits += w * float64(y[i]) / float64(n[i])
		}
	}
	if total == 0 {
		return math.NaN(), math.NaN()
	}
	p = hits / total
	var spread, a, b float64
	for i := range y {
		if n[i] == 0 {
			continue
		}
		w, d := weight(i), float64(y[i])/float64(n[i])-p
		spread += w * d * d
		a += w / float64(n[i]) * (1 - w/total)
		b += w * (1 - w/total)
	}
	denominator := p * (1 - p) * (b - a)
	if !(denominator > 1e-14*total) {
		return p, math.NaN()
	}
	return p, (spread - p*(1-p)*a) / denominator
}

func betaMoments(p, gamma float64) BetaMoments {
	out := BetaMoments{P: known(p), Gamma: known(gamma)}
	if gamma > 0 && gamma < 1 {
		out.prior(1/gamma - 1)
	}
	return out
}

// prior sets M, Alpha and Beta where M is positive and finite.
func (b *BetaMoments) prior(m float64) {
	if !(m > 0) || math.IsInf(m, 1) || b.P == nil || *b.P <= 0 || *b.P >= 1 {
		return
	}
	b.M, b.Alpha, b.Beta = known(m), known(m**b.P), known(m*(1-*b.P))
}

// SimpleMoments are the mean and standard deviation (divisor K-1) of raw shares
// and the Beta prior with these moments. Mean is nil without data, SD with fewer
// than two units; M, Alpha and Beta where no Beta has these moments: all shares
// equal (M infinite) or as far apart as 0 and 1.
type SimpleMoments struct{ Mean, SD, M, Alpha, Beta *float64 }

// MomentsOfShares fits a Beta prior to the raw shares y_i/n_i, each counting the
// same. It ignores chance within units and so over-estimates the spread: for
// teaching and for start values only. Units with n = 0 are left out.
func MomentsOfShares(y, n []int64) (SimpleMoments, error) {
	if err := checkCounts(y, n); err != nil {
		return SimpleMoments{}, err
	}
	var units, sum float64
	for i := range y {
		if n[i] > 0 {
			units++
			sum += float64(y[i]) / float64(n[i])
		}
	}
	if units == 0 {
		return SimpleMoments{}, nil
	}
	mean := sum / units
	if units == 1 {
		return SimpleMoments{Mean: &mean}, nil
	}
	var squares float64
	for i := range y {
		if n[i] > 0 {
			d := float64(y[i])/float64(n[i]) - mean
			squares += d * d
		}
	}
	variance := squares / (units - 1)
	if variance < 1e-30 { // equal shares, but for the rounding of the mean
		variance = 0
	}
	out := BetaMoments{P: &mean}
	out.prior(mean*(1-mean)/variance - 1)
	return SimpleMoments{Mean: &mean, SD: known(math.Sqrt(variance)), M: out.M, Alpha: out.Alpha, Beta: out.Beta}, nil
}
