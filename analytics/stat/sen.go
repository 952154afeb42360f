package stat

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A SenSlope is a robust straight line: the median of the slopes between all
// pairs of points.
type SenSlope struct {
	Slope     float64 // units of y per unit of t
	Intercept float64 // median(y) - Slope·median(t)
	Low, High float64 // interval of the slope
	ILow      int     // Low is the slope with this index, from 0, in ascending order
	IHigh     int     // so is High
	Pairs     int     // how many slopes there are
}

// maxSlopes bounds the series whose slopes between all pairs are sorted.
const maxSlopes = 5000

// Sen estimates the slope of y over t (nil for 1, 2, …) with an interval of
// confidence 1-alpha that assumes values unrelated to those before them. It is an
// error when there are fewer than 2 values or more than 5000, all times are equal,
// alpha is not inside (0, 1), lengths differ or a value is not finite.
//
// See P. K. Sen, JASA 63 (1968), p. 1379. Ranks of the bounds are rounded half to
// even, which reproduces his example.
func Sen(y, t []float64, alpha float64) (SenSlope, error) {
	return senWidened(y, t, alpha, 1)
}

// senWidened is Sen with the variance behind its interval multiplied by factor.
func senWidened(y, t []float64, alpha, factor float64) (SenSlope, error) {
	t, err := checkTrend(y, t, 2)
	if err != nil {
		return SenSlope{}, err
	}
	if !(alpha > 0 && alpha < 1) {
		return SenSlope{}, fmt.Errorf("alpha must lie inside 0 and 1")
	}
	if len(y) > maxSlopes {
		return SenSlope{}, fmt.Errorf("a series of %d values is too long for all pairs, the limit is %d", len(y), maxSlopes)
	}
	slopes := pairSlopes(y, t)
	if len(slopes) == 0 {
		return SenSlope{}, errors.New("all times are equal, there is no slope")
	}
	if err := finite("a slope", slopes[:1]); err != nil {
		return SenSlope{}, err
	}
	pairs := float64(len(slopes))
	reach := -distuv.UnitNormal.Quantile(alpha/2) * math.Sqrt(factor*varianceOfS(float64(len(y)), ties(y), ties(t)))
	out := SenSlope{Slope: middle(slopes), Pairs: len(slopes)}
	out.Intercept = median(y) - out.Slope*median(t)
	out.ILow = max(0, int(math.RoundToEven((pairs-reach)/2))-1)
	out.IHigh = min(len(slopes)-1, int(math.RoundToEven((pairs+reach)/2)))
	out.Low, out.High = slopes[out.ILow], slopes[out.IHigh]
	return out, nil
}

// pairSlopes returns the slopes between all pairs of different times, ascending.
func pairSlopes(y, t []float64) []float64 {
	slopes := make([]float64, 0, len(y)*(len(y)-1)/2)
	for i := range y {
		for j := i + 1; j < len(y); j++ {
			if t[i] != t[j] {
				slopes = append(slopes, (y[j]-y[i])/(t[j]-t[i]))
			}
		}
	}
	slices.Sort(slopes)
	return slopes
}

// median returns the middle of values, which must not be empty.
func median(values []float64) float64 { return middle(slices.Sorted(slices.Values(values))) }

// middle returns the median of values in ascending order.
func middle(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return sorted[n/2-1] + (sorted[n/2]-sorted[n/2-1])/2
}
