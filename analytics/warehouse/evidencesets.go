package warehouse

import (
	"context"
	_ "embed"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed evidencesets.sql
var evidenceSetsSQL string

type evidenceSetRow struct {
	Kinds      uint64 `ch:"kinds_"`
	Complaints uint64 `ch:"complaints"`
}

// EvidenceSets counts the selection by the exact set of evidence.
func (s *Store) EvidenceSets(ctx context.Context, r analytics.Release, sel analytics.Selection) ([]analytics.EvidenceSetCount, error) {
	found, err := rows[evidenceSetRow](ctx, s, "count sets of evidence", selectedSQL+evidenceSetsSQL, append(s.parameters(r, everything, sel), everyEvidence())...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.EvidenceSetCount, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.EvidenceSetCount{Set: analytics.EvidenceSet(row.Kinds), Complaints: int64(row.Complaints)})
	}
	return out, nil
}

// everyEvidence gives the queries the kinds in the order of an EvidenceSet's bits.
func everyEvidence() driver.NamedValue {
	kinds := make([]string, 0, len(complaint.EvidenceKinds))
	for _, kind := range complaint.EvidenceKinds {
		kinds = append(kinds, string(kind))
	}
	return clickhouse.Named("kinds", kinds)
}

// evidenceSets gives the queries the sets to tell complaints apart by.
func evidenceSets(sets []analytics.EvidenceSet) driver.NamedValue {
	numbers := make([]uint64, 0, len(sets))
	for _, set := range sets {
		numbers = append(numbers, uint64(set))
	}
	return clickhouse.Named("sets", numbers)
}
