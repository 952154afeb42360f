package dashboard

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"redress/analytics"
)

// chartsOf builds every chart from the fixture.
func chartsOf(t *testing.T, store analytics.Store) []*chart {
	t.Helper()
	s := newTestServer(t, store, echartsFile(t))
	r := request{view: *viewNamed("platforms"), locale: s.locales[0]}
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	trend, err := s.service.Trend(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return append(s.leagueCharts(r, ranking), s.trendChart(r, trend.View, trend.Points))
}

// No option carries a function: with harmless names in the data, no text of an
// option looks like script, and no tooltip is markup.
func TestChartsHoldNoScript(t *testing.T) {
	store := newFixture()
	for slug, named := range store.names {
		named.Name = "Plain"
		store.names[slug] = named
	}
	script := regexp.MustCompile(`__f__|^\s*function|=>|<`)
	for _, c := range chartsOf(t, store) {
		body, err := json.Marshal(c.Data.Option)
		if err != nil {
			t.Fatal(err)
		}
		var option any
		if err := json.Unmarshal(body, &option); err != nil {
			t.Fatal(err)
		}
		walk(option, func(text string) {
			if script.MatchString(text) {
				t.Errorf("%s chart: an option holds %q", c.Kind, text)
			}
		})
		if !strings.Contains(string(body), c.Says) {
			t.Errorf("%s chart has no description for screen readers", c.Kind)
		}
	}
}

func walk(v any, visit func(string)) {
	switch v := v.(type) {
	case string:
		visit(v)
	case []any:
		for _, e := range v {
			walk(e, visit)
		}
	case map[string]any:
		for _, e := range v {
			walk(e, visit)
		}
	}
}

// A caterpillar plot is drawn in rank order whatever the table's, holds sixty rows
// and says how many it leaves out; a funnel holds all.
func TestLeagueChartsOfManyRows(t *testing.T) {
	store := newFixture()
	for i := range 40 {
		store.fill(i%30, fmt.Sprintf("more-%d", i))
	}
	s := newTestServer(t, store, echartsFile(t))
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{Sort: analytics.Sort{Column: analytics.SortName}})
	if err != nil {
		t.Fatal(err)
	}
	drawn := s.leagueCharts(request{locale: s.locales[0]}, ranking)
	if len(drawn) != 2 || len(drawn[0].Data.Tips) != caterpillarRows || drawn[0].Size != caterpillarRows || len(drawn[1].Data.Tips) != ranking.Ranked {
		t.Fatalf("%d charts, want a caterpillar of %d rows and a funnel of %d", len(drawn), caterpillarRows, ranking.Ranked)
	}
	if want := fmt.Sprintf("%d further ranked rows are not drawn", ranking.Ranked-caterpillarRows); !strings.Contains(drawn[0].Says, want) {
		t.Errorf("the caterpillar says %q, want %q in it", drawn[0].Says, want)
	}
	places := map[string]int{}
	for _, row := range ranking.Rows {
		places[shortened(s.locales[0].standing(analytics.Platform, row))] = row.Rank
	}
	for i, tip := range drawn[0].Data.Tips[1:] {
		before, _, _ := strings.Cut(drawn[0].Data.Tips[i], "\n")
		name, _, _ := strings.Cut(tip, "\n")
		if places[name] == 0 || places[name] < places[before] {
			t.Errorf("mark %d is %q of rank %d, after %q of rank %d", i+1, name, places[name], before, places[before])
		}
	}
}

// Without the chart library pages have no chart, no script and no gap.
func TestPagesWithoutCharts(t *testing.T) {
	f := newFixture()
	f.loads = f.loads[1:] // a running one has a script of its own
	s := newTestServer(t, f, "")
	for name, address := range pageAddresses() {
		page := get(t, s, address).Body.String()
		if n := len(elements(t, page, "script", "")) + len(elements(t, page, "figure", "")); n != 0 {
			t.Errorf("%s has %d scripts and charts without the chart library", name, n)
		}
	}
}

// A point without neighbours keeps its interval.
func TestLoneIntervals(t *testing.T) {
	with := func(low, high float64) analytics.Point {
		value := (low + high) / 2
		return analytics.Point{Measures: analytics.Measures{ResolutionRate: analytics.Rate{Value: &value, Low: &low, High: &high}}}
	}
	without := analytics.Point{}
	points := []analytics.Point{with(0.1, 0.2), without, with(0.3, 0.4), with(0.5, 0.6), without, without, with(0.7, 0.8)}
	got := loneIntervals(points, analytics.Rated)
	if len(got) != 2 || got[0].Value.([]any)[0] != 0 || got[1].Value.([]any)[0] != 6 {
		t.Errorf("loneIntervals = %v, want those of the first and the last point", got)
	}
}

func TestShortened(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := shortened(in); got != want {
			t.Errorf("shortened(%q) = %q, want %q", in, got, want)
		}
	}
	f("short", "short")
	f(strings.Repeat("a", 28), strings.Repeat("a", 28))
	f(strings.Repeat("a", 29), strings.Repeat("a", 28)+"…")
	f(strings.Repeat("云", 15), strings.Repeat("云", 14)+"…")
}
