package stat

import (
	"errors"
	"slices"
)

// A Concentration says how unevenly counts lie on units.
type Concentration struct {
	Gini float64 // 0 all alike, (n-1)/n all on one of n; units with 0 count
	HHI  float64 // Herfindahl–Hirschman: sum of squared shares, 1/n to 1
	Top  float64 // share of the k largest, 0 to 1
}

// Concentrate returns the concentration of counts, with the share of the k
// largest (all, when there are fewer). ok is false when the counts sum to 0. It is
// an error when a count is negative or not finite, or k is below 1.
//
// It describes who gets the complaints on file, which measures size and the habit
// of reporting as much as conduct.
func Concentrate(x []float64, k int) (c Concentration, ok bool, err error) {
	if err := counts("x", x); err != nil {
		return Concentration{}, false, err
	}
	if k < 1 {
		return Concentration{}, false, errors.New("k must be at least 1")
	}
	sorted := slices.Sorted(slices.Values(x))
	total, ranked := 0.0, 0.0
	for i, v := range sorted {
		total += v
		ranked += float64(i+1) * v
	}
	if !(total > 0) {
		return Concentration{}, false, nil
	}
	n := float64(len(x))
	c.Gini = max(0, 2*ranked/(n*total)-(n+1)/n)
	for i, v := range sorted {
		c.HHI += v / total * (v / total)
		if i >= len(sorted)-k {
			c.Top += v / total
		}
	}
	c.Top = min(1, c.Top)
	return c, true, nil
}
