package analytics

import (
	"context"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A Course is what tests say of how a trend goes: whether its share rises or falls,
// when its level changed, which periods lie outside what chance does. The tests look
// at the longest run of periods without a gap; a period that is not covered whole, not
// mature, provisional or below the floor for rates is a gap.
type Course struct {
	Share CourseShare
	// Withheld says why nothing is tested; the tests are empty then.
	Withheld Note
	// First and Last are the places of the tested run among the points.
	First, Last int
	Periods     int // in the run; 0 where no period can be used
	Gaps        int // other periods that have complaints
	Line        TrendTest
	Levels      LevelTest // of the share
	Volume      LevelTest // of the number of complaints
	Season      SeasonTest
	Signals     SignalTest
}

// A CourseShare is the share that is tested.
type CourseShare string

// The shares. The one at a fixed age is taken where the publisher says when complaints
// were closed: every period has had the same time then.
const (
	ShareAtAge CourseShare = "at_age"          // resolved within the age ÷ at risk
	ShareRated CourseShare = "resolution_rate" // resolved ÷ rated
)

// Why something about a course cannot be said.
const (
	// OnlyEnded: the publisher publishes complaints only once they have ended, and no
	// period of the view is known to be complete.
	OnlyEnded Note = "only_ended"
	// TooFewPeriods: the run without a gap is too short.
	TooFewPeriods Note = "too_few_periods"
	// PeriodsTooShort: there are too many of them, or would have to be; longer ones tell
	// more.
	PeriodsTooShort Note = "periods_too_short"
	// NoSeason: years have none.
	NoSeason Note = "no_season"
	// TooFewForSeason: a period has fewer than SeasonFloor complaints.
	TooFewForSeason Note = "too_few_for_season"
)

// A TrendTest is the straight line of a share over time, and whether it rises.
type TrendTest struct {
	Withheld Note
	Need     int // periods
	// Slope is the change of the share in a year, with its 95 % interval.
	Slope, Low, High, P *float64
	Verdict             stat.Verdict // empty where withheld
}

// A LevelTest is the levels between which a series changed; one where no change can be
// shown.
type LevelTest struct {
	Withheld Note
	Need     int     // periods
	Least    int     // periods a level must last
	Levels   []Level // oldest first
}

// A Level is a run of periods around the same value.
type Level struct {
	First, Last int     // places among the points
	Value       float64 // a share, or complaints per period
}

// A SeasonTest says whether a season could be taken out.
type SeasonTest struct {
	Withheld Note
	Need     int // periods
	// Strength of the season in the share, 0 to 1; nil where nothing varies.
	Strength *float64
}

// A SignalTest says what control charts make of the run; the periods are in the points.
type SignalTest struct {
	Withheld Note
	Need     int
	Wide     bool // the limits allow for variation beyond chance
	Signals  int  // periods with a signal
	Drifts   int  // periods with a drift
}

// A PointCourse is what is known of one period of a course.
type PointCourse struct {
	Tested bool // it is part of the run
	// Adjusted are the share and the complaints without their season; nil where there is
	// no adjustment.
	Adjusted, AdjustedComplaints *float64
	Level                        *float64 // of the share; nil outside the run, or without a test
	Events                       []CourseEvent
	Change                       *PeriodChange // nil where the query asks for no comparison
}

// A CourseEvent is what a chart marks at a period.
type CourseEvent string

// The events.
const (
	LevelChanged  CourseEvent = "change"        // the first period of another level of the share
	VolumeChanged CourseEvent = "volume_change" // the same of the number of complaints
	SignalLow     CourseEvent = "signal_low"    // below the limits of a control chart
	SignalHigh    CourseEvent = "signal_high"
	DriftLow      CourseEvent = "drift_low" // a moving average is below its limits
	DriftHigh     CourseEvent = "drift_high"
)

// CourseEvents lists the events.
var CourseEvents = []CourseEvent{LevelChanged, VolumeChanged, SignalLow, SignalHigh, DriftLow, DriftHigh}

const (
	// SeasonFloor is how many complaints every period needs for a season to be taken
	// out: below, the adjustment is mostly noise.
	SeasonFloor = 30
	// signalPeriods is how many periods a control chart needs for its limits to mean
	// something: by custom, 20 to 25.
	signalPeriods = 20
	// maxTested bounds the periods that are tested: slopes between all pairs are sorted.
	maxTested = 600
)

// course tests the points of a trend, known up to the cut, and notes at each point
// what is known of it.
func (s *Service) course(ctx context.Context, v View, points []Point, cut complaint.Day) (Course, error) {
	rule, err := s.courseRule(ctx, v, cut)
	if err != nil {
		return Course{}, err
	}
	c := Course{Share: rule.share, Withheld: rule.withheld}
	steps := make([]step, len(points))
	for i := range points {
		points[i].Course = &PointCourse{}
		steps[i] = rule.step(points[i].Start, points[i].tally())
	}
	compare(v.Query, points, steps)
	if c.Withheld != "" {
		return c, nil
	}
	c.First, c.Periods = longestRun(steps)
	c.Last = c.First + c.Periods - 1
	for i := range steps {
		if points[i].Complaints > 0 && (i < c.First || i > c.Last) {
			c.Gaps++
		}
	}
	run := steps[c.First : c.First+c.Periods]
	for i := range run {
		points[c.First+i].Course.Tested = true
	}
	if err := c.test(v.Query.By, run, points[c.First:c.First+c.Periods]); err != nil {
		return Course{}, err
	}
	return c, c.volume(v.Query.By, rule, points)
}

// tally is a point as a series counts it.
func (p Point) tally() SeriesTally {
	t := SeriesTally{Start: p.Start, Complaints: p.Complaints, Open: p.Open, Resolved: p.Resolved, Rated: p.Rated()}
	if p.AtAge != nil {
		t.AtRisk, t.ResolvedWithin, t.Undated = p.AtAge.AtRisk, p.AtAge.ResolvedWithin, p.AtAge.Undated
	}
	return t
}

// longestRun finds the longest run of usable steps, the latest of several.
func longestRun(steps []step) (first, length int) {
	from := 0
	for i := range steps {
		if !steps[i].ok {
			from = i + 1
		} else if i+1-from >= length {
			first, length = from, i+1-from
		}
	}
	return first, length
}

// test makes the tests of the share of a run; points are those of the run.
func (c *Course) test(g Grain, run []step, points []Point) error {
	y, n := countsOf(run)
	var err error
	if c.Line, err = lineOf(g, y, n); err != nil {
		return err
	}
	levels := func(y []float64) (stat.Shifts, error) { return stat.LastingShiftsOfRate(y, n, g.leastLevel()) }
	if c.Levels, err = levelsOf(g, c.First, y, levels); err != nil {
		return err
	}
	for i, level := range c.Levels.Levels {
		for at := level.First; at <= level.Last; at++ {
			points[at-c.First].Course.Level = &c.Levels.Levels[i].Value
		}
		if i > 0 {
			points[level.First-c.First].Course.add(LevelChanged)
		}
	}
	if err := c.season(g, y, n, points); err != nil {
		return err
	}
	return c.signals(y, n, points)
}

// volume tests the number of complaints over the whole periods; it has no floor, and
// needs no ends.
func (c *Course) volume(g Grain, rule courseRule, points []Point) error {
	whole := make([]step, len(points))
	for i, p := range points {
		whole[i] = step{y: p.Complaints, n: p.Complaints, ok: rule.whole(p.Start)}
	}
	first, length := longestRun(whole)
	x, _ := countsOf(whole[first : first+length])
	levels := func(x []float64) (stat.Shifts, error) { return stat.LastingShiftsOfCounts(x, g.leastLevel()) }
	var err error
	if c.Volume, err = levelsOf(g, first, x, levels); err != nil {
		return err
	}
	for i, level := range c.Volume.Levels {
		if i > 0 {
			points[level.First].Course.add(VolumeChanged)
		}
	}
	if season := g.season(); season > 0 && length >= leastSeasons*season && length <= maxTested {
		adjusted, err := stat.AdjustCounts(x, season)
		if err != nil {
			return err
		}
		for i := range adjusted.Adjusted {
			points[first+i].Course.AdjustedComplaints = &adjusted.Adjusted[i]
		}
	}
	return nil
}

func (p *PointCourse) add(e CourseEvent) { p.Events = append(p.Events, e) }

// Has reports whether the period has the event.
func (p *PointCourse) Has(e CourseEvent) bool { return p != nil && slices.Contains(p.Events, e) }
