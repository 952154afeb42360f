package dashboard

import (
	"strings"

	"redress/analytics"
)

// listOfCodes joins codes in a cell of a file.
const listOfCodes = ";"

// An effectLine is one line of the files of /evidence: an effect over all issues, or
// within one. What only the whole has is empty within an issue.
type effectLine struct {
	effect       analytics.EvidenceEffect
	issue        string // "" for all
	with, others analytics.Rate
	crude        *analytics.Difference
	adjusted     *analytics.Difference
	strata       analytics.EvidenceStrata
	notes        []analytics.Note
}

// evidenceTable are the lines of the files with every column.
func evidenceTable(l *locale, effects []analytics.EvidenceEffect) table {
	var lines []effectLine
	for _, e := range effects {
		lines = append(lines, effectLine{effect: e, with: e.With.Rate, others: e.Others.Rate, crude: e.Crude, adjusted: e.Adjusted, strata: e.Strata, notes: e.Notes})
		for _, one := range e.Issues {
			one.Strata.By = e.Strata.By
			lines = append(lines, effectLine{effect: e, issue: one.Issue, with: one.With, others: one.Others, adjusted: one.Adjusted, strata: one.Strata, notes: one.Notes})
		}
	}
	contract := evidenceColumns(l)
	t := tabulate(append(contract, evidenceAppendix()...), lines)
	t.contract = len(contract)
	return t
}

// evidenceCode is a kind, or the kinds of a bundle, as files write it.
func evidenceCode(set analytics.EvidenceSet) string {
	var codes []string
	for _, kind := range set.Kinds() {
		codes = append(codes, string(kind))
	}
	return strings.Join(codes, listOfCodes)
}

type effectColumn = column[effectLine]

// ofWhole reads what only the line over all issues has.
func ofWhole(read func(analytics.EvidenceEffect) cell) func(effectLine) cell {
	return func(e effectLine) cell {
		if e.issue != "" {
			return cell{}
		}
		return read(e.effect)
	}
}

// differenceColumns are a difference and the ends of its interval.
func differenceColumns(name, stem string, read func(effectLine) *analytics.Difference) []effectColumn {
	part := func(name string, of func(analytics.Difference) float64) effectColumn {
		return effectColumn{name, unitFraction, func(e effectLine) cell {
			d := read(e)
			if d == nil {
				return cell{}
			}
			return numberOf(new(of(*d)))
		}}
	}
	return []effectColumn{part(name, func(d analytics.Difference) float64 { return d.Value }),
		part(stem+"_low", func(d analytics.Difference) float64 { return d.Low }), part(stem+"_high", func(d analytics.Difference) float64 { return d.High })}
}

// armColumns are the judged complaints of one side.
func armColumns(side string, read func(effectLine) analytics.Rate) []effectColumn {
	return []effectColumn{
		{side + "_rated", unitComplaints, func(e effectLine) cell { return countOf(read(e).Denominator) }},
		{side + "_resolved", unitComplaints, func(e effectLine) cell { return countOf(read(e).Numerator) }},
		{side + "_rate", unitFraction, func(e effectLine) cell { return numberOf(read(e).Value) }},
		{side + "_low", unitFraction, func(e effectLine) cell { return numberOf(read(e).Low) }},
		{side + "_high", unitFraction, func(e effectLine) cell { return numberOf(read(e).High) }},
	}
}

// closingColumns are the days to close of one side.
func closingColumns(side string, read func(analytics.EvidenceEffect) analytics.ClosingDays) []effectColumn {
	number := func(of func(analytics.ClosingDays) *float64) func(effectLine) cell {
		return ofWhole(func(e analytics.EvidenceEffect) cell { return numberOf(of(read(e))) })
	}
	return []effectColumn{
		{side + "_median_days", unitDays, number(func(d analytics.ClosingDays) *float64 { return d.Median })},
		{side + "_median_low", unitDays, number(func(d analytics.ClosingDays) *float64 { return d.Low })},
		{side + "_median_high", unitDays, number(func(d analytics.ClosingDays) *float64 { return d.High })},
		{side + "_followed", unitComplaints, ofWhole(func(e analytics.EvidenceEffect) cell {
			if d := read(e); d.Withheld != analytics.NotAsked {
				return countOf(d.N)
			}
			return cell{}
		})},
	}
}

// evidenceColumns are those of the contract: the evidence and the issue, both sides,
// the differences, the days, what they rest on.
func evidenceColumns(l *locale) []effectColumn {
	columns := []effectColumn{
		{"evidence", unitNone, func(e effectLine) cell { return textOf(evidenceCode(e.effect.Set)) }},
		{"evidence_name", unitNone, func(e effectLine) cell { return textOf(l.evidenceName(e.effect.Set)) }},
		{"issue", unitNone, func(e effectLine) cell { return textOf(e.issue) }},
		{"exactly", unitComplaints, ofWhole(func(e analytics.EvidenceEffect) cell { return countOf(e.Exactly) })},
	}
	columns = append(columns, armColumns("with", func(e effectLine) analytics.Rate { return e.with })...)
	columns = append(columns, armColumns("others", func(e effectLine) analytics.Rate { return e.others })...)
	columns = append(columns, differenceColumns("crude_difference", "crude", func(e effectLine) *analytics.Difference { return e.crude })...)
	columns = append(columns, differenceColumns("adjusted_difference", "adjusted_difference", func(e effectLine) *analytics.Difference { return e.adjusted })...)
	columns = append(columns, effectColumn{"beyond_chance", unitNone, ofWhole(func(e analytics.EvidenceEffect) cell {
		if e.Adjusted == nil {
			return cell{}
		}
		return flagOf(e.Detectable)
	})})
	columns = append(columns, closingColumns("with", func(e analytics.EvidenceEffect) analytics.ClosingDays { return e.With.Days })...)
	columns = append(columns, closingColumns("others", func(e analytics.EvidenceEffect) analytics.ClosingDays { return e.Others.Days })...)
	return append(columns,
		effectColumn{"strata_by", unitNone, func(e effectLine) cell { return textOf(strataBy(e.strata)) }},
		effectColumn{"strata", unitNone, func(e effectLine) cell { return countOf(int64(e.strata.Strata)) }},
		effectColumn{"strata_dropped", unitNone, func(e effectLine) cell { return countOf(int64(e.strata.Dropped)) }},
		effectColumn{"strata_compared", unitComplaints, func(e effectLine) cell { return countOf(e.strata.Compared) }},
		effectColumn{"strata_left_out", unitComplaints, func(e effectLine) cell { return countOf(e.strata.LeftOut) }},
		effectColumn{"note", unitNone, func(e effectLine) cell { return textOf(joinNotes(e.notes)) }},
	)
}

func strataBy(s analytics.EvidenceStrata) string {
	var parts []string
	for _, part := range s.By {
		parts = append(parts, string(part))
	}
	return strings.Join(parts, listOfCodes)
}

// evidenceAppendix are the figures for those who check: tests, ratios, the strength of
// what nobody recorded.
func evidenceAppendix() []effectColumn {
	number := func(name, unit string, read func(analytics.EvidenceEffect) *float64) effectColumn {
		return effectColumn{name, unit, ofWhole(func(e analytics.EvidenceEffect) cell { return numberOf(read(e)) })}
	}
	ratio := func(name string, read func(analytics.EvidenceEffect) *analytics.Ratio) []effectColumn {
		part := func(name string, of func(analytics.Ratio) float64) effectColumn {
			return number(name, unitRatio, func(e analytics.EvidenceEffect) *float64 {
				if r := read(e); r != nil {
					return new(of(*r))
				}
				return nil
			})
		}
		return []effectColumn{part(name, func(r analytics.Ratio) float64 { return r.Value }),
			part(name+"_low", func(r analytics.Ratio) float64 { return r.Low }), part(name+"_high", func(r analytics.Ratio) float64 { return r.High })}
	}
	columns := []effectColumn{
		number("adjusted_difference_p", unitFraction, func(e analytics.EvidenceEffect) *float64 { return e.P }),
		number("adjusted_difference_q", unitFraction, func(e analytics.EvidenceEffect) *float64 { return e.AdjustedP }),
	}
	columns = append(columns, differenceColumns("standardised_difference", "standardised", func(e effectLine) *analytics.Difference {
		if e.issue != "" {
			return nil
		}
		return e.effect.Standardised
	})...)
	columns = append(columns, ratio("risk_ratio", func(e analytics.EvidenceEffect) *analytics.Ratio { return e.RiskRatio })...)
	columns = append(columns, ratio("odds_ratio", func(e analytics.EvidenceEffect) *analytics.Ratio { return e.OddsRatio })...)
	tested := func(read func(analytics.Homogeneity) cell) func(effectLine) cell {
		return ofWhole(func(e analytics.EvidenceEffect) cell {
			if e.Homogeneity.TaroneP == nil {
				return cell{}
			}
			return read(e.Homogeneity)
		})
	}
	return append(columns,
		number("e_value", unitRatio, func(e analytics.EvidenceEffect) *float64 { return e.EValue }),
		number("e_value_bound", unitRatio, func(e analytics.EvidenceEffect) *float64 { return e.EValueBound }),
		effectColumn{"homogeneity_strata", unitNone, tested(func(h analytics.Homogeneity) cell { return countOf(int64(h.Strata)) })},
		effectColumn{"homogeneity_complaints", unitComplaints, tested(func(h analytics.Homogeneity) cell { return countOf(h.Complaints) })},
		effectColumn{"homogeneity_df", unitNone, tested(func(h analytics.Homogeneity) cell { return countOf(int64(h.DegreesOfFreedom)) })},
		number("breslow_day", unitNone, func(e analytics.EvidenceEffect) *float64 { return e.Homogeneity.BreslowDay }),
		number("tarone", unitNone, func(e analytics.EvidenceEffect) *float64 { return e.Homogeneity.Tarone }),
		number("tarone_p", unitFraction, func(e analytics.EvidenceEffect) *float64 { return e.Homogeneity.TaroneP }),
		effectColumn{"signs_differ", unitNone, tested(func(h analytics.Homogeneity) cell { return flagOf(h.SignsDiffer) })},
	)
}
