package analytics

// A TimeCurve is what became of a group's complaints, at ClockTimes.Days as far as
// they were followed.
type TimeCurve struct {
	Named       // zero for everybody's
	Others bool // of everybody but the one before it
	States []TimeState
}

// MaxCurves is how many platforms are drawn together.
const MaxCurves = 4

// drawnEnds are the last days that the axis of curves can have.
var drawnEnds = []int{90, 180, 365, 730, LongestDuration}

// drawnPoints is in how many steps curves are drawn.
const drawnPoints = 90

// drawnShare is the share of all endings by which a curve has little left to show.
const drawnShare = .95

// addCurves fills in the states of the groups' curves, all at the same days.
func (c *ClockTimes) addCurves(curves []TimeCurve, groups ...*spells) error {
	timed := make([]timedGroup, len(groups))
	end := 0
	for i, s := range groups {
		var err error
		if timed[i], err = newTimedGroup(s); err != nil {
			return err
		}
		last, err := timed[i].drawnEnd()
		if err != nil {
			return err
		}
		end = max(end, last)
	}
	for day := 0; day <= end; day += max(1, end/drawnPoints) {
		c.Days = append(c.Days, float64(day))
	}
	for i, g := range timed {
		for _, day := range c.Days {
			state, ok, err := g.state(day)
			if err != nil {
				return err
			}
			if !ok {
				break
			}
			curves[i].States = append(curves[i].States, state)
		}
		if len(curves[i].States) > 0 {
			c.Curves = append(c.Curves, curves[i])
		}
	}
	return nil
}

// drawnEnd is the first end by which nearly all that ends has ended, or that lies
// beyond what complaints were followed to.
func (g timedGroup) drawnEnd() (int, error) {
	ended := 1 - g.incidence.At(LongestDuration).Open
	for _, days := range drawnEnds {
		state, ok, err := g.state(float64(days))
		if err != nil || !ok || 1-state.Open.Value >= drawnShare*ended {
			return days, err
		}
	}
	return LongestDuration, nil
}
