package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// A follow is one complaint, for the slow versions: cause 0 is open.
type follow struct {
	days, entry float64
	cause       int
}

func drawFollows(causes int, entries bool) *rapid.Generator[[]follow] {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) follow {
		f := follow{days: float64(rapid.IntRange(0, 12).Draw(t, "days")), cause: rapid.IntRange(0, causes).Draw(t, "cause")}
		if entries && f.days > 1 {
			f.entry = float64(rapid.IntRange(0, int(f.days)-1).Draw(t, "entry"))
		}
		return f
	}), 0, 25)
}

// durationsOf writes one row a complaint: grouping must not matter.
func durationsOf(follows []follow, causes int) []Duration {
	rows := make([]Duration, len(follows))
	for i, f := range follows {
		rows[i] = Duration{Days: f.days, Entry: f.entry, Events: make([]int64, causes)}
		if f.cause == 0 {
			rows[i].Censored = 1
		} else {
			rows[i].Events[f.cause-1] = 1
		}
	}
	return rows
}

// atRiskOn counts those at risk and those ended on a day, one by one.
func atRiskOn(follows []follow, day float64, cause int) (n, d float64) {
	for _, f := range follows {
		if (f.entry == 0 || f.entry < day) && day <= f.days {
			n++
			if f.days == day && (f.cause == cause || cause < 0 && f.cause > 0) {
				d++
			}
		}
	}
	return n, d
}

func isNear(got, want float64) bool { return math.Abs(got-want) <= 1e-9*(1+math.Abs(want)) }

// TestKaplanMeierSlow compares with counting complaints one by one, with delayed
// entry and ties.
func TestKaplanMeierSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		follows := drawFollows(1, true).Draw(t, "follows")
		curve, err := KaplanMeier(durationsOf(follows, 1))
		if err != nil {
			t.Fatal(err)
		}
		survival, greenwood, next := 1.0, 0.0, 0
		for day := 0.0; day <= 12; day++ {
			n, d := atRiskOn(follows, day, 1)
			if d == 0 {
				continue
			}
			survival *= 1 - d/n
			if n > d {
				greenwood += d / (n * (n - d))
			}
			step := curve.Steps[next]
			next++
			if step.Days != day || step.AtRisk != int64(n) || step.Events != int64(d) ||
				!isNear(step.Survival, survival) || !isNear(step.Greenwood, greenwood) {
				t.Fatalf("step on day %v = %+v, want n %v, d %v, S %v, G %v", day, step, n, d, survival, greenwood)
			}
			low, high, ok := step.Bounds(Z95, LogLog)
			if ok != (survival > 0) || ok && !(0 <= low && low <= step.Survival && step.Survival <= high && high <= 1) {
				t.Fatalf("Bounds of S = %v are %v to %v, %v", step.Survival, low, high, ok)
			}
		}
		if next != len(curve.Steps) {
			t.Fatalf("KaplanMeier has %d steps, want %d", len(curve.Steps), next)
		}
	})
}

// TestKaplanMeierIsECDF checks S = 1 − ECDF without open complaints, and that the
// restricted mean is then the mean of min(days, tau) with the variance of a mean.
func TestKaplanMeierIsECDF(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		follows := drawFollows(1, false).Draw(t, "follows")
		if len(follows) == 0 {
			return
		}
		for i := range follows {
			follows[i].cause = 1
		}
		curve, err := KaplanMeier(durationsOf(follows, 1))
		if err != nil {
			t.Fatal(err)
		}
		n := float64(len(follows))
		for _, step := range curve.Steps {
			later := 0.0
			for _, f := range follows {
				if f.days > step.Days {
					later++
				}
			}
			if !isNear(step.Survival, later/n) {
				t.Fatalf("S(%v) = %v, want %v", step.Days, step.Survival, later/n)
			}
		}
		tau := float64(rapid.IntRange(1, 15).Draw(t, "tau"))
		mean, squares := 0.0, 0.0
		for _, f := range follows {
			mean += min(f.days, tau) / n
			squares += min(f.days, tau) * min(f.days, tau) / n
		}
		got, ok := curve.Restricted(tau)
		if want := math.Sqrt(max(0, squares-mean*mean) / n); !ok || !isNear(got.Days, mean) || math.Abs(got.SE-want) > 1e-7 {
			t.Fatalf("Restricted(%v) = %+v, %v, want %v (%v)", tau, got, ok, mean, want)
		}
	})
}

// TestRowsSplit checks that the order of rows and splitting one changes nothing.
func TestRowsSplit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := durationsOf(drawFollows(2, true).Draw(t, "follows"), 2)
		grouped := slices.Clone(rows)
		for i := range grouped {
			for j := range grouped[:i] {
				if grouped[i].Days == grouped[j].Days && grouped[i].Entry == grouped[j].Entry {
					grouped[j].Events = []int64{grouped[j].Events[0] + grouped[i].Events[0], grouped[j].Events[1] + grouped[i].Events[1]}
					grouped[j].Censored += grouped[i].Censored
					grouped[i].Events, grouped[i].Censored = nil, 0
					break
				}
			}
		}
		slices.Reverse(grouped)
		one, err1 := KaplanMeier(rows)
		two, err2 := KaplanMeier(grouped)
		if err1 != nil || err2 != nil || !slices.Equal(one.Steps, two.Steps) || one.Units != two.Units {
			t.Fatalf("KaplanMeier = %+v, want %+v (%v, %v)", two, one, err1, err2)
		}
	})
}

func TestQuantileEdges(t *testing.T) {
	events := func(days ...float64) []Duration {
		var rows []Duration
		for _, d := range days {
			rows = append(rows, Duration{Days: d, Events: []int64{1}})
		}
		return rows
	}
	open := func(rows []Duration, days ...float64) []Duration {
		for _, d := range days {
			rows = append(rows, Duration{Days: d, Censored: 1})
		}
		return rows
	}
	never := math.NaN()
	for name, c := range map[string]struct {
		rows []Duration
		want float64
	}{
		"flat between events":          {events(1, 2, 3, 4), 2.5},
		"flat to the end of follow-up": {open(events(1, 2), 10, 10), 6},
		"never reached":                {open(events(1), 10, 10), never},
		"all open":                     {open(nil, 3, 4), never},
		"nothing":                      {nil, never},
		"one":                          {events(7), 7},
		"on day 0":                     {events(0, 0, 5), 0},
		"flat, open in between":        {open(events(1, 2, 8, 9), 3), 8},
	} {
		curve, err := KaplanMeier(c.rows)
		if err != nil {
			t.Fatal(err)
		}
		got, err := curve.Median(0.95)
		if err != nil {
			t.Fatal(err)
		}
		if math.IsNaN(c.want) != (got.Days == nil) || got.Days != nil && *got.Days != c.want {
			t.Errorf("%s: Median = %v, want %v", name, got.Days, c.want)
		}
	}
}

func TestKaplanMeierRefuses(t *testing.T) {
	for name, row := range map[string]Duration{
		"negative days":       {Days: -1, Censored: 1},
		"NaN":                 {Days: math.NaN(), Censored: 1},
		"infinite":            {Days: math.Inf(1), Censored: 1},
		"negative count":      {Days: 1, Events: []int64{-1}},
		"negative open":       {Days: 1, Censored: -1},
		"entry after the end": {Days: 1, Entry: 2, Censored: 1},
		"too many":            {Days: 1, Events: []int64{math.MaxInt64, math.MaxInt64}},
	} {
		if _, err := KaplanMeier([]Duration{row}); err == nil {
			t.Errorf("%s: KaplanMeier(%+v) = nil error, want one", name, row)
		}
	}
	curve, err := KaplanMeier(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, conf := range []float64{0, 1, -1, math.NaN()} {
		if _, err := curve.Median(conf); err == nil {
			t.Errorf("Median(%v) = nil error, want one", conf)
		}
	}
	if _, ok := curve.Restricted(5); ok {
		t.Error("Restricted of no complaint = ok, want not")
	}
}
