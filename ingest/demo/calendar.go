package demo

import (
	"math"
	"time"

	"redress/ingest/complaint"
)

const (
	months        = 36
	secondsPerDay = 24 * 60 * 60
)

// A calendar is the window of days in which complaints are opened, and how
// many are opened on each. Day 0 is the first.
type calendar struct {
	days []time.Time // midnight UTC of each day, which stands for the local day
	text []string    // yyyy-mm-dd of each day
}

func newCalendar(until complaint.Day) (calendar, bool) {
	if !until.Known() {
		return calendar{}, false
	}
	last := until.Time()
	first := last.AddDate(0, 0, 1).AddDate(0, -months, 0)
	if _, ok := complaint.DayOf(first); !ok {
		return calendar{}, false
	}
	var c calendar
	for t := first; !t.After(last); t = t.AddDate(0, 0, 1) {
		c.days = append(c.days, t)
		c.text = append(c.text, t.Format(time.DateOnly))
	}
	return c, true
}

// end is the first instant after the window, in seconds since its start.
func (c calendar) end() int64 { return int64(len(c.days)) * secondsPerDay }

// beforeEnd is the day that lies n days before the last; it may be negative.
func (c calendar) beforeEnd(n int) int { return len(c.days) - 1 - n }

// progress is how far a day lies in the window, 0 to 1.
func (c calendar) progress(day int) float64 { return float64(day) / float64(len(c.days)) }

// counts spreads exactly total complaints over the days, in proportion to the
// season with a day's own luck, and drawn as a multinomial.
func (c calendar) counts(d dice, total int) []int {
	weights := make([]float64, len(c.days))
	for i, t := range c.days {
		weights[i] = season(t) * math.Exp(yearlyGrowth*3*c.progress(i)+dailyNoise*d.NormFloat64())
	}
	counts := make([]int, len(weights))
	left := sum(weights)
	for i, w := range weights {
		counts[i] = total
		if i < len(weights)-1 {
			counts[i] = d.binomial(total, w/left)
		}
		total -= counts[i]
		left -= w
	}
	return counts
}

const (
	yearlyGrowth = 0.14 // of the logarithm: half as many again in three years
	dailyNoise   = 0.06
)

// season is a day's share of complaints relative to an ordinary day: the week,
// the shopping festivals (complaints follow the parcels, so they come a week
// later), consumer rights day, and the holidays on which nobody writes.
func season(t time.Time) float64 {
	weight := [...]float64{time.Sunday: 0.84, time.Monday: 1.13, time.Tuesday: 1.08, time.Wednesday: 1.05,
		time.Thursday: 1.03, time.Friday: 1, time.Saturday: 0.87}[t.Weekday()]
	weight += wave(since(t, time.November, 10), 7, 1.25)
	weight += wave(since(t, time.June, 17), 6, 0.80)
	weight += wave(since(t, time.December, 12), 5, 0.25)
	if n := since(t, time.March, 11); 0 <= n && n < 9 {
		weight += 0.30 // 15 March in all the news
	}
	if n := since(t, time.October, 1); 0 <= n && n < 7 {
		weight *= 0.70
	}
	if n := since(t, time.January, 1); 0 <= n && n < 3 {
		weight *= 0.75
	}
	switch n := daysBetween(springFestival(t.Year()), t); {
	case -3 <= n && n < 7:
		weight *= 0.42
	case 7 <= n && n < 18:
		weight *= 1.15
	}
	return weight
}

// wave rises from day 0 to its height at the peak and fades over weeks.
func wave(days int, peak, height float64) float64 {
	if days < 0 || days > 45 {
		return 0
	}
	x := float64(days) / peak
	return height * x * math.Exp(1-x)
}

// since is the number of days from the date in t's own year.
func since(t time.Time, month time.Month, day int) int {
	return daysBetween(time.Date(t.Year(), month, day, 0, 0, 0, 0, time.UTC), t)
}

func daysBetween(from, to time.Time) int { return int(to.Sub(from).Hours() / 24) }

// springFestival is the first day of the lunar year; outside the table its
// middle date stands in.
func springFestival(year int) time.Time {
	const first = 2015
	dates := [...]int{219, 208, 128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 203, 123, 211, 131, 219, 208}
	date := 205
	if i := year - first; 0 <= i && i < len(dates) {
		date = dates[i]
	}
	return time.Date(year, time.Month(date/100), date%100, 0, 0, 0, 0, time.UTC)
}

// hours is when people write complaints: little at night, some over lunch,
// most in the evening.
func hours() []float64 {
	return []float64{1.6, 0.8, 0.4, 0.3, 0.3, 0.4, 0.9, 1.8, 3.2, 5.0, 5.6, 5.2, 5.4, 5.0, 4.8, 5.0, 5.0, 4.6, 5.2, 7.4, 9.4,
		9.2, 6.6, 3.6}
}

// workday is when businesses and associations answer.
const (
	workBegins = 9 * 60 * 60
	workEnds   = 18 * 60 * 60
)

// atWork moves an instant (seconds since the window's start) forward into
// working hours.
func atWork(d dice, at int64) int64 {
	day, second := at/secondsPerDay, at%secondsPerDay
	switch {
	case second >= workEnds:
		day++
	case second >= workBegins:
		return at
	}
	return day*secondsPerDay + workBegins + d.Int64N(workEnds-workBegins)
}
