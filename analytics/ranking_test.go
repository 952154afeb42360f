package analytics

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/complaint"
)

// A table is a Store made of a few tallies.
type table struct {
	Store    // nil: a question that a test does not expect ends it
	entities []EntityTally
	strata   []StratumTally
	periods  []PeriodTally
	ages     []AgeTally
	series   []SeriesTally
	cut      complaint.Day
	endings  Endings
	fields   []string
	documented
}

func (table) Current(context.Context) (Release, error) { return Release{Number: 3}, nil }

func (s table) Sources(context.Context, Release) ([]Source, error) {
	return []Source{{Code: "big", Complaints: 900, Fields: s.fields, FirstOpened: newDay(2018, 1, 10), LastOpened: newDay(2018, 12, 31)},
		{Code: "small", Complaints: 5}}, nil
}

func (s table) Total(_ context.Context, _ Release, sel Selection) (Tally, error) {
	var sum Tally
	if f, ok := sel.Filters[DimRegion]; ok && f.Values[0] == "nowhere" {
		return sum, nil
	}
	for _, e := range s.entities {
		sum.Complaints += e.Complaints
		sum.Resolved += e.Resolved
		sum.Unresolved += e.Unresolved
		sum.Unrated += e.Unrated
	}
	return sum, nil
}

func (s table) Tallies(context.Context, Release, Entity, Selection) ([]EntityTally, error) {
	return s.entities, nil
}

func (s table) Strata(context.Context, Release, Entity, Selection, []StratumPart, int64) ([]StratumTally, error) {
	return s.strata, nil
}

func (s table) Periods(context.Context, Release, Grain, Selection) ([]PeriodTally, error) {
	return s.periods, nil
}

func (s table) Cut(context.Context, Release, string) (complaint.Day, error) { return s.cut, nil }

func (s table) Endings(context.Context, Release, string) (Endings, error) { return s.endings, nil }

func (s table) Ages(context.Context, Release, Grain, Selection, int, complaint.Day) ([]AgeTally, error) {
	return s.ages, nil
}

func (s table) Series(context.Context, Release, Entity, Grain, Selection, SeriesOptions) ([]SeriesTally, error) {
	return s.series, nil
}

func (table) Facet(context.Context, Release, Dimension, Selection, int) ([]FacetCount, error) {
	return nil, nil
}

func (s table) Lookup(_ context.Context, _ Release, _ Entity, _, slug string) (Named, error) {
	for _, e := range s.entities {
		if e.Slug == slug {
			return e.Named, nil
		}
	}
	return Named{}, ErrNotFound
}

func (table) Aliases(context.Context, Release, Entity, string, string, int) ([]Alias, error) {
	return nil, nil
}
func (table) Loads(context.Context, int) ([]Load, error)       { return nil, nil }
func (table) Releases(context.Context, int) ([]Release, error) { return nil, nil }

func newDay(year int, month time.Month, day int) complaint.Day {
	d, _ := complaint.NewDay(year, month, day)
	return d
}

func tallied(key string, resolved, unresolved, unrated int64) EntityTally {
	return EntityTally{Named: Named{Key: key, Name: key, Slug: key},
		Tally: Tally{Complaints: resolved + unresolved + unrated, Resolved: resolved, Unresolved: unresolved, Unrated: unrated}}
}

func service(s table) *Service {
	return New(s, Config{Floors: DefaultFloors})
}

func TestRankingIsCompetitionRankingAboveTheFloor(t *testing.T) {
	s := service(table{entities: []EntityTally{
		tallied("two-thirds-a", 40, 20, 0),
		tallied("two-thirds-b", 40, 20, 5), // nothing tells the two apart: the same rank, the one with more complaints first
		tallied("best", 30, 0, 0),
		tallied("worst", 1, 60, 0),
		tallied("few", 10, 5, 0),
		tallied("hardly", 9, 0, 500),
		tallied("silent", 0, 0, 40),
		tallied("", 50, 50, 0),
	}})
	got, err := s.Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		Key      string
		Rank     int
		Eligible bool
		Notes    []Note
	}
	var lines []line
	for _, row := range got.Rows {
		lines = append(lines, line{row.Key, row.Rank, row.Eligible, row.Notes})
	}
	want := []line{
		{"best", 1, true, nil}, {"two-thirds-b", 2, true, nil}, {"two-thirds-a", 2, true, nil}, {"worst", 4, true, nil},
		{"hardly", 0, false, []Note{TooFewForRate}}, {"", 0, false, []Note{NoKey}},
		{"silent", 0, false, []Note{NothingToRate}}, {"few", 0, false, []Note{TooFewToRank}},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	if got.Ranked != 4 || got.Unranked != 4 || !got.SourceByDefault || got.Source.Code != "big" {
		t.Errorf("ranked %d, unranked %d, source %s by default %v", got.Ranked, got.Unranked, got.Source.Code, got.SourceByDefault)
	}
}

// Whoever picks the resolved complaints must not get a table of 100 %.
func TestNoRateOfComplaintsPickedByOutcome(t *testing.T) {
	s := service(table{entities: []EntityTally{tallied("a", 40, 0, 0)}})
	for _, d := range []Dimension{DimOutcome, DimRemedy} {
		value := map[Dimension]string{DimOutcome: "resolved", DimRemedy: "refund"}[d]
		got, err := s.Ranking(t.Context(), Platform, Query{Filters: map[Dimension]Filter{d: {Values: []string{value}}}})
		if err != nil {
			t.Fatal(err)
		}
		row := got.Rows[0]
		if row.Rank != 0 || row.ResolutionRate.Value != nil || row.StrictRate.Value != nil || row.Complaints != 40 ||
			!cmp.Equal(row.Notes, []Note{OutcomeFiltered}) || !cmp.Equal(got.Warnings, []string{WarnOutcomeFiltered}) {
			t.Errorf("filtered by %s: %+v, warnings %v", d, row, got.Warnings)
		}
	}
}

func TestAnotherDefinitionIsWhatThePageSortsBy(t *testing.T) {
	s := service(table{entities: []EntityTally{tallied("open-handed", 40, 10, 0), tallied("quiet", 35, 0, 900)}})
	got, err := s.Ranking(t.Context(), Platform, Query{Def: Strict})
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows[0].Key != "open-handed" || got.Rows[0].Rank != 2 || got.Rows[1].Rank != 1 {
		t.Errorf("rows %s (%d), %s (%d), want the better strict rate first and ranks as by rated",
			got.Rows[0].Key, got.Rows[0].Rank, got.Rows[1].Key, got.Rows[1].Rank)
	}
}

func TestThreeDenominators(t *testing.T) {
	tally := Tally{Complaints: 200, Open: 10, Resolved: 60, Unresolved: 40, Unrated: 80, Withdrawn: 10}
	m := View{Floors: DefaultFloors}.measure(tally, 400)
	for name, c := range map[string]struct {
		rate Rate
		want float64
	}{
		"rated":   {m.ResolutionRate, 0.6},
		"lenient": {m.LenientRate, 140.0 / 180},
		"strict":  {m.StrictRate, 0.3},
	} {
		if c.rate.Value == nil || *c.rate.Value != c.want || c.rate.Low == nil || *c.rate.Low >= c.want {
			t.Errorf("%s = %+v, want value %v inside an interval", name, c.rate, c.want)
		}
	}
	if *m.UnratedShare != 80.0/180 || *m.ShareOfAll != 0.5 || tally.Closed() != 190 {
		t.Errorf("unrated share %v, share %v, closed %d", *m.UnratedShare, *m.ShareOfAll, tally.Closed())
	}
}

func TestNobodyAskedIsNotZero(t *testing.T) {
	m := View{Floors: DefaultFloors}.measure(Tally{Complaints: 50, Resolved: 30, Unresolved: 20}, 50)
	if m.Responded != nil || m.ResponseRate != nil || m.TimelyRate != nil || m.MedianDaysToClose != nil || m.MeanRating != nil {
		t.Errorf("measures of fields nobody asked for are given: %+v", m)
	}
	m = View{Floors: DefaultFloors, Source: Source{Fields: []string{"responded_on", "timely", "rating"}}}.measure(Tally{Complaints: 50}, 50)
	if m.Responded == nil || *m.Responded != 0 || m.ResponseRate == nil || m.TimelyRate != nil || m.MeanRating != nil {
		t.Errorf("asked, and nobody answered: %+v", m)
	}
}

func TestTrendHasEveryPeriod(t *testing.T) {
	january, april := newDay(2018, 1, 1), newDay(2018, 4, 1)
	s := service(table{periods: []PeriodTally{{Start: january, Tally: Tally{Complaints: 1}}, {Start: april, Tally: Tally{Complaints: 2}}}})
	trend, err := s.Trend(t.Context(), Query{To: newDay(2018, 4, 16)})
	if err != nil {
		t.Fatal(err)
	}
	type line struct {
		Period     string
		Complaints int64
		Partial    bool
	}
	var got []line
	for _, p := range trend.Points {
		got = append(got, line{p.Period, p.Complaints, p.Partial})
	}
	want := []line{{"2018-01", 1, true}, {"2018-02", 0, false}, {"2018-03", 0, false}, {"2018-04", 2, true}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("points (-want +got):\n%s", diff)
	}
}

func TestRefusedQuestions(t *testing.T) {
	s := service(table{entities: []EntityTally{tallied("a", 1, 1, 1)}})
	filter := func(d Dimension, value string) Query {
		return Query{Filters: map[Dimension]Filter{d: {Values: []string{value}}}}
	}
	f := func(parameter string, q Query) {
		t.Helper()
		_, err := s.Ranking(t.Context(), Platform, q)
		var invalid *InvalidError
		if !errors.As(err, &invalid) || invalid.Parameter != parameter || !errors.Is(err, ErrInvalid) {
			t.Errorf("Ranking(%+v) = %v, want a refusal of %s", q, err, parameter)
		}
	}
	f("source", Query{Source: "nobody"})
	f("platform", filter(DimPlatform, "nobody"))
	f("issue", filter(DimIssue, "nonsense"))
	f("region", filter(DimRegion, "nowhere"))
	f("outcome", filter(DimOutcome, "maybe"))
	f("from", Query{From: newDay(2019, 1, 1), To: newDay(2018, 1, 1)})
	if _, err := s.Profile(t.Context(), Platform, "nobody", Query{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Profile(nobody) = %v, want ErrNotFound", err)
	}
	if _, err := s.Profile(t.Context(), Platform, "a", filter(DimPlatform, "a")); !errors.Is(err, ErrInvalid) {
		t.Errorf("Profile with its own filter = %v, want ErrInvalid", err)
	}
}

// Rank order has no reverse: unranked rows would lead it.
func TestRankOrderHasOneDirection(t *testing.T) {
	s := service(table{entities: []EntityTally{tallied("good", 40, 0, 0), tallied("bad", 10, 40, 0), tallied("few", 5, 0, 0)}})
	got, err := s.Ranking(t.Context(), Platform, Query{Sort: Sort{Column: SortRank, Descending: true}})
	if err != nil {
		t.Fatal(err)
	}
	if got.Rows[0].Key != "good" || got.Rows[2].Key != "few" {
		t.Errorf("rows begin with %s and end with %s, want the best and the unranked", got.Rows[0].Key, got.Rows[2].Key)
	}
}

// A scattered Store knows "shared" in every source, "rare" in the small one only.
type scattered struct{ table }

func (scattered) Lookup(_ context.Context, _ Release, _ Entity, source, slug string) (Named, error) {
	if slug == "shared" || (slug == "rare" && source == "small") {
		return Named{Key: "name:" + slug, Name: slug, Slug: slug}, nil
	}
	return Named{}, ErrNotFound
}

func TestProfileFindsTheSourceOfItsSubject(t *testing.T) {
	s := New(scattered{}, Config{Floors: DefaultFloors})
	f := func(slug, source, want string, bySubject bool) {
		t.Helper()
		p, err := s.Profile(t.Context(), Platform, slug, Query{Source: source})
		if err != nil {
			t.Fatalf("Profile(%s) of source %q: %v", slug, source, err)
		}
		if p.Source.Code != want || p.Query.Source != want || p.SourceByDefault != (source == "") || p.SourceBySubject != bySubject {
			t.Errorf("Profile(%s) of source %q is of %s, by default %v, by subject %v, want %s, %v, %v",
				slug, source, p.Source.Code, p.SourceByDefault, p.SourceBySubject, want, source == "", bySubject)
		}
	}
	f("shared", "", "big", false)
	f("rare", "", "small", true)
	f("rare", "small", "small", false)
	for _, source := range []string{"", "big"} {
		if _, err := s.Profile(t.Context(), Platform, map[string]string{"": "nobody", "big": "rare"}[source], Query{Source: source}); !errors.Is(err, ErrNotFound) {
			t.Errorf("a slug that source %q does not know = %v, want ErrNotFound", source, err)
		}
	}
}

func TestProvisionalAboveOneOpenInTen(t *testing.T) {
	f := func(open, all int64, want bool) {
		t.Helper()
		s := service(table{
			entities: []EntityTally{{Named: Named{Key: "a"}, Tally: Tally{Complaints: all, Open: open, Resolved: all - open}}},
			periods:  []PeriodTally{{Start: newDay(2018, 2, 1), Tally: Tally{Complaints: all, Open: open}}},
		})
		ranking, err := s.Ranking(t.Context(), Platform, Query{})
		if err != nil {
			t.Fatal(err)
		}
		if got := slices.Contains(ranking.Rows[0].Notes, Provisional); got != want {
			t.Errorf("the row of %d open of %d is provisional: %v, want %v", open, all, got, want)
		}
		trend, err := s.Trend(t.Context(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		if got := trend.Points[0].Provisional; got != want {
			t.Errorf("the period of %d open of %d is provisional: %v, want %v", open, all, got, want)
		}
	}
	f(0, 100, false)
	f(10, 100, false)
	f(11, 100, true)
	f(1, 9, true)
	f(0, 0, false)
}

func TestMetricsAreTheColumnsTheyDefine(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		if m.Code == "" || m.Formula == "" || m.Unit == "" || seen[m.Code] {
			t.Errorf("metric %+v is incomplete or there twice", m)
		}
		seen[m.Code] = true
	}
}
