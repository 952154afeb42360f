package analytics

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A longTable is a Store whose source has three years, 2016 to 2018.
type longTable struct{ table }

func (s longTable) Sources(context.Context, Release) ([]Source, error) {
	return []Source{{Code: "long", Complaints: 900, Fields: s.fields, FirstOpened: newDay(2016, 1, 1), LastOpened: newDay(2018, 12, 31)}}, nil
}

// months makes a table of so many months from January 2016, all of age: n complaints
// each, of which resolved says how many were resolved within the age.
func months(count int, n int64, resolved func(month int) int64) longTable {
	t := longTable{table{cut: newDay(2019, 6, 30), fields: []string{"closed_on"}, endings: Endings{Open: 5}}}
	for i := range count {
		start := addMonths(newDay(2016, 1, 1), i)
		y := resolved(i)
		t.periods = append(t.periods, PeriodTally{Start: start, Tally: Tally{Complaints: n, Resolved: y, Unresolved: n - y}})
		t.ages = append(t.ages, AgeTally{Start: start, AtRisk: n, ResolvedWithin: y})
	}
	return t
}

func ask(t *testing.T, s Store, q Query) Trend {
	t.Helper()
	got, err := New(s, Config{Floors: DefaultFloors}).Trend(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// A step in the middle is found where it is, with the levels on its sides.
func TestCourseFindsAStep(t *testing.T) {
	got := ask(t, months(36, 200, func(i int) int64 { return 80 + int64(i%3) + 40*int64(i/18) }), Query{})
	c := got.Course
	if c.Share != ShareAtAge || c.Periods != 36 || c.Gaps != 0 || c.Withheld != "" {
		t.Fatalf("course = %+v, want 36 months at a fixed age", c)
	}
	if len(c.Levels.Levels) != 2 || c.Levels.Levels[1].First != 18 || math.Abs(c.Levels.Levels[0].Value-.405) > 1e-9 || math.Abs(c.Levels.Levels[1].Value-.605) > 1e-9 {
		t.Errorf("levels = %+v, want .405 and, from the 19th month on, .605", c.Levels)
	}
	for i, p := range got.Points {
		if p.Course.Has(LevelChanged) != (i == 18) || !p.Course.Tested || p.Course.Level == nil {
			t.Errorf("%s: %+v", p.Period, p.Course)
		}
	}
	if !(*c.Line.Slope > 0) || !(*c.Line.Low <= *c.Line.Slope && *c.Line.Slope <= *c.Line.High) {
		t.Errorf("line = %+v, want a slope in its interval", c.Line)
	}
	if len(c.Volume.Levels) != 1 || c.Season.Withheld != "" || got.Points[0].Course.Adjusted == nil || got.Points[0].Course.AdjustedComplaints == nil {
		t.Errorf("volume %+v, season %+v", c.Volume, c.Season)
	}
}

// A straight rise of a point a month is 12 points a year.
func TestCourseSlopeIsPerYear(t *testing.T) {
	got := ask(t, months(30, 200, func(i int) int64 { return 60 + 2*int64(i) }), Query{})
	if l := got.Course.Line; math.Abs(*l.Slope-.12) > 1e-9 || l.Verdict != stat.Rose {
		t.Errorf("line = %+v, want .12 a year", l)
	}
	if s := got.Course.Season; s.Withheld != TooFewPeriods || s.Need != 36 || got.Points[0].Course.Adjusted != nil {
		t.Errorf("season of 30 months = %+v, want too few of 36", s)
	}
}

// What is partial, young, provisional, below the floor or without complaints is no part
// of the tests, and parts what lies on its sides.
func TestCourseGaps(t *testing.T) {
	flat := func(int) int64 { return 100 }
	for name, c := range map[string]struct {
		spoil   func(*longTable)
		q       Query
		periods int
		gaps    int
	}{
		"nothing":       {func(*longTable) {}, Query{}, 36, 0},
		"a young month": {func(s *longTable) { s.ages[35].AtRisk = 150 }, Query{}, 35, 1},
		"provisional":   {func(s *longTable) { s.periods[35].Open, s.periods[35].Resolved = 21, 79 }, Query{}, 35, 1},
		"a few in between": {func(s *longTable) {
			s.ages[9], s.periods[9].Complaints = AgeTally{Start: s.ages[9].Start, AtRisk: 9}, 9
		}, Query{}, 26, 10},
		"none in between": {func(s *longTable) { s.ages, s.periods = slices.Delete(s.ages, 9, 10), slices.Delete(s.periods, 9, 10) }, Query{}, 26, 9},
		"undated":         {func(s *longTable) { s.ages[0].Undated = 5 }, Query{}, 35, 1},
		"from mid-month":  {func(*longTable) {}, Query{From: newDay(2016, 1, 3)}, 35, 1},
		"by outcome":      {func(*longTable) {}, Query{Filters: map[Dimension]Filter{DimOutcome: {Values: []string{"resolved"}}}}, 0, 0},
	} {
		s := months(36, 200, flat)
		c.spoil(&s)
		got := ask(t, s, c.q).Course
		if got.Periods != c.periods || got.Gaps != c.gaps {
			t.Errorf("%s: %d months tested, %d left out, want %d and %d", name, got.Periods, got.Gaps, c.periods, c.gaps)
		}
	}
}

// Of a publisher of ended complaints only those periods are tested that lie between its
// first ends and the time that nearly all need: the others lack the quick, or the slow.
func TestCourseOfEndedComplaints(t *testing.T) {
	s := months(36, 200, func(int) int64 { return 100 })
	s.cut, s.endings = newDay(2018, 12, 31), Endings{From: newDay(2016, 3, 4), Within: 60}
	got := ask(t, s, Query{}).Course
	if got.Withheld != "" || got.First != 3 || got.Last != 33 || got.Periods != 31 {
		t.Errorf("course = %+v, want April 2016 to October 2018", got)
	}
	s.endings.Within = 1000
	if got := ask(t, s, Query{}).Course; got.Withheld != OnlyEnded || got.Line.Slope != nil || got.Periods != 0 {
		t.Errorf("course = %+v, want withheld: %s", got, OnlyEnded)
	}
	s.endings = Endings{}
	if got := ask(t, s, Query{}).Course; got.Withheld != OnlyEnded {
		t.Errorf("course without days of closing = %+v, want withheld: %s", got, OnlyEnded)
	}
}

// Without days of closing the resolution rate is tested; few complaints leave nothing.
func TestCourseWithoutDaysOfClosing(t *testing.T) {
	s := months(36, 200, func(int) int64 { return 100 })
	s.fields = nil
	if got := ask(t, s, Query{}).Course; got.Share != ShareRated || got.Periods != 36 || len(got.Levels.Levels) != 1 {
		t.Errorf("course = %+v, want the resolution rate of 36 months at one level", got)
	}
	if got := ask(t, months(36, 9, func(int) int64 { return 4 }), Query{}).Course; got.Periods != 0 || got.Line.Withheld != TooFewPeriods || got.Line.Need != 24 {
		t.Errorf("course of few = %+v, want nothing tested", got)
	}
	if got := ask(t, months(36, 29, func(int) int64 { return 14 }), Query{}).Course; got.Season.Withheld != TooFewForSeason || got.Line.Withheld != "" {
		t.Errorf("course of 29 a month = %+v, want no season, but a line", got)
	}
	var none longTable
	if got := ask(t, none, Query{}).Course; got.Periods != 0 {
		t.Errorf("course of nothing = %+v", got)
	}
}

// Partial and young periods are compared with nothing, and nothing with them.
func TestCompare(t *testing.T) {
	s := months(36, 200, func(i int) int64 { return 100 + 60*int64(i/24) })
	s.ages[35].AtRisk = 100
	s.cut = newDay(2019, 1, 15)
	got := ask(t, s, Query{Compare: CompareYear})
	change := func(i int) PeriodChange { return *got.Points[i].Course.Change }
	if c := change(23); c.With != "2016-12" || *c.Difference != 0 || c.Verdict != stat.NotDetectable {
		t.Errorf("December 2017 against the one before = %+v", c)
	}
	if c := change(24); c.With != "2017-01" || math.Abs(*c.Difference-.3) > 1e-9 || !(*c.Low > .15 && *c.High < .4) || c.Verdict != stat.Rose {
		t.Errorf("January 2018 against the one before = %+v", c)
	}
	if c := change(35); c.With != "2017-12" || c.Difference != nil || c.Verdict != "" {
		t.Errorf("a young month is compared: %+v", c)
	}
	if c := change(3); c.With != "" || c.Difference != nil {
		t.Errorf("a month of the first year is compared: %+v", c)
	}
	got = ask(t, s, Query{Compare: ComparePrevious})
	if c := change(24); c.With != "2017-12" || c.Verdict != stat.Rose {
		t.Errorf("January 2018 against December = %+v", c)
	}
	if got := ask(t, s, Query{}); got.Points[24].Course.Change != nil {
		t.Error("nobody asked for a comparison")
	}
}

func TestYearBefore(t *testing.T) {
	for _, c := range []struct {
		g          Grain
		start      complaint.Day
		name, want string
	}{{ByMonth, newDay(2018, 3, 1), "2018-03", "2017-03"}, {ByQuarter, newDay(2018, 4, 1), "2018-Q2", "2017-Q2"}, {ByYear, newDay(2018, 1, 1), "2018", "2017"},
		{ByWeek, newDay(2018, 12, 31), "2019-W01", "2018-W01"}, {ByDay, newDay(2018, 3, 1), "2018-03-01", "2017-03-01"}, {ByDay, newDay(2016, 2, 29), "2016-02-29", ""}} {
		if name := periodName(c.g, c.start); name != c.name {
			t.Fatalf("periodName = %s, want %s", name, c.name)
		}
		if got := yearBefore(c.g, Point{Start: c.start}); got != c.want {
			t.Errorf("yearBefore(%s %s) = %q, want %q", c.g, c.name, got, c.want)
		}
	}
	for _, g := range Grains {
		for day := newDay(2015, 12, 20); day.Before(newDay(2017, 2, 1)); day = day.Add(1) {
			if start := startOf(g, day); start != startOf(g, start) || day.Before(start) || !day.Before(next(g, start)) {
				t.Fatalf("startOf(%s, %s) = %s", g, day, start)
			}
		}
	}
}

// rowsOf are the series and the league rows of platforms with so many months.
func rowsOf(platforms, count int, share func(platform, month int) float64, random *rand.Rand) longTable {
	s := months(0, 0, nil)
	for k := range platforms {
		key := fmt.Sprintf("p%02d", k)
		var all EntityTally
		for i := range count {
			y := int64(distuv.Binomial{N: 60, P: share(k, i), Src: random}.Rand())
			s.series = append(s.series, SeriesTally{Key: key, Start: addMonths(newDay(2016, 1, 1), i), Complaints: 60, Resolved: y, Rated: 60, AtRisk: 60, ResolvedWithin: y})
			all.Complaints, all.Resolved, all.Unresolved = all.Complaints+60, all.Resolved+y, all.Unresolved+60-y
		}
		all.Named = Named{Key: key, Name: key, Slug: key}
		s.entities = append(s.entities, all)
	}
	return s
}

// The platform that rises and the one that falls are flagged, and hardly any other.
func TestLeagueFlagsTrends(t *testing.T) {
	s := rowsOf(30, 34, func(k, i int) float64 {
		return []float64{.3 + .012*float64(i), .7 - .012*float64(i), .5}[min(k, 2)]
	}, rand.New(rand.NewPCG(7, 1)))
	got, err := New(s, Config{Floors: DefaultFloors}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Trends.Tested != 30 || got.Trends.Share != ShareAtAge || got.Trends.Withheld != "" {
		t.Errorf("trends = %+v, want 30 tested", got.Trends)
	}
	others := 0
	for _, row := range got.Rows {
		switch {
		case row.Key == "p00" && (row.Trend.Flag != TrendUp || math.Abs(row.Trend.Slope-.144) > .04),
			row.Key == "p01" && (row.Trend.Flag != TrendDown || math.Abs(row.Trend.Slope+.144) > .04):
			t.Errorf("%s: %+v", row.Key, row.Trend)
		case row.Key > "p01" && row.Trend.Flag != TrendNone:
			others++
		}
	}
	if others > 1 {
		t.Errorf("%d of 28 flat platforms are flagged", others)
	}
}

// A share that fell to nothing is not up because most of its months are alike: more
// than half of the slopes between them are 0, and so is their median.
func TestLeagueFlagsWhatFellToNothing(t *testing.T) {
	s := rowsOf(1, 34, func(_, i int) float64 {
		if slices.Contains([]int{0, 1, 3, 6, 10, 14, 17}, i) {
			return .4
		}
		return 0
	}, rand.New(rand.NewPCG(7, 1)))
	got, err := New(s, Config{Floors: DefaultFloors}).Ranking(t.Context(), Platform, Query{})
	if err != nil {
		t.Fatal(err)
	}
	if trend := got.Rows[0].Trend; trend == nil || trend.Slope != 0 || trend.Flag != TrendDown {
		t.Errorf("trend = %+v, want down with a median slope of 0", trend)
	}
}

// Where nothing changes, some row of the table is flagged in about one table of twenty
// at most.
func TestLeagueOfFlatTrendsFlagsNobody(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 2))
	const runs = 400
	accused := 0
	for range runs {
		s := rowsOf(25, 34, func(int, int) float64 { return .5 }, random)
		v := View{Floors: DefaultFloors, Query: withDefaults(Query{}), Source: Source{Fields: []string{"closed_on"}, FirstOpened: newDay(2016, 1, 1), LastOpened: newDay(2018, 12, 31)}}
		trends, err := New(s, Config{Floors: DefaultFloors}).tableTrends(t.Context(), v, Platform, Selection{})
		if err != nil {
			t.Fatal(err)
		}
		var league League
		for _, row := range s.entities {
			league.Rows = append(league.Rows, standing(v, row))
		}
		if err := flag(&league, trends.rows); err != nil || league.Trends.Tested != 25 {
			t.Fatalf("%d rows are tested, %v, want 25", league.Trends.Tested, err)
		}
		if slices.ContainsFunc(league.Rows, func(r Standing) bool { return r.Trend.Flag != TrendNone }) {
			accused++
		}
	}
	if limit := 0.05 + 2.58*math.Sqrt(.05*.95/runs); float64(accused) > limit*runs {
		t.Errorf("in %d of %d tables of flat trends somebody is flagged, want at most %.0f", accused, runs, limit*runs)
	}
}

// A table whose source shows ended complaints only, and whose ends are recorded for too
// short, has no trends and does not ask for them.
func TestLeagueWithoutTrends(t *testing.T) {
	s := rowsOf(3, 34, func(int, int) float64 { return .5 }, rand.New(rand.NewPCG(7, 3)))
	s.cut, s.endings = newDay(2018, 12, 31), Endings{From: newDay(2017, 1, 1), Within: 200}
	got, err := New(s, Config{Floors: DefaultFloors}).Ranking(t.Context(), Platform, Query{})
	if err != nil || got.Trends.Withheld != OnlyEnded || got.Trends.Tested != 0 || got.Rows[0].Trend != nil {
		t.Errorf("trends = %+v, %v, want withheld: %s", got.Trends, err, OnlyEnded)
	}
}

// Complaints picked by a stage needed time to come there: of recent months there are
// few yet, and none that was quick. Nothing is tested of them, and the view says so.
func TestCourseOfAStage(t *testing.T) {
	got := ask(t, months(36, 200, func(i int) int64 { return 80 + 40*int64(i/18) }), Query{Filters: map[Dimension]Filter{DimStage: {Values: []string{"court"}}}})
	if got.Course.Withheld != StagePicked || got.Course.Periods != 0 || !slices.Contains(got.Warnings, WarnStageLate) {
		t.Errorf("course = %+v, warnings %v, want %s and %s", got.Course, got.Warnings, StagePicked, WarnStageLate)
	}
}
