package stat

import (
	"errors"
	"math"
)

// A Difference is a difference in differences with its standard error.
type Difference struct {
	Estimate float64
	SE       *float64 // as if the four were independent; nil without their own
}

// DifferenceOfMeans returns (treatedAfter - treatedBefore) - (controlAfter -
// controlBefore). means and ses are in the order treated before, treated after,
// control before, control after; ses may be nil. It is an error when a number is
// not finite or a standard error negative.
func DifferenceOfMeans(means [4]float64, ses []float64) (Difference, error) {
	if err := errors.Join(finite("a mean", means[:]), finite("a standard error", ses)); err != nil {
		return Difference{}, err
	}
	out := Difference{Estimate: (means[1] - means[0]) - (means[3] - means[2])}
	if ses == nil {
		return out, nil
	}
	if len(ses) != 4 {
		return Difference{}, errors.New("there must be four standard errors, one per cell")
	}
	sum := 0.0
	for _, se := range ses {
		if se < 0 {
			return Difference{}, errors.New("a standard error is negative")
		}
		sum += se * se
	}
	out.SE = new(math.Sqrt(sum))
	return out, nil
}
