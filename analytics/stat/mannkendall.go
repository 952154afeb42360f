package stat

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat/distuv"
)

// A MannKendall is a test of a monotone trend.
type MannKendall struct {
	S     int64    // pairs that rise less pairs that fall
	VarS  float64  // variance of S when there is no trend, corrected for ties
	Z     float64  // (S∓1)/sqrt(VarS), 0 when S or VarS is 0
	P     float64  // two-sided
	TauA  float64  // S over all pairs
	TauB  *float64 // corrected for ties; nil when all of y or all of t are equal
	Pairs int64    // pairs whose times differ
}

// maxRanked bounds the length of a series whose pairs are counted.
const maxRanked = 1_000_000

// MannKendallTrend tests y, observed at times t (nil for 1, 2, …), for a monotone
// trend. Times need not be in order nor evenly spaced. VarS assumes that values
// do not depend on those before them: for a weekly series use HamedRaoTrend. It is
// an error when there are fewer than 2 values, lengths differ or a value is not
// finite.
//
// See H. B. Mann, Econometrica 13 (1945), p. 245; M. G. Kendall, Rank Correlation
// Methods, for ties.
func MannKendallTrend(y, t []float64) (MannKendall, error) {
	t, err := checkTrend(y, t, 2)
	if err != nil {
		return MannKendall{}, err
	}
	if len(y) > maxRanked {
		return MannKendall{}, fmt.Errorf("a series of %d values is too long, the limit is %d", len(y), maxRanked)
	}
	n := float64(len(y))
	s := concordance(y, t)
	inY, inT := ties(y), ties(t)
	all := n * (n - 1) / 2
	out := MannKendall{
		S: s, VarS: varianceOfS(n, inY, inT), TauA: float64(s) / all,
		Pairs: int64(math.Round(all - inT.pairs)),
	}
	out.Z, out.P = zOfS(s, out.VarS)
	if below := (all - inY.pairs) * (all - inT.pairs); below > 0 {
		tau := float64(s) / math.Sqrt(below)
		out.TauB = &tau
	}
	return out, nil
}

func checkTrend(y, t []float64, least int) ([]float64, error) {
	if len(y) < least {
		return nil, fmt.Errorf("a trend needs at least %d values, there are %d", least, len(y))
	}
	if t == nil {
		t = times(len(y))
	}
	if len(t) != len(y) {
		return nil, fmt.Errorf("y has %d values and t has %d", len(y), len(t))
	}
	return t, errors.Join(finite("y", y), finite("t", t))
}

// times returns 1, 2, …, n.
func times(n int) []float64 {
	t := make([]float64, n)
	for i := range t {
		t[i] = float64(i + 1)
	}
	return t
}

// zOfS returns the test statistic with continuity correction and its two-sided
// probability; nothing deviates (0, 1) where the variance is 0.
func zOfS(s int64, variance float64) (z, p float64) {
	if s == 0 || !(variance > 0) {
		return 0, 1
	}
	sign := 1.0
	if s < 0 {
		sign = -1
	}
	z = (float64(s) - sign) / math.Sqrt(variance)
	return z, 2 * distuv.UnitNormal.Survival(math.Abs(z))
}

// tied holds sums over the groups of equal values, of size u each.
type tied struct{ pairs, triples, five float64 } // u(u-1)/2, u(u-1)(u-2), u(u-1)(2u+5)

func ties(values []float64) tied {
	sorted := slices.Sorted(slices.Values(values))
	var out tied
	for from := 0; from < len(sorted); {
		to := from
		for to < len(sorted) && sorted[to] == sorted[from] {
			to++
		}
		u := float64(to - from)
		out.pairs += u * (u - 1) / 2
		out.triples += u * (u - 1) * (u - 2)
		out.five += u * (u - 1) * (2*u + 5)
		from = to
	}
	return out
}

// varianceOfS is Kendall's variance with ties in both; without ties in t it is
// the usual formula of the Mann–Kendall test.
func varianceOfS(n float64, y, t tied) float64 {
	v := (n*(n-1)*(2*n+5) - y.five - t.five) / 18
	v += 4 * y.pairs * t.pairs / (2 * n * (n - 1))
	if n > 2 {
		v += y.triples * t.triples / (9 * n * (n - 1) * (n - 2))
	}
	if v < 1e-9 { // constant: rounding must not look like a variance
		return 0
	}
	return v
}

// concordance returns the sum over pairs of sign(y_j-y_i) sign(t_j-t_i) in n log n
// steps: it goes along t and counts what came before below and above in y.
func concordance(y, t []float64) int64 {
	order := make([]int, len(y))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t[a], t[b]) })
	levels := slices.Compact(slices.Sorted(slices.Values(y)))
	tree := make([]int64, len(levels)+1)
	upTo := func(level int) (sum int64) { // how many of the levels 1..level came before
		for ; level > 0; level -= level & -level {
			sum += tree[level]
		}
		return sum
	}
	var s, seen int64
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && t[order[to]] == t[order[from]] {
			level, _ := slices.BinarySearch(levels, y[order[to]])
			s += upTo(level) - (seen - upTo(level+1))
			to++
		}
		for _, i := range order[from:to] {
			level, _ := slices.BinarySearch(levels, y[i])
			for k := level + 1; k < len(tree); k += k & -k {
				tree[k]++
			}
			seen++
		}
		from = to
	}
	return s
}
