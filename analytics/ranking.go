package analytics

import (
	"cmp"
	"context"
	"slices"
)

// Ranking is the league table of an entity within the query's complaints:
// ranked rows first, in rank order, then the rest, ties by complaints, then
// key.
func (s *Service) Ranking(ctx context.Context, e Entity, q Query) (Ranking, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Ranking{}, err
	}
	league, err := s.leagueWithTrends(ctx, v, e, selection)
	if err != nil {
		return Ranking{}, err
	}
	ranking := Ranking{View: v, Entity: e, League: league}
	ranking.Warnings = append(slices.Clone(v.Warnings), league.warnings()...)
	for _, row := range ranking.Rows {
		if row.Eligible {
			ranking.Ranked++
		} else {
			ranking.Unranked++
		}
	}
	order(ranking.Rows, v.Query.Sort, v.Query.Def)
	if v.Query.Limit > 0 && v.Query.Limit < len(ranking.Rows) {
		ranking.Rows = ranking.Rows[:v.Query.Limit]
	}
	ranking.Shown = len(ranking.Rows)
	return ranking, nil
}

func standing(v View, t EntityTally) Standing {
	row := Standing{Key: t.Key, Name: t.Name, Slug: t.Slug,
		Measures: v.measure(t.Tally, v.Total.Complaints)}
	row.Eligible = t.Key != "" && row.ResolutionRate.Value != nil &&
		t.Rated() >= v.Floors.RankRated && t.Closed() >= v.Floors.RankClosed
	switch {
	case t.Key == "":
		row.Notes = append(row.Notes, NoKey)
	case row.ResolutionRate.Withheld != "":
		row.Notes = append(row.Notes, row.ResolutionRate.Withheld)
	case !row.Eligible:
		row.Notes = append(row.Notes, TooFewToRank)
	}
	if t.Provisional() {
		row.Notes = append(row.Notes, Provisional)
	}
	return row
}

func byVolume(a, b Standing) int {
	return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
}

func before(first bool) int {
	if first {
		return -1
	}
	return 1
}

// order sorts rows as asked; rows without the figure come last in either
// direction. Rank order is the one they come in, and has no reverse: unranked
// rows would lead it.
func order(rows []Standing, by Sort, def Definition) {
	if by.Column == SortRank {
		if def == Rated {
			return
		}
		// Another definition was asked for: its rate is what the page compares.
		by = Sort{Column: SortRate, Descending: true}
	}
	slices.SortStableFunc(rows, func(a, b Standing) int {
		c := compareBy(by.Column, def, a, b)
		if by.Descending {
			c = -c
		}
		return cmp.Or(lastWithout(by.Column, def, a, b), c, byVolume(a, b))
	})
}

func compareBy(column SortColumn, def Definition, a, b Standing) int {
	switch column {
	case SortName:
		return cmp.Compare(a.Name, b.Name)
	case SortRated:
		return cmp.Compare(a.Rated(), b.Rated())
	case SortResolved:
		return cmp.Compare(a.Resolved, b.Resolved)
	case SortUnrated:
		return cmp.Compare(a.Unrated, b.Unrated)
	case SortRate:
		return comparePresent(a.Rate(def).Value, b.Rate(def).Value)
	case SortDays:
		return comparePresent(a.MedianDaysToClose, b.MedianDaysToClose)
	case SortComplaints:
		return cmp.Compare(a.Complaints, b.Complaints)
	}
	return 0
}

func comparePresent(a, b *float64) int {
	if a == nil || b == nil {
		return 0
	}
	return cmp.Compare(*a, *b)
}

// lastWithout puts rows that lack the figure behind those that have it.
func lastWithout(column SortColumn, def Definition, a, b Standing) int {
	var x, y *float64
	switch column {
	case SortRate:
		x, y = a.Rate(def).Value, b.Rate(def).Value
	case SortDays:
		x, y = a.MedianDaysToClose, b.MedianDaysToClose
	default:
		return 0
	}
	if (x == nil) == (y == nil) {
		return 0
	}
	return before(x != nil)
}
