package analytics

import (
	"math"

	"redress/analytics/stat"
)

const (
	year     = 12
	halfYear = 6
	// alertLevel is the budget of one indicator: two fifths of AlertFalsePercent each. The
	// last fifth is for what the noise of real complaints has beyond what was simulated.
	alertLevel = AlertFalsePercent / 100.0 * 2 / 5
	// reach is how far back the twelve months before may lie: months in which the unit
	// had already changed are no measure of what is usual.
	reach = 18
	// autocorrelation is what the ups and downs of one month leave in the next; longer
	// windows allow for it. Complaint series stay below it as a rule.
	autocorrelation = 0.3
	// newLevel is how many months in a row a change lasts until it is what is usual.
	newLevel = 6
)

// An alarm is a month in which a unit had changed.
type alarm struct {
	window   AlertWindow
	change   stat.Departure
	noise    stat.Noise
	adjusted float64
	looked   int
	before   []int // months it was compared with
}

// A look is one comparison of one unit.
type look struct {
	unit          *alertUnit
	window        AlertWindow
	before, after []int
	change        stat.Departure
	size          float64
	noise         stat.Noise
}

// alike are looks whose scatter has something in common: platforms move by more
// than their issues beside the same issue elsewhere.
type alike struct {
	scope  AlertScope
	window AlertWindow
}

// lookAt compares every unit that has enough complaints in month t with what was
// usual, and marks those that have changed: Benjamini and Hochberg over all of them,
// with the smallest p-value of a unit's windows times their number. Half of the
// budget is for what stands by itself (the source, issues, platforms), half for the
// many that are parts of those (weights as of Genovese, Roeder and Wasserman 2006,
// Biometrika 93). A change below the least effect counts as none before, so that
// leaving it out afterwards does not spoil the budget.
func lookAt(units []*alertUnit, indicator AlertIndicator, t int) AlertFamily {
	var month AlertFamily
	looks, pooled := map[*alertUnit][]*look{}, map[alike][]stat.Scatter{}
	var looked []*alertUnit
	for _, u := range units {
		for _, window := range AlertWindows {
			if l, ok := u.look(indicator, window, t); ok {
				looks[u] = append(looks[u], l)
				pooled[alike{u.scope, window}] = append(pooled[alike{u.scope, window}], l.scatter())
			}
		}
		if len(looks[u]) > 0 {
			looked = append(looked, u)
		}
	}
	month.Looked, month.TooFew = len(looked), len(units)-len(looked)
	common := map[alike]stat.CommonNoise{}
	for of, scatters := range pooled {
		common[of] = stat.PoolNoise(scatters)
	}
	ps, first := make([]float64, len(looked)), make([]*look, len(looked))
	for i, u := range looked {
		ps[i], first[i] = smallest(looks[u], common)
	}
	adjusted, err := stat.AdjustP(weighed(ps, looked))
	if err != nil {
		return month
	}
	for i, u := range looked {
		if adjusted.BH[i] <= alertLevel {
			l := first[i]
			u.alarms[at(indicator)][t] = &alarm{window: l.window, change: l.change, noise: l.noise, adjusted: adjusted.BH[i], looked: len(looked), before: l.before}
			month.Changed++
		}
	}
	return month
}

// weighed are p-values over the weights that give each half of the units half of the
// budget.
func weighed(ps []float64, of []*alertUnit) []float64 {
	parts := 0
	for _, u := range of {
		if u.part() {
			parts++
		}
	}
	if parts == 0 || parts == len(of) {
		return ps
	}
	out := make([]float64, len(ps))
	for i, u := range of {
		half := parts
		if !u.part() {
			half = len(of) - parts
		}
		out[i] = min(1, ps[i]*2*float64(half)/float64(len(of)))
	}
	return out
}

// part reports whether a unit is part of another that is watched.
func (u *alertUnit) part() bool { return u.scope == AlertPlatformIssue || u.scope == AlertSeller }

// at is the place of an indicator in a unit's alarms.
func at(indicator AlertIndicator) int {
	if indicator == AlertComplaints {
		return 0
	}
	return 1
}

// smallest is the p-value of a unit over its windows, and the look that gives it.
func smallest(looks []*look, common map[alike]stat.CommonNoise) (p float64, of *look) {
	p, of = 1, looks[0]
	for _, l := range looks {
		l.noise = common[alike{l.unit.scope, l.window}].Of(l.scatter())
		if l.window != AlertMonth {
			l.noise = l.noise.Lasting(autocorrelation)
		}
		if !l.enough() {
			continue
		}
		if one := min(1, float64(len(looks))*l.change.P(l.noise)); one < p {
			p, of = one, l
		}
	}
	return p, of
}

func (l look) scatter() stat.Scatter {
	return stat.Scatter{Dispersion: l.change.Dispersion, DF: l.change.DF, Size: l.size}
}

// enough reports whether a change is as large as an alert has to be, on its own and
// beside the others.
func (l look) enough() bool {
	own, beside := math.Abs(l.change.Own), math.Abs(l.change.Relative)
	if l.shares() {
		return min(own, beside) >= AlertPoints/100.0
	}
	more := math.Abs(l.change.After-l.change.Before) * float64(len(l.after))
	return min(own, beside) >= math.Log(AlertTimes) && more >= AlertComplaintsMore
}

func (l look) shares() bool { return l.change.Shares() }

// look compares a unit's month t, or the half-year or year that ends with it; ok is false
// where there are too few complaints or too little history.
func (u *alertUnit) look(indicator AlertIndicator, window AlertWindow, t int) (l *look, ok bool) {
	l = &look{unit: u, window: window}
	if l.before, l.after, ok = u.months(indicator, window, t); !ok || !u.enough(indicator, l.before, l.after) {
		return nil, false
	}
	compare := stat.CompareCounts
	if indicator == AlertResolved {
		compare = stat.CompareShares
	}
	before, after := u.steps(indicator, l.before), u.steps(indicator, l.after)
	change, err := compare(before, after)
	if err != nil {
		return nil, false
	}
	l.change, l.size = change, total(u.complaints, l.before)/float64(len(l.before))
	return l, true
}

// months are those that are compared. Earlier months in which the unit had changed
// for less than half a year are passed over.
func (u *alertUnit) months(indicator AlertIndicator, window AlertWindow, t int) (before, after []int, ok bool) {
	if window == AlertMonth {
		for m := t - 1; m >= max(0, t-reach) && len(before) < year; m-- {
			if !u.passing(indicator, m) {
				before = append(before, m)
			}
		}
		return before, []int{t}, len(before) == year
	}
	length := window.months()
	for m := max(year, t-length+1); m <= t; m++ {
		if !u.passing(indicator, m-year) {
			before, after = append(before, m-year), append(after, m)
		}
	}
	return before, after, t-length+1 >= year && 3*len(before) >= 2*length // of two thirds at least both months are there
}

// passing reports whether month m is one of a few in a row in which the unit had
// changed.
func (u *alertUnit) passing(indicator AlertIndicator, m int) bool {
	alarms := u.alarms[at(indicator)]
	if alarms[m] == nil {
		return false
	}
	from, to := m, m
	for from > 0 && alarms[from-1] != nil {
		from--
	}
	for to+1 < len(alarms) && alarms[to+1] != nil {
		to++
	}
	return to-from+1 < newLevel
}

// enough reports whether a unit has the complaints that a comparison needs. It does
// not look at what became of them, nor at how many there are in the month whose
// number is in question.
func (u *alertUnit) enough(indicator AlertIndicator, before, after []int) bool {
	least := leastUsual * float64(len(before)) / year
	if indicator == AlertComplaints {
		return total(u.complaints, before) >= least
	}
	n0, n1 := total(u.atRisk, before), total(u.atRisk, after)
	return n0 >= least && n1 >= leastShare && total(u.undated, before)*50 <= n0 && total(u.undated, after)*50 <= n1
}
