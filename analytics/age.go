package analytics

import (
	"context"

	"redress/ingest/complaint"
)

// Ages are the ages in days at which a trend can be looked at, the default second.
var Ages = []int{7, 30, 60, 90}

// DefaultAge is the age of a trend that names none.
const DefaultAge = 30

// An AgeTally counts the complaints opened in one period by what became of them
// within a fixed number of days.
type AgeTally struct {
	Start          complaint.Day
	AtRisk         int64 // that had the days before the data cut, whatever became of them
	ResolvedWithin int64 // of them, resolved on a day known to be within the age
	Undated        int64 // of them, resolved on a day nobody says
}

// An AtAge is the share of a period's complaints resolved within Age days of being
// opened. Every period is given the same time, so that recent ones do not look worse
// for being young.
type AtAge struct {
	Age int
	// AtRisk complaints had that time before the data cut; ResolvedWithin of them were
	// resolved in it.
	AtRisk, ResolvedWithin int64
	Undated                int64 // of AtRisk, resolved on a day nobody says
	// Rate is ResolvedWithin ÷ AtRisk; withheld below the floor for rates, and where
	// more than 2 % of AtRisk were resolved on a day nobody says.
	Rate Rate
	// Mature says that every complaint of the period had the time. One that is not is
	// provisional: its rate is of those that did.
	Mature bool
}

const (
	// TooYoung says that no complaint of the period is old enough yet.
	TooYoung Note = "too_young"
	// DaysUnknown says that too many of the resolved complaints have no day of closing.
	DaysUnknown Note = "days_unknown"
)

// WarnNoneOpen warns that no complaint of the view is open: the publisher may publish
// only those that have ended, and then its recent periods lack what takes long.
const WarnNoneOpen = "none_open"

// noneOpen reports whether to warn so. Where a filter picks complaints by how they
// ended, that none is open says nothing of the publisher.
func (v View) noneOpen() bool {
	return v.Source.Asked("closed_on") && v.Total.Open == 0 && v.Total.Complaints > 0 && !v.OutcomeFiltered
}

// ages fills in the points of a trend at the query's age, where the publisher says
// when complaints were closed; the cut is the source's.
func (s *Service) ages(ctx context.Context, v View, selection Selection, points []Point) (complaint.Day, error) {
	if len(points) == 0 || !v.Source.Asked("closed_on") {
		return complaint.Day{}, nil
	}
	cut, err := s.store.Cut(ctx, v.Release, v.Source.Code)
	if err != nil || !cut.Known() {
		return cut, err
	}
	tallies, err := s.store.Ages(ctx, v.Release, v.Query.By, selection, v.Query.Age, cut)
	if err != nil {
		return cut, err
	}
	byStart := make(map[complaint.Day]AgeTally, len(tallies))
	for _, t := range tallies {
		byStart[t.Start] = t
	}
	for i := range points {
		at := v.atAge(byStart[points[i].Start], points[i].Complaints)
		points[i].AtAge = &at
	}
	return cut, nil
}

// tooUndated reports whether more than 2 % were resolved on a day nobody says.
func tooUndated(undated, atRisk int64) bool { return undated*50 > atRisk }

// atAge divides what can be divided of a period with so many complaints.
func (v View) atAge(t AgeTally, complaints int64) AtAge {
	at := AtAge{Age: v.Query.Age, AtRisk: t.AtRisk, ResolvedWithin: t.ResolvedWithin, Undated: t.Undated, Mature: t.AtRisk == complaints && complaints > 0}
	at.Rate = v.rate(t.ResolvedWithin, t.AtRisk, t.AtRisk)
	switch {
	case at.Rate.Withheld == OutcomeFiltered:
	case t.AtRisk == 0 && complaints > 0:
		at.Rate = Rate{Numerator: t.ResolvedWithin, Denominator: t.AtRisk, Withheld: TooYoung}
	case tooUndated(t.Undated, t.AtRisk):
		at.Rate = Rate{Numerator: t.ResolvedWithin, Denominator: t.AtRisk, Withheld: DaysUnknown}
	}
	return at
}
