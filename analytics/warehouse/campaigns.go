package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed campaigns.sql
var campaignsSQL string

type campaignRow struct {
	Origin         string            `ch:"origin"`
	Identity       string            `ch:"identity"`
	Association    string            `ch:"association"`
	Title          map[string]string `ch:"title"`
	FirstDay       time.Time         `ch:"first_day"`
	LastDay        time.Time         `ch:"last_day"`
	FirstPrecision string            `ch:"first_precision"`
	Region         string            `ch:"region"`
	Issues         []string          `ch:"issues"`
	AllIssues      bool              `ch:"all_issues"`
	Subissues      []string          `ch:"subissues"`
	URL            string            `ch:"url"`
}

// Campaigns lists the activities of associations, newest first.
func (s *Store) Campaigns(ctx context.Context, r analytics.Release) ([]analytics.Event, error) {
	found, err := rows[campaignRow](ctx, s, "list campaigns", campaignsSQL, s.inRelease(r), clickhouse.Named("limit", uint32(analytics.MaxEvents)))
	if err != nil {
		return nil, err
	}
	out := make([]analytics.Event, 0, len(found))
	for _, row := range found {
		first, end := dayOf(&row.FirstDay), dayOf(&row.LastDay)
		out = append(out, analytics.Event{ID: "campaign-" + row.Identity, Register: analytics.Campaigns, Origin: row.Origin, Title: row.Title,
			By: row.Association, URL: row.URL, First: first, Last: latestBeginning(first, end, row.FirstPrecision), End: end,
			Association: row.Association, Region: row.Region, AllIssues: row.AllIssues, Issues: row.Issues, Subissues: row.Subissues})
	}
	return out, nil
}

// latestBeginning is the last day on which a period can have begun whose first day
// is known as exactly as precision says; it began before it ended.
func latestBeginning(first, end complaint.Day, precision string) complaint.Day {
	t := first.Time()
	last := first
	switch precision {
	case "day":
		return first
	case "month":
		last, _ = complaint.DayOf(t.AddDate(0, 1, -1))
	case "year":
		last, _ = complaint.DayOf(t.AddDate(1, 0, -1))
	default:
		last = end
	}
	if end.Before(last) {
		return end
	}
	return last
}
