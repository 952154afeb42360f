package stat

import "math"

// A RateSignals is what control charts say of a series of rates.
type RateSignals struct {
	Chart  PChart
	Laney  bool  // whether Chart allows for variation beyond the binomial
	Drift  EWMA  // of the standardised rates, weight 0.2, limits of 3 standard deviations
	Points []int // positions in the series of the points of Drift, from 1: those with trials
	Drifts []int // positions where Drift signals: a small lasting change
}

// largeSamples is the mean number of trials from which a plain p-chart signals at
// nearly every point.
const largeSamples = 500

// SignalsOfRate charts y of n per step against their mean: a p-chart, Laney's
// when points have more than 500 trials on average or when Laney's SigmaZ is above
// 1.2, and an EWMA of the rates in standard errors (times SigmaZ, when Laney's) for
// small lasting changes. Errors as LaneyChart.
func SignalsOfRate(y, n []float64) (RateSignals, error) {
	wide, err := LaneyChart(y, n, 3)
	if err != nil {
		return RateSignals{}, err
	}
	out := RateSignals{Chart: wide, Laney: true}
	total, points := 0.0, 0.0
	for _, v := range n {
		if v > 0 {
			total, points = total+v, points+1
		}
	}
	if total/points <= largeSamples && wide.SigmaZ <= 1.2 {
		out.Laney = false
		if out.Chart, err = PlainChart(y, n, 3); err != nil {
			return RateSignals{}, err
		}
	}
	var z []float64
	for i, v := range out.Chart.Z {
		if v != nil {
			z, out.Points = append(z, *v), append(out.Points, i+1)
		}
	}
	sigma := out.Chart.SigmaZ
	if !(sigma > 0) || math.IsNaN(sigma) {
		sigma = 1
	}
	if out.Drift, err = EWMAChart(z, EWMAOptions{Lambda: 0.2, Sigma: sigma, Width: 3, Exact: true}); err != nil {
		return RateSignals{}, err
	}
	for _, at := range out.Drift.Alarms {
		out.Drifts = append(out.Drifts, out.Points[at-1])
	}
	return out, nil
}
