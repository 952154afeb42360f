package stat

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestIndistinct(t *testing.T) {
	// a is like b, b like c, but a is above c; d stands alone below.
	pairs := map[[2]int]bool{{0, 2}: true, {0, 3}: true, {1, 3}: true, {2, 3}: true}
	separated := func(i, j int) bool { return pairs[[2]int{min(i, j), max(i, j)}] }
	if diff := cmp.Diff([][]int{{0, 1}, {1, 2}, {3}}, Indistinct([]int{0, 1, 2, 3}, separated)); diff != "" {
		t.Errorf("Indistinct() differs (-want +got):\n%s", diff)
	}
	if got := Indistinct(nil, separated); got != nil {
		t.Errorf("Indistinct(nobody) = %v", got)
	}
}

// Every maximal run without a separated pair, by trying all runs.
func TestIndistinctAgainstAllRuns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		units := rapid.IntRange(1, 8).Draw(t, "units")
		table := map[[2]int]bool{}
		order := make([]int, units)
		for i := range units {
			order[i] = i
			for j := range i {
				table[[2]int{j, i}] = rapid.Bool().Draw(t, "separated")
			}
		}
		separated := func(i, j int) bool { return table[[2]int{min(i, j), max(i, j)}] }
		alike := func(from, to int) bool {
			for i := from; i < to; i++ {
				for j := i + 1; j < to; j++ {
					if separated(i, j) {
						return false
					}
				}
			}
			return true
		}
		var want [][]int
		for from := range units {
			for to := from + 1; to <= units; to++ {
				if alike(from, to) && (from == 0 || !alike(from-1, to)) && (to == units || !alike(from, to+1)) {
					want = append(want, order[from:to])
				}
			}
		}
		if diff := cmp.Diff(want, Indistinct(order, separated)); diff != "" {
			t.Fatalf("Indistinct differs (-want +got):\n%s", diff)
		}
	})
}

func TestCompetitionRanks(t *testing.T) {
	// 1/3 and 333333333/999999999 are the same share, 0.3333333333 is not.
	y, n := []int64{1, 9, 333333333, 3333333}, []int64{3, 10, 999999999, 10000000}
	got := CompetitionRanks(len(y), func(i, j int) int { return CompareShares(y[i], n[i], y[j], n[j]) })
	if want := []int{2, 1, 2, 4}; !slices.Equal(got, want) {
		t.Errorf("CompetitionRanks() = %v, want %v", got, want)
	}
}

func TestSurviveMissingAgainstPairs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var units []Ratings
		for range rapid.IntRange(0, 8).Draw(t, "units") {
			count := rapid.Int64Range(0, 12)
			units = append(units, Ratings{count.Draw(t, "resolved"), count.Draw(t, "unresolved"), count.Draw(t, "unrated")})
		}
		got, err := SurviveMissing(units)
		if err != nil {
			t.Fatal(err)
		}
		pairs, surviving := 0, 0
		for i, u := range units {
			for j, v := range units {
				if u.rated() == 0 || v.rated() == 0 || i == j || u.compare(v) <= 0 {
					continue
				}
				pairs++
				// The worst that the unrated can do to this pair.
				if worst := CompareShares(u.Resolved, u.rated()+u.Unrated, v.Resolved+v.Unrated, v.rated()+v.Unrated); worst > 0 {
					surviving++
					if i == got.Best && j == got.Worst && !got.Extremes {
						t.Fatalf("SurviveMissing(%v) = %+v, want the extremes to survive", units, got)
					}
				} else if i == got.Best && j == got.Worst && got.Extremes {
					t.Fatalf("SurviveMissing(%v) = %+v, want the extremes not to survive", units, got)
				}
			}
		}
		if got.Pairs != pairs || got.Surviving != surviving {
			t.Fatalf("SurviveMissing(%v) has %d of %d pairs, want %d of %d", units, got.Surviving, got.Pairs, surviving, pairs)
		}
		for i, b := range got.Bounds {
			if b.Evaluated != nil && !(*b.Lower <= *b.Evaluated+1e-15 && *b.Evaluated <= *b.Upper+1e-15) {
				t.Fatalf("bounds of %v do not hold its share", units[i])
			}
		}
	})
}
