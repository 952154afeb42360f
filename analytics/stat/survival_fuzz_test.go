package stat

import (
	"math"
	"testing"
)

// durationsFrom makes rows of any bytes: three a row, two groups by turns.
func durationsFrom(data []byte) (groups [2][]Duration) {
	for i := 0; i+3 < len(data); i += 4 {
		row := Duration{Days: float64(data[i]) / 3, Events: []int64{int64(data[i+1] % 4), int64(data[i+2] % 3)}, Censored: int64(data[i+3] % 5)}
		if data[i+3] > 200 {
			row.Entry = row.Days * float64(data[i+2]) / 256
		}
		groups[i/4%2] = append(groups[i/4%2], row)
	}
	return groups
}

// FuzzSurvival: whatever the durations, shares sum to 1, nothing rises that falls,
// and no number is NaN.
func FuzzSurvival(f *testing.F) {
	f.Add([]byte{3, 1, 0, 0, 3, 0, 1, 2, 9, 3, 2, 255, 0, 1, 0, 0})
	f.Fuzz(func(t *testing.T, data []byte) {
		groups := durationsFrom(data)
		curve, err := KaplanMeier(groups[0])
		if err != nil {
			t.Fatal(err)
		}
		before := 1.0
		for _, step := range curve.Steps {
			if !(step.Survival >= 0 && step.Survival <= before) || math.IsNaN(step.Greenwood) {
				t.Fatalf("step %+v after S = %v", step, before)
			}
			before = step.Survival
		}
		incidence, err := CumulativeIncidence(groups[0], 2)
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range incidence.Days() {
			at := incidence.At(day)
			if sum := at.Causes[0].Share + at.Causes[1].Share + at.Open; math.Abs(sum-1) > 1e-9 {
				t.Fatalf("shares on day %v sum to %v", day, sum)
			}
		}
		for _, rho := range []float64{0, 1} {
			test, err := LogRank([][][]Duration{groups[:]}, rho)
			if err != nil {
				t.Fatal(err)
			}
			if p := test.P; p != nil && !(*p >= 0 && *p <= 1) {
				t.Fatalf("p = %v", *p)
			}
			if d := test.Observed[0] - test.Expected[0] + test.Observed[1] - test.Expected[1]; math.Abs(d) > 1e-9 {
				t.Fatalf("scores sum to %v, want 0", d)
			}
		}
		for g := range groups {
			for i := range groups[g] {
				groups[g][i].Entry = 0
			}
		}
		test, err := Gray(groups[:], 2, 0)
		if err != nil {
			t.Fatal(err)
		}
		if p := test.P; p != nil && !(*p >= 0 && *p <= 1) {
			t.Fatalf("p = %v of %+v", *p, test)
		}
	})
}

// FuzzAudit: the truth is within the bounds, and hiding one more cell widens them.
func FuzzAudit(f *testing.F) {
	f.Add(uint8(4), []byte{15, 1, 3, 1, 20, 10, 10, 15, 3, 10, 10, 2, 12, 14, 7, 2}, uint64(0b1001_1001_0110_1110))
	f.Fuzz(func(t *testing.T, columns uint8, counts []byte, mask uint64) {
		cols := int(columns%6) + 1
		rows := min(len(counts)/cols, 8)
		if rows == 0 {
			return
		}
		var hidden []Cell
		table := make([][]int64, rows)
		for k := range rows * cols {
			table[k/cols] = append(table[k/cols], int64(counts[k]))
			if mask>>k&1 == 1 {
				hidden = append(hidden, Cell{k / cols, k % cols})
			}
		}
		all, err := Audit(table, hidden)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range all {
			if b.Low < 0 || b.Low > b.True || b.High < b.True {
				t.Fatalf("bounds %+v do not hold the truth", b)
			}
			if i == len(all)-1 {
				break
			}
			fewer, err := Audit(table, hidden[:len(hidden)-1])
			if err != nil {
				t.Fatal(err)
			}
			if fewer[i].Low < b.Low || fewer[i].High > b.High {
				t.Fatalf("bounds %+v with fewer hidden cells than for %+v", fewer[i], b)
			}
		}
	})
}
