package dashboard

import (
	"strings"

	"redress/analytics"
)

// standingColumns are the columns of a league table: the entity, the counts,
// the measures with their bounds, the flags. Files have all of them, pages
// some.
func standingColumns(v analytics.View, e analytics.Entity, l *locale) []column[analytics.Standing] {
	columns := []column[analytics.Standing]{
		{"rank", unitRank, func(s analytics.Standing) cell { return rankOf(s) }},
		{"rank_low", unitRank, ofPosition(func(p analytics.Position) cell { return countOf(int64(p.Low)) })},
		{"rank_high", unitRank, ofPosition(func(p analytics.Position) cell { return countOf(int64(p.High)) })},
		{string(e), unitNone, func(s analytics.Standing) cell { return textOf(s.Key) }},
		{string(e) + "_name", unitNone, func(s analytics.Standing) cell { return textOf(fileName(l, e, s)) }},
	}
	columns = append(columns, ofMeasures(append(countColumns(), rateColumns()...))...)
	columns = append(columns, adjustedColumns()...)
	columns = append(columns, ofMeasures(behaviourColumns(v))...)
	return append(columns,
		column[analytics.Standing]{"trend_slope", unitFraction, ofTrend(func(t analytics.RowTrend) cell { return numberOf(&t.Slope) })},
		column[analytics.Standing]{"trend_flag", unitNone, ofTrend(func(t analytics.RowTrend) cell { return textOf(string(t.Flag)) })},
		column[analytics.Standing]{"eligible", unitNone, func(s analytics.Standing) cell { return flagOf(s.Eligible) }},
		column[analytics.Standing]{"note", unitNone, func(s analytics.Standing) cell { return textOf(joinNotes(s.Notes)) }},
	)
}

// ofMeasures reads columns of measures from rows of a league table.
func ofMeasures(columns []column[analytics.Measures]) []column[analytics.Standing] {
	read := make([]column[analytics.Standing], 0, len(columns))
	for _, c := range columns {
		read = append(read, column[analytics.Standing]{c.name, c.unit,
			func(s analytics.Standing) cell { return c.read(s.Measures) }})
	}
	return read
}

// measureColumns are the counts and measures that every table of complaints
// has, in the files' order. What only the row of a league table can have stays
// empty.
func measureColumns(v analytics.View) []column[analytics.Measures] {
	columns := append(countColumns(), rateColumns()...)
	for _, c := range adjustedColumns() {
		columns = append(columns, column[analytics.Measures]{c.name, c.unit, func(analytics.Measures) cell { return cell{} }})
	}
	return append(columns, behaviourColumns(v)...)
}

func countColumns() []column[analytics.Measures] {
	count := func(name string, read func(analytics.Measures) int64) column[analytics.Measures] {
		return column[analytics.Measures]{name, unitComplaints, func(m analytics.Measures) cell { return countOf(read(m)) }}
	}
	return []column[analytics.Measures]{
		count("complaints", func(m analytics.Measures) int64 { return m.Complaints }),
		count("closed", func(m analytics.Measures) int64 { return m.Closed() }),
		count("rated", func(m analytics.Measures) int64 { return m.Rated() }),
		count("resolved", func(m analytics.Measures) int64 { return m.Resolved }),
		count("unresolved", func(m analytics.Measures) int64 { return m.Unresolved }),
		count("unrated", func(m analytics.Measures) int64 { return m.Unrated }),
		count("withdrawn", func(m analytics.Measures) int64 { return m.Withdrawn }),
		count("invalid", func(m analytics.Measures) int64 { return m.Invalid }),
		count("referred", func(m analytics.Measures) int64 { return m.Referred }),
		count("unknown", func(m analytics.Measures) int64 { return m.Unknown }),
		count("open", func(m analytics.Measures) int64 { return m.Open }),
	}
}

func rateColumns() []column[analytics.Measures] {
	fraction := func(name string, read func(analytics.Measures) *float64) column[analytics.Measures] {
		return column[analytics.Measures]{name, unitFraction, func(m analytics.Measures) cell { return numberOf(read(m)) }}
	}
	return []column[analytics.Measures]{
		fraction("resolution_rate", func(m analytics.Measures) *float64 { return m.ResolutionRate.Value }),
		fraction("resolution_low", func(m analytics.Measures) *float64 { return m.ResolutionRate.Low }),
		fraction("resolution_high", func(m analytics.Measures) *float64 { return m.ResolutionRate.High }),
		fraction("lenient_rate", func(m analytics.Measures) *float64 { return m.LenientRate.Value }),
		fraction("strict_rate", func(m analytics.Measures) *float64 { return m.StrictRate.Value }),
	}
}

// behaviourColumns are the measures only some publishers allow; where the
// publisher never asks they are empty, not zero.
func behaviourColumns(v analytics.View) []column[analytics.Measures] {
	number := func(name, unit string, read func(analytics.Measures) *float64) column[analytics.Measures] {
		return column[analytics.Measures]{name, unit, func(m analytics.Measures) cell { return numberOf(read(m)) }}
	}
	return []column[analytics.Measures]{
		{"responded", unitComplaints, func(m analytics.Measures) cell {
			if m.Responded == nil {
				return cell{}
			}
			return countOf(*m.Responded)
		}},
		number("response_rate", unitFraction, func(m analytics.Measures) *float64 { return m.ResponseRate }),
		number("timely_rate", unitFraction, func(m analytics.Measures) *float64 { return m.TimelyRate }),
		number("median_days_to_response", unitDays, func(m analytics.Measures) *float64 { return m.MedianDaysToReply }),
		number("median_days_to_close", unitDays, func(m analytics.Measures) *float64 { return m.MedianDaysToClose }),
		number("p90_days_to_close", unitDays, func(m analytics.Measures) *float64 { return m.P90DaysToClose }),
		number("mean_rating", unitStars, func(m analytics.Measures) *float64 { return m.MeanRating }),
		{"rating_n", unitComplaints, func(m analytics.Measures) cell {
			if !v.Source.Asked("rating") {
				return cell{}
			}
			return countOf(m.RatingN)
		}},
		number("share", unitFraction, func(m analytics.Measures) *float64 { return m.ShareOfAll }),
	}
}

// trendColumns are the columns of a trend that the contract has. Without a split by entity the
// series belongs to the source.
func trendColumns(v analytics.View) []column[analytics.Point] {
	columns := []column[analytics.Point]{
		{"period", unitNone, func(p analytics.Point) cell { return textOf(p.Period) }},
		{"period_start", unitDate, func(p analytics.Point) cell { return textOf(p.Start.String()) }},
		{"period_end", unitDate, func(p analytics.Point) cell { return textOf(p.End.String()) }},
		{"partial", unitNone, func(p analytics.Point) cell { return flagOf(p.Partial) }},
		{"source", unitNone, func(analytics.Point) cell { return textOf(v.Source.Code) }},
	}
	for _, c := range pick(measureColumns(v), "complaints", "closed", "rated", "resolved", "unrated",
		"resolution_rate", "resolution_low", "resolution_high") {
		columns = append(columns, column[analytics.Point]{c.name, c.unit,
			func(p analytics.Point) cell { return c.read(p.Measures) }})
	}
	atAge := func(read func(analytics.AtAge) int64) func(analytics.Point) cell {
		return func(p analytics.Point) cell {
			if p.AtAge == nil {
				return cell{}
			}
			return countOf(read(*p.AtAge))
		}
	}
	return append(columns,
		column[analytics.Point]{"resolved_within_age", unitComplaints, atAge(func(a analytics.AtAge) int64 { return a.ResolvedWithin })},
		column[analytics.Point]{"at_risk", unitComplaints, atAge(func(a analytics.AtAge) int64 { return a.AtRisk })},
		column[analytics.Point]{"event", unitNone, func(p analytics.Point) cell { return textOf(eventOf(p)) }},
	)
}

func rankOf(s analytics.Standing) cell {
	if s.Rank == 0 {
		return cell{}
	}
	return countOf(int64(s.Rank))
}

// fileName is a row's name in files: what the publisher says, except for our
// own codes, which have names in the reader's language.
func fileName(l *locale, e analytics.Entity, s analytics.Standing) string {
	if e == analytics.Issue && s.Key != "" {
		return l.issue(s.Key)
	}
	return s.Name
}

func joinNotes(notes []analytics.Note) string {
	codes := make([]string, len(notes))
	for i, note := range notes {
		codes[i] = string(note)
	}
	return strings.Join(codes, ";")
}
