package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed current.sql
var currentSQL string

//go:embed releases.sql
var releasesSQL string

//go:embed sources.sql
var sourcesSQL string

type releaseRow struct {
	Number      uint32    `ch:"number"`
	PublishedAt time.Time `ch:"published_at"`
}

type sourceRow struct {
	Source       string            `ch:"source"`
	Title        map[string]string `ch:"title"`
	Country      string            `ch:"country"`
	URL          string            `ch:"url"`
	Licence      string            `ch:"licence"`
	Zone         string            `ch:"zone"`
	OutcomeBasis string            `ch:"outcome_basis"`
	Fields       []string          `ch:"fields"`
	Complaints   uint64            `ch:"complaints"`
	FirstOpened  *time.Time        `ch:"first_opened"`
	LastOpened   *time.Time        `ch:"last_opened"`
	LoadedAt     time.Time         `ch:"loaded_at"`
}

// Current is the newest published release.
func (s *Store) Current(ctx context.Context) (analytics.Release, error) {
	found, err := rows[releaseRow](ctx, s, "find the current release", currentSQL, s.inDatabase())
	if err != nil {
		return analytics.Release{}, err
	}
	if len(found) == 0 {
		return analytics.Release{}, analytics.ErrNoRelease
	}
	return analytics.Release(found[0]), nil
}

// Releases lists the published releases, newest first, all of them when limit
// is 0.
func (s *Store) Releases(ctx context.Context, limit int) ([]analytics.Release, error) {
	found, err := rows[releaseRow](ctx, s, "list releases", releasesSQL, s.inDatabase(), clickhouse.Named("limit", atMost(limit)))
	out := make([]analytics.Release, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.Release(row))
	}
	return out, err
}

// Sources lists the release's sources, most complaints first.
func (s *Store) Sources(ctx context.Context, r analytics.Release) ([]analytics.Source, error) {
	found, err := rows[sourceRow](ctx, s, "list sources", sourcesSQL, s.inRelease(r))
	out := make([]analytics.Source, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.Source{
			Code: row.Source, Title: row.Title, Country: row.Country, URL: row.URL, Licence: row.Licence,
			Zone: row.Zone, OutcomeBasis: complaint.OutcomeBasis(row.OutcomeBasis), Fields: row.Fields,
			Complaints: int64(row.Complaints), FirstOpened: dayOf(row.FirstOpened), LastOpened: dayOf(row.LastOpened),
			LoadedAt: row.LoadedAt,
		})
	}
	return out, err
}

func dayOf(t *time.Time) complaint.Day {
	if t == nil {
		return complaint.Day{}
	}
	d, _ := complaint.DayOf(*t)
	return d
}
