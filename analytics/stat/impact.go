package stat

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// leastSide is how many periods an effect needs on each side; with fewer there is
// only description.
const leastSide = 12

// An Interrupted is the question what an event changed in a series.
type Interrupted struct {
	Y      []float64 // even steps, none missing
	Season []float64 // place in the season of each step (month 1–12), or nil for a series without season
	Period float64   // steps in a season, with Season
	Last   int       // last step before the event, from 1
	Ahead  int       // the effect is that so many steps after Last, at least 1
}

// An Impact is the answer. Verdict is NotDetectable unless both intervals, and not
// one of them, exclude 0.
type Impact struct {
	Effect Effect // by REML AR(1), the primary estimate
	// Interval is 95 %, by Student's t with observations less coefficients, with the
	// larger of two standard errors: that of Effect, and that with Rho one standard
	// error higher. Rho comes out too low in short series and intervals too short.
	Interval  Interval
	NeweyWest Effect // OLS with Newey–West errors, beside it
	NWBounds  Interval
	// Relative is the effect as a share of what would have been; nil when that is
	// not positive.
	Relative *float64
	Rho      float64   // autocorrelation of neighbouring errors
	Fitted   []float64 // the model, for each step
	Without  []float64 // the same without the event; nil of meaning before it
	Verdict  Verdict
}

// leastWaves is how many whole seasons two pairs of waves need: four coefficients,
// where a seasonal adjustment of every month (leastYears) has eleven.
const leastWaves = 2

// Impact estimates level, slope, their change after Last and, with a season, two
// pairs of waves, by REML with AR(1) errors. The season is in the model when there
// are at least two of them. It returns ErrTooShort with fewer than 12 steps on
// one side, and errors as REMLAR1.
//
// It says that a change coincided with an event. "Caused" needs a control series
// and placebo dates.
func (q Interrupted) Impact() (Impact, error) {
	columns, err := q.design(leastWaves)
	if err != nil {
		return Impact{}, err
	}
	if q.Ahead < 1 || q.Last+q.Ahead > len(q.Y) {
		return Impact{}, fmt.Errorf("step %d after the event is not in the series", q.Ahead)
	}
	at := q.Last + q.Ahead
	fit, err := REMLAR1(q.Y, columns)
	if err != nil {
		return Impact{}, err
	}
	out := Impact{Rho: fit.Rho, Fitted: fit.Fitted, Without: make([]float64, len(q.Y))}
	if out.Effect, err = EffectAt(fit.Coef, fit.Cov, q.Last, at); err != nil {
		return Impact{}, err
	}
	for t, v := range fit.Fitted {
		out.Without[t] = v - fit.Coef[2]*columns[2][t] - fit.Coef[3]*columns[3][t]
	}
	out.Effect.Counterfactual = out.Without[at-1]
	if out.Without[at-1] > 0 {
		out.Relative = new(out.Effect.Estimate / out.Without[at-1])
	}
	wide, err := q.cautious(columns, fit)
	if err != nil {
		return Impact{}, err
	}
	out.Interval = Effect{Estimate: out.Effect.Estimate, SE: max(out.Effect.SE, wide)}.interval(fit.DF)

	plain, err := OLS(q.Y, columns)
	if err != nil {
		return Impact{}, err
	}
	cov, err := plain.NeweyWest(NeweyWestLag(len(q.Y)))
	if err != nil {
		return Impact{}, err
	}
	for a := range cov { // for small samples
		for b := range cov {
			cov[a][b] *= float64(len(q.Y)) / float64(plain.DF)
		}
	}
	if out.NeweyWest, err = EffectAt(plain.Coef, cov, q.Last, at); err != nil {
		return Impact{}, err
	}
	out.NWBounds = out.NeweyWest.interval(plain.DF)
	out.Verdict = NotDetectable
	if v := JudgeInterval(out.Interval.Low, out.Interval.High); v == JudgeInterval(out.NWBounds.Low, out.NWBounds.High) {
		out.Verdict = v
	}
	return out, nil
}

// cautious returns the standard error of the effect if Rho is one standard error
// higher than estimated.
func (q Interrupted) cautious(columns [][]float64, fit AROne) (float64, error) {
	rho := min(0.99, fit.Rho+math.Sqrt((1-fit.Rho*fit.Rho)/float64(len(q.Y))))
	high, err := given(q.Y, columns, max(rho, fit.Rho))
	if err != nil {
		return 0, err
	}
	effect, err := EffectAt(high.Coef, high.Cov, q.Last, q.Last+q.Ahead)
	return effect.SE, err
}

func (e Effect) interval(df int) Interval {
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(df)}.Quantile(0.975)
	return Interval{Low: e.Estimate - t*e.SE, High: e.Estimate + t*e.SE}
}

// design returns the columns of the model, with waves where there are so many whole
// seasons.
func (q Interrupted) design(seasons float64) ([][]float64, error) {
	if q.Last < leastSide || len(q.Y)-q.Last < leastSide {
		return nil, ErrTooShort
	}
	columns, err := InterruptedDesign(len(q.Y), q.Last)
	if err != nil {
		return nil, err
	}
	if q.Season == nil {
		return columns, nil
	}
	if len(q.Season) != len(q.Y) || !(q.Period > 4) || math.IsInf(q.Period, 1) {
		return nil, fmt.Errorf("each step needs its place in a season of more than 4 steps")
	}
	return append(columns, q.waves(seasons)...), nil
}

// Placebos are the effects that the same method finds at dates when nothing
// happened.
type Placebos struct {
	Dates   []int     // last step before each made-up event
	Effects []float64 // in the unit of the series
	// Share of them that are at least as large, relative to their standard errors,
	// as the real one, up or down; nil without dates. It is no p: made-up dates
	// overlap, and about one in nine series without any effect has 5 % or less.
	Share *float64
}

// maxPlacebos bounds the number of made-up dates.
const maxPlacebos = 60

// Placebos moves the event through the steps before the real one, which alone are
// used, with 12 steps on each side of every made-up date and the effect taken as
// far ahead as the real one or as far as there are steps. The model is that of the
// real date, with its waves if one whole season is left. At most 60 dates, evenly
// spread. No date is possible with fewer than 24 steps before the event. Errors as
// Impact.
func (q Interrupted) Placebos() (Placebos, error) {
	real, err := q.Impact()
	if err != nil {
		return Placebos{}, err
	}
	first, last := leastSide, q.Last-leastSide
	out := Placebos{}
	if last < first {
		return out, nil
	}
	seasons := 1.0
	if len(q.waves(leastWaves)) == 0 {
		seasons = math.Inf(1)
	}
	size := func(e Effect) float64 { return math.Abs(e.Estimate) / e.SE }
	large, stride := 0, (last-first)/maxPlacebos+1
	for date := first; date <= last; date += stride {
		made := q
		made.Y, made.Last, made.Ahead = q.Y[:q.Last], date, min(q.Ahead, q.Last-date)
		if q.Season != nil {
			made.Season = q.Season[:q.Last]
		}
		found, err := made.effect(seasons)
		if err != nil {
			return Placebos{}, fmt.Errorf("with a made-up event after step %d: %w", date, err)
		}
		out.Dates, out.Effects = append(out.Dates, date), append(out.Effects, found.Estimate)
		if size(found) >= size(real.Effect) {
			large++
		}
	}
	out.Share = new(float64(large) / float64(len(out.Dates)))
	return out, nil
}

// effect is the primary estimate of Impact alone.
func (q Interrupted) effect(seasons float64) (Effect, error) {
	columns, err := q.design(seasons)
	if err != nil {
		return Effect{}, err
	}
	fit, err := REMLAR1(q.Y, columns)
	if err != nil {
		return Effect{}, err
	}
	return EffectAt(fit.Coef, fit.Cov, q.Last, q.Last+q.Ahead)
}

// waves are the columns of the season, none with fewer whole seasons than given.
func (q Interrupted) waves(seasons float64) [][]float64 {
	if q.Season == nil || float64(len(q.Y)) < seasons*q.Period {
		return nil
	}
	return Harmonics(q.Season, q.Period, 2)
}

// Straight tests whether the steps before the event run along a line: a model that
// carries a bent line on has nothing to measure a change against. It is the
// two-sided p of a quadratic term by REML AR(1), with waves if one whole season is
// left. Errors as Impact.
func (q Interrupted) Straight() (float64, error) {
	if _, err := q.design(leastWaves); err != nil {
		return 0, err
	}
	before := q
	before.Y = q.Y[:q.Last]
	if q.Season != nil {
		before.Season = q.Season[:q.Last]
	}
	columns := make([][]float64, 3)
	for t := range q.Last {
		x := 2*float64(t)/float64(q.Last-1) - 1
		columns[0], columns[1], columns[2] = append(columns[0], 1), append(columns[1], x), append(columns[2], x*x)
	}
	fit, err := REMLAR1(before.Y, append(columns, before.waves(1)...))
	if err != nil {
		return 0, err
	}
	if !(fit.SE[2] > 0) {
		return 0, errExact
	}
	return 2 * distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(fit.DF)}.CDF(-math.Abs(fit.Coef[2])/fit.SE[2]), nil
}
