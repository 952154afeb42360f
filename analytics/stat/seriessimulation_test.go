package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

// autoregressive returns n values of level 50 with AR(1) errors.
func autoregressive(random *rand.Rand, n int, rho float64) []float64 {
	y, e := make([]float64, n), random.NormFloat64()/math.Sqrt(1-rho*rho)
	for i := range y {
		if i > 0 {
			e = rho*e + random.NormFloat64()
		}
		y[i] = 50 + 0.1*float64(i) + e
	}
	return y
}

// The interval of the effect must hold the truth (0) in at least 90 of 100 series
// of 48 months with an autocorrelation of .4, and an effect may be claimed in few.
func TestImpactCoversTheTruth(t *testing.T) {
	const runs = 400
	random := rand.New(rand.NewPCG(5, 1))
	covered, alone, white, claimed := 0, 0, 0, 0
	for range runs {
		q := Interrupted{Y: autoregressive(random, 48, 0.4), Last: 24, Ahead: 12}
		found, err := q.Impact()
		if err != nil {
			t.Fatal(err)
		}
		if found.Interval.Low <= 0 && found.Interval.High >= 0 {
			covered++
		}
		if bounds := found.Effect.interval(44); bounds.Low <= 0 && bounds.High >= 0 {
			alone++
		}
		if found.NWBounds.Low <= 0 && found.NWBounds.High >= 0 {
			white++
		}
		if found.Verdict != NotDetectable {
			claimed++
		}
	}
	t.Logf("the interval covers %.3f, REML alone %.3f, Newey–West %.3f, claimed %.3f", float64(covered)/runs, float64(alone)/runs, float64(white)/runs, float64(claimed)/runs)
	if share := float64(covered) / runs; share < 0.90 {
		t.Errorf("95 %% intervals of REML AR(1) cover %.3f, want at least 0.90", share)
	}
	if share := float64(alone) / runs; share < 0.90 {
		t.Errorf("95 %% intervals of REML AR(1) alone cover %.3f, want at least 0.90", share)
	}
	if share := float64(claimed) / runs; share > 0.06 {
		t.Errorf("an effect is claimed in %.3f of series without one, want at most about 0.05", share)
	}
}

// When nothing happened at the real date either, it is among the largest twentieth
// of the made-up ones about once in twenty; these overlap, so a little more often.
func TestPlaceboDatesAreNominal(t *testing.T) {
	const runs = 200
	random := rand.New(rand.NewPCG(5, 2))
	below := 0
	for range runs {
		q := Interrupted{Y: autoregressive(random, 84, 0.3), Last: 60, Ahead: 12}
		found, err := q.Placebos()
		if err != nil {
			t.Fatal(err)
		}
		if *found.Share <= 0.05 {
			below++
		}
	}
	share := float64(below) / runs
	t.Logf("share of series with a placebo share of at most 5 %%: %.3f", share)
	if share > 0.12 {
		t.Errorf("%.3f of series without effect have a placebo share of at most 5 %%, want about 0.05", share)
	}
}

func TestEARSFalseAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 3))
	x := make([]float64, 200_000)
	for i := range x {
		x[i] = 1000 + 30*random.NormFloat64()
	}
	weeks, _ := weeksFrom(10, len(x))
	alarms := 0
	judged, err := EARS(x, weeks, EARSOptions{Method: "C2", Baseline: 7, Alpha: 0.001, MinSigma: 0.5})
	if err != nil {
		t.Fatal(err)
	}
	for _, week := range judged {
		if week.Alarm {
			alarms++
		}
	}
	rate := float64(alarms) / float64(len(weeks))
	// With a mean and a deviation from 7 weeks the nominal .001 is in truth a t test.
	exact := distuv.StudentsT{Sigma: 1, Nu: 6}.Survival(distuv.UnitNormal.Quantile(0.999) / math.Sqrt(1+1.0/7))
	t.Logf("C2 false alarms %.4f, exact %.4f, nominal .001", rate, exact)
	if rate < exact/2 || rate > exact*2 {
		t.Errorf("C2 signals in %.4f of weeks, want %.4f within a factor of 2", rate, exact)
	}
}

func weeksFrom(first, last int) (weeks []int, n int) {
	for at := first; at <= last; at++ {
		weeks = append(weeks, at)
	}
	return weeks, len(weeks)
}

func TestFarringtonFalseAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 4))
	o := FarringtonDefaults()

	alarms, all := 0, 0
	for range 10 {
		x := make([]float64, o.First()+100)
		for i := range x {
			mean := 20 * math.Exp(0.3*math.Sin(2*math.Pi*float64(i)/52))
			gamma := distuv.Gamma{Alpha: mean, Beta: 1, Src: random}.Rand()
			x[i] = distuv.Poisson{Lambda: gamma, Src: random}.Rand()
		}
		weeks, n := weeksFrom(o.First(), len(x))
		judged, err := Farrington(x, weeks, o)
		if err != nil {
			t.Fatal(err)
		}
		all += n
		for _, week := range judged {
			if week.Alarm {
				alarms++
			}
		}
	}
	rate := float64(alarms) / float64(all)
	t.Logf("Farrington false alarms %.4f of %d weeks, alpha %.3f", rate, all, o.Alpha)
	if rate < o.Alpha/2 || rate > o.Alpha*2 {
		t.Errorf("Farrington signals in %.4f of weeks, want %.3f within a factor of 2", rate, o.Alpha)
	}
}
