package stat

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// closeTo reports whether two numbers are equal but for rounding.
func closeTo(got, want float64) bool {
	return math.Abs(got-want) <= 1e-9*(1+math.Abs(want)) || got == want
}

// tiedValues draws small whole numbers, so that there are ties.
func tiedValues(least, most int) *rapid.Generator[[]float64] {
	return rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 8), func(v int) float64 { return float64(v) }), least, most)
}

func sign(v float64) int64 {
	switch {
	case v > 0:
		return 1
	case v < 0:
		return -1
	}
	return 0
}

func TestMannKendallIsTheSumOverPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := tiedValues(2, 30).Draw(t, "y")
		at := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 20), func(v int) float64 { return float64(v) }), len(y), len(y)).Draw(t, "t")
		got, err := MannKendallTrend(y, at)
		if err != nil {
			t.Fatal(err)
		}
		var s, pairs int64
		for i := range y {
			for j := range i {
				s += sign(y[i]-y[j]) * sign(at[i]-at[j])
				if at[i] != at[j] {
					pairs++
				}
			}
		}
		if got.S != s || got.Pairs != pairs {
			t.Fatalf("MannKendallTrend(%v, %v): S = %d of %d pairs, want %d of %d", y, at, got.S, got.Pairs, s, pairs)
		}
		if got.P < 0 || got.P > 1 || got.VarS < 0 {
			t.Fatalf("MannKendallTrend(%v, %v): P = %v, VarS = %v", y, at, got.P, got.VarS)
		}
	})
}

func TestSenTurnsWithTheSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := tiedValues(3, 25).Draw(t, "y")
		got, err := Sen(y, nil, 0.05)
		if err != nil {
			t.Fatal(err)
		}
		if got.Low > got.Slope || got.High < got.Slope {
			t.Fatalf("Sen(%v) = %v outside [%v, %v]", y, got.Slope, got.Low, got.High)
		}
		steeper := make([]float64, len(y))
		for i, v := range y {
			steeper[i] = v + 2*float64(i+1)
		}
		turned, err := Sen(steeper, nil, 0.05)
		if err != nil || !closeTo(turned.Slope, got.Slope+2) {
			t.Fatalf("Sen(%v + 2t) = %v, %v; want %v", y, turned.Slope, err, got.Slope+2)
		}
	})
}

func TestHamedRaoByTheFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y := tiedValues(4, 25).Draw(t, "y")
		got, err := HamedRaoTrend(y, 0)
		if err != nil {
			t.Fatal(err)
		}
		line, _ := Sen(y, nil, 0.05)
		left := detrended(y, line.Slope)
		ranks, n := make([]float64, len(y)), float64(len(y))
		for i, v := range left { // rank: how many are below, plus half of the equal ones
			for _, w := range left {
				switch {
				case w < v:
					ranks[i]++
				case w == v:
					ranks[i] += 0.5
				}
			}
		}
		centre, below := mean(ranks), 0.0
		for _, r := range ranks {
			below += (r - centre) * (r - centre)
		}
		factor := 1.0
		for h := 1; h < len(y) && below > 0; h++ {
			above := 0.0
			for i := h; i < len(y); i++ {
				above += (ranks[i] - centre) * (ranks[i-h] - centre)
			}
			if r := above / below; math.Abs(r) > Z95/math.Sqrt(n) {
				k := n - float64(h)
				factor += 2 / (n * (n - 1) * (n - 2)) * k * (k - 1) * (k - 2) * r
			}
		}
		if !closeTo(got.Factor, factor) {
			t.Fatalf("HamedRaoTrend(%v) factor = %v, want %v", y, got.Factor, factor)
		}
	})
}

func TestTrendsAtTheirEdges(t *testing.T) {
	constant := []float64{3, 3, 3, 3, 3, 3, 3, 3}
	plain, err := MannKendallTrend(constant, nil)
	if err != nil || plain.Z != 0 || plain.P != 1 || plain.TauB != nil {
		t.Errorf("a constant series: %+v, %v; want z 0, p 1 and no tau_b", plain, err)
	}
	careful, err := HamedRaoTrend(constant, 0)
	if err != nil || *careful.Z != 0 || *careful.P != 1 || careful.Factor != 1 {
		t.Errorf("a constant series by Hamed–Rao: %+v, %v", careful, err)
	}
	straight := make([]float64, 12)
	for i := range straight {
		straight[i] = 0.1 * float64(i)
	}
	if careful, err = HamedRaoTrend(straight, 0); err != nil || careful.Factor != 1 {
		t.Errorf("a straight line has factor %v, %v; want 1: rounding has no ranks", careful.Factor, err)
	}
	for _, y := range [][]float64{nil, {1}, {1, math.NaN()}, {1, math.Inf(1), 2}} {
		if _, err := MannKendallTrend(y, nil); err == nil {
			t.Errorf("MannKendallTrend(%v) is no error", y)
		}
	}
	if _, err := TrendOf(constant[:7]); !errors.Is(err, ErrTooShort) {
		t.Errorf("TrendOf 7 values: %v, want ErrTooShort", err)
	}
	if trend, err := TrendOf(constant); err != nil || trend.Verdict != NotDetectable {
		t.Errorf("TrendOf a constant = %+v, %v", trend, err)
	}
	if trend, err := TrendOf(straight); err != nil || trend.Verdict != Rose || !closeTo(trend.Slope, 0.1) {
		t.Errorf("TrendOf a rising line = %+v, %v", trend, err)
	}
}

func TestSTLPartsSumToTheSeries(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		period := rapid.IntRange(2, 7).Draw(t, "period")
		x := tiedValues(2*period+1, 60).Draw(t, "x")
		o := STLOptions{
			Period: period, Periodic: rapid.Bool().Draw(t, "periodic"), SeasonWindow: rapid.IntRange(3, 20).Draw(t, "window"),
			SeasonDegree: rapid.IntRange(0, 1).Draw(t, "degree"), Robust: rapid.Bool().Draw(t, "robust"),
		}
		got, err := DecomposeSTL(x, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range x {
			if !closeTo(got.Seasonal[i]+got.Trend[i]+got.Remainder[i], v) {
				t.Fatalf("parts at %d add up to %v, want %v", i, got.Seasonal[i]+got.Trend[i]+got.Remainder[i], v)
			}
			if w := got.Weights[i]; !(w >= 0 && w <= 1) {
				t.Fatalf("weight %d = %v", i, w)
			}
			if o.Periodic && i >= period && got.Seasonal[i] != got.Seasonal[i-period] {
				t.Fatalf("a periodic season differs at %d", i)
			}
		}
		if o.Robust { // 15 rounds of weights turn rounding into differences
			return
		}
		moved := make([]float64, len(x))
		for i, v := range x {
			moved[i] = 10 + 3*v
		}
		again, err := DecomposeSTL(moved, o)
		if err != nil {
			t.Fatal(err)
		}
		for i := range x {
			if math.Abs(again.Trend[i]-10-3*got.Trend[i]) > 1e-7 || math.Abs(again.Seasonal[i]-3*got.Seasonal[i]) > 1e-7 {
				t.Fatalf("10 + 3x has another shape at %d", i)
			}
		}
	})
}

// bruteForce is optimal partitioning without pruning, every cost by its own sum.
func bruteForce(n int, cost func(from, to int) float64, pen float64, least int) float64 {
	best := make([]float64, n+1)
	for to := 1; to <= n; to++ {
		best[to] = math.Inf(1)
		if to >= least || to == n {
			best[to] = cost(0, to)
		}
		for from := least; from <= to-least; from++ {
			best[to] = min(best[to], best[from]+cost(from, to)+pen)
		}
	}
	return best[n]
}

func TestChangesAreTheOptimum(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := tiedValues(1, 50).Draw(t, "x")
		least, pen := rapid.IntRange(1, 9).Draw(t, "least"), rapid.Float64Range(0, 12).Draw(t, "pen")
		n := make([]float64, len(x))
		for i := range n {
			n[i] = 8
		}
		sums := func(from, to int) (s float64) {
			for _, v := range x[from:to] {
				s += v
			}
			return s
		}
		squares := func(from, to int) (rss float64) {
			centre := sums(from, to) / float64(to-from)
			for _, v := range x[from:to] {
				rss += (v - centre) * (v - centre) / 4
			}
			return rss
		}
		poisson := func(from, to int) float64 {
			s := sums(from, to)
			if s == 0 {
				return 0
			}
			return -2 * s * math.Log(s/float64(to-from))
		}
		binomial := func(from, to int) float64 {
			s, all := sums(from, to), 8*float64(to-from)
			if s == 0 || s == all {
				return 0
			}
			return -2 * (s*math.Log(s/all) + (all-s)*math.Log(1-s/all))
		}
		check := func(name string, got Changes, err error, cost func(int, int) float64) {
			if err != nil {
				t.Fatal(err)
			}
			if want := bruteForce(len(x), cost, pen, least); !closeTo(got.Cost, want) {
				t.Fatalf("%s(%v, pen %v, least %d) costs %v, brute force %v", name, x, pen, least, got.Cost, want)
			}
			from, sum := 0, pen*float64(len(got.Last))
			for _, to := range append(slices.Clone(got.Last), len(x)) {
				if to-from < least && len(got.Last) > 0 {
					t.Fatalf("%s: segment %d–%d is shorter than %d", name, from+1, to, least)
				}
				sum += cost(from, to)
				from = to
			}
			if !closeTo(sum, got.Cost) {
				t.Fatalf("%s: segments %v cost %v, reported %v", name, got.Last, sum, got.Cost)
			}
		}
		got, err := ChangesOfMean(x, 2, pen, least)
		check("ChangesOfMean", got, err, squares)
		got, err = ChangesOfCounts(x, pen, least)
		check("ChangesOfCounts", got, err, poisson)
		got, err = ChangesOfRate(x, n, pen, least)
		check("ChangesOfRate", got, err, binomial)
	})
}

func TestShiftsSayWhen(t *testing.T) {
	y, n := make([]float64, 40), make([]float64, 40)
	for i := range y {
		n[i], y[i] = 100, 40+float64(i%3)
		if i >= 25 {
			y[i] += 30
		}
	}
	got, err := ShiftsOfRate(y, n, 4)
	if err != nil || !slices.Equal(got.Last, []int{25}) || len(got.Levels) != 2 || math.Abs(got.Levels[1]-0.71) > 0.01 {
		t.Errorf("ShiftsOfRate = %+v, %v; want one after 25", got, err)
	}
	counted, err := ShiftsOfCounts(y, 4)
	if err != nil || !slices.Equal(counted.Last, []int{25}) {
		t.Errorf("ShiftsOfCounts = %+v, %v; want one after 25", counted, err)
	}
	if got := ChangePenalty(3, 100, 0.5); !closeTo(got, 9*math.Log(100)) {
		t.Errorf("ChangePenalty(3, 100, .5) = %v, want three times 3 ln 100", got)
	}
}

func TestAdjustmentTakesTheSeasonOut(t *testing.T) {
	y, n, x := make([]float64, 48), make([]float64, 48), make([]float64, 48)
	for i := range y {
		wave := math.Sin(2 * math.Pi * float64(i) / 12)
		n[i], y[i], x[i] = 1000, math.Round(500+200*wave), math.Round(300*math.Exp(0.5*wave))
	}
	rates, err := AdjustRates(y, n, 12)
	if err != nil || *rates.Strength < 0.95 {
		t.Fatalf("AdjustRates: %v, strength %v", err, rates.Strength)
	}
	countsOnly, err := AdjustCounts(x, 12)
	if err != nil {
		t.Fatal(err)
	}
	for i := 6; i < 42; i++ {
		if math.Abs(rates.Adjusted[i]-0.49) > 0.03 || math.Abs(countsOnly.Adjusted[i]-300) > 20 {
			t.Errorf("month %d: adjusted rate %.3f, count %.1f", i+1, rates.Adjusted[i], countsOnly.Adjusted[i])
		}
	}
	if _, err := AdjustRates(y[:35], n[:35], 12); !errors.Is(err, ErrTooShort) {
		t.Errorf("35 months: %v, want ErrTooShort", err)
	}
	n[3], y[3] = 0, 0
	if _, err := AdjustRates(y, n, 12); err == nil {
		t.Error("a month without complaints is adjusted")
	}
}
