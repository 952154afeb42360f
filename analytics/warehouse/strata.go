package warehouse

import (
	"context"
	_ "embed"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed strata.sql
var strataSQL string

type strataRow struct {
	Key      string `ch:"key"`
	Level    uint8  `ch:"level"`
	Issue    string `ch:"issue"`
	Category string `ch:"category"`
	Region   string `ch:"region"`
	Channel  string `ch:"channel"`
	Quarter  string `ch:"quarter"`
	Resolved uint64 `ch:"resolved"`
	Rated    uint64 `ch:"rated"`
}

// Strata counts the judged complaints of the selection by entity and stratum.
func (s *Store) Strata(ctx context.Context, r analytics.Release, e analytics.Entity, sel analytics.Selection,
	by []analytics.StratumPart, least int64) ([]analytics.StratumTally, error) {
	parameters := append(s.parameters(r, string(e), sel), clickhouse.Named("least", uint64(least)))
	for _, part := range analytics.StratumParts {
		parameters = append(parameters, clickhouse.Named("by_"+string(part), slices.Contains(by, part)))
	}
	found, err := rows[strataRow](ctx, s, "count judged complaints by kind and "+string(e), selectedSQL+strataSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.StratumTally, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.StratumTally{
			Key: row.Key,
			Stratum: analytics.Stratum{Level: int(row.Level), Issue: row.Issue, Category: row.Category, Region: row.Region,
				Channel: row.Channel, Quarter: row.Quarter},
			Resolved: int64(row.Resolved), Rated: int64(row.Rated),
		})
	}
	return out, nil
}
