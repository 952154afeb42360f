package stat

import (
	"fmt"
	"math"
)

// A GammaPoisson is a maximum likelihood fit of x_i ~ Poisson(theta_i E_i), theta_i
// ~ Gamma(Alpha, rate Beta), whose marginal is negative binomial; LogLik is that
// of the counts, constants and all. Each unit's posterior is Gamma(Alpha+x_i,
// Beta+E_i): Mean and an interval in the unit of x per E.
//
// Pooled says that the units do not vary beyond chance, or that all counts are
// 0: Alpha, Beta and the intervals are nil and each Mean is the common rate.
// Without exposure Mean is nil too.
type GammaPoisson struct {
	Alpha, Beta     *float64
	LogLik          float64
	Mean, Low, High []*float64
	Pooled          bool
}

// FitGammaPoisson fits counts x in exposures E (orders, say) with intervals of
// confidence conf. A unit with E = 0 says nothing and gets the prior; the error
// is for lists of different lengths, negative or non-finite numbers, a count
// without exposure, and a confidence that cannot be.
func FitGammaPoisson(x []int64, exposure []float64, conf float64) (GammaPoisson, error) {
	if len(x) != len(exposure) {
		return GammaPoisson{}, fmt.Errorf("x and E must be equally long, they have %d and %d values", len(x), len(exposure))
	}
	if err := checkFinite("E", exposure, 0); err != nil {
		return GammaPoisson{}, err
	}
	if err := checkConf(conf); err != nil {
		return GammaPoisson{}, err
	}
	for i := range x {
		if x[i] < 0 || x[i] > 0 && exposure[i] == 0 {
			return GammaPoisson{}, fmt.Errorf("unit %d must have x >= 0, and x = 0 where E = 0", i+1)
		}
	}
	data := newGammaPoissonData(x, exposure)
	out := GammaPoisson{Mean: make([]*float64, len(x)), Low: make([]*float64, len(x)), High: make([]*float64, len(x))}
	if data.exposed == 0 {
		return out, nil
	}
	shape, mean, ok := data.maximise()
	if !ok {
		out.Pooled = true
		rate := data.events / data.exposed
		out.LogLik = data.pooledLogLik()
		for i := range x {
			out.Mean[i] = known(rate)
		}
		return out, nil
	}
	rate := shape / mean
	out.Alpha, out.Beta, out.LogLik = &shape, &rate, data.logLik(shape, mean)
	for i := range x {
		a, b := shape+float64(x[i]), rate+exposure[i]
		out.Mean[i] = known(a / b)
		out.Low[i] = known(gammaQuantile(a, (1-conf)/2) / b)
		out.High[i] = known(gammaQuantile(a, (1+conf)/2) / b)
	}
	return out, nil
}

type gammaPoissonData struct {
	x, e            []float64 // of units with exposure
	counts          []run
	events, exposed float64
	constant        float64 // sum of x ln E - ln x!
}

func newGammaPoissonData(x []int64, exposure []float64) gammaPoissonData {
	var d gammaPoissonData
	var counts []int64
	for i := range x {
		if exposure[i] == 0 {
			continue
		}
		count := float64(x[i])
		d.x, d.e, counts = append(d.x, count), append(d.e, exposure[i]), append(counts, x[i])
		d.events += count
		d.exposed += exposure[i]
		factorial, _ := math.Lgamma(count + 1)
		d.constant += xlogy(count, exposure[i]) - factorial
	}
	d.counts = runs(counts)
	return d
}

func (d gammaPoissonData) pooledLogLik() float64 {
	return d.constant + xlogy(d.events, d.events/d.exposed) - d.events
}

// logLik at a prior of the given shape and mean: with r = mean/shape each unit
// adds ln rising(shape, x) - shape ln(1+rE) + x ln(r/(1+rE)).
func (d gammaPoissonData) logLik(shape, mean float64) float64 {
	value, _, _ := d.onLogs([2]float64{math.Log(shape), math.Log(mean)})
	return value
}

// onLogs returns the log-likelihood in (ln shape, ln mean), which are nearly
// uncorrelated, with gradient and Hessian.
func (d gammaPoissonData) onLogs(p [2]float64) (value float64, gradient [2]float64, hessian [3]float64) {
	shape, r := math.Exp(p[0]), math.Exp(p[1]-p[0])
	rise := risingSum(shape, d.counts)
	var sum, inShape, inLogR, shapeLogR, logRLogR float64
	for i, x := range d.x {
		re := r * d.e[i]
		share := re / (1 + re)
		logs := math.Log1p(re)
		sum += -(shape+x)*logs + x*math.Log(r)
		inShape -= logs
		inLogR += x - (shape+x)*share
		shapeLogR -= share
		logRLogR -= (shape + x) * share / (1 + re)
	}
	// From (shape, ln r) to (ln shape, ln mean), where ln r = ln mean - ln shape.
	byShape := shape * (rise.first + inShape)
	value = d.constant + rise.value + sum
	gradient = [2]float64{byShape - inLogR, inLogR}
	cross := shape * shapeLogR
	hessian = [3]float64{shape*shape*rise.second + byShape - 2*cross + logRLogR, cross - logRLogR, logRLogR}
	return value, gradient, hessian
}

// maximise is not ok where complete pooling is as likely.
func (d gammaPoissonData) maximise() (shape, mean float64, ok bool) {
	if d.events == 0 {
		return 0, 0, false
	}
	pooled := math.Log(d.events / d.exposed)
	best := d.pooledLogLik() + 1e-9
	for _, start := range []float64{1, .05, 20} {
		p, found := newton2([2]float64{math.Log(start), pooled}, d.onLogs)
		if found && p[0] < pooledLog {
			if value, _, _ := d.onLogs(p); value > best {
				shape, mean, best, ok = math.Exp(p[0]), math.Exp(p[1]), value, true
			}
		}
	}
	return shape, mean, ok
}
