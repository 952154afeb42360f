package warehouse

import (
	"cmp"
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed series.sql
var seriesSQL string

type seriesRow struct {
	Key            string `ch:"key"`
	Issue          string `ch:"issue"`
	Start          string `ch:"start"`
	Complaints     uint64 `ch:"complaints"`
	Open           uint64 `ch:"open"`
	Resolved       uint64 `ch:"resolved"`
	Rated          uint64 `ch:"rated"`
	AtRisk         uint64 `ch:"at_risk"`
	ResolvedWithin uint64 `ch:"resolved_within"`
	Undated        uint64 `ch:"undated"`
}

// Series counts the selection by entity, issue and period of opening.
func (s *Store) Series(ctx context.Context, r analytics.Release, e analytics.Entity, g analytics.Grain, sel analytics.Selection, o analytics.SeriesOptions) ([]analytics.SeriesTally, error) {
	dimension, cut := cmp.Or(string(e), everything), firstDate
	if o.Cut.Known() {
		cut = o.Cut.String()
	}
	parameters := append(s.parameters(r, dimension, sel), clickhouse.Named("grain", string(g)), clickhouse.Named("by_issue", o.ByIssue),
		clickhouse.Named("least", uint64(o.Least)), clickhouse.Named("age", uint32(o.Age)), clickhouse.Named("cut", cut))
	found, err := rows[seriesRow](ctx, s, "count complaints by period and "+dimension, selectedSQL+seriesSQL, parameters...)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.SeriesTally, 0, len(found))
	for _, row := range found {
		start, err := startDay(row.Start)
		if err != nil {
			return nil, err
		}
		out = append(out, analytics.SeriesTally{Key: row.Key, Issue: row.Issue, Start: start, Complaints: int64(row.Complaints), Open: int64(row.Open), Resolved: int64(row.Resolved),
			Rated: int64(row.Rated), AtRisk: int64(row.AtRisk), ResolvedWithin: int64(row.ResolvedWithin), Undated: int64(row.Undated)})
	}
	return out, nil
}

// startDay reads the first day of a period, as selected.sql writes it.
func startDay(text string) (complaint.Day, error) {
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		return complaint.Day{}, fmt.Errorf("period of opening: %w", err)
	}
	day, _ := complaint.DayOf(at)
	return day, nil
}
