package dashboard

import (
	"strings"

	"redress/analytics"
)

// An impactLine is one line of the files of /impact: an entry and one of its measures.
type impactLine struct {
	impact  analytics.Impact
	outcome *analytics.ImpactOutcome // nil where the entry was not measured
}

func impactLines(impacts []analytics.Impact) []impactLine {
	var lines []impactLine
	for _, i := range impacts {
		if !i.Measured {
			lines = append(lines, impactLine{impact: i})
		}
		for n := range i.Outcomes {
			lines = append(lines, impactLine{i, &i.Outcomes[n]})
		}
	}
	return lines
}

// impactColumns are the columns of /impact.
func impactColumns(l *locale) []column[impactLine] {
	text := func(name string, read func(analytics.Impact) string) column[impactLine] {
		return column[impactLine]{name, unitNone, func(line impactLine) cell { return textOf(read(line.impact)) }}
	}
	columns := []column[impactLine]{
		text("entry", func(i analytics.Impact) string { return i.ID }),
		text("entry_name", func(i analytics.Impact) string { return l.entryTitle(i.Event) }),
		text("register", func(i analytics.Impact) string { return string(i.Register) }),
		text("policy_kind", func(i analytics.Impact) string { return i.Event.Kind }),
		text("jurisdiction", func(i analytics.Impact) string { return i.Jurisdiction }),
		text("entry_by", func(i analytics.Impact) string { return i.By }),
		text("platform", func(i analytics.Impact) string { return i.Platform.Key }),
		text("platform_name", func(i analytics.Impact) string { return i.Platform.Name }),
		{"entry_first", unitDate, func(line impactLine) cell { return textOf(line.impact.First.String()) }},
		{"entry_last", unitDate, func(line impactLine) cell { return textOf(line.impact.Last.String()) }},
		text("concerns", func(i analytics.Impact) string {
			if i.Everything() {
				return "all"
			}
			return strings.Join(i.Issues, ";")
		}),
		text("rivals", func(i analytics.Impact) string {
			var names []string
			for _, r := range i.Rivals {
				if r.Event != nil {
					names = append(names, r.Event.ID)
				} else {
					names = append(names, string(r.Festival))
				}
			}
			return strings.Join(names, ";")
		}),
	}
	columns = append(columns, outcomeColumns()...)
	return append(columns, column[impactLine]{"note", unitNone, func(line impactLine) cell {
		notes := line.impact.Notes
		if o := line.outcome; o != nil && o.Why != "" {
			notes = append([]analytics.Note{o.Why}, notes...)
		}
		return textOf(joinNotes(notes))
	}})
}

// outcomeColumns are those of a measure.
func outcomeColumns() []column[impactLine] {
	of := func(name, unit string, read func(analytics.ImpactOutcome) cell) column[impactLine] {
		return column[impactLine]{name, unit, func(line impactLine) cell {
			if line.outcome == nil {
				return cell{}
			}
			return read(*line.outcome)
		}}
	}
	number := func(name string, read func(analytics.ImpactOutcome) *float64) column[impactLine] {
		return of(name, unitRatio, func(o analytics.ImpactOutcome) cell { return numberOf(read(o)) })
	}
	// Periods are counted only where a series could be made.
	periods := func(name string, read func(analytics.ImpactOutcome) int) column[impactLine] {
		return of(name, unitNone, func(o analytics.ImpactOutcome) cell {
			if len(o.Points) == 0 {
				return cell{}
			}
			return countOf(int64(read(o)))
		})
	}
	control := func(name, unit string, read func(analytics.ImpactControl) cell) column[impactLine] {
		return of(name, unit, func(o analytics.ImpactOutcome) cell {
			if o.Control == nil {
				return cell{}
			}
			return read(*o.Control)
		})
	}
	difference := func(name, unit string, read func(analytics.ImpactDifference) cell) column[impactLine] {
		return of(name, unit, func(o analytics.ImpactOutcome) cell {
			if o.Difference == nil {
				return cell{}
			}
			return read(*o.Difference)
		})
	}
	return []column[impactLine]{
		of("measure", unitNone, func(o analytics.ImpactOutcome) cell { return textOf(string(o.Measure)) }),
		of("impact_verdict", unitNone, func(o analytics.ImpactOutcome) cell { return textOf(string(o.Verdict)) }),
		of("supported", unitNone, func(o analytics.ImpactOutcome) cell { return flagOf(o.Supported) }),
		of("grain", unitNone, func(o analytics.ImpactOutcome) cell { return textOf(string(o.Grain)) }),
		periods("periods_before", func(o analytics.ImpactOutcome) int { return o.Before }),
		periods("periods_after", func(o analytics.ImpactOutcome) int { return o.After }),
		of("effect_on", unitDate, func(o analytics.ImpactOutcome) cell { return textOf(o.EffectOn.String()) }),
		number("impact_effect", func(o analytics.ImpactOutcome) *float64 { return o.Effect }),
		number("impact_low", func(o analytics.ImpactOutcome) *float64 { return o.Low }),
		number("impact_high", func(o analytics.ImpactOutcome) *float64 { return o.High }),
		number("newey_effect", func(o analytics.ImpactOutcome) *float64 { return o.NeweyEffect }),
		number("newey_low", func(o analytics.ImpactOutcome) *float64 { return o.NeweyLow }),
		number("newey_high", func(o analytics.ImpactOutcome) *float64 { return o.NeweyHigh }),
		of("with_event", unitNone, func(o analytics.ImpactOutcome) cell { return numberOf(o.With) }),
		of("without_event", unitNone, func(o analytics.ImpactOutcome) cell { return numberOf(o.Without) }),
		number("detectable", func(o analytics.ImpactOutcome) *float64 { return o.Detectable }),
		periods("placebo_dates", func(o analytics.ImpactOutcome) int { return len(o.Placebos) }),
		of("placebo_share", unitFraction, func(o analytics.ImpactOutcome) cell { return numberOf(o.PlaceboShare) }),
		of("straight_p", unitFraction, func(o analytics.ImpactOutcome) cell { return numberOf(o.StraightP) }),
		control("control_by", unitNone, func(c analytics.ImpactControl) cell { return textOf(string(c.By)) }),
		control("control_effect", unitRatio, func(c analytics.ImpactControl) cell { return numberOf(&c.Effect) }),
		control("control_low", unitRatio, func(c analytics.ImpactControl) cell { return numberOf(&c.Low) }),
		control("control_high", unitRatio, func(c analytics.ImpactControl) cell { return numberOf(&c.High) }),
		control("control_moved", unitNone, func(c analytics.ImpactControl) cell { return flagOf(c.Moved) }),
		difference("difference_effect", unitRatio, func(d analytics.ImpactDifference) cell { return numberOf(&d.Effect) }),
		difference("difference_p", unitFraction, func(d analytics.ImpactDifference) cell { return numberOf(d.P) }),
		difference("difference_concerned", unitNone, func(d analytics.ImpactDifference) cell { return countOf(int64(d.Concerned)) }),
		difference("difference_others", unitNone, func(d analytics.ImpactDifference) cell { return countOf(int64(d.Others)) }),
		difference("difference_as_large", unitNone, func(d analytics.ImpactDifference) cell { return countOf(int64(d.AsLarge)) }),
		difference("difference_alike", unitNone, func(d analytics.ImpactDifference) cell {
			if d.Alike == nil {
				return cell{}
			}
			return flagOf(*d.Alike)
		}),
	}
}

// An eventLine is one line of the files of /impact/{entry}: a period of a measure.
type eventLine struct {
	measure analytics.ImpactMeasure
	analytics.ImpactPoint
}

func eventLines(outcomes []analytics.ImpactOutcome) []eventLine {
	var lines []eventLine
	for _, o := range outcomes {
		for _, p := range o.Points {
			lines = append(lines, eventLine{o.Measure, p})
		}
	}
	return lines
}

// eventColumns are the columns of /impact/{entry}.
func eventColumns() []column[eventLine] {
	return []column[eventLine]{
		{"measure", unitNone, func(e eventLine) cell { return textOf(string(e.measure)) }},
		{"period", unitNone, func(e eventLine) cell { return textOf(e.Period) }},
		{"period_start", unitDate, func(e eventLine) cell { return textOf(e.Start.String()) }},
		{"period_end", unitDate, func(e eventLine) cell { return textOf(e.End.String()) }},
		{"after_event", unitNone, func(e eventLine) cell { return flagOf(e.After) }},
		{"complaints", unitComplaints, func(e eventLine) cell { return countOf(e.Complaints) }},
		{"resolved_within_age", unitComplaints, func(e eventLine) cell {
			if e.measure != analytics.ImpactResolved {
				return cell{}
			}
			return countOf(e.Resolved)
		}},
		{"observed_value", unitNone, func(e eventLine) cell { return numberOf(&e.Value) }},
		{"fitted_value", unitNone, func(e eventLine) cell { return numberOf(e.Fitted) }},
		{"without_event", unitNone, func(e eventLine) cell { return numberOf(e.Without) }},
		{"control_value", unitNone, func(e eventLine) cell { return numberOf(e.Control) }},
	}
}
