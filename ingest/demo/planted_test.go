package demo_test

import (
	"math"
	"testing"

	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// TestPlanted asks of 50,000 complaints whether what was planted can be found.
func TestPlanted(t *testing.T) {
	const n, seed = 50_000, 1
	l, truth := load(t, n, seed), demo.Truth(seed)
	t.Run("differences", func(t *testing.T) { differencesAreFound(t, l.complaints, truth) })
	t.Run("changes", func(t *testing.T) { changesAreFound(t, l.complaints, truth) })
	t.Run("evidence and associations", func(t *testing.T) { evidenceAndAssociationsMatter(t, l.complaints, truth) })
	t.Run("sizes", func(t *testing.T) { sizesReachBelowTheFloors(t, l.complaints, truth) })
	t.Run("seasons", func(t *testing.T) { seasonsShow(t, l.complaints) })
	t.Run("episodes", func(t *testing.T) { episodesShow(t, l.complaints, truth) })
}

// TestPlantedUnderAnotherSeed: what the first world shows is no accident.
func TestPlantedUnderAnotherSeed(t *testing.T) {
	differencesAreFound(t, load(t, 50_000, 2).complaints, demo.Truth(2))
}

// differencesAreFound: the platforms that differ stand apart from the equal
// ones by more than their intervals, and the equal ones mostly do not, once
// case mix is taken into account where it has to be.
func differencesAreFound(t *testing.T, complaints []complaint.Complaint, truth demo.Planted) {
	byPlatform := rates(complaints, func(c *complaint.Complaint) (string, bool) { return c.PlatformName.Text, true })
	reference := newReference(complaints, truth)
	different, equal, apart := 0, 0, 0
	for _, p := range truth.Platforms {
		r := byPlatform[p.Name]
		switch {
		case p.Role == demo.Better || p.Role == demo.Worse:
			different++
			low, high := r.interval()
			if p.Role == demo.Better && low <= reference.rate || p.Role == demo.Worse && high >= reference.rate {
				t.Errorf("%s is %s: %.3f (%.3f to %.3f) of %d rated, equal ones %.3f", p.Name, p.Role, r.value(), low, high,
					r.rated, reference.rate)
			}
		case p.Role == demo.Equal && r.rated >= 10:
			equal++
			if z := reference.z(complaints, p.Name); math.Abs(z) > 1.96 {
				apart++
			}
		}
	}
	if different != 10 {
		t.Errorf("%d platforms are better or worse, want 10", different)
	}
	if apart > equal/6 {
		t.Errorf("%d of %d equal platforms differ after adjustment, want few", apart, equal)
	}
	checkMixes(t, truth, byPlatform, reference, complaints)
}

// checkMixes: an equal platform with an unusual mix looks different without
// adjustment and does not with it.
func checkMixes(t *testing.T, truth demo.Planted, byPlatform map[string]rate, ref reference, complaints []complaint.Complaint) {
	t.Helper()
	misleading, unusual, after := 0, 0, 0
	for _, p := range truth.Platforms {
		if p.Mix == "ordinary" {
			continue
		}
		unusual++
		low, high := byPlatform[p.Name].interval()
		if p.Mix == "hard" && high < ref.rate || p.Mix == "easy" && low > ref.rate {
			misleading++
		}
		if math.Abs(ref.z(complaints, p.Name)) > 2.6 {
			after++
		}
	}
	if unusual != 4 || misleading < 2 || after > 0 {
		t.Errorf("of %d platforms with an unusual mix %d mislead without adjustment and %d with it; want 4, at least 2, none",
			unusual, misleading, after)
	}
}

// A reference is how the equal platforms with the ordinary mix do: in all, and
// by issue.
type reference struct {
	rate    float64
	byIssue map[complaint.Issue]rate
}

func newReference(complaints []complaint.Complaint, truth demo.Planted) reference {
	equal := map[string]bool{}
	for _, p := range truth.Platforms {
		equal[p.Name] = p.Role == demo.Equal && p.Mix == "ordinary"
	}
	ref := reference{byIssue: rates(complaints, func(c *complaint.Complaint) (complaint.Issue, bool) {
		return c.Issue, equal[c.PlatformName.Text]
	})}
	var all rate
	for _, r := range ref.byIssue {
		all.resolved += r.resolved
		all.rated += r.rated
	}
	ref.rate = all.value()
	return ref
}

// z compares a platform's resolved complaints with what the reference would
// have had with the same issues, in standard deviations.
func (ref reference) z(complaints []complaint.Complaint, platform string) float64 {
	observed, expected, variance := 0.0, 0.0, 0.0
	for i := range complaints {
		c := &complaints[i]
		if c.PlatformName.Text != platform || c.Outcome != complaint.Resolved && c.Outcome != complaint.Unresolved {
			continue
		}
		p := ref.byIssue[c.Issue].value()
		expected += p
		variance += p * (1 - p)
		if c.Outcome == complaint.Resolved {
			observed++
		}
	}
	return (observed - expected) / math.Sqrt(variance)
}

// changesAreFound: the platform that improves does so at the rule
// change, the one that worsens does so by the end.
func changesAreFound(t *testing.T, complaints []complaint.Complaint, truth demo.Planted) {
	last := until(t).Time()
	change, _ := complaint.DayOf(last.AddDate(0, 0, 1).AddDate(0, -truth.RuleChangeMonths, 0))
	late, _ := complaint.DayOf(last.AddDate(0, -8, 0))
	for _, p := range truth.Platforms {
		if p.Role != demo.Improves && p.Role != demo.Worsens {
			continue
		}
		from := change
		if p.Role == demo.Worsens {
			from = late
		}
		early := rates(complaints, func(c *complaint.Complaint) (bool, bool) {
			return !c.OpenedOn.Before(from), c.PlatformName.Text == p.Name && (c.OpenedOn.Before(change) || !c.OpenedOn.Before(from))
		})
		beforeLow, beforeHigh := early[false].interval()
		afterLow, afterHigh := early[true].interval()
		if p.Role == demo.Improves && afterLow <= beforeHigh || p.Role == demo.Worsens && afterHigh >= beforeLow {
			t.Errorf("%s %s: %.3f before and %.3f after", p.Name, p.Role, early[false].value(), early[true].value())
		}
	}
}

// evidenceAndAssociationsMatter: the planted effects show in the rates.
func evidenceAndAssociationsMatter(t *testing.T, complaints []complaint.Complaint, truth demo.Planted) {
	pieces := rates(complaints, func(c *complaint.Complaint) (int, bool) { return min(len(c.Evidence), 4), true })
	for n := 1; n <= 4; n++ {
		if pieces[n].value() <= pieces[n-1].value() {
			t.Errorf("with %d pieces of evidence %.3f are resolved, with %d %.3f", n, pieces[n].value(), n-1, pieces[n-1].value())
		}
	}
	association := rates(complaints, func(c *complaint.Complaint) (string, bool) {
		if len(c.Associations) != 1 {
			return "", false
		}
		return c.Associations[0], true
	})
	best, worst := "", ""
	for _, a := range truth.Associations {
		switch {
		case a.Before > 0.3 && a.After > 0.3:
			best = a.Name
		case a.Before < -0.3 && a.After < -0.3:
			worst = a.Name
		}
	}
	if low, high := association[best], association[worst]; low.value() < high.value()+0.1 {
		t.Errorf("the better association resolves %.3f, the worse %.3f", low.value(), high.value())
	}
}

// sizesReachBelowTheFloors: some platforms have too few complaints to be
// ranked, some too few for a rate.
func sizesReachBelowTheFloors(t *testing.T, complaints []complaint.Complaint, truth demo.Planted) {
	byPlatform := rates(complaints, func(c *complaint.Complaint) (string, bool) { return c.PlatformName.Text, true })
	below30, below10, total, roles := 0, 0, 0.0, map[demo.Role]int{}
	for _, p := range truth.Platforms {
		switch n := byPlatform[p.Name].rated; {
		case n < 10:
			below10++
		case n < 30:
			below30++
		}
		total += p.Share
		roles[p.Role]++
	}
	if below30 < 2 || below10 < 4 || below10+below30 > 14 {
		t.Errorf("%d platforms with 10 to 29 rated complaints and %d with fewer", below30, below10)
	}
	if math.Abs(total-1) > 1e-9 {
		t.Errorf("the planted shares add up to %g", total)
	}
	if roles[demo.Equal] != 28 || roles[demo.Improves] != 1 || roles[demo.Worsens] != 1 {
		t.Errorf("roles %v, want 28 equal and one of each that change", roles)
	}
}
