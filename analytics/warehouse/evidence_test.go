package warehouse_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/ingest/complaint"
)

func evidenceSelections() []analytics.Selection {
	return []analytics.Selection{{Source: "s"}, {Source: "u"},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimEvidence: {Values: []string{"invoice"}, Not: true}}},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"price", "quality"}}}}}
}

// askedSets are kinds, bundles, one that no complaint has, and none at all, which
// every complaint has.
func askedSets() []analytics.EvidenceSet {
	return []analytics.EvidenceSet{analytics.EvidenceSetOf(complaint.ChatLog), analytics.EvidenceSetOf(complaint.Invoice, complaint.ChatLog),
		analytics.EvidenceSetOf(complaint.PhotoVideo), analytics.EvidenceSetOf(complaint.InspectionReport), 0}
}

func setOf(r row) analytics.EvidenceSet {
	kinds := make([]complaint.Evidence, 0, len(r.Evidence))
	for _, kind := range r.Evidence {
		kinds = append(kinds, complaint.Evidence(kind))
	}
	return analytics.EvidenceSetOf(kinds...)
}

// Sets of evidence are what a loop in Go counts; a kind said twice counts once.
func TestEvidenceSets(t *testing.T) {
	s, release := filled(t)
	for _, selection := range evidenceSelections() {
		counts := map[analytics.EvidenceSet]int64{}
		for _, r := range selected(ofSource(selection.Source), selection) {
			counts[setOf(r)]++
		}
		want := []analytics.EvidenceSetCount{}
		for set, n := range counts {
			want = append(want, analytics.EvidenceSetCount{Set: set, Complaints: n})
		}
		slices.SortFunc(want, func(a, b analytics.EvidenceSetCount) int {
			return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Set, b.Set))
		})
		got, err := s.EvidenceSets(t.Context(), release, selection)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(want, got); diff != "" {
			t.Errorf("EvidenceSets(%s) (-want +got):\n%s", selection, diff)
		}
	}
}

// Strata are what a loop in Go counts, with all platforms told apart, some and none.
func TestEvidenceStrata(t *testing.T) {
	s, release := filled(t)
	bands := map[string]bool{}
	for _, selection := range evidenceSelections() {
		for _, least := range []int64{1, 90, 10_000} {
			want := evidenceStrataOf(selected(ofSource(selection.Source), selection), least)
			got, err := s.EvidenceStrata(t.Context(), release, selection, askedSets(), least)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Fatalf("EvidenceStrata(%s, %d) (-want +got):\n%s", selection, least, diff)
			}
			for _, stratum := range got {
				bands[stratum.Band] = true
			}
		}
	}
	if want := 7; len(bands) < want { // unknown, and two of two currencies and of none
		t.Errorf("the made complaints fall into the bands %v, want %d", slices.Sorted(maps.Keys(bands)), want)
	}
}

func evidenceStrataOf(kept []row, least int64) []analytics.EvidenceStratum {
	judged := where(kept, func(r row) bool {
		return r.Status == "closed" && (r.Outcome == "resolved" || r.Outcome == "unresolved")
	})
	sizes := map[string]int64{}
	for _, r := range judged {
		sizes[r.Platform]++
	}
	counted := map[[3]string]*analytics.EvidenceStratum{}
	for _, r := range judged {
		id := [3]string{r.Issue, r.Platform, bandOf(r)}
		if sizes[r.Platform] < least {
			id[1] = ""
		}
		if counted[id] == nil {
			counted[id] = &analytics.EvidenceStratum{Issue: id[0], Platform: id[1], Band: id[2],
				WithRated: make([]int64, len(askedSets())), WithResolved: make([]int64, len(askedSets()))}
		}
		stratum, resolved := counted[id], int64(0)
		if r.Outcome == "resolved" {
			resolved = 1
		}
		stratum.Rated++
		stratum.Resolved += resolved
		for i, set := range askedSets() {
			if setOf(r).Holds(set) {
				stratum.WithRated[i]++
				stratum.WithResolved[i] += resolved
			}
		}
	}
	out := []analytics.EvidenceStratum{}
	for _, stratum := range counted {
		out = append(out, *stratum)
	}
	slices.SortFunc(out, func(a, b analytics.EvidenceStratum) int {
		return cmp.Or(cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Platform, b.Platform), cmp.Compare(a.Band, b.Band))
	})
	return out
}

func bandOf(r row) string {
	if r.AmountClaimed == nil {
		return ""
	}
	currency, lowest := "", 0
	if r.Currency != nil {
		currency = *r.Currency
	}
	for _, bound := range []int{100, 1000, 10_000, 100_000} {
		if r.AmountClaimed.InexactFloat64() >= float64(bound) {
			lowest = bound
		}
	}
	return fmt.Sprintf("%s %d", currency, lowest)
}

// Days are what a loop in Go counts: closed ones by their days, open ones up to the
// cut, those opened after it left out.
func TestEvidenceDays(t *testing.T) {
	s, release := filled(t)
	for _, selection := range evidenceSelections() {
		for _, cut := range []complaint.Day{day(t, "2018-02-20"), day(t, "2018-06-01")} {
			got, err := s.EvidenceDays(t.Context(), release, selection, askedSets(), cut)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(evidenceDaysOf(selected(ofSource(selection.Source), selection), cut), got); diff != "" {
				t.Fatalf("EvidenceDays(%s, %s) (-want +got):\n%s", selection, cut, diff)
			}
		}
	}
}

func evidenceDaysOf(kept []row, cut complaint.Day) []analytics.EvidenceDay {
	const unknown = 1 << 20
	counted := map[int]*analytics.EvidenceDay{}
	for _, r := range kept {
		days := unknown
		switch {
		case r.Status == "open" && r.OpenedOn.After(cut.Time()):
			continue
		case r.Status == "open":
			days = int(cut.Time().Sub(r.OpenedOn).Hours() / 24)
		case r.ClosedOn != nil:
			days = int(r.ClosedOn.Sub(r.OpenedOn).Hours() / 24)
		}
		if counted[days] == nil {
			counted[days] = &analytics.EvidenceDay{ClosedWith: make([]int64, len(askedSets())), OpenWith: make([]int64, len(askedSets()))}
			if days != unknown {
				counted[days].Days = &days
			}
		}
		all, with := &counted[days].Open, counted[days].OpenWith
		if r.Status == "closed" {
			all, with = &counted[days].Closed, counted[days].ClosedWith
		}
		*all++
		for i, set := range askedSets() {
			if setOf(r).Holds(set) {
				with[i]++
			}
		}
	}
	out := []analytics.EvidenceDay{}
	for _, days := range slices.Sorted(maps.Keys(counted)) {
		out = append(out, *counted[days])
	}
	return out
}
