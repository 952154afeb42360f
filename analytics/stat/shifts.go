package stat

import "math"

// Shifts are changes of level found with a penalty that allows for
// autocorrelation.
type Shifts struct {
	Last            []int     // last element of each level but the last one, from 1
	Levels          []float64 // level of each segment, one more than Last; a rate or a mean count
	Penalty         float64   // per change
	Autocorrelation float64   // of neighbouring residuals around the levels of the first pass
}

// ShiftsOfRate finds changes of the rate y/n over even steps with segments of at
// least least steps (4 weeks by default): a first pass with penalty 3 ln n, and,
// when its residuals show a lag-1 autocorrelation above 0.3, a second one with
// ChangePenalty. Errors as ChangesOfRate.
func ShiftsOfRate(y, n []float64, least int) (Shifts, error) {
	levels := func(last []int) []float64 { return levelsOf(y, n, last) }
	residual := func(i int, level float64) (float64, bool) {
		sd := math.Sqrt(n[i] * level * (1 - level))
		return (y[i] - n[i]*level) / sd, sd > 0
	}
	return shifts(len(y), levels, residual, func(pen float64) (Changes, error) {
		return ChangesOfRate(y, n, pen, least)
	})
}

// ShiftsOfCounts does the same for the mean of counts.
func ShiftsOfCounts(x []float64, least int) (Shifts, error) {
	ones := make([]float64, len(x))
	for i := range ones {
		ones[i] = 1
	}
	levels := func(last []int) []float64 { return levelsOf(x, ones, last) }
	residual := func(i int, level float64) (float64, bool) {
		return (x[i] - level) / math.Sqrt(level), level > 0
	}
	return shifts(len(x), levels, residual, func(pen float64) (Changes, error) {
		return ChangesOfCounts(x, pen, least)
	})
}

// levelsOf returns sum y / sum n of each segment; 0 where there is no n.
func levelsOf(y, n []float64, last []int) []float64 {
	var out []float64
	from := 0
	for s := range len(last) + 1 {
		to := len(y)
		if s < len(last) {
			to = last[s]
		}
		hits, all := 0.0, 0.0
		for i := from; i < to; i++ {
			hits, all = hits+y[i], all+n[i]
		}
		level := 0.0
		if all > 0 {
			level = hits / all
		}
		out = append(out, level)
		from = to
	}
	return out
}

func shifts(n int, levels func([]int) []float64, residual func(int, float64) (float64, bool), find func(float64) (Changes, error)) (Shifts, error) {
	out := Shifts{Penalty: ChangePenalty(3, max(1, n), 0)}
	found, err := find(out.Penalty)
	if err != nil {
		return Shifts{}, err
	}
	at := levels(found.Last)
	left, segment := make([]float64, n), 0
	for i := range left {
		for segment < len(found.Last) && i >= found.Last[segment] {
			segment++
		}
		// What differs from its level by rounding only is no residual.
		if r, ok := residual(i, at[segment]); ok && math.Abs(r) > 1e-9 {
			left[i] = r
		}
	}
	if r := autocorrelations(left, 1); len(r) == 1 {
		out.Autocorrelation = r[0]
	}
	if pen := ChangePenalty(3, max(1, n), out.Autocorrelation); pen > out.Penalty {
		out.Penalty = pen
		if found, err = find(pen); err != nil {
			return Shifts{}, err
		}
	}
	out.Last, out.Levels = found.Last, levels(found.Last)
	return out, nil
}
