package warehouse

import (
	"context"
	_ "embed"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/analytics"
	"redress/ingest/complaint"
)

//go:embed actions.sql
var actionsSQL string

//go:embed actioncontrols.sql
var actionControlsSQL string

//go:embed actiondelays.sql
var actionDelaysSQL string

type actionRow struct {
	Platform          string     `ch:"platform"`
	Seller            string     `ch:"seller"`
	Action            string     `ch:"action"`
	Days              uint64     `ch:"days"`
	Undated           uint64     `ch:"undated"`
	FirstOn           *time.Time `ch:"first_on"`
	FirstComplaint    time.Time  `ch:"first_complaint"`
	Complaints        uint64     `ch:"complaints"`
	Before            uint64     `ch:"before"`
	Prior90           uint64     `ch:"prior_90"`
	Before90          uint64     `ch:"before_90"`
	Recent            uint64     `ch:"recent"`
	After90           uint64     `ch:"after_90"`
	Elsewhere         uint64     `ch:"elsewhere"`
	ElsewhereBefore90 uint64     `ch:"elsewhere_before_90"`
	ElsewhereAfter90  uint64     `ch:"elsewhere_after_90"`
	RecentSize        uint8      `ch:"recent_size"`
	EarlierSize       uint8      `ch:"earlier_size"`
	Name              string     `ch:"name"`
	Slug              string     `ch:"slug"`
}

type actionWindowsRow struct {
	RecentSize    uint8  `ch:"recent_size"`
	EarlierSize   uint8  `ch:"earlier_size"`
	Windows       uint64 `ch:"windows"`
	Sellers       uint64 `ch:"sellers"`
	Before90      uint64 `ch:"before_90"`
	After90       uint64 `ch:"after_90"`
	BeforeSquared uint64 `ch:"before_squared"`
	AfterSquared  uint64 `ch:"after_squared"`
	Product       uint64 `ch:"product"`
}

type actionDelayRow struct {
	Platform string `ch:"platform"`
	State    string `ch:"state"`
	Days     int32  `ch:"days"`
	Sellers  uint64 `ch:"sellers"`
}

// Actions lists what platforms did to sellers, with the complaints around it.
func (s *Store) Actions(ctx context.Context, r analytics.Release, sel analytics.Selection) ([]analytics.ActionTally, error) {
	found, err := rows[actionRow](ctx, s, "list actions against sellers", selectedSQL+actionsSQL, s.parameters(r, "", sel)...)
	out := make([]analytics.ActionTally, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.ActionTally{
			Platform: row.Platform, Seller: named(row.Seller, row.Name, row.Slug), Action: complaint.ActionName(row.Action),
			First: dayOf(row.FirstOn), Days: int64(row.Days), Undated: int64(row.Undated), FirstComplaint: dayOf(&row.FirstComplaint),
			Complaints: int64(row.Complaints), Before: int64(row.Before),
			Prior90: int64(row.Prior90), Before90: int64(row.Before90), After90: int64(row.After90),
			Elsewhere: int64(row.Elsewhere), ElsewhereBefore90: int64(row.ElsewhereBefore90), ElsewhereAfter90: int64(row.ElsewhereAfter90),
			Peak: analytics.PeakSize{Recent: int(row.RecentSize), Earlier: int(row.EarlierSize)},
		})
	}
	return out, err
}

// ActionWindows sums the windows in which platforms did nothing to sellers.
func (s *Store) ActionWindows(ctx context.Context, r analytics.Release, sel analytics.Selection, o analytics.ActionOptions) ([]analytics.ActionWindows, error) {
	parameters := append(s.parameters(r, "", sel), clickhouse.Named("start", o.Start.String()), clickhouse.Named("end", o.End.String()),
		clickhouse.Named("least", uint64(o.Least)))
	found, err := rows[actionWindowsRow](ctx, s, "count complaints where nothing was done", selectedSQL+actionControlsSQL, parameters...)
	out := make([]analytics.ActionWindows, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.ActionWindows{
			Peak:    analytics.PeakSize{Recent: int(row.RecentSize), Earlier: int(row.EarlierSize)},
			Windows: int64(row.Windows), Sellers: int64(row.Sellers), Before90: int64(row.Before90), After90: int64(row.After90),
			BeforeSquared: int64(row.BeforeSquared), AfterSquared: int64(row.AfterSquared), Product: int64(row.Product),
		})
	}
	return out, err
}

// ActionDelays counts sellers by the days until a platform acted on them.
func (s *Store) ActionDelays(ctx context.Context, r analytics.Release, sel analytics.Selection, cut complaint.Day) ([]analytics.ActionDelay, error) {
	parameters := append(s.parameters(r, "", sel), clickhouse.Named("cut", cut.String()))
	found, err := rows[actionDelayRow](ctx, s, "count sellers by days to an action", selectedSQL+actionDelaysSQL, parameters...)
	out := make([]analytics.ActionDelay, 0, len(found))
	for _, row := range found {
		out = append(out, analytics.ActionDelay{Platform: row.Platform, State: analytics.DelayState(row.State), Days: int(row.Days), Sellers: int64(row.Sellers)})
	}
	return out, err
}
