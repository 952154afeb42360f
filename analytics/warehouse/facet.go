package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed facet.sql
var facetSQL string

type facetRow struct {
	Key        string `ch:"key"`
	Complaints uint64 `ch:"complaints"`
	Name       string `ch:"name"`
	Slug       string `ch:"slug"`
}

// Facet counts the selection by the values of a dimension.
func (s *Store) Facet(ctx context.Context, r analytics.Release, d analytics.Dimension, sel analytics.Selection, limit int) ([]analytics.FacetCount, error) {
	parameters := append(s.parameters(r, string(d), sel), clickhouse.Named("limit", uint32(limit)))
	found, err := rows[facetRow](ctx, s, "count values of "+string(d), selectedSQL+facetSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.FacetCount, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.FacetCount{Named: named(row.Key, row.Name, row.Slug), Complaints: int64(row.Complaints)})
	}
	return out, nil
}
