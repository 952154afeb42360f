package analytics

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A watched is a Store of one source with series.
type watched struct {
	table
	source    Source
	all, each []SeriesTally
}

func (w watched) Sources(context.Context, Release) ([]Source, error) { return []Source{w.source}, nil }

func (w watched) Series(_ context.Context, _ Release, e Entity, _ Grain, _ Selection, _ SeriesOptions) ([]SeriesTally, error) {
	if e == "" {
		return w.all, nil
	}
	return w.each, nil
}

func (w watched) Facet(context.Context, Release, Dimension, Selection, int) ([]FacetCount, error) {
	counts := map[string]int64{}
	for _, t := range w.each {
		counts[t.Key] += t.Complaints
	}
	out := []FacetCount{{Named: Named{Key: "tiny", Name: "Tiny", Slug: "tiny"}, Complaints: 3}}
	for key, n := range counts {
		out = append(out, FacetCount{Named: Named{Key: key, Name: "Name of " + key, Slug: key}, Complaints: n})
	}
	slices.SortFunc(out, func(a, b FacetCount) int { return int(b.Complaints - a.Complaints) })
	return out, nil
}

func (w watched) Lookup(_ context.Context, _ Release, _ Entity, _, slug string) (Named, error) {
	return Named{Key: slug, Name: slug, Slug: slug}, nil
}

// drawn is a market in which platform 2 has four times as many complaints from month
// 20 on, as a Store.
func drawn(t *testing.T, months int) watched {
	t.Helper()
	m := market{platforms: 30, issues: 4, months: months, complaints: 2500, scatter: chance, change: func(platform, month int) (float64, float64) {
		if platform == 2 && month >= 20 {
			return 4, 0
		}
		return 1, 0
	}}
	w := watched{}
	var starts []complaint.Day
	w.all, w.each, starts = m.series(rand.New(rand.NewPCG(1, 2)))
	w.source = Source{Code: "s", Fields: []string{"platform", "issue", "closed_on"}, FirstOpened: starts[0], LastOpened: next(ByMonth, starts[months-1]).Add(-1)}
	w.cut = w.source.LastOpened.Add(AlertAge)
	w.endings.Open = 1
	w.table.entities = []EntityTally{tallied("all", 10, 10, 10)}
	return w
}

func TestAlertsSayWhatChanged(t *testing.T) {
	w := drawn(t, 26)
	s := New(w, Config{Floors: DefaultFloors})
	got, err := s.Alerts(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	var alert Alert
	for _, a := range got.Log {
		if a.Indicator == AlertComplaints && a.Scope == AlertPlatform && a.Platform.Key == "p002" {
			alert = a
		}
		if a.Scope == AlertPlatformIssue && a.Platform.Key == "p002" && a.Indicator == AlertComplaints {
			t.Errorf("an issue of the platform has an alert beside the platform's own: %+v", a)
		}
	}
	if alert.Platform.Name != "Name of p002" || alert.First != newDay(2019, time.September, 1) || alert.Direction != stat.Rose || !alert.Ongoing ||
		alert.Last != newDay(2020, time.February, 1) || alert.Window != AlertMonth || len(alert.Issues) == 0 || alert.Verdict != AlertHeld {
		t.Errorf("Alerts: %+v, want p002 from September 2019 on, to February 2020", alert)
	}
	if !(alert.Low < alert.Change && alert.Change < alert.High && alert.Low > 1 && alert.Usual*alert.Change > alert.Now*.99 && alert.Later != nil && *alert.Others < 1.5) {
		t.Errorf("Alerts: change %v (%v to %v) from %v to %v, later %v, others %v", alert.Change, alert.Low, alert.High, alert.Usual, alert.Now, alert.Later, alert.Others)
	}
	if len(got.Current) == 0 || !slices.ContainsFunc(got.Current, func(a Alert) bool { return a.Platform.Key == "p002" }) {
		t.Error("Current has no alert of p002")
	}
	months := got.Months
	if len(months) != 2*14 || months[0].Start != newDay(2020, time.February, 1) || months[0].Indicator != AlertComplaints || months[0].TooFew == 0 || months[0].Looked < 30 {
		t.Errorf("Months: %d, first %+v", len(months), months[0])
	}
	if got.Held.Withheld != TooFewForRate || got.Held.Numerator < 1 {
		t.Errorf("Held = %+v, want too few for a share", got.Held)
	}
}

// Filters and dates choose what is listed; the budget stays that of all.
func TestAlertsAreFiltered(t *testing.T) {
	s := New(drawn(t, 26), Config{Floors: DefaultFloors})
	ask := func(q Query) Alerts {
		t.Helper()
		got, err := s.Alerts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	all := ask(Query{})
	one := ask(Query{Filters: map[Dimension]Filter{DimPlatform: {Values: []string{"p002"}}}})
	others := ask(Query{Filters: map[Dimension]Filter{DimPlatform: {Values: []string{"p002"}, Not: true}}})
	if len(one.Log) == 0 || len(one.Log)+len(others.Log) != len(all.Log) || !cmp.Equal(one.Months, all.Months, cmp.AllowUnexported(complaint.Day{})) {
		t.Errorf("%d alerts of p002 and %d of others, %d in all", len(one.Log), len(others.Log), len(all.Log))
	}
	for _, a := range one.Log {
		if a.Platform.Key != "p002" {
			t.Errorf("an alert of %s among those of p002", a.Platform.Key)
		}
	}
	early := ask(Query{To: newDay(2019, time.September, 1), Filters: map[Dimension]Filter{DimPlatform: {Values: []string{"p002"}}}})
	if len(early.Log) != 0 {
		t.Errorf("%d alerts of p002 before it changed", len(early.Log))
	}
	issue := ask(Query{Filters: map[Dimension]Filter{DimIssue: {Values: []string{one.Log[0].Issues[0]}}}})
	if !slices.ContainsFunc(issue.Log, func(a Alert) bool { return a.Platform.Key == "p002" }) {
		t.Error("the platform's alert is not listed for an issue in which it shows")
	}
}

// A replay of the past says what would have been said then: what comes later adds
// verdicts, and no alert appears, vanishes or moves.
func TestAlertsOfThePastStay(t *testing.T) {
	long := drawn(t, 34)
	then := newDay(2018, time.January, 1)
	for range 24 {
		then = next(ByMonth, then)
	}
	before := func(rows []SeriesTally) (kept []SeriesTally) {
		for _, r := range rows {
			if r.Start.Before(then) {
				kept = append(kept, r)
			}
		}
		return kept
	}
	months := func(w watched) (map[complaint.Day][]AlertFamily, []Alert) {
		got, err := New(w, Config{Floors: DefaultFloors}).Alerts(t.Context(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		by := map[complaint.Day][]AlertFamily{}
		for _, m := range got.Months {
			by[m.Start] = append(by[m.Start], m)
		}
		return by, got.Log
	}
	short := long
	short.all, short.each = before(long.all), before(long.each)
	short.source.LastOpened, short.cut = then.Add(-1), then.Add(-1+AlertAge)
	now, log := months(long)
	past, pastLog := months(short)
	for start, want := range past {
		if diff := cmp.Diff(want, now[start], cmp.AllowUnexported(complaint.Day{})); diff != "" {
			t.Errorf("%s (-then +now):\n%s", start, diff)
		}
	}
	var kept []complaint.Day
	for _, a := range log {
		if a.First.Before(then) {
			kept = append(kept, a.First)
		}
	}
	if len(kept) != len(pastLog) {
		t.Errorf("%d alerts until %s now, %d then", len(kept), then, len(pastLog))
	}
}

func TestAlertsNeedHistory(t *testing.T) {
	for _, c := range []struct {
		months int
		fields []string
		want   string
	}{{12, []string{"platform", "issue", "closed_on"}, WarnNoHistory}, {20, []string{"platform"}, WarnNotDated}} {
		w := drawn(t, c.months)
		w.source.Fields = c.fields
		got, err := New(w, Config{Floors: DefaultFloors}).Alerts(t.Context(), Query{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Contains(got.Warnings, c.want) {
			t.Errorf("warnings of %d months: %v, want %s", c.months, got.Warnings, c.want)
		}
		for _, m := range got.Months {
			if m.Indicator == AlertResolved {
				t.Errorf("%d months: a share at an age is looked at in %s", c.months, m.Start)
			}
		}
	}
}

// What pauses for two months is one episode, three are two; a change the other way
// is another.
func TestEpisodes(t *testing.T) {
	const months = 14
	starts := make([]complaint.Day, months)
	for i := range starts {
		starts[i] = newDay(2019, time.Month(1+i), 1)
	}
	u := newAlertUnit(AlertSource, months)
	for i := range months {
		u.complaints[i] = 100
	}
	for _, at := range []struct {
		month int
		own   float64
	}{{1, .5}, {4, .9}, {5, .6}, {9, .5}, {10, -.7}} {
		u.alarms[0][at.month] = &alarm{window: AlertMonth, change: stat.Departure{Own: at.own}, noise: stat.OwnNoise(stat.Scatter{DF: 11}), before: []int{0}}
	}
	type run struct {
		first, last, peak time.Month
		direction         stat.Verdict
	}
	var got []run
	for _, a := range u.episodes(AlertComplaints, starts) {
		got = append(got, run{a.First.Time().Month(), a.Last.Time().Month(), a.Peak.Time().Month(), a.Direction})
	}
	want := []run{{2, 6, 5, stat.Rose}, {10, 10, 10, stat.Rose}, {11, 11, 11, stat.Fell}}
	if !slices.Equal(got, want) {
		t.Errorf("episodes = %v, want %v", got, want)
	}
}

// Of a publisher that lists only what has ended, a month tells of a change only where
// its complaints are all there: the others look lower, or quicker, for that alone.
func TestAlertsOfWhatHasEnded(t *testing.T) {
	w := drawn(t, 34)
	w.endings = Endings{From: newDay(2018, time.January, 20), Within: 100}
	got, err := New(w, Config{Floors: DefaultFloors}).Alerts(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	first, last := newDay(2019, time.February, 1), monthOf(w.cut.Add(-100))
	for _, m := range got.Months {
		if m.Start.Before(first) || !m.Start.Before(last) {
			t.Errorf("%s is looked at, from %s known whole and before %s only", m.Start, first, last)
		}
	}
	if len(got.Months) == 0 {
		t.Error("no month is looked at, want those that are known whole")
	}
	w.endings.Within = 800
	if got, err = New(w, Config{Floors: DefaultFloors}).Alerts(t.Context(), Query{}); err != nil {
		t.Fatal(err)
	}
	if len(got.Months)+len(got.Log) > 0 || !slices.Contains(got.Warnings, WarnOnlyEnded) || slices.Contains(got.Warnings, WarnNoHistory) {
		t.Errorf("%d months, %d alerts, warnings %v: want none and %s", len(got.Months), len(got.Log), got.Warnings, WarnOnlyEnded)
	}
}

// Complaints picked by how they ended, or by the stage they came to, are fewer the
// younger they are: that is no change.
func TestAlertsOfOutcomes(t *testing.T) {
	for _, c := range []struct {
		by          Dimension
		value, want string
	}{{DimOutcome, "resolved", WarnOutcomeFiltered}, {DimStage, "court", WarnStageLate}} {
		got, err := New(drawn(t, 26), Config{Floors: DefaultFloors}).Alerts(t.Context(), Query{Filters: map[Dimension]Filter{c.by: {Values: []string{c.value}}}})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.Months)+len(got.Log) > 0 || !slices.Contains(got.Warnings, c.want) {
			t.Errorf("%s %s: %d months, %d alerts, warnings %v: want none and %s", c.by, c.value, len(got.Months), len(got.Log), got.Warnings, c.want)
		}
	}
}
