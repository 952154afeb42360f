package analytics

import (
	"context"
	"fmt"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A RowTrend is the trend of one row of a league table, by month: of the share that a
// Course tests, by the same rule.
type RowTrend struct {
	Slope, Low, High float64 // change of the share in a year, with its 95 % interval
	P                float64
	Flag             TrendFlag
	// way is where the test points: the slope is a median of slopes, and 0 where more
	// than half of them are level.
	way stat.Verdict
}

// A TrendFlag says whether a row's trend can be told from none, allowing for how many
// rows of the table have one: 5 % of those that go up or down are false.
type TrendFlag string

// The flags.
const (
	TrendUp   TrendFlag = "up"
	TrendDown TrendFlag = "down"
	TrendNone TrendFlag = "none" // which is not to say that nothing moves
)

// RowTrends say what the trends of a table's rows rest on.
type RowTrends struct {
	Share    CourseShare
	Withheld Note // why no row has one
	Need     int  // months
	Tested   int  // eligible rows with a trend
}

// trendFDR is the share of false ones among the flagged trends of a table.
const trendFDR = 0.05

// A tableTrends is the trends of a table's rows, by key, before they are flagged.
type tableTrends struct {
	about RowTrends
	rows  map[string]RowTrend
}

// leagueWithTrends is league with a trend in every eligible row that has enough months.
func (s *Service) leagueWithTrends(ctx context.Context, v View, e Entity, selection Selection) (League, error) {
	var trends tableTrends
	var league League
	err := together(ctx,
		func(ctx context.Context) (err error) {
			trends, err = s.tableTrends(ctx, v, e, selection)
			return err
		},
		func(ctx context.Context) (err error) {
			league, err = s.league(ctx, v, e, selection)
			return err
		})
	if err != nil {
		return League{}, err
	}
	league.Trends = trends.about
	return league, flag(&league, trends.rows)
}

// flag gives the eligible rows their trends and flags those that can be told from none.
func flag(league *League, trends map[string]RowTrend) error {
	var places []int
	var p []float64
	for i, row := range league.Rows {
		if trend, ok := trends[row.Key]; ok && row.Eligible {
			league.Rows[i].Trend = &trend
			places, p = append(places, i), append(p, trend.P)
		}
	}
	league.Trends.Tested = len(places)
	adjusted, err := stat.AdjustP(p)
	if err != nil {
		return err
	}
	for i, at := range places {
		trend := league.Rows[at].Trend
		switch {
		case adjusted.BH[i] > trendFDR:
			trend.Flag = TrendNone
		case trend.way == stat.Fell:
			trend.Flag = TrendDown
		case trend.way == stat.Rose:
			trend.Flag = TrendUp
		default: // p is 5 % to the last digit
			trend.Flag = TrendNone
		}
	}
	return nil
}

// tableTrends counts and tests the months of every row with enough complaints, in one
// question.
func (s *Service) tableTrends(ctx context.Context, v View, e Entity, selection Selection) (tableTrends, error) {
	v.Query.By, v.Query.Age = ByMonth, DefaultAge
	question := fmt.Sprintf("trends %d %s %s %s %s", v.Release.Number, e, v.Query.From, v.Query.To, selection)
	return remembered(ctx, s.leagues, question, func(t tableTrends) int { return len(t.rows) },
		func(ctx context.Context) (tableTrends, error) { return s.newTableTrends(ctx, v, e, selection) })
}

func (s *Service) newTableTrends(ctx context.Context, v View, e Entity, selection Selection) (tableTrends, error) {
	out := tableTrends{rows: map[string]RowTrend{}}
	var cut complaint.Day
	var err error
	if v.Source.Asked("closed_on") {
		if cut, err = s.store.Cut(ctx, v.Release, v.Source.Code); err != nil {
			return out, err
		}
	}
	rule, err := s.courseRule(ctx, v, cut)
	if err != nil {
		return out, err
	}
	need := ByMonth.leastLine()
	out.about = RowTrends{Share: rule.share, Withheld: rule.withheld, Need: need}
	if rule.withheld == "" && rule.months() < need {
		out.about.Withheld = TooFewPeriods
		if rule.from.Known() {
			out.about.Withheld = OnlyEnded
		}
	}
	if out.about.Withheld != "" {
		return out, nil
	}
	tallies, err := s.store.Series(ctx, v.Release, e, ByMonth, selection,
		SeriesOptions{Least: int64(need) * max(1, v.Floors.Rate), Age: v.Query.Age, Cut: cut})
	if err != nil {
		return out, err
	}
	for from := 0; from < len(tallies); {
		to := from
		for to < len(tallies) && tallies[to].Key == tallies[from].Key {
			to++
		}
		if err := out.add(rule, tallies[from:to]); err != nil {
			return out, err
		}
		from = to
	}
	return out, nil
}

// add tests the months of one row.
func (t *tableTrends) add(rule courseRule, tallies []SeriesTally) error {
	byStart := make(map[complaint.Day]SeriesTally, len(tallies))
	for _, tally := range tallies {
		byStart[tally.Start] = tally
	}
	var steps []step
	last := tallies[len(tallies)-1].Start
	for start := tallies[0].Start; start.Known() && !last.Before(start); start = next(ByMonth, start) {
		steps = append(steps, rule.step(start, byStart[start]))
	}
	first, length := longestRun(steps)
	y, n := countsOf(steps[first : first+length])
	line, err := lineOf(ByMonth, y, n)
	if err != nil || line.Withheld != "" {
		return err
	}
	t.rows[tallies[0].Key] = RowTrend{Slope: *line.Slope, Low: *line.Low, High: *line.High, P: *line.P, way: line.Verdict}
	return nil
}

// months is how many months the view and the rule allow.
func (r courseRule) months() (n int) {
	for start := startOf(ByMonth, r.v.Source.FirstOpened); start.Known() && !r.v.Source.LastOpened.Before(start); start = next(ByMonth, start) {
		if r.whole(start) {
			n++
		}
	}
	return n
}
