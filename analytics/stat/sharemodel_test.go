package stat

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// spreadUnits draws units from a Beta prior.
func spreadUnits(r *rand.Rand, units int, a, b float64) (y, n []int64, theta []float64) {
	for range units {
		x := 1 / (1 + math.Exp(drawLogGamma(r, b)-drawLogGamma(r, a)))
		size := int64(30 + r.IntN(200))
		hits := int64(0)
		for range size {
			if r.Float64() < x {
				hits++
			}
		}
		theta, y, n = append(theta, x), append(y, hits), append(n, size)
	}
	return y, n, theta
}

// Whatever the method: expected ranks add up, intervals hold the median, the tails
// are probabilities, and every mean lies between the raw share and the prior's.
func TestFitSharesInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.SampledFrom([]int{1, 2, 5, 12, 55}).Draw(t, "units")
		generator := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		y, n, _ := spreadUnits(generator, units, 3, 2)
		if rapid.Bool().Draw(t, "equal") {
			for i := range y {
				y[i], n[i] = 20, 40
			}
		}
		m, ok, err := FitShares(y, n, 1)
		if err != nil || !ok {
			t.Fatalf("FitShares of %d units = %v, %v", units, ok, err)
		}
		sum := 0.
		for i := range y {
			sum += m.Ranks.Expected[i]
			raw := float64(y[i]) / float64(n[i])
			if low, high := min(raw, m.Prior), max(raw, m.Prior); m.Method != FullBayesGrid && !(m.Mean[i] >= low-1e-9 && m.Mean[i] <= high+1e-9) {
				t.Fatalf("unit %d: mean %v outside %v to %v", i, m.Mean[i], low, high)
			}
			if got := m.Shrunk(y[i], n[i]); math.Abs(got-m.Mean[i]) > 1e-9 {
				t.Fatalf("unit %d: Shrunk %v, mean %v", i, got, m.Mean[i])
			}
			r := m.Ranks
			if !(1 <= r.Low[i] && r.Low[i] <= r.Median[i] && r.Median[i] <= r.High[i] && r.High[i] <= units) ||
				!(r.Top[i] >= 0 && r.Top[i] <= 1+1e-9 && r.Bottom[i] >= 0 && r.Bottom[i] <= 1+1e-9) {
				t.Fatalf("unit %d: ranks %d to %d about %d, tails %v, %v", i, r.Low[i], r.High[i], r.Median[i], r.Top[i], r.Bottom[i])
			}
		}
		if want := float64(units*(units+1)) / 2; math.Abs(sum-want) > 1e-6*want {
			t.Fatalf("expected ranks of %d units add up to %v, want %v", units, sum, want)
		}
	})
}

// Units with equal data have equal ranks, also where those are simulated.
func TestFitSharesTreatsEqualDataEqually(t *testing.T) {
	y, n, _ := spreadUnits(rand.New(rand.NewPCG(1, 2)), MaxExactRanks+50, 3, 2)
	y[7], n[7] = y[200], n[200]
	m, _, err := FitShares(y, n, 1)
	if err != nil || m.Ranks.Draws == 0 {
		t.Fatalf("FitShares = %v, %d draws, want simulated ranks", err, m.Ranks.Draws)
	}
	if m.Ranks.Expected[7] != m.Ranks.Expected[200] || m.Ranks.Low[7] != m.Ranks.Low[200] || m.Ranks.High[7] != m.Ranks.High[200] {
		t.Error("units with equal data have different ranks")
	}
}

// Intervals of ranks hold the true rank at least as often as they say, where the
// model is true; with few units, with many, exact and simulated.
func TestRankIntervalsCover(t *testing.T) {
	for _, c := range []struct{ units, runs int }{{8, 30}, {60, 5}, {MaxExactRanks + 10, 1}} {
		r := rand.New(rand.NewPCG(42, uint64(c.units)))
		held, all := 0, 0
		for run := range c.runs {
			y, n, theta := spreadUnits(r, c.units, 6, 4)
			m, ok, err := FitShares(y, n, uint64(run))
			if err != nil || !ok {
				t.Fatal(ok, err)
			}
			for i := range theta {
				rank := 1
				for _, other := range theta {
					if other > theta[i] {
						rank++
					}
				}
				all++
				if m.Ranks.Low[i] <= rank && rank <= m.Ranks.High[i] {
					held++
				}
			}
		}
		if share := float64(held) / float64(all); share < .93 {
			t.Errorf("%d units: 95 %% rank intervals hold the true rank in %.3f of %d cases", c.units, share, all)
		}
	}
}

// Where all true shares are equal hardly anybody is said to be in the worst tenth
// with a probability of 0.8, or to stand apart from the best.
func TestEqualSharesMakeNobodyWorst(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	accused, runs := 0, 60
	for run := range runs {
		var y, n []int64
		for range 20 {
			size := int64(30 + r.IntN(300))
			hits := int64(0)
			for range size {
				if r.Float64() < .6 {
					hits++
				}
			}
			y, n = append(y, hits), append(n, size)
		}
		m, ok, err := FitShares(y, n, uint64(run))
		if err != nil || !ok {
			t.Fatal(ok, err)
		}
		if slices.Max(m.Ranks.Bottom) >= .8 {
			accused++
		}
	}
	if accused > runs/20 {
		t.Errorf("in %d of %d runs somebody is probably among the worst, though all are equal; at most 5 %% are promised", accused, runs)
	}
}

func TestFitSharesEdges(t *testing.T) {
	if _, ok, err := FitShares(nil, nil, 1); ok || err != nil {
		t.Errorf("FitShares of nobody = %v, %v, want nothing", ok, err)
	}
	if _, ok, err := FitShares([]int64{0}, []int64{0}, 1); ok || err != nil {
		t.Errorf("FitShares of no trials = %v, %v, want nothing", ok, err)
	}
	if _, _, err := FitShares([]int64{2}, []int64{1}, 1); err == nil {
		t.Error("FitShares of 2 of 1 is no error")
	}
	for _, c := range []struct{ y, n []int64 }{
		{[]int64{0, 0, 0}, []int64{40, 50, 60}}, {[]int64{40, 50, 60}, []int64{40, 50, 60}}, {[]int64{0, 50}, []int64{40, 50}}, {[]int64{12}, []int64{40}},
	} {
		m, ok, err := FitShares(c.y, c.n, 1)
		if err != nil || !ok {
			t.Errorf("FitShares(%v, %v) = %v, %v", c.y, c.n, ok, err)
			continue
		}
		for i := range c.y {
			if math.IsNaN(m.Mean[i]) || m.Mean[i] < 0 || m.Mean[i] > 1 || math.IsNaN(m.Ranks.Expected[i]) {
				t.Errorf("FitShares(%v, %v): mean %v, expected rank %v", c.y, c.n, m.Mean[i], m.Ranks.Expected[i])
			}
		}
	}
}
