package analytics

import "redress/analytics/stat"

// leastSeasons is how many whole seasons an adjustment needs.
const leastSeasons = 3

// unfit says that a run has too many periods, or too few for what is asked.
func unfit(have, need int) Note {
	switch {
	case have > maxTested || need > maxTested:
		return PeriodsTooShort
	case have < need:
		return TooFewPeriods
	}
	return ""
}

// lineOf tests y of n in even steps for a trend. It looks at the shares as they are:
// taking a season out first would leave so little variation in a short series that one
// flat series in five would be said to move.
func lineOf(g Grain, y, n []float64) (TrendTest, error) {
	out := TrendTest{Need: g.leastLine(), Withheld: unfit(len(y), g.leastLine())}
	if out.Withheld != "" {
		return out, nil
	}
	shares := make([]float64, len(y))
	for i := range y {
		shares[i] = y[i] / n[i]
	}
	line, err := stat.TrendOf(shares)
	if err != nil {
		return out, err
	}
	per := g.perYear()
	out.Slope, out.Low, out.High = new(line.Slope*per), new(line.Low*per), new(line.High*per)
	out.P, out.Verdict = &line.P, line.Verdict
	return out, nil
}

// levelsOf finds the levels of a run that begins at the point first.
func levelsOf(g Grain, first int, y []float64, find func([]float64) (stat.Shifts, error)) (LevelTest, error) {
	out := LevelTest{Need: 2 * g.leastLevel(), Least: g.leastLevel()}
	if out.Withheld = unfit(len(y), out.Need); out.Withheld != "" {
		return out, nil
	}
	shifts, err := find(y)
	if err != nil {
		return out, err
	}
	from := 0
	for i, value := range shifts.Levels {
		to := len(y)
		if i < len(shifts.Last) {
			to = shifts.Last[i]
		}
		out.Levels = append(out.Levels, Level{First: first + from, Last: first + to - 1, Value: value})
		from = to
	}
	return out, nil
}

// season takes the season out of the run's shares, where it is long enough.
func (c *Course) season(g Grain, y, n []float64, points []Point) error {
	season := g.season()
	c.Season.Need = leastSeasons * season
	if season == 0 {
		c.Season.Withheld = NoSeason
		return nil
	}
	if c.Season.Withheld = unfit(len(y), c.Season.Need); c.Season.Withheld != "" {
		return nil
	}
	for _, complaints := range n {
		if complaints < SeasonFloor {
			c.Season.Withheld = TooFewForSeason
			return nil
		}
	}
	adjusted, err := stat.AdjustRates(y, n, season)
	if err != nil {
		return err
	}
	c.Season.Strength = adjusted.Strength
	for i := range adjusted.Adjusted {
		points[i].Course.Adjusted = &adjusted.Adjusted[i]
	}
	return nil
}

// signals charts the run's shares against their mean.
func (c *Course) signals(y, n []float64, points []Point) error {
	c.Signals.Need = signalPeriods
	if c.Signals.Withheld = unfit(len(y), signalPeriods); c.Signals.Withheld != "" {
		return nil
	}
	found, err := stat.SignalsOfRate(y, n)
	if err != nil {
		return err
	}
	c.Signals.Wide, c.Signals.Signals, c.Signals.Drifts = found.Laney, len(found.Chart.Out), len(found.Drifts)
	for _, at := range found.Chart.Out {
		event := SignalHigh
		if y[at-1]/n[at-1] < found.Chart.Mean {
			event = SignalLow
		}
		points[at-1].Course.add(event)
	}
	for i, at := range found.Drift.Alarms {
		event := DriftHigh
		if found.Drift.Z[at-1] < 0 {
			event = DriftLow
		}
		points[found.Drifts[i]-1].Course.add(event)
	}
	return nil
}
