package analytics

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"redress/ingest/complaint"
)

// A docket is a Store with what platforms did.
type docket struct {
	table
	actions []ActionTally
	windows []ActionWindows
	delays  []ActionDelay
}

func (d docket) Sources(context.Context, Release) ([]Source, error) {
	return []Source{{Code: "s", Fields: []string{"seller", "actions"}, Complaints: 1, FirstOpened: newDay(2018, 1, 1), LastOpened: newDay(2019, 12, 31)}}, nil
}

func (docket) Cut(context.Context, Release, string) (complaint.Day, error) {
	return newDay(2020, 1, 31), nil
}

func (d docket) Actions(context.Context, Release, Selection) ([]ActionTally, error) {
	return d.actions, nil
}

func (d docket) ActionWindows(context.Context, Release, Selection, ActionOptions) ([]ActionWindows, error) {
	return d.windows, nil
}

func (d docket) ActionDelays(context.Context, Release, Selection, complaint.Day) ([]ActionDelay, error) {
	return d.delays, nil
}

func ledgerOf(t *testing.T, d docket) Actions {
	t.Helper()
	a, err := New(d, Config{Floors: DefaultFloors}).Actions(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// A row is compared over 90 whole days on either side, or says why not.
func TestActionRows(t *testing.T) {
	seller := Named{Key: "name:x", Name: "X", Slug: "x"}
	at := func(first complaint.Day, before, after int64) ActionTally {
		return ActionTally{Platform: "p", Seller: seller, Action: complaint.Ban, First: first, FirstComplaint: newDay(2018, 1, 5), Before90: before, After90: after, Peak: PeakSize{5, 5}}
	}
	person := at(newDay(2018, 9, 1), 30, 3)
	person.Seller.Key = "trader:7f3a"
	early := at(newDay(2018, 6, 1), 20, 10)
	early.FirstComplaint = newDay(2018, 6, 2)
	a := ledgerOf(t, docket{
		actions: []ActionTally{at(newDay(2018, 4, 1), 12, 6), at(newDay(2018, 3, 31), 12, 6), at(newDay(2019, 10, 2), 12, 6), at(newDay(2019, 10, 3), 12, 0),
			at(newDay(2018, 9, 1), 6, 3), at(complaint.Day{}, 0, 0), at(newDay(2018, 9, 1), 0, 40), person, early},
		windows: []ActionWindows{{Peak: PeakSize{5, 5}, Windows: 20, Sellers: 9, Before90: 300, After90: 150, BeforeSquared: 5000, AfterSquared: 2000, Product: 2400},
			{Peak: PeakSize{6, 5}, Windows: 9, Sellers: 9, Before90: 300, After90: 150}},
	})
	var notes []Note
	for _, row := range a.Rows {
		switch {
		case row.Ratio == nil && len(row.Notes) == 1:
			notes = append(notes, row.Notes[0])
		case row.Ratio != nil && len(row.Notes) == 0:
			notes = append(notes, "")
		default:
			t.Errorf("row %+v has ratio %v and notes %v", row.ActionTally, row.Ratio, row.Notes)
		}
	}
	want := []Note{"", WindowCut, "", WindowCut, TooFewAround, ActionUndated, TooFewAround, ""}
	if len(notes) != len(want) || a.Persons != 1 {
		t.Fatalf("rows say %q and %d are of persons, want %q and 1", notes, a.Persons, want)
	}
	for i := range want {
		if notes[i] != want[i] {
			t.Errorf("row %d says %q, want %q", i, notes[i], want[i])
		}
	}
	first := a.Rows[0]
	// 6 of 18, exactly: 0.1334 to 0.5901 (R: binom.test(6, 18)).
	if r := *first.Ratio; r.Value != .5 || math.Abs(r.Low-.1334/.8666) > 1e-3 || math.Abs(*r.High-.5901/.4099) > 2e-3 {
		t.Errorf("ratio %+v to %g", r, *r.High)
	}
	if *first.Expected != 6 || first.Windows != 20 || *first.DaysToAction != 86 || a.Rows[7].DaysToAction != nil {
		t.Errorf("expected %v of %d windows, %v days, early %v", *first.Expected, first.Windows, *first.DaysToAction, a.Rows[7].DaysToAction)
	}
	if k := a.Kinds[2]; k.Action != complaint.Ban || k.Sellers != 9 || k.Whole != 6 || k.Before90 != 80 || k.After90 != 68 || k.Change != nil {
		t.Errorf("kind = %+v, want nine of which six are whole", k)
	}
}

// Sellers with peaks that pass by themselves show fewer complaints after an action that
// does nothing, and no difference from those without an action; an action that
// halves the complaints shows it.
func TestActionsRegressToTheMean(t *testing.T) {
	const runs = 200
	d := rand.New(rand.NewPCG(1, 2))
	poisson := func(mean float64) int64 {
		n, p := int64(0), d.Float64()
		for limit := math.Exp(-mean); p > limit; n++ {
			p *= d.Float64()
		}
		return n
	}
	// A seller with a peak of 20 in 90 days falls back to 10, times effect.
	peak := func(effect float64) (before, after int64) {
		level := .7 + .6*d.Float64()
		return poisson(20 * level), poisson(10 * level * effect)
	}
	fell, against, missed := 0, 0, 0
	for range runs {
		w := ActionWindows{Peak: PeakSize{5, 5}, Sellers: 60}
		for range 60 {
			before, after := peak(1)
			w.Windows, w.Before90, w.After90 = w.Windows+1, w.Before90+before, w.After90+after
			w.BeforeSquared, w.AfterSquared, w.Product = w.BeforeSquared+before*before, w.AfterSquared+after*after, w.Product+before*after
		}
		acted := docket{windows: []ActionWindows{w}}
		for i := range 80 {
			action, effect := complaint.Warning, 1.
			if i%2 == 0 {
				action, effect = complaint.Ban, .5
			}
			before, after := peak(effect)
			acted.actions = append(acted.actions, ActionTally{Platform: "p", Seller: Named{Key: "name:x"}, Action: action, First: newDay(2018, 9, 1), FirstComplaint: newDay(2018, 2, 1),
				Before90: before, After90: after, Peak: PeakSize{5, 5}})
		}
		for _, k := range ledgerOf(t, acted).Kinds {
			switch k.Action {
			case complaint.Warning:
				if k.Change.Detectable() {
					fell++
				}
				if k.Against.Detectable() {
					against++
				}
			case complaint.Ban:
				if k.Against.Low > .5 || *k.Against.High < .5 || !k.Against.Detectable() {
					missed++
				}
			}
		}
	}
	if fell < runs*9/10 {
		t.Errorf("complaints fell after an action without effect in %d of %d: nothing to guard against", fell, runs)
	}
	if against > runs*8/100 {
		t.Errorf("an action without effect differs from none in %d of %d", against, runs)
	}
	if missed > runs*10/100 {
		t.Errorf("an action that halves the complaints is missed in %d of %d", missed, runs)
	}
}

// Sellers that nothing was done to are followed up to the cut.
func TestActionDelay(t *testing.T) {
	a := ledgerOf(t, docket{delays: []ActionDelay{
		{"p", DelayActed, 10, 4}, {"p", DelayActed, 40, 4}, {"p", DelayWaiting, 20, 4}, {"p", DelayWaiting, 400, 8},
		{"p", DelayEarly, 0, 3}, {"p", DelayUndated, 0, 2}, {"q", DelayActed, 5, 3}},
	})
	p := a.All
	if p.Sellers != 28 || p.Acted != 16 || p.Timed != 23 || p.Withheld != "" {
		t.Fatalf("all = %+v", p)
	}
	// 3 of 23 by day 5, 4 of 20 by day 10, none of 16 then 4 of 12 by day 40.
	want := []float64{1 - 20./23*16/20, 1 - 20./23*16/20*8/12, 1 - 20./23*16/20*8/12}
	for i, by := range p.By {
		if by.Value == nil || math.Abs(*by.Value-want[i]) > 1e-12 || *by.Low >= *by.Value || *by.High <= *by.Value {
			t.Errorf("by day %d = %v, want %g", by.Days, by.Value, want[i])
		}
	}
	if p.Median.Days == nil || *p.Median.Days != 40 {
		t.Errorf("median = %v, want 40", p.Median.Days)
	}
	if len(a.Platforms) != 0 { // the Store knows no names for them
		t.Errorf("platforms without a name: %+v", a.Platforms)
	}
}
