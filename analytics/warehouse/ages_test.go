package warehouse_test

import (
	"cmp"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Ages are what a loop in Go counts, for every age and grain; the cut is the last
// day of anything, whatever is filtered.
func TestAges(t *testing.T) {
	s, release := filled(t)
	last := time.Time{}
	for _, r := range ofSource("s") {
		for _, at := range []*time.Time{&r.OpenedOn, r.RespondedOn, r.ClosedOn} {
			if at != nil && at.After(last) {
				last = *at
			}
		}
	}
	cut, err := s.Cut(t.Context(), release, "s")
	if want, _ := complaint.DayOf(last); err != nil || cut != want {
		t.Fatalf("Cut = %v, %v, want %v", cut, err, want)
	}
	if none, err := s.Cut(t.Context(), release, "u"); err != nil || none.Known() {
		t.Errorf("Cut of no complaints = %v, %v, want none", none, err)
	}
	filtered := analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"price"}}}}
	for _, selection := range []analytics.Selection{{Source: "s"}, filtered, {Source: "u"}} {
		kept := selected(ofSource(selection.Source), selection)
		for _, g := range analytics.Grains {
			for _, age := range []int{0, 3, 7, 30, 60, 200} {
				got, err := s.Ages(t.Context(), release, g, selection, age, cut)
				if err != nil {
					t.Fatal(err)
				}
				if diff := gocmp.Diff(agesOf(t, kept, g, age, last), got, gocmp.Comparer(func(a, b complaint.Day) bool { return a == b })); diff != "" {
					t.Fatalf("Ages(%s, %d) (-want +got):\n%s", g, age, diff)
				}
			}
		}
	}
}

func agesOf(t *testing.T, kept []row, g analytics.Grain, age int, cut time.Time) []analytics.AgeTally {
	t.Helper()
	byStart := map[complaint.Day]*analytics.AgeTally{}
	for _, r := range kept {
		start := periodStart(r.OpenedOn, g)
		if byStart[start] == nil {
			byStart[start] = &analytics.AgeTally{Start: start}
		}
		if r.OpenedOn.AddDate(0, 0, age).After(cut) {
			continue
		}
		tally := byStart[start]
		tally.AtRisk++
		switch {
		case r.Status != "closed" || r.Outcome != "resolved":
		case r.ClosedOn == nil:
			tally.Undated++
		case int(r.ClosedOn.Sub(r.OpenedOn).Hours()/24) <= age:
			tally.ResolvedWithin++
		}
	}
	out := []analytics.AgeTally{}
	for _, tally := range byStart {
		out = append(out, *tally)
	}
	slices.SortFunc(out, func(a, b analytics.AgeTally) int { return cmp.Compare(a.Start.String(), b.Start.String()) })
	return out
}

func periodStart(at time.Time, g analytics.Grain) complaint.Day {
	switch g {
	case analytics.ByWeek:
		at = at.AddDate(0, 0, -(int(at.Weekday())+6)%7)
	case analytics.ByMonth:
		at = time.Date(at.Year(), at.Month(), 1, 0, 0, 0, 0, time.UTC)
	case analytics.ByQuarter:
		at = time.Date(at.Year(), (at.Month()-1)/3*3+1, 1, 0, 0, 0, 0, time.UTC)
	case analytics.ByYear:
		at = time.Date(at.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}
	day, _ := complaint.DayOf(at)
	return day
}
