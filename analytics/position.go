package analytics

import (
	"cmp"
	"slices"

	"redress/analytics/stat"
)

// A Position is what can be known of an eligible row's place in its league table:
// never a bare rank.
type Position struct {
	Expected              float64 // rank, the mean over what the data leave open; the table is ordered by it
	Low, High             int     // 95 % interval of the rank
	BestTenth, WorstTenth float64 // probabilities of being among the best and the worst tenth of the ranked
	// Group numbers the groups of which no row can be told apart from the first, from
	// 1, the best.
	Group int
	// FirstPossible and LastPossible are the ranks by raw rate, among the rows ranked
	// now, that the row could have if the complaints of which nobody says how they ended,
	// its own and those of others, had all been judged, whatever the judgement.
	FirstPossible, LastPossible int
}

// A Spread says how the true rates of a league table's rows differ, as far as the
// data tell, and how the ranks were found.
type Spread struct {
	Method stat.ShareMethod
	Prior  float64  // mean rate of the rows: what one without complaints would be taken for
	Weight *float64 // of the prior, in complaints; nil where the rows do not differ beyond chance
	Tenth  int      // rows in the best or worst tenth
	Groups int
	// Draws is how often ranks were simulated; 0: they are exact. Seed starts it.
	Draws int
	Seed  uint64
	// TooMany says that there are more rows than ranks can be computed for: they come
	// by shrunk rate, without ranks.
	TooMany bool
	// PairsKept is the share of the pairs of rows whose order by raw rate would stay the
	// same whatever the unrated complaints had come to; nil with fewer than two rows.
	PairsKept *float64
}

// rankSeed starts the simulation of ranks. It is fixed: the same release gives the
// same table.
const rankSeed = 20240614

// WarnNoSpread warns that no difference between the rows can be shown beyond what
// chance would do.
const WarnNoSpread = "no_difference"

// WarnTooMany warns that a table has too many rows for ranks.
const WarnTooMany = "too_many_to_rank"

// RankUncertain says that the interval of the rank spans more than half of the table.
const RankUncertain Note = "rank_uncertain"

// place gives the eligible rows their positions, every row with a rate its shrunk
// rate, and puts the rows in rank order. The model is fitted to the eligible rows; the
// others' rates are drawn towards its prior.
func place(rows []Standing) (Spread, error) {
	spread := Spread{Seed: rankSeed}
	ranked := eligible(rows)
	model, ok, err := fitted(rows, ranked)
	if err != nil || !ok {
		return spread, err
	}
	spread.Method, spread.Prior, spread.Weight = model.Method, model.Prior, model.Weight
	if model.Ranks.Expected == nil {
		spread.TooMany = true
		spread.PairsKept = possible(rows, ranked)
		slices.SortStableFunc(rows, byShrunk)
		return spread, nil
	}
	spread.Tenth, spread.Draws = model.Ranks.K, model.Ranks.Draws
	positions := make([]Position, len(ranked))
	for i := range ranked {
		positions[i] = Position{Expected: model.Ranks.Expected[i], Low: model.Ranks.Low[i], High: model.Ranks.High[i],
			BestTenth: model.Ranks.Top[i], WorstTenth: model.Ranks.Bottom[i]}
		row := &rows[ranked[i]]
		row.Position = &positions[i]
		if 2*(positions[i].High-positions[i].Low+1) > len(ranked) && len(ranked) > 1 {
			row.Notes = append(row.Notes, RankUncertain)
		}
	}
	order := make([]int, len(ranked))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(positions[a].Expected, positions[b].Expected), byVolume(rows[ranked[a]], rows[ranked[b]]))
	})
	for i, group := range model.Groups(order) {
		positions[i].Group = group
		spread.Groups = max(spread.Groups, group)
	}
	spread.PairsKept = possible(rows, ranked)
	slices.SortStableFunc(rows, byPosition)
	number(rows)
	return spread, nil
}

// eligible gives the places of the eligible rows.
func eligible(rows []Standing) []int {
	var ranked []int
	for i, row := range rows {
		if row.Eligible {
			ranked = append(ranked, i)
		}
	}
	return ranked
}

// fitted fits the model of the ranked rows and draws every rate towards its prior.
func fitted(rows []Standing, ranked []int) (stat.ShareModel, bool, error) {
	y, n := make([]int64, len(ranked)), make([]int64, len(ranked))
	for i, at := range ranked {
		y[i], n[i] = rows[at].Resolved, rows[at].Rated()
	}
	model, ok, err := stat.FitShares(y, n, rankSeed)
	if err != nil || !ok {
		return model, ok, err
	}
	for i := range rows {
		if rows[i].ResolutionRate.Value != nil {
			rows[i].ShrunkRate = new(model.Shrunk(rows[i].Resolved, rows[i].Rated()))
		}
	}
	return model, ok, nil
}

// number gives the ranks, by competition (1, 2, 2, 4) on the expected rank.
func number(rows []Standing) {
	for i := range rows {
		if rows[i].Position == nil {
			return
		}
		rows[i].Rank = i + 1
		if i > 0 && rows[i].Position.Expected == rows[i-1].Position.Expected {
			rows[i].Rank = rows[i-1].Rank
		}
	}
}

// byPosition puts ranked rows first, best first; then complaints, then key.
func byPosition(a, b Standing) int {
	if (a.Position == nil) != (b.Position == nil) {
		return before(a.Position != nil)
	}
	if a.Position != nil {
		if c := cmp.Compare(a.Position.Expected, b.Position.Expected); c != 0 {
			return c
		}
	}
	return byVolume(a, b)
}

// byShrunk puts eligible rows first, best shrunk rate first; then complaints, then
// key.
func byShrunk(a, b Standing) int {
	if a.Eligible != b.Eligible {
		return before(a.Eligible)
	}
	if a.Eligible {
		if c := cmp.Compare(*b.ShrunkRate, *a.ShrunkRate); c != 0 {
			return c
		}
	}
	return byVolume(a, b)
}
