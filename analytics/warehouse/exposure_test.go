package warehouse_test

import (
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/deploy/schema"
	"redress/ingest/complaint"
)

func sameDay() gocmp.Option {
	return gocmp.Comparer(func(a, b complaint.Day) bool { return a == b })
}

// The register's sizes come for platforms that the source has, in order.
func TestExposures(t *testing.T) {
	db, release := filledDB(t)
	s := store(db)
	if got, err := s.Exposures(t.Context(), release, "s"); err != nil || len(got) != 0 {
		t.Errorf("Exposures without a register = %v, %v, want none", got, err)
	}
	statement := `INSERT INTO ` + schema.ReleaseDatabase(db.Database, 7) + `.exposure (origin, load_id, platform, first_day, last_day, measure, value, currency) VALUES
('local', 3, 'name:p2', '2018-02-01', '2018-02-28', 'orders', 1200.5, NULL), ('local', 3, 'name:p2', '2018-01-01', '2018-01-31', 'orders', 1000, NULL),
('local', 3, 'name:p1', '2018-01-01', '2018-12-31', 'revenue', 99.99, 'BRL'), ('local', 3, 'name:elsewhere', '2018-01-01', '2018-12-31', 'orders', 5, NULL)`
	if err := db.Exec(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
	want := []analytics.Exposure{
		{Key: "name:p1", Origin: "local", Measure: analytics.Revenue, Currency: "BRL", First: day(t, "2018-01-01"), Last: day(t, "2018-12-31"), Value: 99.99},
		{Key: "name:p2", Origin: "local", Measure: analytics.Orders, First: day(t, "2018-01-01"), Last: day(t, "2018-01-31"), Value: 1000},
		{Key: "name:p2", Origin: "local", Measure: analytics.Orders, First: day(t, "2018-02-01"), Last: day(t, "2018-02-28"), Value: 1200.5},
	}
	got, err := s.Exposures(t.Context(), release, "s")
	if err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got, sameDay()); diff != "" {
		t.Errorf("Exposures (-want +got):\n%s", diff)
	}
	if got, err := s.Exposures(t.Context(), release, "u"); err != nil || len(got) != 0 {
		t.Errorf("Exposures of another source = %v, %v, want none", got, err)
	}
}

// Complaints in known days are what a loop in Go counts: both ends included, gaps
// left out, platforms without any absent.
func TestExposed(t *testing.T) {
	s, release := filled(t)
	given := []analytics.PlatformDays{
		{Key: "name:p1", First: day(t, "2018-01-16"), Last: day(t, "2018-02-10")}, {Key: "name:p1", First: day(t, "2018-02-15"), Last: day(t, "2018-02-15")},
		{Key: "name:p3", First: day(t, "2000-01-01"), Last: day(t, "2030-01-01")}, {Key: "name:p4", First: day(t, "2017-01-01"), Last: day(t, "2017-12-31")},
		{Key: hostileAssociation, First: day(t, "2018-01-01"), Last: day(t, "2018-12-31")},
	}
	for _, selection := range []analytics.Selection{{Source: "s"}, {Source: "u"}, {Source: "s", From: day(t, "2018-02-01"), To: day(t, "2018-02-20")},
		{Source: "s", Filters: map[analytics.Dimension]analytics.Filter{analytics.DimPlatform: {Values: []string{"name:p3"}}}}} {
		for _, days := range [][]analytics.PlatformDays{given, nil} {
			want := map[string]int64{}
			for _, r := range selected(ofSource(selection.Source), selection) {
				opened, _ := complaint.DayOf(r.OpenedOn)
				if opened.Before(selection.From) || selection.To.Known() && !opened.Before(selection.To) {
					continue
				}
				for _, d := range days {
					if d.Key == r.Platform && !opened.Before(d.First) && !d.Last.Before(opened) {
						want[r.Platform]++
					}
				}
			}
			got, err := s.Exposed(t.Context(), release, selection, days)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(want, got); diff != "" {
				t.Errorf("Exposed(%s) (-want +got):\n%s", selection, diff)
			}
		}
	}
}
