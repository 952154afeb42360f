package stat

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// WeightShare returns the share of all ways to weigh the indicators in which a
// scores above b, ties counting half: draws weights are drawn evenly (Dirichlet
// with all parameters 1) from a generator with the given seed. Scores must be on
// one scale and higher better. The error is for lists of different lengths, no
// indicator, values that are not finite, or draws outside 1 to 10^7.
func WeightShare(a, b []float64, draws int, seed uint64) (float64, error) {
	if len(a) != len(b) || len(a) == 0 {
		return 0, fmt.Errorf("a and b must be equally long and not empty, they have %d and %d values", len(a), len(b))
	}
	if err := checkFinite("a", a, math.Inf(-1)); err != nil {
		return 0, err
	}
	if err := checkFinite("b", b, math.Inf(-1)); err != nil {
		return 0, err
	}
	if draws < 1 || draws > 1e7 {
		return 0, fmt.Errorf("draws must lie between 1 and 10000000")
	}
	generator := rand.New(rand.NewPCG(seed, 0xd1342543de82ef95))
	wins := 0.0
	for range draws {
		lead := 0.0
		for i := range a {
			// A Dirichlet's shares are exponentials over their sum, which has no sign.
			lead += generator.ExpFloat64() * (a[i]/2 - b[i]/2)
		}
		switch {
		case lead > 0:
			wins++
		case lead == 0:
			wins += .5
		}
	}
	return wins / float64(draws), nil
}
