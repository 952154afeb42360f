package warehouse_test

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"redress/analytics"
	"redress/analytics/warehouse"
	"redress/deploy/schema"
)

// twoOf are two values of every dimension.
func twoOf() map[analytics.Dimension][2]string {
	return map[analytics.Dimension][2]string{
		analytics.DimPlatform: {"name:p1", "name:p2"}, analytics.DimSeller: {"name:s1", "name:s2"}, analytics.DimIssue: {"quality", "price"},
		analytics.DimSubissue: {"quality/a", "price/c"}, analytics.DimCategory: {"retail", "post"}, analytics.DimRegion: {"SP", "RJ"},
		analytics.DimChannel: {"web", "fax"}, analytics.DimAssociation: {hostileAssociation, "PROTESTE"}, analytics.DimRemedy: {"refund", "repair"},
		analytics.DimEvidence: {"invoice", "photo_video"}, analytics.DimStage: {"seller", "court"}, analytics.DimOutcome: {"open", "resolved"},
	}
}

// selected keeps the rows of a selection, the slow way.
func selected(rows []row, s analytics.Selection) []row {
	return where(rows, func(r row) bool {
		for d, filter := range s.Filters {
			has := slices.ContainsFunc(r.values(d), func(v string) bool { return slices.Contains(filter.Values, v) })
			if has == filter.Not {
				return false
			}
		}
		return true
	})
}

// Every filter, positive and negated, with one and with several values, counts
// what a loop in Go counts: in totals, in tallies and in facets.
func TestFilters(t *testing.T) {
	s, release := filled(t)
	all := ofSource("s")
	for _, d := range analytics.Dimensions {
		values := twoOf()[d]
		for _, filter := range []analytics.Filter{{Values: values[:1]}, {Values: values[1:]}, {Values: values[:]},
			{Values: values[:1], Not: true}, {Values: values[:], Not: true}} {
			selection := analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{d: filter}}
			kept := selected(all, selection)
			name := fmt.Sprintf("%s not=%v %q", d, filter.Not, filter.Values)
			if n := len(kept); n == len(all) || (n == 0 && !filter.Not) {
				t.Fatalf("%s keeps %d of %d made complaints: the filter is not seen", name, n, len(all))
			}
			checkTotal(t, s, release, name, selection, kept)
			checkTallies(t, s, release, name, analytics.Platform, selection, kept)
			checkFacet(t, s, release, name, analytics.DimRemedy, selection, kept)
		}
	}
}

// Filters are joined by and.
func TestFiltersTogether(t *testing.T) {
	s, release := filled(t)
	selection := analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{
		analytics.DimIssue: {Values: []string{"quality", "price"}}, analytics.DimRemedy: {Values: []string{"refund"}, Not: true},
		analytics.DimAssociation: {Values: []string{hostileAssociation}}}}
	checkTotal(t, s, release, "three filters", selection, selected(ofSource("s"), selection))
}

func TestSourceAndPeriod(t *testing.T) {
	s, release := filled(t)
	february := func(r row) bool { return r.OpenedOn.Month() == time.February }
	for name, c := range map[string]struct {
		selection analytics.Selection
		kept      []row
	}{
		"nobody":       {analytics.Selection{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimAssociation: {Values: []string{"'"}}}}, nil},
		"other source": {analytics.Selection{Source: "t"}, ofSource("t")},
		"no source":    {analytics.Selection{Source: "u"}, nil},
		"february":     {analytics.Selection{Source: "s", From: day(t, "2018-02-01"), To: day(t, "2018-03-01")}, where(ofSource("s"), february)},
		"from":         {analytics.Selection{Source: "s", From: day(t, "2018-04-01")}, where(ofSource("s"), func(r row) bool { return r.OpenedOn.Month() >= time.April })},
		"to":           {analytics.Selection{Source: "s", To: day(t, "2018-02-01")}, where(ofSource("s"), func(r row) bool { return r.OpenedOn.Month() == time.January })},
	} {
		checkTotal(t, s, release, name, c.selection, c.kept)
		checkTallies(t, s, release, name, analytics.Platform, c.selection, c.kept)
		checkFacet(t, s, release, name, analytics.DimPlatform, c.selection, c.kept)
	}
}

// Every dimension can be a facet, every entity a table.
func TestEveryFacetAndTable(t *testing.T) {
	s, release := filled(t)
	everyone := analytics.Selection{Source: "s"}
	for _, d := range analytics.Dimensions {
		checkFacet(t, s, release, "everyone", d, everyone, ofSource("s"))
	}
	for _, e := range []analytics.Entity{analytics.Platform, analytics.Seller, analytics.Issue, analytics.Subissue, analytics.Region} {
		checkTallies(t, s, release, "everyone", e, everyone, ofSource("s"))
	}
	if got, err := s.Facet(t.Context(), release, analytics.DimChannel, everyone, 2); err != nil || len(got) != 2 || got[0].Key != "web" {
		t.Errorf("Facet(channel) of at most 2 = %v, %v, want two from web on", got, err)
	}
}

// A server's profile may turn the missing side of a join into NULL.
func TestJoinUseNulls(t *testing.T) {
	db, release := filledDB(t)
	s := warehouse.New(db, db.Database, func(n uint32) string { return schema.ReleaseDatabase(db.Database, n) })
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"join_use_nulls": 1}))
	var set uint64
	if err := db.QueryRow(ctx, "SELECT toUInt64(getSetting('join_use_nulls'))").Scan(&set); err != nil || set != 1 {
		t.Fatalf("join_use_nulls = %d, %v, want 1", set, err)
	}
	everyone := analytics.Selection{Source: "s"}
	checkTalliesIn(ctx, t, s, release, "join_use_nulls", analytics.Issue, everyone, ofSource("s"))
	checkTalliesIn(ctx, t, s, release, "join_use_nulls", analytics.Platform, everyone, ofSource("s"))
	checkFacetIn(ctx, t, s, release, "join_use_nulls", analytics.DimRemedy, everyone, ofSource("s"))
}

func checkTotal(t *testing.T, s *warehouse.Store, r analytics.Release, name string, selection analytics.Selection, kept []row) {
	t.Helper()
	got, err := s.Total(t.Context(), r, selection)
	if err != nil {
		t.Fatalf("Total, %s: %v", name, err)
	}
	if diff := gocmp.Diff(count(kept), got, nearly()); diff != "" {
		t.Errorf("Total, %s (-want +got):\n%s", name, diff)
	}
}

func checkTallies(t *testing.T, s *warehouse.Store, r analytics.Release, name string, e analytics.Entity, selection analytics.Selection, kept []row) {
	t.Helper()
	checkTalliesIn(t.Context(), t, s, r, name, e, selection, kept)
}

func checkTalliesIn(ctx context.Context, t *testing.T, s *warehouse.Store, r analytics.Release, name string, e analytics.Entity,
	selection analytics.Selection, kept []row) {
	t.Helper()
	parts := byValue(kept, analytics.Dimension(e))
	if e == analytics.Platform || e == analytics.Issue || e == analytics.Region {
		if unknown := where(kept, func(r row) bool { return len(r.values(analytics.Dimension(e))) == 0 }); len(unknown) > 0 {
			parts[""] = unknown
		}
	}
	want := []analytics.EntityTally{}
	for value, rows := range parts {
		want = append(want, analytics.EntityTally{Named: namedAs(analytics.Dimension(e), value), Tally: count(rows)})
	}
	slices.SortFunc(want, func(a, b analytics.EntityTally) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	got, err := s.Tallies(ctx, r, e, selection)
	if err != nil {
		t.Fatalf("Tallies(%s), %s: %v", e, name, err)
	}
	if diff := gocmp.Diff(want, got, nearly()); diff != "" {
		t.Errorf("Tallies(%s), %s (-want +got):\n%s", e, name, diff)
	}
}

func checkFacet(t *testing.T, s *warehouse.Store, r analytics.Release, name string, d analytics.Dimension, selection analytics.Selection, kept []row) {
	t.Helper()
	checkFacetIn(t.Context(), t, s, r, name, d, selection, kept)
}

func checkFacetIn(ctx context.Context, t *testing.T, s *warehouse.Store, r analytics.Release, name string, d analytics.Dimension,
	selection analytics.Selection, kept []row) {
	t.Helper()
	want := []analytics.FacetCount{}
	for value, rows := range byValue(kept, d) {
		want = append(want, analytics.FacetCount{Named: namedAs(d, value), Complaints: int64(len(rows))})
	}
	slices.SortFunc(want, func(a, b analytics.FacetCount) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	got, err := s.Facet(ctx, r, d, selection, 100)
	if err != nil {
		t.Fatalf("Facet(%s), %s: %v", d, name, err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Errorf("Facet(%s), %s (-want +got):\n%s", d, name, diff)
	}
}

// nearly forgives the last digits of an interpolated quantile.
func nearly() gocmp.Option { return cmpopts.EquateApprox(0, 1e-9) }

// byValue parts rows by a dimension; a row with several values is under each.
func byValue(rows []row, d analytics.Dimension) map[string][]row {
	parts := map[string][]row{}
	for _, r := range rows {
		for _, value := range slices.Compact(slices.Sorted(slices.Values(r.values(d)))) {
			parts[value] = append(parts[value], r)
		}
	}
	return parts
}

// namedAs is how a key is called: platforms have names and slugs of their own.
func namedAs(d analytics.Dimension, key string) analytics.Named {
	if d == analytics.DimPlatform {
		name := "P" + key[len("name:p"):]
		return analytics.Named{Key: key, Name: name, Slug: "slug-" + name}
	}
	return analytics.Named{Key: key, Name: key, Slug: key}
}
