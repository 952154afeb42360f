package analytics

import (
	"context"
	"fmt"
	"slices"

	"redress/analytics/stat"
)

// A Robustness asks of a league table of platforms what would be left of it if it
// were made differently: without days on which far more was filed than usual, without
// texts that were filed before, and with other figures than the resolution rate.
//
// Nobody says that bursts or copies are wrong: sales festivals make bursts, and people
// who are helped with their wording make copies. Who filed a complaint is not
// known to Redress, so repeat filers as persons cannot be told apart from others.
type Robustness struct {
	View
	Rows      []RobustRow // eligible platforms in rank order, those of the platform filter
	Ranked    int         // of all of them
	Bursts    int         // platforms with a burst
	Copies    *int        // platforms with a copy; nil where the publisher gives no texts
	Composite Composite
	Duel      *Duel // where the platform filter names two, and both have a score
}

// A RobustRow is one platform as it is, and as it would be.
type RobustRow struct {
	Standing
	BurstDays     int   // with a burst of complaints
	BurstFiled    int64 // complaints filed on them
	WithoutBursts *Variant
	WithText      *int64 // complaints with a text long enough to be compared; nil where there are none
	Copied        *int64 // of them, repeating an earlier one about the platform
	WithoutCopies *Variant
	Score         *Score // nil where an indicator is not known of it
	// ReclameAqui is what the formula of Brazil's Reclame Aqui gives; nil where an
	// ingredient other than "would deal again" is not known.
	ReclameAqui *ScoreRange
	// Dianshubao is the index and band in the manner of China's 电诉宝; nil where an
	// ingredient is not known.
	Dianshubao *BandedIndex
}

// A Variant is what becomes of a row when some complaints of all rows are left out.
type Variant struct {
	Rate     Rate
	Rank     int       // 0 where too few are left to rank it
	Position *Position // nil where Rank is 0
}

// Robustness answers for the query's complaints; a platform filter picks rows of the
// answer and changes none.
func (s *Service) Robustness(ctx context.Context, q Query) (Robustness, error) {
	everyone := q
	everyone.Filters = make(map[Dimension]Filter, len(q.Filters))
	for d, f := range q.Filters {
		if d != DimPlatform {
			everyone.Filters[d] = f
		}
	}
	v, selection, err := s.view(ctx, everyone)
	if err != nil {
		return Robustness{}, err
	}
	picked, err := s.selection(ctx, v.Release, withSource(q, v.Source.Code))
	if err != nil {
		return Robustness{}, err
	}
	whole, err := remembered(ctx, s.leagues, fmt.Sprintf("robustness %d %s", v.Release.Number, selection), func(r Robustness) int { return len(r.Rows) },
		func(ctx context.Context) (Robustness, error) { return s.newRobustness(ctx, v, selection) })
	if err != nil {
		return Robustness{}, err
	}
	whole.View = v
	whole.Query.Filters = q.Filters
	whole.Warnings = slices.Concat(v.Warnings, whole.Composite.warnings())
	if v.noneOpen() && slices.Contains(whole.Composite.Indicators, IndicatorWithin30) {
		whole.Warnings = append(whole.Warnings, WarnNoneOpen)
	}
	return whole.pick(picked.Filters[DimPlatform])
}

func withSource(q Query, code string) Query {
	q.Source = code
	return q
}

// pick keeps the rows that a filter on platforms keeps.
func (r Robustness) pick(f Filter) (Robustness, error) {
	if len(f.Values) == 0 {
		return r, nil
	}
	var rows []RobustRow
	for _, row := range r.Rows {
		if slices.Contains(f.Values, row.Key) != f.Not {
			rows = append(rows, row)
		}
	}
	r.Rows = rows
	if len(rows) != 2 || f.Not || rows[0].Score == nil || rows[1].Score == nil {
		return r, nil
	}
	var err error
	r.Duel, err = duel(rows[0], rows[1])
	return r, err
}

func (s *Service) newRobustness(ctx context.Context, v View, selection Selection) (Robustness, error) {
	var league League
	var bursts map[string]leftOut
	var copies []CopyTally
	var within map[string]SeriesTally
	err := together(ctx,
		func(ctx context.Context) (err error) {
			league, err = s.league(ctx, v, Platform, selection)
			return err
		},
		func(ctx context.Context) (err error) {
			bursts, err = s.bursts(ctx, v, selection)
			return err
		},
		func(ctx context.Context) (err error) {
			within, err = s.within(ctx, v, selection)
			return err
		},
		func(ctx context.Context) (err error) {
			if v.Source.Asked("narrative") {
				copies, err = s.store.Copies(ctx, v.Release, selection, copyLetters)
			}
			return err
		})
	if err != nil {
		return Robustness{}, err
	}
	var out Robustness
	for _, row := range league.Rows {
		if row.Eligible {
			out.Rows = append(out.Rows, RobustRow{Standing: row})
		}
	}
	if out.Ranked = len(out.Rows); out.Ranked == 0 {
		return out, nil
	}
	if err := v.withoutBursts(&out, bursts); err != nil {
		return Robustness{}, err
	}
	if v.Source.Asked("narrative") {
		if err := v.withoutCopies(&out, copies); err != nil {
			return Robustness{}, err
		}
	}
	return out, v.compose(&out, within)
}

func (v View) withoutBursts(out *Robustness, found map[string]leftOut) error {
	for i := range out.Rows {
		left := found[out.Rows[i].Key]
		if out.Rows[i].BurstDays, out.Rows[i].BurstFiled = left.days, left.complaints; left.days > 0 {
			out.Bursts++
		}
	}
	variants, err := v.leave(out.Rows, found)
	for i, variant := range variants {
		out.Rows[i].WithoutBursts = variant
	}
	return err
}

func (v View) withoutCopies(out *Robustness, tallies []CopyTally) error {
	found, byKey := map[string]leftOut{}, map[string]CopyTally{}
	for _, t := range tallies {
		byKey[t.Key] = t
		found[t.Key] = leftOut{complaints: t.Copies, resolved: t.Resolved, rated: t.Rated}
	}
	out.Copies = new(int)
	for i := range out.Rows {
		if t, ok := byKey[out.Rows[i].Key]; ok {
			if out.Rows[i].WithText, out.Rows[i].Copied = &t.WithText, &t.Copies; t.Copies > 0 {
				*out.Copies++
			}
		}
	}
	variants, err := v.leave(out.Rows, found)
	for i, variant := range variants {
		out.Rows[i].WithoutCopies = variant
	}
	return err
}

// leave computes every row without what is left out of it, and ranks them anew; rows
// below the floor then have no rank. None where nothing is left out of any.
func (v View) leave(rows []RobustRow, out map[string]leftOut) ([]*Variant, error) {
	touched := slices.ContainsFunc(rows, func(r RobustRow) bool { return out[r.Key].complaints > 0 })
	if !touched {
		return nil, nil
	}
	standings := make([]Standing, 0, len(rows))
	for _, row := range rows {
		left := out[row.Key]
		t := Tally{Complaints: row.Closed() - left.rated, Resolved: row.Resolved - left.resolved, Unresolved: row.Unresolved - (left.rated - left.resolved)}
		s := standing(v, EntityTally{Named: Named{Key: row.Key}, Tally: t})
		s.Bounds = bounds(s.Measures)
		standings = append(standings, s)
	}
	if _, err := place(standings); err != nil {
		return nil, err
	}
	byKey := map[string]Standing{}
	for _, s := range standings {
		byKey[s.Key] = s
	}
	variants := make([]*Variant, len(rows))
	for i, row := range rows {
		s := byKey[row.Key]
		variants[i] = &Variant{Rate: s.ResolutionRate, Rank: s.Rank, Position: s.Position}
	}
	return variants, nil
}

// A Duel compares the composite scores of two platforms over all weightings.
type Duel struct {
	A, B string // their keys
	// ShareA is the share of all ways to weigh the indicators in which A scores above
	// B; ties count half.
	ShareA float64
}

// duelDraws is how many weightings a duel tries.
const duelDraws = 100_000

func duel(a, b RobustRow) (*Duel, error) {
	var x, y []float64
	for i := range a.Score.Parts {
		x, y = append(x, a.Score.Parts[i].Z), append(y, b.Score.Parts[i].Z)
	}
	share, err := stat.WeightShare(x, y, duelDraws, rankSeed)
	if err != nil {
		return nil, err
	}
	return &Duel{A: a.Key, B: b.Key, ShareA: share}, nil
}
