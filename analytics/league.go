package analytics

import (
	"context"
	"fmt"
	"slices"

	"redress/analytics/stat"
)

// league is the league table of an entity within a selection of v: every row
// measured, the eligible ones ranked. The rows are the caller's own.
func (s *Service) league(ctx context.Context, v View, e Entity, selection Selection) (League, error) {
	question := fmt.Sprintf("league %d %s %d %s", v.Release.Number, e, v.Total.Complaints, selection)
	league, err := remembered(ctx, s.leagues, question, func(l League) int { return len(l.Rows) },
		func(ctx context.Context) (League, error) { return s.newLeague(ctx, v, e, selection) })
	league.Rows = slices.Clone(league.Rows)
	return league, err
}

func (s *Service) newLeague(ctx context.Context, v View, e Entity, selection Selection) (League, error) {
	tallies, err := s.store.Tallies(ctx, v.Release, e, selection)
	if err != nil {
		return League{}, err
	}
	league := League{Rows: make([]Standing, 0, len(tallies))}
	var rated int64
	rates := false
	for _, t := range tallies {
		row := standing(v, t)
		row.Bounds = bounds(row.Measures)
		rates = rates || row.ResolutionRate.Value != nil
		rated += t.Rated()
		league.Rows = append(league.Rows, row)
	}
	slices.SortFunc(league.Rows, byVolume)
	parts, least := mixParts(e), leastPerStratum(rated)
	var strata []StratumTally
	err = together(ctx,
		func(ctx context.Context) (err error) {
			if rates {
				strata, err = s.store.Strata(ctx, v.Release, e, selection, parts, least)
			}
			return err
		},
		func(ctx context.Context) (err error) {
			if e == Platform {
				if league.Size, err = s.sizes(ctx, v, selection, league.Rows); err != nil {
					return err
				}
			}
			if !rates {
				return nil
			}
			if league.Spread, err = place(league.Rows); err != nil {
				return err
			}
			league.Funnel, err = funnel(league.Rows)
			return err
		})
	if err != nil || !rates {
		return league, err
	}
	if err := adjust(ctx, league.Rows, strata, parts, least); err != nil {
		return League{}, err
	}
	return league, consult(league.Rows, strata, parts)
}

// warnings are the codes of what a reader must know about the whole table.
func (l League) warnings() []string {
	var codes []string
	if (l.Spread.Method == stat.NoSpread || l.Spread.Groups == 1) && len(eligible(l.Rows)) > 1 {
		codes = append(codes, WarnNoSpread)
	}
	if l.Spread.TooMany {
		codes = append(codes, WarnTooMany)
	}
	if l.Funnel.TooSpread {
		codes = append(codes, WarnTooSpread)
	}
	return codes
}
