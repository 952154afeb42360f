package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// slowRanks integrates by the midpoint rule over u = F_i, and sums over every
// subset of the others being above: nothing shared with exactRanks but the
// distribution functions.
func slowRanks(units []Beta) [][]float64 {
	const nodes = 400
	out := grid(len(units))
	for i, u := range units {
		for node := range nodes {
			x := betaQuantile(u.A, u.B, (float64(node)+.5)/nodes)
			for subset := range 1 << len(units) {
				if subset>>i&1 == 1 {
					continue
				}
				p, above := 1., 0
				for j, v := range units {
					switch {
					case j == i:
					case subset>>j&1 == 1:
						p *= 1 - betaCDF(v.A, v.B, x)
						above++
					default:
						p *= betaCDF(v.A, v.B, x)
					}
				}
				out[i][above] += p / nodes
			}
		}
	}
	return out
}

func drawBetas(t *rapid.T, units int, most float64) []Beta {
	out := make([]Beta, units)
	for i := range out {
		out[i] = Beta{math.Exp(rapid.Float64Range(-1, most).Draw(t, "ln a")), math.Exp(rapid.Float64Range(-1, most).Draw(t, "ln b"))}
	}
	return out
}

func TestRankBetasAgainstSubsets(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A few draws: the slow way is slow.
		units := drawBetas(t, rapid.IntRange(1, 4).Draw(t, "units"), 6)
		got, err := RankBetas(units, 1, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i, pmf := range slowRanks(units) {
			for r, want := range pmf {
				if !near(got.PMF[i][r], want, 0, 5e-3) {
					t.Fatalf("RankBetas(%v) has Pr(rank of %d = %d) = %v, want %v", units, i, r+1, got.PMF[i][r], want)
				}
			}
		}
	})
}

// Ranks are a permutation: rows and columns sum to 1, expected ranks to K(K+1)/2.
func TestRankBetasProperties(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := drawBetas(t, rapid.IntRange(1, 15).Draw(t, "units"), 12)
		got, err := RankBetas(units, 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		count := float64(len(units))
		sum := 0.0
		for i := range units {
			row, column, mean := 0.0, 0.0, 0.0
			for r := range units {
				row += got.PMF[i][r]
				column += got.PMF[r][i]
				mean += got.PMF[i][r] * float64(r+1)
			}
			sum += got.Expected[i]
			if !near(row, 1, 0, 1e-9) || !near(column, 1, 0, 1e-7) || !near(mean, got.Expected[i], 0, 1e-6) {
				t.Fatalf("RankBetas(%v): row %v, column %v, mean rank %v and expected rank %v of unit %d", units, row, column, mean, got.Expected[i], i)
			}
			if !(1 <= got.Low[i] && got.Low[i] <= got.Median[i] && got.Median[i] <= got.High[i] && got.High[i] <= len(units)) {
				t.Fatalf("ranks %d, %d, %d", got.Low[i], got.Median[i], got.High[i])
			}
		}
		if !near(sum, count*(count+1)/2, 1e-9, 0) {
			t.Fatalf("expected ranks sum to %v, want %v", sum, count*(count+1)/2)
		}
		// Upside down the order is reversed.
		back, err := RankBetas(Failures(units), 0, 1)
		if err != nil {
			t.Fatal(err)
		}
		for i := range units {
			if !near(back.Expected[i], count+1-got.Expected[i], 0, 1e-6) || !near(back.Top[i], got.Bottom[i], 0, 1e-6) {
				t.Fatalf("RankBetas(%v) is not reversed upside down", units)
			}
		}
	})
}

func TestSimulatedRanksAgreeWithExact(t *testing.T) {
	units := []Beta{{3, 9}, {30, 70}, {8, 8}, {1, 2}, {300, 500}, {.5, 40}}
	exact, err := RankBetas(units, 2, 1)
	if err != nil || exact.Draws != 0 {
		t.Fatal(exact.Draws, err)
	}
	all := make([]marginal, len(units))
	for i, u := range units {
		all[i] = newLogitBeta(u)
	}
	got := simulatedRanks(all, 2, 5)
	for i := range units {
		within := func(name string, got, want float64) {
			if limit := 4*math.Sqrt(want*(1-want)/10_000) + 1e-3; math.Abs(got-want) > limit {
				t.Errorf("%s of unit %d = %v from draws, want %v", name, i, got, want)
			}
		}
		within("top", got.Top[i], exact.Top[i])
		within("bottom", got.Bottom[i], exact.Bottom[i])
		if math.Abs(got.Expected[i]-exact.Expected[i]) > .1 {
			t.Errorf("expected rank of unit %d = %v from draws, want %v", i, got.Expected[i], exact.Expected[i])
		}
	}
	again := simulatedRanks(all, 2, 5)
	for i := range units {
		if again.Expected[i] != got.Expected[i] {
			t.Fatalf("one seed gave two results")
		}
	}
}

// Two normals: Pr(one above the other) is known.
func TestRankNormals(t *testing.T) {
	got, err := RankNormals([]float64{.3, -.2}, []float64{.3, .4}, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if want := normalCDF(1); !near(got.Above[0][1], want, 0, 1e-9) || !near(got.Expected[0], 2-want, 0, 1e-9) {
		t.Errorf("RankNormals() has Pr(above) %v, want %v", got.Above[0][1], want)
	}
	if _, err := RankNormals([]float64{1}, []float64{0}, 0, 1); err == nil {
		t.Error("RankNormals(sd = 0) has no error")
	}
}

func TestRankBetasBounds(t *testing.T) {
	if _, err := RankBetas(make([]Beta, 2), 1, 1); err == nil {
		t.Error("RankBetas(Beta(0, 0)) has no error")
	}
	if _, err := RankBetas([]Beta{{1, 1}}, 2, 1); err == nil {
		t.Error("RankBetas(one unit, k = 2) has no error")
	}
	if got, err := RankBetas(nil, 0, 1); err != nil || len(got.Expected) != 0 {
		t.Errorf("RankBetas(nobody) = %v, %v", got, err)
	}
	many := make([]Beta, MaxRanks+1)
	for i := range many {
		many[i] = Beta{1, 1}
	}
	if _, err := RankBetas(many, 1, 1); err == nil {
		t.Error("RankBetas(too many) has no error")
	}
}
