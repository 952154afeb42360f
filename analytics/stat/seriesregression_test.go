package stat

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// drawn returns a design of an intercept, time and one more column, and a series.
func drawn(t *rapid.T, least int) (y []float64, columns [][]float64) {
	n := rapid.IntRange(least, 30).Draw(t, "n")
	value := rapid.Float64Range(-5, 5)
	columns = [][]float64{make([]float64, n), times(n), make([]float64, n)}
	y = make([]float64, n)
	for i := range n {
		columns[0][i] = 1
		columns[2][i] = math.Sin(float64(i*i)) + value.Draw(t, "x")/10
		y[i] = value.Draw(t, "y") + math.Cos(float64(3*i)) // never an exact fit
	}
	return y, columns
}

func TestOLSLeavesNothingThatTheDesignExplains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, columns := drawn(t, 6)
		fit, err := OLS(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		leverage := 0.0
		for j, column := range columns {
			cross := 0.0
			for i, e := range fit.Residuals {
				cross += column[i] * e
			}
			if math.Abs(cross) > 1e-8 {
				t.Fatalf("column %d and the residuals have product %v", j, cross)
			}
		}
		for _, h := range fit.Leverage {
			leverage += h
		}
		if !closeTo(leverage, 3) {
			t.Fatalf("leverages add up to %v, want 3", leverage)
		}
		// Bread times X'X is the identity.
		for a := range columns {
			for b := range columns {
				sum := 0.0
				for k := range columns {
					for i := range y {
						sum += fit.Bread[a][k] * columns[k][i] * columns[b][i]
					}
				}
				if want := map[bool]float64{true: 1}[a == b]; math.Abs(sum-want) > 1e-8 {
					t.Fatalf("(X'X)^-1 X'X [%d][%d] = %v", a, b, sum)
				}
			}
		}
	})
}

func TestNeweyWestBySummation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, columns := drawn(t, 8)
		fit, err := OLS(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		lag := rapid.IntRange(0, 6).Draw(t, "lag")
		got, err := fit.NeweyWest(lag)
		if err != nil {
			t.Fatal(err)
		}
		meat := square(3)
		for a := range 3 {
			for b := range 3 {
				for s := range y {
					for u := range y {
						if gap := max(s-u, u-s); gap <= lag {
							meat[a][b] += (1 - float64(gap)/float64(lag+1)) * columns[a][s] * columns[b][u] * fit.Residuals[s] * fit.Residuals[u]
						}
					}
				}
			}
		}
		for a, row := range product(product(fit.Bread, meat), fit.Bread) {
			for b, want := range row {
				if !closeTo(got[a][b], want) {
					t.Fatalf("lag %d: [%d][%d] = %v, want %v", lag, a, b, got[a][b], want)
				}
			}
		}
	})
}

func TestAROne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, columns := drawn(t, 8)
		plain, err := OLS(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		zero, err := given(y, columns, 0)
		if err != nil {
			t.Fatal(err)
		}
		for j := range plain.Coef {
			if !closeTo(zero.Coef[j], plain.Coef[j]) || !closeTo(zero.SE[j], plain.SE()[j]) {
				t.Fatalf("rho 0 is not OLS: %v, want %v", zero.Coef, plain.Coef)
			}
		}
		// The short way to the criterion of REML differs from the long one by a constant.
		short, err := restricted(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		long := func(rho float64) float64 {
			changedY, changed := praisWinsten(y, columns, rho)
			fit, err := leastSquares(changedY, changed, nil)
			if err != nil {
				t.Fatal(err)
			}
			df := float64(fit.DF)
			return (df*math.Log(fit.RSS/df) - math.Log1p(-rho*rho) - math.Log(determinant(fit.Bread))) / 2
		}
		constant := long(0) - short(0)
		for _, rho := range []float64{-0.9, -0.3, 0.2, 0.7, 0.95} {
			if d := long(rho) - short(rho); math.Abs(d-constant) > 1e-7 {
				t.Fatalf("rho %v: the criteria differ by %v, at 0 by %v", rho, d, constant)
			}
		}
		best, err := REMLAR1(y, columns)
		if err != nil {
			t.Fatal(err)
		}
		for rho := -0.99; rho < 1; rho += 0.01 {
			if short(rho) < short(best.Rho)-1e-9 {
				t.Fatalf("rho %v is better than %v", rho, best.Rho)
			}
		}
		pw, err := PraisWinsten(y, columns)
		if err != nil {
			return // rho may not settle
		}
		above, below := 0.0, 0.0
		for i := 1; i < len(y); i++ {
			above += pw.Residuals[i] * pw.Residuals[i-1]
			below += pw.Residuals[i-1] * pw.Residuals[i-1]
		}
		if math.Abs(pw.Rho-above/below) > 1e-9 {
			t.Fatalf("PraisWinsten rho = %v, its residuals say %v", pw.Rho, above/below)
		}
	})
}

// determinant of a 3 by 3 matrix.
func determinant(m [][]float64) float64 {
	return m[0][0]*(m[1][1]*m[2][2]-m[1][2]*m[2][1]) - m[0][1]*(m[1][0]*m[2][2]-m[1][2]*m[2][0]) + m[0][2]*(m[1][0]*m[2][1]-m[1][1]*m[2][0])
}

func TestRegressionsRefuse(t *testing.T) {
	ones, count := []float64{1, 1, 1, 1, 1, 1}, []float64{1, 2, 3, 4, 5, 6}
	double := []float64{2, 4, 6, 8, 10, 12}
	y := []float64{1, 3, 2, 5, 4, 6}
	if _, err := OLS(y, [][]float64{ones, count, double}); !errors.Is(err, errSingular) {
		t.Errorf("a column twice another: %v, want that the design is singular", err)
	}
	if _, err := OLS(y, [][]float64{ones, make([]float64, 6)}); !errors.Is(err, errSingular) {
		t.Errorf("a column of zeros: %v, want that the design is singular", err)
	}
	for name, f := range map[string]func() error{
		"too few":      func() error { _, err := OLS(y[:2], [][]float64{ones[:2], count[:2]}); return err },
		"lengths":      func() error { _, err := OLS(y, [][]float64{ones[:5]}); return err },
		"not a number": func() error { _, err := OLS([]float64{1, math.NaN(), 2}, [][]float64{ones[:3]}); return err },
		"no column":    func() error { _, err := OLS(y, nil); return err },
		"exact":        func() error { _, err := REMLAR1(double, [][]float64{ones, count}); return err },
		"exact too":    func() error { _, err := PraisWinsten(double, [][]float64{ones, count}); return err },
		"one side":     func() error { _, err := InterruptedDesign(10, 9); return err },
		"zeros":        func() error { _, err := PoissonRegression(make([]float64, 6), [][]float64{ones}, nil); return err },
		"negative":     func() error { _, err := PoissonRegression([]float64{1, -1, 2}, [][]float64{ones[:3]}, nil); return err },
		"exposure":     func() error { _, err := PoissonRegression(y, [][]float64{ones}, make([]float64, 6)); return err },
		"separation": func() error {
			_, err := PoissonRegression([]float64{3, 4, 5, 0, 0, 0}, [][]float64{ones, {0, 0, 0, 1, 1, 1}}, nil)
			return err
		},
	} {
		if f() == nil {
			t.Errorf("%s is no error", name)
		}
	}
}

func TestPoissonRegressionSolvesItsEquations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(6, 40).Draw(t, "n")
		columns := [][]float64{make([]float64, n), times(n)}
		y, exposure := make([]float64, n), make([]float64, n)
		for i := range n {
			columns[0][i] = 1
			y[i] = float64(rapid.IntRange(1, 40).Draw(t, "y"))
			exposure[i] = rapid.Float64Range(0.5, 2).Draw(t, "exposure")
		}
		fit, err := PoissonRegression(y, columns, exposure)
		if err != nil {
			t.Fatal(err)
		}
		sum := 0.0
		for _, v := range y {
			sum += v
		}
		for j, column := range columns {
			score, size := 0.0, 0.0
			for i := range y {
				score += column[i] * (y[i] - fit.Mu[i])
				size += column[i] * y[i]
			}
			if math.Abs(score) > 1e-4*size {
				t.Fatalf("score %d = %v of %v", j, score, size)
			}
		}
		low, high := RatioInterval(fit.Coef[1], fit.SE(fit.Dispersion)[1], 0.95)
		if !(low <= math.Exp(fit.Coef[1]) && math.Exp(fit.Coef[1]) <= high) {
			t.Fatalf("the ratio lies outside [%v, %v]", low, high)
		}
	})
}

func TestImpactFindsAStep(t *testing.T) {
	y, season := make([]float64, 72), make([]float64, 72)
	for i := range y {
		season[i] = float64(i%12 + 1)
		y[i] = 100 + 0.2*float64(i) + 8*math.Sin(2*math.Pi*season[i]/12) + math.Sin(float64(i*i))
		if i >= 48 {
			y[i] += 20
		}
	}
	q := Interrupted{Y: y, Season: season, Period: 12, Last: 48, Ahead: 6}
	found, err := q.Impact()
	if err != nil || found.Verdict != Rose || math.Abs(found.Effect.Estimate-20) > 2 || math.Abs(*found.Relative-0.18) > 0.03 {
		t.Fatalf("Impact of a step of 20 = %+v, %v", found, err)
	}
	placebos, err := q.Placebos()
	if err != nil || len(placebos.Dates) != 25 || *placebos.Share != 0 {
		t.Errorf("Placebos = %d dates, share %v, %v; want 25 and 0", len(placebos.Dates), placebos.Share, err)
	}
	q.Last = 11
	if _, err := q.Impact(); !errors.Is(err, ErrTooShort) {
		t.Errorf("11 months before: %v, want ErrTooShort", err)
	}
	q.Last = 20
	if placebos, err = q.Placebos(); err != nil || placebos.Share != nil {
		t.Errorf("20 months before have no made-up date: %v, %v", placebos.Share, err)
	}
}
