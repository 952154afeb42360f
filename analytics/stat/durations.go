package stat

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// A Duration is a group of complaints that were followed for the same time: what
// a query that groups by duration returns. The order of rows does not matter, and
// one row may be split into several.
type Duration struct {
	// Days from the complainant's first filing to its end, or to the data cut
	// when it is still open. Not negative; fractions are allowed.
	Days float64
	// Entry is how many days had gone when the complaint was first seen, for one
	// imported in mid-life: it is at risk at t when Entry < t ≤ Days. 0 means
	// seen from the start, on day 0 too. Entry = Days adds nothing.
	Entry float64
	// Events counts those that ended on that day, by cause (index 0 is the first
	// cause); it may be shorter than the number of causes. Censored counts those
	// that were open when last seen; with a tie they are still at risk.
	Events   []int64
	Censored int64
}

// maxUnits bounds the number of complaints in one input, so that counts stay
// exact in float64, and products of two of them finite.
const maxUnits = 1 << 50

// moment is one distinct day on which somebody ended or was censored.
type moment struct {
	days     float64
	atRisk   int64
	events   []int64 // by cause
	all      int64   // sum of events
	censored int64
}

// atRiskTable returns the days of rows in increasing order with the number at
// risk just before each, and how many complaints were ever at risk. Events of
// causes at or beyond the given number are an error.
func atRiskTable(rows []Duration, causes int) ([]moment, int64, error) {
	kept := make([]Duration, 0, len(rows))
	var units int64
	for _, row := range rows {
		size, err := row.units(causes)
		if err != nil {
			return nil, 0, err
		}
		if size == 0 || row.Entry > 0 && row.Entry >= row.Days {
			continue
		}
		if units += size; units > maxUnits {
			return nil, 0, fmt.Errorf("more than %d complaints in one table", int64(maxUnits))
		}
		kept = append(kept, row)
	}
	slices.SortStableFunc(kept, func(a, b Duration) int { return cmp.Compare(a.Days, b.Days) })
	late := slices.Clone(kept)
	slices.SortStableFunc(late, func(a, b Duration) int { return cmp.Compare(a.Entry, b.Entry) })

	var table []moment
	var entered, gone int64
	next := 0
	for i := 0; i < len(kept); {
		days := kept[i].Days
		for ; next < len(late) && (late[next].Entry <= 0 || late[next].Entry < days); next++ {
			size, _ := late[next].units(causes)
			entered += size
		}
		now := moment{days: days, atRisk: entered - gone, events: make([]int64, causes)}
		for ; i < len(kept) && kept[i].Days == days; i++ {
			for cause, n := range kept[i].Events {
				if n > 0 { // causes beyond the number have none: see units
					now.events[cause] += n
					now.all += n
				}
			}
			now.censored += kept[i].Censored
		}
		gone += now.all + now.censored
		table = append(table, now)
	}
	return table, units, nil
}

// units returns how many complaints the row holds, or what is wrong with it.
func (d Duration) units(causes int) (int64, error) {
	if !(d.Days >= 0) || math.IsInf(d.Days, 1) {
		return 0, errors.New("a duration must be a number of days that is not negative")
	}
	if math.IsNaN(d.Entry) || d.Entry > d.Days {
		return 0, errors.New("a complaint must enter before its last day")
	}
	if d.Censored < 0 {
		return 0, errors.New("a number of complaints cannot be negative")
	}
	sum := d.Censored
	for cause, n := range d.Events {
		if n < 0 {
			return 0, errors.New("a number of complaints cannot be negative")
		}
		if n > 0 && cause >= causes {
			return 0, fmt.Errorf("an event of cause %d where there are %d causes", cause+1, causes)
		}
		if sum += n; sum < 0 || sum > maxUnits {
			return 0, fmt.Errorf("more than %d complaints in one row", int64(maxUnits))
		}
	}
	if sum > maxUnits {
		return 0, fmt.Errorf("more than %d complaints in one row", int64(maxUnits))
	}
	return sum, nil
}

// causesOf returns the number of causes that any row has a place for, at least 1.
func causesOf(rows []Duration) int {
	causes := 1
	for _, row := range rows {
		causes = max(causes, len(row.Events))
	}
	return causes
}
