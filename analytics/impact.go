package analytics

import (
	"context"
	"fmt"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// MaxImpacts is how many events one answer measures, the latest that the data may
// answer; the others are listed and measured when they are asked for by themselves.
const MaxImpacts = 8

// An ImpactMeasure is a series in which an event is looked for.
type ImpactMeasure string

// The measures. Where the publisher says when complaints were closed, the share
// resolved is the primary one, which the words about the event follow: what is
// reported about complaints changes how many people complain.
const (
	ImpactResolved   ImpactMeasure = "resolved_within_age" // share of the period's complaints resolved within the age
	ImpactComplaints ImpactMeasure = "complaints"          // number of complaints
)

// An ImpactVerdict is what can be said of an event and a series.
type ImpactVerdict string

// The verdicts.
const (
	ImpactRose    ImpactVerdict = "rose"
	ImpactFell    ImpactVerdict = "fell"
	NotDetectable ImpactVerdict = "not_detectable" // no difference from no change
	// NotAttributable: it changed, and so did, the same way, what the event does not concern.
	NotAttributable ImpactVerdict = "not_attributable"
	NotSupported    ImpactVerdict = "not_supported" // the data cannot answer; Why says why
)

// Why a series says nothing, or no more, about an event.
const (
	DateCoarse       Note = "date_coarse"       // no day is established to the month
	BreaksSeries     Note = "breaks_series"     // it changes what is counted
	ScopeUnknown     Note = "scope_unknown"     // it concerns a part that cannot be told apart
	IssuesNotAsked   Note = "issues_not_asked"  // the publisher does not say issues
	ClosingNotAsked  Note = "closing_not_asked" // nor when complaints were closed
	NothingConcerned Note = "nothing_concerned" // no complaint of the view is concerned
	TooFewPerPeriod  Note = "too_few_per_period"
	TooShort         Note = "too_short"      // fewer than 12 periods on one side: description only
	NoPlacebos       Note = "no_placebos"    // too few made-up dates fit before it
	PlacebosAlike    Note = "placebos_alike" // made-up dates show as much
	BentBefore       Note = "bent_before"    // the series did not run straight before
	NotComputable    Note = "not_computable"
)

// WholeIssue notes that an event concerns a part of an issue, and the whole issue
// is looked at.
const WholeIssue Note = "whole_issue"

// WarnNotMeasured warns that there are more events than MaxImpacts.
const WarnNotMeasured = "events_not_measured"

// An Impact is what the view's complaints show around the day of an event.
type Impact struct {
	Event
	// Outcomes are the measures, the primary one first; empty where Measured is false.
	Outcomes []ImpactOutcome
	Measured bool
	Rivals   []Rival // what else happened around that day
	Notes    []Note
}

// An ImpactOutcome is one series and what it shows.
type ImpactOutcome struct {
	Measure ImpactMeasure
	Verdict ImpactVerdict
	Why     Note // with NotSupported, and with NotDetectable where the interval alone would say more

	Grain         Grain
	Before, After int // whole periods looked at
	// Effect is at the period that ends on EffectOn: of the share a difference, of the
	// number of complaints a ratio less 1. Low and High are 95 %, by REML with AR(1)
	// errors; the Newey ones by least squares with Newey–West errors. All are nil
	// where nothing can be estimated.
	Effect, Low, High                *float64
	NeweyEffect, NeweyLow, NeweyHigh *float64
	// Without is what the period would have had if the line before had gone on, and
	// With what the model has: a share, or complaints.
	Without, With *float64
	EffectOn      complaint.Day
	// Detectable is the smallest effect, up or down, that the interval would have
	// excluded 0 with in four of five such series.
	Detectable *float64

	Placebos     []ImpactPlacebo // made-up dates before, in their order
	PlaceboShare *float64        // of them that show an effect at least as large, by their errors
	StraightP    *float64        // of a line before that is not bent

	Control    *ImpactControl    // nil where nothing is untouched, or it is too small
	Difference *ImpactDifference // nil where there are too few to compare
	// Supported: what the event does not concern did not change at the same time, nor
	// did it move differently before. Without it a change only coincided with the event.
	Supported bool

	Points []ImpactPoint
}

// An ImpactPoint is one period of a series with its model.
type ImpactPoint struct {
	Period          string
	Start, End      complaint.Day
	Complaints      int64   // concerned and opened in the period
	Resolved        int64   // of them within the age
	Value           float64 // share, or complaints
	Fitted, Without *float64
	Control         *float64 // the same of what is not concerned
	After           bool
}

// An ImpactPlacebo is a made-up date and what the model finds there, as Effect.
type ImpactPlacebo struct {
	Period string // the first one after it
	Effect float64
}

// An ImpactControl is the same model on complaints that the event does not concern.
type ImpactControl struct {
	By                Dimension // by which they are told apart: issue, platform, region
	Effect, Low, High float64
	Moved             bool // both intervals of the model exclude 0, up or down
}

// Impacts measures the latest events of the view and lists the others.
type Impacts struct {
	View
	Rows []Impact
	Cut  complaint.Day // up to which the source knows what happened; unknown where nobody says
	Left int           // entries of the registers about other days, countries, platforms or associations
}

// An ImpactOf is one event measured.
type ImpactOf struct {
	View
	Impact
	Cut complaint.Day
}

// Impacts lists the events that can show in the view, the latest first, and measures
// MaxImpacts of them.
func (s *Service) Impacts(ctx context.Context, q Query) (Impacts, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Impacts{}, err
	}
	events, left, err := s.events(ctx, v, selection)
	if err != nil {
		return Impacts{}, err
	}
	out := Impacts{View: v, Left: left}
	if out.Cut, err = s.impactCut(ctx, v); err != nil {
		return Impacts{}, err
	}
	asked, waiting := 0, false
	for _, e := range events {
		row := Impact{Event: e, Rivals: rivals(e, events, v.Source), Notes: notesOf(e)}
		answerable := v.unanswerable(e) == "" // what cannot be answered costs nothing to say
		if answerable {
			asked++
		}
		if answerable && asked > MaxImpacts {
			waiting = true
		} else {
			if row.Outcomes, err = s.impactOf(ctx, v, selection, e, out.Cut); err != nil {
				return Impacts{}, err
			}
			row.Measured = true
		}
		out.Rows = append(out.Rows, row)
	}
	if waiting {
		out.Warnings = append(out.Warnings, WarnNotMeasured)
	}
	return out, nil
}

// Impact measures one event of the view; ErrNotFound when the registers have no such
// entry that could show in it.
func (s *Service) Impact(ctx context.Context, id string, q Query) (ImpactOf, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return ImpactOf{}, err
	}
	events, _, err := s.events(ctx, v, selection)
	if err != nil {
		return ImpactOf{}, err
	}
	for _, e := range events {
		if e.ID != id {
			continue
		}
		out := ImpactOf{View: v, Impact: Impact{Event: e, Rivals: rivals(e, events, v.Source), Notes: notesOf(e), Measured: true}}
		if out.Cut, err = s.impactCut(ctx, v); err != nil {
			return ImpactOf{}, err
		}
		out.Outcomes, err = s.impactOf(ctx, v, selection, e, out.Cut)
		return out, err
	}
	return ImpactOf{}, fmt.Errorf("event %q: %w", id, ErrNotFound)
}

func (s *Service) impactCut(ctx context.Context, v View) (complaint.Day, error) {
	if !v.Source.Asked("closed_on") {
		return complaint.Day{}, nil
	}
	return s.store.Cut(ctx, v.Release, v.Source.Code)
}

func notesOf(e Event) []Note {
	if len(e.Subissues) > 0 {
		return []Note{WholeIssue}
	}
	return nil
}

// impactOf measures an event, once per release.
func (s *Service) impactOf(ctx context.Context, v View, selection Selection, e Event, cut complaint.Day) ([]ImpactOutcome, error) {
	question := fmt.Sprintf("impact %d %q %d %s", v.Release.Number, e.ID, v.Query.Age, selection)
	size := func(outcomes []ImpactOutcome) int {
		rows := 0
		for _, o := range outcomes {
			rows += len(o.Points) + len(o.Placebos)
		}
		return rows
	}
	return remembered(ctx, s.leagues, question, size, func(ctx context.Context) ([]ImpactOutcome, error) {
		return s.measureImpact(ctx, v, selection, e, cut)
	})
}

// measureImpact looks for an event in every measure the source has.
func (s *Service) measureImpact(ctx context.Context, v View, selection Selection, e Event, cut complaint.Day) ([]ImpactOutcome, error) {
	measures := []ImpactMeasure{ImpactComplaints}
	if v.Source.Asked("closed_on") {
		measures = []ImpactMeasure{ImpactResolved, ImpactComplaints}
	}
	outcomes := make([]ImpactOutcome, 0, len(measures))
	around := impactWindow{service: s, view: v, selection: selection, event: e, cut: cut}
	for _, m := range measures {
		o := ImpactOutcome{Measure: m, Verdict: NotSupported, Why: v.unanswerable(e)}
		if o.Why == "" {
			found, why, err := around.series(ctx, m)
			if err != nil {
				return nil, err
			}
			if o.Why = why; found != nil {
				o = found.judge()
				if err := around.difference(ctx, &o); err != nil {
					return nil, err
				}
				o.attribute()
			}
		}
		outcomes = append(outcomes, o)
	}
	return outcomes, nil
}

// coarsest is how many days the day of an event may be uncertain by.
const coarsest = 31

// unanswerable says why no series of the view can tell anything about the event.
func (v View) unanswerable(e Event) Note {
	switch {
	case v.OutcomeFiltered:
		return OutcomeFiltered
	case e.SeriesBreak:
		return BreaksSeries
	case e.Scope != "":
		return ScopeUnknown
	case e.First.Add(coarsest).Before(e.Last):
		return DateCoarse
	case !e.Everything() && !v.Source.Asked("issue"):
		return IssuesNotAsked
	}
	return ""
}

// attribute turns a change into one that cannot be laid at the event's door where
// complaints it does not concern changed the same way. A control that went the other
// way is no cause of the change, and no support for another one.
func (o *ImpactOutcome) attribute() {
	if o.Verdict != ImpactRose && o.Verdict != ImpactFell {
		return
	}
	if o.Control != nil && o.Control.Moved && (o.Control.Effect > 0) == (o.Verdict == ImpactRose) {
		o.Verdict = NotAttributable
		return
	}
	d := o.Difference
	o.Supported = o.Control != nil && !o.Control.Moved && d != nil && d.Alike != nil && *d.Alike && (d.Effect > 0) == (o.Verdict == ImpactRose)
}

// called is the verdict of an interval that both errors agree on.
func called(v stat.Verdict) ImpactVerdict {
	switch v {
	case stat.Rose:
		return ImpactRose
	case stat.Fell:
		return ImpactFell
	case stat.NotDetectable:
	}
	return NotDetectable
}
