package stat

import (
	"fmt"
	"math"
)

// Posterior holds, unit by unit, what a Beta(alpha, beta) prior and y successes
// in n trials say of the unit's share.
type Posterior struct {
	Shrink   []float64 // M/(n+M): how far the raw share is drawn to the prior's mean, 1 without data
	Mean     []float64 // (alpha+y)/(M+n)
	Low, Top []float64 // equal-tailed interval
}

// BetaPosterior returns the posteriors Beta(alpha+y_i, beta+n_i-y_i) with
// intervals of confidence conf. A unit with n = 0 has the prior. The error is for
// counts, parameters (finite, above 0) or a confidence that cannot be.
func BetaPosterior(y, n []int64, alpha, beta, conf float64) (Posterior, error) {
	if err := checkCounts(y, n); err != nil {
		return Posterior{}, err
	}
	if err := checkPrior(alpha, beta); err != nil {
		return Posterior{}, err
	}
	if err := checkConf(conf); err != nil {
		return Posterior{}, err
	}
	out := newPosterior(len(y))
	for i := range y {
		hits, trials := float64(y[i]), float64(n[i])
		m := alpha + beta
		out.Shrink[i] = m / (trials + m)
		out.Mean[i] = (alpha + hits) / (m + trials)
		out.Low[i] = betaQuantile(alpha+hits, beta+trials-hits, (1-conf)/2)
		out.Top[i] = betaQuantile(alpha+hits, beta+trials-hits, (1+conf)/2)
	}
	return out, nil
}

func newPosterior(units int) Posterior {
	return Posterior{make([]float64, units), make([]float64, units), make([]float64, units), make([]float64, units)}
}

func checkPrior(alpha, beta float64) error {
	if !(alpha > 0 && beta > 0) || math.IsInf(alpha, 1) || math.IsInf(beta, 1) {
		return fmt.Errorf("alpha and beta must be finite and above 0")
	}
	return nil
}

// PosteriorBetas returns the posteriors themselves, for RankBetas and Exceedance.
// The error is that of BetaPosterior.
func PosteriorBetas(y, n []int64, alpha, beta float64) ([]Beta, error) {
	if err := checkCounts(y, n); err != nil {
		return nil, err
	}
	if err := checkPrior(alpha, beta); err != nil {
		return nil, err
	}
	out := make([]Beta, len(y))
	for i := range y {
		out[i] = Beta{alpha + float64(y[i]), beta + float64(n[i]-y[i])}
	}
	return out, nil
}

// Exceedance returns each unit's probability of a share above the threshold.
func Exceedance(units []Beta, threshold float64) []float64 {
	out := make([]float64, len(units))
	for i, u := range units {
		out[i] = betaCDF(u.B, u.A, 1-threshold)
	}
	return out
}

// Failures turns posteriors of a share into those of the rest to 1: ranked, they
// give the lowest share rank 1.
func Failures(units []Beta) []Beta {
	out := make([]Beta, len(units))
	for i, u := range units {
		out[i] = Beta{u.B, u.A}
	}
	return out
}
