package stat

import (
	"errors"
	"math"
)

// CUSUM sums up deviations of x from mu beyond an allowance k, upwards and
// downwards, in the units of x: up_t = max(0, x-(mu+k)+up), down_t = max(0,
// (mu-k)-x+down). alarms are the points, counted from 1, where one of them is
// above h. It is an error when a number is not finite or k or h is negative.
func CUSUM(x []float64, mu, k, h float64) (up, down []float64, alarms []int, err error) {
	if err := errors.Join(finite("x", x), finite("mu, K and H", []float64{mu, k, h})); err != nil {
		return nil, nil, nil, err
	}
	if k < 0 || h < 0 {
		return nil, nil, nil, errors.New("allowance and limit must not be negative")
	}
	up, down, alarms = make([]float64, len(x)), make([]float64, len(x)), []int{}
	above, below := 0.0, 0.0
	for i, v := range x {
		above = max(0, v-(mu+k)+above)
		below = max(0, (mu-k)-v+below)
		up[i], down[i] = above, below
		if above > h || below > h {
			alarms = append(alarms, i+1)
		}
	}
	return up, down, alarms, nil
}

// PoissonCUSUM watches counts for a rise of their mean from mu0 to mu1: S_t =
// max(0, S+x-k) with k = (mu1-mu0)/(ln mu1 - ln mu0); alarms are the points,
// counted from 1, with S at or above h. Choose h by simulation so that false
// alarms are rare enough. It is an error when a count is negative or not finite,
// not 0 < mu0 < mu1, or h is not positive.
//
// See J. M. Lucas, Technometrics 27 (1985), p. 129.
func PoissonCUSUM(x []float64, mu0, mu1, h float64) (k float64, sums []float64, alarms []int, err error) {
	if err := counts("x", x); err != nil {
		return 0, nil, nil, err
	}
	if !(mu0 > 0 && mu1 > mu0 && h > 0) || math.IsInf(mu1, 1) || math.IsInf(h, 1) {
		return 0, nil, nil, errors.New("there must be 0 < mu0 < mu1 and h > 0")
	}
	k = (mu1 - mu0) / (math.Log(mu1) - math.Log(mu0))
	sums, alarms = make([]float64, len(x)), []int{}
	s := 0.0
	for i, v := range x {
		s = max(0, s+v-k)
		sums[i] = s
		if s >= h {
			alarms = append(alarms, i+1)
		}
	}
	return k, sums, alarms, nil
}
