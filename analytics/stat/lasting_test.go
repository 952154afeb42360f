package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// A process gives shares of trials that vary beyond the binomial, with neighbours
// alike by rho, a season, and from the middle on a step; all in log-odds.
type process struct {
	n, season              int
	trials                 float64
	spread, rho, amplitude float64
	step                   float64
}

func (p process) draw(random *rand.Rand) (y, n []float64) {
	e, phase := random.NormFloat64(), 2*math.Pi*random.Float64()
	for i := range p.n {
		if i > 0 {
			e = p.rho*e + math.Sqrt(1-p.rho*p.rho)*random.NormFloat64()
		}
		odds := p.spread*e + p.amplitude*math.Sin(2*math.Pi*float64(i)/float64(p.season)+phase)
		if i >= p.n/2 {
			odds += p.step
		}
		y = append(y, distuv.Binomial{N: p.trials, P: 1 / (1 + math.Exp(-odds)), Src: random}.Rand())
		n = append(n, p.trials)
	}
	return y, n
}

func (p process) rates(random *rand.Rand) []float64 {
	y, n := p.draw(random)
	for i := range y {
		y[i] /= n[i]
	}
	return y
}

// lengths are the shortest series that are judged by month, quarter, year and week,
// and some between; season is how many of them make a year, at least a lasting level.
var lengths = []struct{ n, season, least int }{{24, 12, 12}, {30, 12, 12}, {34, 12, 12}, {60, 12, 12}, {8, 4, 4}, {20, 4, 4}, {12, 1, 4}, {156, 52, 52}}

// A process that does not change is said to have a trend, or a change of level, in
// about one series of twenty at most: with neighbours alike by .3, with a season of 10
// points up and down, with more variation than the binomial, and with all of them.
func TestFlatSeriesAreSaidToMoveInOneOfTwenty(t *testing.T) {
	const runs = 400
	margin := 0.05 + 2.58*math.Sqrt(0.05*0.95/runs)
	random := rand.New(rand.NewPCG(6, 1))
	for _, l := range lengths {
		for _, p := range []process{{trials: 40}, {trials: 40, spread: 0.3, rho: 0.3}, {trials: 200, spread: 0.3, rho: 0.3},
			{trials: 40, spread: 0.3, amplitude: 0.4}, {trials: 200, spread: 0.3, amplitude: 0.4, rho: 0.3}} {
			if p.n, p.season = l.n, l.season; l.season == 1 && p.amplitude > 0 {
				continue // years have no season
			}
			moves, changes := 0, 0
			for range runs {
				y, n := p.draw(random)
				found, err := LastingShiftsOfRate(y, n, l.least)
				if err != nil {
					t.Fatal(err)
				}
				if len(found.Last) > 0 {
					changes++
				}
				for i := range y {
					y[i] /= n[i]
				}
				line, err := TrendOf(y)
				if err != nil {
					t.Fatal(err)
				}
				if line.Verdict != NotDetectable {
					moves++
				}
			}
			if got := float64(moves) / runs; got > margin {
				t.Errorf("%+v: a trend in %.3f of flat series, want at most %.3f", p, got, margin)
			}
			if got := float64(changes) / runs; got > margin {
				t.Errorf("%+v: a change of level in %.3f of flat series, want at most %.3f", p, got, margin)
			}
		}
	}
}

// Counts that vary beyond Poisson, with a season of a third up and down and neighbours
// alike, are said to change in about one series of twenty at most.
func TestFlatCountsAreSaidToChangeInOneOfTwenty(t *testing.T) {
	const runs = 400
	margin := 0.05 + 2.58*math.Sqrt(0.05*0.95/runs)
	random := rand.New(rand.NewPCG(6, 2))
	for _, l := range lengths {
		changes := 0
		for range runs {
			x, e, phase := make([]float64, l.n), random.NormFloat64(), 2*math.Pi*random.Float64()
			for i := range x {
				if i > 0 {
					e = 0.3*e + math.Sqrt(0.91)*random.NormFloat64()
				}
				x[i] = distuv.Poisson{Lambda: 200 * math.Exp(0.1*e+0.3*math.Sin(2*math.Pi*float64(i)/float64(l.season)+phase)), Src: random}.Rand()
			}
			found, err := LastingShiftsOfCounts(x, l.least)
			if err != nil {
				t.Fatal(err)
			}
			if len(found.Last) > 0 {
				changes++
			}
		}
		if got := float64(changes) / runs; got > margin {
			t.Errorf("%d counts: a change of level in %.3f of flat series, want at most %.3f", l.n, got, margin)
		}
	}
}

// A step is found, where it is; what is not judged is too short.
func TestStepsAreFound(t *testing.T) {
	const runs = 200
	random := rand.New(rand.NewPCG(6, 3))
	found, near, moved := 0, 0, 0
	p := process{n: 34, season: 12, trials: 60, spread: 0.2, rho: 0.3, amplitude: 0.2, step: 1.1}
	for range runs {
		y, n := p.draw(random)
		shifts, err := LastingShiftsOfRate(y, n, 12)
		if err != nil {
			t.Fatal(err)
		}
		if len(shifts.Last) == 1 && shifts.Levels[1] > shifts.Levels[0] {
			found++
			if shifts.Last[0] >= 15 && shifts.Last[0] <= 19 {
				near++
			}
		}
		if line, err := TrendOf(p.rates(random)); err == nil && line.Verdict == Rose {
			moved++
		}
	}
	if found < runs*95/100 || near < found*9/10 || moved < runs/2 {
		t.Errorf("of %d steps of 1.1 in log-odds %d are found, %d within two months, %d as a trend", runs, found, near, moved)
	}
	counts := make([]float64, 30)
	for i := range counts {
		counts[i] = 100 + 60*float64(i/15)
	}
	if got, err := LastingShiftsOfCounts(counts, 12); err != nil || len(got.Last) != 1 || got.Last[0] != 15 || !closeTo(got.Levels[0], 100) || !closeTo(got.Levels[1], 160) {
		t.Errorf("LastingShiftsOfCounts of 100 and then 160 = %+v, %v", got, err)
	}
}
