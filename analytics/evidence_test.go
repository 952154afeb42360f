package analytics

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// asksForEvidence is a table whose publisher asks for evidence and dates; more are the
// other fields it asks for.
func asksForEvidence(judged []EvidenceStratum, more ...string) table {
	t := table{fields: append([]string{"evidence"}, more...), cut: newDay(2019, 1, 31)}
	t.judged = judged
	return t
}

// inStrata are strata in which the first kind of evidence was with some complaints
// and the other kinds with none.
func inStrata(folds map[string]stat.FourFold) []EvidenceStratum {
	var out []EvidenceStratum
	for issue, f := range folds {
		s := EvidenceStratum{Issue: issue, Rated: f.A + f.B + f.C + f.D, Resolved: f.A + f.C,
			WithRated: make([]int64, len(complaint.EvidenceKinds)), WithResolved: make([]int64, len(complaint.EvidenceKinds))}
		s.WithRated[0], s.WithResolved[0] = f.A+f.B, f.A
		out = append(out, s)
	}
	return out
}

func firstEffect(t *testing.T, s table, q Query) EvidenceEffect {
	t.Helper()
	answer, err := New(s, Config{Floors: DefaultFloors}).Evidence(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.Effects) == 0 {
		t.Fatalf("Evidence gives no effects, warnings %v", answer.Warnings)
	}
	return answer.Effects[0]
}

func nearDifference(t *testing.T, what string, got *Difference, value, se float64) {
	t.Helper()
	if got == nil {
		t.Fatalf("%s is absent, want %.7f", what, value)
	}
	if math.Abs(got.Value-value) > 1e-6 || math.Abs(got.High-got.Low-2*stat.Z95*se) > 1e-6 {
		t.Errorf("%s = %+v, want %.7f with the error %.7f", what, *got, value, se)
	}
}

// The admissions of Berkeley in 1973 (Bickel, Hammel and O'Connell 1975), as a
// reader would meet them here: thrown together, men are admitted far more often;
// within the departments hardly anybody is, one department admits women more often,
// and one figure stands for none of them. So none is given, and the departments are.
func TestEvidenceOfBerkeley(t *testing.T) {
	berkeley := map[string]stat.FourFold{"a": {A: 512, B: 313, C: 89, D: 19}, "b": {A: 353, B: 207, C: 17, D: 8}, "c": {A: 120, B: 205, C: 202, D: 391},
		"d": {A: 138, B: 279, C: 131, D: 244}, "e": {A: 53, B: 138, C: 94, D: 299}, "f": {A: 22, B: 351, C: 24, D: 317}}
	e := firstEffect(t, asksForEvidence(inStrata(berkeley)), Query{})
	if e.Crude == nil || math.Abs(e.Crude.Value-.1416) > 5e-5 {
		t.Errorf("Crude = %+v, want +0.1416", e.Crude)
	}
	if e.Adjusted != nil || e.P != nil || !slices.Equal(e.Notes, []Note{StrataDiffer}) {
		t.Errorf("Adjusted = %+v, P = %v, Notes = %v, want none because strata differ", e.Adjusted, e.P, e.Notes)
	}
	if h := e.Homogeneity; h.Strata != 6 || h.BreslowDay == nil || math.Abs(*h.BreslowDay-18.8255) > 5e-5 || h.DegreesOfFreedom != 5 {
		t.Errorf("Homogeneity = %+v, want Breslow–Day 18.8255 on 5 degrees of freedom", h)
	}
	if len(e.Issues) != 6 || e.Issues[0].Issue != "a" || e.Issues[0].Adjusted == nil || math.Abs(e.Issues[0].Adjusted.Value-(512./825-89./108)) > 1e-12 {
		t.Errorf("Issues = %+v, want six departments with their own differences", e.Issues)
	}
	// Without the one department that differs there is one figure, and it is none.
	delete(berkeley, "a")
	e = firstEffect(t, asksForEvidence(inStrata(berkeley)), Query{})
	pooled, err := stat.MantelHaenszel([]stat.FourFold{berkeley["b"], berkeley["c"], berkeley["d"], berkeley["e"], berkeley["f"]}, .95)
	if err != nil {
		t.Fatal(err)
	}
	nearDifference(t, "the difference without department a", e.Adjusted, *pooled.RD, *pooled.RDSE)
	if e.Crude.Low < .05 || e.Detectable || e.Adjusted.Low > 0 || e.Adjusted.High < 0 {
		t.Errorf("crude %+v, adjusted %+v, detectable %v; want a large crude difference and none within departments", *e.Crude, *e.Adjusted, e.Detectable)
	}
}

// A difference that turns round: in either issue those with evidence do better, all
// together they do worse, because they have the hard issue.
func TestEvidenceTurnsRound(t *testing.T) {
	e := firstEffect(t, asksForEvidence(inStrata(map[string]stat.FourFold{
		"easy": {A: 90, B: 10, C: 800, D: 200}, "hard": {A: 300, B: 700, C: 20, D: 80}})), Query{})
	if e.Crude.Value >= 0 || e.Adjusted == nil || e.Adjusted.Low <= 0 || !e.Detectable {
		t.Fatalf("crude %+v, adjusted %+v, detectable %v, notes %v; want below 0 and surely above it", e.Crude, e.Adjusted, e.Detectable, e.Notes)
	}
	nearDifference(t, "the difference of each issue", e.Adjusted, .1, .02678619)
	if e.EValue == nil || e.EValueBound == nil || *e.EValue <= *e.EValueBound || *e.EValueBound <= 1 {
		t.Errorf("E-values = %v, %v, want above 1, that of the bound the smaller", e.EValue, e.EValueBound)
	}
}

// Strata in which evidence helps and strata in which it harms have no one figure.
func TestEvidenceSignsDiffer(t *testing.T) {
	e := firstEffect(t, asksForEvidence(inStrata(map[string]stat.FourFold{
		"helps": {A: 80, B: 20, C: 50, D: 50}, "harms": {A: 20, B: 80, C: 50, D: 50}})), Query{})
	if !e.Homogeneity.SignsDiffer || e.Adjusted != nil || !slices.Contains(e.Notes, SignsDiffer) {
		t.Errorf("Homogeneity = %+v, Adjusted = %v, Notes = %v, want signs that differ and no figure", e.Homogeneity, e.Adjusted, e.Notes)
	}
}

// What cannot be compared says why.
func TestEvidenceCannotCompare(t *testing.T) {
	f := func(folds map[string]stat.FourFold, q Query, want Note) {
		t.Helper()
		if e := firstEffect(t, asksForEvidence(inStrata(folds)), q); e.Adjusted != nil || !slices.Equal(e.Notes, []Note{want}) {
			t.Errorf("%v: Adjusted = %v, Notes = %v, want %s", folds, e.Adjusted, e.Notes, want)
		}
	}
	f(map[string]stat.FourFold{"price": {A: 50, B: 50}}, Query{}, OneSided)
	f(map[string]stat.FourFold{"price": {A: 50, B: 50}, "delivery": {C: 50, D: 50}}, Query{}, OneSided)
	f(map[string]stat.FourFold{"price": {A: 50, B: 50, C: 20, D: 9}}, Query{}, TooFewOnASide)
	f(map[string]stat.FourFold{"price": {A: 50, B: 50, C: 50, D: 50}}, Query{Filters: map[Dimension]Filter{DimOutcome: {Values: []string{"resolved"}}}}, OutcomeFiltered)

	answer, err := New(table{fields: []string{"region"}}, Config{Floors: DefaultFloors}).Evidence(t.Context(), Query{})
	if err != nil || len(answer.Effects) != 0 || !slices.Contains(answer.Warnings, WarnNotAsked) {
		t.Errorf("Evidence of a publisher that never asks = %+v, %v, want a warning and nothing else", answer.Warnings, err)
	}
}

// The finest strata are those of platform and amount; where they leave too many
// complaints with nobody to compare with, the platform is given up.
func TestEvidenceStrataUsed(t *testing.T) {
	var full, apart []EvidenceStratum
	for i, platform := range []string{"p", "q"} {
		for _, band := range []string{"CNY 0", "CNY 100"} {
			s := inStrata(map[string]stat.FourFold{"price": {A: 30, B: 20, C: 25, D: 25}})[0]
			s.Platform, s.Band = platform, band
			full = append(full, s)
			one := map[string]stat.FourFold{"price": {A: 30, B: 20}}
			if i == 1 {
				one["price"] = stat.FourFold{C: 25, D: 25}
			}
			s = inStrata(one)[0]
			s.Platform, s.Band = platform, band
			apart = append(apart, s)
		}
	}
	f := func(judged []EvidenceStratum, asked []string, want EvidenceStrata) {
		t.Helper()
		got := firstEffect(t, asksForEvidence(judged, asked...), Query{}).Strata
		if !slices.Equal(got.By, want.By) || got.Strata != want.Strata || got.Dropped != want.Dropped || got.Compared != want.Compared || got.LeftOut != want.LeftOut {
			t.Errorf("Strata = %+v, want %+v", got, want)
		}
	}
	f(full, []string{"amount_claimed"}, EvidenceStrata{By: EvidenceParts, Strata: 4, Compared: 400})
	f(full, nil, EvidenceStrata{By: []EvidencePart{ByIssuePart, ByPlatformPart}, Strata: 2, Compared: 400})
	f(apart, []string{"amount_claimed"}, EvidenceStrata{By: []EvidencePart{ByIssuePart, ByAmountPart}, Strata: 2, Compared: 200})
	f(apart, nil, EvidenceStrata{By: []EvidencePart{ByIssuePart}, Strata: 1, Compared: 200})
}

// Where evidence does nothing, or the same everywhere, in many small strata, few
// views say that something was found or that one figure cannot stand for all. With
// the tests on the bare strata nearly every view would.
func TestEvidenceFindsNothing(t *testing.T) {
	const views, kinds = 60, 7
	random := rand.New(rand.NewPCG(6, 2))
	found, withheld, covered, literal := 0, 0, 0, 0
	for range views {
		var judged []EvidenceStratum
		var bare []stat.FourFold
		for range 400 {
			s := EvidenceStratum{Issue: []string{"price", "quality", "delivery"}[random.IntN(3)], Platform: string(rune('a' + random.IntN(20))),
				WithRated: make([]int64, kinds), WithResolved: make([]int64, kinds)}
			rate := .2 + .6*random.Float64()
			for range 1 + int(-40*math.Log(random.Float64())) {
				resolved := random.Float64() < rate
				s.Rated++
				if resolved {
					s.Resolved++
				}
				for k := range kinds {
					if random.Float64() < .1*float64(k+1) {
						s.WithRated[k]++
						if resolved {
							s.WithResolved[k]++
						}
					}
				}
			}
			judged = append(judged, s)
			bare = append(bare, stat.FourFold{A: s.WithResolved[3], B: s.WithRated[3] - s.WithResolved[3],
				C: s.Resolved - s.WithResolved[3], D: s.Rated - s.Resolved - s.WithRated[3] + s.WithResolved[3]})
		}
		answer, err := New(asksForEvidence(judged), Config{Floors: DefaultFloors}).Evidence(t.Context(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		any := false
		for _, e := range answer.Effects {
			any = any || e.Detectable
			if e.Adjusted == nil {
				withheld++
			} else if e.Adjusted.Low <= 0 && e.Adjusted.High >= 0 {
				covered++
			}
		}
		if any {
			found++
		}
		if pooled, err := stat.MantelHaenszel(bare, .95); err == nil && slices.Contains(pooled.Warnings, stat.ErrSignsDiffer) {
			literal++
		}
	}
	if found > 7 { // 5 % of 60 views, and three standard errors
		t.Errorf("%d of %d views without an effect find one, want 5 %%", found, views)
	}
	if withheld > views*kinds/10 {
		t.Errorf("%d of %d figures are withheld although nothing differs, want some 5 %%", withheld, views*kinds)
	}
	if share := float64(covered) / float64(views*kinds-withheld); share < .92 {
		t.Errorf("%.3f of the intervals hold 0, want .95", share)
	}
	if literal < views {
		t.Errorf("bare strata differ in sign in %d of %d views: the rule for signs beyond chance is not needed", literal, views)
	}
}

// Bundles are the most frequent sets of two kinds and more.
func TestEvidenceTests(t *testing.T) {
	order, payment, chat := complaint.OrderNumber, complaint.PaymentRecord, complaint.ChatLog
	counts := []EvidenceSetCount{{0, 900}, {EvidenceSetOf(order), 800}, {EvidenceSetOf(payment, order), 700}, {EvidenceSetOf(order, payment, chat), 30}, {EvidenceSetOf(order, chat), 29}}
	tests := evidenceTests(counts)
	if want := []EvidenceSet{EvidenceSetOf(order, payment), EvidenceSetOf(order, payment, chat)}; !slices.Equal(tests[len(complaint.EvidenceKinds):], want) {
		t.Errorf("bundles = %v, want %v", tests[len(complaint.EvidenceKinds):], want)
	}
	if kinds := EvidenceSetOf(chat, order).Kinds(); !slices.Equal(kinds, []complaint.Evidence{order, chat}) {
		t.Errorf("Kinds = %v, want the order of the vocabulary", kinds)
	}
}

// Medians count open complaints for as long as they were seen: where those with
// evidence are mostly still open, half of them were not closed sooner.
func TestEvidenceDaysToClose(t *testing.T) {
	s := asksForEvidence(inStrata(map[string]stat.FourFold{"price": {A: 50, B: 50, C: 50, D: 50}}), "closed_on")
	with := func(n int64) []int64 { return slices.Repeat([]int64{n}, len(complaint.EvidenceKinds)) }
	s.closed = []EvidenceDay{{Closed: 3, ClosedWith: with(1), OpenWith: with(0)},
		{Days: new(2), Closed: 120, ClosedWith: with(40), OpenWith: with(0)},
		{Days: new(30), Closed: 100, Open: 60, ClosedWith: with(20), OpenWith: with(60)},
		{Days: new(50), Closed: 20, ClosedWith: with(20), OpenWith: with(0)}}
	e := firstEffect(t, s, Query{})
	f := func(side string, got ClosingDays, n, closed int64, median float64) {
		t.Helper()
		if got.N != n || got.Closed != closed || got.Median == nil || *got.Median != median || got.Withheld != "" {
			t.Errorf("%s = %+v (median %v), want %d followed, %d closed, half of them by day %v", side, got, got.Median, n, closed, median)
		}
	}
	f("with", e.With.Days, 140, 80, 50) // 100 were open after 2 days, 80 after 30: half of all have closed on day 50 only
	f("others", e.Others.Days, 160, 160, 16)
	s.closed[0].Closed += 100
	if e = firstEffect(t, s, Query{}); e.Others.Days.Withheld != DaysUnknown || e.Others.Days.Median != nil {
		t.Errorf("days of the others = %+v, want none where many have no day", e.Others.Days)
	}
	empty := s
	empty.closed = nil
	if e = firstEffect(t, empty, Query{}); e.With.Days.Withheld != TooFewOnASide {
		t.Errorf("With.Days of no complaint = %+v, want too few: the publisher does say when", e.With.Days)
	}
	resolved := Query{Filters: map[Dimension]Filter{DimOutcome: {Values: []string{"resolved"}}}}
	if e = firstEffect(t, s, resolved); e.With.Days.Withheld != OutcomeFiltered || e.With.Days.Median != nil {
		t.Errorf("With.Days of resolved complaints = %+v, want none: those that take long are not resolved yet", e.With.Days)
	}
	if e = firstEffect(t, asksForEvidence(s.judged), Query{}); e.With.Days.Withheld != NotAsked {
		t.Errorf("days of a publisher that never dates = %+v, want none", e.With.Days)
	}
}
