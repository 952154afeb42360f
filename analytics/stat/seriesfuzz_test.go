package stat

import (
	"math"
	"testing"
)

// FuzzSeries gives any series to the methods that need no more than one: no
// panic, no number that is not finite, change points in order, parts that add up.
func FuzzSeries(f *testing.F) {
	f.Add([]byte{1, 2, 3, 1, 2, 3, 1, 2, 3, 9, 9, 9, 9, 8, 9}, uint8(3), 1.0)
	f.Add(make([]byte, 40), uint8(2), 0.0)
	f.Add([]byte{255, 0, 255, 0, 255, 0, 255, 0, 1}, uint8(4), 1e12)
	f.Fuzz(func(t *testing.T, raw []byte, k uint8, scale float64) {
		if len(raw) > 200 {
			raw = raw[:200]
		}
		x, size := make([]float64, len(raw)), math.Abs(scale)
		for i, b := range raw {
			x[i] = float64(b)
			if size > 1e-6 && size < 1e12 {
				x[i] *= size
			}
		}
		finiteAll := func(name string, values ...float64) {
			if err := finite(name, values); err != nil {
				t.Fatalf("%v for %v", err, x)
			}
		}
		if got, err := HamedRaoTrend(x, int(k)); err == nil {
			finiteAll("HamedRaoTrend", got.Factor, got.VarS)
			if got.P != nil {
				finiteAll("HamedRaoTrend", *got.Z, *got.P)
			}
		}
		if got, err := TrendOf(x); err == nil {
			finiteAll("TrendOf", got.Slope, got.Low, got.High, got.P)
		}
		if got, err := DecomposeSTL(x, STLOptions{Period: int(k), SeasonWindow: 7, Robust: k%2 == 0}); err == nil {
			for i := range x {
				finiteAll("DecomposeSTL", got.Seasonal[i], got.Trend[i])
				if !closeTo(got.Seasonal[i]+got.Trend[i]+got.Remainder[i], x[i]) {
					t.Fatalf("parts do not add up at %d of %v", i, x)
				}
			}
		}
		if got, err := ShiftsOfCounts(x, int(k)); err == nil {
			finiteAll("ShiftsOfCounts", got.Levels...)
			for i := 1; i < len(got.Last); i++ {
				if got.Last[i]-got.Last[i-1] < int(k) {
					t.Fatalf("ShiftsOfCounts(%v, %d) = %v", x, k, got.Last)
				}
			}
		}
		n := make([]float64, len(x))
		for i := range n {
			n[i] = x[i] + float64(k)
		}
		if got, err := SignalsOfRate(x, n); err == nil {
			finiteAll("SignalsOfRate", got.Chart.Mean, got.Chart.SigmaZ)
			finiteAll("SignalsOfRate", got.Drift.Z...)
		}
		o := FarringtonDefaults()
		o.Frequency, o.Years, o.HalfWindow, o.Periods, o.Skip = 8, 2, 1, 3, 3
		if len(x) > o.First() {
			judged, err := Farrington(x, []int{len(x)}, o)
			if err != nil {
				t.Fatal(err)
			}
			if judged[0].OK {
				finiteAll("Farrington", judged[0].Expected, judged[0].Upper, judged[0].Phi)
			}
		}
		if got, err := (Interrupted{Y: x, Last: len(x) / 2, Ahead: 3}).Impact(); err == nil {
			finiteAll("Impact", got.Effect.Estimate, got.Effect.SE, got.Interval.Low, got.Interval.High, got.Rho)
		}
	})
}
