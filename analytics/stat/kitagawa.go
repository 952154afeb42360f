package stat

import (
	"errors"
	"fmt"
)

// A MixGroup is one group (an issue, a product) in two periods: how many
// complaints, and how many of them count (were resolved).
type MixGroup struct {
	N0, Y0 float64 // before
	N1, Y1 float64 // after
}

// A MixShare is what one group adds to a change; the two parts are shares of the
// whole, in the unit of the rate.
type MixShare struct{ Mix, Handling float64 }

// A Decomposition says how much of the change of an overall rate comes from other
// complaints (Mix) and how much from the same complaints handled otherwise
// (Handling). Change is Mix + Handling exactly.
type Decomposition struct {
	Before, After         float64 // overall rates
	Change, Mix, Handling float64
	Groups                []MixShare // in the order given; they add up to Mix and Handling
}

// Kitagawa takes the change of an overall rate between two periods apart: Mix is
// the change of each group's share times the mean of its two rates, Handling the
// change of its rate times the mean of its two shares. A group that is absent in
// one period is given its rate of the other: all it changes is mix. It is an
// error when a count is negative, not finite or above its whole, or a period has
// no complaint.
//
// See E. M. Kitagawa, JASA 50 (1955), p. 1168.
func Kitagawa(groups []MixGroup) (Decomposition, error) {
	var all0, all1, hits0, hits1 float64
	for i, g := range groups {
		if err := parts([]float64{g.Y0, g.Y1}, []float64{g.N0, g.N1}); err != nil {
			return Decomposition{}, fmt.Errorf("group %d: %w", i+1, err)
		}
		all0, all1, hits0, hits1 = all0+g.N0, all1+g.N1, hits0+g.Y0, hits1+g.Y1
	}
	if all0 == 0 || all1 == 0 {
		return Decomposition{}, errors.New("a period has no complaint")
	}
	out := Decomposition{Before: hits0 / all0, After: hits1 / all1, Groups: make([]MixShare, len(groups))}
	for i, g := range groups {
		var rate0, rate1 float64
		switch {
		case g.N0 == 0 && g.N1 == 0:
			continue
		case g.N0 == 0:
			rate1 = g.Y1 / g.N1
			rate0 = rate1
		case g.N1 == 0:
			rate0 = g.Y0 / g.N0
			rate1 = rate0
		default:
			rate0, rate1 = g.Y0/g.N0, g.Y1/g.N1
		}
		share0, share1 := g.N0/all0, g.N1/all1
		out.Groups[i] = MixShare{
			Mix:      (share1 - share0) * (rate0 + rate1) / 2,
			Handling: (rate1 - rate0) * (share0 + share1) / 2,
		}
		out.Mix += out.Groups[i].Mix
		out.Handling += out.Groups[i].Handling
	}
	out.Change = out.Mix + out.Handling
	return out, nil
}
