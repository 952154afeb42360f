package dashboard

import (
	"cmp"
	"context"
	"slices"

	"redress/analytics"
)

// Durations: of the ended ones of a grain a quarter each took 3, 12, 40 and 100 days;
// the first platforms are faster.
func (f *fixture) Durations(_ context.Context, _ analytics.Release, e analytics.Entity, s analytics.Selection, o analytics.DurationOptions) ([]analytics.DurationTally, error) {
	f.asked.Add(1)
	sizes, counted := map[string]int64{}, map[analytics.DurationTally]int64{}
	for _, g := range f.grains {
		if f.selected(g, s) {
			sizes[g.value(analytics.Dimension(e))] += g.n
		}
	}
	for _, g := range f.grains {
		if !f.selected(g, s) {
			continue
		}
		value := g.value(analytics.Dimension(e))
		id := analytics.DurationTally{Issue: g.issue, Ended: ending(g.outcome, o.Clock)}
		if sizes[value] >= o.Least {
			id.Key = f.named(value).Key
		}
		if id.Ended == analytics.NotEnded {
			id.Days, _ = o.Cut.Sub(g.opened)
			counted[id] += g.n
			continue
		}
		for part, days := range []int{3, 12, 40, 100} {
			id.Days = days + len(value)%3
			counted[id] += (g.n + int64(part)) / 4
		}
	}
	var out []analytics.DurationTally
	for id, n := range counted {
		if id.Complaints = n; n > 0 {
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b analytics.DurationTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Ended, b.Ended), cmp.Compare(a.Days, b.Days))
	})
	return out, nil
}

func ending(outcome string, clock analytics.Clock) analytics.Ending {
	switch {
	case outcome == "open":
		return analytics.NotEnded
	case clock == analytics.ToResponse && outcome == "unrated":
		return analytics.NotEnded
	case clock == analytics.ToResponse:
		return analytics.EndedResponded
	case slices.Contains([]string{"resolved", "unresolved", "withdrawn"}, outcome):
		return analytics.Ending(outcome)
	}
	return analytics.EndedOtherwise
}
