package analytics

import (
	"context"
	"math"

	"redress/analytics/stat"
)

// A Composite is a score made of several figures. It is there to be doubted: the
// weights are a choice, which is why the ranks are given over all choices.
//
// Every indicator is the log-odds of a share, drawn towards the others' as in the
// ranking, less the mean of all rows and over their standard deviation. The published
// weights are equal. Indicators that the publisher does not ask for, or in which the
// rows do not differ beyond chance, are no part of it.
type Composite struct {
	Indicators []Indicator // of which the score is made
	Scored     int         // rows with a score
	Draws      int         // weightings tried for the ranks
	Seed       uint64
}

// An Indicator is one of the figures that a score is made of.
type Indicator string

// The indicators.
const (
	IndicatorResolution Indicator = "resolution" // resolved ÷ judged
	IndicatorWithin30   Indicator = "within_30"  // resolved within 30 days ÷ complaints that had the time
	IndicatorResponse   Indicator = "response"   // answered ÷ complaints
	IndicatorTimely     Indicator = "timely"     // answered in time ÷ those of which it is said
)

// Indicators lists the indicators in the order of their weights' columns.
var Indicators = []Indicator{IndicatorResolution, IndicatorWithin30, IndicatorResponse, IndicatorTimely}

// WarnOneIndicator warns that fewer than two indicators are known, so that there is no
// composite score.
const WarnOneIndicator = "no_composite"

// A Score is the composite of one row. 0 is the mean of all rows, 1 a standard
// deviation above it where all indicators agree.
type Score struct {
	Value float64 // mean of the parts
	Worst float64 // the lowest of the parts: nothing can be bought off with another
	Parts []ScorePart
	// Rank is over all weightings and the uncertainty of the indicators, 1 the best.
	Rank stat.WeightedRank
}

// A ScorePart is one indicator of a row.
type ScorePart struct {
	Indicator Indicator
	Z         float64 // standard deviations above the mean of all rows
	SE        float64 // its standard error on the same scale
}

// A ScoreRange is the score for every value that an unknown ingredient may have:
// whether consumers would deal again is asked by Reclame Aqui only.
type ScoreRange struct{ Low, High float64 }

// A BandedIndex is an index from 0 to 1, the mean of the rates of response, of timely
// response and of resolution with equal weights (the publisher's own are not
// published), and the band it falls in.
type BandedIndex struct {
	Index float64
	Band  stat.Band
}

// compositeDraws is how many weightings the ranks are computed from.
const compositeDraws = 4000

func (c Composite) warnings() []string {
	if len(c.Indicators) < 2 {
		return []string{WarnOneIndicator}
	}
	return nil
}

// trials are the successes and trials of one indicator, one per row.
type trials struct{ y, n []int64 }

// compose gives the rows their scores.
func (v View) compose(out *Robustness, within map[string]SeriesTally) error {
	known := v.indicators(out.Rows, within)
	parts := make([][]ScorePart, len(out.Rows))
	for _, indicator := range Indicators {
		counts, ok := known[indicator]
		if !ok {
			continue
		}
		z, ok, err := standardised(counts)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		out.Composite.Indicators = append(out.Composite.Indicators, indicator)
		for i, part := range z {
			if part != nil {
				parts[i] = append(parts[i], ScorePart{Indicator: indicator, Z: part[0], SE: part[1]})
			}
		}
	}
	if len(out.Composite.Indicators) >= 2 {
		if err := score(out, parts); err != nil {
			return err
		}
	}
	for i := range out.Rows {
		out.Rows[i].named()
	}
	return nil
}

// score ranks the rows of which every indicator is known.
func score(out *Robustness, parts [][]ScorePart) error {
	var mean, sd [][]float64
	var scored []int
	for i, all := range parts {
		if len(all) < len(out.Composite.Indicators) {
			continue
		}
		var m, e []float64
		value, worst := 0., math.Inf(1)
		for _, part := range all {
			m, e = append(m, part.Z), append(e, part.SE)
			value, worst = value+part.Z/float64(len(all)), min(worst, part.Z)
		}
		mean, sd, scored = append(mean, m), append(sd, e), append(scored, i)
		out.Rows[i].Score = &Score{Value: value, Worst: worst, Parts: all}
	}
	ranks, err := stat.RankWeighted(mean, sd, compositeDraws, rankSeed)
	if err != nil {
		return err
	}
	for k, i := range scored {
		out.Rows[i].Score.Rank = ranks[k]
	}
	out.Composite.Scored, out.Composite.Draws, out.Composite.Seed = len(scored), compositeDraws, rankSeed
	return nil
}

// within counts, by platform, the complaints resolved within DefaultAge days and those
// that had the time; none where the publisher does not say when.
func (s *Service) within(ctx context.Context, v View, selection Selection) (map[string]SeriesTally, error) {
	within := map[string]SeriesTally{}
	if !v.Source.Asked("closed_on") {
		return within, nil
	}
	cut, err := s.store.Cut(ctx, v.Release, v.Source.Code)
	if err != nil || !cut.Known() {
		return within, err
	}
	series, err := s.store.Series(ctx, v.Release, Platform, ByYear, selection, SeriesOptions{Least: v.Floors.RankRated, Age: DefaultAge, Cut: cut})
	if err != nil {
		return nil, err
	}
	for _, t := range series {
		sum := within[t.Key]
		sum.AtRisk, sum.ResolvedWithin, sum.Undated = sum.AtRisk+t.AtRisk, sum.ResolvedWithin+t.ResolvedWithin, sum.Undated+t.Undated
		within[t.Key] = sum
	}
	return within, nil
}

// indicators counts what the publisher asks for; within is empty where it does not ask
// when complaints were closed.
func (v View) indicators(rows []RobustRow, within map[string]SeriesTally) map[Indicator]trials {
	out := map[Indicator]trials{}
	fill := func(indicator Indicator, read func(RobustRow) (y, n int64)) {
		var c trials
		for _, row := range rows {
			y, n := read(row)
			c.y, c.n = append(c.y, y), append(c.n, n)
		}
		out[indicator] = c
	}
	fill(IndicatorResolution, func(r RobustRow) (int64, int64) { return r.Resolved, r.Rated() })
	if v.Source.Asked("responded_on") {
		fill(IndicatorResponse, func(r RobustRow) (int64, int64) { return r.Tally.Responded, r.Complaints })
	}
	if v.Source.Asked("timely") {
		fill(IndicatorTimely, func(r RobustRow) (int64, int64) { return r.TimelyYes, r.TimelyYes + r.TimelyNo })
	}
	if len(within) == 0 {
		return out
	}
	fill(IndicatorWithin30, func(r RobustRow) (int64, int64) {
		t := within[r.Key]
		if t.Undated*50 > t.AtRisk { // too many resolved on a day nobody says
			return 0, 0
		}
		return t.ResolvedWithin, t.AtRisk
	})
	return out
}

// standardised gives each row's posterior log-odds as standard deviations above the
// mean of all rows, with its standard error; nil of a row without trials. ok is false
// where the rows do not differ beyond chance.
func standardised(c trials) (z []*[2]float64, ok bool, err error) {
	fit, err := stat.FitBetaBinomial(c.y, c.n)
	if err != nil || fit.Alpha == nil || fit.Beta == nil {
		return nil, false, err
	}
	units, err := stat.PosteriorBetas(c.y, c.n, *fit.Alpha, *fit.Beta)
	if err != nil {
		return nil, false, err
	}
	z = make([]*[2]float64, len(units))
	var sum, squares, k float64
	for i, u := range units {
		if c.n[i] > 0 {
			at, sd := u.LogOdds()
			z[i] = &[2]float64{at, sd}
			sum, squares, k = sum+at, squares+at*at, k+1
		}
	}
	if k < 2 {
		return nil, false, nil
	}
	mean := sum / k
	spread := math.Sqrt(max(0, squares/k-mean*mean) * k / (k - 1))
	if spread < 1e-9 {
		return nil, false, nil
	}
	for _, at := range z {
		if at != nil {
			at[0], at[1] = (at[0]-mean)/spread, at[1]/spread
		}
	}
	return z, true, nil
}

// named computes the scores that others publish, of what is known here.
func (r *RobustRow) named() {
	if r.ResponseRate == nil || r.ResolutionRate.Value == nil {
		return
	}
	const percent = 100
	if r.MeanRating != nil && r.RatingN >= minRatings {
		grade := (*r.MeanRating - 1) / 4 * 10 // 1 to 5 stars as 0 to 10
		low, err := stat.ReclameAqui(percent**r.ResponseRate, grade, percent**r.ResolutionRate.Value, 0)
		high, worse := stat.ReclameAqui(percent**r.ResponseRate, grade, percent**r.ResolutionRate.Value, percent)
		if err == nil && worse == nil {
			r.ReclameAqui = &ScoreRange{low, high}
		}
	}
	if r.TimelyRate != nil {
		index := (*r.ResponseRate + *r.TimelyRate + *r.ResolutionRate.Value) / 3
		if band, err := stat.BandOf(index); err == nil {
			r.Dianshubao = &BandedIndex{index, band}
		}
	}
}

// minRatings is how many grades the formula of Reclame Aqui needs.
const minRatings = 10
