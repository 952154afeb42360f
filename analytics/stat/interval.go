package stat

import (
	"fmt"
	"math"
)

// An Interval is a closed interval [Low, High].
type Interval struct{ Low, High float64 }

// Pair returns the interval as two numbers, nil for no interval.
func (i *Interval) Pair() *[2]float64 {
	if i == nil {
		return nil
	}
	return &[2]float64{i.Low, i.High}
}

// ProportionIntervals are four intervals for one share; all are nil where n = 0:
// no data is neither 0 % nor [0,1].
type ProportionIntervals struct {
	Wilson         *Interval // for display
	WilsonCC       *Interval // with continuity correction
	Jeffreys       *Interval // a posterior's quantiles, 0 at x = 0 and 1 at x = n (Brown, Cai and DasGupta 2001)
	ClopperPearson *Interval // never under-covers: for legal thresholds only
}

// ProportionInterval returns the intervals of confidence conf (0.95) for x
// successes in n trials. The error is for counts or a confidence that cannot be.
//
// See R. G. Newcombe, Statistics in Medicine 17 (1998), pp. 857–872.
func ProportionInterval(x, n int64, conf float64) (ProportionIntervals, error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return ProportionIntervals{}, err
	}
	if n < 0 || x < 0 || x > n {
		return ProportionIntervals{}, fmt.Errorf("x and n must have 0 <= x <= n")
	}
	if n == 0 {
		return ProportionIntervals{}, nil
	}
	tail := (1 - conf) / 2
	low, high, _ := Wilson(x, n, z)
	hits, misses := float64(x), float64(n-x)
	jeffreys, exact := Interval{0, 1}, Interval{0, 1}
	if x > 0 {
		jeffreys.Low = betaQuantile(hits+.5, misses+.5, tail)
		exact.Low = betaQuantile(hits, misses+1, tail)
	}
	if x < n {
		jeffreys.High = betaQuantile(hits+.5, misses+.5, 1-tail)
		exact.High = betaQuantile(hits+1, misses, 1-tail)
	}
	corrected := wilsonCorrected(x, n, z)
	return ProportionIntervals{Wilson: &Interval{low, high}, WilsonCC: &corrected, Jeffreys: &jeffreys, ClopperPearson: &exact}, nil
}

// wilsonCorrected is Newcombe's method 4: Wilson's with continuity correction.
func wilsonCorrected(x, n int64, z float64) Interval {
	trials := float64(n)
	p := float64(x) / trials
	q := 1 - p
	divisor := 2 * (trials + z*z)
	out := Interval{0, 1}
	if x > 0 {
		// The root's content is below 0 only for z near 0, where it means p itself.
		root := math.Sqrt(max(0, z*z-2-1/trials+4*p*(trials*q+1)))
		out.Low = min(p, max(0, (2*trials*p+z*z-1-z*root)/divisor))
	}
	if x < n {
		root := math.Sqrt(max(0, z*z+2-1/trials+4*p*(trials*q-1)))
		out.High = max(p, min(1, (2*trials*p+z*z+1+z*root)/divisor))
	}
	return out
}

// ProportionDifference returns d = x1/n1 - x2/n2 and Newcombe's hybrid score
// interval (method 10) for it; both nil where a group has no trials. The error
// is for counts or a confidence that cannot be.
//
// See R. G. Newcombe, Statistics in Medicine 17 (1998), pp. 873–890.
func ProportionDifference(x1, n1, x2, n2 int64, conf float64) (d *float64, ci *Interval, err error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return nil, nil, err
	}
	if n1 < 0 || x1 < 0 || x1 > n1 || n2 < 0 || x2 < 0 || x2 > n2 {
		return nil, nil, fmt.Errorf("each group must have 0 <= x <= n")
	}
	low1, high1, ok1 := Wilson(x1, n1, z)
	low2, high2, ok2 := Wilson(x2, n2, z)
	if !ok1 || !ok2 {
		return nil, nil, nil
	}
	p1, p2 := float64(x1)/float64(n1), float64(x2)/float64(n2)
	diff := p1 - p2
	return &diff, &Interval{
		Low:  max(-1, diff-math.Hypot(p1-low1, high2-p2)),
		High: min(1, diff+math.Hypot(high1-p1, p2-low2)),
	}, nil
}
