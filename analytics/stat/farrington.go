package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// FarringtonOptions choose how a week is compared with the same season of earlier
// years. FarringtonDefaults are those of Noufaily et al. (2013).
type FarringtonOptions struct {
	Frequency  int     // weeks in a year, 52
	Years      int     // b, how many years back; 3 to 5
	HalfWindow int     // w, weeks on each side of the same week, 3
	Periods    int     // 1: only those windows; more: all weeks, with a factor of so many levels; 10
	Skip       int     // so many weeks before the judged one are left out with it, 26
	Reweight   bool    // baseline outbreaks weigh less
	Residual   float64 // the Anscombe residual above which they do, 2.58
	Trend      bool    // a linear trend may be in the model
	TrendP     float64 // it stays when its p is below this; 1 keeps it
	Alpha      float64 // one-sided, 0.01
	// Threshold is "nbPlugin", a quantile of the negative binomial, or "delta", a
	// prediction limit on the scale of Power.
	Threshold string
	Power     float64 // 2/3, 1/2, or 1 for none
	Cases     float64 // an alarm needs so many cases …
	CaseWeeks int     // … in so many weeks up to the judged one
}

// FarringtonDefaults returns the settings to use where nothing else is said.
func FarringtonDefaults() FarringtonOptions {
	return FarringtonOptions{
		Frequency: 52, Years: 4, HalfWindow: 3, Periods: 10, Skip: 26, Reweight: true, Residual: 2.58,
		Trend: true, TrendP: 1, Alpha: 0.01, Threshold: "nbPlugin", Power: 2.0 / 3, Cases: 5, CaseWeeks: 4,
	}
}

// A FarringtonWeek is the judgement of one week. OK is false when the model of
// its baseline cannot be estimated; then nothing else is known.
type FarringtonWeek struct {
	OK        bool
	Expected  float64  // count expected
	Upper     float64  // above it is an alarm
	Phi       float64  // dispersion, at least 1
	TrendCoef *float64 // log change per week, nil when the trend did not stay
	P         *float64 // Pr(count or more) under the negative binomial; nbPlugin only
	Score     *float64 // (x - Expected)/(Upper - Expected); nil when the two are equal
	Alarm     bool
}

// First returns the first week, counted from 1, whose baseline is whole.
func (o FarringtonOptions) First() int {
	return o.Frequency*o.Years + o.HalfWindow + 1
}

// longest bounds the settings.
const longest = 10_000

// maxJudged bounds the number of weeks judged at once.
const maxJudged = 5000

func (o FarringtonOptions) check() error {
	switch {
	case o.Frequency > longest || o.Years > longest || o.HalfWindow > longest || o.Periods > longest || o.Skip > longest:
		return fmt.Errorf("a setting is above %d", longest)
	case o.Frequency < 2 || o.Years < 1 || o.HalfWindow < 0 || o.Periods < 1 || o.Skip < 0:
		return errors.New("frequency must be at least 2, years and periods at least 1, half window and weeks left out not negative")
	case 2*o.HalfWindow+1 > o.Frequency:
		return errors.New("windows of neighbouring years overlap")
	case o.Periods > 1 && o.Periods-1 > o.Frequency-2*o.HalfWindow-1:
		return errors.New("there are more periods than weeks between two windows")
	case !(o.Alpha > 0 && o.Alpha < 1):
		return errors.New("alpha must lie inside 0 and 1")
	case o.Threshold != "nbPlugin" && o.Threshold != "delta":
		return fmt.Errorf("there is no threshold method %q; there are nbPlugin and delta", o.Threshold)
	case o.Power != 2.0/3 && o.Power != 0.5 && o.Power != 1:
		return errors.New("the power must be 2/3, 1/2 or none")
	case !(o.Cases >= 0) || o.CaseWeeks < 1:
		return errors.New("the least number of cases must not be negative and their weeks at least 1")
	case math.IsNaN(o.Residual) || math.IsNaN(o.TrendP):
		return errors.New("thresholds must be numbers")
	}
	return nil
}

// Farrington judges weeks of the counts x, both counted from 1, by a
// quasi-Poisson model of the same season in earlier years. It is an error when a
// count is negative or not finite, a week's baseline begins before x or the week
// is after it, or the options cannot be.
//
// See Farrington et al., JRSS A 159 (1996), p. 547; Noufaily et al., Statistics in
// Medicine 32 (2013), p. 1206.
func Farrington(x []float64, weeks []int, o FarringtonOptions) ([]FarringtonWeek, error) {
	if err := errors.Join(o.check(), counts("x", x)); err != nil {
		return nil, err
	}
	if len(weeks) > maxJudged {
		return nil, fmt.Errorf("%d weeks are too many to judge at once, the limit is %d", len(weeks), maxJudged)
	}
	out := make([]FarringtonWeek, len(weeks))
	for i, week := range weeks {
		if week < o.First() || week > len(x) {
			return nil, fmt.Errorf("week %d cannot be judged: %d years of baseline begin at week %d, and there are %d", week, o.Years, o.First(), len(x))
		}
		out[i] = o.judge(x, week)
	}
	return out, nil
}

func (o FarringtonOptions) judge(x []float64, week int) FarringtonWeek {
	weeks, levels := o.baseline(week)
	base := make([]float64, len(weeks))
	most, sum := 0.0, 0.0
	for i, each := range weeks {
		base[i] = x[each-1]
		most, sum = max(most, base[i]), sum+base[i]
	}
	out := FarringtonWeek{OK: true, Phi: 1}
	se := 0.0
	if sum > 0 {
		fit, ok := o.model(base, weeks, levels, week, o.Trend)
		stays := ok && o.Trend && fit.trendP < o.TrendP && o.Years >= 3 && fit.mu <= most
		if o.Trend && !stays {
			fit, ok = o.model(base, weeks, levels, week, false)
		}
		if !ok {
			return FarringtonWeek{}
		}
		if stays {
			out.TrendCoef = &fit.trend
		}
		out.Expected, out.Phi, se = fit.mu, max(1, fit.phi), fit.se
		if fit.mu < nothing { // the windows of all years hold zeros only
			out.Expected, se = 0, 0
		}
	}
	count := x[week-1]
	o.threshold(&out, se, count)
	if math.IsNaN(out.Upper) || math.IsInf(out.Upper, 0) {
		return FarringtonWeek{}
	}
	if out.Upper != out.Expected {
		out.Score = new((count - out.Expected) / (out.Upper - out.Expected))
	}
	cases := 0.0
	for i := max(0, week-o.CaseWeeks); i < week; i++ {
		cases += x[i]
	}
	out.Alarm = count > 0 && count > out.Upper && cases >= o.Cases
	return out
}

func (o FarringtonOptions) threshold(out *FarringtonWeek, se, count float64) {
	mu, phi := out.Expected, out.Phi
	if o.Threshold == "nbPlugin" {
		out.Upper = negativeBinomialQuantile(1-o.Alpha, mu, phi)
		out.P = new(negativeBinomialTail(count, mu, phi))
		return
	}
	if mu == 0 {
		return
	}
	z, tau := distuv.UnitNormal.Quantile(1-o.Alpha), phi+se*se/mu
	switch o.Power {
	case 2.0 / 3:
		out.Upper = math.Pow(max(0, math.Pow(mu, 2.0/3)+z*math.Sqrt(4.0/9*math.Cbrt(mu)*tau)), 1.5)
	case 0.5:
		out.Upper = math.Pow(max(0, math.Sqrt(mu)+z*math.Sqrt(tau/4)), 2)
	default:
		out.Upper = mu + z*math.Sqrt(mu*tau)
	}
}

// baseline returns the weeks compared with and the level of each: Periods in the
// windows around the same week, 1…Periods-1 between them.
func (o FarringtonOptions) baseline(week int) (weeks, levels []int) {
	add := func(at, level int) {
		if at < week-o.Skip && at >= 1 {
			weeks, levels = append(weeks, at), append(levels, level)
		}
	}
	for year := o.Years; year >= 1; year-- {
		centre := week - year*o.Frequency
		for at := centre - o.HalfWindow; at <= centre+o.HalfWindow; at++ {
			add(at, o.Periods)
		}
		if o.Periods == 1 {
			continue
		}
		from, gap := centre+o.HalfWindow+1, o.Frequency-2*o.HalfWindow-1
		size, longer := gap/(o.Periods-1), gap%(o.Periods-1)
		for level := 1; level < o.Periods; level++ {
			length := size
			if level <= longer {
				length++
			}
			for range length {
				add(from, level)
				from++
			}
		}
	}
	if o.Periods > 1 {
		for at := week - o.HalfWindow; at < week; at++ {
			add(at, o.Periods)
		}
	}
	return weeks, levels
}

// A prediction is a fitted baseline, at the judged week.
type prediction struct{ mu, se, phi, trend, trendP float64 }

// model fits the baseline. Time is counted from the judged week and the level of
// the windows has no column, so that the intercept is the prediction.
func (o FarringtonOptions) model(base []float64, weeks, levels []int, week int, trend bool) (prediction, bool) {
	n := len(base)
	columns := [][]float64{make([]float64, n)}
	for i := range columns[0] {
		columns[0][i] = 1
	}
	if trend {
		time := make([]float64, n)
		for i, at := range weeks {
			time[i] = float64(at - week)
		}
		columns = append(columns, time)
	}
	for level := 1; level < o.Periods; level++ {
		column, found := make([]float64, n), false
		for i := range column {
			if levels[i] == level {
				column[i], found = 1, true
			}
		}
		if found {
			columns = append(columns, column)
		}
	}
	if n <= len(columns) {
		return prediction{}, false
	}
	offset := make([]float64, n)
	fit, err := logLinear(base, columns, offset, nil, closeEnough)
	if err == nil && o.Reweight {
		fit, err = logLinear(base, columns, offset, o.reweighted(base, fit), closeEnough)
	}
	if err != nil {
		return prediction{}, false
	}
	out := prediction{mu: math.Exp(fit.Coef[0]), phi: fit.Dispersion}
	se := fit.SE(fit.Dispersion)
	out.se = out.mu * se[0]
	if trend {
		out.trend = fit.Coef[1]
		t := math.Abs(out.trend) / se[1]
		if !math.IsNaN(t) {
			out.trendP = 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(fit.DF)}.CDF(-t)
		}
	}
	return out, true
}

// reweighted returns weights that are less where the Anscombe residual is large.
func (o FarringtonOptions) reweighted(base []float64, fit Poisson) []float64 {
	phi := max(1, fit.Dispersion)
	out, sum := make([]float64, len(base)), 0.0
	for i, y := range base {
		mu := fit.Mu[i]
		s := 1.5 * (math.Pow(y, 2.0/3)*math.Pow(mu, -1.0/6) - math.Sqrt(mu)) / math.Sqrt(phi*max(1e-12, 1-fit.Leverage[i]))
		out[i] = 1
		if s > o.Residual && s > 0 {
			out[i] = 1 / (s * s)
		}
		sum += out[i]
	}
	for i := range out {
		out[i] *= float64(len(base)) / sum
	}
	return out
}
