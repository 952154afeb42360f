package warehouse

import (
	"cmp"
	_ "embed"
	"slices"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
)

// selectedSQL stands in front of each query over the complaints of a selection.
//
//go:embed selected.sql
var selectedSQL string

// The engine's Date type ends here; an open range reaches from one to the other.
const (
	firstDate = "1970-01-01"
	lastDate  = "2149-06-06"
)

// parameters are those of selected.sql, tallies.sql and facet.sql: every filter is always
// given, an empty list meaning that it does not filter.
func (s *Store) parameters(r analytics.Release, dimension string, sel analytics.Selection) []any {
	entity := ""
	if dimension == string(analytics.Platform) || dimension == string(analytics.Seller) {
		entity = dimension
	}
	from, to := firstDate, lastDate
	if sel.From.Known() {
		from = sel.From.String()
	}
	if sel.To.Known() {
		to = sel.To.String()
	}
	out := []any{
		s.inRelease(r),
		clickhouse.Named("source", sel.Source),
		clickhouse.Named("entity", entity),
		clickhouse.Named("dimension", dimension),
		clickhouse.Named("from", from),
		clickhouse.Named("to", to),
	}
	for _, d := range analytics.Dimensions {
		filter := sel.Filters[d]
		values := filter.Values
		if values == nil {
			values = []string{}
		}
		out = append(out, clickhouse.Named(string(d), values), clickhouse.Named("not_"+string(d), filter.Not))
	}
	return out
}

func sortByStart(periods []analytics.PeriodTally) {
	slices.SortFunc(periods, func(a, b analytics.PeriodTally) int {
		return cmp.Compare(a.Start.Time().Unix(), b.Start.Time().Unix())
	})
}
