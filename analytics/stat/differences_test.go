package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// panelOf draws a panel of units by periods, the first units treated from first on.
func panelOf(t *rapid.T) (rows []PanelRow, first float64) {
	units, periods := rapid.IntRange(4, 9).Draw(t, "units"), rapid.IntRange(3, 6).Draw(t, "periods")
	treated, start := rapid.IntRange(2, units-2).Draw(t, "treated"), rapid.IntRange(2, periods).Draw(t, "first")
	for u := range units {
		for p := range periods {
			if u == 0 && p == 0 && rapid.Bool().Draw(t, "unbalanced") {
				continue
			}
			rows = append(rows, PanelRow{
				Unit: float64(10 * u), Period: float64(p + 1), Treated: u < treated,
				Y: rapid.Float64Range(0, 10).Draw(t, "y") + math.Sin(float64(7*u+p*p)),
			})
		}
	}
	return rows, float64(start)
}

func TestPanelAgainstAllDummies(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows, first := panelOf(t)
		got, err := PanelDifferences(rows, first)
		if err != nil {
			t.Fatal(err)
		}
		var y []float64
		units, periods := map[float64]int{}, map[float64]int{}
		for _, r := range rows {
			y = append(y, r.Y)
			if _, seen := units[r.Unit]; !seen {
				units[r.Unit] = len(units)
			}
			if _, seen := periods[r.Period]; !seen {
				periods[r.Period] = len(periods)
			}
		}
		columns := make([][]float64, 1+len(units)+len(periods)-1)
		for j := range columns {
			columns[j] = make([]float64, len(rows))
		}
		for i, r := range rows {
			if r.Treated && r.Period >= first {
				columns[0][i] = 1
			}
			columns[1+units[r.Unit]][i] = 1
			if p := periods[r.Period]; p > 0 {
				columns[len(units)+p][i] = 1
			}
		}
		fit, err := OLS(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		meat := square(len(columns))
		for unit := range units {
			score := make([]float64, len(columns))
			for i, r := range rows {
				for j := range columns {
					if r.Unit == unit {
						score[j] += columns[j][i] * fit.Residuals[i]
					}
				}
			}
			for a := range score {
				for b := range score {
					meat[a][b] += score[a] * score[b]
				}
			}
		}
		n, k, g := float64(len(rows)), float64(len(columns)), float64(len(units))
		cr0 := math.Sqrt(sandwich(fit.Bread, meat)[0][0])
		cr1 := cr0 * math.Sqrt(g/(g-1)*(n-1)/(n-k))
		if !closeTo(got.Effect, fit.Coef[0]) || !closeTo(got.SECR0, cr0) || !closeTo(got.SECR1, cr1) || !closeTo(got.SEOLS, fit.SE()[0]) {
			t.Fatalf("%v %v %v %v, want %v %v %v %v", got.Effect, got.SECR0, got.SECR1, got.SEOLS, fit.Coef[0], cr0, cr1, fit.SE()[0])
		}
		moved := make([]PanelRow, len(rows))
		for i, r := range rows {
			moved[i] = r
			moved[i].Y += 3*r.Unit + r.Period*r.Period
		}
		again, err := PanelDifferences(moved, first)
		if err != nil || math.Abs(again.Effect-got.Effect) > 1e-7 {
			t.Fatalf("a constant per unit and period moves the effect from %v to %v, %v", got.Effect, again.Effect, err)
		}
	})
}

func TestTwoByTwoIsThePanelOfFourCells(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.Float64Range(-9, 9)
		var means [4]float64
		for i := range means {
			means[i] = value.Draw(t, "mean")
		}
		got, err := DifferenceOfMeans(means, []float64{1, 2, 3, 4})
		if err != nil || !closeTo(got.Estimate, means[1]-means[0]-means[3]+means[2]) || !closeTo(*got.SE, math.Sqrt(30)) {
			t.Fatalf("DifferenceOfMeans(%v) = %+v, %v", means, got, err)
		}
	})
}

func TestWildCluster(t *testing.T) {
	var rows []PanelRow
	random := rand.New(rand.NewPCG(8, 8))
	for u := range 14 {
		for p := range 6 {
			r := PanelRow{Unit: float64(u), Period: float64(p), Treated: u < 7, Y: random.NormFloat64()}
			if r.Treated && p >= 3 {
				r.Y += 4
			}
			rows = append(rows, r)
		}
	}
	p, err := WildCluster(rows, 3, 499, 1)
	if err != nil || p > 0.02 {
		t.Errorf("a clear effect has p = %v, %v", p, err)
	}
	again, _ := WildCluster(rows, 3, 499, 1)
	if again != p {
		t.Errorf("the same seed gives %v and %v", p, again)
	}
	for i := range rows {
		if rows[i].Treated && rows[i].Period >= 3 {
			rows[i].Y -= 4
		}
	}
	if p, err = WildCluster(rows, 3, 499, 1); err != nil || p < 0.1 {
		t.Errorf("no effect has p = %v, %v", p, err)
	}
	found, err := PanelDifferences(rows, 3)
	if err != nil || !found.Few() {
		t.Errorf("14 units are not few: %v, %v", found.Few(), err)
	}
	if alike, ok := found.PreTrend(0.05); !alike || !ok {
		t.Errorf("PreTrend = %v, %v; want alike", alike, ok)
	}
}

// Without effect p is uniform: at most about 5 % of panels are below 5 %, also with
// four treated units, where the clustered error alone is too optimistic.
func TestWildClusterIsNominal(t *testing.T) {
	const runs = 200
	random := rand.New(rand.NewPCG(8, 9))
	wild, plain := 0, 0
	for range runs {
		var rows []PanelRow
		for u := range 12 {
			own := 0.0 // units drift, so that their rows hang together
			for p := range 6 {
				own += random.NormFloat64()
				rows = append(rows, PanelRow{Unit: float64(u), Period: float64(p), Treated: u < 4, Y: own})
			}
		}
		p, err := WildCluster(rows, 3, 199, 3)
		if err != nil {
			t.Fatal(err)
		}
		found, err := PanelDifferences(rows, 3)
		if err != nil {
			t.Fatal(err)
		}
		if p <= 0.05 {
			wild++
		}
		if math.Abs(found.Effect) > Z95*found.SECR1 {
			plain++
		}
	}
	t.Logf("rejected at 5 %%: wild cluster %.3f, CR1 %.3f", float64(wild)/runs, float64(plain)/runs)
	if share := float64(wild) / runs; share > 0.09 {
		t.Errorf("the wild cluster bootstrap rejects %.3f, want about 0.05", share)
	}
}

func TestPanelsRefuse(t *testing.T) {
	good := []PanelRow{{1, 1, true, 1}, {1, 2, true, 4}, {2, 1, false, 2}, {2, 2, false, 3}, {3, 1, false, 2}, {3, 2, false, 2}}
	if _, err := PanelDifferences(good, 2); err != nil {
		t.Fatalf("three units by two periods: %v", err)
	}
	changed := func(change func(rows []PanelRow)) []PanelRow {
		rows := append([]PanelRow(nil), good...)
		change(rows)
		return rows
	}
	for name, each := range map[string]struct {
		rows  []PanelRow
		first float64
	}{
		"no rows": {nil, 2}, "one unit": {good[:2], 2}, "no period before": {good, 1}, "none after": {good, 3},
		"none treated":      {good[2:], 2},
		"treated sometimes": {changed(func(rows []PanelRow) { rows[0].Treated = false }), 2},
		"not a number":      {changed(func(rows []PanelRow) { rows[0].Y = math.Inf(1) }), 2},
		"first not one":     {good, math.NaN()},
	} {
		if _, err := PanelDifferences(each.rows, each.first); err == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

func TestKitagawaAddsUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		groups := make([]MixGroup, rapid.IntRange(1, 6).Draw(t, "groups"))
		var y0, n0, y1, n1 float64
		for i := range groups {
			g := &groups[i]
			g.N0, g.N1 = float64(rapid.IntRange(0, 50).Draw(t, "n0")), float64(rapid.IntRange(0, 50).Draw(t, "n1"))
			g.Y0, g.Y1 = math.Floor(g.N0*rapid.Float64Range(0, 1).Draw(t, "p0")), math.Floor(g.N1*rapid.Float64Range(0, 1).Draw(t, "p1"))
			y0, n0, y1, n1 = y0+g.Y0, n0+g.N0, y1+g.Y1, n1+g.N1
		}
		got, err := Kitagawa(groups)
		if n0 == 0 || n1 == 0 {
			if err == nil {
				t.Fatal("a period without complaints is no error")
			}
			return
		}
		if err != nil || got.Change != got.Mix+got.Handling || !closeTo(got.Change, y1/n1-y0/n0) {
			t.Fatalf("Kitagawa(%v) = %+v, %v; want a change of %v", groups, got, err, y1/n1-y0/n0)
		}
	})
	got, err := Kitagawa([]MixGroup{{N0: 50, Y0: 40, N1: 20, Y1: 16}, {N0: 50, Y0: 10, N1: 80, Y1: 16}})
	if err != nil || !closeTo(got.Mix, -0.18) || math.Abs(got.Handling) > 1e-12 {
		t.Errorf("only the mix changed: %+v, %v; want -0.18 and 0", got, err)
	}
}

func TestConcentrationByPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := tiedValues(1, 15).Draw(t, "x")
		k := rapid.IntRange(1, 20).Draw(t, "k")
		got, ok, err := Concentrate(x, k)
		if err != nil {
			t.Fatal(err)
		}
		total, apart, squares := 0.0, 0.0, 0.0
		for _, v := range x {
			total += v
			for _, w := range x {
				apart += math.Abs(v - w)
			}
		}
		if ok != (total > 0) {
			t.Fatalf("Concentrate(%v) ok = %v", x, ok)
		}
		if !ok {
			return
		}
		for _, v := range x {
			squares += v * v / (total * total)
		}
		n := float64(len(x))
		if math.Abs(got.Gini-apart/(2*n*total)) > 1e-9 || !closeTo(got.HHI, squares) || k >= len(x) && !closeTo(got.Top, 1) {
			t.Fatalf("Concentrate(%v, %d) = %+v, want Gini %v and HHI %v", x, k, got, apart/(2*n*total), squares)
		}
	})
}

func TestCompareRates(t *testing.T) {
	for _, each := range []struct {
		y1, n1, y0, n0 int64
		want           Verdict
	}{{90, 100, 50, 100, Rose}, {50, 100, 90, 100, Fell}, {52, 100, 50, 100, NotDetectable}, {0, 5, 0, 5, NotDetectable}} {
		got, ok, err := CompareRates(each.y1, each.n1, each.y0, each.n0)
		if err != nil || !ok || got.Verdict != each.want {
			t.Errorf("CompareRates(%+v) = %+v, %v, %v", each, got, ok, err)
		}
	}
	if _, ok, err := CompareRates(0, 0, 1, 2); ok || err != nil {
		t.Errorf("a rate of nothing is compared: %v, %v", ok, err)
	}
	if _, _, err := CompareRates(3, 2, 1, 2); err == nil {
		t.Error("3 of 2 is no error")
	}
}
