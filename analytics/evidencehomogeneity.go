package analytics

import (
	"math"

	"redress/analytics/stat"
)

// leastCell is how many complaints the least of the four cells of a stratum is
// expected to hold for its test (Cochran's rule). Without it the tests call
// everything different: of 1,500 strata of a handful of complaints with one and the
// same odds ratio, Tarone's test rejects that in all runs, and the signs of two
// strata differ by chance in any table of some size.
const leastCell = 5

// homogeneous tests whether one difference can stand for all strata. Strata too
// small for it are merged, the amount being given up first, then the platform; what
// is too small even so is left out.
func (e *EvidenceEffect) homogeneous(strata []evidenceCell) error {
	large := largeStrata(strata, e.Strata.By)
	h := Homogeneity{Strata: len(large)}
	for _, c := range large {
		h.Complaints += judgedOf(c.fold)
	}
	if len(large) > 1 {
		pooled, err := stat.MantelHaenszel(folds(large), .95)
		if err != nil {
			return err
		}
		h.BreslowDay, h.Tarone, h.TaroneP, h.DegreesOfFreedom = pooled.BreslowDay, pooled.Tarone, pooled.TaroneP, pooled.HomogeneityDF
		if h.SignsDiffer, err = signsDiffer(large); err != nil {
			return err
		}
	}
	e.Homogeneity = h
	return nil
}

// largeStrata merges what is too small, part by part.
func largeStrata(strata []evidenceCell, by []EvidencePart) []evidenceCell {
	var large []evidenceCell
	rest := strata
	for len(by) > 0 {
		var small []evidenceCell
		for _, c := range stratified(rest, by) {
			if expectedLeast(c.fold) >= leastCell {
				large = append(large, c)
			} else {
				small = append(small, c)
			}
		}
		rest, by = small, by[:len(by)-1]
	}
	return large
}

// expectedLeast is the least of the four cells if the sides did not differ.
func expectedLeast(f stat.FourFold) float64 {
	n := float64(judgedOf(f))
	if n == 0 {
		return 0
	}
	return float64(min(f.A+f.B, f.C+f.D)) * float64(min(f.A+f.C, f.B+f.D)) / n
}

// signsDiffer reports whether some strata lie above 0 and others below it, both
// beyond chance.
func signsDiffer(strata []evidenceCell) (bool, error) {
	z, p := make([]float64, 0, len(strata)), make([]float64, 0, len(strata))
	for _, c := range strata {
		n1, n0 := float64(c.fold.A+c.fold.B), float64(c.fold.C+c.fold.D)
		resolved := float64(c.fold.A+c.fold.C) / (n1 + n0)
		score := (float64(c.fold.A)/n1 - float64(c.fold.C)/n0) / math.Sqrt(resolved*(1-resolved)*(1/n1+1/n0))
		z, p = append(z, score), append(p, 2*stat.NormalCDF(-math.Abs(score)))
	}
	adjusted, err := stat.AdjustP(p)
	if err != nil {
		return false, err
	}
	var above, below bool
	for i, q := range adjusted.BH {
		above = above || q <= significant && z[i] > 0
		below = below || q <= significant && z[i] < 0
	}
	return above && below, nil
}
