package stat

import (
	"errors"
	"math"
)

// A Departure says how far the later steps of a unit are from its earlier ones, on
// their own and beside what became of the others in the same steps. The z-values
// are for a dispersion of 1; P and the intervals take the noise that holds.
type Departure struct {
	// Own is the change of the unit: the logarithm of the ratio of the mean counts, or
	// the difference of the shares. Relative is the same less that of the others: the
	// logarithm of the odds ratio, or the difference of the differences. Without others
	// it is Own.
	Own, Relative float64
	// Before and After are the mean count of a step, or the share.
	Before, After float64
	// Others is the change of the others, in the unit of Own; nil without others.
	Others *float64
	// Dispersion is how much more the steps scatter about the level of their window,
	// beside the others, than chance alone makes them; 1 is chance. DF is what it rests
	// on; with 0 it means nothing.
	Dispersion float64
	DF         int

	steps           float64 // of the later window
	ownZ, relativeZ float64
	ownSE           float64
	shares          bool
}

// ErrNoComparison is the answer where one side holds nothing to compare.
var ErrNoComparison = errors.New("nothing to compare")

// Steps are the counts of a unit in equal steps of time and those of all others.
// For shares Y of N; for counts N is nil. Others are nil where there are none.
type Steps struct {
	Y, N             []float64
	OthersY, OthersN []float64
}

// CompareCounts sets the counts of later steps beside those of earlier ones. Where
// there are others, chance is that of the unit's part of all; a season or a change
// of recording that all share moves nothing. Of a plain z and one on the arcsine
// scale, or the root, the smaller counts: small counts are skewed, and only so
// neither side of the level is called extreme too easily. ErrNoComparison when the
// unit has nothing in the earlier steps or the others nothing in one window.
func CompareCounts(before, after Steps) (Departure, error) {
	k0, k1 := float64(len(before.Y)), float64(len(after.Y))
	y0, y1 := sum(before.Y), sum(after.Y)
	if y0 == 0 || k0 == 0 || k1 == 0 {
		return Departure{}, ErrNoComparison
	}
	d := Departure{Before: y0 / k0, After: y1 / k1, steps: k1}
	some := max(y1, .5) // none at all is a fall by an unknown factor, not by an infinite one
	d.Own, d.ownSE = math.Log(some/k1/d.Before), math.Sqrt(1/some+1/y0)
	plain := (d.After - d.Before) / math.Sqrt(d.Before*(1/k1+1/k0))
	root := 2 * (math.Sqrt(d.After) - math.Sqrt(d.Before)) / math.Sqrt(1/k1+1/k0)
	d.ownZ = nearer(plain, root)
	d.Relative, d.relativeZ = d.Own, d.ownZ
	if before.OthersY == nil {
		d.disperse([]Steps{before, after}, countResidual)
		return d, nil
	}
	o0, o1 := sum(before.OthersY), sum(after.OthersY)
	if o0 == 0 || o1 == 0 {
		return Departure{}, ErrNoComparison
	}
	others := math.Log(o1 / k1 / (o0 / k0))
	d.Others, d.Relative = &others, d.Own-others
	p0, p1, information := y0/(y0+o0), y1/(y1+o1), 1/(y0+o0)+1/(y1+o1)
	d.relativeZ = nearer((p1-p0)/math.Sqrt(p0*(1-p0)*information), arcsine(p0, p1, information))
	d.disperse([]Steps{before, after}, partResidual)
	return d, nil
}

// CompareShares sets the share Y of N of later steps beside that of earlier ones,
// and its change beside that of the others. Errors as CompareCounts, also when one
// window has no trials.
func CompareShares(before, after Steps) (Departure, error) {
	y0, y1, n0, n1 := sum(before.Y), sum(after.Y), sum(before.N), sum(after.N)
	if n0 == 0 || n1 == 0 {
		return Departure{}, ErrNoComparison
	}
	d := Departure{Before: y0 / n0, After: y1 / n1, shares: true}
	both, information := (y0+y1)/(n0+n1), 1/n0+1/n1
	d.Own = d.After - d.Before
	variance := both * (1 - both) * information
	d.ownSE = math.Sqrt(smoothed(y0, n0)/n0 + smoothed(y1, n1)/n1)
	d.ownZ = nearer(d.Own/math.Sqrt(variance), arcsine(d.Before, d.After, information))
	d.Relative, d.relativeZ = d.Own, d.ownZ
	if before.OthersN == nil {
		d.disperse([]Steps{before, after}, shareResidual)
		return d, nil
	}
	m0, m1 := sum(before.OthersN), sum(after.OthersN)
	if m0 == 0 || m1 == 0 {
		return Departure{}, ErrNoComparison
	}
	q0, q1 := sum(before.OthersY)/m0, sum(after.OthersY)/m1
	others, q := q1-q0, (sum(before.OthersY)+sum(after.OthersY))/(m0+m1)
	d.Others, d.Relative = &others, d.Own-others
	if variance += q * (1 - q) * (1/m0 + 1/m1); variance > 0 {
		d.relativeZ = d.Relative / math.Sqrt(variance)
	} else {
		d.relativeZ = 0
	}
	d.disperse([]Steps{before, after}, shareResidual)
	return d, nil
}

// P is the two-sided p-value: the larger of the unit's own and that beside the
// others, 1 where the two point apart. A unit has changed when it is no longer as it
// was and not as the others have become.
func (d Departure) P(n Noise) float64 {
	if !(d.ownZ*d.relativeZ > 0) {
		return 1
	}
	z := min(math.Abs(d.ownZ), math.Abs(d.relativeZ))
	return n.tails(func(dispersion float64) float64 { return z * d.skewness(dispersion) })
}

// skewness is by how much less a rise of a count says when the count scatters by
// more than chance. The scale of the root makes the tail of a gamma-mixed Poisson
// count about right, that which evens the variance out is too careful; their
// geometric mean comes near the tail of a Poisson count whose level is lognormal,
// the heavier of the two usual mixtures.
func (d Departure) skewness(dispersion float64) float64 {
	mean, now := d.Before*d.steps, d.After*d.steps
	if d.shares || now <= mean || dispersion <= 1 {
		return 1
	}
	scatter := math.Sqrt((dispersion - 1) / mean)
	even := (math.Asinh(scatter*math.Sqrt(now)) - math.Asinh(scatter*math.Sqrt(mean))) / scatter
	return math.Sqrt(min(1, even*math.Sqrt(dispersion)/(math.Sqrt(now)-math.Sqrt(mean))))
}

// Interval returns the 95 % interval of Own.
func (d Departure) Interval(n Noise) (low, high float64) {
	half := n.Reach(.05) * d.ownSE
	low, high = d.Own-half, d.Own+half
	if d.shares {
		low, high = max(-1, low), min(1, high)
	}
	return low, high
}

// nearer is the value nearer to 0; one that is not a number does not count.
func nearer(a, b float64) float64 {
	if math.IsNaN(b) || math.Abs(a) <= math.Abs(b) {
		return a
	}
	return b
}

func arcsine(p0, p1, information float64) float64 {
	return 2 * (math.Asin(math.Sqrt(p1)) - math.Asin(math.Sqrt(p0))) / math.Sqrt(information)
}

// smoothed is p(1-p) with one success and one failure more: never 0.
func smoothed(y, n float64) float64 {
	p := (y + 1) / (n + 2)
	return p * (1 - p)
}

func sum(x []float64) (total float64) {
	for _, v := range x {
		total += v
	}
	return total
}

// Shares reports whether shares are compared, not counts.
func (d Departure) Shares() bool { return d.shares }
