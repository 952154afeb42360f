package schedule

import "time"

// After is the first slot later than at. It is the zero time when none comes.
//
// A slot is a time on the wall clock of zone, and each happens once: where the
// clocks go back and show it twice, the first time counts; where they go forward
// past it, it is the moment they do. So an hourly source pauses for two hours on
// the one night, which no load minds, and a nightly one is never left out.
// @every has no wall clock: its slot is at plus the duration.
func (s Spec) After(at time.Time, zone *time.Location) time.Time {
	if s.interval {
		return s.schedule.Next(at)
	}
	// The parsed spec is asked in UTC, where no hour is missing or doubled.
	for wall := s.schedule.Next(reading(at.In(zone))); !wall.IsZero(); wall = s.schedule.Next(wall) {
		if slot := moment(wall, zone); slot.After(at) {
			return slot
		}
	}
	return time.Time{}
}

// Newest is the last slot not later than at; zero where After never comes that
// far. An @every has no slots of its own to look back on: its newest is at.
func (s Spec) Newest(at time.Time, zone *time.Location) time.Time {
	at = at.Truncate(time.Second)
	if s.interval {
		return at
	}
	passed := func(since time.Time) bool {
		next := s.After(since, zone)
		return !next.IsZero() && !next.After(at)
	}
	// A spec says when it comes next, never when it came: look back twice as far
	// until something has come since, then halve the span around it.
	span := time.Minute
	for !passed(at.Add(-span)) {
		if span > longestGap {
			return time.Time{}
		}
		span *= 2
	}
	since, until := at.Add(-span), at.Add(-span/2)
	if span == time.Minute {
		until = at
	}
	for until.Sub(since) > time.Second {
		middle := since.Add(until.Sub(since) / 2).Truncate(time.Second)
		if passed(middle) {
			since = middle
		} else {
			until = middle
		}
	}
	return s.After(since, zone)
}

// longestGap is longer than any between two slots: 29 February skips 1900 and
// its like, and looking back meets it twice at the latest.
const longestGap = 20 * 366 * 24 * time.Hour

// reading is what the wall clock shows at t, written as if it hung in UTC.
func reading(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// moment is when the wall clock of zone first shows wall or, where it never
// does, when it is put forward past it. It undoes reading, and a later wall never
// has an earlier moment. time.Date alone does not say which of two moments it
// picks, nor that there is none.
func moment(wall time.Time, zone *time.Location) time.Time {
	guess := time.Date(wall.Year(), wall.Month(), wall.Day(), wall.Hour(), wall.Minute(), wall.Second(), 0, zone)
	start, end := guess.ZoneBounds()
	switch shown := reading(guess); {
	case shown.After(wall):
		return start
	case shown.Before(wall):
		return end
	case start.IsZero():
		return guess
	}
	_, before := start.Add(-time.Second).Zone()
	earlier := time.Unix(wall.Unix()-int64(before), 0).In(zone)
	if earlier.Before(start) && reading(earlier).Equal(wall) {
		return earlier
	}
	return guess
}
