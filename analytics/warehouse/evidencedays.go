package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed evidencedays.sql
var evidenceDaysSQL string

type evidenceDayRow struct {
	Days       *int32   `ch:"days"`
	Closed     uint64   `ch:"closed"`
	Open       uint64   `ch:"open"`
	ClosedWith []uint64 `ch:"closed_with"`
	OpenWith   []uint64 `ch:"open_with"`
}

// EvidenceDays counts the selection by days from opening to closing, or to the cut
// where it is open, with each set of evidence and in all.
func (s *Store) EvidenceDays(ctx context.Context, r analytics.Release, sel analytics.Selection, sets []analytics.EvidenceSet, cut complaint.Day) ([]analytics.EvidenceDay, error) {
	parameters := append(s.parameters(r, everything, sel), everyEvidence(), evidenceSets(sets), clickhouse.Named("cut", cut.String()))
	found, err := rows[evidenceDayRow](ctx, s, "count days to close by evidence", selectedSQL+evidenceDaysSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.EvidenceDay, 0, len(found))
	for _, row := range found {
		day := analytics.EvidenceDay{Closed: int64(row.Closed), Open: int64(row.Open), ClosedWith: whole(row.ClosedWith), OpenWith: whole(row.OpenWith)}
		if row.Days != nil {
			day.Days = new(int(*row.Days))
		}
		out = append(out, day)
	}
	return out, nil
}
