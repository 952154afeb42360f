package stat

// A Verdict is what an interval says of a change. That nothing can be told is an
// answer of its own and not the same as no change.
type Verdict string

// The verdicts.
const (
	Rose          Verdict = "rose"
	Fell          Verdict = "fell"
	NotDetectable Verdict = "not_detectable" // the interval holds 0
)

// JudgeInterval returns the verdict of an interval of a difference.
func JudgeInterval(low, high float64) Verdict {
	switch {
	case low > 0:
		return Rose
	case high < 0:
		return Fell
	}
	return NotDetectable
}

// A RateChange compares a rate with that of another period.
type RateChange struct {
	Difference float64  // now less before, as a share
	Interval   Interval // 95 %, Newcombe's
	Verdict    Verdict
}

// CompareRates compares y1 of n1 now with y0 of n0 in the previous period or in
// the same one a year ago. ok is false when one of them has no trials. The
// interval takes complaints as independent; where weeks vary more than the
// binomial, a change of level (ShiftsOfRate) is the safer ground. Counts that
// cannot be are an error.
func CompareRates(y1, n1, y0, n0 int64) (c RateChange, ok bool, err error) {
	d, interval, err := ProportionDifference(y1, n1, y0, n0, 0.95)
	if err != nil || d == nil || interval == nil {
		return RateChange{}, false, err
	}
	return RateChange{Difference: *d, Interval: *interval, Verdict: JudgeInterval(interval.Low, interval.High)}, true, nil
}

// A TrendLine is the Sen slope of a series with a Hamed–Rao test.
type TrendLine struct {
	Slope     float64 // per step, in the unit of the series
	Low, High float64 // 95 % interval, widened for autocorrelation
	P         float64
	Verdict   Verdict
}

// leastTrend is the shortest series whose trend is judged.
const leastTrend = 8

// TrendOf judges the trend of y, observed at even steps. The variance of the test is
// the largest of the plain one, that of Hamed and Rao, and that of a series whose
// neighbours are as alike as these: Hamed and Rao's drops every autocorrelation that
// is not significant, and in a short series hardly any is, so that one flat series in
// eight with a lag-1 autocorrelation of .3 would be said to move. The judgement errs
// on the side of not detectable. The verdict is the test's, at 5 %. A series of less
// than two seasons cannot tell a season from a trend. It returns ErrTooShort for fewer
// than 8 values and errors as HamedRaoTrend.
func TrendOf(y []float64) (TrendLine, error) {
	if len(y) < leastTrend {
		return TrendLine{}, ErrTooShort
	}
	test, err := HamedRaoTrend(y, 0)
	if err != nil {
		return TrendLine{}, err
	}
	plain, err := MannKendallTrend(y, nil)
	if err != nil {
		return TrendLine{}, err
	}
	line, err := Sen(y, nil, 0.05)
	if err != nil {
		return TrendLine{}, err
	}
	factor := max(1, test.Factor, alike(rank(detrended(y, line.Slope))))
	if line, err = senWidened(y, nil, 0.05, factor); err != nil {
		return TrendLine{}, err
	}
	out := TrendLine{Slope: line.Slope, Low: line.Low, High: line.High, Verdict: NotDetectable}
	var z float64
	if z, out.P = zOfS(plain.S, plain.VarS*factor); out.P < 0.05 {
		out.Verdict = Rose
		if z < 0 {
			out.Verdict = Fell
		}
	}
	return out, nil
}

// alike is what the lag-1 autocorrelation of residuals, taken for that of an AR(1)
// process, multiplies the variance of a sum by: (1+r)/(1-r). A line was fitted and the
// series is short, so that the estimate is too low by (2+4r)/n.
func alike(residuals []float64) float64 {
	r := autocorrelations(residuals, 1)
	if len(r) == 0 {
		return 1
	}
	corrected := min(0.9, r[0]+(2+4*r[0])/float64(len(residuals)))
	return (1 + corrected) / (1 - corrected)
}
