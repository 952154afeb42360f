package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed cut.sql
var cutSQL string

//go:embed ages.sql
var agesSQL string

type cutRow struct {
	Cut *time.Time `ch:"cut"`
}

type ageRow struct {
	Key            string `ch:"key"`
	AtRisk         uint64 `ch:"at_risk"`
	ResolvedWithin uint64 `ch:"resolved_within"`
	Undated        uint64 `ch:"undated"`
}

// Cut is the last day on which anything is recorded of a complaint of the source.
func (s *Store) Cut(ctx context.Context, r analytics.Release, source string) (complaint.Day, error) {
	found, err := rows[cutRow](ctx, s, "find the data cut", cutSQL, s.inRelease(r), clickhouse.Named("source", source))
	if err != nil || len(found) == 0 {
		return complaint.Day{}, err
	}
	return dayOf(found[0].Cut), nil
}

// Ages counts the selection by period of opening: what had so many days before the
// cut, and what of it was resolved within them.
func (s *Store) Ages(ctx context.Context, r analytics.Release, g analytics.Grain, sel analytics.Selection, age int, cut complaint.Day) ([]analytics.AgeTally, error) {
	parameters := append(s.parameters(r, string(g), sel), clickhouse.Named("age", uint32(age)), clickhouse.Named("cut", cut.String()))
	found, err := rows[ageRow](ctx, s, "count complaints by age", selectedSQL+agesSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.AgeTally, 0, len(found))
	for _, row := range found {
		start, err := startDay(row.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, analytics.AgeTally{Start: start, AtRisk: int64(row.AtRisk),
			ResolvedWithin: int64(row.ResolvedWithin), Undated: int64(row.Undated)})
	}
	return out, nil
}
