package dashboard

import (
	"fmt"

	"redress/analytics"
)

// timeChart draws what became of complaints, day by day: of one group every ending and
// what is open; of several the first ending and what is open, of each.
func (s *Server) timeChart(r request, c analytics.ClockTimes) *chart {
	l := r.locale
	says := l.text("times.says." + string(c.Clock))
	if len(c.Curves) > 1 {
		says = l.text("times.says_several." + string(c.Clock))
	}
	drawn := curves{id: "times-" + string(c.Clock), says: says, axis: l.text("times.axis"), days: c.Days, unit: unitFraction}
	dashes := []dash{solid, dashed, dotted}
	for i, curve := range c.Curves {
		endings := []curveOf{{0, dashes[i%len(dashes)]}, {openState, dashes[i%len(dashes)]}}
		switch {
		case c.Clock == analytics.ToResponse:
			endings = endings[:1]
		case len(c.Curves) == 1:
			endings = []curveOf{{0, solid}, {openState, dashed}, {1, dashed}, {2, dotted}, {3, dotted}}
		case len(c.Curves) > 2:
			endings = endings[:1] // four groups with two lines each are a tangle
		}
		for _, e := range endings {
			drawn.lines = append(drawn.lines, e.line(l, c, curve, len(c.Curves) > 1))
		}
	}
	for i, day := range c.Days {
		drawn.tips = append(drawn.tips, timeTip(l, c, i, day))
	}
	return s.curveChart(drawn)
}

// openState stands for what has not ended, where endings are numbered.
const openState = -1

// A curveOf is which state of a group is drawn, and how.
type curveOf struct {
	ending int
	dash   dash
}

func (o curveOf) line(l *locale, c analytics.ClockTimes, of analytics.TimeCurve, several bool) curve {
	out := curve{name: endingName(l, c.Clock, o.ending), dash: o.dash, steps: true}
	if several {
		out.name = l.text("times.line", "State", out.name, "Name", shortened(curveName(l, of)))
	}
	for i := range c.Days {
		var value, low, high *float64
		if i < len(of.States) {
			e := stateOf(of.States[i], o.ending)
			value, low, high = &e.Value, e.Low, e.High
		}
		out.value, out.low, out.high = append(out.value, value), append(out.low, low), append(out.high, high)
	}
	if o.ending != 0 { // bands of all lines would cover one another
		out.low, out.high = nil, nil
	}
	return out
}

func stateOf(state analytics.TimeState, ending int) analytics.Estimate {
	if ending == openState {
		return state.Open
	}
	return state.Ended[ending]
}

func endingName(l *locale, clock analytics.Clock, ending int) string {
	if ending == openState {
		return l.text("ending." + string(analytics.NotEnded))
	}
	return l.text("ending." + string(clock.Endings()[ending]))
}

func curveName(l *locale, c analytics.TimeCurve) string {
	if c.Others {
		return l.text("times.others")
	}
	return l.business(c.Key, c.Name)
}

// timeTip says what had become of the complaints by a day.
func timeTip(l *locale, c analytics.ClockTimes, i int, day float64) string {
	tip := l.text("times.day", "Day", int64(day))
	for _, curve := range c.Curves {
		if i >= len(curve.States) {
			continue
		}
		if len(c.Curves) > 1 {
			tip += "\n" + shortened(curveName(l, curve))
		}
		for ending := openState; ending < len(c.Clock.Endings()); ending++ {
			if c.Clock == analytics.ToResponse && ending == openState {
				continue
			}
			tip += fmt.Sprintf("\n%s %s", endingName(l, c.Clock, ending), l.share(stateOf(curve.States[i], ending).Value))
		}
	}
	return tip
}
