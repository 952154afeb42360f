package analytics

import (
	"slices"

	"redress/ingest/complaint"
)

// sizeIn adds up what one register says of one platform in one measure, within
// [from, to). Each day counts once: where periods overlap, as a year and its
// quarters do, the shortest says it, spread evenly over its days.
func sizeIn(periods []Exposure, from, to complaint.Day) size {
	z := size{measure: periods[0].Measure, currency: periods[0].Currency}
	edges := []complaint.Day{from, to}
	for _, p := range periods {
		edges = append(edges, p.First, p.Last.Add(1))
	}
	slices.SortFunc(edges, byDay)
	edges = slices.Compact(edges)
	for i := range len(edges) - 1 {
		first, end := edges[i], edges[i+1]
		if first.Before(from) || !first.Before(to) {
			continue
		}
		p, ok := shortest(periods, first)
		if !ok {
			continue
		}
		days := daysFrom(first, end)
		z.covered += days
		if z.measure.Stock() {
			z.exposure += p.Value * float64(days) / yearDays
		} else {
			z.exposure += p.Value * float64(days) / float64(p.length())
		}
		z.cover(PlatformDays{Key: p.Key, First: first, Last: end.Add(-1)})
	}
	return z
}

// cover adds days, which come in order, to the last ones where they touch.
func (z *size) cover(d PlatformDays) {
	if last := len(z.days) - 1; last >= 0 && z.days[last].Last.Add(1) == d.First {
		z.days[last].Last = d.Last
		return
	}
	z.days = append(z.days, d)
}

// shortest is the period of the fewest days that holds the day; of equally long ones
// the first.
func shortest(periods []Exposure, day complaint.Day) (Exposure, bool) {
	best := -1
	for i, p := range periods {
		if !day.Before(p.First) && !p.Last.Before(day) && (best < 0 || p.length() < periods[best].length()) {
			best = i
		}
	}
	if best < 0 {
		return Exposure{}, false
	}
	return periods[best], true
}

func (e Exposure) length() int { return daysFrom(e.First, e.Last.Add(1)) }

// daysFrom counts the days of [first, end).
func daysFrom(first, end complaint.Day) int {
	days, _ := end.Sub(first)
	return days
}
