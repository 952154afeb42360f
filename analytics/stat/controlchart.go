package stat

import (
	"errors"
	"math"
)

// A PChart is a control chart of rates: Out are the points, counted from 1, that
// lie outside their limits. Limits are nil where n is 0.
type PChart struct {
	Mean      float64 // successes over trials of all points
	Low, High []*float64
	Out       []int
	Z         []*float64 // deviation of each rate in binomial standard errors, nil where n is 0
	SigmaZ    float64    // spread of Z that LaneyChart allows for; 1 in PlainChart
}

// PlainChart charts d successes of n trials per point with limits of Mean ±
// width·sqrt(Mean(1-Mean)/n), cut to 0 and 1; width is 3 by default. It is an error
// when lengths differ, a count is negative or not finite, a d is above its n, all n
// are 0, or width is not positive. With n above 500 it signals nearly always: use
// LaneyChart there.
func PlainChart(d, n []float64, width float64) (PChart, error) {
	return chart(d, n, width, false)
}

// LaneyChart is a PlainChart whose limits are wider (or narrower) by SigmaZ, the
// mean moving range of Z over 1.128, so that they allow for variation between
// points beyond the binomial. It is also an error when fewer than two points have
// trials.
//
// See D. B. Laney, Quality Engineering 14 (2002), p. 531.
func LaneyChart(d, n []float64, width float64) (PChart, error) {
	return chart(d, n, width, true)
}

func chart(d, n []float64, width float64, laney bool) (PChart, error) {
	if err := errors.Join(counts("n", n), parts(d, n)); err != nil {
		return PChart{}, err
	}
	if !(width > 0) || math.IsInf(width, 1) {
		return PChart{}, errors.New("the width of the limits must be positive")
	}
	hits, trials := 0.0, 0.0
	for i := range d {
		hits, trials = hits+d[i], trials+n[i]
	}
	if trials == 0 {
		return PChart{}, errors.New("there are no trials at all")
	}
	out := PChart{
		Mean: hits / trials, SigmaZ: 1, Out: []int{},
		Low: make([]*float64, len(d)), High: make([]*float64, len(d)), Z: make([]*float64, len(d)),
	}
	se := func(i int) float64 { return math.Sqrt(out.Mean * (1 - out.Mean) / n[i]) }
	ranges, moves, before := 0.0, 0, (*float64)(nil)
	for i := range d {
		if n[i] == 0 {
			continue
		}
		z := 0.0 // all or none everywhere: nothing deviates
		if s := se(i); s > 0 {
			z = (d[i]/n[i] - out.Mean) / s
		}
		out.Z[i] = &z
		if before != nil {
			ranges += math.Abs(z - *before)
			moves++
		}
		before = &z
	}
	if laney {
		if moves == 0 {
			return PChart{}, errors.New("moving ranges need at least two points with trials")
		}
		out.SigmaZ = ranges / float64(moves) / movingRange
	}
	for i := range d {
		if n[i] == 0 {
			continue
		}
		half := width * se(i) * out.SigmaZ
		out.Low[i], out.High[i] = new(max(0, out.Mean-half)), new(min(1, out.Mean+half))
		if p := d[i] / n[i]; outside(p, *out.Low[i], *out.High[i]) {
			out.Out = append(out.Out, i+1)
		}
	}
	return out, nil
}

// outside reports whether v lies outside low and high by more than rounding.
func outside(v, low, high float64) bool {
	grain := 1e-12 * max(math.Abs(v), math.Abs(low), math.Abs(high))
	return v < low-grain || v > high+grain
}

// An EWMA is a chart of the exponentially weighted moving average.
type EWMA struct {
	Z, Low, High []float64
	Alarms       []int // points, counted from 1, whose Z is outside its limits
}

// EWMAOptions are the settings of an EWMA: Lambda is the weight of the newest value, in (0, 1]; Mu and Sigma
// are mean and standard deviation in control; Width the limits in standard
// deviations of Z (3 by default); Exact makes limits narrower for the first
// points, as they should be.
type EWMAOptions struct {
	Lambda, Mu, Sigma, Width float64
	Exact                    bool
}

// EWMAChart charts z_t = lambda x_t + (1-lambda) z_(t-1), z_0 = mu, against mu ±
// width·sigma·sqrt(lambda/(2-lambda)), times sqrt(1-(1-lambda)^(2t)) when exact.
// It is an error when a number is not finite, lambda is not in (0, 1], sigma is
// negative or width not positive.
func EWMAChart(x []float64, o EWMAOptions) (EWMA, error) {
	if err := errors.Join(finite("x", x), finite("an option", []float64{o.Lambda, o.Mu, o.Sigma, o.Width})); err != nil {
		return EWMA{}, err
	}
	switch {
	case !(o.Lambda > 0 && o.Lambda <= 1):
		return EWMA{}, errors.New("lambda must lie above 0 and not above 1")
	case o.Sigma < 0:
		return EWMA{}, errors.New("sigma must not be negative")
	case !(o.Width > 0):
		return EWMA{}, errors.New("the width of the limits must be positive")
	}
	n := len(x)
	out := EWMA{Z: make([]float64, n), Low: make([]float64, n), High: make([]float64, n), Alarms: []int{}}
	z := o.Mu
	for i, v := range x {
		z = o.Lambda*v + (1-o.Lambda)*z
		spread := o.Lambda / (2 - o.Lambda)
		if o.Exact {
			spread *= 1 - math.Pow(1-o.Lambda, 2*float64(i+1))
		}
		half := o.Width * o.Sigma * math.Sqrt(spread)
		out.Z[i], out.Low[i], out.High[i] = z, o.Mu-half, o.Mu+half
		if outside(z, out.Low[i], out.High[i]) {
			out.Alarms = append(out.Alarms, i+1)
		}
	}
	return out, nil
}
