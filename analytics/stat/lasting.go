package stat

import "math"

// neighbours is the lag-1 autocorrelation that lasting shifts allow for, seen or not:
// an estimate from a short series is worth little, and one taken around found levels
// is too low.
const neighbours = 0.3

// LastingShiftsOfRate finds changes of the rate y/n as ShiftsOfRate does, in a series
// that varies more than the binomial and whose neighbours may be alike: counts are
// divided by how much more it varies (the square of Laney's SigmaZ, which steps do not
// enter) and by what neighbours alike by 0.3 make of it. With levels of a whole year
// at least, so that no season is taken for one, at most one flat series in twenty is
// said to change. Levels are rates; errors as LaneyChart and ShiftsOfRate.
func LastingShiftsOfRate(y, n []float64, least int) (Shifts, error) {
	chart, err := LaneyChart(y, n, 3)
	if err != nil {
		return Shifts{}, err
	}
	by := excess(chart.SigmaZ)
	return ShiftsOfRate(divided(y, by), divided(n, by), least)
}

// LastingShiftsOfCounts does the same for the mean of counts; how much more they vary
// than Poisson counts is seen from neighbours, on the scale on which those vary evenly
// (Anscombe 1948).
func LastingShiftsOfCounts(x []float64, least int) (Shifts, error) {
	if err := counts("x", x); err != nil {
		return Shifts{}, err
	}
	apart, steps := 0.0, 0.0
	for i := 1; i < len(x); i++ {
		apart, steps = apart+math.Abs(evened(x[i])-evened(x[i-1])), steps+1
	}
	by := excess(0)
	if steps > 0 {
		by = excess(apart / steps / movingRange)
	}
	out, err := ShiftsOfCounts(divided(x, by), least)
	for i := range out.Levels {
		out.Levels[i] *= by
	}
	return out, err
}

// movingRange is the mean distance of two standard normal values.
const movingRange = 1.128

// evened is a Poisson count on a scale on which its standard deviation is 1.
func evened(x float64) float64 { return 2 * math.Sqrt(x+0.375) }

// excess is what counts are divided by, given the standard deviation of neighbours in
// units of what chance alone makes.
func excess(sigma float64) float64 {
	return max(1, sigma*sigma) * (1 + neighbours) / (1 - neighbours)
}

func divided(x []float64, by float64) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v / by
	}
	return out
}
