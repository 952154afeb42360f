package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// An EARSWeek is what the Early Aberration Reporting System says of one week.
// An infinite Deviation or Sum stands for any excess over a baseline that has no
// spread at all (MinSigma 0).
type EARSWeek struct {
	Mean      float64 // of the baseline
	Upper     float64 // Mean + z(1-alpha)·sd; above it is an alarm of C1 and C2
	Deviation float64 // (x - Mean)/sd
	Sum       float64 // C3 only: what three weeks lie more than 1 sd above their baselines
	Alarm     bool
}

// EARSOptions choose the method. Baseline is the number of weeks compared with (7
// by default); MinSigma the least standard deviation (0.5 for sparse counts, so
// that one complaint after seven weeks of none is no alarm).
type EARSOptions struct {
	Method   string // "C1": baseline ends the week before; "C2": two weeks earlier; "C3": sum of three C2
	Baseline int
	Alpha    float64
	MinSigma float64
}

// First returns the first week, counted from 1, that has a whole baseline; 0 for
// an unknown method.
func (o EARSOptions) First() int {
	switch o.Method {
	case "C1":
		return o.Baseline + 1
	case "C2":
		return o.Baseline + 3
	case "C3":
		return o.Baseline + 5
	}
	return 0
}

// EARS judges weeks of x, counted from 1. C3 is the published definition, sum over
// three weeks of max(0, (x - mean)/sd - 1). It is an error when a count is
// negative or not finite, a week has no whole baseline or lies outside x, or the
// options cannot be.
//
// See Hutwagner et al., Journal of Urban Health 80 (2003), p. i89.
func EARS(x []float64, weeks []int, o EARSOptions) ([]EARSWeek, error) {
	first := o.First()
	switch {
	case first == 0:
		return nil, fmt.Errorf("there is no method %q; there are C1, C2 and C3", o.Method)
	case o.Baseline > longest:
		return nil, fmt.Errorf("the baseline must have at most %d weeks", longest)
	case o.Baseline < 2:
		return nil, errors.New("the baseline must have at least 2 weeks")
	case !(o.Alpha > 0 && o.Alpha < 1):
		return nil, errors.New("alpha must lie inside 0 and 1")
	case !(o.MinSigma >= 0) || math.IsInf(o.MinSigma, 1):
		return nil, errors.New("the least standard deviation must be a number from 0 on")
	}
	if err := counts("x", x); err != nil {
		return nil, err
	}
	z := distuv.UnitNormal.Quantile(1 - o.Alpha)
	out := make([]EARSWeek, len(weeks))
	for i, week := range weeks {
		if week < first || week > len(x) {
			return nil, fmt.Errorf("week %d cannot be judged: %s with a baseline of %d begins at week %d, and there are %d", week, o.Method, o.Baseline, first, len(x))
		}
		out[i] = o.judge(x, week, z)
		if o.Method != "C3" {
			out[i].Alarm = x[week-1] > out[i].Upper
			continue
		}
		for back := range 3 {
			if c2 := o.judge(x, week-back, z).Deviation; c2 > 1 {
				out[i].Sum += c2 - 1
			}
		}
		out[i].Alarm = out[i].Sum >= z
	}
	return out, nil
}

func (o EARSOptions) judge(x []float64, week int, z float64) EARSWeek {
	gap := 2
	if o.Method == "C1" {
		gap = 0
	}
	base := x[week-1-gap-o.Baseline : week-1-gap]
	v, _ := variance(base)
	sd := max(math.Sqrt(v), o.MinSigma)
	out := EARSWeek{Mean: mean(base)}
	out.Upper = out.Mean + z*sd
	switch over := x[week-1] - out.Mean; {
	case sd > 0:
		out.Deviation = over / sd
	case over != 0:
		out.Deviation = math.Inf(int(math.Copysign(1, over)))
	}
	return out
}
