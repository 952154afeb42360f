package dashboard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Exposures: the first ten platforms say their orders, for a year and a half of the
// two; the next one its revenue, and one is far outside.
func (f *fixture) Exposures(context.Context, analytics.Release, string) ([]analytics.Exposure, error) {
	day := func(year, month, day int) complaint.Day {
		d, _ := complaint.NewDay(year, time.Month(month), day)
		return d
	}
	var out []analytics.Exposure
	if f.unsized {
		return nil, nil
	}
	for i, key := range f.platforms() {
		e := analytics.Exposure{Key: key, Origin: "local", Measure: analytics.Orders, First: day(2018, 1, 1), Last: day(2019, 6, 30), Value: float64(5_000_000 * (1 + i%4))}
		switch {
		case i == 10:
			e.Measure, e.Currency, e.Value = analytics.Revenue, "BRL", 7.5e8
		case i == 11:
			e.First, e.Last = day(2015, 1, 1), day(2015, 12, 31)
		case i > 11:
			return out, nil
		}
		out = append(out, e)
	}
	return out, nil
}

// Exposed counts every complaint of the selection about the platforms.
func (f *fixture) Exposed(_ context.Context, _ analytics.Release, s analytics.Selection, days []analytics.PlatformDays) (map[string]int64, error) {
	out := map[string]int64{}
	for _, g := range f.grains {
		for _, d := range days {
			if f.selected(g, s) && f.named(g.platform).Key == d.Key && !g.opened.Before(d.First) && !d.Last.Before(g.opened) {
				out[d.Key] += g.n
			}
		}
	}
	return out, nil
}

// platforms are the keys of the fixture's platforms, in order.
func (f *fixture) platforms() []string {
	keys := map[string]bool{}
	for _, g := range f.grains {
		keys[f.named(g.platform).Key] = true
	}
	return slices.Sorted(maps.Keys(keys))
}

// evidenceOf says which evidence the grains of an issue come with, besides an order
// number that every other complaint has.
func evidenceOf(g grain) analytics.EvidenceSet {
	set := analytics.EvidenceSet(0)
	if g.opened.Time().Month()%2 == 0 {
		set |= analytics.EvidenceSetOf(complaint.OrderNumber)
	}
	switch {
	case g.issue == "delivery" && g.region == "SP":
		set |= analytics.EvidenceSetOf(complaint.ChatLog)
	case g.issue == "quality" && g.opened.Time().Month() > 6:
		set |= analytics.EvidenceSetOf(complaint.PhotoVideo)
	case g.issue == "price":
		set |= analytics.EvidenceSetOf(complaint.Invoice)
	}
	return set
}

func (f *fixture) EvidenceSets(_ context.Context, _ analytics.Release, s analytics.Selection) ([]analytics.EvidenceSetCount, error) {
	counts := map[analytics.EvidenceSet]int64{}
	for _, g := range f.grains {
		if f.selected(g, s) {
			counts[evidenceOf(g)] += g.n
		}
	}
	var out []analytics.EvidenceSetCount
	for set, n := range counts {
		out = append(out, analytics.EvidenceSetCount{Set: set, Complaints: n})
	}
	slices.SortFunc(out, func(a, b analytics.EvidenceSetCount) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Set, b.Set))
	})
	return out, nil
}

func (f *fixture) EvidenceStrata(_ context.Context, _ analytics.Release, s analytics.Selection, sets []analytics.EvidenceSet, _ int64) ([]analytics.EvidenceStratum, error) {
	counted := map[[2]string]*analytics.EvidenceStratum{}
	for _, g := range f.grains {
		if !f.selected(g, s) || g.outcome != "resolved" && g.outcome != "unresolved" {
			continue
		}
		id := [2]string{g.issue, f.named(g.platform).Key}
		if counted[id] == nil {
			counted[id] = &analytics.EvidenceStratum{Issue: id[0], Platform: id[1], WithRated: make([]int64, len(sets)), WithResolved: make([]int64, len(sets))}
		}
		counted[id].Rated += g.n
		if g.outcome == "resolved" {
			counted[id].Resolved += g.n
		}
		for i, set := range sets {
			if evidenceOf(g).Holds(set) {
				counted[id].WithRated[i] += g.n
				if g.outcome == "resolved" {
					counted[id].WithResolved[i] += g.n
				}
			}
		}
	}
	var out []analytics.EvidenceStratum
	for _, stratum := range counted {
		out = append(out, *stratum)
	}
	slices.SortFunc(out, func(a, b analytics.EvidenceStratum) int {
		return cmp.Or(cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Platform, b.Platform))
	})
	return out, nil
}

// EvidenceDays: closed after as many days as the month has letters, more or less.
func (f *fixture) EvidenceDays(_ context.Context, _ analytics.Release, s analytics.Selection, sets []analytics.EvidenceSet, _ complaint.Day) ([]analytics.EvidenceDay, error) {
	counted := map[int]*analytics.EvidenceDay{}
	for _, g := range f.grains {
		if !f.selected(g, s) {
			continue
		}
		days := 5 + int(g.opened.Time().Month())*3
		if counted[days] == nil {
			counted[days] = &analytics.EvidenceDay{Days: &days, ClosedWith: make([]int64, len(sets)), OpenWith: make([]int64, len(sets))}
		}
		all, with := &counted[days].Closed, counted[days].ClosedWith
		if g.outcome == "open" {
			all, with = &counted[days].Open, counted[days].OpenWith
		}
		*all += g.n
		for i, set := range sets {
			if evidenceOf(g).Holds(set) {
				with[i] += g.n
			}
		}
	}
	var out []analytics.EvidenceDay
	for _, days := range slices.Sorted(maps.Keys(counted)) {
		out = append(out, *counted[days])
	}
	return out, nil
}
