package analytics

import (
	"math"
	"slices"
	"testing"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// Each day counts once, the shortest period saying it; days outside the window and
// days nobody knows do not count.
func TestSizeIn(t *testing.T) {
	of := func(value float64, first, last complaint.Day) Exposure {
		return Exposure{Key: "p", Measure: Orders, First: first, Last: last, Value: value}
	}
	f := func(name string, periods []Exposure, exposure float64, covered int, days ...PlatformDays) {
		t.Helper()
		got := sizeIn(periods, newDay(2018, 3, 1), newDay(2019, 3, 1))
		if math.Abs(got.exposure-exposure) > 1e-9 || got.covered != covered || !slices.Equal(got.days, days) {
			t.Errorf("%s: %v orders on %d days %v, want %v on %d %v", name, got.exposure, got.covered, got.days, exposure, covered, days)
		}
	}
	whole := PlatformDays{"p", newDay(2018, 3, 1), newDay(2019, 2, 28)}
	f("a year that is half inside", []Exposure{of(3650, newDay(2018, 1, 1), newDay(2018, 12, 31))}, 3060, 306, PlatformDays{"p", newDay(2018, 3, 1), newDay(2018, 12, 31)})
	f("two months and a gap", []Exposure{of(310, newDay(2018, 5, 1), newDay(2018, 5, 31)), of(310, newDay(2018, 7, 1), newDay(2018, 7, 31))}, 620, 62,
		PlatformDays{"p", newDay(2018, 5, 1), newDay(2018, 5, 31)}, PlatformDays{"p", newDay(2018, 7, 1), newDay(2018, 7, 31)})
	f("months that touch", []Exposure{of(310, newDay(2018, 5, 1), newDay(2018, 5, 31)), of(300, newDay(2018, 6, 1), newDay(2018, 6, 30))}, 610, 61,
		PlatformDays{"p", newDay(2018, 5, 1), newDay(2018, 6, 30)})
	f("a month within years", []Exposure{of(3650, newDay(2018, 1, 1), newDay(2018, 12, 31)), of(620, newDay(2018, 5, 1), newDay(2018, 5, 31)),
		of(3650, newDay(2019, 1, 1), newDay(2019, 12, 31))}, 10*(365-31)+620, 365, whole)
	accounts := of(1000, newDay(2018, 1, 1), newDay(2019, 12, 31))
	accounts.Measure = Accounts
	f("accounts are held for years", []Exposure{accounts}, 1000*365/365.25, 365, whole)
}

func sized(exposures []Exposure, exposed map[string]int64, keys ...string) table {
	s := table{entities: nil}
	for _, key := range keys {
		s.entities = append(s.entities, EntityTally{Named: Named{Key: key, Name: key, Slug: key}, Tally: Tally{Complaints: 50, Resolved: 25, Unresolved: 25}})
	}
	s.exposures, s.exposed = exposures, exposed
	return s
}

// Rates per size are complaints of known days per 100,000 orders of these days, with
// the exact interval; the best measure of a platform counts.
func TestPerSize(t *testing.T) {
	year := func(key string, measure SizeMeasure, value float64) Exposure {
		return Exposure{Key: key, Origin: "local", Measure: measure, First: newDay(2018, 1, 1), Last: newDay(2018, 12, 31), Value: value}
	}
	half := year("b", Orders, 1e6)
	half.Last = newDay(2018, 6, 30)
	s := sized([]Exposure{year("a", Orders, 365e4), year("a", Accounts, 5), half, year("c", Visits, 1e6), year("d", Orders, 0)},
		map[string]int64{"a": 89, "b": 7, "c": 0}, "a", "b", "c", "d", "e")
	ranking, err := New(s, Config{Floors: DefaultFloors}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]*PerSize{}
	for _, row := range ranking.Rows {
		got[row.Key] = row.PerSize
	}
	// The source covers 10 January to 31 December 2018: 356 days.
	want, _, _ := stat.PoissonRate(89, 356e4, 1e5, .95)
	if a := got["a"]; a == nil || a.Measure != Orders || a.Complaints != 89 || math.Abs(a.Exposure-356e4) > 1e-6 || a.Covered != 1 ||
		math.Abs(a.Rate-2.5) > 1e-9 || math.Abs(a.Low-want.Low) > 1e-9 || math.Abs(a.High-want.High) > 1e-9 || a.Shrunk != nil {
		t.Errorf("a = %+v, want 2.5 (%.3f to %.3f) per 100,000 orders", a, want.Low, want.High)
	}
	if b := got["b"]; b == nil || math.Abs(b.Covered-172./356) > 1e-12 {
		t.Errorf("b = %+v, want 172 of 356 days covered", b)
	}
	if c := got["c"]; c == nil || c.Measure != Visits || c.Rate != 0 || c.Low != 0 || c.High <= 0 {
		t.Errorf("c = %+v, want 0 per 100,000 visits, with an upper bound", c)
	}
	if got["d"] != nil || got["e"] != nil {
		t.Errorf("d = %+v, e = %+v, want no rate without orders or without a register", got["d"], got["e"])
	}
	if ranking.Size.Withheld != "" || ranking.Size.Known[Orders] != 2 || ranking.Size.Known[Visits] != 1 {
		t.Errorf("Size = %+v, want two platforms by orders, one by visits", ranking.Size)
	}
}

// A table that counts some complaints only has no rates per size, and says why.
func TestPerSizeWithheld(t *testing.T) {
	year := []Exposure{{Key: "a", Measure: Orders, First: newDay(2018, 1, 1), Last: newDay(2018, 12, 31), Value: 1e6}}
	f := func(exposures []Exposure, q Query, e Entity, want Note) {
		t.Helper()
		ranking, err := New(sized(exposures, map[string]int64{"a": 5}, "a", "b"), Config{Floors: DefaultFloors}).Ranking(t.Context(), e, q)
		if err != nil {
			t.Fatal(err)
		}
		has := slices.ContainsFunc(ranking.Rows, func(s Standing) bool { return s.PerSize != nil })
		if ranking.Size.Withheld != want || has != (want == "" && e == Platform) {
			t.Errorf("%+v of %s: Size = %+v, some rate: %v; want %q", q, e, ranking.Size, has, want)
		}
	}
	f(year, Query{}, Platform, "")
	f(year, Query{From: newDay(2018, 6, 1), To: newDay(2018, 7, 1)}, Platform, "")
	f(year, Query{}, Issue, "")
	f(nil, Query{}, Platform, SizeNotLoaded)
	f(year, Query{From: newDay(2020, 6, 1)}, Platform, SizeOutside)
	for _, d := range []Dimension{DimIssue, DimChannel, DimEvidence} {
		value := map[Dimension]string{DimIssue: "price", DimChannel: "web", DimEvidence: "invoice"}[d]
		f(year, Query{Filters: map[Dimension]Filter{d: {Values: []string{value}}}}, Platform, SizeFiltered)
	}
}

// Ten platforms of one measure teach how much their rates differ; a rate of few
// complaints is drawn towards the others', one of many hardly.
func TestPerSizeShrunk(t *testing.T) {
	var exposures []Exposure
	exposed, keys := map[string]int64{}, []string{}
	for i := range 12 {
		key := string(rune('a' + i))
		exposures = append(exposures, Exposure{Key: key, Measure: Orders, First: newDay(2018, 1, 10), Last: newDay(2018, 12, 31), Value: 1e6})
		exposed[key], keys = int64(20+10*i), append(keys, key)
	}
	exposures[0].Value, exposed["a"] = 1e4, 0
	ranking, err := New(sized(exposures, exposed, keys...), Config{Floors: DefaultFloors}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range ranking.Rows {
		p := row.PerSize
		if p == nil || p.Shrunk == nil {
			t.Fatalf("%s has no shrunk rate: %+v", row.Key, p)
		}
		if moved := math.Abs(*p.Shrunk - p.Rate); row.Key == "a" && moved < 3 || row.Key == "l" && moved > 1 {
			t.Errorf("%s is moved from %.2f to %.2f", row.Key, p.Rate, *p.Shrunk)
		}
	}
}
