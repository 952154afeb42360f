package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed endings.sql
var endingsSQL string

type endingsRow struct {
	Open   uint64     `ch:"open"`
	From   *time.Time `ch:"from"`
	Within *int32     `ch:"within"`
}

// Endings says how the complaints of a source end, and since when that is recorded.
func (s *Store) Endings(ctx context.Context, r analytics.Release, source string) (analytics.Endings, error) {
	found, err := rows[endingsRow](ctx, s, "find how complaints end", endingsSQL, s.inRelease(r), clickhouse.Named("source", source))
	if err != nil || len(found) == 0 {
		return analytics.Endings{}, err
	}
	out := analytics.Endings{Open: int64(found[0].Open), From: dayOf(found[0].From)}
	if found[0].Within != nil {
		out.Within = int(*found[0].Within)
	}
	return out, nil
}
