package analytics

import (
	"slices"
	"time"

	"redress/ingest/complaint"
)

// A Rival is something else that happened around the day of an event and could show
// in the same figures.
type Rival struct {
	Day      complaint.Day
	Event    *Event   // another entry of the registers
	Festival Festival // or a sales festival
}

// A Festival is a day of sales that brings complaints some weeks later.
type Festival string

// The festivals.
const (
	DoubleEleven Festival = "double_eleven" // 11 November
	SixEighteen  Festival = "six_eighteen"  // 18 June
	BlackFriday  Festival = "black_friday"  // the day after the fourth Thursday of November
)

const (
	rivalMonths  = 3  // between an event and another entry
	festivalDays = 31 // between an event and a festival
)

// rivals are the other events within three months and the festivals within a month
// of the event, in the order of their days. Chinese festivals are for Chinese
// sources and the demonstration.
func rivals(e Event, all []Event, s Source) []Rival {
	var out []Rival
	for _, other := range all {
		same := other.ID == e.ID && other.Register == e.Register
		if !same && !other.Last.Before(addMonths(e.First, -rivalMonths)) && !addMonths(e.Last, rivalMonths).Before(other.First) {
			out = append(out, Rival{Day: other.First, Event: &other})
		}
	}
	for year := e.First.Time().Year() - 1; year <= e.Last.Time().Year()+1; year++ {
		for _, f := range festivals(year, s) {
			if !f.Day.Before(e.First.Add(-festivalDays)) && !e.Last.Add(festivalDays).Before(f.Day) {
				out = append(out, f)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Rival) int { return a.Day.Time().Compare(b.Day.Time()) })
	return out
}

func festivals(year int, s Source) []Rival {
	on := func(month time.Month, day int) complaint.Day {
		d, _ := complaint.NewDay(year, month, day)
		return d
	}
	// The fourth Thursday is the 22nd to the 28th.
	friday := on(time.November, 22)
	for friday.Time().Weekday() != time.Thursday {
		friday = friday.Add(1)
	}
	black := Rival{Day: friday.Add(1), Festival: BlackFriday}
	if s.Country != "CN" {
		return []Rival{black}
	}
	return []Rival{{Day: on(time.June, 18), Festival: SixEighteen}, {Day: on(time.November, 11), Festival: DoubleEleven}, black}
}
