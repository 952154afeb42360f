package analytics

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"redress/ingest/complaint"
)

// Registers are a Store that has entries and series and nothing else.
type registers struct {
	Store
	sources                      []Source
	policies, reports, campaigns []Event
	known                        []FacetCount
	series                       func(e Entity, g Grain, s Selection) []SeriesTally
}

func (r registers) Current(context.Context) (Release, error)           { return Release{Number: 1}, nil }
func (r registers) Sources(context.Context, Release) ([]Source, error) { return r.sources, nil }
func (r registers) Total(context.Context, Release, Selection) (Tally, error) {
	return Tally{Complaints: 1000}, nil
}
func (r registers) Policies(context.Context, Release) ([]Event, error) { return r.policies, nil }
func (r registers) Coverage(context.Context, Release, string) ([]Event, error) {
	return r.reports, nil
}
func (r registers) Campaigns(context.Context, Release) ([]Event, error) { return r.campaigns, nil }
func (r registers) Facet(context.Context, Release, Dimension, Selection, int) ([]FacetCount, error) {
	return r.known, nil
}
func (r registers) Cut(context.Context, Release, string) (complaint.Day, error) {
	return dayIn(2020, 12, 31), nil
}
func (r registers) Lookup(_ context.Context, _ Release, _ Entity, _, slug string) (Named, error) {
	return Named{Key: "name:" + slug, Name: slug, Slug: slug}, nil
}
func (r registers) Series(_ context.Context, _ Release, e Entity, g Grain, s Selection, _ SeriesOptions) ([]SeriesTally, error) {
	return r.series(e, g, s), nil
}

func dayIn(year int, month time.Month, day int) complaint.Day {
	d, _ := complaint.NewDay(year, month, day)
	return d
}

func policy(id, jurisdiction string, on complaint.Day, issues ...string) Event {
	return Event{ID: id, Register: Policies, Jurisdiction: jurisdiction, First: on, Last: on, Issues: issues}
}

// made counts 40 complaints of each issue in every month of four years, of which
// share(issue, month) are resolved in time; the last digits keep the model from an
// exact line.
func made(share func(issue string, month int) int64) func(Entity, Grain, Selection) []SeriesTally {
	return func(e Entity, g Grain, _ Selection) []SeriesTally {
		var out []SeriesTally
		for _, issue := range []string{"delivery", "price", "quality", "safety"} {
			for month := range 48 {
				start := addMonths(dayIn(2016, 12, 1), month)
				n := int64(100 + (month*7+len(issue)*3)%5)
				resolved := share(issue, month) + int64((month*11+len(issue)*5)%7)
				t := SeriesTally{Issue: issue, Start: start, Complaints: n, AtRisk: n, ResolvedWithin: resolved}
				if e != "" {
					t.Key, t.Issue = issue, ""
				}
				if g != ByMonth {
					continue
				}
				out = append(out, t)
			}
		}
		return out
	}
}

func (r registers) impacts(t *testing.T, q Query) Impacts {
	t.Helper()
	if r.sources == nil {
		r.sources = []Source{{Code: "s", Country: "BR", Complaints: 1000, FirstOpened: dayIn(2016, 12, 1), LastOpened: dayIn(2020, 11, 30),
			Fields: []string{"issue", "closed_on", "associations"}}}
	}
	got, err := New(r, Config{Floors: DefaultFloors}).Impacts(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// An entry is listed where it binds, is in the view's days, and is about what the
// view holds. A law is never looked for in complaints of another country, and the
// demonstration's rules only in the demonstration.
func TestEventsOfTheView(t *testing.T) {
	inside := dayIn(2019, 6, 1)
	r := registers{series: made(func(string, int) int64 { return 30 }),
		policies: []Event{policy("BR-1", "BR", inside), policy("CN-1", "CN", inside), policy("XX-1", InventedJurisdiction, inside),
			policy("EU-1", "EU", inside), policy("late", "BR", dayIn(2022, 1, 1)), policy("never", "BR", complaint.Day{})},
		reports:   []Event{{ID: "r1", Register: Coverage, First: inside, Last: inside, Platform: Named{Key: "name:a"}}, {ID: "r2", Register: Coverage, First: inside, Last: inside, Platform: Named{Key: "name:b"}}},
		campaigns: []Event{{ID: "c1", Register: Campaigns, First: inside, Last: inside, Association: "A"}, {ID: "c2", Register: Campaigns, First: inside, Last: inside, Association: "B"}},
		known:     []FacetCount{{Named: Named{Key: "A"}}}}
	f := func(q Query, left int, want ...string) {
		t.Helper()
		got := r.impacts(t, q)
		var ids []string
		for _, row := range got.Rows {
			ids = append(ids, row.ID)
		}
		slices.Sort(ids)
		if !slices.Equal(ids, want) || got.Left != left {
			t.Errorf("Impacts(%+v) lists %v and leaves %d, want %v and %d", q, ids, got.Left, want, left)
		}
	}
	f(Query{}, 6, "BR-1", "c1", "r1", "r2")
	f(Query{Filters: map[Dimension]Filter{DimPlatform: {Values: []string{"a"}}}}, 7, "BR-1", "c1", "r1")
	f(Query{Filters: map[Dimension]Filter{DimPlatform: {Values: []string{"a"}, Not: true}}}, 7, "BR-1", "c1", "r2")
	f(Query{To: dayIn(2019, 1, 1)}, 10)
	invented := Source{Code: InventedSource, Country: "CN", FirstOpened: dayIn(2016, 12, 1), LastOpened: dayIn(2020, 11, 30)}
	r.sources = []Source{invented}
	f(Query{}, 7, "XX-1", "r1", "r2")
	r.sources[0].Code = "real-cn"
	f(Query{}, 7, "CN-1", "r1", "r2")
	r.sources[0].Country = "FR"
	f(Query{}, 7, "EU-1", "r1", "r2")
	if _, err := New(r, Config{}).Impact(t.Context(), "CN-1", Query{}); !errors.Is(err, ErrNotFound) {
		t.Errorf("Impact(CN-1) in France = %v, want ErrNotFound", err)
	}
}

// Where the data cannot answer, no figure is given and the reason is.
func TestImpactsThatAreNotSupported(t *testing.T) {
	inside := dayIn(2019, 12, 1)
	broken, scoped, coarse := policy("broken", "BR", inside), policy("scoped", "BR", inside), policy("coarse", "BR", inside)
	broken.SeriesBreak, scoped.Scope, coarse.Last = true, "some", dayIn(2020, 5, 31)
	r := registers{series: made(func(string, int) int64 { return 30 }),
		policies: []Event{broken, scoped, coarse, policy("late", "BR", dayIn(2020, 6, 1)), policy("early", "BR", dayIn(2018, 12, 1)), policy("none", "BR", inside, "privacy")}}
	want := map[string]Note{"broken": BreaksSeries, "scoped": ScopeUnknown, "coarse": DateCoarse, "late": TooShort, "early": NoPlacebos, "none": NothingConcerned}
	for _, row := range r.impacts(t, Query{}).Rows {
		if o := row.Outcomes[0]; o.Verdict != NotSupported || o.Why != want[row.ID] || (o.Effect != nil) != (row.ID == "early") {
			t.Errorf("%s: %s because of %q with an effect %v, want not_supported because of %q", row.ID, o.Verdict, o.Why, o.Effect, want[row.ID])
		}
	}
	r.sources = []Source{{Code: "s", Country: "BR", FirstOpened: dayIn(2016, 12, 1), LastOpened: dayIn(2020, 11, 30)}}
	r.policies = []Event{policy("x", "BR", inside, "price")}
	if o := r.impacts(t, Query{}).Rows[0].Outcomes; len(o) != 1 || o[0].Measure != ImpactComplaints || o[0].Why != IssuesNotAsked {
		t.Errorf("a source without issues and days of closing gives %+v, want complaints only, and why not", o)
	}
}

// A change of the issue concerned is found and its size is right; the others did not
// move. Where they do, it is nobody's.
func TestImpactAgainstUntouchedIssues(t *testing.T) {
	after := func(month int) bool { return month >= 36 }
	f := func(share func(issue string, month int) int64) Impact {
		t.Helper()
		r := registers{series: made(share), policies: []Event{policy("x", "BR", dayIn(2019, 12, 1), "price")}}
		return r.impacts(t, Query{}).Rows[0]
	}
	o := f(func(issue string, month int) int64 {
		if issue == "price" && after(month) {
			return 55
		}
		return 30
	}).Outcomes
	share, count := o[0], o[1]
	if share.Verdict != ImpactRose || !share.Supported || share.Effect == nil || *share.Effect < 0.20 || *share.Effect > 0.30 || share.Before != 36 || share.After != 12 {
		t.Errorf("25 more of some 100 resolved: %s by %v, supported %v, from %d and %d periods, want a rise by about 0.25 from 36 and 12",
			share.Verdict, share.Effect, share.Supported, share.Before, share.After)
	}
	if d := share.Difference; d == nil || d.Effect < 0.2 || d.Effect > 0.3 || d.Concerned != 1 || d.Others != 3 || d.AsLarge != 0 || d.P != nil {
		t.Errorf("difference in differences = %+v, want about 0.25 of 1 against 3", d)
	}
	if count.Verdict != NotDetectable || count.Detectable == nil {
		t.Errorf("complaints: %s, want not_detectable with the smallest change that would show", count.Verdict)
	}
	all := f(func(_ string, month int) int64 {
		if after(month) {
			return 55
		}
		return 30
	}).Outcomes[0]
	if all.Verdict != NotAttributable {
		t.Errorf("where all issues change: %s, want not_attributable", all.Verdict)
	}
}

// Other entries within three months and festivals within one stand beside an entry.
func TestRivals(t *testing.T) {
	e := policy("x", "CN", dayIn(2020, 11, 20))
	near, far := policy("near", "CN", dayIn(2020, 8, 20)), policy("far", "CN", dayIn(2020, 8, 19))
	f := func(country string, want ...string) {
		t.Helper()
		var got []string
		for _, r := range rivals(e, []Event{e, near, far}, Source{Country: country}) {
			if r.Event != nil {
				got = append(got, r.Event.ID)
			} else {
				got = append(got, r.Day.String())
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("rivals in %s = %v, want %v", country, got, want)
		}
	}
	f("CN", "near", "2020-11-11", "2020-11-27")
	f("BR", "near", "2020-11-27")
}

// A fortnight begins on every second Monday, also across years.
func TestFortnights(t *testing.T) {
	monday := dayIn(2019, 12, 23)
	for range 10 {
		first := fortnight(monday)
		if since, _ := monday.Sub(first); since != 0 && since != 7 || fortnight(first) != first || fortnight(first.Add(7)) != first {
			t.Errorf("fortnight(%s) = %s", monday, first)
		}
		monday = monday.Add(7)
	}
}

// One answer measures so many entries; what the data cannot answer is said for all.
func TestImpactsAreBounded(t *testing.T) {
	r := registers{series: made(func(string, int) int64 { return 30 })}
	for n := range MaxImpacts + 3 {
		r.policies = append(r.policies, policy(string(rune('a'+n)), "BR", dayIn(2018, 1, 1+n), "price"))
	}
	broken := policy("oldest", "BR", dayIn(2017, 1, 1))
	broken.SeriesBreak = true
	r.policies = append(r.policies, broken)
	got, measured := r.impacts(t, Query{}), 0
	for i, row := range got.Rows {
		if row.Measured != (len(row.Outcomes) > 0) {
			t.Errorf("%s is measured: %v, with %d outcomes", row.ID, row.Measured, len(row.Outcomes))
		}
		if row.Measured {
			measured++
		}
		if row.Measured != (i < MaxImpacts || row.SeriesBreak) {
			t.Errorf("%s, number %d, is measured: %v, want the latest and the one that cannot be", row.ID, i, row.Measured)
		}
	}
	if measured != MaxImpacts+1 || !slices.Contains(got.Warnings, WarnNotMeasured) {
		t.Errorf("%d entries are measured with the warnings %v, want %d and a warning", measured, got.Warnings, MaxImpacts+1)
	}
}

// A table has no registers.
func (s table) Policies(context.Context, Release) ([]Event, error)         { return nil, nil }
func (s table) Coverage(context.Context, Release, string) ([]Event, error) { return nil, nil }
func (s table) Campaigns(context.Context, Release) ([]Event, error)        { return nil, nil }

// A period of a trend has the entries that began in it, not those of a year.
func TestEntriesOfPeriods(t *testing.T) {
	points := []Point{{Start: dayIn(2019, 1, 1), End: dayIn(2019, 1, 31)}, {Start: dayIn(2019, 2, 1), End: dayIn(2019, 2, 28)}}
	coarse := policy("coarse", "BR", dayIn(2019, 1, 1))
	coarse.Last = dayIn(2019, 12, 31)
	entered(points, []Event{policy("a", "BR", dayIn(2019, 1, 31)), policy("b", "BR", dayIn(2019, 2, 1)), policy("c", "BR", dayIn(2019, 3, 1)), coarse})
	for i, want := range []string{"a", "b"} {
		if len(points[i].Entries) != 1 || points[i].Entries[0].ID != want {
			t.Errorf("period %d has the entries %v, want %s alone", i, points[i].Entries, want)
		}
	}
}
