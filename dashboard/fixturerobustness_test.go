package dashboard

import (
	"context"

	"redress/analytics"
)

// Copies: every second platform with many complaints has texts, and the first of
// them copies, a third of which were resolved.
func (f *fixture) Copies(ctx context.Context, r analytics.Release, s analytics.Selection, _ int) ([]analytics.CopyTally, error) {
	rows, err := f.Tallies(ctx, r, analytics.Platform, s)
	var out []analytics.CopyTally
	for i, row := range rows {
		if i%2 == 1 {
			continue
		}
		tally := analytics.CopyTally{Key: row.Key, WithText: row.Complaints / 2}
		if i == 0 {
			tally.Copies, tally.Rated, tally.Resolved = row.Rated()/5, row.Rated()/6, row.Rated()/18
		}
		out = append(out, tally)
	}
	return out, err
}
