package warehouse

import (
	"cmp"
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed durations.sql
var durationsSQL string

type durationRow struct {
	Key        string `ch:"key"`
	Issue      string `ch:"issue"`
	Ended      string `ch:"ended"`
	Days       int32  `ch:"days"`
	Complaints uint64 `ch:"complaints"`
}

// Durations counts the selection by entity, issue, ending and days.
func (s *Store) Durations(ctx context.Context, r analytics.Release, e analytics.Entity, sel analytics.Selection, o analytics.DurationOptions) ([]analytics.DurationTally, error) {
	dimension, cut, apart := cmp.Or(string(e), everything), firstDate, o.Apart
	if o.Cut.Known() {
		cut = o.Cut.String()
	}
	if apart == nil {
		apart = []string{}
	}
	parameters := append(s.parameters(r, dimension, sel), clickhouse.Named("response", o.Clock == analytics.ToResponse),
		clickhouse.Named("cut", cut), clickhouse.Named("least", uint64(o.Least)), clickhouse.Named("most", uint64(o.Most)),
		clickhouse.Named("apart", apart), clickhouse.Named("daily", int32(analytics.DailyUntil)), clickhouse.Named("longest", int32(analytics.LongestDuration)))
	found, err := rows[durationRow](ctx, s, "count days to "+string(o.Clock)+" by "+dimension, selectedSQL+durationsSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.DurationTally, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.DurationTally{Key: row.Key, Issue: row.Issue, Ended: analytics.Ending(row.Ended),
			Days: int(row.Days), Complaints: int64(row.Complaints)})
	}
	return out, nil
}
