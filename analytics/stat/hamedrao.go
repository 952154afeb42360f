package stat

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A HamedRao is a Mann–Kendall test whose variance allows for autocorrelation.
type HamedRao struct {
	Factor float64  // what the variance of S is multiplied by
	S      int64    // as in MannKendall
	VarS   float64  // the variance after multiplying
	Z, P   *float64 // nil when the factor is not positive, so that no variance is left
}

// HamedRaoTrend tests y, observed at even steps, for a monotone trend when values
// depend on those before them: the default for weekly and monthly series. The
// series less its Sen slope is ranked, and every autocorrelation r_h of these
// ranks with |r_h| > z(.975)/sqrt n up to maxLag (0 or less for all) enters the factor
// 1 + 2/(n(n-1)(n-2)) sum (n-h)(n-h-1)(n-h-2) r_h. It is an error when there are
// fewer than 3 values or more than 5000, or a value is not finite.
//
// See Hamed & Rao, Journal of Hydrology 204 (1998), p. 182.
func HamedRaoTrend(y []float64, maxLag int) (HamedRao, error) {
	if len(y) < 3 {
		return HamedRao{}, fmt.Errorf("a trend with autocorrelation needs at least 3 values, there are %d", len(y))
	}
	plain, err := MannKendallTrend(y, nil)
	if err != nil {
		return HamedRao{}, err
	}
	line, err := Sen(y, nil, 0.05)
	if err != nil {
		return HamedRao{}, err
	}
	n := len(y)
	if maxLag <= 0 || maxLag > n-1 {
		maxLag = n - 1
	}
	limit := Z95 / math.Sqrt(float64(n))
	sum, whole := 0.0, float64(n)*float64(n-1)*float64(n-2)
	for h, r := range autocorrelations(rank(detrended(y, line.Slope)), maxLag) {
		lag := h + 1
		if math.Abs(r) > limit {
			sum += float64(n-lag) * float64(n-lag-1) * float64(n-lag-2) * r
		}
	}
	out := HamedRao{Factor: 1 + 2*sum/whole, S: plain.S}
	out.VarS = out.Factor * plain.VarS
	if out.Factor > 0 {
		z, p := zOfS(plain.S, out.VarS)
		out.Z, out.P = &z, &p
	}
	return out, nil
}

// detrended returns y - slope·t. What differs by rounding only is made equal, for
// a rank would make much of it.
func detrended(y []float64, slope float64) []float64 {
	out, size := make([]float64, len(y)), 0.0
	for i, v := range y {
		out[i] = v - slope*float64(i+1)
		size = max(size, math.Abs(v), math.Abs(slope*float64(i+1)))
	}
	grain := math.Ldexp(1, -43) * size
	if !(grain > 0) {
		return out
	}
	for i := range out {
		out[i] = math.Round(out[i]/grain) * grain
	}
	return out
}

// rank returns the rank of each value from 1; equal values share the mean of
// theirs.
func rank(values []float64) []float64 {
	order := make([]int, len(values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	out := make([]float64, len(values))
	for from := 0; from < len(order); {
		to := from
		for to < len(order) && values[order[to]] == values[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+1+to) / 2
		}
		from = to
	}
	return out
}

// autocorrelations returns r_1 … r_maxLag; all 0 for a constant series.
func autocorrelations(x []float64, maxLag int) []float64 {
	out := make([]float64, max(0, min(maxLag, len(x)-1)))
	centre := mean(x)
	below := 0.0
	for _, v := range x {
		below += (v - centre) * (v - centre)
	}
	if !(below > 0) {
		return out
	}
	for h := range out {
		for i := h + 1; i < len(x); i++ {
			out[h] += (x[i] - centre) * (x[i-h-1] - centre)
		}
		out[h] /= below
	}
	return out
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// variance returns the variance with n-1 in the denominator. ok is false for
// fewer than two values.
func variance(x []float64) (v float64, ok bool) {
	if len(x) < 2 {
		return 0, false
	}
	centre := mean(x)
	for _, each := range x {
		v += (each - centre) * (each - centre)
	}
	return v / float64(len(x)-1), true
}

var errNoValues = errors.New("there are no values")
