package stat

import (
	"errors"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

// TestMantelHaenszelTurns is the case of Berkeley's admissions: thrown together
// men are admitted more often, within departments they are not.
func TestMantelHaenszelTurns(t *testing.T) {
	berkeley := []FourFold{{512, 313, 89, 19}, {353, 207, 17, 8}, {120, 205, 202, 391}, {138, 279, 131, 244}, {53, 138, 94, 299}, {22, 351, 24, 317}}
	got, err := MantelHaenszel(berkeley, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if !(*got.CrudeRD > 0.14 && *got.RD < -0.018) {
		t.Errorf("crude %v and pooled %v, want the sign to turn", *got.CrudeRD, *got.RD)
	}
	if !slices.Contains(got.Warnings, ErrHeterogeneous) || !slices.Contains(got.Warnings, ErrSignsDiffer) {
		t.Errorf("warnings = %v, want not to pool", got.Warnings)
	}
}

// TestMantelHaenszelOne: with one stratum the pooled figures are the crude ones,
// and swapping the arms turns the signs.
func TestMantelHaenszelOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Int64Range(0, 30)
		f := FourFold{cell.Draw(t, "a"), cell.Draw(t, "b"), cell.Draw(t, "c"), cell.Draw(t, "d")}
		got, err := MantelHaenszel([]FourFold{f}, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		back, err := MantelHaenszel([]FourFold{{f.C, f.D, f.A, f.B}}, 0.95)
		if err != nil {
			t.Fatal(err)
		}
		n1, n0 := float64(f.A+f.B), float64(f.C+f.D)
		if n1 == 0 || n0 == 0 {
			if got.Dropped != 1 || got.RD != nil || !slices.ContainsFunc(got.Warnings, func(err error) bool { return errors.Is(err, ErrStrataDropped) }) {
				t.Fatalf("MantelHaenszel(%v) = %+v, want it dropped", f, got)
			}
			return
		}
		p1, p0 := float64(f.A)/n1, float64(f.C)/n0
		if !isNear(*got.RD, p1-p0) || !isNear(*got.CrudeRD, p1-p0) || !isNear(*got.Standardised, p1-p0) || !isNear(*back.RD, p0-p1) || !isNear(*back.RDSE, *got.RDSE) {
			t.Fatalf("MantelHaenszel(%v) = %+v, want RD %v", f, got, p1-p0)
		}
		if p0 > 0 != (got.RR != nil) || p0 > 0 && !isNear(*got.RR, p1/p0) {
			t.Fatalf("RR of %v = %v, want %v", f, got.RR, p1/p0)
		}
		a, b, c, d := float64(f.A), float64(f.B), float64(f.C), float64(f.D)
		if a > 0 && b > 0 && c > 0 && d > 0 { // Woolf's error is what that of one stratum is
			if want := math.Sqrt(1/a + 1/b + 1/c + 1/d); !isNear(*got.OR, a*d/b/c) || !isNear(*got.ORLogSE, want) {
				t.Fatalf("OR of %v = %v (%v), want %v (%v)", f, *got.OR, *got.ORLogSE, a*d/b/c, want)
			}
			if want := math.Sqrt(1/a - 1/n1 + 1/c - 1/n0); !isNear(*got.RRLogSE, want) {
				t.Fatalf("error of log RR of %v = %v, want %v", f, *got.RRLogSE, want)
			}
		}
	})
}

// TestHomogeneity: strata with the same odds ratio do not differ; the cell that
// the pooled odds ratio expects has that odds ratio.
func TestHomogeneity(t *testing.T) {
	got, err := MantelHaenszel([]FourFold{{10, 20, 5, 40}, {20, 40, 10, 80}, {0, 3, 0, 4}}, 0.95)
	if err != nil {
		t.Fatal(err)
	}
	if got.HomogeneityDF != 1 || *got.BreslowDay > 1e-12 || *got.TaroneP < 0.999 {
		t.Errorf("homogeneity = %v on %d, p %v, want 0 on 1", *got.BreslowDay, got.HomogeneityDF, *got.TaroneP)
	}
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.Int64Range(1, 1000)
		f := FourFold{cell.Draw(t, "a"), cell.Draw(t, "b"), cell.Draw(t, "c"), cell.Draw(t, "d")}
		odds := math.Exp(rapid.Float64Range(-8, 8).Draw(t, "log odds"))
		a := f.expectedAt(odds)
		b, c, d := float64(f.A+f.B)-a, float64(f.A+f.C)-a, float64(f.D-f.A)+a
		if a <= 0 || b <= 0 || c <= 0 || d <= 0 || math.Abs(a*d/(b*c)/odds-1) > 1e-6 {
			t.Fatalf("expectedAt(%v) of %v = %v, want that odds ratio", odds, f, a)
		}
	})
}

func TestEValue(t *testing.T) {
	point, bound, err := EValue(3.9, 1.8, 8.7) // VanderWeele & Ding 2017
	if err != nil || math.Abs(point-7.26) > 0.005 || math.Abs(bound-3) > 1e-9 {
		t.Errorf("EValue(3.9, 1.8, 8.7) = %v, %v, %v, want 7.26 and 3", point, bound, err)
	}
	if inverse, _, err := EValue(1/3.9, 1/8.7, 1/1.8); err != nil || !isNear(inverse, point) {
		t.Errorf("EValue(1/3.9) = %v, %v, want %v", inverse, err, point)
	}
	if point, bound, err := EValue(1, 0.5, 2); err != nil || point != 1 || bound != 1 {
		t.Errorf("EValue(1) = %v, %v, %v, want 1 and 1", point, bound, err)
	}
	for _, bad := range [][3]float64{{0, 0, 1}, {2, 3, 4}, {1, 0.5, math.Inf(1)}, {math.NaN(), 1, 2}} {
		if _, _, err := EValue(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("EValue(%v) = nil error, want one", bad)
		}
	}
}

// TestMantelHaenszelPerfect: nothing is left to vary, and no rounding for it.
func TestMantelHaenszelPerfect(t *testing.T) {
	for _, f := range []FourFold{{2, 0, 0, 3}, {0, 3, 2, 0}, {7, 0, 0, 11}} {
		got, err := MantelHaenszel([]FourFold{f}, 0.95)
		if err != nil || math.Abs(*got.RD) != 1 || *got.RDSE != 0 {
			t.Errorf("MantelHaenszel(%v) = RD %v (%v), %v, want ±1 (0)", f, *got.RD, *got.RDSE, err)
		}
	}
}

func TestMantelHaenszelRefuses(t *testing.T) {
	if _, err := MantelHaenszel(nil, 0.95); err == nil {
		t.Error("MantelHaenszel(nil) = nil error, want one")
	}
	if _, err := MantelHaenszel([]FourFold{{-1, 1, 1, 1}}, 0.95); err == nil {
		t.Error("MantelHaenszel(-1) = nil error, want one")
	}
	if _, err := MantelHaenszel([]FourFold{{1, 1, 1, 1}}, 1); err == nil {
		t.Error("MantelHaenszel(conf 1) = nil error, want one")
	}
}
