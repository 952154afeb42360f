package analytics

import (
	"math"

	"redress/analytics/stat"
)

const (
	// seasonDays is the length of a season, and half of it where an effect is measured.
	seasonDays = 365.25
	// largePlacebos is the share of made-up dates with as large an effect above which
	// none is called.
	largePlacebos = 0.05
	// bentBelow is the p of a bent line before the event below which none is called.
	bentBelow = 0.05
	// inFourOfFive is the smallest effect that is found in four of five series, in half
	// widths of the interval: (1.960 + 0.842) ÷ 1.960.
	inFourOfFive = 1.43
)

// judge looks for the event in the series and in what it does not concern.
//
// An effect is called where both intervals of the model exclude 0, at most 5 % of
// made-up dates before it show one as large, and the line before it is not bent.
func (s *impactSeries) judge() ImpactOutcome {
	question := s.question(func(p impactPeriod) SeriesTally { return p.concerned })
	o := ImpactOutcome{Measure: s.measure, Verdict: NotSupported, Why: NotComputable, Grain: s.grain, Before: s.before,
		After: len(s.periods) - s.before, Points: s.points()}
	found, err := question.Impact()
	if err != nil {
		return o // the model has no answer to a series like this, such as one without any change
	}
	s.estimate(&o, question, found)
	placebos, err := question.Placebos()
	if err != nil {
		return o
	}
	straight, err := question.Straight()
	if err != nil {
		return o
	}
	for i, effect := range placebos.Effects {
		first := s.periods[placebos.Dates[i]]
		o.Placebos = append(o.Placebos, ImpactPlacebo{Period: stepName(s.grain, first.start), Effect: s.shown(effect)})
	}
	o.PlaceboShare, o.StraightP = placebos.Share, &straight
	o.Verdict, o.Why = verdictOf(called(found.Verdict), placebos, straight)
	if s.control {
		o.Control = s.untouched()
	}
	return o
}

func verdictOf(v ImpactVerdict, placebos stat.Placebos, straight float64) (ImpactVerdict, Note) {
	switch {
	case len(placebos.Dates) < leastPlacebos:
		return NotSupported, NoPlacebos
	case v == NotDetectable:
		return v, ""
	case *placebos.Share > largePlacebos:
		return NotDetectable, PlacebosAlike
	case straight < bentBelow:
		return NotSupported, BentBefore
	}
	return v, ""
}

// question puts one side of the series to the model: the share itself, or the
// logarithm of complaints per day, so that long months are not high ones.
func (s *impactSeries) question(side func(impactPeriod) SeriesTally) stat.Interrupted {
	length := map[Grain]float64{ByMonth: seasonDays / 12, ByFortnight: 14, ByWeek: 7}[s.grain]
	q := stat.Interrupted{Period: seasonDays / length, Last: s.before}
	q.Ahead = min(int(math.Round(q.Period/2)), len(s.periods)-s.before)
	for _, p := range s.periods {
		q.Y = append(q.Y, s.value(p, side(p)))
		place := float64(p.start.Time().Month())
		if s.grain != ByMonth {
			place = float64(p.start.Time().YearDay()) / length
		}
		q.Season = append(q.Season, place)
	}
	return q
}

func (s *impactSeries) value(p impactPeriod, t SeriesTally) float64 {
	if s.measure == ImpactResolved {
		return float64(t.ResolvedWithin) / float64(t.AtRisk)
	}
	return math.Log(float64(t.Complaints) / days(p))
}

func days(p impactPeriod) float64 {
	n, _ := p.end.Sub(p.start)
	return float64(n + 1)
}

// shown is an effect as it is published: a difference of shares, or a ratio less 1.
func (s *impactSeries) shown(effect float64) float64 {
	if s.measure == ImpactResolved {
		return effect
	}
	return math.Expm1(effect)
}

// level is a value of the model as it is published: a share, or complaints. A line
// may leave the range of a share; the page must not.
func (s *impactSeries) level(i int, value float64) *float64 {
	if s.measure == ImpactResolved {
		return new(min(max(value, 0), 1))
	}
	return new(math.Exp(value) * days(s.periods[i]))
}

func (s *impactSeries) estimate(o *ImpactOutcome, q stat.Interrupted, found stat.Impact) {
	at := q.Last + q.Ahead - 1
	o.Effect, o.Low, o.High = new(s.shown(found.Effect.Estimate)), new(s.shown(found.Interval.Low)), new(s.shown(found.Interval.High))
	o.NeweyEffect, o.NeweyLow, o.NeweyHigh = new(s.shown(found.NeweyWest.Estimate)), new(s.shown(found.NWBounds.Low)), new(s.shown(found.NWBounds.High))
	o.EffectOn, o.With, o.Without = s.periods[at].end, s.level(at, found.Fitted[at]), s.level(at, found.Without[at])
	o.Detectable = new(s.shown(inFourOfFive * (found.Interval.High - found.Interval.Low) / 2))
	for i := range o.Points {
		o.Points[i].Fitted = s.level(i, found.Fitted[i])
		if o.Points[i].After {
			o.Points[i].Without = s.level(i, found.Without[i])
		}
	}
}

// untouched is the same model on what the event does not concern; nil where it has
// no answer.
func (s *impactSeries) untouched() *ImpactControl {
	found, err := s.question(func(p impactPeriod) SeriesTally { return p.control }).Impact()
	if err != nil {
		return nil
	}
	return &ImpactControl{By: s.by, Effect: s.shown(found.Effect.Estimate), Low: s.shown(found.Interval.Low), High: s.shown(found.Interval.High),
		Moved: found.Verdict != stat.NotDetectable}
}

func (s *impactSeries) points() []ImpactPoint {
	out := make([]ImpactPoint, 0, len(s.periods))
	for i, p := range s.periods {
		point := ImpactPoint{Period: stepName(s.grain, p.start), Start: p.start, End: p.end, Complaints: p.concerned.Complaints,
			Resolved: p.concerned.ResolvedWithin, After: i >= s.before}
		read := func(t SeriesTally) float64 {
			if s.measure == ImpactResolved {
				return float64(t.ResolvedWithin) / float64(t.AtRisk)
			}
			return float64(t.Complaints)
		}
		point.Value = read(p.concerned)
		if s.control {
			point.Control = new(read(p.control))
		}
		out = append(out, point)
	}
	return out
}
