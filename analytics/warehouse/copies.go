package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed copies.sql
var copiesSQL string

type copyRow struct {
	Key            string `ch:"key"`
	WithText       uint64 `ch:"with_text"`
	Copies         int64  `ch:"copies"`
	CopiesResolved int64  `ch:"copies_resolved"`
	CopiesRated    int64  `ch:"copies_rated"`
}

// Copies counts the complaints of each platform that repeat an earlier one's text.
func (s *Store) Copies(ctx context.Context, r analytics.Release, sel analytics.Selection, least int) ([]analytics.CopyTally, error) {
	parameters := append(s.parameters(r, string(analytics.Platform), sel), clickhouse.Named("least", uint64(least)))
	found, err := rows[copyRow](ctx, s, "count repeated texts", selectedSQL+copiesSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.CopyTally, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.CopyTally{Key: row.Key, WithText: int64(row.WithText), Copies: row.Copies,
			Resolved: row.CopiesResolved, Rated: row.CopiesRated})
	}
	return out, nil
}
