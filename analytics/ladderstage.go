package analytics

import (
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// The causes by which a stay can end, as CumulativeIncidence numbers them. An unknown
// end on a known day is one of its own: it is neither a resolution nor a conversion.
const (
	causeMovedOn = iota
	causeResolved
	causeOther
	stageCauses
)

// ladderStages measures each stage that anybody entered, and counts the complaints on
// the ladder, each of which has one last stay. Stays over longest days come as
// longest + 1: they were still there at longest. by is the dimension that the
// tallies are told apart by.
func (v View) ladderStages(tallies []StageTally, days []int, longest int, by Dimension) (complaints int64, out []LadderStage, err error) {
	for _, stage := range complaint.StageNames {
		row := LadderStage{Stage: stage}
		var spells []stat.Duration
		var unclear int64
		for _, t := range tallies {
			if t.Stage != stage {
				continue
			}
			row.count(t)
			if t.Days == nil || t.End == EndUnknown {
				unclear += t.N
			}
			if t.Days != nil {
				spells = append(spells, spell(t, longest, stageCauses, causeOf(t.End)))
			}
		}
		if row.Entered == 0 {
			continue
		}
		complaints += row.Entered - row.MovedOn
		withheld := v.stageWithheld(row, unclear, by)
		if withheld != "" {
			row.Notes = append(row.Notes, withheld)
		}
		if err := row.measure(spells, days, withheld); err != nil {
			return 0, nil, err
		}
		out = append(out, row)
	}
	return complaints, out, nil
}

// count adds a tally to the counts of its stage.
func (s *LadderStage) count(t StageTally) {
	s.Entered += t.N
	if t.Days == nil {
		s.Undated += t.N
	}
	switch t.End {
	case EndResolved:
		s.Resolved += t.N
	case EndMovedOn:
		s.MovedOn += t.N
	case EndAbandoned:
		s.Abandoned += t.N
	case EndUnrated:
		s.Unrated += t.N
	case EndSetAside:
		s.SetAside += t.N
	case EndWaiting:
		s.Waiting += t.N
	default:
		s.Unknown += t.N
	}
}

// stageWithheld says why a stage has no shares by days; "" where it has.
func (v View) stageWithheld(s LadderStage, unclear int64, by Dimension) Note {
	switch {
	case v.OutcomeFiltered:
		return OutcomeFiltered
	case v.pickedByStage(s.Stage), by == DimAssociation && belowAssociation(s.Stage):
		return StagePicked
	case unclear*100 > s.Entered*unclearPercent:
		return StageUnclear
	case s.Entered-s.Undated < v.Floors.Rate:
		return TooFewStays
	}
	return ""
}

// measure fills in the shares by days and the median from stays with known days.
func (s *LadderStage) measure(spells []stat.Duration, days []int, withheld Note) error {
	incidence, err := stat.CumulativeIncidence(spells, stageCauses)
	if err != nil {
		return err
	}
	for _, at := range days {
		conversion, err := reached(incidence, spells, at, causeMovedOn, withheld)
		if err != nil {
			return err
		}
		resolved, err := reached(incidence, spells, at, causeResolved, withheld)
		if err != nil {
			return err
		}
		s.Conversion, s.ResolvedBy = append(s.Conversion, conversion), append(s.ResolvedBy, resolved)
	}
	if s.MedianWithheld = withheld; withheld != "" {
		return nil
	}
	curve, err := stat.KaplanMeier(spells)
	if err != nil {
		return err
	}
	median, err := curve.Median(0.95)
	if err != nil {
		return err
	}
	if s.MedianDays, s.MedianLow, s.MedianHigh = median.Days, median.Low, median.High; median.Days == nil {
		s.MedianWithheld = NotReached
	}
	return nil
}

func causeOf(end StageEnd) int {
	switch end {
	case EndMovedOn:
		return causeMovedOn
	case EndResolved:
		return causeResolved
	}
	return causeOther
}

// spell is a tally with known days as a duration; one over longest days was still
// there at longest.
func spell(t StageTally, longest, causes, cause int) stat.Duration {
	if t.End == EndWaiting || *t.Days > longest {
		return stat.Duration{Days: float64(min(*t.Days, longest)), Censored: t.N}
	}
	d := stat.Duration{Days: float64(*t.Days), Events: make([]int64, causes)}
	d.Events[cause] = t.N
	return d
}

// reached is the share gone by a cause by so many days.
func reached(incidence stat.Incidence, spells []stat.Duration, days, cause int, withheld Note) (Reached, error) {
	out := Reached{Days: days, Withheld: withheld}
	if withheld != "" {
		return out, nil
	}
	if !incidence.Reaches(float64(days)) {
		out.Withheld = TooYoung
		return out, nil
	}
	share := incidence.At(float64(days)).Causes[cause]
	value := min(max(share.Share, 0), 1)
	out.Value = &value
	low, high, ok, err := share.Interval(0.95, stat.LogLog)
	if err != nil {
		return Reached{}, err
	}
	if !ok {
		gone, followed := followed(spells, days, cause)
		if low, high, ok = stat.Wilson(gone, followed, stat.Z95); !ok {
			return out, nil
		}
	}
	out.Low, out.High = &low, &high
	return out, nil
}

// followed counts the stays of which it is known where they were after so many days,
// and those of them that had gone by the cause.
func followed(spells []stat.Duration, days, cause int) (gone, all int64) {
	for _, s := range spells {
		early := s.Days <= float64(days)
		for i, n := range s.Events {
			all += n
			if early && i == cause {
				gone += n
			}
		}
		if s.Days >= float64(days) {
			all += s.Censored
		}
	}
	return gone, all
}

// ladderFlows counts where the stays of each stage led, later stages first.
func (v View) ladderFlows(tallies []StageTally) ([]LadderFlow, error) {
	_, stages, err := v.ladderStages(tallies, nil, longestStay, "")
	if err != nil {
		return nil, err
	}
	var out []LadderFlow
	for _, stage := range stages {
		own := slices.DeleteFunc(slices.Clone(tallies), func(t StageTally) bool { return t.Stage != stage.Stage })
		moves, err := stage.moves(own)
		if err != nil {
			return nil, err
		}
		out = append(out, moves...)
		for _, end := range StageEnds {
			n := sumOf(own, func(t StageTally) bool { return t.End == end })
			if n > 0 && end != EndMovedOn {
				out = append(out, LadderFlow{From: stage.Stage, End: end, N: n})
			}
		}
	}
	return out, nil
}

// moves are the flows from a stage to the others, with their shares by days.
func (s LadderStage) moves(own []StageTally) ([]LadderFlow, error) {
	causes := len(complaint.StageNames) + 1 // to each stage, or to none
	var spells []stat.Duration
	for _, t := range own {
		if t.Days != nil {
			cause := rung(t.Next)
			if t.End != EndMovedOn || cause < 0 {
				cause = causes - 1
			}
			spells = append(spells, spell(t, longestStay, causes, cause))
		}
	}
	incidence, err := stat.CumulativeIncidence(spells, causes)
	if err != nil {
		return nil, err
	}
	withheld := Note("")
	if len(s.Notes) > 0 {
		withheld = s.Notes[0]
	}
	var out []LadderFlow
	for i, to := range complaint.StageNames {
		flow := LadderFlow{From: s.Stage, To: to, End: EndMovedOn, N: sumOf(own, func(t StageTally) bool { return t.End == EndMovedOn && t.Next == to })}
		if flow.N == 0 {
			continue
		}
		for _, at := range LadderDays {
			share, err := reached(incidence, spells, at, i, withheld)
			if err != nil {
				return nil, err
			}
			flow.By = append(flow.By, share)
		}
		out = append(out, flow)
	}
	return out, nil
}

func sumOf(tallies []StageTally, keep func(StageTally) bool) (n int64) {
	for _, t := range tallies {
		if keep(t) {
			n += t.N
		}
	}
	return n
}
