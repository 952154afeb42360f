package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// InterruptedDesign returns the columns 1, t, step, step·(t-last) for periods t =
// 1…n; step is 1 after last, the last period before the event. It is an error
// when there are not at least 2 periods before and 2 after: level and slope of
// both cannot be told apart otherwise.
func InterruptedDesign(n, last int) ([][]float64, error) {
	if last < 2 || last > n-2 {
		return nil, fmt.Errorf("an event after period %d of %d leaves fewer than 2 periods on one side", last, n)
	}
	columns := make([][]float64, 4)
	for j := range columns {
		columns[j] = make([]float64, n)
	}
	for i := range n {
		columns[0][i], columns[1][i] = 1, float64(i+1)
		if i+1 > last {
			columns[2][i], columns[3][i] = 1, float64(i+1-last)
		}
	}
	return columns, nil
}

// Harmonics returns seasonal waves as columns: sine and cosine of one wave in a
// period, then of two, up to pairs. season is the place in the season of each
// observation (month 1–12 with period 12).
func Harmonics(season []float64, period float64, pairs int) [][]float64 {
	columns := make([][]float64, 2*pairs)
	for k := range pairs {
		for _, s := range season {
			angle := 2 * math.Pi * float64(k+1) * s / period
			columns[2*k] = append(columns[2*k], math.Sin(angle))
			columns[2*k+1] = append(columns[2*k+1], math.Cos(angle))
		}
	}
	return columns
}

// StandardErrors returns the square roots of the diagonal of a covariance matrix.
func StandardErrors(cov [][]float64) []float64 { return roots(cov) }

// RatioInterval returns the interval exp(coef ± z·se) of a rate ratio whose
// logarithm is coef, at a level such as 0.95.
func RatioInterval(coef, se, level float64) (low, high float64) {
	z := distuv.UnitNormal.Quantile(0.5 + level/2)
	return math.Exp(coef - z*se), math.Exp(coef + z*se)
}

// An Effect is what an event changed at one period, against the level and slope
// before it going on.
type Effect struct {
	At             int
	Estimate, SE   float64
	Counterfactual float64 // fitted value without the event, seasons left out
}

// EffectAt returns the effect at period at of an event after period last: b2 +
// b3·(at-last). The first four coefficients and the covariance must be those of
// InterruptedDesign. It is an error when at is not after last or there are fewer
// than four coefficients.
func EffectAt(coef []float64, cov [][]float64, last, at int) (Effect, error) {
	if len(coef) < 4 || len(cov) != len(coef) {
		return Effect{}, errors.New("an effect needs level and slope before and after")
	}
	if at <= last {
		return Effect{}, fmt.Errorf("period %d is not after the event", at)
	}
	weights := make([]float64, len(coef))
	weights[2], weights[3] = 1, float64(at-last)
	out := Effect{At: at, Counterfactual: coef[0] + coef[1]*float64(at)}
	out.Estimate, out.SE = contrast(weights, coef, cov)
	return out, nil
}
