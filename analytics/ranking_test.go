package analytics

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/complaint"
)

// A table is a Store made of a few tallies.
type table struct {
	entities []EntityTally
	periods  []PeriodTally
	fields   []string
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

func (s table) Periods(context.Context, Release, Grain, Selection) ([]PeriodTally, error) {
	return s.periods, nil
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

func (table) Aliases(context.Context, Release, Entity, string, string) ([]Alias, error) {
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
	return New(s, Config{Floors: DefaultFloors, Now: time.Now})
}

func TestRankingIsCompetitionRankingAboveTheFloor(t *testing.T) {
	s := service(table{entities: []EntityTally{
		tallied("two-thirds-a", 40, 20, 0),
		tallied("two-thirds-b", 400, 200, 0), // the same rate on more complaints: the same rank, first in the list
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

func TestThreeDenominators(t *testing.T) {
	tally := Tally{Complaints: 200, Open: 10, Resolved: 60, Unresolved: 40, Unrated: 80, Withdrawn: 10}
	m := measure(tally, Source{}, DefaultFloors, 400)
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
	m := measure(Tally{Complaints: 50, Resolved: 30, Unresolved: 20}, Source{}, DefaultFloors, 50)
	if m.Responded != nil || m.ResponseRate != nil || m.TimelyRate != nil || m.MedianDaysToClose != nil || m.MeanRating != nil {
		t.Errorf("measures of fields nobody asked for are given: %+v", m)
	}
	m = measure(Tally{Complaints: 50}, Source{Fields: []string{"responded_on", "timely", "rating"}}, DefaultFloors, 50)
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

func TestMetricsAreTheColumnsTheyDefine(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		if m.Code == "" || m.Formula == "" || m.Unit == "" || seen[m.Code] {
			t.Errorf("metric %+v is incomplete or there twice", m)
		}
		seen[m.Code] = true
	}
}
