package analytics

import (
	"redress/analytics/stat"
)

// A Compare says with which period each period of a trend is compared.
type Compare string

// What a period is compared with; empty: with none.
const (
	ComparePrevious Compare = "previous" // the period before it
	CompareYear     Compare = "year"     // the same period a year before
)

// Compares lists what periods can be compared with.
var Compares = []Compare{ComparePrevious, CompareYear}

// A PeriodChange compares the tested share of a period with that of another. Neither is
// partial, immature, provisional or below the floor: Difference is nil else.
type PeriodChange struct {
	With                  string   // the other period's name; empty where the trend has none
	Difference, Low, High *float64 // now less then, with its 95 % interval
	Verdict               stat.Verdict
}

// Detectable reports whether the periods differ by more than chance would make them.
func (c PeriodChange) Detectable() bool {
	return c.Verdict != "" && c.Verdict != stat.NotDetectable
}

// compare notes at each point how it differs from the one the query compares it with.
func compare(q Query, points []Point, steps []step) {
	if q.Compare == "" {
		return
	}
	places := make(map[string]int, len(points))
	for i, p := range points {
		places[p.Period] = i
	}
	for i := range points {
		change := &PeriodChange{}
		points[i].Course.Change = change
		j, ok := i-1, i > 0
		if q.Compare == CompareYear {
			j, ok = places[yearBefore(q.By, points[i])], true
			ok = points[j].Period == yearBefore(q.By, points[i])
		}
		if !ok {
			continue
		}
		change.With = points[j].Period
		if !steps[i].ok || !steps[j].ok {
			continue
		}
		found, ok, err := stat.CompareRates(steps[i].y, steps[i].n, steps[j].y, steps[j].n)
		if err != nil || !ok {
			continue // counts of a usable period are never like that
		}
		change.Difference, change.Low, change.High = &found.Difference, &found.Interval.Low, &found.Interval.High
		change.Verdict = found.Verdict
	}
}

// yearBefore names the same period of the year before; a week 53 or a 29 February may
// have none.
func yearBefore(g Grain, p Point) string {
	t := p.Start.Time()
	if g == ByWeek {
		year, week := t.ISOWeek()
		return weekName(year-1, week)
	}
	if g == ByDay && t.Month() == 2 && t.Day() == 29 {
		return ""
	}
	return periodName(g, addMonths(p.Start, -12))
}
