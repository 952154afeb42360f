package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// With one stratum whose reference is the base nothing is adjusted: the share is the
// raw one, the interval Wilson's.
func TestAdjustShareOfOneStratumIsWilson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1e6).Draw(t, "n")
		o := rapid.Int64Range(0, n).Draw(t, "o")
		base := rapid.Float64Range(.01, .99).Draw(t, "base")
		got, ok, err := AdjustShare([]int64{n}, []float64{base}, o, base, Z95)
		if err != nil || !ok {
			t.Fatalf("AdjustShare(%d of %d) = %v, %v", o, n, ok, err)
		}
		low, high, _ := Wilson(o, n, Z95)
		raw := float64(o) / float64(n)
		if math.Abs(got.Share-raw) > 1e-9 || math.Abs(got.Low-low) > 1e-9 || math.Abs(got.High-high) > 1e-9 {
			t.Fatalf("AdjustShare(%d of %d) = %v (%v to %v), want %v (%v to %v)", o, n, got.Share, got.Low, got.High, raw, low, high)
		}
	})
}

// A unit that ends as its strata do everywhere has a ratio of 1 and the base.
func TestAdjustShareOfTheReferenceIsTheBase(t *testing.T) {
	got, ok, err := AdjustShare([]int64{100, 400}, []float64{.2, .7}, 300, .55, Z95)
	if err != nil || !ok || math.Abs(got.Expected-300) > 1e-9 || math.Abs(*got.Ratio-1) > 1e-12 || math.Abs(got.Share-.55) > 1e-9 {
		t.Errorf("AdjustShare of a unit like all = %+v, %v, %v, want 300 expected, ratio 1, share .55", got, ok, err)
	}
	if !(got.Low < .55 && .55 < got.High) {
		t.Errorf("interval %v to %v leaves out .55", got.Low, got.High)
	}
}

// The slow way: walk delta in small steps to where the expected number passes the
// observed one.
func TestAdjustShareAgainstAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		strata := rapid.IntRange(1, 5).Draw(t, "strata")
		var n []int64
		var p []float64
		var all int64
		for range strata {
			n = append(n, rapid.Int64Range(1, 300).Draw(t, "n"))
			p = append(p, rapid.Float64Range(.05, .95).Draw(t, "p"))
			all += n[len(n)-1]
		}
		o := rapid.Int64Range(1, max(1, all-1)).Draw(t, "o")
		if o == all {
			t.Skip("at the end of the range")
		}
		expected := func(delta float64) (e float64) {
			for c := range n {
				odds := p[c] / (1 - p[c]) * math.Exp(delta)
				e += float64(n[c]) * odds / (1 + odds)
			}
			return e
		}
		delta := -12.
		for expected(delta) < float64(o) && delta < 12 {
			delta += 1e-3
		}
		got, ok, err := AdjustShare(n, p, o, .5, Z95)
		if want := 1 / (1 + math.Exp(-delta)); err != nil || !ok || math.Abs(got.Share-want) > 1e-3 {
			t.Fatalf("AdjustShare(%v, %v, %d) = %v, %v, %v, want about %v", n, p, o, got.Share, ok, err, want)
		}
		if !(got.Low <= got.Share && got.Share <= got.High) {
			t.Fatalf("share %v outside its interval %v to %v", got.Share, got.Low, got.High)
		}
	})
}

func TestAdjustShareEdges(t *testing.T) {
	for _, c := range []struct {
		name     string
		n        []int64
		p        []float64
		o        int64
		base     float64
		ok, fail bool
	}{
		{"no trials", nil, nil, 0, .5, false, false},
		{"strata without doubt", []int64{3, 4}, []float64{0, 1}, 4, .5, false, false},
		{"base without doubt", []int64{3}, []float64{.5}, 1, 1, false, false},
		{"lengths", []int64{3}, nil, 1, .5, false, true},
		{"too many", []int64{3}, []float64{.5}, 4, .5, false, true},
		{"no share", []int64{3}, []float64{math.NaN()}, 1, .5, false, true},
		{"no base", []int64{3}, []float64{.5}, 1, math.NaN(), false, true},
		{"none", []int64{30}, []float64{.5}, 0, .5, true, false},
		{"all", []int64{30}, []float64{.5}, 30, .5, true, false},
	} {
		got, ok, err := AdjustShare(c.n, c.p, c.o, c.base, Z95)
		if ok != c.ok || (err != nil) != c.fail {
			t.Errorf("%s: AdjustShare = %+v, %v, %v, want ok %v, error %v", c.name, got, ok, err, c.ok, c.fail)
		}
	}
	none, _, _ := AdjustShare([]int64{30}, []float64{.5}, 0, .5, Z95)
	all, _, _ := AdjustShare([]int64{30}, []float64{.5}, 30, .5, Z95)
	if none.Share != 0 || none.Low != 0 || all.Share != 1 || all.High != 1 || math.Abs(none.High+all.Low-1) > 1e-12 {
		t.Errorf("none = %+v, all = %+v, want 0 and 1, mirrored", none, all)
	}
}
