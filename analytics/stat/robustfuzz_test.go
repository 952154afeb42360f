package stat

import (
	"math"
	"testing"
)

// FuzzRobust: bursts, weighted ranks and effects of any numbers end without panic or
// NaN. Bursts are days with enough counts; expected ranks add up; a share lies within its interval.
func FuzzRobust(f *testing.F) {
	f.Add([]byte{0, 0, 0, 1, 2, 3, 4, 5, 200, 3, 3, 2, 1}, uint8(3))
	f.Add([]byte{9, 9, 9, 9, 9, 9, 9, 0, 9, 9, 9, 9, 9, 9, 9}, uint8(1))
	f.Fuzz(func(t *testing.T, data []byte, units uint8) {
		if len(data) > 2000 {
			return
		}
		fuzzBursts(t, data)
		fuzzWeightedRanks(t, data)
		fuzzEffects(t, data, int(units%6)+1)
	})
}

func fuzzBursts(t *testing.T, data []byte) {
	counts := make([]int64, 0, len(data))
	for _, b := range data {
		counts = append(counts, int64(b))
	}
	days, err := Bursts(counts, 10, .01)
	if err != nil || len(days) != len(counts) {
		t.Fatalf("Bursts = %d days, %v, want %d", len(days), err, len(counts))
	}
	for i, burst := range days {
		if burst && counts[i] < 10 {
			t.Fatalf("a day with %d is a burst", counts[i])
		}
	}
}

func fuzzWeightedRanks(t *testing.T, data []byte) {
	var mean, sd [][]float64
	for i := 0; i+3 < len(data) && i < 200; i += 4 {
		mean = append(mean, []float64{float64(data[i]) - 128, float64(data[i+1]) / 7})
		sd = append(sd, []float64{float64(data[i+2]) / 50, float64(data[i+3]) / 90})
	}
	ranks, err := RankWeighted(mean, sd, 50, 3)
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for _, r := range ranks {
		if r.Low < 1 || r.High > len(mean) || r.Low > r.High || math.IsNaN(r.Expected) {
			t.Fatalf("%+v of %d units", r, len(mean))
		}
		sum += r.Expected
	}
	if k := float64(len(mean)); math.Abs(sum-k*(k+1)/2) > 1e-6*k*k+1e-9 {
		t.Fatalf("expected ranks of %v units add up to %v", k, sum)
	}
}

func fuzzEffects(t *testing.T, data []byte, units int) {
	var rows []EffectsRow
	for i := 0; i+3 < len(data); i += 4 {
		n := int64(data[i]) + int64(data[i+1])
		rows = append(rows, EffectsRow{Unit: int(data[i+2]) % units, Levels: []int{int(data[i+3]) % 3, int(data[i+3]) / 3 % 4}, Y: int64(data[i]), N: n})
	}
	effects, err := FitEffects(rows, units, []int{3, 4}, 10, Z95)
	if err != nil {
		return // no convergence is said, never guessed
	}
	for u, e := range effects {
		if e == nil {
			continue
		}
		for _, v := range []float64{e.LogOdds, e.SE, e.Share, e.Low, e.High} {
			if math.IsNaN(v) || math.IsInf(v, 0) {
				t.Fatalf("unit %d has %+v", u, *e)
			}
		}
		if e.Low > e.Share || e.Share > e.High || e.Low < 0 || e.High > 1 {
			t.Fatalf("unit %d has %+v", u, *e)
		}
	}
}
