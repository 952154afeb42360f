package warehouse_test

import (
	"fmt"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"redress/analytics"
	"redress/deploy/schema"
	"redress/ingest/complaint"
)

// The registers' entries come as they are, newest first; a report about a platform
// the source does not know is left out, and an id that no address can hold is
// replaced.
func TestEvents(t *testing.T) {
	db, release := filledDB(t)
	s, into := store(db), schema.ReleaseDatabase(db.Database, 7)
	for _, statement := range []string{
		`INSERT INTO ` + into + `.policies (origin, identity, id, jurisdiction, kind, series_break, title, body, in_force_first, in_force_last, in_force_precision, announced_precision, effect, issues, all_issues, subissues, scope, url)
VALUES ('builtin', 1, 'A-1', 'BR', 'law', false, {'en': 'A'}, 'B', '2018-03-01', '2018-03-31', 'month', 'unknown', {'en': 'e'}, ['price'], false, ['price/x'], 'some', 'https://a.example'),
       ('local', 2, 'A-1', 'CN', 'taxonomy', true, {'zh': '甲'}, NULL, '2018-02-01', '2018-02-01', 'day', 'unknown', {}, ['price', 'quality'], true, [], NULL, NULL),
       ('local', 3, 'GB/T 1', 'CN', 'rule', false, {'zh': '乙'}, NULL, NULL, NULL, 'unknown', 'unknown', {}, [], false, [], NULL, NULL)`,
		`INSERT INTO ` + into + `.coverage (origin, identity, platform, platform_given, day, outlet, title, url, issues, all_issues, subissues)
VALUES ('local', 255, 'name:p3', 'name:p3', '2018-02-03', 'Daily', 'Old', NULL, [], false, []), ('local', 254, 'name:p1', 'x', '2018-02-04', 'Daily', 'New', 'https://b.example', ['price'], false, []),
       ('local', 253, 'name:unheard', 'name:unheard', '2018-02-05', 'Daily', 'None', NULL, [], false, [])`,
		`INSERT INTO ` + into + `.campaigns (origin, identity, association, title, first_day, last_day, first_precision, last_precision, region, issues, all_issues, subissues, url)
VALUES ('local', 16, 'V', {'en': 'W'}, '2018-02-01', '2018-02-07', 'day', 'day', 'SP', ['price'], false, [], NULL),
       ('local', 17, 'V', {'en': 'Y'}, '2017-01-01', '2017-12-31', 'year', 'year', NULL, [], false, [], NULL),
       ('local', 18, 'V', {'en': 'M'}, '2016-02-01', '2016-02-10', 'month', 'day', NULL, [], false, [], NULL)`,
	} {
		if err := db.Exec(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	d := func(text string) complaint.Day { return day(t, text) }
	f := func(name string, got []analytics.Event, err error, want ...analytics.Event) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := gocmp.Diff(fmt.Sprintf("%+v", want), fmt.Sprintf("%+v", got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	policies, err := s.Policies(t.Context(), release)
	f("Policies", policies, err,
		analytics.Event{ID: "A-1", Register: analytics.Policies, Origin: "builtin", Kind: "law", Title: map[string]string{"en": "A"}, Effect: map[string]string{"en": "e"},
			By: "B", URL: "https://a.example", First: d("2018-03-01"), Last: d("2018-03-31"), Jurisdiction: "BR", Issues: []string{"price"},
			Subissues: []string{"price/x"}, Scope: "some"},
		analytics.Event{ID: "A-1-2", Register: analytics.Policies, Origin: "local", Kind: "taxonomy", Title: map[string]string{"zh": "甲"}, First: d("2018-02-01"),
			Last: d("2018-02-01"), Jurisdiction: "CN", AllIssues: true, Issues: []string{"price", "quality"}, SeriesBreak: true},
		analytics.Event{ID: "policy-0000000000000003", Register: analytics.Policies, Origin: "local", Kind: "rule", Title: map[string]string{"zh": "乙"}, Jurisdiction: "CN"})
	reports, err := s.Coverage(t.Context(), release, "s")
	f("Coverage", reports, err,
		analytics.Event{ID: "report-00000000000000fe", Register: analytics.Coverage, Origin: "local", Title: map[string]string{"": "New"}, By: "Daily", URL: "https://b.example",
			First: d("2018-02-04"), Last: d("2018-02-04"), Platform: analytics.Named{Key: "name:p1", Name: "P1", Slug: "slug-P1"}, Issues: []string{"price"}},
		analytics.Event{ID: "report-00000000000000ff", Register: analytics.Coverage, Origin: "local", Title: map[string]string{"": "Old"}, By: "Daily",
			First: d("2018-02-03"), Last: d("2018-02-03"), Platform: analytics.Named{Key: "name:p3", Name: "P3", Slug: "slug-P3"}})
	if none, err := s.Coverage(t.Context(), release, "u"); err != nil || len(none) > 0 {
		t.Errorf("Coverage of a source without platforms = %v, %v, want none", none, err)
	}
	campaigns, err := s.Campaigns(t.Context(), release)
	f("Campaigns", campaigns, err,
		analytics.Event{ID: "campaign-0000000000000010", Register: analytics.Campaigns, Origin: "local", Title: map[string]string{"en": "W"}, By: "V", First: d("2018-02-01"),
			Last: d("2018-02-01"), End: d("2018-02-07"), Association: "V", Region: "SP", Issues: []string{"price"}},
		analytics.Event{ID: "campaign-0000000000000011", Register: analytics.Campaigns, Origin: "local", Title: map[string]string{"en": "Y"}, By: "V", First: d("2017-01-01"),
			Last: d("2017-12-31"), End: d("2017-12-31"), Association: "V"},
		analytics.Event{ID: "campaign-0000000000000012", Register: analytics.Campaigns, Origin: "local", Title: map[string]string{"en": "M"}, By: "V", First: d("2016-02-01"),
			Last: d("2016-02-10"), End: d("2016-02-10"), Association: "V"})
}
