package stat

import (
	"errors"
	"fmt"
	"math"
)

// Changes are the points where the level of a series changed. They say when, and
// never why.
type Changes struct {
	Last []int   // the last element of each segment but the last one, counted from 1
	Cost float64 // costs of all segments + penalty · changes
}

// maxSegmented bounds the length of a series that is segmented.
const maxSegmented = 20_000

// ChangePenalty returns times·ln n, made larger by (1+r)/(1-r) when the lag-1
// autocorrelation r of the residuals is above 0.3: penalties of this kind assume
// independence. times is 3 by default. r at or above 1 counts as 0.99.
func ChangePenalty(times float64, n int, r float64) float64 {
	pen := times * math.Log(float64(n))
	if r > 0.3 {
		r = min(r, 0.99)
		pen *= (1 + r) / (1 - r)
	}
	return pen
}

// DifferenceScale returns the standard deviation of a series around its level,
// from differences of neighbours so that changes of level do not enter:
// 1.4826·median|d - median d|/sqrt 2. It is 0 when more than half of the
// differences are equal. ok is false for fewer than two values.
func DifferenceScale(x []float64) (scale float64, ok bool) {
	if len(x) < 2 {
		return 0, false
	}
	d := make([]float64, len(x)-1)
	for i := range d {
		d[i] = x[i+1] - x[i]
	}
	centre := median(d)
	for i := range d {
		d[i] = math.Abs(d[i] - centre)
	}
	return 1.4826 * median(d) / math.Sqrt2, true
}

// ChangesOfMean segments x by its mean; a segment costs the sum of squares around
// its mean over scale². A constant series has no change and cost 0 at any scale;
// otherwise scale must be positive. least is the length of the shortest segment;
// a series shorter than two of them has no change. It is an error when x is empty
// or has a value that is not finite, pen is not a number from 0 on, least is below
// 1, or x is longer than 20,000.
func ChangesOfMean(x []float64, scale, pen float64, least int) (Changes, error) {
	if err := errors.Join(checkSegments(len(x), pen, least), finite("x", x)); err != nil {
		return Changes{}, err
	}
	constant := true
	for _, v := range x {
		constant = constant && v == x[0]
	}
	if constant {
		return Changes{Last: []int{}}, nil
	}
	if !(scale > 0) || math.IsInf(scale, 1) {
		return Changes{}, errors.New("the scale is 0: most values equal those before them, so there is no noise to compare with; give a scale")
	}
	centre := mean(x)
	sum, squares := make([]float64, len(x)+1), make([]float64, len(x)+1)
	for i, v := range x {
		v = (v - centre) / scale
		sum[i+1] = sum[i] + v
		squares[i+1] = squares[i] + v*v
	}
	return segment(len(x), func(from, to int) float64 {
		s := sum[to] - sum[from]
		return max(0, squares[to]-squares[from]-s*s/float64(to-from))
	}, pen, least), nil
}

// ChangesOfCounts segments counts by their Poisson mean; a segment of L counts
// with sum S costs 2S(ln L - ln S), 0 if S = 0. Errors as in ChangesOfMean, and
// for a negative count.
func ChangesOfCounts(x []float64, pen float64, least int) (Changes, error) {
	if err := errors.Join(checkSegments(len(x), pen, least), counts("x", x)); err != nil {
		return Changes{}, err
	}
	sum := cumulative(x)
	return segment(len(x), func(from, to int) float64 {
		s := sum[to] - sum[from]
		if s <= 0 {
			return 0
		}
		return 2 * s * (math.Log(float64(to-from)) - math.Log(s))
	}, pen, least), nil
}

// ChangesOfRate segments y successes of n trials each by their rate; a segment
// with S of N costs -2[S ln(S/N) + (N-S) ln(1-S/N)], 0 if S is 0 or N. Errors as
// in ChangesOfMean, and when a y is negative or above its n or lengths differ. An
// element with n = 0 says nothing and costs nothing.
func ChangesOfRate(y, n []float64, pen float64, least int) (Changes, error) {
	if err := errors.Join(checkSegments(len(y), pen, least), counts("n", n), parts(y, n)); err != nil {
		return Changes{}, err
	}
	hits, trials := cumulative(y), cumulative(n)
	return segment(len(y), func(from, to int) float64 {
		s, all := hits[to]-hits[from], trials[to]-trials[from]
		if s <= 0 || s >= all {
			return 0
		}
		return -2 * (s*math.Log(s/all) + (all-s)*math.Log((all-s)/all))
	}, pen, least), nil
}

func checkSegments(n int, pen float64, least int) error {
	switch {
	case n == 0:
		return errNoValues
	case n > maxSegmented:
		return fmt.Errorf("a series of %d values is too long to segment, the limit is %d", n, maxSegmented)
	case !(pen >= 0) || math.IsInf(pen, 1):
		return errors.New("the penalty must be a number from 0 on")
	case least < 1:
		return errors.New("the shortest segment must have at least 1 element")
	}
	return nil
}

// counts is an error when one of x is negative or not finite.
func counts(name string, x []float64) error {
	if err := finite(name, x); err != nil {
		return err
	}
	for i, v := range x {
		if v < 0 {
			return fmt.Errorf("%s: count %d is negative", name, i+1)
		}
	}
	return nil
}

// parts is an error when y is not a part of n, element by element.
func parts(y, n []float64) error {
	if len(y) != len(n) {
		return fmt.Errorf("there are %d parts of %d wholes", len(y), len(n))
	}
	if err := counts("the part", y); err != nil {
		return err
	}
	for i := range y {
		if y[i] > n[i] {
			return fmt.Errorf("part %d is larger than its whole", i+1)
		}
	}
	return nil
}

func cumulative(x []float64) []float64 {
	out := make([]float64, len(x)+1)
	for i, v := range x {
		out[i+1] = out[i] + v
	}
	return out
}

// segment minimises the sum of costs + pen·changes exactly, by dynamic
// programming with the pruning of Killick, Fearnhead & Eckley (JASA 107, 2012).
// cost(from, to) is that of elements from+1…to. Of equally good segmentations it
// takes the one whose last change is earliest.
//
// With a shortest segment the textbook pruning is not exact: a last change s that
// is beaten at t stays possible for ends before t+least, so it is dropped only
// from t+least on.
func segment(n int, cost func(from, to int) float64, pen float64, least int) Changes {
	if least > n/2 {
		return Changes{Last: []int{}, Cost: cost(0, n)}
	}
	type candidate struct {
		from    int
		expires int // it may not begin a segment that ends here or later
	}
	best, before := make([]float64, n+1), make([]int, n+1)
	best[0] = -pen
	open := []candidate{{0, math.MaxInt}}
	for to := least; to <= n; to++ {
		if from := to - least; from >= least {
			open = append(open, candidate{from, math.MaxInt})
		}
		best[to] = math.Inf(1)
		kept := open[:0]
		for _, each := range open {
			if to < each.expires {
				kept = append(kept, each)
			}
		}
		open = kept
		for _, each := range open {
			if v := best[each.from] + cost(each.from, to) + pen; v < best[to] {
				best[to], before[to] = v, each.from
			}
		}
		slack := 1e-9 * (1 + math.Abs(best[to])) // rounding must not prune the optimum
		for i, each := range open {
			if each.expires == math.MaxInt && best[each.from]+cost(each.from, to) > best[to]+slack {
				open[i].expires = to + least
			}
		}
	}
	out := Changes{Last: []int{}, Cost: best[n]}
	for at := before[n]; at > 0; at = before[at] {
		out.Last = append([]int{at}, out.Last...)
	}
	return out
}
