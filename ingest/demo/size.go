package demo

import (
	"fmt"
	"math"
	"time"
)

// A sizing is what the register exposure says of a platform: in what it is counted,
// over periods of how many months, for the last so many months of the window.
type sizing struct {
	measure  string // of package register; empty: nobody knows the platform's size
	currency string // of revenue
	period   int    // months
	known    int    // months
	perSize  float64
}

// sizingOf gives most platforms monthly orders for the whole window. Some say less:
// orders for half of it, users by the year, revenue by the quarter; the smallest say
// nothing.
func sizingOf(rank int) sizing {
	switch {
	case rank >= 38:
		return sizing{}
	case rank == 15:
		return sizing{measure: "revenue", currency: "CNY", period: 3, known: months}
	case rank%10 == 9:
		return sizing{measure: "active_users", period: 12, known: months}
	case rank%10 == 7:
		return sizing{measure: "orders", period: 1, known: months / 2}
	}
	return sizing{measure: "orders", period: 1, known: months}
}

// sizings plants how many complaints each platform gets for its size. It has dice of
// its own: the complaints are what they were without it.
func sizings(seed uint64, platforms []platform) []sizing {
	d := newDice(seed, streamSizes)
	out := make([]sizing, len(platforms))
	for i := range platforms {
		out[i] = sizingOf(i + 1)
		usual := map[string]float64{"orders": 9, "active_users": 60, "revenue": 0.8}[out[i].measure]
		out[i].perSize = d.skewed(usual, 0.5)
	}
	return out
}

// per is the size that rates are given for.
func (z sizing) per() float64 {
	if z.measure == "revenue" {
		return 1e6
	}
	return 1e5
}

// exposure is the size at which a platform's expected complaints are just as many for
// it as is planted.
func exposure(w *world, c calendar, o Options) [][]string {
	var rows [][]string
	daily := c.expected(o.Complaints)
	for i, z := range sizings(o.Seed, w.platforms) {
		if z.measure == "" {
			continue
		}
		for before := z.known; before > 0; before -= z.period {
			first, end := c.monthsBefore(before), c.monthsBefore(before-z.period)
			expected := 0.0
			for day := max(0, daysBetween(c.days[0], first)); day < daysBetween(c.days[0], end) && day < len(daily); day++ {
				expected += daily[day] * w.shareOn(i, c.progress(day))
			}
			value := math.Max(1, math.Round(expected/z.perSize*z.per()))
			rows = append(rows, []string{w.platforms[i].name, first.Format(time.DateOnly), end.AddDate(0, 0, -1).Format(time.DateOnly), z.measure,
				fmt.Sprintf("%.0f", value), z.currency})
		}
	}
	return rows
}

// expected is how many complaints each day gets without its own luck.
func (c calendar) expected(total int) []float64 {
	out := make([]float64, len(c.days))
	for i, t := range c.days {
		out[i] = season(t) * math.Exp(yearlyGrowth*3*c.progress(i))
	}
	all := sum(out)
	for i := range out {
		out[i] *= float64(total) / all
	}
	return out
}

// shareOn is a platform's expected share of the complaints of a day.
func (w *world) shareOn(platform int, progress float64) float64 {
	own, all := 0.0, 0.0
	for i := range w.platforms {
		p := &w.platforms[i]
		weight := p.weightAt(progress)
		all += weight
		if i == platform {
			own = weight
		}
	}
	return own / all
}

// weightAt is a platform's weight among all so far into the window.
func (p *platform) weightAt(progress float64) float64 {
	return p.weight * (1 + p.growth*(progress-0.5))
}
