package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// TestIncidenceSlow compares with counting one by one: shares and S sum to 1, and
// so does the ladder of one stage, whose variance comes from another recursion.
func TestIncidenceSlow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		follows := drawFollows(3, false).Draw(t, "follows")
		incidence, err := CumulativeIncidence(durationsOf(follows, 3), 3)
		if err != nil {
			t.Fatal(err)
		}
		spells := make([]Spell, 0, len(follows))
		for i, f := range follows {
			to := Waiting
			if f.cause > 0 {
				to = f.cause
			}
			// A day later: a ladder has nobody leave before it begins.
			spells = append(spells, Spell{Unit: int64(i), From: 0, To: to, Entry: 0, Exit: f.days + 1})
		}
		open, share := 1.0, make([]float64, 4)
		for day := 0.0; day <= 12; day++ {
			n, all := atRiskOn(follows, day, -1)
			if n > 0 {
				for cause := 1; cause <= 3; cause++ {
					_, d := atRiskOn(follows, day, cause)
					share[cause] += open * d / n
				}
				open *= 1 - all/n
			}
			at := incidence.At(day)
			sum := at.Open
			if !isNear(at.Open, open) {
				t.Fatalf("S(%v) = %v, want %v", day, at.Open, open)
			}
			for cause, outcome := range at.Causes {
				sum += outcome.Share
				if !isNear(outcome.Share, share[cause+1]) {
					t.Fatalf("F%d(%v) = %v, want %v", cause+1, day, outcome.Share, share[cause+1])
				}
				low, high, ok, err := outcome.Interval(0.95, LogLog)
				if err != nil || ok && !(0 <= low && low <= outcome.Share && outcome.Share <= high && high <= 1) {
					t.Fatalf("Interval of %+v = %v to %v, %v, %v", outcome, low, high, ok, err)
				}
			}
			if math.Abs(sum-1) > 1e-12 {
				t.Fatalf("shares and S sum to %v, want 1", sum)
			}
			if len(spells) == 0 {
				continue
			}
			ladder, err := StateOccupation(spells, 4)
			if err != nil {
				t.Fatal(err)
			}
			for cause, outcome := range at.Causes {
				got := ladder.At(day + 1)[cause+1]
				if !isNear(got.Share, outcome.Share) || math.Abs(got.SE-outcome.SE) > 1e-7 {
					t.Fatalf("occupation on day %v = %+v, want %+v", day, got, outcome)
				}
			}
		}
	})
}

// TestIncidenceBootstrap compares the error with that of drawing the complaints
// again, as methods.md asks: within a tenth.
func TestIncidenceBootstrap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	follows := make([]follow, 400)
	for i := range follows {
		follows[i] = follow{days: math.Ceil(r.ExpFloat64() * 30), cause: r.IntN(3)}
	}
	share := func(follows []follow) Outcome {
		incidence, err := CumulativeIncidence(durationsOf(follows, 2), 2)
		if err != nil {
			t.Fatal(err)
		}
		return incidence.At(30).Causes[0]
	}
	want := share(follows).SE
	sum, squares, drawn := 0.0, 0.0, make([]follow, len(follows))
	const draws = 1000
	for range draws {
		for i := range drawn {
			drawn[i] = follows[r.IntN(len(follows))]
		}
		f := share(drawn).Share
		sum += f / draws
		squares += f * f / draws
	}
	if got := math.Sqrt(squares - sum*sum); math.Abs(got/want-1) > 0.1 {
		t.Errorf("standard error of F(30) = %v, the bootstrap has %v", want, got)
	}
}

// TestGrayLevel draws groups that do not differ: about 5 % of the tests say so.
func TestGrayLevel(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	rejected, tests := 0, 600
	for range tests {
		groups := make([][]Duration, 2)
		for g := range groups {
			follows := make([]follow, 60)
			for i := range follows {
				follows[i] = follow{days: math.Ceil(r.ExpFloat64() * 30), cause: r.IntN(3)}
			}
			groups[g] = durationsOf(follows, 2)
		}
		test, err := Gray(groups, 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		if test.P != nil && *test.P < 0.05 {
			rejected++
		}
	}
	if share := float64(rejected) / float64(tests); share < 0.025 || share > 0.08 {
		t.Errorf("Gray rejects %v of tests of equal groups, want 0.05", share)
	}
}

func TestAtAges(t *testing.T) {
	rows := []Aged{
		{Age: 100, Duration: Duration{Days: 5, Events: []int64{3}}},
		{Age: 100, Duration: Duration{Days: 30, Events: []int64{1, 1}}},
		{Age: 100, Duration: Duration{Days: 100, Censored: 2}},
		{Age: 20, Duration: Duration{Days: 4, Events: []int64{5}}},
		{Age: 20, Duration: Duration{Days: 20, Censored: 10}},
		{Age: 100, Duration: Duration{Days: 10, Censored: 1}},
	}
	got, err := AtAges(rows, 2, 0, []float64{7, 30, 101}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if g := got[0]; g.Ended != 8 || g.N != 23 || g.Unknown != 0 || !isNear(*g.Share, 8.0/23) || g.Incidence == nil {
		t.Errorf("AtAges(7) = %+v, want 8 of 23", g)
	}
	if g := got[1]; g.Ended != 4 || g.N != 7 || g.Unknown != 1 {
		t.Errorf("AtAges(30) = %+v, want 4 of 7 and 1 unknown", g)
	}
	if g := got[2]; g.N != 0 || g.Share != nil || g.Incidence != nil {
		t.Errorf("AtAges(101) = %+v, want nothing", g)
	}
	if n := len(Matured(rows, 30)); n != 4 {
		t.Errorf("Matured(30) has %d rows, want 4", n)
	}
	if _, err := AtAges([]Aged{{Age: 1, Duration: Duration{Days: 2, Censored: 1}}}, 1, 0, []float64{7}, 0.95); err == nil {
		t.Error("AtAges of a complaint followed beyond the cut = nil error, want one")
	}
}
