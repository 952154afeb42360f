package dashboard

import (
	"strconv"

	"redress/analytics"
)

// timeRow is one row of the files of /times: a group by one clock.
type timeRow struct {
	scope string // scopeAll or scopePlatform
	analytics.Timing
}

const (
	scopeAll      = "all"
	scopePlatform = "platform"
	// againstOthers stands where a platform is compared with everybody else.
	againstOthers = "others"
)

// timeRows are all rows of the answer, clock by clock, everybody's first.
func timeRows(t analytics.Times) []timeRow {
	var rows []timeRow
	for _, c := range t.Clocks {
		if c.All != nil {
			rows = append(rows, timeRow{scopeAll, *c.All})
		}
		for _, row := range c.Rows {
			rows = append(rows, timeRow{scopePlatform, row})
		}
	}
	return rows
}

// timeColumns are the columns of /times: the group and the clock, counts, the median,
// what had become of complaints by fixed ages, the restricted mean, the comparison.
func timeColumns() []column[timeRow] {
	count := func(name string, read func(analytics.Timing) int64) column[timeRow] {
		return column[timeRow]{name, unitComplaints, func(r timeRow) cell { return countOf(read(r.Timing)) }}
	}
	days := func(name string, read func(analytics.Timing) *float64) column[timeRow] {
		return column[timeRow]{name, unitDays, func(r timeRow) cell { return numberOf(read(r.Timing)) }}
	}
	columns := []column[timeRow]{
		{"scope", unitNone, func(r timeRow) cell { return textOf(r.scope) }},
		{"platform", unitNone, func(r timeRow) cell { return textOf(r.Key) }},
		{"platform_name", unitNone, func(r timeRow) cell { return textOf(r.Name) }},
		{"clock", unitNone, func(r timeRow) cell { return textOf(string(r.Clock)) }},
		count("complaints", func(t analytics.Timing) int64 { return t.Complaints }),
		count("events", func(t analytics.Timing) int64 { return t.Events }),
		count("not_ended", func(t analytics.Timing) int64 { return t.Open }),
		count("undated", func(t analytics.Timing) int64 { return t.Undated }),
		{"young", unitComplaints, ofTimed(func(t analytics.Timing) cell { return countOf(t.Young) })},
		days("median_days", func(t analytics.Timing) *float64 { return t.Median.Days }),
		days("median_low", func(t analytics.Timing) *float64 { return t.Median.Low }),
		days("median_high", func(t analytics.Timing) *float64 { return t.Median.High }),
	}
	for _, clock := range []analytics.Clock{analytics.ToClose, analytics.ToResponse} {
		for _, age := range analytics.Ages {
			columns = append(columns, estimated(string(clock.Endings()[0])+"_by_"+strconv.Itoa(age), unitFraction, endedAt(clock, 0, age))...)
		}
	}
	last := analytics.Ages[len(analytics.Ages)-1]
	for i, ending := range analytics.ToClose.Endings()[1:] {
		columns = append(columns, estimated(string(ending)+"_by_"+strconv.Itoa(last), unitFraction, endedAt(analytics.ToClose, i+1, last))...)
	}
	columns = append(columns, estimated("still_open_at_"+strconv.Itoa(last), unitFraction, func(t analytics.Timing) *analytics.Estimate {
		state, ok := t.At(last)
		if !ok || t.Clock != analytics.ToClose {
			return nil
		}
		return &state.Open
	})...)
	columns = append(columns, estimated("rmst_days", unitDays, func(t analytics.Timing) *analytics.Estimate { return t.Restricted })...)
	columns = append(columns, days("tau_days", func(t analytics.Timing) *float64 {
		if t.Restricted == nil {
			return nil
		}
		return &t.Tau
	}))
	columns = append(columns, gapColumns()...)
	return append(columns, column[timeRow]{"note", unitNone, func(r timeRow) cell { return textOf(joinNotes(timeNotes(r.Timing))) }})
}

// timeNotes are the notes of a row and of its comparison.
func timeNotes(t analytics.Timing) []analytics.Note {
	if t.Gap == nil || t.Gap.Withheld == "" {
		return t.Notes
	}
	return append(t.Notes[:len(t.Notes):len(t.Notes)], t.Gap.Withheld)
}

// ofTimed reads a cell of rows that have times.
func ofTimed(read func(analytics.Timing) cell) func(timeRow) cell {
	return func(r timeRow) cell {
		if r.Withheld != "" && r.Withheld != analytics.DaysUnknown {
			return cell{}
		}
		return read(r.Timing)
	}
}

// endedAt reads the share ended in one way by an age, of rows of the clock.
func endedAt(clock analytics.Clock, ending, age int) func(analytics.Timing) *analytics.Estimate {
	return func(t analytics.Timing) *analytics.Estimate {
		state, ok := t.At(age)
		if !ok || t.Clock != clock {
			return nil
		}
		return &state.Ended[ending]
	}
}

// estimated are the three columns of a figure and its interval.
func estimated(name, unit string, read func(analytics.Timing) *analytics.Estimate) []column[timeRow] {
	part := func(suffix string, of func(analytics.Estimate) *float64) column[timeRow] {
		return column[timeRow]{name + suffix, unit, func(r timeRow) cell {
			e := read(r.Timing)
			if e == nil {
				return cell{}
			}
			return numberOf(of(*e))
		}}
	}
	bound := name
	if name == "rmst_days" {
		bound = "rmst"
	}
	low, high := part("", func(e analytics.Estimate) *float64 { return e.Low }), part("", func(e analytics.Estimate) *float64 { return e.High })
	low.name, high.name = bound+"_low", bound+"_high"
	return []column[timeRow]{part("", func(e analytics.Estimate) *float64 { return &e.Value }), low, high}
}

// gapColumns are the comparison with everybody else, or with the other platform.
func gapColumns() []column[timeRow] {
	of := func(read func(analytics.TimeGap) cell) func(timeRow) cell {
		return func(r timeRow) cell {
			if r.Gap == nil || r.Gap.Withheld != "" {
				return cell{}
			}
			return read(*r.Gap)
		}
	}
	gap := func(read func(analytics.TimeGap) *analytics.Estimate) func(analytics.Timing) *analytics.Estimate {
		return func(t analytics.Timing) *analytics.Estimate {
			if t.Gap == nil {
				return nil
			}
			return read(*t.Gap)
		}
	}
	columns := []column[timeRow]{
		{"against", unitNone, of(func(g analytics.TimeGap) cell {
			if g.Against == "" {
				return textOf(againstOthers)
			}
			return textOf(g.Against)
		})},
		{"logrank_p", unitFraction, of(func(g analytics.TimeGap) cell { return numberOf(g.LogRankP) })},
		{"logrank_ratio", unitRatio, of(func(g analytics.TimeGap) cell { return numberOf(g.Ratio) })},
		{"crosses", unitNone, of(func(g analytics.TimeGap) cell { return flagOf(g.Crosses) })},
		{"test", unitNone, of(func(g analytics.TimeGap) cell { return textOf(string(g.Test)) })},
		{"adjusted_p", unitFraction, of(func(g analytics.TimeGap) cell { return numberOf(g.Adjusted) })},
		{"differs", unitNone, of(func(g analytics.TimeGap) cell {
			if g.P == nil {
				return cell{}
			}
			return flagOf(g.Differs)
		})},
	}
	columns = append(columns, estimated("gap_by_30", unitFraction, gap(func(g analytics.TimeGap) *analytics.Estimate { return g.Share }))...)
	return append(columns, estimated("gap_days", unitDays, gap(func(g analytics.TimeGap) *analytics.Estimate { return g.Days }))...)
}
