package stat

import (
	"errors"
	"math"
)

// ErrTooShort is the answer to a series too short for what is asked of it.
var ErrTooShort = errors.New("the series is too short")

// leastYears is how many whole seasons an adjustment needs.
const leastYears = 3

// An Adjustment is a series without its season, in the unit of the series.
type Adjustment struct {
	Adjusted []float64 // without season
	Trend    []float64 // without season and remainder
	Strength *float64  // of the season, 0 to 1; nil when nothing varies. Near 0 there is no season to take out
}

// AdjustRates takes the season out of rates y/n, observed at even steps: robust STL
// with a seasonal window of 13 on the square root of the rate. It returns
// ErrTooShort for fewer than three seasons, and an error when a period has no
// trials (nothing can be said of it, and nothing may be made up), a count is not
// finite, negative or above its n. Rates with n below 30 make an adjustment that
// is mostly noise.
func AdjustRates(y, n []float64, period int) (Adjustment, error) {
	if err := errors.Join(counts("n", n), parts(y, n)); err != nil {
		return Adjustment{}, err
	}
	rates := make([]float64, len(y))
	for i := range y {
		if n[i] == 0 {
			return Adjustment{}, errors.New("a period without trials has no rate")
		}
		rates[i] = y[i] / n[i]
	}
	return adjust(rates, period, math.Sqrt, func(v float64) float64 {
		v = max(0, v)
		return min(1, v*v)
	})
}

// AdjustCounts does the same for counts, on ln(count + 0.5).
func AdjustCounts(x []float64, period int) (Adjustment, error) {
	if err := counts("x", x); err != nil {
		return Adjustment{}, err
	}
	return adjust(x, period, func(v float64) float64 { return math.Log(v + 0.5) },
		func(v float64) float64 { return max(0, math.Exp(v)-0.5) })
}

func adjust(x []float64, period int, there, back func(float64) float64) (Adjustment, error) {
	if period < 2 {
		return Adjustment{}, errors.New("the period must be at least 2")
	}
	if len(x) < leastYears*period {
		return Adjustment{}, ErrTooShort
	}
	changed := make([]float64, len(x))
	for i, v := range x {
		changed[i] = there(v)
	}
	parts, err := DecomposeSTL(changed, STLOptions{Period: period, SeasonWindow: 13, Robust: true})
	if err != nil {
		return Adjustment{}, err
	}
	out := Adjustment{Adjusted: make([]float64, len(x)), Trend: make([]float64, len(x)), Strength: parts.SeasonalStrength}
	for i := range x {
		out.Adjusted[i] = back(changed[i] - parts.Seasonal[i])
		out.Trend[i] = back(parts.Trend[i])
	}
	return out, nil
}
