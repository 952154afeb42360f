package stat

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestEARSByItsDefinition(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := tiedValues(14, 30).Draw(t, "x")
		week := len(x)
		deviation := func(week, gap int) (mean, sd float64) {
			var sum, squares float64
			for back := 1; back <= 7; back++ {
				sum += x[week-1-gap-back]
			}
			mean = sum / 7
			for back := 1; back <= 7; back++ {
				squares += (x[week-1-gap-back] - mean) * (x[week-1-gap-back] - mean)
			}
			return mean, max(0.5, math.Sqrt(squares/6))
		}
		for method, gap := range map[string]int{"C1": 0, "C2": 2} {
			got, err := EARS(x, []int{week}, EARSOptions{Method: method, Baseline: 7, Alpha: 0.001, MinSigma: 0.5})
			mean, sd := deviation(week, gap)
			upper := mean + 3.090232306167813*sd
			if err != nil || !closeTo(got[0].Upper, upper) || got[0].Alarm != (x[week-1] > got[0].Upper) {
				t.Fatalf("%s = %+v, %v; want upper %v", method, got, err, upper)
			}
		}
		got, err := EARS(x, []int{week}, EARSOptions{Method: "C3", Baseline: 7, Alpha: 0.025, MinSigma: 0.5})
		sum := 0.0
		for at := week - 2; at <= week; at++ {
			mean, sd := deviation(at, 2)
			sum += max(0, (x[at-1]-mean)/sd-1)
		}
		if err != nil || !closeTo(got[0].Sum, sum) {
			t.Fatalf("C3 = %+v, %v; want %v", got, err, sum)
		}
	})
}

func TestNegativeBinomialBySummation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		mu, phi := rapid.Float64Range(0.05, 30).Draw(t, "mu"), rapid.SampledFrom([]float64{1, 1.01, 1.5, 4}).Draw(t, "phi")
		y := rapid.IntRange(0, 60).Draw(t, "y")
		below := 0.0
		for k := range y {
			v, _ := math.Lgamma(float64(k) + 1)
			if phi == 1 {
				below += math.Exp(float64(k)*math.Log(mu) - mu - v)
				continue
			}
			size := mu / (phi - 1)
			a, _ := math.Lgamma(float64(k) + size)
			b, _ := math.Lgamma(size)
			below += math.Exp(a - b - v - size*math.Log(phi) + float64(k)*math.Log(1-1/phi))
		}
		if got := negativeBinomialTail(float64(y), mu, phi); math.Abs(got-(1-below)) > 1e-8 {
			t.Fatalf("Pr(Y >= %d | %v, %v) = %v, want %v", y, mu, phi, got, 1-below)
		}
		q := negativeBinomialQuantile(0.99, mu, phi)
		if 1-negativeBinomialTail(q+1, mu, phi) < 0.99-1e-12 || q > 0 && 1-negativeBinomialTail(q, mu, phi) >= 0.99+1e-12 {
			t.Fatalf("the .99 quantile of (%v, %v) is not %v", mu, phi, q)
		}
	})
}

func TestFarringtonAtItsEdges(t *testing.T) {
	o := FarringtonDefaults()
	o.Frequency, o.Years, o.HalfWindow, o.Periods, o.Skip = 7, 3, 1, 3, 2
	zeros := make([]float64, 40)
	judged, err := Farrington(zeros, []int{o.First(), 40}, o)
	if err != nil || !judged[1].OK || judged[1].Alarm || judged[1].Expected != 0 || judged[1].Upper != 0 || *judged[1].P != 1 {
		t.Errorf("nothing but zeros: %+v, %v", judged, err)
	}
	zeros[39] = 6
	if judged, err = Farrington(zeros, []int{40}, o); err != nil || !judged[0].Alarm || judged[0].Score != nil {
		t.Errorf("6 after nothing: %+v, %v; want an alarm without a score", judged, err)
	}
	zeros[39] = 4
	if judged, err = Farrington(zeros, []int{40}, o); err != nil || judged[0].Alarm {
		t.Errorf("4 cases in 4 weeks: %+v, %v; want no alarm", judged, err)
	}
	if _, err := Farrington(zeros, []int{o.First() - 1}, o); err == nil {
		t.Error("a week without whole baseline is judged")
	}
	// The same week of other years is compared with, at any number of periods.
	o.Frequency, o.HalfWindow, o.Skip, o.Years = 52, 3, 26, 4
	for periods := 1; periods <= 12; periods++ {
		o.Periods = periods
		weeks, levels := o.baseline(300)
		if !slices.IsSorted(weeks) || len(slices.Compact(slices.Clone(weeks))) != len(weeks) {
			t.Fatalf("%d periods: weeks %v are not in order", periods, weeks)
		}
		for i, week := range weeks {
			near := (300 - week + 3) % 52
			if (near <= 6) != (levels[i] == periods) {
				t.Fatalf("%d periods: week %d has level %d", periods, week, levels[i])
			}
		}
		if periods > 1 && len(weeks) != 211-26 {
			t.Fatalf("%d periods: %d weeks, want all from week 89 to 273", periods, len(weeks))
		}
	}
}

func TestChartsByTheirFormulas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := tiedValues(3, 20).Draw(t, "d")
		n := make([]float64, len(d))
		hits, all := 0.0, 0.0
		for i := range n {
			n[i] = d[i] + float64(rapid.IntRange(0, 20).Draw(t, "more"))
			hits, all = hits+d[i], all+n[i]
		}
		got, err := LaneyChart(d, n, 3)
		if all == 0 || err != nil {
			return // said in TestChartsAtTheirEdges
		}
		p := hits / all
		var z []float64
		for i := range d {
			if n[i] == 0 {
				continue
			}
			z = append(z, 0)
			if se := math.Sqrt(p * (1 - p) / n[i]); se > 0 {
				z[len(z)-1] = (d[i]/n[i] - p) / se
			}
		}
		moves := 0.0
		for i := 1; i < len(z); i++ {
			moves += math.Abs(z[i] - z[i-1])
		}
		if want := moves / float64(len(z)-1) / 1.128; !closeTo(got.SigmaZ, want) || !closeTo(got.Mean, p) {
			t.Fatalf("LaneyChart(%v, %v): SigmaZ = %v, want %v", d, n, got.SigmaZ, want)
		}
		plain, err := PlainChart(d, n, 3)
		if err != nil {
			t.Fatal(err)
		}
		for i := range d {
			out := plain.Low[i] != nil && math.Abs(d[i]/n[i]-p) > 3*math.Sqrt(p*(1-p)/n[i])*(1+1e-9)
			if out != slices.Contains(plain.Out, i+1) {
				t.Fatalf("PlainChart(%v, %v): point %d out = %v", d, n, i+1, !out)
			}
		}
		if _, err := SignalsOfRate(d, n); err != nil {
			t.Fatal(err)
		}
	})
}

func TestSumsByTheirClosedForms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := tiedValues(1, 25).Draw(t, "x")
		mu, k := rapid.Float64Range(0, 8).Draw(t, "mu"), rapid.Float64Range(0, 2).Draw(t, "k")
		up, down, _, err := CUSUM(x, mu, k, 4)
		if err != nil {
			t.Fatal(err)
		}
		ewma, err := EWMAChart(x, EWMAOptions{Lambda: 0.3, Mu: mu, Sigma: 1, Width: 3, Exact: true})
		if err != nil {
			t.Fatal(err)
		}
		for end := range x {
			above, below, sumUp, sumDown := 0.0, 0.0, 0.0, 0.0 // the largest sum of what ends here
			smooth, share := 0.0, 1.0
			for from := end; from >= 0; from-- {
				sumUp, sumDown = sumUp+x[from]-mu-k, sumDown+mu-k-x[from]
				above, below = max(above, sumUp), max(below, sumDown)
				smooth += 0.3 * share * x[from]
				share *= 0.7
			}
			if !closeTo(up[end], above) || !closeTo(down[end], below) || !closeTo(ewma.Z[end], smooth+share*mu) {
				t.Fatalf("at %d of %v: %v %v %v, want %v %v %v", end+1, x, up[end], down[end], ewma.Z[end], above, below, smooth+share*mu)
			}
		}
		reference, sums, _, err := PoissonCUSUM(x, 2, 4, 5)
		if err != nil || !closeTo(reference, 2/math.Ln2) {
			t.Fatalf("PoissonCUSUM: k = %v, %v; want %v", reference, err, 2/math.Ln2)
		}
		twin, _, _, _ := CUSUM(x, reference, 0, 5)
		for i := range sums {
			if !closeTo(sums[i], twin[i]) {
				t.Fatalf("PoissonCUSUM[%d] = %v, want %v", i, sums[i], twin[i])
			}
		}
	})
}

func TestChartsAtTheirEdges(t *testing.T) {
	none, err := LaneyChart([]float64{0, 0, 0}, []float64{50, 50, 50}, 3)
	if err != nil || none.SigmaZ != 0 || len(none.Out) != 0 || *none.High[0] != 0 {
		t.Errorf("no success anywhere: %+v, %v", none, err)
	}
	gap, err := PlainChart([]float64{5, 0, 5}, []float64{50, 0, 50}, 3)
	if err != nil || gap.Low[1] != nil || gap.Z[1] != nil {
		t.Errorf("a point without trials: %+v, %v; want no limits there", gap, err)
	}
	for _, bad := range [][2][]float64{{{1}, {0}}, {{0}, {0}}, {{1, 2}, {3}}, {{-1}, {3}}, {{math.NaN()}, {3}}} {
		if _, err := PlainChart(bad[0], bad[1], 3); err == nil {
			t.Errorf("PlainChart(%v, %v) is no error", bad[0], bad[1])
		}
	}
	big := make([]float64, 30)
	sizes := make([]float64, 30)
	for i := range big {
		sizes[i], big[i] = 5000, 2000+300*math.Mod(float64(i)*0.618, 1)
	}
	signals, err := SignalsOfRate(big, sizes)
	if err != nil || !signals.Laney || len(signals.Chart.Out) != 0 {
		t.Errorf("rates of 5000 with more than binomial spread: Laney %v, out %v, %v", signals.Laney, signals.Chart.Out, err)
	}
	if plain, _ := PlainChart(big, sizes, 3); len(plain.Out) == 0 {
		t.Error("the plain chart would have been silent too, so the case shows nothing")
	}
}
