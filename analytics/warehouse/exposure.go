package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed exposure.sql
var exposureSQL string

type exposureRow struct {
	Key      string    `ch:"key"`
	Origin   string    `ch:"origin"`
	Measure  string    `ch:"measure"`
	Currency string    `ch:"currency"`
	FirstDay time.Time `ch:"first_day"`
	LastDay  time.Time `ch:"last_day"`
	Value    float64   `ch:"value"`
}

// Exposures lists what the register says about the size of the source's platforms.
func (s *Store) Exposures(ctx context.Context, r analytics.Release, source string) ([]analytics.Exposure, error) {
	found, err := rows[exposureRow](ctx, s, "list sizes of platforms", exposureSQL, s.inRelease(r), clickhouse.Named("source", source))
	if err != nil {
		return nil, err
	}
	out := make([]analytics.Exposure, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.Exposure{Key: row.Key, Origin: row.Origin, Measure: analytics.SizeMeasure(row.Measure), Currency: row.Currency,
			First: dayOf(&row.FirstDay), Last: dayOf(&row.LastDay), Value: row.Value})
	}
	return out, nil
}
