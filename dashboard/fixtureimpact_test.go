package dashboard

import (
	"context"
	"time"

	"redress/analytics"
	"redress/ingest/complaint"
)

// Policies: one in force where the demonstration agency is, with a day and enough
// weeks on both sides; one of which no day is known to the month, one that breaks the
// series, one of another country.
func (f *fixture) Policies(context.Context, analytics.Release) ([]analytics.Event, error) {
	on := func(year, month, day int) complaint.Day {
		d, _ := complaint.NewDay(year, time.Month(month), day)
		return d
	}
	entry := func(id, jurisdiction string, first, last complaint.Day, title string) analytics.Event {
		return analytics.Event{ID: id, Register: analytics.Policies, Kind: "law", Jurisdiction: jurisdiction, First: first, Last: last,
			Title: map[string]string{"en": title, "zh": "规定：" + title}, By: "Ministry of Invention", AllIssues: true, URL: "https://law.example/" + id,
			Effect: map[string]string{"en": "Refunds within seven days"}}
	}
	law := entry("XX-1", "XX", on(2019, 1, 10), on(2019, 1, 10), "Refunds "+hostileNames[0])
	some := entry("XX-2", "XX", on(2019, 2, 4), on(2019, 2, 4), "Prices")
	some.AllIssues, some.Issues, some.Subissues = false, []string{"price", "quality"}, []string{"price/hidden"}
	broken := entry("XX-3", "XX", on(2018, 6, 1), on(2018, 6, 1), "New form")
	broken.SeriesBreak, broken.Kind = true, "taxonomy"
	return []analytics.Event{some, law, broken, entry("XX-4", "XX", on(2018, 1, 1), on(2018, 12, 31), "Some time that year"),
		entry("CN-1", "CN", on(2019, 1, 1), on(2019, 1, 1), "Elsewhere")}, nil
}

// Coverage: one report about the largest platform.
func (f *fixture) Coverage(context.Context, analytics.Release, string) ([]analytics.Event, error) {
	day, _ := complaint.NewDay(2019, 2, 1)
	return []analytics.Event{{ID: "report-1", Register: analytics.Coverage, Title: map[string]string{"": hostileNames[4]}, By: "The Daily Invention",
		First: day, Last: day, Platform: f.names["platform-0"]}}, nil
}

// Campaigns: none.
func (f *fixture) Campaigns(context.Context, analytics.Release) ([]analytics.Event, error) {
	return nil, nil
}
