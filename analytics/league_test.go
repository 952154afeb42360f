package analytics

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"redress/analytics/stat"
)

// A platform that gets only what nobody resolves, and resolves as much of it as
// everybody, is like the others: ratio 1, its adjusted rate that of all.
func TestHardIssuesAloneAreNoFault(t *testing.T) {
	var rows []EntityTally
	var strata []StratumTally
	add := func(key string, easy, hard int64) {
		resolved := easy*9/10 + hard*3/10
		rows = append(rows, tallied(key, resolved, easy+hard-resolved, 0))
		for issue, n := range map[string][2]int64{"price": {easy, easy * 9 / 10}, "contract": {hard, hard * 3 / 10}} {
			if n[0] > 0 {
				strata = append(strata, StratumTally{Key: key, Stratum: Stratum{Level: 1, Issue: issue}, Rated: n[0], Resolved: n[1]})
			}
		}
	}
	for i := range 9 {
		add(fmt.Sprintf("mixed-%d", i), 400, 400)
	}
	add("hard", 0, 400)
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	overall := *got.Total.ResolutionRate.Value
	for _, row := range got.Rows {
		mix := row.CaseMix
		if math.Abs(*mix.Ratio-1) > 5e-4 {
			t.Errorf("%s: observed ÷ expected = %v, want 1", row.Key, *mix.Ratio)
		}
		if row.Key != "hard" {
			continue
		}
		if math.Abs(*mix.Rate-overall) > 5e-4 || !(*mix.Low < overall && overall < *mix.High) {
			t.Errorf("hard: adjusted %v (%v to %v), want %v", *mix.Rate, *mix.Low, *mix.High, overall)
		}
		if math.Abs(*mix.Shift-(overall-.3)) > 5e-4 || mix.Cause == nil || mix.Cause.Part != PartIssue {
			t.Errorf("hard: shift %v by %+v, want %v by the issue", *mix.Shift, mix.Cause, overall-.3)
		}
	}
}

// The cause of a shift works in its direction, even where another value weighs more
// in the other.
func TestCauseExplainsTheShift(t *testing.T) {
	var rows []EntityTally
	var strata []StratumTally
	add := func(key string, kinds map[[2]string]int64) {
		rates := map[[2]string]int64{{"price", "SP"}: 9, {"price", "RJ"}: 7, {"contract", "SP"}: 8, {"contract", "RJ"}: 1}
		var resolved, rated int64
		for kind, n := range kinds {
			strata = append(strata, StratumTally{Key: key, Stratum: Stratum{Level: 3, Issue: kind[0], Region: kind[1]}, Rated: n, Resolved: n * rates[kind] / 10})
			resolved, rated = resolved+n*rates[kind]/10, rated+n
		}
		rows = append(rows, tallied(key, resolved, rated-resolved, 0))
	}
	for i := range 9 {
		add(fmt.Sprintf("mixed-%d", i), map[[2]string]int64{{"price", "SP"}: 100, {"price", "RJ"}: 100, {"contract", "SP"}: 100, {"contract", "RJ"}: 100})
	}
	add("odd", map[[2]string]int64{{"price", "RJ"}: 400})
	got, err := service(table{entities: rows, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	overall := *got.Total.ResolutionRate.Value
	for _, row := range got.Rows {
		if mix := row.CaseMix; mix.Cause != nil && (mix.Cause.Share-mix.Cause.Others)*(mix.Cause.Rate-overall)**mix.Shift >= 0 {
			t.Errorf("%s: shift %v is said to come from %+v, rate of all %v", row.Key, *mix.Shift, *mix.Cause, overall)
		}
	}
}

// Where nobody else has such complaints, or hardly any, nothing is compared: all
// complaints together are no kind.
func TestAdjustedWithoutAReference(t *testing.T) {
	rows := []EntityTally{tallied("a", 80, 20, 0), tallied("b", 10, 30, 0)}
	for name, c := range map[string]struct {
		strata   []StratumTally
		expected float64
		none     bool
	}{
		"nobody else at all":    {[]StratumTally{{Key: "a", Rated: 100, Resolved: 80}}, 0, true},
		"others elsewhere only": {[]StratumTally{{Key: "a", Stratum: Stratum{Level: 1, Issue: "price"}, Rated: 100, Resolved: 80}, {Key: "b", Stratum: Stratum{Level: 1, Issue: "quality"}, Rated: 40, Resolved: 10}}, 0, true},
		"others too few":        {[]StratumTally{{Key: "a", Stratum: Stratum{Level: 1, Issue: "price"}, Rated: 100, Resolved: 80}, {Key: "b", Stratum: Stratum{Level: 1, Issue: "price"}, Rated: 29, Resolved: 10}}, 0, true},
	} {
		got, err := service(table{entities: rows, strata: c.strata}).Ranking(t.Context(), Platform, Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Rows {
			if row.Key == "a" && ((row.CaseMix.Rate == nil) != c.none || math.Abs(row.CaseMix.Expected-c.expected) > 1e-9) {
				t.Errorf("%s: %+v, want %v expected, none %v", name, row.CaseMix, c.expected, c.none)
			}
		}
	}
}

// The bounds of ranks and of pairs are those of trying both ends for every row.
func TestMissingOutcomesAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for run := range 50 {
		var rows []EntityTally
		for i := range 2 + r.IntN(8) {
			unrated := int64(r.IntN(20))
			if run%5 == 0 {
				unrated = 0
			}
			rows = append(rows, tallied(fmt.Sprint(i), int64(20+r.IntN(4)), int64(20+r.IntN(4)), unrated))
		}
		got, err := service(table{entities: rows}).Ranking(t.Context(), Platform, Query{})
		if err != nil {
			t.Fatal(err)
		}
		kept, pairs := 0, 0
		for i, a := range got.Rows {
			first, last := 1, len(got.Rows)
			for j, b := range got.Rows {
				if i == j {
					continue
				}
				pairs++
				switch {
				case b.Bounds.Low > a.Bounds.High:
					first++
					kept++
				case b.Bounds.High < a.Bounds.Low:
					last--
					kept++
				case a.Bounds.Low == a.Bounds.High && *a.Bounds == *b.Bounds:
					kept++
				}
			}
			if p := a.Position; p.FirstPossible != first || p.LastPossible != last {
				t.Fatalf("run %d, row %d: ranks %d to %d possible, want %d to %d", run, i, p.FirstPossible, p.LastPossible, first, last)
			}
		}
		if want := float64(kept) / float64(pairs); math.Abs(*got.Spread.PairsKept-want) > 1e-12 {
			t.Fatalf("run %d: %v of the pairs kept, want %v", run, *got.Spread.PairsKept, want)
		}
	}
}

// Equal true rates: of all tables drawn, at most the promised 5 % say that some row
// stands out, and nobody is put in a group of its own for good.
func TestNobodyStandsOutByChance(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	accused, runs := 0, 200
	for range runs {
		var rows []Standing
		for i := range 60 {
			n := int64(30 + r.IntN(400))
			resolved := int64(0)
			for range n {
				if r.Float64() < .55 {
					resolved++
				}
			}
			v := View{Floors: DefaultFloors}
			rows = append(rows, standing(v, tallied(fmt.Sprint(i), resolved, n-resolved, 0)))
		}
		if _, err := funnel(rows); err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if row.StandsOut {
				accused++
				break
			}
		}
	}
	if accused > runs*7/100 {
		t.Errorf("in %d of %d tables of equal rates somebody stands out, 5 %% are promised", accused, runs)
	}
}

// A table without any spread beyond chance says so, and ranks nobody above another.
func TestNoSpreadIsSaid(t *testing.T) {
	var rows []EntityTally
	for i := range 5 {
		rows = append(rows, tallied(fmt.Sprint(i), 50, 50, 0))
	}
	for range 60 {
		rows = append(rows, tallied(fmt.Sprint(len(rows)), 50, 50, 0))
	}
	got, err := service(table{entities: rows}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Spread.Method != stat.NoSpread || len(got.Warnings) != 1 || got.Warnings[0] != WarnNoSpread {
		t.Errorf("method %s, warnings %v, want %s and %s", got.Spread.Method, got.Warnings, stat.NoSpread, WarnNoSpread)
	}
	for _, row := range got.Rows {
		if row.Rank != 1 || row.Position.Group != 1 || row.Funnel != Within {
			t.Fatalf("row %s: rank %d, group %d, %s, want all first, together, within", row.Key, row.Rank, row.Position.Group, row.Funnel)
		}
	}
}

// The cached table is not changed by whoever sorts theirs.
func TestLeaguesAreTheCallersOwn(t *testing.T) {
	s := service(table{entities: []EntityTally{tallied("a", 40, 20, 0), tallied("b", 20, 40, 0), tallied("c", 60, 20, 0)}})
	ask := func(q Query) string {
		got, err := s.Ranking(t.Context(), Platform, q)
		if err != nil {
			t.Fatal(err)
		}
		keys := ""
		for _, row := range got.Rows {
			keys += row.Key
		}
		return keys
	}
	first := ask(Query{})
	ask(Query{Sort: Sort{Column: SortName, Descending: true}})
	if again := ask(Query{}); again != first {
		t.Errorf("the table was %s and is %s after somebody sorted it", first, again)
	}
}

// More rows than ranks can be computed for come by shrunk rate, and nobody has a rank
// that says nothing of how sure it is.
func TestTooManyToRank(t *testing.T) {
	var rows []EntityTally
	for i := range stat.MaxRanks + 1 {
		rows = append(rows, tallied(fmt.Sprint(i), int64(10+i%60), int64(70-i%60), 0))
	}
	got, err := service(table{entities: rows}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Spread.TooMany || len(got.Warnings) == 0 || got.Warnings[0] != WarnTooMany {
		t.Errorf("too many %v, warnings %v", got.Spread.TooMany, got.Warnings)
	}
	for i, row := range got.Rows {
		if row.Rank != 0 || row.Position != nil || i > 0 && *row.ShrunkRate > *got.Rows[i-1].ShrunkRate {
			t.Fatalf("row %d: rank %d, shrunk %v", i, row.Rank, *row.ShrunkRate)
		}
	}
}

// kinds are the strata of rows given as resolved of rated by issue.
func kinds(rows map[string]map[string][2]int64) (entities []EntityTally, strata []StratumTally) {
	for key, issues := range rows {
		var resolved, rated int64
		for issue, n := range issues {
			resolved, rated = resolved+n[0], rated+n[1]
			strata = append(strata, StratumTally{Key: key, Stratum: Stratum{Level: 1, Issue: issue}, Resolved: n[0], Rated: n[1]})
		}
		entities = append(entities, tallied(key, resolved, rated-resolved, 0))
	}
	return entities, strata
}

// What a lawyer would hold against an adjusted rate: identical mixes are not adjusted,
// however large the row; a kind that everybody resolves is no advantage; what others do
// not have is not compared.
func TestAdjustedRateHoldsGround(t *testing.T) {
	for name, c := range map[string]struct {
		rows  map[string]map[string][2]int64
		rates map[string]float64 // adjusted; absent: none
	}{
		"two of one mix": {map[string]map[string][2]int64{"a": {"x": {90, 100}}, "b": {"x": {50, 100}}},
			map[string]float64{"a": .9, "b": .5}},
		"a row with 40 % of all": {map[string]map[string][2]int64{"a": {"x": {150, 200}, "y": {50, 200}}, "b": {"x": {270, 300}, "y": {150, 300}}},
			map[string]float64{"a": .5, "b": .7}},
		"the extreme kinds of an average mix": {map[string]map[string][2]int64{"a": {"x": {23, 100}, "y": {96, 100}}, "b": {"x": {100, 1000}, "y": {900, 1000}}},
			map[string]float64{"a": .595, "b": .5}},
		"only what nobody else has": {map[string]map[string][2]int64{"a": {"x": {100, 500}}, "b": {"y": {400, 500}}, "c": {"y": {400, 500}}},
			map[string]float64{"b": .6, "c": .6}}, // on a mix of which a third is x
	} {
		entities, strata := kinds(c.rows)
		got, err := service(table{entities: entities, strata: strata}).Ranking(t.Context(), Platform, Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Rows {
			want, ok := c.rates[row.Key]
			if (row.CaseMix.Rate != nil) != ok || ok && math.Abs(*row.CaseMix.Rate-want) > 1e-3 {
				t.Errorf("%s: %s is adjusted to %+v, want %v, %v", name, row.Key, row.CaseMix, want, ok)
			}
		}
	}
	entities, strata := kinds(map[string]map[string][2]int64{"a": {"k": {50, 50}, "m": {20, 50}}, "b": {"k": {100, 100}, "m": {160, 400}}})
	got, err := service(table{entities: entities, strata: strata}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range got.Rows {
		if row.Key == "a" && math.Abs(*row.CaseMix.Ratio-1) > .01 {
			t.Errorf("who resolves what everybody resolves, and the rest like everybody, has the ratio %v, want 1", *row.CaseMix.Ratio)
		}
	}
}

// The others' rate is not known exactly: a giant beside a few small rows does not
// stand out for it, nor a row that differs from an unbroken record by one complaint.
func TestFunnelDoesNotTakeTheOthersAsKnown(t *testing.T) {
	giant := []EntityTally{tallied("giant", 6000, 4000, 0)}
	unbroken := []EntityTally{tallied("one", 29, 1, 0)}
	for i := range 9 {
		if i < 5 {
			giant = append(giant, tallied(fmt.Sprint(i), 57, 43, 0))
		}
		unbroken = append(unbroken, tallied(fmt.Sprint(i), 30, 0, 0))
	}
	for _, entities := range [][]EntityTally{giant, unbroken, {tallied("a", 1, 49, 0), tallied("b", 0, 50, 0)}} {
		got, err := service(table{entities: entities}).Ranking(t.Context(), Platform, Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range got.Rows {
			if row.StandsOut || row.Funnel == FarAbove || row.Funnel == FarBelow {
				t.Errorf("%s, %d of %d: %s, stands out %v", row.Key, row.Resolved, row.Rated(), row.Funnel, row.StandsOut)
			}
		}
	}
}

// Two rows that probably differ are not said to be as likely one way as the other.
func TestFewRowsAreNotPooledByAPreTest(t *testing.T) {
	got, err := service(table{entities: []EntityTally{tallied("a", 652, 348, 0), tallied("b", 626, 374, 0)}}).Ranking(t.Context(), Platform, Query{})
	if err != nil || got.Rows[0].Key != "a" || got.Rows[0].Position.Expected > 1.3 || got.Spread.Method != stat.FullBayesGrid {
		t.Errorf("expected rank of 652 against 626 of 1,000: %+v by %s, %v", got.Rows[0].Position, got.Spread.Method, err)
	}
}
