package dashboard

import (
	"math"

	"redress/analytics"
)

// A rateCell is a rate with all it rests on: numerator, denominator, interval.
type rateCell struct {
	figure
	Of       string // numerator of denominator
	Interval string // both bounds in words
	Bar      *bar   // nil where there is no interval
}

// A bar is an interval drawn on a scale from 0 to 100 %, as coordinates of an
// SVG that is barWidth wide.
type bar struct {
	Low, Width, Tick int // Tick is the left edge of a mark tickWidth wide
}

const (
	barWidth  = 120
	tickWidth = 2
)

func (l *locale) rate(r analytics.Rate) rateCell {
	c := rateCell{Of: l.text("rate.of", "Numerator", r.Numerator, "Denominator", r.Denominator)}
	if r.Value == nil {
		c.Why = l.text("note." + string(r.Withheld))
		return c
	}
	c.Text = l.share(*r.Value)
	if r.Low != nil && r.High != nil {
		c.Interval = l.text("rate.interval", "Low", l.share(*r.Low), "High", l.share(*r.High))
		low, high := position(*r.Low), position(*r.High)
		tick := min(max(position(*r.Value)-tickWidth/2, 0), barWidth-tickWidth)
		c.Bar = &bar{Low: low, Width: max(high-low, 1), Tick: tick}
	}
	return c
}

func position(p float64) int { return int(math.Round(p * barWidth)) }
