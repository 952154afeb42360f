package stat

import (
	"errors"
	"fmt"
	"math"
	"slices"
)

// STLOptions are the settings of a decomposition. Zero values of windows, jumps
// and rounds stand for the defaults of R's stl; STLDefaults returns them filled
// in. Windows are numbers of observations; even ones act as the next odd number.
type STLOptions struct {
	Period   int  // observations in one season, at least 2
	Periodic bool // one seasonal pattern for all years; SeasonWindow and SeasonDegree are then not read

	SeasonWindow, TrendWindow, LowWindow int
	SeasonDegree                         int  // 0 or 1
	TrendDegree                          *int // 0 or 1, default 1
	LowDegree                            *int // default: TrendDegree
	SeasonJump, TrendJump, LowJump       int  // loess is computed at each jump-th point, default a tenth of the window
	Robust                               bool
	Inner                                int  // default 2, robust 1
	Outer                                *int // default 0, robust 15
}

// An STL is a series taken apart: Seasonal + Trend + Remainder is the series.
type STL struct {
	Seasonal, Trend, Remainder []float64
	Weights                    []float64  // robustness weight of each observation, 1 without outer rounds
	Options                    STLOptions // as used
	// SeasonalStrength is max(0, 1 - var(R)/var(S+R)) and TrendStrength the same
	// for the trend; nil where there is no variance.
	SeasonalStrength, TrendStrength *float64
}

func nextOdd(x float64) int {
	n := int(math.RoundToEven(x))
	return n + 1 - n%2
}

// STLDefaults fills in what o leaves open, for a series of n observations.
func STLDefaults(o STLOptions, n int) STLOptions {
	if o.Periodic {
		o.SeasonWindow, o.SeasonDegree = 10*n+1, 0
	}
	if o.TrendWindow == 0 {
		o.TrendWindow = nextOdd(math.Ceil(1.5 * float64(o.Period) / (1 - 1.5/float64(o.SeasonWindow))))
	}
	if o.LowWindow == 0 {
		o.LowWindow = nextOdd(float64(o.Period))
	}
	if o.TrendDegree == nil {
		o.TrendDegree = new(1)
	}
	if o.LowDegree == nil {
		o.LowDegree = o.TrendDegree
	}
	for _, each := range []struct {
		jump   *int
		window int
	}{{&o.SeasonJump, o.SeasonWindow}, {&o.TrendJump, o.TrendWindow}, {&o.LowJump, o.LowWindow}} {
		if *each.jump == 0 {
			*each.jump = (each.window + 9) / 10
		}
	}
	if o.Inner == 0 {
		o.Inner = 2
		if o.Robust {
			o.Inner = 1
		}
	}
	if o.Outer == nil {
		o.Outer = new(0)
		if o.Robust {
			o.Outer = new(15)
		}
	}
	return o
}

// check is an error for options that cannot be, after defaults.
func (o STLOptions) check(n int) error {
	switch {
	case o.Period < 2:
		return errors.New("the period must be at least 2")
	case o.Period >= n || n <= 2*o.Period:
		return fmt.Errorf("a decomposition needs more than two periods, %d values are not more than 2 × %d", n, o.Period)
	case o.SeasonWindow < 2 || o.TrendWindow < 1 || o.LowWindow < 1:
		return errors.New("a window is too short: seasons need at least 2, trend and low-pass at least 1")
	case o.SeasonDegree < 0 || o.SeasonDegree > 1 || *o.TrendDegree < 0 || *o.TrendDegree > 1 || *o.LowDegree < 0 || *o.LowDegree > 1:
		return errors.New("a degree must be 0 or 1")
	case o.SeasonJump < 1 || o.TrendJump < 1 || o.LowJump < 1:
		return errors.New("a jump must be at least 1")
	case o.Inner < 1 || *o.Outer < 0 || o.Inner > 100 || *o.Outer > 100:
		return errors.New("there must be 1 to 100 inner and 0 to 100 outer rounds")
	}
	work := 0
	for _, each := range [][2]int{{o.SeasonWindow, o.SeasonJump}, {o.TrendWindow, o.TrendJump}, {o.LowWindow, o.LowJump}} {
		work += (n/each[1] + o.Period + 1) * min(each[0], n)
	}
	if work*o.Inner*(*o.Outer+1) > maxWork {
		return errors.New("so many rounds over so long a series are too much work; longer jumps need less")
	}
	return nil
}

// maxWork bounds the weights that a decomposition computes.
const maxWork = 2_000_000_000

// maxDecomposed bounds the length of a series that is decomposed.
const maxDecomposed = 10_000

// DecomposeSTL takes x, observed at even steps, apart into season, trend and
// remainder by loess. It is an error when x has no more than two periods or more
// than 10,000 values, a value is not finite, or the options cannot be.
//
// See Cleveland, Cleveland, McRae & Terpenning, Journal of Official Statistics 6
// (1990), p. 3; steps and defaults are those of R's stl.
func DecomposeSTL(x []float64, o STLOptions) (STL, error) {
	n := len(x)
	if n > maxDecomposed {
		return STL{}, fmt.Errorf("a series of %d values is too long to decompose, the limit is %d", n, maxDecomposed)
	}
	if !o.Periodic && o.SeasonWindow < 2 {
		return STL{}, errors.New("the seasonal window must be periodic or a number of at least 2")
	}
	o = STLDefaults(o, n)
	if err := errors.Join(o.check(n), finite("x", x)); err != nil {
		return STL{}, err
	}
	season, trend, weights := stlRounds(x, o)
	if o.Periodic {
		for j := range o.Period {
			sum, count := 0.0, 0.0
			for i := j; i < n; i += o.Period {
				sum += season[i]
				count++
			}
			for i := j; i < n; i += o.Period {
				season[i] = sum / count
			}
		}
	}
	out := STL{Seasonal: season, Trend: trend, Weights: weights, Options: o, Remainder: make([]float64, n)}
	for i := range x {
		out.Remainder[i] = x[i] - season[i] - trend[i]
	}
	out.SeasonalStrength = strength(season, out.Remainder, rounding(x))
	out.TrendStrength = strength(trend, out.Remainder, rounding(x))
	return out, nil
}

// rounding is a size below which a difference of values like x is none.
func rounding(x []float64) float64 {
	size := 0.0
	for _, v := range x {
		size = max(size, math.Abs(v))
	}
	return 1e-12 * size
}

func strength(part, remainder []float64, grain float64) *float64 {
	both := make([]float64, len(part))
	for i := range part {
		both[i] = part[i] + remainder[i]
	}
	whole, _ := variance(both)
	left, ok := variance(remainder)
	if !ok || !(whole > grain*grain) {
		return nil
	}
	return new(max(0, 1-left/whole))
}

// stlRounds runs the outer loop.
func stlRounds(x []float64, o STLOptions) (season, trend, weights []float64) {
	n := len(x)
	season, trend = make([]float64, n), make([]float64, n)
	s := newSTLSteps(x, o)
	var rw []float64 // nil: no weights yet
	for round := 0; ; round++ {
		for range o.Inner {
			s.inner(season, trend, rw)
		}
		if round >= *o.Outer {
			break
		}
		rw = bisquare(x, season, trend)
	}
	if rw == nil {
		rw = make([]float64, n)
		for i := range rw {
			rw[i] = 1
		}
	}
	return season, trend, rw
}

// bisquare returns robustness weights from what is left of x.
func bisquare(x, season, trend []float64) []float64 {
	n := len(x)
	left := make([]float64, n)
	for i := range x {
		left[i] = math.Abs(x[i] - season[i] - trend[i])
	}
	sorted := slices.Sorted(slices.Values(left))
	wide := 3 * (sorted[n/2] + sorted[n-n/2-1])
	out, grain := make([]float64, n), rounding(x)
	for i, r := range left {
		switch {
		case r <= 0.001*wide || r <= grain:
			out[i] = 1
		case r <= 0.999*wide:
			u := r / wide
			out[i] = (1 - u*u) * (1 - u*u)
		}
	}
	return out
}
