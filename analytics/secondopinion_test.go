package analytics

import (
	"fmt"
	"math"
	"testing"
)

// byKind makes rows and strata of one issue each: key → issue → resolved, rated.
func byKind(counts map[string]map[string][2]int64) (rows []EntityTally, strata []StratumTally) {
	for i := range 50 {
		key := fmt.Sprintf("p-%d", i)
		var resolved, rated int64
		for issue, n := range counts[key] {
			resolved, rated = resolved+n[0], rated+n[1]
			strata = append(strata, StratumTally{Key: key, Stratum: Stratum{Level: 1, Issue: issue}, Resolved: n[0], Rated: n[1]})
		}
		if rated > 0 {
			rows = append(rows, tallied(key, resolved, rated-resolved, 0))
		}
	}
	return rows, strata
}

// The second model agrees that average handling of hard issues is average, and that
// poor handling of easy ones is poor.
func TestSecondOpinionAllowsForTheMix(t *testing.T) {
	counts := map[string]map[string][2]int64{}
	for i := range 8 {
		counts[fmt.Sprintf("p-%d", i)] = map[string][2]int64{"price": {360, 400}, "contract": {120, 400}}
	}
	counts["p-8"] = map[string][2]int64{"price": {36, 40}, "contract": {240, 800}} // mostly hard, average
	counts["p-9"] = map[string][2]int64{"price": {540, 800}, "contract": {4, 40}}  // mostly easy, poor
	rows, strata := byKind(counts)
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	var average float64
	for _, row := range got.Rows {
		if row.Key == "p-0" {
			average = row.SecondOpinion.Rate
		}
	}
	for _, row := range got.Rows {
		o := row.SecondOpinion
		switch {
		case o == nil:
			t.Fatalf("%s has no second opinion", row.Key)
		case o.Differs:
			t.Errorf("%s: the models are said to differ: %+v, %+v", row.Key, *o, *row.CaseMix)
		case row.Key == "p-9" && o.High >= average:
			t.Errorf("p-9 has %+v, want less than %v", *o, average)
		case row.Key != "p-9" && math.Abs(o.Rate-average) > .005:
			t.Errorf("%s has %v, want %v", row.Key, o.Rate, average)
		}
	}
}

// callers are eight average rows and four that get calls only, shared of which the
// first of the eight gets too.
func callers(shared int64) map[string]map[string][2]int64 {
	counts := map[string]map[string][2]int64{}
	for i := range 8 {
		counts[fmt.Sprintf("p-%d", i)] = map[string][2]int64{"price": {200, 400}, "contract": {200, 400}}
	}
	for i := 8; i < 12; i++ {
		counts[fmt.Sprintf("p-%d", i)] = map[string][2]int64{"calls": {700, 800}}
	}
	if shared > 0 {
		counts["p-0"]["calls"] = [2]int64{shared / 2, shared}
	}
	return counts
}

// Four rows resolve more of what hardly anybody else gets: beside each other they are
// average, beside the one other row they are not. The models differ, and the answer
// says so.
func TestSecondOpinionSaysWhereItDiffers(t *testing.T) {
	rows, strata := byKind(callers(60))
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range got.Rows {
		alone := row.Key == "p-8" || row.Key == "p-9" || row.Key == "p-10" || row.Key == "p-11"
		if row.SecondOpinion == nil || alone && !row.SecondOpinion.Differs {
			t.Errorf("%s has the second opinion %+v beside %v", row.Key, row.SecondOpinion, *row.CaseMix.Rate)
		}
	}
}

// Calls are easily resolved, or four rows resolve more: nobody can say, and so there
// is no opinion rather than one with room for anything, which would seem to agree.
func TestSecondOpinionOfWhatNobodyShares(t *testing.T) {
	rows, strata := byKind(callers(0))
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range got.Rows {
		if row.SecondOpinion != nil {
			t.Errorf("%s has the second opinion %+v, want none", row.Key, *row.SecondOpinion)
		}
	}
}

// Without enough data there is none.
func TestSecondOpinionNeedsData(t *testing.T) {
	counts := map[string]map[string][2]int64{}
	for i := range 6 {
		counts[fmt.Sprintf("p-%d", i)] = map[string][2]int64{"price": {25, 30}, "contract": {1, 2}}
	}
	counts["p-6"] = map[string][2]int64{"price": {30, 30}}
	rows, strata := byKind(counts)
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range got.Rows {
		if row.SecondOpinion != nil {
			t.Errorf("%s has the second opinion %+v from %d unresolved complaints altogether", row.Key, *row.SecondOpinion, 30)
		}
	}
}
