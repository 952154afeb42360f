package analytics

import (
	"math"

	"redress/analytics/stat"
)

// A TimeTest is how it was decided whether two groups differ.
type TimeTest string

// The tests.
const (
	// TestLogRank is the log-rank test stratified by issue: complaints are compared with
	// complaints about the same.
	TestLogRank TimeTest = "log_rank"
	// TestRestricted compares the restricted means; it is used where the curves cross,
	// where the log-rank test may see nothing. It does not look at issues.
	TestRestricted TimeTest = "restricted_mean"
)

// A TimeGap says by how much a group's times differ from those of another.
type TimeGap struct {
	Against  string // the key of the other group; "" is everybody else
	Withheld Note   // why there is nothing else

	LogRankP *float64 // nil where no issue has complaints of both at the same age
	// Ratio is the group's endings ÷ those expected if it had ended as fast as the two
	// together, issue by issue: above 1 is faster.
	Ratio   *float64
	Issues  int // that both have complaints of
	Crosses bool
	Test    TimeTest // "" where there is none
	P       *float64 // of the test
	// Adjusted is P adjusted for how many groups are compared (Benjamini and Hochberg);
	// nil where two were picked.
	Adjusted *float64
	Differs  bool // Adjusted, or P where two were picked, ≤ 5 %
	// Share is the share ended by the first of Clock.Endings within 30 days, Days the
	// restricted mean up to Tau: each that of the group less that of the other.
	Share, Days *Estimate
	Tau         float64
}

// leastEnded is how many complaints of either group must have ended for a comparison:
// the test takes its statistic for normal, which some thirty events bear.
const leastEnded = 30

// TooFewToCompare says that fewer than leastEnded complaints of a group have ended.
const TooFewToCompare Note = "too_few_to_compare"

// differs is the error that a comparison may have.
const differs = .05

// crossingZ is by how many standard errors the curves must lie apart, once in either
// direction, to cross: 99 %, since they are looked at on every day.
const crossingZ = 2.576

// gapAge is the age at which shares are compared.
const gapAge = DefaultAge

// gap compares a group with another.
func gap(own, other timedGroup, against string) (*TimeGap, error) {
	out := &TimeGap{Against: against}
	if own.undatedTooMany() || other.undatedTooMany() {
		out.Withheld = DaysUnknown
		return out, nil
	}
	if own.curve.Events < leastEnded || other.curve.Events < leastEnded {
		out.Withheld = TooFewToCompare
		return out, nil
	}
	if err := out.logRank(own, other); err != nil {
		return nil, err
	}
	out.Crosses = crosses(own.curve, other.curve)
	if err := out.shares(own, other); err != nil {
		return nil, err
	}
	var restrictedP *float64
	if tau, ok := stat.CommonTau(own.curve, other.curve); ok {
		if days, se, ok := stat.RestrictedDifference(other.curve, own.curve, tau); ok {
			out.Tau, out.Days = tau, &Estimate{Value: days, Low: new(days - stat.Z95*se), High: new(days + stat.Z95*se)}
			if se > 0 {
				restrictedP = new(2 * stat.NormalCDF(-math.Abs(days)/se))
			}
		}
	}
	switch {
	case out.Crosses && restrictedP != nil:
		out.Test, out.P = TestRestricted, restrictedP
	case out.LogRankP != nil:
		out.Test, out.P = TestLogRank, out.LogRankP
	}
	return out, nil
}

func (t *TimeGap) logRank(own, other timedGroup) error {
	var strata [][][]stat.Duration
	for _, issue := range issues(own.spells, other.spells) {
		a, b := own.durations(issue), other.durations(issue)
		if len(a) == 0 || !someLeft(b) {
			continue // nobody to compare with
		}
		t.Issues++
		strata = append(strata, [][]stat.Duration{a, b})
	}
	if len(strata) == 0 {
		return nil
	}
	test, err := stat.LogRank(strata, 0)
	if err != nil {
		return err
	}
	t.LogRankP = test.P
	if test.Expected[0] > 0 {
		t.Ratio = new(test.Observed[0] / test.Expected[0])
	}
	return nil
}

// someLeft reports whether rows hold any complaint: what is left of a group less a
// part of it may be empty cells.
func someLeft(rows []stat.Duration) bool {
	for _, row := range rows {
		sum := row.Censored
		for _, n := range row.Events {
			sum += n
		}
		if sum > 0 {
			return true
		}
	}
	return false
}

// shares compares the shares at gapAge: their difference, its interval put together
// from theirs (Newcombe's way).
func (t *TimeGap) shares(own, other timedGroup) error {
	a, ok1, err := own.state(gapAge)
	if err != nil {
		return err
	}
	b, ok2, err := other.state(gapAge)
	if err != nil || !ok1 || !ok2 {
		return err
	}
	x, y := a.Ended[0], b.Ended[0]
	t.Share = &Estimate{Value: x.Value - y.Value}
	if x.Low != nil && y.Low != nil {
		t.Share.Low = new(t.Share.Value - math.Hypot(x.Value-*x.Low, *y.High-y.Value))
		t.Share.High = new(t.Share.Value + math.Hypot(*x.High-x.Value, y.Value-*y.Low))
	}
	return nil
}

// crosses reports whether each curve lies above the other at some time, both by more
// than chance.
func crosses(a, b stat.Curve) bool {
	above, below := false, false
	sa, sb, end := stat.Step{Survival: 1}, stat.Step{Survival: 1}, min(a.LastDay, b.LastDay)
	for i, j := 0, 0; i < len(a.Steps) || j < len(b.Steps); {
		day := math.Inf(1)
		if i < len(a.Steps) {
			day = a.Steps[i].Days
		}
		if j < len(b.Steps) {
			day = min(day, b.Steps[j].Days)
		}
		if day > end {
			break
		}
		if i < len(a.Steps) && a.Steps[i].Days == day {
			sa, i = a.Steps[i], i+1
		}
		if j < len(b.Steps) && b.Steps[j].Days == day {
			sb, j = b.Steps[j], j+1
		}
		ea, _ := sa.SE()
		eb, _ := sb.SE()
		if se := math.Hypot(ea, eb); se > 0 {
			z := (sa.Survival - sb.Survival) / se
			above, below = above || z > crossingZ, below || z < -crossingZ
		}
	}
	return above && below
}

// decide adjusts the tests of a table's rows for how many they are. Rows are one
// family per clock.
func decide(rows []Timing) error {
	var p []float64
	var tested []*TimeGap
	for _, row := range rows {
		if row.Gap != nil && row.Gap.P != nil {
			p, tested = append(p, *row.Gap.P), append(tested, row.Gap)
		}
	}
	adjusted, err := stat.AdjustP(p)
	if err != nil {
		return err
	}
	for i, g := range tested {
		g.Adjusted = new(adjusted.BH[i])
		g.Differs = *g.Adjusted <= differs
	}
	return nil
}
