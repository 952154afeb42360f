package warehouse_test

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/engine"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
	"redress/ingest/complaint"
)

// filled opens a database with one release of 1,000 complaints of the source
// "s", made by one INSERT so that this test shares nothing with the write path.
func filled(t *testing.T) (*warehouse.Store, analytics.Release) {
	t.Helper()
	db := schematest.Open(t)
	release := schema.ReleaseDatabase(db.Database, 7)
	if err := schema.CreateRelease(t.Context(), db, db.Database, release); err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`INSERT INTO ` + release + `.complaints (source, id, version, digest, platform, platform_name, platform_name_kind,
 seller, seller_name, issue, region, opened_on, responded_on, closed_on, zone, status, outcome_basis, outcome, remedies, associations, rating, timely)
SELECT 's', leftPad(toString(number), 16, '0'), 1, number,
  'name:p' || toString(number % 5), 'P' || toString(number % 5), 'trade',
  if(number % 3 = 0, NULL, 'name:s' || toString(number % 3)), if(number % 3 = 0, NULL, 'S'),
  ['quality', 'price', 'delivery'][number % 3 + 1],
  if(number % 10 = 0, NULL, ['SP', 'RJ'][number % 2 + 1]),
  toDate('2018-01-15') + number % 90,
  if(number % 4 = 0, NULL, toDate('2018-01-15') + number % 90 + 2),
  if(number % 7 = 0, NULL, toDate('2018-01-15') + number % 90 + number % 11),
  'UTC', if(number % 20 = 0, 'open', 'closed'), 'consumer',
  if(number % 20 = 0, 'unknown', ['resolved', 'unresolved', 'unrated', 'withdrawn'][number % 4 + 1]),
  if(number % 2 = 0, ['refund', 'apology'], []), ['Verein "O''Brien" \\ 协会'],
  if(number % 6 = 0, toUInt8(number % 5 + 1), NULL), ['yes', 'no', NULL][number % 3 + 1]
FROM numbers(1000)`,
		`INSERT INTO ` + release + `.entities SELECT 's', 'platform', platform, any(platform_name), 'slug-' || any(platform_name), count() FROM ` + release + `.complaints GROUP BY platform`,
		`INSERT INTO ` + release + `.sources SELECT 's', map('en', 'S', 'zh', '源'), 'BR', 'u', 'l', 'UTC', 'consumer', ['rating'], count(), min(opened_on), max(opened_on), now64(3) FROM ` + release + `.complaints`,
		`INSERT INTO ` + db.Database + `.releases SELECT 7, toDateTime64('2026-11-23 12:00:00.5', 3, 'UTC'), [3]`,
		`INSERT INTO ` + db.Database + `.loads (load_id, source, state, release, started_at, finished_at, updated_at, read, accepted, rejected, unmapped)
SELECT 3, 's', 'published', 7, now64(3), now64(3), now64(6), 3, 1, map('ragged', toUInt64(2)), map('issue', map('x', toUInt64(1)))`,
		`INSERT INTO ` + db.Database + `.load_files (load_id, file, path, rejected) SELECT 3, 1, 'a.csv', map('ragged', toUInt64(2))`,
	} {
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	return store(db), analytics.Release{Number: 7, PublishedAt: time.Date(2026, 11, 23, 12, 0, 0, 5e8, time.UTC)}
}

func store(db *engine.DB) *warehouse.Store {
	return warehouse.New(db.ReadOnly(), db.Database, func(n uint32) string { return schema.ReleaseDatabase(db.Database, n) })
}

// A made complaint is the same rows as filled inserts, in Go.
type row struct {
	platform, issue, region, outcome, status, timely string
	month                                            time.Month
	closeDays                                        float64
	closed, responded, rated                         bool
	rating                                           int64
}

func madeRows() []row {
	var out []row
	for n := range 1000 {
		r := row{platform: fmt.Sprintf("name:p%d", n%5), issue: []string{"quality", "price", "delivery"}[n%3],
			region: []string{"SP", "RJ"}[n%2], status: "closed", outcome: []string{"resolved", "unresolved", "unrated", "withdrawn"}[n%4],
			timely: []string{"yes", "no", ""}[n%3], responded: n%4 != 0, rated: n%6 == 0, rating: int64(n%5 + 1),
			closed: n%7 != 0, closeDays: float64(n % 11)}
		if n%10 == 0 {
			r.region = ""
		}
		if n%20 == 0 {
			r.status, r.outcome = "open", "unknown"
		}
		r.month = time.Date(2018, 1, 15+n%90, 0, 0, 0, 0, time.UTC).Month()
		out = append(out, r)
	}
	return out
}

// count is the slow, obvious tally.
func count(rows []row) analytics.Tally {
	var t analytics.Tally
	var days []float64
	for _, r := range rows {
		t.Complaints++
		if r.status == "open" {
			t.Open++
		} else {
			switch r.outcome {
			case "resolved":
				t.Resolved++
			case "unresolved":
				t.Unresolved++
			case "unrated":
				t.Unrated++
			case "withdrawn":
				t.Withdrawn++
			}
			if r.closed {
				days = append(days, r.closeDays)
			}
		}
		if r.responded {
			t.Responded++
		}
		switch r.timely {
		case "yes":
			t.TimelyYes++
		case "no":
			t.TimelyNo++
		}
		if r.rated {
			t.RatingN++
			t.RatingSum += r.rating
		}
	}
	slices.Sort(days)
	if len(days) > 0 {
		t.DaysToClose = analytics.Quantiles{N: int64(len(days)), Median: type7(days, 0.5), P90: type7(days, 0.9)}
	}
	if t.Responded > 0 {
		t.DaysToReply = analytics.Quantiles{N: t.Responded, Median: 2, P90: 2}
	}
	return t
}

// type7 is the quantile of Hyndman and Fan's definition 7.
func type7(sorted []float64, p float64) float64 {
	h := float64(len(sorted)-1) * p
	i := int(math.Floor(h))
	if i+1 >= len(sorted) {
		return sorted[i]
	}
	return sorted[i] + (h-float64(i))*(sorted[i+1]-sorted[i])
}

func where(rows []row, keep func(row) bool) []row {
	var out []row
	for _, r := range rows {
		if keep(r) {
			out = append(out, r)
		}
	}
	return out
}

func TestTallies(t *testing.T) {
	s, release := filled(t)
	all := madeRows()
	total, err := s.Total(t.Context(), release, analytics.Selection{Source: "s"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(count(all), total); diff != "" {
		t.Errorf("Total (-want +got):\n%s", diff)
	}
	for entity, key := range map[analytics.Entity]func(row) string{
		analytics.Platform: func(r row) string { return r.platform },
		analytics.Issue:    func(r row) string { return r.issue },
		analytics.Region:   func(r row) string { return r.region },
	} {
		got, err := s.Tallies(t.Context(), release, entity, analytics.Selection{Source: "s"})
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range got {
			want := count(where(all, func(r row) bool { return key(r) == g.Key }))
			if diff := cmp.Diff(want, g.Tally); diff != "" {
				t.Errorf("Tallies(%s) of %q (-want +got):\n%s", entity, g.Key, diff)
			}
			if entity == analytics.Platform && g.Slug != "slug-"+g.Name {
				t.Errorf("platform %s: name %q, slug %q", g.Key, g.Name, g.Slug)
			}
		}
	}
}

func TestFilters(t *testing.T) {
	s, release := filled(t)
	all := madeRows()
	one := func(d analytics.Dimension, not bool, values ...string) analytics.Selection {
		return analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{d: {Values: values, Not: not}}}
	}
	for name, c := range map[string]struct {
		selection analytics.Selection
		keep      func(row) bool
	}{
		"platform":      {one(analytics.DimPlatform, false, "name:p1", "name:p2"), func(r row) bool { return r.platform == "name:p1" || r.platform == "name:p2" }},
		"not region":    {one(analytics.DimRegion, true, "SP"), func(r row) bool { return r.region != "SP" }},
		"open":          {one(analytics.DimOutcome, false, "open"), func(r row) bool { return r.status == "open" }},
		"not resolved":  {one(analytics.DimOutcome, true, "resolved"), func(r row) bool { return r.outcome != "resolved" }},
		"association":   {one(analytics.DimAssociation, false, `Verein "O'Brien" \ 协会`), func(row) bool { return true }},
		"nobody":        {one(analytics.DimAssociation, false, `'`), func(row) bool { return false }},
		"other source":  {analytics.Selection{Source: "t"}, func(row) bool { return false }},
		"february only": {analytics.Selection{Source: "s", From: day(t, "2018-02-01"), To: day(t, "2018-03-01")}, func(r row) bool { return r.month == time.February }},
	} {
		got, err := s.Total(t.Context(), release, c.selection)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(count(where(all, c.keep)), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func day(t *testing.T, text string) complaint.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := complaint.DayOf(at)
	return d
}

func TestPeriods(t *testing.T) {
	s, release := filled(t)
	want := map[analytics.Grain]string{analytics.ByDay: "2018-01-15", analytics.ByWeek: "2018-01-15",
		analytics.ByMonth: "2018-01-01", analytics.ByQuarter: "2018-01-01", analytics.ByYear: "2018-01-01"}
	for _, grain := range analytics.Grains {
		periods, err := s.Periods(t.Context(), release, grain, analytics.Selection{Source: "s"})
		if err != nil {
			t.Fatalf("Periods(%s): %v", grain, err)
		}
		var n int64
		for _, p := range periods {
			n += p.Complaints
		}
		if n != 1000 || periods[0].Start.String() != want[grain] {
			t.Errorf("Periods(%s) = %d complaints from %s, want 1000 from %s", grain, n, periods[0].Start, want[grain])
		}
	}
}

func TestOtherQuestions(t *testing.T) {
	s, release := filled(t)
	ctx := t.Context()
	if got, err := s.Current(ctx); err != nil || got != release {
		t.Errorf("Current = %+v, %v, want %+v", got, err, release)
	}
	if got, err := s.Releases(ctx, 5); err != nil || len(got) != 1 {
		t.Errorf("Releases = %v, %v, want one", got, err)
	}
	sources, err := s.Sources(ctx, release)
	if err != nil || len(sources) != 1 || sources[0].Title["zh"] != "源" || sources[0].FirstOpened != day(t, "2018-01-15") {
		t.Errorf("Sources = %+v, %v", sources, err)
	}
	if got, err := s.Lookup(ctx, release, analytics.Platform, "s", "slug-P3"); err != nil || got.Key != "name:p3" {
		t.Errorf("Lookup = %+v, %v, want name:p3", got, err)
	}
	if _, err := s.Lookup(ctx, release, analytics.Platform, "s", "nobody"); err != analytics.ErrNotFound {
		t.Errorf("Lookup(nobody) = %v, want ErrNotFound", err)
	}
	if got, err := s.Aliases(ctx, release, analytics.Platform, "s", "name:p3"); err != nil || len(got) != 1 || got[0].Complaints != 200 {
		t.Errorf("Aliases = %+v, %v, want one with 200", got, err)
	}
	loads, err := s.Loads(ctx, 5)
	if err != nil || len(loads) != 1 || loads[0].Rejected["ragged"] != 2 || loads[0].Unmapped["issue"]["x"] != 1 || len(loads[0].Files) != 1 {
		t.Errorf("Loads = %+v, %v", loads, err)
	}
	for _, d := range analytics.Dimensions {
		if _, err := s.Facet(ctx, release, d, analytics.Selection{Source: "s"}, 10); err != nil {
			t.Errorf("Facet(%s): %v", d, err)
		}
	}
	facet, err := s.Facet(ctx, release, analytics.DimRemedy, analytics.Selection{Source: "s"}, 10)
	if err != nil || len(facet) != 2 || facet[0].Complaints != 500 || facet[0].Slug != "apology" {
		t.Errorf("Facet(remedy) = %+v, %v, want two of 500", facet, err)
	}
}

// Every .sql file is embedded by a method beside it: an orphan is an answer
// nobody can ask for.
func TestEverySQLFileIsAsked(t *testing.T) {
	files, err := fs.Glob(os.DirFS("."), "*.sql")
	if err != nil || len(files) == 0 {
		t.Fatalf("no SQL files: %v", err)
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for _, name := range sources {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text.Write(content)
	}
	for _, name := range files {
		if !strings.Contains(text.String(), "//go:embed "+name+"\n") {
			t.Errorf("%s is embedded by no file", name)
		}
	}
}
