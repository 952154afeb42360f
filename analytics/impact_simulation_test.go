package analytics

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"redress/ingest/complaint"
)

// A planted series has neighbours that are alike (0.4), a season and an effect of so
// much at and after an event.
type plantedSeries struct {
	grain         Grain
	before, after int
	noise         float64 // standard deviation, on the logarithm or the log odds
	season        float64
	effect        float64
	complaints    float64 // in a period
}

// series draws the series; control has everything but the effect, and its own luck.
func (p plantedSeries) series(random *rand.Rand, m ImpactMeasure) *impactSeries {
	s := &impactSeries{measure: m, grain: p.grain, before: p.before, control: true, by: DimIssue}
	start, _ := complaint.NewDay(2015, time.January, 1)
	if p.grain != ByMonth {
		start, _ = complaint.NewDay(2015, time.January, 5)
	}
	own, other := 0.0, 0.0
	for i := range p.before + p.after {
		end := afterwards(p.grain, start).Add(-1)
		own = 0.4*own + math.Sqrt(1-0.16)*p.noise*random.NormFloat64()
		other = 0.4*other + math.Sqrt(1-0.16)*p.noise*random.NormFloat64()
		wave := p.season * math.Sin(2*math.Pi*float64(start.Time().YearDay())/365.25)
		effect := 0.0
		if i >= p.before {
			effect = p.effect
		}
		s.periods = append(s.periods, impactPeriod{start: start, end: end,
			concerned: p.tally(random, m, own+wave+effect), control: p.tally(random, m, other+wave)})
		start = end.Add(1)
	}
	return s
}

// tally draws the complaints of a period, or how many of a fixed number are resolved.
func (p plantedSeries) tally(random *rand.Rand, m ImpactMeasure, moved float64) SeriesTally {
	if m == ImpactComplaints {
		mean := p.complaints * math.Exp(moved)
		n := int64(max(1, math.Round(mean+math.Sqrt(mean)*random.NormFloat64())))
		return SeriesTally{Complaints: n, AtRisk: n}
	}
	share := 1 / (1 + math.Exp(-moved))
	t := SeriesTally{Complaints: int64(p.complaints), AtRisk: int64(p.complaints)}
	for range t.AtRisk {
		if random.Float64() < share {
			t.ResolvedWithin++
		}
	}
	return t
}

// On dates without any change the whole procedure (interval, made-up dates, straight
// line, untouched control) calls at most 5 % effects, with errors that resemble their
// neighbours and a season, by month and by week.
func TestNothingIsCalledWhereNothingHappened(t *testing.T) {
	const runs = 400 // 2,000 gave 0.027 to 0.040
	for name, p := range map[string]plantedSeries{
		"months":     {grain: ByMonth, before: 42, after: 24, noise: 0.12, season: 0.25, complaints: 150},
		"short":      {grain: ByMonth, before: leastBefore, after: LeastPeriods, noise: 0.12, season: 0.25, complaints: 150},
		"fortnights": {grain: ByFortnight, before: 38, after: 37, noise: 0.12, season: 0.25, complaints: 90},
		"weeks":      {grain: ByWeek, before: 77, after: 76, noise: 0.12, season: 0.25, complaints: 60},
	} {
		for _, m := range []ImpactMeasure{ImpactResolved, ImpactComplaints} {
			random := rand.New(rand.NewPCG(41, uint64(len(name))))
			intervals, alone, attributed := 0, 0, 0
			for range runs {
				o := p.series(random, m).judge()
				if *o.Low > 0 || *o.High < 0 {
					intervals++
				}
				if o.Verdict == ImpactRose || o.Verdict == ImpactFell {
					alone++
				}
				if o.attribute(); o.Verdict == ImpactRose || o.Verdict == ImpactFell {
					attributed++
				}
			}
			t.Logf("%s, %s: the interval excludes 0 in %.3f, an effect is called in %.3f, after the control in %.3f", name, m,
				float64(intervals)/runs, float64(alone)/runs, float64(attributed)/runs)
			if share := float64(alone) / runs; share > 0.05 {
				t.Errorf("%s, %s: an effect is called on %.3f of dates without one, want at most 0.05", name, m, share)
			}
		}
	}
}

// A large effect is found with its size; where the control moves too it is nobody's.
func TestPlantedEffectIsCalled(t *testing.T) {
	const runs = 60
	random := rand.New(rand.NewPCG(43, 1))
	p := plantedSeries{grain: ByMonth, before: 42, after: 24, noise: 0.06, season: 0.25, complaints: 400, effect: 0.8}
	called, blamed, covered := 0, 0, 0
	for range runs {
		s := p.series(random, ImpactResolved)
		o := s.judge()
		if o.Verdict == ImpactRose {
			called++
		}
		if truth := 1/(1+math.Exp(-0.8)) - 0.5; *o.Low <= truth+0.03 && *o.High >= truth-0.03 {
			covered++
		}
		for i := range s.periods {
			s.periods[i].control = s.periods[i].concerned
		}
		if o = s.judge(); o.Verdict == ImpactRose {
			if o.attribute(); o.Verdict != NotAttributable {
				blamed++
			}
		}
	}
	t.Logf("called %d, covered %d of %d", called, covered, runs)
	if called < runs*8/10 || covered < runs*9/10 {
		t.Errorf("an effect of 19 points is called in %d and its interval holds it in %d of %d", called, covered, runs)
	}
	if blamed > 0 {
		t.Errorf("%d changes that the control shares are laid at the event's door", blamed)
	}
}
