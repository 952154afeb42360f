package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

//go:embed evidencestrata.sql
var evidenceStrataSQL string

type evidenceStratumRow struct {
	Issue        string   `ch:"issue"`
	Platform     string   `ch:"platform"`
	Band         string   `ch:"band"`
	Rated        uint64   `ch:"rated"`
	Resolved     uint64   `ch:"resolved"`
	WithRated    []uint64 `ch:"with_rated"`
	WithResolved []uint64 `ch:"with_resolved"`
}

// EvidenceStrata counts the judged complaints of the selection by kind of complaint,
// with and without each set of evidence.
func (s *Store) EvidenceStrata(ctx context.Context, r analytics.Release, sel analytics.Selection, sets []analytics.EvidenceSet, least int64) ([]analytics.EvidenceStratum, error) {
	parameters := append(s.parameters(r, everything, sel), everyEvidence(), evidenceSets(sets), clickhouse.Named("least", uint64(least)))
	found, err := rows[evidenceStratumRow](ctx, s, "count judged complaints by evidence", selectedSQL+evidenceStrataSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.EvidenceStratum, 0, len(found))
	for _, row := range found {
		stratum := analytics.EvidenceStratum{Issue: row.Issue, Platform: row.Platform, Band: row.Band, Rated: int64(row.Rated), Resolved: int64(row.Resolved)}
		stratum.WithRated, stratum.WithResolved = whole(row.WithRated), whole(row.WithResolved)
		out = append(out, stratum)
	}
	return out, nil
}

func whole(counts []uint64) []int64 {
	out := make([]int64, 0, len(counts))
	for _, n := range counts {
		out = append(out, int64(n))
	}
	return out
}
