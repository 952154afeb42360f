package analytics

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// WarnNoActions warns that the publisher does not record what platforms do to sellers.
const WarnNoActions = "no_actions"

const (
	// WindowCut says that 90 days before and after the action are not all in the view.
	WindowCut Note = "window_cut"
	// TooFewAround says that too few complaints lie around the action.
	TooFewAround Note = "too_few_around"
	// ActionUndated says that no record of the action has a day.
	ActionUndated Note = "action_undated"
)

const (
	actionWindow = 90 // days before and after an action that are compared
	// leastAround is how many complaints the 90 days before and after an action have
	// together, and leastPeak those before it, to be compared: an interval from fewer
	// reaches from a tenth to ten times.
	leastAround, leastPeak = 10, 10
	// leastActed is how many sellers a comparison of an action needs.
	leastActed = 10
	// leastWindows and leastUnacted are how many windows without an action, of how many
	// sellers, the complaints after an action are compared with.
	leastWindows, leastUnacted = 10, 5
)

// DelayAges are the days by which the share of sellers acted on is given.
var DelayAges = []int{30, 90, 365}

// Actions is the ledger of what platforms did to sellers.
type Actions struct {
	View
	Told       bool          // the publisher names sellers and records actions
	Cut        complaint.Day // up to which sellers without an action were followed
	Start, End complaint.Day // opening days that the view holds whole
	Rows       []Acted       // most complaints in the 90 days before first
	Persons    int64         // rows about natural persons: counted in the rest, not listed
	Kinds      []ActionKind
	Platforms  []ActingPlatform // most sellers first
	All        ActingPlatform   // of all platforms

	rows    []Acted // with those about natural persons
	unacted unacted
}

// An Acted is one platform, seller and action.
type Acted struct {
	ActionTally
	PlatformNamed Named
	DaysToAction  *int     // from FirstComplaint to First; nil where the action is older or undated
	Ratio         *RatioOf // of After90 to Before90; nil where Notes say why
	Expected      *float64 // After90, had it gone as where nothing was done after a like peak; nil: no such windows
	Windows       int64    // that Expected rests on
	Notes         []Note
}

// A RatioOf is a ratio with its 95 % interval; High is nil where there is no upper end.
type RatioOf struct {
	Value, Low float64
	High       *float64
}

// Detectable reports whether the interval leaves 1 out.
func (r RatioOf) Detectable() bool { return r.Low > 1 || r.High != nil && *r.High < 1 }

// An ActionKind sums one action over sellers.
type ActionKind struct {
	Action  complaint.ActionName
	Sellers int64 // platform and seller pairs with the action
	// Of those with 90 days before and after the first time in the view: how many, and
	// their complaints.
	Whole             int64
	Before90, After90 int64
	Change            *RatioOf // After90 ÷ Before90; nil with fewer than leastActed
	ElsewhereBefore90 int64
	ElsewhereAfter90  int64
	ElsewhereSellers  int64    // of Whole, with any complaint elsewhere in those days
	ElsewhereChange   *RatioOf // as Change
	Compared          int64    // of Whole, with windows without an action to be compared with
	ComparedAfter     int64
	Expected          float64
	Against           *RatioOf // ComparedAfter ÷ Expected; nil with fewer than leastActed
}

// An ActingPlatform is how soon a platform acts on sellers.
type ActingPlatform struct {
	Named
	Sellers, Acted int64 // with a complaint; of them with any action
	Timed          int64 // of Sellers, those that say how long it takes
	By             []ActedBy
	Median         stat.Quantile // days from the first complaint to the first action
	Withheld       Note
}

// An ActedBy is the share of sellers acted on within so many days of the first complaint.
type ActedBy struct {
	Days             int
	Value, Low, High *float64 // nil where nobody was followed so long
}

// Actions is the ledger of the query's complaints.
func (s *Service) Actions(ctx context.Context, q Query) (Actions, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Actions{}, err
	}
	return s.actions(ctx, v, selection)
}

func (s *Service) actions(ctx context.Context, v View, selection Selection) (Actions, error) {
	told := v.Source.Asked("seller") && v.Source.Asked("actions")
	if !told {
		v.Warnings = append(slices.Clone(v.Warnings), WarnNoActions)
		return Actions{View: v}, nil
	}
	question := fmt.Sprintf("actions %d %s", v.Release.Number, selection)
	a, err := remembered(ctx, s.leagues, question, func(a Actions) int { return 2*len(a.rows) + len(a.Platforms) },
		func(ctx context.Context) (Actions, error) { return s.newActions(ctx, v, selection) })
	a.View, a.Told = v, true
	return a, err
}

func (s *Service) newActions(ctx context.Context, v View, selection Selection) (a Actions, err error) {
	if a.Cut, err = s.store.Cut(ctx, v.Release, v.Source.Code); err != nil {
		return a, err
	}
	a.Start, a.End = v.Source.FirstOpened, v.Source.LastOpened
	if a.Start.Before(selection.From) {
		a.Start = selection.From
	}
	if selection.To.Known() && !a.End.Before(selection.To) {
		a.End = selection.To.Add(-1)
	}
	tallies, err := s.store.Actions(ctx, v.Release, selection)
	if err != nil || !a.Start.Known() || !a.Cut.Known() {
		return a, err
	}
	windows, err := s.store.ActionWindows(ctx, v.Release, selection, ActionOptions{Start: a.Start, End: a.End, Least: leastPeak})
	if err != nil {
		return a, err
	}
	delays, err := s.store.ActionDelays(ctx, v.Release, selection, a.Cut)
	if err != nil {
		return a, err
	}
	platforms, err := s.store.Tallies(ctx, v.Release, Platform, selection)
	if err != nil {
		return a, err
	}
	names := map[string]Named{}
	for _, t := range platforms {
		names[t.Key] = t.Named
	}
	a.unacted = newUnacted(windows)
	for _, t := range tallies {
		row, err := a.row(t, a.unacted)
		if err != nil {
			return a, err
		}
		row.PlatformNamed = names[t.Platform]
		a.rows = append(a.rows, row)
	}
	a.list()
	return a, a.delay(delays, names, v.Floors.Rate)
}

// list fills in what follows from the rows.
func (a *Actions) list() {
	a.Kinds, a.Rows, a.Persons = nil, nil, 0
	for _, action := range complaint.ActionNames {
		a.Kinds = append(a.Kinds, a.unacted.kind(action, a.rows))
	}
	for _, row := range a.rows {
		if NaturalPerson(row.Seller.Key) {
			a.Persons++
		} else {
			a.Rows = append(a.Rows, row)
		}
	}
}

// ofPlatform is what one platform did.
func (a Actions) ofPlatform(key string) *Actions {
	a.rows = slices.DeleteFunc(slices.Clone(a.rows), func(r Acted) bool { return r.Platform != key })
	a.Platforms = slices.DeleteFunc(slices.Clone(a.Platforms), func(p ActingPlatform) bool { return p.Key != key })
	a.list()
	return &a
}

// ofSeller is what platforms did to one seller.
func (a Actions) ofSeller(key string) *Actions {
	a.rows = slices.DeleteFunc(slices.Clone(a.rows), func(r Acted) bool { return r.Seller.Key != key })
	a.Platforms = nil
	a.list()
	return &a
}

// row judges one line of the ledger.
func (a Actions) row(t ActionTally, unacted unacted) (Acted, error) {
	row := Acted{ActionTally: t}
	if !t.First.Known() {
		row.Notes = append(row.Notes, ActionUndated)
		return row, nil
	}
	if !t.First.Before(t.FirstComplaint) {
		row.DaysToAction = new(daysBetween(t.FirstComplaint, t.First))
	}
	switch {
	case !a.whole(t.First):
		row.Notes = append(row.Notes, WindowCut)
		return row, nil
	case t.Before90+t.After90 < leastAround || t.Before90 == 0:
		row.Notes = append(row.Notes, TooFewAround)
		return row, nil
	}
	ratio, err := exactRatio(t.After90, t.Before90)
	row.Ratio = ratio
	if cell, ok := unacted[t.Peak]; ok && t.Before90 >= leastPeak {
		row.Expected, row.Windows = new(cell.expected(t.Before90)), cell.Windows
	}
	return row, err
}

// whole reports whether the view holds the days around an action.
func (a Actions) whole(day complaint.Day) bool {
	return !day.Add(-actionWindow).Before(a.Start) && !a.End.Before(day.Add(actionWindow))
}

func daysBetween(from, to complaint.Day) int {
	return int(to.Time().Sub(from.Time()).Hours() / 24)
}

// delay fills in how soon platforms act.
func (a *Actions) delay(delays []ActionDelay, names map[string]Named, least int64) error {
	byPlatform := map[string][]ActionDelay{}
	for _, d := range delays {
		byPlatform[d.Platform] = append(byPlatform[d.Platform], d)
	}
	for key, own := range byPlatform {
		p, err := acting(own, least)
		if err != nil {
			return err
		}
		if p.Named = names[key]; p.Key != "" {
			a.Platforms = append(a.Platforms, p)
		}
	}
	slices.SortFunc(a.Platforms, func(x, y ActingPlatform) int {
		return cmp.Or(cmp.Compare(y.Sellers, x.Sellers), cmp.Compare(x.Key, y.Key))
	})
	var err error
	a.All, err = acting(delays, least)
	return err
}

// acting follows sellers from the first complaint to the first action; those without
// one are censored at the cut.
func acting(delays []ActionDelay, least int64) (p ActingPlatform, err error) {
	var durations []stat.Duration
	for _, d := range delays {
		p.Sellers += d.Sellers
		switch d.State {
		case DelayActed:
			p.Acted, p.Timed = p.Acted+d.Sellers, p.Timed+d.Sellers
			durations = append(durations, stat.Duration{Days: float64(d.Days), Events: []int64{d.Sellers}})
		case DelayWaiting:
			p.Timed += d.Sellers
			durations = append(durations, stat.Duration{Days: float64(d.Days), Censored: d.Sellers})
		default:
			p.Acted += d.Sellers
		}
	}
	if p.Timed < least {
		p.Withheld = TooFewForRate
		return p, nil
	}
	curve, err := stat.KaplanMeier(durations)
	if err != nil {
		return p, err
	}
	for _, days := range DelayAges {
		p.By = append(p.By, actedBy(curve, days))
	}
	p.Median, err = curve.Median(.95)
	return p, err
}

func actedBy(curve stat.Curve, days int) ActedBy {
	by := ActedBy{Days: days}
	survival, ok := curve.At(float64(days))
	if !ok {
		return by
	}
	value := 1 - survival
	by.Value = &value
	var last *stat.Step
	for i, step := range curve.Steps {
		if step.Days <= float64(days) {
			last = &curve.Steps[i]
		}
	}
	if last == nil {
		if low, high, ok := stat.Wilson(0, curve.Units, stat.Z95); ok {
			by.Low, by.High = &low, &high
		}
		return by
	}
	if low, high, ok := last.Bounds(stat.Z95, stat.LogLog); ok {
		by.Low, by.High = new(1-high), new(1-low)
	}
	return by
}
