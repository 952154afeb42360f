package warehouse

import (
	"context"
	_ "embed"
	"math"

	"redress/analytics"
)

//go:embed tallies.sql
var talliesSQL string

type tallyRow struct {
	Key        string    `ch:"key"`
	Complaints uint64    `ch:"complaints"`
	Open       uint64    `ch:"open"`
	Resolved   uint64    `ch:"resolved"`
	Unresolved uint64    `ch:"unresolved"`
	Unrated    uint64    `ch:"unrated"`
	Withdrawn  uint64    `ch:"withdrawn"`
	Invalid    uint64    `ch:"invalid"`
	Referred   uint64    `ch:"referred"`
	Unknown    uint64    `ch:"unknown"`
	Responded  uint64    `ch:"responded"`
	TimelyYes  uint64    `ch:"timely_yes"`
	TimelyNo   uint64    `ch:"timely_no"`
	RatingN    uint64    `ch:"rating_n"`
	RatingSum  uint64    `ch:"rating_sum"`
	CloseN     uint64    `ch:"close_n"`
	CloseDays  []float64 `ch:"close_days"`
	ReplyDays  []float64 `ch:"reply_days"`
	Name       string    `ch:"name"`
	Slug       string    `ch:"slug"`
}

// everything is the dimension of which every complaint has the same value.
const everything = "everything"

// Total counts the selection.
func (s *Store) Total(ctx context.Context, r analytics.Release, sel analytics.Selection) (analytics.Tally, error) {
	found, err := s.tallies(ctx, r, everything, sel)
	if err != nil || len(found) == 0 {
		return analytics.Tally{}, err
	}
	return found[0].tally(), nil
}

// Tallies counts the selection by entity.
func (s *Store) Tallies(ctx context.Context, r analytics.Release, e analytics.Entity, sel analytics.Selection) ([]analytics.EntityTally, error) {
	found, err := s.tallies(ctx, r, string(e), sel)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.EntityTally, 0, len(found))
	for _, row := range found {
		if row.Key == "" && (e == analytics.Seller || e == analytics.Subissue) {
			continue
		}
		out = append(out, analytics.EntityTally{Named: named(row.Key, row.Name, row.Slug), Tally: row.tally()})
	}
	return out, nil
}

// Periods counts the selection by period of opening.
func (s *Store) Periods(ctx context.Context, r analytics.Release, g analytics.Grain, sel analytics.Selection) ([]analytics.PeriodTally, error) {
	found, err := s.tallies(ctx, r, string(g), sel)
	if err != nil {
		return nil, err
	}
	out := make([]analytics.PeriodTally, 0, len(found))
	for _, row := range found {
		start, err := startDay(row.Key)
		if err != nil {
			return nil, err
		}
		out = append(out, analytics.PeriodTally{Start: start, Tally: row.tally()})
	}
	sortByStart(out)
	return out, nil
}

func (s *Store) tallies(ctx context.Context, r analytics.Release, dimension string, sel analytics.Selection) ([]tallyRow, error) {
	return rows[tallyRow](ctx, s, "count complaints by "+dimension, selectedSQL+talliesSQL, s.parameters(r, dimension, sel)...)
}

// tally turns a row into counts; quantiles of nothing, NaN in SQL, stay zero
// beside N = 0.
func (r tallyRow) tally() analytics.Tally {
	return analytics.Tally{
		Complaints: int64(r.Complaints), Open: int64(r.Open),
		Resolved: int64(r.Resolved), Unresolved: int64(r.Unresolved), Unrated: int64(r.Unrated),
		Withdrawn: int64(r.Withdrawn), Invalid: int64(r.Invalid), Referred: int64(r.Referred), Unknown: int64(r.Unknown),
		Responded: int64(r.Responded), TimelyYes: int64(r.TimelyYes), TimelyNo: int64(r.TimelyNo),
		RatingN: int64(r.RatingN), RatingSum: int64(r.RatingSum),
		DaysToClose: quantiles(r.CloseN, r.CloseDays), DaysToReply: quantiles(r.Responded, r.ReplyDays),
	}
}

func quantiles(n uint64, q []float64) analytics.Quantiles {
	if n == 0 || len(q) != 2 {
		return analytics.Quantiles{}
	}
	return analytics.Quantiles{N: int64(n), Median: tenths(q[0]), P90: tenths(q[1])}
}

// named fills in what only businesses have: other entities are called by their
// key.
func named(key, name, slug string) analytics.Named {
	if slug == "" {
		slug = key
	}
	if name == "" {
		name = key
	}
	return analytics.Named{Key: key, Name: name, Slug: slug}
}

// tenths takes the noise of binary fractions off a quantile of whole days: of n
// values the median lies on halves and the ninth decile on tenths.
func tenths(days float64) float64 { return math.Round(days*10) / 10 }
