package stat

import (
	"errors"
	"math"
)

// A Poisson is a fitted log-linear model of counts.
type Poisson struct {
	Coef       []float64   // log rate ratios, one per column of the design
	Mu         []float64   // expected counts
	Bread      [][]float64 // covariance when the dispersion is 1
	Dispersion float64     // Pearson chi-squared / DF, never below 0; 1 is Poisson
	DF         int
	Leverage   []float64

	columns [][]float64
	score   []float64 // weight·(y - Mu)
}

const (
	maxReweights = 50
	// closeEnough is the relative change of the deviance at which a baseline of
	// Farrington stands.
	closeEnough = 1e-12
	// closeAsR is the same for regressions that are compared with R's glm.
	closeAsR = 1e-8
)

// nothing is an expected count that only an infinite coefficient comes to.
const nothing = 1e-8

var errInfinite = errors.New("the log-linear model has no finite estimate: a group of its observations holds nothing but zeros")

var errReweights = errors.New("the log-linear model did not converge in 50 steps")

// PoissonRegression fits counts y on the columns of a design by iteratively
// reweighted least squares, ln mu = X b + ln exposure (nil for 1 everywhere). It
// is an error when a count is negative, an exposure not positive, the fit does
// not converge in 50 steps or only an infinite coefficient would fit, and as in
// OLS.
//
// For counts more scattered than Poisson (nearly all), use SE(Dispersion).
//
// It stops where R's glm does and, as glm, takes covariance and dispersion at the
// weights of the last step, so that a reader finds the same digits there; they
// are those of the estimate to about 1e-6.
func PoissonRegression(y []float64, columns [][]float64, exposure []float64) (Poisson, error) {
	if err := checkDesign(y, columns); err != nil {
		return Poisson{}, err
	}
	offset := make([]float64, len(y))
	if exposure != nil {
		if len(exposure) != len(y) {
			return Poisson{}, errors.New("counts and exposures differ in number")
		}
		if err := finite("exposure", exposure); err != nil {
			return Poisson{}, err
		}
		for i, e := range exposure {
			if !(e > 0) {
				return Poisson{}, errors.New("an exposure is not positive")
			}
			offset[i] = math.Log(e)
		}
	}
	sum := 0.0
	for _, v := range y {
		if v < 0 {
			return Poisson{}, errors.New("a count is negative")
		}
		sum += v
	}
	if sum == 0 {
		return Poisson{}, errors.New("all counts are 0, there is no rate to model")
	}
	fit, err := logLinear(y, columns, offset, nil, closeAsR)
	if err != nil {
		return Poisson{}, err
	}
	for _, mu := range fit.Mu {
		if mu < nothing {
			return Poisson{}, errInfinite
		}
	}
	return fit, nil
}

// logLinear is PoissonRegression without its checks, with prior weights (nil for
// none), to a relative change of the deviance.
func logLinear(y []float64, columns [][]float64, offset, prior []float64, change float64) (Poisson, error) {
	n := len(y)
	mu, eta := make([]float64, n), make([]float64, n)
	for i := range y {
		mu[i] = y[i] + 0.1
		eta[i] = math.Log(mu[i])
	}
	weight := func(i int) float64 {
		if prior == nil {
			return 1
		}
		return prior[i]
	}
	deviance := func() float64 {
		sum := 0.0
		for i, v := range y {
			part := mu[i] - v
			if v > 0 {
				part += v * math.Log(v/mu[i])
			}
			sum += 2 * weight(i) * part
		}
		return sum
	}
	work, w := make([]float64, n), make([]float64, n)
	step := func() (Linear, error) {
		for i := range y {
			work[i] = eta[i] - offset[i] + (y[i]-mu[i])/mu[i]
			w[i] = weight(i) * mu[i]
		}
		return leastSquares(work, columns, w)
	}
	before := math.Inf(1)
	for range maxReweights {
		fit, err := step()
		if err != nil {
			return Poisson{}, err
		}
		for i := range y {
			eta[i] = offset[i]
			for j, column := range columns {
				eta[i] += fit.Coef[j] * column[i]
			}
			mu[i] = math.Exp(eta[i])
			if !(mu[i] > 0) || math.IsInf(mu[i], 1) {
				return Poisson{}, errReweights
			}
		}
		now := deviance()
		if math.Abs(now-before) < change*(math.Abs(now)+0.1) {
			return finished(y, mu, w, fit, columns), nil
		}
		before = now
	}
	return Poisson{}, errReweights
}

// finished gathers a fit whose last step had the weights w.
func finished(y, mu, w []float64, last Linear, columns [][]float64) Poisson {
	out := Poisson{
		Coef: last.Coef, Mu: mu, Bread: last.Bread, DF: last.DF, Leverage: last.Leverage,
		columns: columns, score: make([]float64, len(y)),
	}
	for i := range y {
		out.score[i] = w[i] * (y[i] - mu[i]) / mu[i]
		out.Dispersion += out.score[i] * (y[i] - mu[i]) / mu[i]
	}
	out.Dispersion /= float64(out.DF)
	return out
}

// SE returns the standard errors of the coefficients for a dispersion: 1 for
// Poisson, p.Dispersion for quasi-Poisson.
func (p Poisson) SE(dispersion float64) []float64 {
	out := roots(p.Bread)
	for j := range out {
		out[j] *= math.Sqrt(dispersion)
	}
	return out
}

// NeweyWest returns the covariance of the coefficients that allows for
// autocorrelation of the scores up to lag, by Bartlett weights, without
// correction for small samples. Observations must be in order of time.
func (p Poisson) NeweyWest(lag int) ([][]float64, error) {
	if lag < 0 {
		return nil, errors.New("lag must not be negative")
	}
	if err := tooManyLags(len(p.score), lag); err != nil {
		return nil, err
	}
	return sandwich(p.Bread, bartlett(p.columns, p.score, lag)), nil
}
