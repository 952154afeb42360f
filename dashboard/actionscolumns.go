package dashboard

import "redress/analytics"

// An actionLine is one row of the files of /actions: the sum of an action, how soon a
// platform acts, or one line of the ledger. Exactly one of the pointers is set.
type actionLine struct {
	kind     *analytics.ActionKind
	platform *analytics.ActingPlatform
	acted    *analytics.Acted
}

func (a actionLine) line() string {
	switch {
	case a.kind != nil:
		return "action"
	case a.platform != nil:
		return "platform"
	}
	return "seller"
}

func actionLines(a analytics.Actions) []actionLine {
	var lines []actionLine
	for i := range a.Kinds {
		lines = append(lines, actionLine{kind: &a.Kinds[i]})
	}
	for i := range a.Platforms {
		lines = append(lines, actionLine{platform: &a.Platforms[i]})
	}
	for i := range a.Rows {
		lines = append(lines, actionLine{acted: &a.Rows[i]})
	}
	return lines
}

func actionColumns() []column[actionLine] {
	acted := func(name, unit string, read func(analytics.Acted) cell) column[actionLine] {
		return column[actionLine]{name, unit, func(a actionLine) cell {
			if a.acted == nil {
				return cell{}
			}
			return read(*a.acted)
		}}
	}
	dated := func(name, unit string, read func(analytics.Acted) cell) column[actionLine] {
		return acted(name, unit, func(a analytics.Acted) cell {
			if !a.First.Known() {
				return cell{}
			}
			return read(a)
		})
	}
	kind := func(name, unit string, read func(analytics.ActionKind) cell) column[actionLine] {
		return column[actionLine]{name, unit, func(a actionLine) cell {
			if a.kind == nil {
				return cell{}
			}
			return read(*a.kind)
		}}
	}
	around := func(name string, ofKind func(analytics.ActionKind) int64, ofActed func(analytics.Acted) int64) column[actionLine] {
		return column[actionLine]{name, unitComplaints, func(a actionLine) cell {
			switch {
			case a.kind != nil:
				return countOf(ofKind(*a.kind))
			case a.acted != nil && a.acted.First.Known():
				return countOf(ofActed(*a.acted))
			}
			return cell{}
		}}
	}
	columns := []column[actionLine]{
		{"line", unitNone, func(a actionLine) cell { return textOf(a.line()) }},
		{"platform", unitNone, func(a actionLine) cell { return textOf(a.named().Key) }},
		{"platform_name", unitNone, func(a actionLine) cell { return textOf(a.named().Name) }},
		acted("seller", unitNone, func(a analytics.Acted) cell { return textOf(a.Seller.Key) }),
		acted("seller_name", unitNone, func(a analytics.Acted) cell { return textOf(a.Seller.Name) }),
		{"action", unitNone, func(a actionLine) cell {
			switch {
			case a.kind != nil:
				return textOf(string(a.kind.Action))
			case a.acted != nil:
				return textOf(string(a.acted.Action))
			}
			return cell{}
		}},
		dated("action_on", unitDate, func(a analytics.Acted) cell { return textOf(a.First.String()) }),
		acted("action_days", unitDays, func(a analytics.Acted) cell { return countOf(a.Days) }),
		acted("first_complaint_on", unitDate, func(a analytics.Acted) cell { return textOf(a.FirstComplaint.String()) }),
		dated("days_to_action", unitDays, func(a analytics.Acted) cell {
			if a.DaysToAction == nil {
				return cell{}
			}
			return countOf(int64(*a.DaysToAction))
		}),
		acted("complaints", unitComplaints, func(a analytics.Acted) cell { return countOf(a.Complaints) }),
		dated("complaints_before", unitComplaints, func(a analytics.Acted) cell { return countOf(a.Before) }),
		dated("prior_90", unitComplaints, func(a analytics.Acted) cell { return countOf(a.Prior90) }),
		around("before_90", func(k analytics.ActionKind) int64 { return k.Before90 }, func(a analytics.Acted) int64 { return a.Before90 }),
		around("after_90", func(k analytics.ActionKind) int64 { return k.After90 }, func(a analytics.Acted) int64 { return a.After90 }),
		around("elsewhere_before_90", func(k analytics.ActionKind) int64 { return k.ElsewhereBefore90 }, func(a analytics.Acted) int64 { return a.ElsewhereBefore90 }),
		around("elsewhere_after_90", func(k analytics.ActionKind) int64 { return k.ElsewhereAfter90 }, func(a analytics.Acted) int64 { return a.ElsewhereAfter90 }),
	}
	columns = append(columns, ratioColumns("after_ratio", func(a actionLine) *analytics.RatioOf {
		switch {
		case a.kind != nil:
			return a.kind.Change
		case a.acted != nil:
			return a.acted.Ratio
		}
		return nil
	})...)
	columns = append(columns, ratioColumns("elsewhere_ratio", ofKind(func(k analytics.ActionKind) *analytics.RatioOf { return k.ElsewhereChange }))...)
	columns = append(columns, column[actionLine]{"expected_after_90", unitComplaints, func(a actionLine) cell {
		switch {
		case a.kind != nil && a.kind.Compared > 0:
			return numberOf(&a.kind.Expected)
		case a.acted != nil:
			return numberOf(a.acted.Expected)
		}
		return cell{}
	}}, acted("unacted_windows", unitNone, func(a analytics.Acted) cell {
		if a.Expected == nil {
			return cell{}
		}
		return countOf(a.Windows)
	}), kind("compared_sellers", unitNone, func(k analytics.ActionKind) cell { return countOf(k.Compared) }),
		kind("compared_after_90", unitComplaints, func(k analytics.ActionKind) cell { return countOf(k.ComparedAfter) }))
	columns = append(columns, ratioColumns("against_unacted", ofKind(func(k analytics.ActionKind) *analytics.RatioOf { return k.Against }))...)
	return append(append(columns, actingColumns()...), column[actionLine]{"note", unitNone, func(a actionLine) cell {
		switch {
		case a.acted != nil:
			return textOf(joinNotes(a.acted.Notes))
		case a.platform != nil:
			return textOf(string(a.platform.Withheld))
		}
		return cell{}
	}})
}

// named is the platform of a line.
func (a actionLine) named() analytics.Named {
	switch {
	case a.platform != nil:
		return a.platform.Named
	case a.acted != nil:
		return a.acted.PlatformNamed
	}
	return analytics.Named{}
}

func ofKind(read func(analytics.ActionKind) *analytics.RatioOf) func(actionLine) *analytics.RatioOf {
	return func(a actionLine) *analytics.RatioOf {
		if a.kind == nil {
			return nil
		}
		return read(*a.kind)
	}
}

// ratioColumns are a ratio and the ends of its interval.
func ratioColumns(name string, read func(actionLine) *analytics.RatioOf) []column[actionLine] {
	of := func(name string, part func(analytics.RatioOf) *float64) column[actionLine] {
		return column[actionLine]{name, unitRatio, func(a actionLine) cell {
			r := read(a)
			if r == nil {
				return cell{}
			}
			return numberOf(part(*r))
		}}
	}
	return []column[actionLine]{of(name, func(r analytics.RatioOf) *float64 { return &r.Value }),
		of(name+"_low", func(r analytics.RatioOf) *float64 { return &r.Low }), of(name+"_high", func(r analytics.RatioOf) *float64 { return r.High })}
}

// actingColumns say how soon a platform acts.
func actingColumns() []column[actionLine] {
	of := func(name, unit string, read func(analytics.ActingPlatform) cell) column[actionLine] {
		return column[actionLine]{name, unit, func(a actionLine) cell {
			if a.platform == nil {
				return cell{}
			}
			return read(*a.platform)
		}}
	}
	columns := []column[actionLine]{
		{"sellers", unitNone, func(a actionLine) cell {
			switch {
			case a.kind != nil:
				return countOf(a.kind.Sellers)
			case a.platform != nil:
				return countOf(a.platform.Sellers)
			}
			return cell{}
		}},
		of("acted", unitNone, func(p analytics.ActingPlatform) cell { return countOf(p.Acted) }),
	}
	for i, name := range []string{"acted_by_30", "acted_by_90", "acted_by_365"} {
		by := func(read func(analytics.ActedBy) *float64) func(analytics.ActingPlatform) cell {
			return func(p analytics.ActingPlatform) cell {
				if i >= len(p.By) {
					return cell{}
				}
				return numberOf(read(p.By[i]))
			}
		}
		columns = append(columns, of(name, unitFraction, by(func(b analytics.ActedBy) *float64 { return b.Value })),
			of(name+"_low", unitFraction, by(func(b analytics.ActedBy) *float64 { return b.Low })),
			of(name+"_high", unitFraction, by(func(b analytics.ActedBy) *float64 { return b.High })))
	}
	return append(columns, of("median_days_to_action", unitDays, func(p analytics.ActingPlatform) cell { return numberOf(p.Median.Days) }),
		of("median_days_to_action_low", unitDays, func(p analytics.ActingPlatform) cell { return numberOf(p.Median.Low) }),
		of("median_days_to_action_high", unitDays, func(p analytics.ActingPlatform) cell { return numberOf(p.Median.High) }))
}
