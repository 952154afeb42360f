package analytics

import (
	"math"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// unacted are the windows in which platforms did nothing, by the size of the peak before:
// what complaints do by themselves after so many. Platforms act on peaks, and peaks
// pass (regression to the mean): fewer complaints after an action than before it say
// nothing of the action.
type unacted map[PeakSize]ActionWindows

// newUnacted keeps the classes with enough windows.
func newUnacted(windows []ActionWindows) unacted {
	q := unacted{}
	for _, w := range windows {
		if w.Windows >= leastWindows && w.Sellers >= leastUnacted && w.Before90 > 0 {
			q[w.Peak] = w
		}
	}
	return q
}

// expected is how many complaints follow so many.
func (w ActionWindows) expected(before int64) float64 {
	return float64(before) * float64(w.After90) / float64(w.Before90)
}

// windowOverlap is by how much the variance of a class is raised: its windows begin 30
// days apart and look 90 days ahead, so that three of a seller may share complaints.
const windowOverlap = 3

// variance is that of After90 ÷ Before90 over windows.
func (w ActionWindows) variance() float64 {
	n, q, b := float64(w.Windows), float64(w.After90)/float64(w.Before90), float64(w.Before90)
	squares := float64(w.AfterSquared) - 2*q*float64(w.Product) + q*q*float64(w.BeforeSquared)
	return windowOverlap * n / (n - 1) * max(0, squares) / (b * b)
}

// kind sums an action over sellers.
func (q unacted) kind(action complaint.ActionName, rows []Acted) ActionKind {
	k := ActionKind{Action: action}
	var here, elsewhere, compared []paired
	resting := map[PeakSize]float64{} // complaints before the actions compared with a class
	for _, row := range rows {
		if row.Action != action {
			continue
		}
		k.Sellers++
		if !row.First.Known() || hasNote(row.Notes, WindowCut) {
			continue
		}
		k.Whole++
		k.Before90, k.After90 = k.Before90+row.Before90, k.After90+row.After90
		here = append(here, paired{float64(row.After90), float64(row.Before90)})
		if row.ElsewhereBefore90+row.ElsewhereAfter90 > 0 {
			k.ElsewhereSellers++
			k.ElsewhereBefore90, k.ElsewhereAfter90 = k.ElsewhereBefore90+row.ElsewhereBefore90, k.ElsewhereAfter90+row.ElsewhereAfter90
			elsewhere = append(elsewhere, paired{float64(row.ElsewhereAfter90), float64(row.ElsewhereBefore90)})
		}
		if row.Expected != nil {
			k.Compared++
			k.ComparedAfter, k.Expected = k.ComparedAfter+row.After90, k.Expected+*row.Expected
			compared = append(compared, paired{float64(row.After90), *row.Expected})
			resting[row.Peak] += float64(row.Before90)
		}
	}
	var uncertain float64
	for peak, before := range resting {
		uncertain += before * before * q[peak].variance()
	}
	k.Change, k.ElsewhereChange = pairedRatio(here, 0), pairedRatio(elsewhere, 0)
	k.Against = pairedRatio(compared, uncertain)
	return k
}

func hasNote(notes []Note, wanted Note) bool {
	for _, n := range notes {
		if n == wanted {
			return true
		}
	}
	return false
}

// A paired is a count and what it is divided by.
type paired struct{ over, under float64 }

// pairedRatio is Σ over ÷ Σ under with an interval on the log scale that takes the pairs as
// drawn at random: complaints about one seller come together, so that Poisson's interval
// of the sums would be too narrow. uncertain is the variance of Σ under; nil with fewer
// than leastActed pairs or nothing in either sum.
func pairedRatio(pairs []paired, uncertain float64) *RatioOf {
	var over, under, squares float64
	for _, p := range pairs {
		over, under = over+p.over, under+p.under
	}
	n := float64(len(pairs))
	if n < leastActed || under == 0 || over == 0 {
		return nil
	}
	ratio := over / under
	for _, p := range pairs {
		squares += (p.over - ratio*p.under) * (p.over - ratio*p.under)
	}
	// No less than what chance alone does to the counts.
	squares = max(squares*n/(n-1), over)
	half := stat.Z95 * math.Sqrt(squares/(over*over)+uncertain/(under*under))
	return &RatioOf{Value: ratio, Low: ratio * math.Exp(-half), High: new(ratio * math.Exp(half))}
}

// exactRatio is after ÷ before for two counts from windows of the same length: given
// their sum, after is binomial, and its exact interval gives that of the ratio.
func exactRatio(after, before int64) (*RatioOf, error) {
	intervals, err := stat.ProportionInterval(after, after+before, .95)
	if err != nil || intervals.ClopperPearson == nil || before == 0 {
		return nil, err
	}
	odds := func(p float64) float64 { return p / (1 - p) }
	r := &RatioOf{Value: float64(after) / float64(before), Low: odds(intervals.ClopperPearson.Low)}
	if intervals.ClopperPearson.High < 1 {
		r.High = new(odds(intervals.ClopperPearson.High))
	}
	return r, nil
}
