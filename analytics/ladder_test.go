package analytics

import (
	"context"
	"math"
	"slices"
	"testing"

	"redress/ingest/complaint"
)

// A climbing is a Store of stays.
type climbing struct {
	table
	stays   []StageTally
	amounts []StageAmount
}

func (s climbing) Stages(_ context.Context, _ Release, d Dimension, _ Selection, o StageOptions) ([]StageTally, error) {
	var out []StageTally
	for _, t := range s.stays {
		if t.Days != nil && *t.Days > o.Longest {
			t.Days = new(o.Longest + 1)
		}
		if d != "" {
			t.Key = "k"
		}
		out = append(out, t)
	}
	return out, nil
}

func (s climbing) StageAmounts(context.Context, Release, Selection) ([]StageAmount, error) {
	return s.amounts, nil
}

func stay(stage complaint.StageName, end StageEnd, next complaint.StageName, days int, n int64) StageTally {
	t := StageTally{Stage: stage, End: end, Next: next, N: n}
	if days >= 0 {
		t.Days = &days
	}
	return t
}

// referenceStays are those of the oracle case P.ladder: twelve complaints at seller,
// platform and regulator. Its 7.5 days of waiting are 7 whole ones here, which
// changes nothing: nobody leaves between.
func referenceStays() []StageTally {
	const s, p, g = complaint.AtSeller, complaint.AtPlatform, complaint.AtRegulator
	return []StageTally{
		stay(s, EndResolved, "", 6, 1), stay(s, EndMovedOn, p, 10, 1), stay(p, EndResolved, "", 8, 1),
		stay(s, EndMovedOn, p, 8, 1), stay(p, EndMovedOn, g, 22, 1), stay(g, EndResolved, "", 22, 1),
		stay(s, EndAbandoned, "", 14, 1), stay(s, EndResolved, "", 3, 1), stay(s, EndMovedOn, p, 12, 1),
		stay(p, EndAbandoned, "", 15, 1), stay(s, EndWaiting, "", 7, 1), stay(s, EndMovedOn, p, 15, 1),
		stay(p, EndWaiting, "", 25, 1), stay(s, EndResolved, "", 9, 1), stay(s, EndMovedOn, p, 7, 1),
		stay(p, EndResolved, "", 14, 1), stay(s, EndMovedOn, p, 11, 1), stay(p, EndMovedOn, g, 25, 1),
		stay(g, EndWaiting, "", 24, 1), stay(s, EndResolved, "", 16, 1)}
}

func laddered(t *testing.T, s climbing, q Query) Ladder {
	t.Helper()
	if s.fields == nil {
		s.fields = []string{"stages", "amount_recovered"}
	}
	s.cut = newDay(2018, 12, 31)
	l, err := New(s, Config{Floors: Floors{Rate: 2}}).Ladder(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (c Climb) stage(t *testing.T, name complaint.StageName) LadderStage {
	t.Helper()
	for _, s := range c.Stages {
		if s.Stage == name {
			return s
		}
	}
	t.Fatalf("no stage %s", name)
	return LadderStage{}
}

func near(t *testing.T, what string, got *float64, want float64) {
	t.Helper()
	if got == nil || math.Abs(*got-want) > 1e-8 {
		t.Errorf("%s = %v, want %v", what, shownNumber(got), want)
	}
}

func shownNumber(v *float64) any {
	if v == nil {
		return nil
	}
	return *v
}

// The shares and medians are those of etm and survival on the reference case.
func TestLadderReference(t *testing.T) {
	l := laddered(t, climbing{stays: referenceStays()}, Query{})
	if l.Complaints != 12 {
		t.Errorf("Complaints = %d, want 12", l.Complaints)
	}
	seller, platform, regulator := l.stage(t, "seller"), l.stage(t, "platform"), l.stage(t, "regulator")
	for i, want := range []struct{ moved, resolved float64 }{{0.2708333333333, 0.2604166666667}, {0.5520833333333, 0.3541666666667}, {0.5520833333333, 0.3541666666667}} {
		near(t, "conversion from the seller", seller.Conversion[i].Value, want.moved)
		near(t, "resolved at the seller", seller.ResolvedBy[i].Value, want.resolved)
	}
	for i, want := range []struct{ moved, resolved float64 }{{0, 1. / 6}, {0, 1. / 3}} {
		near(t, "conversion from the platform", platform.Conversion[i].Value, want.moved)
		near(t, "resolved at the platform", platform.ResolvedBy[i].Value, want.resolved)
	}
	if got := platform.Conversion[2]; got.Value != nil || got.Withheld != TooYoung {
		t.Errorf("conversion by 30 days = %+v, want none: nobody was followed so long", got)
	}
	near(t, "median at the seller", seller.MedianDays, 10)
	near(t, "its low", seller.MedianLow, 6)
	near(t, "its high", seller.MedianHigh, 14)
	near(t, "median at the platform", platform.MedianDays, 18.5)
	if near(t, "its low", platform.MedianLow, 8); platform.MedianHigh != nil {
		t.Errorf("high of the median at the platform = %v, want none", *platform.MedianHigh)
	}
	near(t, "median at the regulator", regulator.MedianDays, 23)
	// Nobody had gone on by 10 days: all six were followed so long.
	if c := platform.Conversion[0]; c.Low == nil || *c.Low != 0 || math.Abs(*c.High-0.3903343) > 1e-6 {
		t.Errorf("interval of no conversion in 10 days = %v to %v, want Wilson's 0 to 0.3903 for 0 of 6", shownNumber(c.Low), shownNumber(c.High))
	}
}

// The counts of a stage sum to those who entered it, and so do its flows.
func TestLadderCounts(t *testing.T) {
	stays := append(referenceStays(), stay("court", EndMovedOn, "seller", -1, 2), stay("seller", EndUnknown, "", 4, 3),
		stay("seller", EndUnrated, "", -1, 4), stay("media", EndSetAside, "", 0, 5))
	total, median := 12.5, 6.25
	l := laddered(t, climbing{stays: stays, amounts: []StageAmount{{Stage: "seller", Currency: "CNY", N: 2, Total: &total, Median: &median},
		{Stage: "", Currency: "CNY", N: 1}, {Stage: "mediation", Currency: "", N: 1}}}, Query{})
	var entered, last int64
	for _, s := range l.Stages {
		if sum := s.Resolved + s.MovedOn + s.Abandoned + s.Unrated + s.SetAside + s.Waiting + s.Unknown; sum != s.Entered {
			t.Errorf("%s: ends sum to %d, want %d", s.Stage, sum, s.Entered)
		}
		var flowed int64
		for _, f := range l.Flows {
			if f.From == s.Stage {
				flowed += f.N
			}
		}
		if flowed != s.Entered {
			t.Errorf("%s: flows sum to %d, want %d", s.Stage, flowed, s.Entered)
		}
		entered, last = entered+s.Entered, last+s.Entered-s.MovedOn
	}
	if entered != sumOf(stays, func(StageTally) bool { return true }) || last != l.Complaints {
		t.Errorf("%d stays of %d complaints, want %d of %d", entered, l.Complaints, 34, last)
	}
	seller := l.stage(t, "seller")
	if seller.Undated != 4 || seller.Unknown != 3 || !slices.Contains(seller.Notes, StageUnclear) {
		t.Errorf("seller has %d undated, %d unknown, notes %v, want 4, 3 and %s", seller.Undated, seller.Unknown, seller.Notes, StageUnclear)
	}
	if c := seller.Conversion[0]; c.Value != nil || c.Withheld != StageUnclear {
		t.Errorf("conversion with 7 of 19 unclear = %+v, want none", c)
	}
	if back := slices.IndexFunc(l.Flows, LadderFlow.Back); back < 0 || l.Flows[back].From != "court" {
		t.Errorf("Back is true of none or the wrong one of %+v", l.Flows)
	}
	if len(seller.Recovered) != 1 || *seller.Recovered[0].Total != 12.5 || len(l.Elsewhere) != 2 {
		t.Errorf("recovered at the seller %+v, elsewhere %+v, want one of 12.5 and two", seller.Recovered, l.Elsewhere)
	}
}

// Up to two in a hundred stays may be unclear.
func TestLadderUnclear(t *testing.T) {
	for _, c := range []struct {
		unclear int64
		want    Note
	}{{2, ""}, {3, StageUnclear}} {
		s := laddered(t, climbing{stays: []StageTally{stay("seller", EndResolved, "", 3, 100-c.unclear), stay("seller", EndUnknown, "", -1, c.unclear)}}, Query{}).stage(t, "seller")
		if got := s.ResolvedBy[0].Withheld; got != c.want {
			t.Errorf("%d of 100 unclear: withheld %q, want %q", c.unclear, got, c.want)
		}
	}
}

// What is picked by a stage or an end says nothing about how many go on.
func TestLadderPicked(t *testing.T) {
	filters := func(d Dimension, value string) Query {
		return Query{Filters: map[Dimension]Filter{d: {Values: []string{value}}}}
	}
	store := climbing{stays: append(referenceStays(), stay("association", EndResolved, "", 2, 30))}
	store.entities = []EntityTally{tallied("a", 3, 4, 0)}
	f := func(q Query, seller, association Note, warning string) {
		t.Helper()
		l := laddered(t, store, q)
		if got := l.stage(t, "seller").Conversion[0].Withheld; got != seller {
			t.Errorf("%v: the seller's conversion is withheld as %q, want %q", q.Filters, got, seller)
		}
		if got := l.stage(t, "association").ResolvedBy[0].Withheld; got != association {
			t.Errorf("%v: the association's share is withheld as %q, want %q", q.Filters, got, association)
		}
		if warning != "" && !slices.Contains(l.Warnings, warning) {
			t.Errorf("%v: warnings %v, want %s", q.Filters, l.Warnings, warning)
		}
		if l.stage(t, "seller").Entered != 12 {
			t.Errorf("%v: counts are withheld too", q.Filters)
		}
	}
	f(Query{}, "", "", "")
	f(filters(DimStage, "court"), StagePicked, StagePicked, WarnStagePicked)
	f(filters(DimOutcome, "resolved"), OutcomeFiltered, OutcomeFiltered, WarnOutcomeFiltered)
	f(filters(DimAssociation, "A"), StagePicked, "", "")
}

// A publisher who records no stages has no ladder, and no zeros.
func TestLadderNotTold(t *testing.T) {
	l := laddered(t, climbing{table: table{fields: []string{"issue"}}}, Query{})
	if l.Told || l.Stages != nil || l.Groups != nil || !slices.Contains(l.Warnings, WarnNoStages) {
		t.Errorf("Ladder of a silent publisher = %+v, want nothing but the warning", l.Climb)
	}
}

// Groups have shares by 30 days, though longer stays come together.
func TestLadderGroups(t *testing.T) {
	l := laddered(t, climbing{stays: append(referenceStays(), stay("seller", EndResolved, "", 300, 12))}, Query{})
	if len(l.Groups) != 2 || l.Groups[0].By != DimPlatform || l.Groups[1].By != DimIssue {
		t.Fatalf("groups %+v, want by platform and by issue", l.Groups)
	}
	row := l.Groups[0].Rows[0]
	if row.Complaints != 24 || len(row.Stages) != 3 || len(row.Stages[0].Conversion) != 1 || row.Stages[0].MedianDays != nil {
		t.Fatalf("row %+v, want 24 complaints at three stages with one share each", row)
	}
	all := l.stage(t, "seller")
	near(t, "the group's conversion by 30 days", row.Stages[0].Conversion[0].Value, *all.Conversion[2].Value)
	near(t, "the group's share resolved by 30 days", row.Stages[0].ResolvedBy[0].Value, *all.ResolvedBy[2].Value)
}
