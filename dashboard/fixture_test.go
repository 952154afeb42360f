package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// A grain is one cell of the fixture: complaints that agree in everything the
// pages can ask about.
type grain struct {
	platform, seller, issue, subissue, region, channel, outcome string
	opened                                                      complaint.Day
	n                                                           int64
}

// A fixture is an analytics.Store on a list of grains.
type fixture struct {
	analytics.Store // nil: a question that a test does not expect ends it
	release         analytics.Release
	err             error // what Current answers instead
	sources         []analytics.Source
	names           map[string]analytics.Named // by slug
	only            map[string]string          // the one source that knows a slug, where not all do
	grains          []grain
	loads           []analytics.Load
	releases        []analytics.Release
	aliases         []analytics.Alias // beside the two every business has
	unsized         bool              // no register knows the sizes of platforms
	asked           atomic.Int64      // how often anything was counted
}

// hostileNames are names that break out of careless pages, scripts, files and
// charts. Each is also a platform of the fixture.
var hostileNames = []string{
	`</script><script>alert(1)</script>`,
	`=cmd|' /C calc'!A0`,
	`__f__x__f__`,
	`<img src=x onerror=alert(1)>`,
	`{marker|x} {{.Service}} "quoted, twice"`,
}

var now = time.Date(2020, 3, 4, 5, 6, 0, 0, time.UTC)

func newFixture() *fixture {
	plain := []string{"Lantern Market", "Harbour & Co", "云锦商城", "Feira Azul", "Northwind Shop", "Juniper Direct",
		"百川优选", "Copperfield", "Meadow Outlet", "Solstício Loja", "Quill Books", "Tidepool", "松果生活", "Ironbark", "Velvet Row",
		"Papaya Express", "Old Mill Goods", "Aurora Lojas", "山海集市", "Kestrel", "Birchwood", "Fathom", "Saffron Lane", "Ember",
		"Marigold", "Nimbus Telecom", "Riverstone Bank", "Zephyr Air", "Cobalt Energy", "Linden Pharmacy", "Tundra Games",
		"Rarely Named", "Seldom Seen"}
	f := &fixture{
		release: analytics.Release{Number: 7, PublishedAt: time.Date(2020, 3, 1, 9, 30, 0, 0, time.UTC)},
		names:   map[string]analytics.Named{},
	}
	f.releases = []analytics.Release{f.release, {Number: 6, PublishedAt: f.release.PublishedAt.AddDate(0, -1, 0)}}
	for i, name := range append(slices.Clone(hostileNames), plain...) {
		slug := fmt.Sprintf("platform-%d", i)
		if name == "云锦商城" {
			slug = name
		}
		f.names[slug] = analytics.Named{Key: fmt.Sprintf("cnpj:%08d", i), Name: name, Slug: slug}
		f.fill(i, slug)
	}
	f.sellers()
	f.describe()
	return f
}

// fill gives platform i its complaints: large and small ones, with different
// shares of resolved, over two years.
func (f *fixture) fill(i int, slug string) {
	size := int64(60 - i)
	if i > 34 {
		size = 1 // below every floor
	}
	issues := []string{"after_sales", "delivery", "quality", "contract", "price"}
	for month := range 24 {
		opened, _ := complaint.DayOf(time.Date(2018, time.Month(1+month), 1+i%25, 0, 0, 0, 0, time.UTC))
		if size == 1 && month > 5 {
			continue
		}
		for k, issue := range issues[:2+i%4] {
			region := []string{"SP", "RJ", "BA"}[(i+k)%3]
			resolved := size * int64(20+(i*37+k*11+month)%70) / 100
			for outcome, n := range map[string]int64{"resolved": resolved, "unresolved": size - resolved, "unrated": size / 2,
				"withdrawn": size / 12, "open": int64(month) * size / 60} {
				seller := ""
				if k == 0 && i < 4 {
					seller = []string{"seller-a", "seller-b", "seller-c"}[month%3]
				}
				f.grains = append(f.grains, grain{slug, seller, issue, issue + "/refund_refused", region,
					[]string{"web", "phone"}[k%2], outcome, opened, n})
			}
		}
	}
}

func (f *fixture) sellers() {
	f.names["seller-a"] = analytics.Named{Key: "trader:7f3a", Name: "Sole trader 7f3a", Slug: "seller-a"}
	f.names["seller-b"] = analytics.Named{Key: "name:brightside", Name: `<b>Brightside</b> & "Sons"`, Slug: "seller-b"}
	f.names["seller-c"] = analytics.Named{Key: "person:09be", Name: "Private individual 09be", Slug: "seller-c"}
}

func (f *fixture) describe() {
	first, _ := complaint.NewDay(2018, 1, 1)
	last, _ := complaint.NewDay(2019, 12, 25)
	f.sources = []analytics.Source{{Code: "demo", Title: map[string]string{"en": "Demonstration agency", "zh": "演示机构"}, Country: "BR",
		URL: "https://publisher.example/data", Licence: "CC BY 4.0", OutcomeBasis: complaint.ByConsumer,
		Fields:      []string{"platform", "seller", "issue", "subissue", "region", "channel", "closed_on", "narrative", "rating", "stages", "actions", "amount_recovered", "evidence"},
		FirstOpened: first, LastOpened: last, LoadedAt: f.release.PublishedAt, Complaints: f.total(analytics.Selection{}).Complaints},
		{Code: "other", Title: map[string]string{"en": "Another agency", "zh": "另一机构"}, OutcomeBasis: complaint.ByAuthority,
			Fields: []string{"platform", "issue"}, FirstOpened: first, LastOpened: last, LoadedAt: f.release.PublishedAt}}
	due, lost := now.Add(-30*time.Minute), int64(3)
	f.loads = []analytics.Load{
		{ID: 5, Source: "demo", State: analytics.LoadRunning, StartedAt: now.Add(-100 * time.Second), Slot: now.Add(-2 * time.Minute), UpdatedAt: now,
			Progress: analytics.LoadProgress{Rows: 41_984, File: "/srv/redress/files/2020-01.zip!" + hostileNames[0] + ".csv", BytesDone: 1 << 20, BytesTotal: 4 << 20}},
		{ID: 4, Source: "other", State: analytics.LoadHeld, StartedAt: due, Slot: due, FinishedAt: due.Add(5 * time.Minute), Read: 400, Accepted: 300, New: 20,
			Unchanged: 280, Rejected: map[string]int64{"no_platform": 100}, Breaches: []analytics.Breach{
				{Gate: "rejects", Measured: 0.25, Allowed: 0.01, Rows: 100}, {Gate: "shrink", Measured: 0.5, Allowed: 0.2, Rows: 5000},
				{Gate: "unmapped", Subject: "issue", Measured: 0.75, Allowed: 0.5, Rows: 300}, {Gate: "future", Measured: 0.002, Allowed: 0.001, Rows: 1},
				{Gate: "vanished", Measured: 0.3, Allowed: 0.05, Rows: 1200}, {Gate: "vanished", Subject: hostileNames[0], Measured: 0.2, Rows: 800},
				{Gate: "vanished", Subject: "云锦商城", Measured: 0.1, Rows: 400}}},
		{ID: 3, Source: "demo", State: analytics.LoadRefused, Problem: "12 of 40 rows were rejected (30.0 %), more than the 5.0 % allowed; nothing was published", StartedAt: now.Add(-time.Hour),
			FinishedAt: now.Add(-50 * time.Minute), Read: 40, Accepted: 28, New: 28, Rejected: map[string]int64{"no_platform": 10, "bad_value": 2}},
		{ID: 2, Source: "demo", State: analytics.LoadPublished, Release: 7, StartedAt: f.release.PublishedAt.Add(-time.Hour), FinishedAt: f.release.PublishedAt,
			Read: 5010, Accepted: 5000, Duplicate: 4, New: 4000, Replaced: 600, Unchanged: 390, Outdated: 10, Rejected: map[string]int64{"no_platform": 6},
			Unmapped: map[string]map[string]int64{"issue": {`</td><script>alert(2)</script>`: 7, "outros assuntos": 5, "Maria Aparecida": 1}, "channel": {"(absent)": 605, "(withheld)": 2}},
			Files: []analytics.LoadedFile{{Path: "2019.xlsx", SHA256: strings.Repeat("ab", 32), Read: 5010, Accepted: 5000, Duplicate: 4,
				Rejected: map[string]int64{"no_platform": 6}, LostCharacters: &lost, UnreadSheets: []string{"说明", "封面"}, LeftOut: []string{"leaflet.pdf"}}}},
		{ID: 1, Source: "first", State: analytics.LoadFailed, Problem: "open /srv/x.csv: no such file", StartedAt: due.AddDate(0, 0, -1), Slot: due.AddDate(0, 0, -1),
			FinishedAt: due.AddDate(0, 0, -1), Progress: analytics.LoadProgress{Rows: 1234}},
	}
}

func (f *fixture) Current(context.Context) (analytics.Release, error) { return f.release, f.err }

func (f *fixture) Sources(context.Context, analytics.Release) ([]analytics.Source, error) {
	return f.sources, nil
}

func (f *fixture) Total(_ context.Context, _ analytics.Release, s analytics.Selection) (analytics.Tally, error) {
	f.asked.Add(1)
	return f.total(s), nil
}

func (f *fixture) total(s analytics.Selection) (t analytics.Tally) {
	for _, g := range f.grains {
		if f.selected(g, s) {
			add(&t, g)
		}
	}
	return t
}

func (f *fixture) Tallies(_ context.Context, _ analytics.Release, e analytics.Entity, s analytics.Selection) ([]analytics.EntityTally, error) {
	byValue := map[string]*analytics.EntityTally{}
	for _, g := range f.grains {
		value := g.value(analytics.Dimension(e))
		if !f.selected(g, s) || value == "" {
			continue
		}
		if byValue[value] == nil {
			byValue[value] = &analytics.EntityTally{Named: f.named(value)}
		}
		add(&byValue[value].Tally, g)
	}
	var rows []analytics.EntityTally
	for _, row := range byValue {
		if row.Complaints > 0 {
			rows = append(rows, *row)
		}
	}
	slices.SortFunc(rows, func(a, b analytics.EntityTally) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	return rows, nil
}

// Strata tells complaints apart by issue and region, where the caller looks at them;
// those of the fixture are many enough not to be merged.
func (f *fixture) Strata(_ context.Context, _ analytics.Release, e analytics.Entity, s analytics.Selection, by []analytics.StratumPart, _ int64) ([]analytics.StratumTally, error) {
	counted := map[analytics.StratumTally]*analytics.StratumTally{}
	var out []analytics.StratumTally
	for _, g := range f.grains {
		value := g.value(analytics.Dimension(e))
		if !f.selected(g, s) || value == "" || g.outcome != "resolved" && g.outcome != "unresolved" {
			continue
		}
		id := analytics.StratumTally{Key: f.named(value).Key, Stratum: analytics.Stratum{Level: 3}}
		if slices.Contains(by, analytics.PartIssue) {
			id.Issue = g.issue
		}
		if slices.Contains(by, analytics.PartRegion) {
			id.Region = g.region
		}
		if counted[id] == nil {
			counted[id] = new(id)
		}
		counted[id].Rated += g.n
		if g.outcome == "resolved" {
			counted[id].Resolved += g.n
		}
	}
	for _, tally := range counted {
		out = append(out, *tally)
	}
	slices.SortFunc(out, func(a, b analytics.StratumTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Region, b.Region))
	})
	return out, nil
}

func (f *fixture) Periods(_ context.Context, _ analytics.Release, g analytics.Grain, s analytics.Selection) ([]analytics.PeriodTally, error) {
	byStart := map[string]*analytics.PeriodTally{}
	for _, cell := range f.grains {
		if !f.selected(cell, s) {
			continue
		}
		t := cell.opened.Time()
		month := t.Month()
		if g == analytics.ByYear {
			month = 1
		}
		start, _ := complaint.NewDay(t.Year(), month, 1)
		if byStart[start.String()] == nil {
			byStart[start.String()] = &analytics.PeriodTally{Start: start}
		}
		add(&byStart[start.String()].Tally, cell)
	}
	var periods []analytics.PeriodTally
	for _, start := range slices.Sorted(maps.Keys(byStart)) {
		periods = append(periods, *byStart[start])
	}
	return periods, nil
}

func (f *fixture) Cut(context.Context, analytics.Release, string) (complaint.Day, error) {
	f.asked.Add(1)
	cut, _ := complaint.NewDay(2019, 12, 31)
	return cut, nil
}

func (f *fixture) Endings(context.Context, analytics.Release, string) (analytics.Endings, error) {
	from, _ := complaint.NewDay(2018, 1, 9)
	return analytics.Endings{Open: 40, From: from, Within: 75}, nil
}

// Ages: four in five of the resolved ones were so within the age.
func (f *fixture) Ages(_ context.Context, _ analytics.Release, g analytics.Grain, s analytics.Selection, age int, cut complaint.Day) ([]analytics.AgeTally, error) {
	byStart := map[string]*analytics.AgeTally{}
	for _, cell := range f.grains {
		if !f.selected(cell, s) {
			continue
		}
		t := cell.opened.Time()
		month := t.Month()
		if g == analytics.ByYear {
			month = 1
		}
		start, _ := complaint.NewDay(t.Year(), month, 1)
		if byStart[start.String()] == nil {
			byStart[start.String()] = &analytics.AgeTally{Start: start}
		}
		if cut.Before(cell.opened.Add(age)) {
			continue
		}
		byStart[start.String()].AtRisk += cell.n
		if cell.outcome == "resolved" {
			byStart[start.String()].ResolvedWithin += cell.n * 4 / 5
		}
	}
	var out []analytics.AgeTally
	for _, start := range slices.Sorted(maps.Keys(byStart)) {
		out = append(out, *byStart[start])
	}
	return out, nil
}

// Series: as Periods and Ages, by entity and issue.
func (f *fixture) Series(_ context.Context, _ analytics.Release, e analytics.Entity, g analytics.Grain, s analytics.Selection, o analytics.SeriesOptions) ([]analytics.SeriesTally, error) {
	f.asked.Add(1)
	counted, altogether := map[analytics.SeriesTally]*analytics.SeriesTally{}, map[string]int64{}
	for _, cell := range f.grains {
		if !f.selected(cell, s) {
			continue
		}
		id := analytics.SeriesTally{Start: startOf(g, cell.opened)}
		if e != "" {
			id.Key = f.named(cell.value(analytics.Dimension(e))).Key
		}
		if o.ByIssue {
			id.Issue = cell.issue
		}
		if counted[id] == nil {
			counted[id] = new(id)
		}
		cell.addTo(counted[id], o)
		altogether[id.Key] += cell.n
	}
	return seriesRows(counted, altogether, o.Least), nil
}

func (f *fixture) Facet(_ context.Context, _ analytics.Release, d analytics.Dimension, s analytics.Selection, limit int) ([]analytics.FacetCount, error) {
	counts := map[string]int64{}
	for _, g := range f.grains {
		if value := g.value(d); f.selected(g, s) && value != "" {
			counts[value] += g.n
		}
	}
	var out []analytics.FacetCount
	for _, value := range slices.Sorted(maps.Keys(counts)) {
		out = append(out, analytics.FacetCount{Named: f.named(value), Complaints: counts[value]})
	}
	slices.SortStableFunc(out, func(a, b analytics.FacetCount) int { return cmp.Compare(b.Complaints, a.Complaints) })
	return out[:min(limit, len(out))], nil
}

func (f *fixture) Lookup(_ context.Context, _ analytics.Release, _ analytics.Entity, source, slug string) (analytics.Named, error) {
	if named, ok := f.names[slug]; ok && cmp.Or(f.only[slug], source) == source {
		return named, nil
	}
	return analytics.Named{}, analytics.ErrNotFound
}

func (f *fixture) Aliases(_ context.Context, _ analytics.Release, _ analytics.Entity, _, key string, limit int) ([]analytics.Alias, error) {
	aliases := []analytics.Alias{{Name: hostileNames[0] + " Ltd", Kind: complaint.NameLegal, Complaints: 12},
		{Name: key, Kind: complaint.NameTrade, Complaints: 3}}
	return newest(append(aliases, f.aliases...), limit), nil
}

func (f *fixture) Loads(_ context.Context, limit int) ([]analytics.Load, error) {
	return newest(f.loads, limit), nil
}

func (f *fixture) Releases(_ context.Context, limit int) ([]analytics.Release, error) {
	return newest(f.releases, limit), nil
}

// newest are the first rows, all of them when limit is 0.
func newest[T any](rows []T, limit int) []T {
	if limit == 0 {
		return rows
	}
	return rows[:min(limit, len(rows))]
}

func (f *fixture) named(value string) analytics.Named {
	if named, ok := f.names[value]; ok {
		return named
	}
	return analytics.Named{Key: value, Name: value, Slug: value}
}

func (f *fixture) selected(g grain, s analytics.Selection) bool {
	if s.Source == "other" || g.opened.Before(s.From) || (s.To.Known() && !g.opened.Before(s.To)) {
		return false
	}
	for d, filter := range s.Filters {
		if slices.Contains(filter.Values, f.named(g.value(d)).Key) == filter.Not {
			return false
		}
	}
	return true
}

func (g grain) value(d analytics.Dimension) string {
	return map[analytics.Dimension]string{analytics.DimPlatform: g.platform, analytics.DimSeller: g.seller, analytics.DimIssue: g.issue,
		analytics.DimSubissue: g.subissue, analytics.DimRegion: g.region, analytics.DimChannel: g.channel, analytics.DimOutcome: g.outcome}[d]
}

func add(t *analytics.Tally, g grain) {
	t.Complaints += g.n
	switch g.outcome {
	case "resolved":
		t.Resolved += g.n
	case "unresolved":
		t.Unresolved += g.n
	case "unrated":
		t.Unrated += g.n
	case "withdrawn":
		t.Withdrawn += g.n
	case "open":
		t.Open += g.n
	}
	t.RatingN, t.RatingSum = t.Rated(), 5*t.Resolved+2*t.Unresolved
	t.DaysToClose = analytics.Quantiles{N: t.Closed(), Median: float64(5 + t.Resolved%9), P90: float64(15 + t.Resolved%20)}
}

// newTestServer is a whole server on a store, with or without charts.
func newTestServer(t *testing.T, store analytics.Store, echarts string) *Server {
	t.Helper()
	service := analytics.New(store, analytics.Config{Floors: analytics.DefaultFloors})
	server, err := New(Config{Service: service, ECharts: echarts, Version: "test", Now: func() time.Time { return now }, PrivateName: func(string) bool { return false },
		Titles: map[string]map[string]string{"first": {"en": "A third agency", "zh": "第三机构"}},
		Log:    slog.New(slog.DiscardHandler),
		Notes: map[string]map[string]string{"other": {"en": "Cases since 2018 only; the agency counts a case when it closes it.",
			"zh": "仅含 2018 年以来的案件；该机构在结案时计数。"}},
		Updates: func() Freshness {
			return Freshness{Next: now.Add(24 * time.Hour), Sources: []Planned{{Source: "demo", Next: now.Add(24 * time.Hour)},
				{Source: "other", Next: now.Add(-2 * time.Hour), Overdue: true}, {Source: "first", Next: now.Add(time.Hour)}}}
		}})
	if err != nil {
		t.Fatal(err)
	}
	return server
}

// get asks for an address; headers are names and values.
func get(t *testing.T, h http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// follow asks for an address and goes where it leads.
func follow(t *testing.T, h http.Handler, address string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := get(t, h, address, headers...)
	if w.Code == http.StatusFound {
		return get(t, h, w.Header().Get("Location"), headers...)
	}
	return w
}

// echartsFile is a small stand-in for the chart library, for tests without a
// browser.
func echartsFile(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "echarts.min.js")
	writeFile(t, path, "window.echarts = {};")
	return path
}
