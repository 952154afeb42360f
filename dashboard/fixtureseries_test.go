package dashboard

import (
	"cmp"
	"slices"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// startOf is the first day of the period a day is in; the fixture knows no days.
func startOf(g analytics.Grain, day complaint.Day) complaint.Day {
	t := day.Time()
	month := t.Month()
	switch g {
	case analytics.ByWeek:
		return day.Add(-(int(t.Weekday()) + 6) % 7)
	case analytics.ByQuarter:
		month = (month-1)/3*3 + 1
	case analytics.ByYear:
		month = time.January
	}
	start, _ := complaint.NewDay(t.Year(), month, 1)
	return start
}

// addTo counts a cell: four in five of the resolved ones were so within the age.
func (g grain) addTo(t *analytics.SeriesTally, o analytics.SeriesOptions) {
	t.Complaints += g.n
	if g.outcome == "open" {
		t.Open += g.n
	}
	if g.outcome == "resolved" || g.outcome == "unresolved" {
		t.Rated += g.n
	}
	resolved := int64(0)
	if g.outcome == "resolved" {
		resolved = g.n
	}
	t.Resolved += resolved
	if o.Cut.Known() && !o.Cut.Before(g.opened.Add(o.Age)) {
		t.AtRisk += g.n
		t.ResolvedWithin += resolved * 4 / 5
	}
}

func seriesRows(counted map[analytics.SeriesTally]*analytics.SeriesTally, altogether map[string]int64, least int64) []analytics.SeriesTally {
	var out []analytics.SeriesTally
	for _, tally := range counted {
		if altogether[tally.Key] >= least {
			out = append(out, *tally)
		}
	}
	slices.SortFunc(out, func(a, b analytics.SeriesTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), a.Start.Time().Compare(b.Start.Time()))
	})
	return out
}
