package analytics

import (
	"cmp"
	"context"
	"maps"
	"math"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// An ImpactDifference is how what an event concerns changed against the rest: the
// mean of the months after less that of the months before, among the concerned
// issues, platforms or regions, less the same among the others.
type ImpactDifference struct {
	By                Dimension // issue, platform or region
	Concerned, Others int       // how many of them
	Before, After     int       // months
	// Effect is a difference of shares, or of complaints a ratio less 1.
	Effect float64
	// P is two-sided, by the wild cluster bootstrap; nil with one concerned, of which no
	// such method can say anything.
	P *float64
	// AsLarge of the Others moved at least as much against the rest of them.
	AsLarge int
	// Alike: those concerned did not move differently before (5 %); nil where that
	// cannot be tested. To pass is weak evidence.
	Alike *bool
}

const (
	differenceMonths  = 12 // at most on each side
	leastDifference   = 6  // at least
	mostUnits         = 40 // the largest; the others are left out
	leastOtherUnits   = 2
	differenceDraws   = 999
	differenceSeed    = 1
	differenceAlpha   = 0.05
	leastTreatedUnits = 2 // for a bootstrap
)

// difference compares month by month, into the outcome; where there are too few months
// or units it leaves it as it is.
func (w impactWindow) difference(ctx context.Context, o *ImpactOutcome) error {
	m := o.Measure
	tallies, err := w.units(ctx)
	if err != nil || len(tallies) == 0 {
		return err
	}
	periods, err := w.periods(ctx, ByMonth)
	if err != nil {
		return err
	}
	begins, ok := boundary(w.event.First, periods)
	if !ok {
		return nil
	}
	whole := func(p impactPeriod) bool {
		return !partial(w.view, p.start, p.end) && (m != ImpactResolved || !w.cut.Before(p.end.Add(w.view.Query.Age)))
	}
	from, to := begins, begins
	for from > 0 && begins-from < differenceMonths && whole(periods[from-1]) {
		from--
	}
	for to < len(periods) && to-begins < differenceMonths && whole(periods[to]) {
		to++
	}
	if begins-from >= leastDifference && to-begins >= leastDifference {
		o.Difference = w.compare(m, balanced(tallies, periods[from:to]), periods[from:to], begins-from)
	}
	return nil
}

// units counts by month and by what the event tells apart; none where it tells nothing
// apart.
func (w impactWindow) units(ctx context.Context) (map[string]map[complaint.Day]SeriesTally, error) {
	side, base := w.event.side(), w.base()
	out := map[string]map[complaint.Day]SeriesTally{}
	if side == DimIssue && w.event.Everything() {
		return out, nil
	}
	if side != DimIssue && !w.event.Everything() {
		concerned := slices.DeleteFunc(slices.Clone(w.event.Issues), func(i string) bool { return !base.keeps(DimIssue, i) })
		if len(concerned) == 0 {
			return out, nil
		}
		base.Filters = maps.Clone(base.Filters)
		if base.Filters == nil {
			base.Filters = map[Dimension]Filter{}
		}
		base.Filters[DimIssue] = Filter{Values: concerned}
	}
	found, err := w.service.store.Series(ctx, w.view.Release, Entity(side), ByMonth, base,
		SeriesOptions{Least: 2 * leastDifference * LeastPerPeriod, Age: w.view.Query.Age, Cut: w.cut})
	if err != nil {
		return nil, err
	}
	for _, t := range found {
		if t.Key == "" {
			continue
		}
		if out[t.Key] == nil {
			out[t.Key] = map[complaint.Day]SeriesTally{}
		}
		out[t.Key][t.Start] = t
	}
	return out, nil
}

// balanced are the largest units that have enough complaints in every month.
func balanced(tallies map[string]map[complaint.Day]SeriesTally, periods []impactPeriod) map[string][]SeriesTally {
	kept, size := map[string][]SeriesTally{}, map[string]int64{}
	for key, byMonth := range tallies {
		var months []SeriesTally
		for _, p := range periods {
			if t := byMonth[p.start]; t.Complaints >= LeastPerPeriod {
				months = append(months, t)
				size[key] += t.Complaints
			}
		}
		if len(months) == len(periods) {
			kept[key] = months
		}
	}
	keys := slices.SortedFunc(maps.Keys(kept), func(a, b string) int { return cmp.Or(cmp.Compare(size[b], size[a]), cmp.Compare(a, b)) })
	for _, key := range keys[min(len(keys), mostUnits):] {
		delete(kept, key)
	}
	return kept
}

// treats reports whether the event concerns a unit.
func (w impactWindow) treats(key string) bool {
	switch w.event.side() {
	case DimPlatform:
		return key == w.event.Platform.Key
	case DimRegion:
		return key == w.event.Region
	default:
		return w.event.Concerns(key)
	}
}

func (w impactWindow) compare(m ImpactMeasure, units map[string][]SeriesTally, periods []impactPeriod, before int) *ImpactDifference {
	out := &ImpactDifference{By: w.event.side(), Before: before, After: len(periods) - before}
	series := impactSeries{measure: m}
	var rows []stat.PanelRow
	var others []float64 // after less before, of each
	for n, key := range slices.Sorted(maps.Keys(units)) {
		treated := w.treats(key)
		var sums [2]float64
		for i, t := range units[key] {
			y := series.value(periods[i], t)
			rows = append(rows, stat.PanelRow{Unit: float64(n), Period: float64(i - before), Treated: treated, Y: y})
			if i < before {
				sums[0] += y / float64(out.Before)
			} else {
				sums[1] += y / float64(out.After)
			}
		}
		if treated {
			out.Concerned++
		} else {
			others = append(others, sums[1]-sums[0])
		}
	}
	if out.Others = len(others); out.Concerned == 0 || out.Others < leastOtherUnits {
		return nil
	}
	found, err := stat.PanelDifferences(rows, 0)
	if err != nil {
		return nil // nothing is left to tell an effect from chance
	}
	out.Effect = series.shown(found.Effect)
	if alike, ok := found.PreTrend(differenceAlpha); ok {
		out.Alike = &alike
	}
	for i, moved := range others {
		rest := 0.0
		for j, other := range others {
			if j != i {
				rest += other / float64(len(others)-1)
			}
		}
		if math.Abs(moved-rest) >= math.Abs(found.Effect) {
			out.AsLarge++
		}
	}
	if out.Concerned >= leastTreatedUnits {
		if p, err := stat.WildCluster(rows, 0, differenceDraws, differenceSeed); err == nil {
			out.P = &p
		}
	}
	return out
}
