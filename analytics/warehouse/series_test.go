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

// Series are what a loop in Go counts, by every entity and grain.
func TestSeries(t *testing.T) {
	s, release := filled(t)
	cut, _ := complaint.NewDay(2018, 3, 20)
	for _, selection := range []analytics.Selection{{Source: "s"}, {Source: "u"},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimRegion: {Values: []string{"SP"}}}}} {
		kept := selected(ofSource(selection.Source), selection)
		for _, e := range []analytics.Entity{"", analytics.Platform, analytics.Seller, analytics.Issue, analytics.Region} {
			for _, g := range analytics.Grains {
				for _, o := range []analytics.SeriesOptions{{Age: 5, Cut: cut}, {ByIssue: true, Least: 330, Age: 30, Cut: cut}, {Least: 1}} {
					got, err := s.Series(t.Context(), release, e, g, selection, o)
					if err != nil {
						t.Fatal(err)
					}
					if diff := gocmp.Diff(seriesOf(kept, e, g, o), got, gocmp.Comparer(func(a, b complaint.Day) bool { return a == b })); diff != "" {
						t.Fatalf("Series(%q, %s, %+v) of %s (-want +got):\n%s", e, g, o, selection, diff)
					}
				}
			}
		}
	}
}

func seriesOf(kept []row, e analytics.Entity, g analytics.Grain, o analytics.SeriesOptions) []analytics.SeriesTally {
	counted, altogether := map[analytics.SeriesTally]*analytics.SeriesTally{}, map[string]int64{}
	for _, r := range kept {
		id := analytics.SeriesTally{Start: periodStart(r.OpenedOn, g)}
		if e != "" {
			if v := r.values(analytics.Dimension(e)); len(v) > 0 {
				id.Key = v[0]
			}
		}
		if o.ByIssue {
			id.Issue = r.Issue
		}
		if counted[id] == nil {
			counted[id] = new(id)
		}
		tally, resolved := counted[id], r.Status == "closed" && r.Outcome == "resolved"
		tally.Complaints++
		if r.Status == "open" {
			tally.Open++
		}
		altogether[id.Key]++
		if resolved {
			tally.Resolved++
		}
		if resolved || r.Status == "closed" && r.Outcome == "unresolved" {
			tally.Rated++
		}
		if !o.Cut.Known() || r.OpenedOn.AddDate(0, 0, o.Age).After(o.Cut.Time()) {
			continue
		}
		tally.AtRisk++
		switch {
		case resolved && r.ClosedOn == nil:
			tally.Undated++
		case resolved && r.ClosedOn.Sub(r.OpenedOn) <= time.Duration(o.Age)*24*time.Hour:
			tally.ResolvedWithin++
		}
	}
	out := []analytics.SeriesTally{}
	for _, tally := range counted {
		if altogether[tally.Key] >= o.Least {
			out = append(out, *tally)
		}
	}
	slices.SortFunc(out, func(a, b analytics.SeriesTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), a.Start.Time().Compare(b.Start.Time()))
	})
	return out
}
