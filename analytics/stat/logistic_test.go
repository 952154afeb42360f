package stat

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// One 0/1 column: the coefficients are the log-odds and their difference.
func TestFitLogisticFourFold(t *testing.T) {
	got, err := FitLogistic([]int64{30, 12}, []int64{50, 60}, [][]float64{{1, 1}, {0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	intercept, difference := math.Log(30./20), math.Log(12./48)-math.Log(30./20)
	se := math.Sqrt(1./30 + 1./20 + 1./12 + 1./48)
	if !near(got.Coef[0], intercept, 1e-9, 0) || !near(got.Coef[1], difference, 1e-9, 0) || !near(got.SE[1], se, 1e-6, 0) {
		t.Errorf("FitLogistic() = %v ± %v, want %v, %v ± %v", got.Coef, got.SE, intercept, difference, se)
	}
}

// At the maximum the gradient is nothing.
func TestFitLogisticGradient(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.IntRange(2, 12).Draw(t, "rows")
		y, n := drawShares(t, rows, 20)
		columns := [][]float64{make([]float64, rows), make([]float64, rows)}
		for i := range rows {
			columns[0][i], columns[1][i] = 1, rapid.Float64Range(-3, 3).Draw(t, "x")
		}
		got, err := FitLogistic(y, n, columns)
		if err != nil {
			return // separated, not independent or too few: the next test
		}
		for j := range columns {
			gradient, scale := 0.0, 0.0
			for i := range y {
				eta := got.Coef[0] + got.Coef[1]*columns[1][i]
				gradient += columns[j][i] * (float64(y[i]) - float64(n[i])/(1+math.Exp(-eta)))
				scale += math.Abs(columns[j][i]) * float64(n[i])
			}
			if math.Abs(gradient) > 1e-4*scale {
				t.Fatalf("FitLogistic(%v, %v, %v) = %v with gradient %v", y, n, columns[1], got.Coef, gradient)
			}
		}
	})
}

func TestFitLogisticRefuses(t *testing.T) {
	ones := []float64{1, 1, 1, 1}
	f := func(name string, want error, y, n []int64, columns ...[]float64) {
		t.Helper()
		_, err := FitLogistic(y, n, columns)
		if err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("%s: FitLogistic() = %v, want %v", name, err, want)
		}
	}
	f("separated", ErrSeparated, []int64{0, 0, 5, 5}, []int64{5, 5, 5, 5}, ones, []float64{1, 2, 3, 4})
	f("a group all resolved", ErrSeparated, []int64{2, 3, 5, 5}, []int64{5, 5, 5, 5}, ones, []float64{0, 0, 1, 1})
	f("none resolved", ErrSeparated, []int64{0, 0, 0, 0}, []int64{5, 5, 5, 5}, ones)
	f("dependent", nil, []int64{1, 2, 3, 4}, []int64{5, 5, 5, 5}, ones, ones)
	f("no column", nil, []int64{1}, []int64{5})
	f("no data", nil, []int64{0, 0, 0, 0}, []int64{0, 0, 0, 0}, ones)
	f("not finite", nil, []int64{1, 2, 3, 4}, []int64{5, 5, 5, 5}, []float64{1, 1, 1, math.NaN()})
}

// With two indicators the weight of the first is even on [0,1].
func TestWeightShare(t *testing.T) {
	got, err := WeightShare([]float64{3, 0}, []float64{0, 1}, 200_000, 3)
	if err != nil || math.Abs(got-.75) > .005 {
		t.Errorf("WeightShare() = %v, %v, want 0.75", got, err)
	}
	if got, err := WeightShare([]float64{1, 2}, []float64{1, 2}, 10, 3); err != nil || got != .5 {
		t.Errorf("WeightShare(equal) = %v, %v, want 0.5", got, err)
	}
	if got, err := WeightShare([]float64{1, 2}, []float64{0, 2}, 1000, 3); err != nil || got != 1 {
		t.Errorf("WeightShare(dominant) = %v, %v, want 1", got, err)
	}
	if _, err := WeightShare(nil, nil, 10, 3); err == nil {
		t.Error("WeightShare(no indicator) has no error")
	}
}
