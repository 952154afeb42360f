package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed exposed.sql
var exposedSQL string

type exposedRow struct {
	Key        string `ch:"key"`
	Complaints uint64 `ch:"complaints"`
}

// Exposed counts the complaints of the selection opened on the days given for their
// platform, by platform.
func (s *Store) Exposed(ctx context.Context, r analytics.Release, sel analytics.Selection, days []analytics.PlatformDays) (map[string]int64, error) {
	keys, firsts, lasts := []string{}, []string{}, []string{}
	for _, d := range days {
		keys, firsts, lasts = append(keys, d.Key), append(firsts, d.First.String()), append(lasts, d.Last.String())
	}
	parameters := append(s.parameters(r, everything, sel), clickhouse.Named("keys", keys), clickhouse.Named("firsts", firsts), clickhouse.Named("lasts", lasts))
	found, err := rows[exposedRow](ctx, s, "count complaints in known days of platforms", selectedSQL+exposedSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make(map[string]int64, len(found))
	for _, row := range found {
		out[row.Key] = int64(row.Complaints)
	}
	return out, nil
}
