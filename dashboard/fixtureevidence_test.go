package dashboard

import (
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
