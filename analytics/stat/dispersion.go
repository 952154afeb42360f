package stat

import "math"

// A residual gives a function of the steps of one window: the square of each
// step's distance from the window's level in units of what chance makes it, NaN
// where the step says nothing.
type residual func(window Steps) func(step int) float64

// disperse sets the dispersion from the windows: each has a level of its own, so
// that the change in question is no scatter.
func (d *Departure) disperse(windows []Steps, of residual) {
	total := 0.0
	for _, w := range windows {
		at, used := of(w), 0
		for s := range w.Y {
			if r := at(s); !math.IsNaN(r) {
				total, used = total+r, used+1
			}
		}
		d.DF += max(0, used-1)
	}
	if d.DF > 0 {
		d.Dispersion = total / float64(d.DF)
	}
}

// countResidual is that of counts about their mean.
func countResidual(w Steps) func(int) float64 {
	mean := sum(w.Y) / float64(len(w.Y))
	return func(s int) float64 { return (w.Y[s] - mean) * (w.Y[s] - mean) / mean }
}

// partResidual is that of counts about the unit's part of all.
func partResidual(w Steps) func(int) float64 {
	p := sum(w.Y) / (sum(w.Y) + sum(w.OthersY))
	return func(s int) float64 {
		n := w.Y[s] + w.OthersY[s]
		return (w.Y[s] - n*p) * (w.Y[s] - n*p) / (n * p * (1 - p))
	}
}

// shareResidual is that of shares about their distance from those of the others.
func shareResidual(w Steps) func(int) float64 {
	p, q := sum(w.Y)/sum(w.N), 0.0
	if w.OthersN != nil {
		q = sum(w.OthersY) / sum(w.OthersN)
	}
	distance := func(s int) (value, variance float64) {
		value, variance = w.Y[s]/w.N[s], p*(1-p)/w.N[s]
		if w.OthersN != nil {
			value, variance = value-w.OthersY[s]/w.OthersN[s], variance+q*(1-q)/w.OthersN[s]
		}
		return value, variance
	}
	weighted, weights := 0.0, 0.0
	for s := range w.Y {
		if value, variance := distance(s); !math.IsNaN(value) && variance > 0 {
			weighted, weights = weighted+value/variance, weights+1/variance
		}
	}
	level := weighted / weights
	return func(s int) float64 {
		value, variance := distance(s)
		return (value - level) * (value - level) / variance
	}
}
