package stat

import (
	"math"
	"testing"
)

// With one known indicator the order is sure; with two that contradict each other
// both orders are as likely, as WeightShare says.
func TestRankWeighted(t *testing.T) {
	one, err := RankWeighted([][]float64{{1}, {3}, {2}}, [][]float64{{0}, {0}, {0}}, 100, 1)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{3, 1, 2} {
		if one[i].Low != want || one[i].High != want || one[i].Expected != float64(want) {
			t.Errorf("unit %d has rank %+v, want %d for sure", i, one[i], want)
		}
	}
	mean := [][]float64{{2, 0}, {0, 1}}
	none := [][]float64{{0, 0}, {0, 0}}
	two, err := RankWeighted(mean, none, 40_000, 7)
	if err != nil {
		t.Fatal(err)
	}
	share, err := WeightShare(mean[0], mean[1], 40_000, 3)
	if err != nil {
		t.Fatal(err)
	}
	if want := 2 - share; math.Abs(two[0].Expected-want) > .01 || two[0].Low != 1 || two[0].High != 2 {
		t.Errorf("the first of two has rank %+v, want expected %v (2 less the share of weights in which it leads)", two[0], want)
	}
	// Errors of the indicators widen it.
	sure, _ := RankWeighted([][]float64{{1}, {0}}, [][]float64{{0}, {0}}, 10_000, 7)
	unsure, _ := RankWeighted([][]float64{{1}, {0}}, [][]float64{{1}, {1}}, 10_000, 7)
	if want := 2 - normalCDF(1/math.Sqrt2); sure[0].Expected != 1 || math.Abs(unsure[0].Expected-want) > .02 {
		t.Errorf("expected ranks %v and %v, want 1 and %v", sure[0].Expected, unsure[0].Expected, want)
	}
	for _, bad := range [][2][][]float64{{{{1}}, {}}, {{{1}, {1, 2}}, {{0}, {0, 0}}}, {{{}}, {{}}}, {{{math.NaN()}}, {{0}}}, {{{1}}, {{-1}}}} {
		if _, err := RankWeighted(bad[0], bad[1], 10, 1); err == nil {
			t.Errorf("RankWeighted(%v) is accepted", bad)
		}
	}
	mu, sd := Beta{A: 3, B: 5}.LogOdds()
	if math.Abs(mu-(mathDigamma(3)-mathDigamma(5))) > 1e-12 || math.Abs(sd*sd-(trigammaOf(3)+trigammaOf(5))) > 1e-12 {
		t.Errorf("LogOdds = %v, %v", mu, sd)
	}
}

// mathDigamma and trigammaOf of a whole number are sums.
func mathDigamma(n int) float64 {
	sum := -0.5772156649015328606
	for k := 1; k < n; k++ {
		sum += 1 / float64(k)
	}
	return sum
}

func trigammaOf(n int) float64 {
	sum := math.Pi * math.Pi / 6
	for k := 1; k < n; k++ {
		sum -= 1 / float64(k*k)
	}
	return sum
}
