package analytics

import (
	"cmp"
	"errors"
	"slices"

	"redress/analytics/stat"
)

// A SecondOpinion is the rate of a row on everybody's mix of complaints by another
// model than CaseMix: a logistic regression on all eligible rows at once, with every
// issue, category, region, channel and quarter adding its own log-odds. CaseMix
// looks at each kind of complaint by itself and takes the others' rates for it; this
// model lends rare kinds strength from others with the same parts, and allows for
// who else gets them.
type SecondOpinion struct {
	Rate, Low, High float64 // with the 95 % interval
	// Differs: neither this interval nor that of CaseMix holds the other's rate.
	Differs bool
}

const (
	// casesPerParameter is how many resolved, and unresolved, complaints the model
	// needs for each row and level it estimates (Peduzzi and others 1996).
	casesPerParameter = 10
	// casesPerRow is how many resolved, and unresolved, complaints a row needs itself.
	casesPerRow = 5
	// maxLevels bounds the levels of a part; the rarest stand with what is unknown.
	maxLevels = 100
	// widestOpinion is the width of an interval above which the model has no opinion: a
	// row whose kinds of complaint nobody else gets is told from them by the prior alone,
	// and a rate with an interval that holds nearly all others seems to agree with any.
	widestOpinion = 0.5
	// levelSpread is the standard deviation of the prior of a level's log-odds: it
	// hardly touches a level that anything is known of.
	levelSpread = 10
)

// consult gives the eligible rows a second opinion, where there is enough data for
// one; rows without it have none.
func consult(rows []Standing, strata []StratumTally, parts []StratumPart) error {
	units := map[string]int{}
	for _, row := range rows {
		if row.Eligible && row.Key != "" {
			units[row.Key] = len(units)
		}
	}
	if len(units) < 2 || len(parts) == 0 {
		return nil
	}
	factors := newFactors(strata, parts)
	var effects []stat.EffectsRow
	var resolved, rated int64
	for _, s := range strata {
		unit, ok := units[s.Key]
		if !ok {
			unit = len(units) // the others together
		}
		effects = append(effects, stat.EffectsRow{Unit: unit, Levels: factors.of(s), Y: s.Resolved, N: s.Rated})
		resolved, rated = resolved+s.Resolved, rated+s.Rated
	}
	parameters := len(units) + 1
	for _, n := range factors.sizes() {
		parameters += n - 1
	}
	if min(resolved, rated-resolved) < int64(casesPerParameter*parameters) {
		return nil
	}
	fitted, err := stat.FitEffects(effects, len(units)+1, factors.sizes(), levelSpread, stat.Z95)
	if errors.Is(err, stat.ErrNoConvergence) {
		return nil
	}
	if err != nil {
		return err
	}
	for i, row := range rows {
		unit, ok := units[row.Key]
		if ok && row.Eligible && fitted[unit] != nil && min(row.Resolved, row.Unresolved) >= casesPerRow {
			rows[i].SecondOpinion = opinion(*fitted[unit], row.CaseMix)
		}
	}
	return nil
}

func opinion(e stat.UnitEffect, mix *CaseMix) *SecondOpinion {
	if !(e.High-e.Low <= widestOpinion) {
		return nil
	}
	o := &SecondOpinion{Rate: e.Share, Low: e.Low, High: e.High}
	if mix != nil && mix.Rate != nil && mix.Low != nil && mix.High != nil {
		o.Differs = (*mix.Rate < o.Low || *mix.Rate > o.High) && (o.Rate < *mix.Low || o.Rate > *mix.High)
	}
	return o
}

// factors number the values of each part. Number 0 holds what is unknown or rare,
// what was merged away, and values of which all complaints ended alike.
type factors struct {
	parts  []StratumPart
	levels []map[string]int
}

func newFactors(strata []StratumTally, parts []StratumPart) factors {
	f := factors{parts: parts}
	for _, part := range parts {
		counts := map[string]judged{}
		for _, s := range strata {
			if value := s.of(part); value != "" {
				counts[value] = counts[value].plus(judged{s.Resolved, s.Rated})
			}
		}
		var values []string
		for value, j := range counts {
			if j.rated >= minStratum && j.resolved > 0 && j.resolved < j.rated {
				values = append(values, value)
			}
		}
		slices.SortFunc(values, func(a, b string) int {
			return cmp.Or(cmp.Compare(counts[b].rated, counts[a].rated), cmp.Compare(a, b))
		})
		numbers := map[string]int{}
		for i, value := range values[:min(len(values), maxLevels)] {
			numbers[value] = i + 1
		}
		f.levels = append(f.levels, numbers)
	}
	return f
}

// of are the levels of a stratum.
func (f factors) of(s StratumTally) []int {
	out := make([]int, len(f.parts))
	for i, part := range f.parts {
		out[i] = f.levels[i][s.of(part)]
	}
	return out
}

// sizes are how many levels each part has.
func (f factors) sizes() []int {
	out := make([]int, len(f.levels))
	for i, numbers := range f.levels {
		out[i] = len(numbers) + 1
	}
	return out
}
