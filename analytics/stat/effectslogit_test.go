package stat

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// FitEffects without a prior to speak of is FitLogistic with a column for every unit
// and level; the share is the mean of its fitted shares, its error that of the
// whole covariance matrix.
func TestEffectsAgainstAllColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units, levels := rapid.IntRange(1, 5).Draw(t, "units"), []int{rapid.IntRange(1, 4).Draw(t, "levels"), rapid.IntRange(1, 3).Draw(t, "more")}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		var rows []EffectsRow
		for u := range units {
			for a := range levels[0] {
				for b := range levels[1] {
					n := 20 + r.Int64N(200)
					p := 1 / (1 + math.Exp(-(.5*float64(u) - .4*float64(a) + .7*float64(b) - .5)))
					y := int64(0)
					for range n {
						if r.Float64() < p {
							y++
						}
					}
					rows = append(rows, EffectsRow{Unit: u, Levels: []int{a, b}, Y: min(max(y, 1), n-1), N: n})
				}
			}
		}
		got, err := FitEffects(rows, units, levels, 1e4, Z95)
		if err != nil {
			t.Fatal(err)
		}
		want := allColumns(t, rows, units, levels)
		for u := range want {
			for _, c := range [][2]float64{{got[u].LogOdds, want[u].LogOdds}, {got[u].SE, want[u].SE}, {got[u].Share, want[u].Share}, {got[u].Low, want[u].Low}, {got[u].High, want[u].High}} {
				if math.Abs(c[0]-c[1]) > 1e-6 {
					t.Fatalf("unit %d: %+v, want %+v", u, *got[u], want[u])
				}
			}
		}
	})
}

func allColumns(t *rapid.T, rows []EffectsRow, units int, levels []int) []UnitEffect {
	var y, n []int64
	var columns [][]float64
	column := func(has func(EffectsRow) bool) {
		var c []float64
		for _, r := range rows {
			v := 0.0
			if has(r) {
				v = 1
			}
			c = append(c, v)
		}
		columns = append(columns, c)
	}
	for u := range units {
		column(func(r EffectsRow) bool { return r.Unit == u })
	}
	for f := range levels {
		for l := 1; l < levels[f]; l++ {
			column(func(r EffectsRow) bool { return r.Levels[f] == l })
		}
	}
	for _, r := range rows {
		y, n = append(y, r.Y), append(n, r.N)
	}
	fit, err := FitLogistic(y, n, columns)
	if err != nil {
		t.Fatal(err)
	}
	out := make([]UnitEffect, units)
	for u := range units {
		share, all, gradient := 0.0, 0.0, make([]float64, len(columns))
		for i, r := range rows {
			x := make([]float64, len(columns))
			eta := 0.0
			for j := range columns {
				if x[j] = columns[j][i]; j < units {
					x[j] = 0
					if j == u {
						x[j] = 1
					}
				}
				eta += x[j] * fit.Coef[j]
			}
			p := 1 / (1 + math.Exp(-eta))
			share += float64(r.N) * p
			all += float64(r.N)
			for j := range x {
				gradient[j] += float64(r.N) * p * (1 - p) * x[j]
			}
		}
		share /= all
		variance := 0.0
		for j := range gradient {
			for k := range gradient {
				variance += gradient[j] * gradient[k] * fit.Cov[j][k]
			}
		}
		se, at := math.Sqrt(variance)/all/(share*(1-share)), math.Log(share/(1-share))
		out[u] = UnitEffect{fit.Coef[u], fit.SE[u], share, 1 / (1 + math.Exp(-(at - Z95*se))), 1 / (1 + math.Exp(-(at + Z95*se)))}
	}
	return out
}

// A unit that succeeds always has no finite effect and takes nothing from the
// others; a level that one unit alone has leaves its share very uncertain.
func TestEffectsAtTheEdge(t *testing.T) {
	rows := []EffectsRow{
		{0, []int{0}, 40, 80}, {0, []int{1}, 20, 80}, {1, []int{0}, 30, 60}, {1, []int{1}, 15, 60}, {2, []int{0}, 10, 10}, {3, []int{2}, 30, 60},
	}
	got, err := FitEffects(rows, 5, []int{3}, 10, Z95)
	if err != nil {
		t.Fatal(err)
	}
	if got[2] != nil || got[4] != nil {
		t.Errorf("units without both outcomes have the effects %v and %v, want none", got[2], got[4])
	}
	if math.Abs(got[0].LogOdds-got[1].LogOdds) > .02 {
		t.Errorf("units with the same shares have the log-odds %v and %v", got[0].LogOdds, got[1].LogOdds)
	}
	if got[3].High-got[3].Low < .8 {
		t.Errorf("the unit that shares no level with others has the interval %v–%v, want it to say hardly anything", got[3].Low, got[3].High)
	}
	for _, bad := range [][]EffectsRow{{{7, []int{0}, 1, 2}}, {{0, []int{3}, 1, 2}}, {{0, []int{0}, 3, 2}}, {{0, nil, 1, 2}}} {
		if _, err := FitEffects(bad, 5, []int{3}, 10, Z95); err == nil || errors.Is(err, ErrNoConvergence) {
			t.Errorf("FitEffects(%v) = %v, want an error that says what cannot be", bad, err)
		}
	}
	if got, err := FitEffects(nil, 2, nil, 10, Z95); err != nil || len(got) != 2 || got[0] != nil {
		t.Errorf("FitEffects of nothing = %v, %v, want two units without effect", got, err)
	}
}

// The interval covers: units of equal handling on very different mixes.
func TestEffectsCover(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 3))
	covered, all := 0, 0
	for range 60 {
		var rows []EffectsRow
		effect := []float64{1.2, .3, -.4, -1}
		truth := 0.0
		var weights [4]float64
		for u := range 12 {
			for l, b := range effect {
				n := int64(5 + r.IntN(40)*(1+(u+l)%4))
				y := int64(0)
				for range n {
					if r.Float64() < 1/(1+math.Exp(-b)) {
						y++
					}
				}
				rows = append(rows, EffectsRow{u, []int{l}, y, n})
				weights[l] += float64(n)
			}
		}
		total := 0.0
		for l, b := range effect {
			truth += weights[l] / (1 + math.Exp(-b))
			total += weights[l]
		}
		truth /= total
		got, err := FitEffects(rows, 12, []int{4}, 10, Z95)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range got {
			if all++; e.Low <= truth && truth <= e.High {
				covered++
			}
		}
	}
	if share := float64(covered) / float64(all); share < .93 || share > .975 {
		t.Errorf("%.3f of %d intervals hold the share, want about .95", share, all)
	}
}
