package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed coverage.sql
var coverageSQL string

type reportRow struct {
	Origin       string    `ch:"origin"`
	Identity     string    `ch:"identity"`
	Platform     string    `ch:"platform"`
	PlatformName string    `ch:"platform_name"`
	PlatformSlug string    `ch:"platform_slug"`
	FirstDay     time.Time `ch:"first_day"`
	Outlet       string    `ch:"outlet"`
	Title        string    `ch:"title"`
	URL          string    `ch:"url"`
	Issues       []string  `ch:"issues"`
	AllIssues    bool      `ch:"all_issues"`
	Subissues    []string  `ch:"subissues"`
}

// Coverage lists the media reports about platforms of the source, newest first.
func (s *Store) Coverage(ctx context.Context, r analytics.Release, source string) ([]analytics.Event, error) {
	found, err := rows[reportRow](ctx, s, "list media reports", coverageSQL, s.inRelease(r), clickhouse.Named("source", source),
		clickhouse.Named("limit", uint32(analytics.MaxEvents)))
	if err != nil {
		return nil, err
	}
	out := make([]analytics.Event, 0, len(found))
	for _, row := range found {
		day := dayOf(&row.FirstDay)
		out = append(out, analytics.Event{ID: "report-" + row.Identity, Register: analytics.Coverage, Origin: row.Origin,
			Title: map[string]string{"": row.Title}, By: row.Outlet, URL: row.URL, First: day, Last: day,
			Platform:  named(row.Platform, row.PlatformName, row.PlatformSlug),
			AllIssues: row.AllIssues, Issues: row.Issues, Subissues: row.Subissues})
	}
	return out, nil
}
