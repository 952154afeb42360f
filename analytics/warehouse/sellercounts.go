package warehouse

import (
	"context"
	_ "embed"

	"redress/analytics"
)

//go:embed sellercounts.sql
var sellerCountsSQL string

type sellerCountRow struct {
	Platform      string `ch:"platform"`
	Named         bool   `ch:"named"`
	Complaints    uint64 `ch:"complaints"`
	Rated         uint64 `ch:"rated"`
	Resolved      uint64 `ch:"resolved"`
	AllComplaints uint64 `ch:"all_complaints"`
	AllRated      uint64 `ch:"all_rated"`
	AllResolved   uint64 `ch:"all_resolved"`
	Sellers       uint64 `ch:"sellers"`
}

// SellerCounts counts the sellers that have just so many complaints on a platform and
// everywhere.
func (s *Store) SellerCounts(ctx context.Context, r analytics.Release, sel analytics.Selection) ([]analytics.SellerCount, error) {
	found, err := rows[sellerCountRow](ctx, s, "count sellers by their complaints", selectedSQL+sellerCountsSQL, s.parameters(r, "", sel)...)
	out := make([]analytics.SellerCount, 0, len(found))
	for _, row := range found {
		c := analytics.SellerCount{Platform: row.Platform, Named: row.Named, Sellers: int64(row.Sellers),
			Here: analytics.JudgedCount{Complaints: int64(row.Complaints), Rated: int64(row.Rated), Resolved: int64(row.Resolved)}}
		if row.Named {
			c.All = analytics.JudgedCount{Complaints: int64(row.AllComplaints), Rated: int64(row.AllRated), Resolved: int64(row.AllResolved)}
		}
		out = append(out, c)
	}
	return out, err
}
