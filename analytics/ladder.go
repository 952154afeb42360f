package analytics

import (
	"cmp"
	"context"
	"slices"

	"redress/ingest/complaint"
)

// LadderDays are the days since entering a stage at which a Ladder looks, the one
// that short tables show last.
var LadderDays = []int{10, 20, 30}

// longestStay bounds the days that Store.Stages tells apart: of longer stays a ladder
// knows only that they were longer.
const longestStay = 3 * 365

// unclearPercent is the share of stays with an unknown day or end, in percent, above
// which no share by days and no median is given: so many could move them.
const unclearPercent = 2

// The notes of a ladder.
const (
	// StageUnclear: of too many stays the days or the end are unknown.
	StageUnclear Note = "stage_unclear"
	// StagePicked: a filter picks complaints by a stage they came to.
	StagePicked Note = "stage_picked"
	// NotReached: fewer than half had left the stage in the time they were followed.
	NotReached Note = "not_reached"
	// TooFewStays: not enough stays with known days.
	TooFewStays Note = "too_few_stays"
	// CurrencyUnknown: amounts without a currency are not added up.
	CurrencyUnknown Note = "currency_unknown"
)

// The warnings of a ladder.
const (
	// WarnNoStages warns that the publisher does not record stages at all.
	WarnNoStages = "stages_not_told"
	// WarnStagePicked warns that a view picks complaints by a stage they came to.
	WarnStagePicked = "stage_picked"
	// WarnStageLate warns of times and trends of such a view: a complaint needs time to
	// come to a stage, so that quick ones are not in it, and recent ones not yet.
	WarnStageLate = "stage_late"
)

// A Ladder is what becomes of complaints on the escalation ladder. Stages that
// nobody entered are absent; without Told everything is.
type Ladder struct {
	View
	Told bool          // the publisher records stages
	Cut  complaint.Day // up to which stays are followed
	Climb
	Groups []LadderGroup // by platform, by issue, by association, where the publisher tells
}

// A Climb is the stages of one set of complaints.
type Climb struct {
	// Complaints of the set are on the ladder: at least one stage is recorded.
	Complaints int64
	Stages     []LadderStage // in the order of the ladder
	Flows      []LadderFlow  // by stage, later stages first, then the ends; those of a stage sum to its Entered
	// Elsewhere is what complaints recovered that did not end as resolved in a stage.
	Elsewhere []StageAmount
}

// A LadderStage counts the stays in one stage. Entered = Resolved + MovedOn +
// Abandoned + Unrated + SetAside + Waiting + Unknown.
type LadderStage struct {
	Stage                                                                      complaint.StageName
	Entered, Resolved, MovedOn, Abandoned, Unrated, SetAside, Waiting, Unknown int64
	// Undated stays have no known length; they are in no share by days.
	Undated int64
	// Conversion is the share that had entered a later stage, ResolvedBy the share
	// resolved in this one, by days since entering it: cumulative incidence, with
	// waiting complaints counted as long as they were seen.
	Conversion, ResolvedBy []Reached
	// MedianDays until half had left, in whatever way, with its 95 % interval (Low or
	// High nil: not reached); nil where MedianWithheld says why.
	MedianDays, MedianLow, MedianHigh *float64
	MedianWithheld                    Note
	Recovered                         []StageAmount // by complaints resolved here
	Notes                             []Note
}

// A Reached is a share by so many days since entering a stage. Value is nil where
// Withheld says why. Low and High are the 95 % interval: complementary log-log, or
// Wilson over the stays followed so long where the share is 0 or 1.
type Reached struct {
	Days             int
	Value, Low, High *float64
	Withheld         Note
}

// A LadderFlow counts stays that went from a stage to a later one, or to an end.
type LadderFlow struct {
	From complaint.StageName
	To   complaint.StageName // "" where the stay ended as End
	End  StageEnd
	N    int64
	By   []Reached // of those who entered From, had gone to To by then; nil without To
}

// Back reports whether the flow leads to the same stage or down the ladder.
func (f LadderFlow) Back() bool {
	return f.To != "" && rung(f.To) <= rung(f.From)
}

func rung(stage complaint.StageName) int { return slices.Index(complaint.StageNames, stage) }

// A LadderGroup is where complaints of each platform, issue or association end.
type LadderGroup struct {
	By   Dimension
	Rows []LadderRow // most complaints on the ladder first
}

// A LadderRow is the stages of one platform, issue or association, with shares by the
// last of LadderDays only and no medians.
type LadderRow struct {
	Named
	Complaints int64
	Stages     []LadderStage
}

// Ladder says, for each stage of the escalation ladder, how many of the query's
// complaints entered it, what became of them there and how fast.
func (s *Service) Ladder(ctx context.Context, q Query) (Ladder, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return Ladder{}, err
	}
	out := Ladder{View: v, Told: v.Source.Asked("stages")}
	if !out.Told {
		out.Warnings = append(slices.Clone(v.Warnings), WarnNoStages)
		return out, nil
	}
	if out.Climb, out.Cut, err = s.climb(ctx, v, selection); err != nil {
		return Ladder{}, err
	}
	out.Warnings = slices.Clone(v.Warnings)
	if v.pickedByStage("") {
		out.Warnings = append(out.Warnings, WarnStagePicked)
	}
	if v.Total.Open == 0 && out.Complaints > 0 && !v.OutcomeFiltered {
		out.Warnings = append(out.Warnings, WarnNoneOpen)
	}
	for _, by := range []Dimension{DimPlatform, DimIssue, DimAssociation} {
		if by == DimAssociation && !v.Source.Asked("associations") {
			continue
		}
		group, err := s.ladderGroup(ctx, v, by, selection, out.Cut)
		if err != nil {
			return Ladder{}, err
		}
		out.Groups = append(out.Groups, group)
	}
	return out, nil
}

// climb counts the stages of a selection of v.
func (s *Service) climb(ctx context.Context, v View, selection Selection) (Climb, complaint.Day, error) {
	cut, err := s.store.Cut(ctx, v.Release, v.Source.Code)
	if err != nil {
		return Climb{}, cut, err
	}
	tallies, err := s.store.Stages(ctx, v.Release, "", selection, StageOptions{Cut: cut, Longest: longestStay})
	if err != nil {
		return Climb{}, cut, err
	}
	var amounts []StageAmount
	if v.Source.Asked("amount_recovered") {
		if amounts, err = s.store.StageAmounts(ctx, v.Release, selection); err != nil {
			return Climb{}, cut, err
		}
	}
	out := Climb{}
	if out.Complaints, out.Stages, err = v.ladderStages(tallies, LadderDays, longestStay, ""); err != nil {
		return Climb{}, cut, err
	}
	if out.Flows, err = v.ladderFlows(tallies); err != nil {
		return Climb{}, cut, err
	}
	for _, a := range amounts {
		at := slices.IndexFunc(out.Stages, func(s LadderStage) bool { return s.Stage == a.Stage })
		if at < 0 {
			out.Elsewhere = append(out.Elsewhere, a)
			continue
		}
		out.Stages[at].Recovered = append(out.Stages[at].Recovered, a)
	}
	return out, cut, nil
}

// profileLadder fills in the ladder of a platform's own complaints.
func (s *Service) profileLadder(ctx context.Context, p *Profile, own Selection) error {
	if !p.Source.Asked("stages") {
		return nil
	}
	climb, _, err := s.climb(ctx, p.View, own)
	if err == nil && climb.Complaints > 0 {
		p.Ladder = &climb
	}
	return err
}

// ladderGroup counts the stages of a selection by a dimension.
func (s *Service) ladderGroup(ctx context.Context, v View, by Dimension, selection Selection, cut complaint.Day) (LadderGroup, error) {
	last := LadderDays[len(LadderDays)-1]
	tallies, err := s.store.Stages(ctx, v.Release, by, selection, StageOptions{Cut: cut, Longest: last})
	if err != nil {
		return LadderGroup{}, err
	}
	names := map[string]Named{}
	if by == DimPlatform {
		platforms, err := s.store.Tallies(ctx, v.Release, Platform, selection)
		if err != nil {
			return LadderGroup{}, err
		}
		for _, p := range platforms {
			names[p.Key] = p.Named
		}
	}
	byKey := map[string][]StageTally{}
	for _, t := range tallies {
		if t.Key == "" && by == DimAssociation {
			continue // no association has them, which is not the same as an unknown one
		}
		byKey[t.Key] = append(byKey[t.Key], t)
	}
	group := LadderGroup{By: by}
	for key, own := range byKey {
		row := LadderRow{Named: Named{Key: key, Name: key, Slug: key}}
		if named, ok := names[key]; ok {
			row.Named = named
		}
		if row.Complaints, row.Stages, err = v.ladderStages(own, []int{last}, last, by); err != nil {
			return LadderGroup{}, err
		}
		for i := range row.Stages {
			row.Stages[i].MedianWithheld, row.Stages[i].MedianDays, row.Stages[i].MedianLow, row.Stages[i].MedianHigh = "", nil, nil, nil
		}
		group.Rows = append(group.Rows, row)
	}
	slices.SortFunc(group.Rows, func(a, b LadderRow) int {
		return cmp.Or(cmp.Compare(b.Complaints, a.Complaints), cmp.Compare(a.Key, b.Key))
	})
	return group, nil
}

// pickedByStage reports whether the complaints of the view were chosen by whether
// they came to a stage at or after this one ("": to any), so that shares of those who
// went on would only repeat the choice. Associations stand on the ladder themselves:
// who has one has come past the stages below.
func (v View) pickedByStage(stage complaint.StageName) bool {
	if _, given := v.Query.Filters[DimStage]; given {
		return true
	}
	_, given := v.Query.Filters[DimAssociation]
	return given && stage != "" && belowAssociation(stage)
}

func belowAssociation(stage complaint.StageName) bool {
	return rung(stage) < rung(complaint.AtAssociation)
}
