package warehouse

import (
	"cmp"
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed stages.sql
var stagesSQL string

//go:embed stageamounts.sql
var stageAmountsSQL string

type stageRow struct {
	Key    string `ch:"key"`
	Stage  string `ch:"stage"`
	Next   string `ch:"next"`
	Ending string `ch:"ending"`
	Days   *int32 `ch:"days"`
	Stays  uint64 `ch:"stays"`
}

type stageAmountRow struct {
	Stage              string  `ch:"at"`
	Currency           string  `ch:"money"`
	N                  uint64  `ch:"recovered_n"`
	Total              float64 `ch:"recovered_total"`
	Median             float64 `ch:"recovered_median"`
	ClaimedN           uint64  `ch:"claimed_n"`
	Claimed            float64 `ch:"claimed_total"`
	RecoveredOfClaimed float64 `ch:"recovered_of_claimed"`
}

// Stages counts the stays of the selection's complaints in the stages of their
// ladders.
func (s *Store) Stages(ctx context.Context, r analytics.Release, d analytics.Dimension, sel analytics.Selection, o analytics.StageOptions) ([]analytics.StageTally, error) {
	dimension, cut := cmp.Or(string(d), everything), firstDate
	if o.Cut.Known() {
		cut = o.Cut.String()
	}
	parameters := append(s.parameters(r, dimension, sel), clickhouse.Named("stages", stageNames()), clickhouse.Named("cut", cut), clickhouse.Named("longest", uint32(o.Longest)))
	found, err := rows[stageRow](ctx, s, "count stays by stage and "+dimension, selectedSQL+stagesSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.StageTally, 0, len(found))
	for _, row := range found {
		t := analytics.StageTally{Key: row.Key, Stage: complaint.StageName(row.Stage), End: analytics.StageEnd(row.Ending),
			Next: complaint.StageName(row.Next), N: int64(row.Stays)}
		if row.Days != nil {
			t.Days = new(int(*row.Days))
		}
		out = append(out, t)
	}
	return out, nil
}

func stageNames() []string {
	var names []string
	for _, name := range complaint.StageNames {
		names = append(names, string(name))
	}
	return names
}

// StageAmounts sums what the selection's complaints recovered, by the stage in which
// they were resolved.
func (s *Store) StageAmounts(ctx context.Context, r analytics.Release, sel analytics.Selection) ([]analytics.StageAmount, error) {
	found, err := rows[stageAmountRow](ctx, s, "sum amounts by stage", selectedSQL+stageAmountsSQL, s.parameters(r, everything, sel)...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.StageAmount, 0, len(found))
	for _, row := range found {
		a := analytics.StageAmount{Stage: complaint.StageName(row.Stage), Currency: row.Currency, N: int64(row.N), ClaimedN: int64(row.ClaimedN)}
		if a.Currency != "" {
			a.Total, a.Median = &row.Total, &row.Median
			if a.ClaimedN > 0 {
				a.Claimed, a.RecoveredOfClaimed = &row.Claimed, &row.RecoveredOfClaimed
			}
		}
		out = append(out, a)
	}
	return out, nil
}
