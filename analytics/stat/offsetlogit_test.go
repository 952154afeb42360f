package stat

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// With one stratum nothing is adjusted, whatever the others have and however sure
// that is: the share is the raw one, the interval Wilson's.
func TestAdjustShareOfOneStratumIsWilson(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, 1e6).Draw(t, "n")
		o := rapid.Int64Range(0, n).Draw(t, "o")
		share := rapid.Float64Range(.01, .99).Draw(t, "share")
		got, ok, err := AdjustShare([]MixStratum{{N: n, Share: share, Of: 30, Weight: 7}}, o, Z95)
		if err != nil || !ok {
			t.Fatalf("AdjustShare(%d of %d) = %v, %v", o, n, ok, err)
		}
		low, high, _ := Wilson(o, n, Z95)
		raw := float64(o) / float64(n)
		if math.Abs(got.Share-raw) > 1e-9 || math.Abs(got.Low-low) > 1e-7 || math.Abs(got.High-high) > 1e-7 {
			t.Fatalf("AdjustShare(%d of %d) = %v (%v to %v), want %v (%v to %v)", o, n, got.Share, got.Low, got.High, raw, low, high)
		}
	})
}

// A unit whose mix is everybody's keeps its raw share, however far its own handling
// and that of the others lie apart, and whatever the kinds.
func TestAdjustShareOfTheCommonMixIsRaw(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var strata []MixStratum
		var all int64
		for i := range rapid.IntRange(1, 6).Draw(t, "strata") {
			n := rapid.Int64Range(1, 500).Draw(t, "n")
			strata = append(strata, MixStratum{N: n, Share: rapid.Float64Range(.02, .98).Draw(t, "share"), Of: 50, Figure: i, Weight: 3 * float64(n)})
			all += n
		}
		o := rapid.Int64Range(0, all).Draw(t, "o")
		got, ok, err := AdjustShare(strata, o, Z95)
		if err != nil || !ok || math.Abs(got.Share-float64(o)/float64(all)) > 1e-9 {
			t.Fatalf("AdjustShare(%v, %d) = %v, %v, %v, want the raw share %v", strata, o, got.Share, ok, err, float64(o)/float64(all))
		}
	})
}

// The slow way: walk delta in small steps to where the expected number passes the
// observed one, and weigh.
func TestAdjustShareAgainstAWalk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var strata []MixStratum
		var all int64
		for i := range rapid.IntRange(1, 5).Draw(t, "strata") {
			s := MixStratum{N: rapid.Int64Range(1, 300).Draw(t, "n"), Share: rapid.Float64Range(.05, .95).Draw(t, "p"),
				Of: rapid.Float64Range(30, 1e6).Draw(t, "of"), Figure: i, Weight: rapid.Float64Range(0, 9).Draw(t, "w") + .1}
			strata, all = append(strata, s), all+s.N
		}
		if all < 2 {
			return
		}
		o := rapid.Int64Range(1, all-1).Draw(t, "o")
		at := func(delta float64) (expected, share float64) {
			weight := 0.
			for _, s := range strata {
				odds := s.Share / (1 - s.Share) * math.Exp(delta)
				expected += float64(s.N) * odds / (1 + odds)
				share += s.Weight * odds / (1 + odds)
				weight += s.Weight
			}
			return expected, share / weight
		}
		delta := -12.
		for e, _ := at(delta); e < float64(o) && delta < 12; e, _ = at(delta) {
			delta += 1e-3
		}
		got, ok, err := AdjustShare(strata, o, Z95)
		if _, want := at(delta); err != nil || !ok || math.Abs(got.Share-want) > 1e-3 {
			t.Fatalf("AdjustShare(%v, %d) = %v, %v, %v, want about %v", strata, o, got.Share, ok, err, want)
		}
		sure := append([]MixStratum{}, strata...)
		for i := range sure {
			sure[i].Of = math.Inf(1)
		}
		exact, _, err := AdjustShare(sure, o, Z95)
		if err != nil || !(got.Low <= exact.Low+1e-9 && exact.Low <= got.Share && got.Share <= exact.High && exact.High <= got.High+1e-9) {
			t.Fatalf("interval %v to %v, %v to %v if the others were known, about %v", got.Low, got.High, exact.Low, exact.High, got.Share)
		}
	})
}

// 600 of 1,000, all of one kind of which the others have 18 of 30; elsewhere the
// others resolve 5,600 of 7,000. What 18 of 30 leaves open must be in the interval.
func TestAdjustShareAllowsForTheReference(t *testing.T) {
	strata := []MixStratum{{N: 1000, Share: .6, Of: 30, Figure: 1, Weight: 1030}, {Share: .8, Of: 7000, Figure: 2, Weight: 7000}}
	got, ok, err := AdjustShare(strata, 600, Z95)
	if err != nil || !ok || got.High-got.Low < .2 {
		t.Errorf("AdjustShare = %v (%v to %v), %v, %v, want an interval of 20 points and more", got.Share, got.Low, got.High, ok, err)
	}
}

func TestAdjustShareEdges(t *testing.T) {
	one := func(n int64, share, of, weight float64) []MixStratum {
		return []MixStratum{{N: n, Share: share, Of: of, Weight: weight}}
	}
	for _, c := range []struct {
		name     string
		strata   []MixStratum
		o        int64
		ok, fail bool
	}{
		{"no strata", nil, 0, false, false},
		{"no trials", one(0, .5, 30, 1), 0, false, false},
		{"no weight", one(3, .5, 30, 0), 1, false, false},
		{"share without doubt", one(3, 1, 30, 1), 1, false, true},
		{"no share", one(3, math.NaN(), 30, 1), 1, false, true},
		{"rests on nothing", one(3, .5, 0, 1), 1, false, true},
		{"too many", one(3, .5, 30, 1), 4, false, true},
		{"none", one(30, .5, 30, 1), 0, true, false},
		{"all", one(30, .5, 30, 1), 30, true, false},
	} {
		got, ok, err := AdjustShare(c.strata, c.o, Z95)
		if ok != c.ok || (err != nil) != c.fail {
			t.Errorf("%s: AdjustShare = %+v, %v, %v, want ok %v, error %v", c.name, got, ok, err, c.ok, c.fail)
		}
	}
	none, _, _ := AdjustShare(one(30, .5, 30, 1), 0, Z95)
	all, _, _ := AdjustShare(one(30, .5, 30, 1), 30, Z95)
	if none.Share != 0 || none.Low != 0 || all.Share != 1 || all.High != 1 || math.Abs(none.High+all.Low-1) > 1e-12 {
		t.Errorf("none = %+v, all = %+v, want 0 and 1, mirrored", none, all)
	}
}

// Two processes must print the same digits: the errors of many figures are summed in
// one order.
func TestAdjustShareIsTheSameToTheLastBit(t *testing.T) {
	var strata []MixStratum
	var observed int64
	for i := range 200 {
		n := int64(3 + i%7)
		observed += n / 2
		strata = append(strata, MixStratum{N: n, Share: .2 + .6*float64(i*i%199)/200, Figure: i, Of: .7 + float64(i*i%11)/7, Weight: 1 / float64(1+i%13)})
	}
	for o := observed / 2; o < observed; o++ {
		first, ok, err := AdjustShare(strata, o, Z95)
		if err != nil || !ok {
			t.Fatalf("AdjustShare of %d = %v, %v", o, ok, err)
		}
		for range 3 {
			again, _, err := AdjustShare(strata, o, Z95)
			if err != nil {
				t.Fatal(err)
			}
			if again.Low != first.Low || again.High != first.High {
				t.Fatalf("AdjustShare of %d = %v to %v, want %v to %v as before", o, again.Low, again.High, first.Low, first.High)
			}
		}
	}
}
