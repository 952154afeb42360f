package analytics

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"redress/analytics/stat"
)

// A timedTable is a Store of complaints with the days they took.
type timedTable struct {
	table
	durations []DurationTally // to close
	responses []DurationTally
}

func (s timedTable) Durations(_ context.Context, _ Release, _ Entity, _ Selection, o DurationOptions) ([]DurationTally, error) {
	rows := s.durations
	if o.Clock == ToResponse {
		rows = s.responses
	}
	return ordered(rows), nil
}

func ordered(rows []DurationTally) []DurationTally {
	counted := map[DurationTally]int64{}
	for _, r := range rows {
		n := r.Complaints
		r.Complaints = 0
		counted[r] += n
	}
	var out []DurationTally
	for r, n := range counted {
		r.Complaints = n
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b DurationTally) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Issue, b.Issue), cmp.Compare(a.Ended, b.Ended), cmp.Compare(a.Days, b.Days))
	})
	return out
}

// newTimedTable counts the platforms of durations.
func newTimedTable(durations []DurationTally) timedTable {
	sizes := map[string]*EntityTally{}
	for _, d := range durations {
		if sizes[d.Key] == nil {
			sizes[d.Key] = &EntityTally{Named: Named{Key: d.Key, Name: d.Key, Slug: d.Key}}
		}
		t := &sizes[d.Key].Tally
		t.Complaints += d.Complaints
		if d.Ended != NotEnded && d.Ended != EndedUndated {
			t.DaysToClose.N += d.Complaints
		}
		switch d.Ended {
		case NotEnded:
			t.Open += d.Complaints
		case EndedResolved:
			t.Resolved += d.Complaints
		default:
			t.Unrated += d.Complaints
		}
	}
	s := timedTable{durations: durations, table: table{cut: newDay(2019, 1, 31), fields: []string{"closed_on"}}}
	for _, e := range sizes {
		s.entities = append(s.entities, *e)
	}
	slices.SortFunc(s.entities, func(a, b EntityTally) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	return s
}

// A process makes complaints of a platform: they end after exponential times, and
// are looked at at an age of 0 to maxAge days.
type process struct {
	key, issue string
	n          int
	mean       float64 // days
	resolved   float64 // share of the endings
	maxAge     int
}

func (p process) run(r *rand.Rand) []DurationTally {
	out := make([]DurationTally, 0, p.n)
	for range p.n {
		age, days := r.IntN(p.maxAge+1), int(r.ExpFloat64()*p.mean)
		d := DurationTally{Key: p.key, Issue: p.issue, Ended: NotEnded, Days: age, Complaints: 1}
		if days <= age {
			d.Days, d.Ended = days, EndedUnresolved
			if r.Float64() < p.resolved {
				d.Ended = EndedResolved
			}
		}
		out = append(out, d)
	}
	return out
}

func timesOf(t *testing.T, s Store, q Query) Times {
	t.Helper()
	got, err := New(s, Config{Floors: DefaultFloors}).Times(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func picking(keys ...string) Query {
	return Query{Filters: map[Dimension]Filter{DimPlatform: {Values: keys}}}
}

// What is known of the process is found, whatever its complaints' ages, and shares
// always add up to 1.
func TestTimesFindTheProcess(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	got := timesOf(t, newTimedTable(process{"a", "price", 20_000, 30, .6, 400}.run(r)), Query{})
	if len(got.Clocks) != 1 || got.Clocks[0].All == nil || len(got.Clocks[0].Rows) != 1 {
		t.Fatalf("Times = %+v, want one clock, everybody's and one platform's times", got)
	}
	all := got.Clocks[0].All
	if want := 30 * math.Ln2; all.Median.Days == nil || math.Abs(*all.Median.Days-want) > 1.5 || *all.Median.Low > *all.Median.Days || *all.Median.High < *all.Median.Days {
		t.Errorf("median = %v, want about %.1f", all.Median, want)
	}
	for _, age := range Ages {
		state, ok := all.At(age)
		share := 1 - math.Exp(-float64(age+1)/30)
		if !ok || math.Abs(state.Ended[0].Value-.6*share) > .02 || math.Abs(state.Open.Value-(1-share)) > .02 {
			t.Errorf("by %d days: %+v, want %.3f resolved and %.3f open", age, state, .6*share, 1-share)
		}
		if low, high := state.Ended[0].Low, state.Ended[0].High; low == nil || *low > state.Ended[0].Value || *high < state.Ended[0].Value {
			t.Errorf("by %d days: interval %v to %v around %v", age, low, high, state.Ended[0].Value)
		}
	}
	for _, curve := range got.Clocks[0].Curves {
		for _, state := range curve.States {
			sum := state.Open.Value
			for _, e := range state.Ended {
				sum += e.Value
			}
			if math.Abs(sum-1) > 1e-9 {
				t.Errorf("on day %v the shares add up to %v", state.Day, sum)
			}
		}
	}
	if gap := got.Clocks[0].Rows[0].Gap; gap == nil || gap.Withheld != TooFewToCompare {
		t.Errorf("the only platform against nobody = %+v, want %s", gap, TooFewToCompare)
	}
}

func TestTimesAreWithheld(t *testing.T) {
	rows := func(n, undated, open int64) []DurationTally {
		return []DurationTally{{Key: "a", Issue: "price", Ended: EndedResolved, Days: 10, Complaints: n}, {Key: "a", Issue: "price", Ended: EndedUndated, Complaints: undated},
			{Key: "a", Issue: "price", Ended: NotEnded, Days: 20, Complaints: open}}
	}
	for name, c := range map[string]struct {
		rows  []DurationTally
		q     Query
		want  Note
		notes []Note
	}{
		"enough":        {rows(100, 0, 5), Query{}, "", []Note{ShortlyFollowed}},
		"two in 100":    {rows(98, 2, 0), Query{}, "", nil},
		"three in 100":  {rows(97, 3, 0), Query{}, DaysUnknown, []Note{DaysUnknown}},
		"nine":          {rows(9, 0, 0), Query{}, TooFewForTimes, []Note{TooFewForTimes}},
		"mostly open":   {rows(20, 0, 30), Query{}, "", []Note{MedianNotReached, ShortlyFollowed, Immature}},
		"by outcome":    {rows(100, 0, 0), Query{Filters: map[Dimension]Filter{DimOutcome: {Values: []string{"resolved"}}}}, OutcomeFiltered, []Note{OutcomeFiltered}},
		"one in eleven": {rows(100, 0, 10), Query{}, "", []Note{ShortlyFollowed}},
	} {
		got := timesOf(t, newTimedTable(c.rows), c.q).Clocks[0]
		row := got.Rows[0]
		if row.Withheld != c.want || !slices.Equal(row.Notes, c.notes) || (row.Restricted == nil) != (c.want != "") {
			t.Errorf("%s: withheld %q, notes %q, restricted %v, want %q, %q", name, row.Withheld, row.Notes, row.Restricted, c.want, c.notes)
		}
		if (len(got.Curves) == 0) != (c.want != "") {
			t.Errorf("%s: %d curves", name, len(got.Curves))
		}
		if row.Complaints != row.Events+row.Open+row.Undated {
			t.Errorf("%s: %d complaints are not %d + %d + %d", name, row.Complaints, row.Events, row.Open, row.Undated)
		}
	}
}

// Nothing has been resolved: the share is 0 with the interval of that many nobodies.
func TestShareOfNothingHasAnInterval(t *testing.T) {
	rows := []DurationTally{{Key: "a", Issue: "price", Ended: EndedUnresolved, Days: 40, Complaints: 50}, {Key: "a", Issue: "price", Ended: NotEnded, Days: 3, Complaints: 50},
		{Key: "a", Issue: "price", Ended: NotEnded, Days: 100, Complaints: 50}}
	state, ok := timesOf(t, newTimedTable(rows), Query{}).Clocks[0].All.At(30)
	_, want, _ := stat.Wilson(0, 100, stat.Z95)
	if !ok || state.Ended[0].Value != 0 || state.Ended[0].High == nil || *state.Ended[0].High != want || *state.Ended[0].Low != 0 {
		t.Errorf("resolved by 30 days = %+v, want 0 (0 to %v): of 100 it is known", state.Ended[0], want)
	}
	if state.Open.Value != 1 || *state.Open.Low >= 1 || *state.Open.High != 1 {
		t.Errorf("open at 30 days = %+v, want 1 with an interval", state.Open)
	}
}

// Two platforms are alike on every issue and one gets the slow issue more often: by
// issue there is no difference, without issues there would be.
func TestGapComparesLikeWithLike(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	rows := slices.Concat(process{"a", "price", 1500, 10, .6, 300}.run(r), process{"a", "safety", 300, 60, .6, 300}.run(r),
		process{"b", "price", 300, 10, .6, 300}.run(r), process{"b", "safety", 1500, 60, .6, 300}.run(r))
	pair := timesOf(t, newTimedTable(rows), picking("a", "b")).Clocks[0]
	g := pair.Rows[0].Gap
	if g == nil || g.Against != pair.Rows[1].Key || g.Issues != 2 || g.LogRankP == nil || *g.LogRankP < .05 || math.Abs(*g.Ratio-1) > .08 {
		t.Errorf("gap of platforms that are alike on each issue = %+v", g)
	}
	for i := range rows {
		rows[i].Issue = "other"
	}
	if g := timesOf(t, newTimedTable(rows), picking("a", "b")).Clocks[0].Rows[0].Gap; *g.LogRankP > 1e-6 || !g.Differs || pair.All != nil {
		t.Errorf("without issues = %+v, want a difference", g)
	}
}

// A slower platform is found, with the direction, the size and the same verdict from
// the other side.
func TestGapFindsTheSlower(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	rows := slices.Concat(process{"fast", "price", 1200, 20, .6, 300}.run(r), process{"slow", "price", 1100, 30, .6, 300}.run(r), process{"few", "price", 20, 20, .6, 300}.run(r))
	s := newTimedTable(rows)
	pair := timesOf(t, s, picking("fast", "slow")).Clocks[0]
	a, b := pair.Rows[0].Gap, pair.Rows[1].Gap
	if !a.Differs || !b.Differs || *a.Ratio < 1.1 || *b.Ratio > .9 || a.Crosses || a.Test != TestLogRank {
		t.Errorf("gaps = %+v and %+v, want the first faster", a, b)
	}
	want := .6 * (math.Exp(-31./30) - math.Exp(-31./20))
	if math.Abs(a.Share.Value-want) > .05 || *a.Share.Low <= 0 || math.Abs(a.Share.Value+b.Share.Value) > 1e-12 || math.Abs(*a.Share.Low+*b.Share.High) > 1e-12 {
		t.Errorf("more resolved by 30 days: %+v, want about %.3f", a.Share, want)
	}
	if *a.Days.High >= 0 || a.Tau != 90 {
		t.Errorf("days = %+v, want fewer than the other's", a.Days)
	}
	one := timesOf(t, s, picking("slow")).Clocks[0]
	if len(one.Rows) != 1 || one.Rows[0].Gap.Against != "" || one.Rows[0].Gap.Adjusted == nil || len(one.Curves) != 2 || !one.Curves[1].Others {
		t.Errorf("one platform = %+v, want it against everybody else, with both curves", one)
	}
	if few := timesOf(t, s, picking("few", "fast")).Clocks[0].Rows[1].Gap; few == nil || few.Withheld != TooFewToCompare || few.Differs {
		t.Errorf("gap of twenty complaints = %+v, want none", few)
	}
}

// Curves that cross are compared by their restricted means.
func TestCrossingCurvesAreSaid(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	rows := process{"even", "price", 2000, 25, .6, 300}.run(r)
	rows = append(rows, process{"split", "price", 1000, 3, .6, 300}.run(r)...)
	rows = append(rows, process{"split", "price", 1000, 120, .6, 300}.run(r)...)
	g := timesOf(t, newTimedTable(rows), picking("even", "split")).Clocks[0].Rows[0].Gap
	if !g.Crosses || g.Test != TestRestricted || *g.P == *g.LogRankP {
		t.Errorf("gap = %+v, want crossing curves and the restricted means compared", g)
	}
}

// Platforms that are alike are told that they differ in no more of the tables than
// promised.
func TestEqualPlatformsDoNotDiffer(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	const runs = 60
	wrong := 0
	for range runs {
		var rows []DurationTally
		for i := range 12 {
			rows = append(rows, process{fmt.Sprintf("p%02d", i), "price", 60 + 20*i, 20, .6, 200}.run(r)...)
			rows = append(rows, process{fmt.Sprintf("p%02d", i), "safety", 40, 60, .4, 200}.run(r)...)
		}
		for _, row := range timesOf(t, newTimedTable(rows), Query{}).Clocks[0].Rows {
			if row.Gap.Differs {
				wrong++
				break
			}
		}
	}
	if wrong > runs/8 { // 5 % of 60 are 3, and 7 is two standard errors more
		t.Errorf("in %d of %d tables of equal platforms one differs, want some %d", wrong, runs, runs/20)
	}
}

// Platforms that are too small or too many have their counts and no times.
func TestPlatformsThatAreNotToldApart(t *testing.T) {
	s := newTimedTable([]DurationTally{{Key: "a", Issue: "price", Ended: EndedResolved, Days: 10, Complaints: 50}})
	s.entities = append(s.entities, tallied("b", 3, 2, 0), tallied("c", 30, 20, 0))
	rows := timesOf(t, s, Query{}).Clocks[0].Rows
	if len(rows) != 3 || rows[0].Withheld != "" || rows[1].Withheld != TooFewForTimes || rows[2].Withheld != NotToldApart || rows[2].Complaints != 50 {
		t.Errorf("rows = %+v", rows)
	}
}

// A publisher that gives no days has no times, and is said not to.
func TestNoTimesWithoutDays(t *testing.T) {
	s := newTimedTable(nil)
	s.fields = nil
	got := timesOf(t, s, Query{})
	if len(got.Clocks) != 0 || !slices.Equal(got.Warnings, []string{WarnNoClosingDay, WarnNoResponseDay}) {
		t.Errorf("Times = %+v, want no clocks and two warnings", got)
	}
}

// What ended on a day nobody says is no known end in a small row either: the rows add
// up to everybody's.
func TestSmallRowsCountWhatIsUndated(t *testing.T) {
	table := newTimedTable([]DurationTally{{Ended: EndedResolved, Days: 3, Complaints: 4}, {Ended: EndedUndated, Complaints: 2}, {Ended: NotEnded, Days: 9, Complaints: 1},
		{Key: "a", Ended: EndedResolved, Days: 3, Complaints: 40}})
	table.entities[1].Named = Named{Key: "b", Name: "b", Slug: "b"} // whose times the store does not tell apart
	got := timesOf(t, table, Query{}).Clocks[0]
	small := got.Rows[1]
	if small.Withheld != TooFewForTimes || small.Events != 4 || small.Undated != 2 || small.Open != 1 || got.All.Undated != small.Undated {
		t.Errorf("row = %+v, want 4 ended, 2 on an unknown day, 1 open", small)
	}
}
