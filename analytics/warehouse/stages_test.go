package warehouse_test

import (
	"cmp"
	"math"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/ingest/complaint"
)

func stageSelections() []analytics.Selection {
	return []analytics.Selection{{Source: "s"}, {Source: "u"},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimStage: {Values: []string{"court"}, Not: true}}},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimAssociation: {Values: []string{hostileAssociation}}}}}
}

// Stages are what a loop in Go counts, by every dimension, with the cut before and
// after some of the days and with every stay in view or hardly any.
func TestStages(t *testing.T) {
	s, release := filled(t)
	ends := map[analytics.StageEnd]bool{}
	for _, selection := range stageSelections() {
		kept := selected(ofSource(selection.Source), selection)
		for _, by := range []analytics.Dimension{"", analytics.DimPlatform, analytics.DimIssue, analytics.DimAssociation} {
			for _, o := range []analytics.StageOptions{{Longest: 1000}, {Cut: day(t, "2018-03-01"), Longest: 5}, {Cut: day(t, "2018-06-01"), Longest: 1000}, {Cut: day(t, "2018-06-01")}} {
				got, err := s.Stages(t.Context(), release, by, selection, o)
				if err != nil {
					t.Fatal(err)
				}
				if diff := gocmp.Diff(stagesOf(kept, by, o), got); diff != "" {
					t.Fatalf("Stages(%q, %+v) of %s (-want +got):\n%s", by, o, selection, diff)
				}
				for _, tally := range got {
					ends[tally.End] = true
				}
			}
		}
	}
	if len(ends) != len(analytics.StageEnds) {
		t.Errorf("the made rows have the ends %v, want each of %v", ends, analytics.StageEnds)
	}
}

func stagesOf(kept []row, by analytics.Dimension, o analytics.StageOptions) []analytics.StageTally {
	type id struct {
		key, stage, end, next string
		days                  int // -1: unknown
	}
	counted := map[id]int64{}
	for _, r := range kept {
		keys := []string{""}
		if by != "" {
			keys = slices.Clone(r.values(by))
			slices.Sort(keys)
			if keys = slices.Compact(keys); len(keys) == 0 {
				keys = []string{""}
			}
		}
		for i := range r.Stage {
			end, next := stageEnd(r, i)
			for _, key := range keys {
				counted[id{key, r.Stage[i], end, next, stageDays(r, i, end, o)}]++
			}
		}
	}
	out := []analytics.StageTally{}
	for at, n := range counted {
		t := analytics.StageTally{Key: at.key, Stage: complaint.StageName(at.stage), End: analytics.StageEnd(at.end), Next: complaint.StageName(at.next), N: n}
		if at.days >= 0 {
			t.Days = &at.days
		}
		out = append(out, t)
	}
	slices.SortFunc(out, func(a, b analytics.StageTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Next, b.Next), cmp.Compare(a.End, b.End), cmp.Compare(orLast(a.Days), orLast(b.Days)))
	})
	return out
}

func orLast(days *int) int {
	if days == nil {
		return math.MaxInt
	}
	return *days
}

func stageEnd(r row, i int) (end, next string) {
	if i+1 < len(r.Stage) {
		return "moved_on", r.Stage[i+1]
	}
	open := r.Status == "open"
	switch result := r.StageResult[i]; {
	case result == "resolved":
		return "resolved", ""
	case result == "unknown" && r.StageLeftOn[i] == nil && open:
		return "waiting", ""
	case result == "unknown" || open:
		return "unknown", ""
	case result == "unresolved" || result == "withdrawn":
		return "abandoned", ""
	case result == "unrated":
		return "unrated", ""
	}
	return "set_aside", ""
}

func stageDays(r row, i int, end string, o analytics.StageOptions) int {
	entered, until := r.StageEnteredOn[i], r.StageLeftOn[i]
	switch {
	case end == "waiting":
		until = new(o.Cut.Time())
		if entered != nil && (!o.Cut.Known() || until.Before(*entered)) {
			return 0
		}
	case end == "moved_on" && r.StageEnteredOn[i+1] != nil:
		until = r.StageEnteredOn[i+1]
	}
	if entered == nil || until == nil || until.Before(*entered) {
		return -1
	}
	return min(int(until.Sub(*entered).Hours()/24), o.Longest+1)
}

// StageAmounts are what a loop in Go sums.
func TestStageAmounts(t *testing.T) {
	s, release := filled(t)
	for _, selection := range stageSelections() {
		got, err := s.StageAmounts(t.Context(), release, selection)
		if err != nil {
			t.Fatal(err)
		}
		want := stageAmountsOf(selected(ofSource(selection.Source), selection))
		if diff := gocmp.Diff(want, got, gocmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-6 })); diff != "" {
			t.Fatalf("StageAmounts of %s (-want +got):\n%s", selection, diff)
		}
	}
}

func stageAmountsOf(kept []row) []analytics.StageAmount {
	type id struct{ stage, currency string }
	amounts, claimed, of := map[id][]float64{}, map[id][]float64{}, map[id][]float64{}
	for _, r := range kept {
		last := len(r.Stage) - 1
		if last < 0 || r.AmountRecovered == nil {
			continue
		}
		at := id{}
		if r.StageResult[last] == "resolved" {
			at.stage = r.Stage[last]
		}
		if r.Currency != nil {
			at.currency = *r.Currency
		}
		recovered := r.AmountRecovered.InexactFloat64()
		amounts[at] = append(amounts[at], recovered)
		if r.AmountClaimed != nil && r.AmountClaimed.IsPositive() {
			claimed[at], of[at] = append(claimed[at], r.AmountClaimed.InexactFloat64()), append(of[at], recovered)
		}
	}
	out := []analytics.StageAmount{}
	for at, values := range amounts {
		a := analytics.StageAmount{Stage: complaint.StageName(at.stage), Currency: at.currency, N: int64(len(values)), ClaimedN: int64(len(claimed[at]))}
		if at.currency != "" {
			slices.Sort(values)
			a.Total, a.Median = new(total(values)), new(type7(values, 0.5))
			if a.ClaimedN > 0 {
				a.Claimed, a.RecoveredOfClaimed = new(total(claimed[at])), new(total(of[at]))
			}
		}
		out = append(out, a)
	}
	slices.SortFunc(out, func(a, b analytics.StageAmount) int {
		return cmp.Or(cmp.Compare(a.Stage, b.Stage), cmp.Compare(a.Currency, b.Currency))
	})
	return out
}

func total(values []float64) (sum float64) {
	for _, v := range values {
		sum += v
	}
	return sum
}
