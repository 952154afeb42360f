package dashboard

import (
	"strings"

	"redress/analytics"
	"redress/ingest/complaint"
)

// alertColumns are the columns of /alerts: what changed at whom, when, by how much,
// and what became of it.
func alertColumns(v analytics.View, l *locale) []column[analytics.Alert] {
	text := func(name string, read func(analytics.Alert) string) column[analytics.Alert] {
		return column[analytics.Alert]{name, unitNone, func(a analytics.Alert) cell { return textOf(read(a)) }}
	}
	number := func(name string, read func(analytics.Alert) *float64) column[analytics.Alert] {
		return column[analytics.Alert]{name, unitNone, func(a analytics.Alert) cell { return numberOf(read(a)) }}
	}
	month := func(name string, read func(analytics.Alert) complaint.Day) column[analytics.Alert] {
		return text(name, func(a analytics.Alert) string { return alertMonth(read(a)) })
	}
	return []column[analytics.Alert]{
		text("alert", func(a analytics.Alert) string { return a.ID(v.Source.Code) }),
		text("indicator", func(a analytics.Alert) string { return string(a.Indicator) }),
		text("alert_scope", func(a analytics.Alert) string { return string(a.Scope) }),
		text("platform", func(a analytics.Alert) string { return a.Platform.Key }),
		text("platform_name", func(a analytics.Alert) string {
			if a.Platform.Key == "" {
				return ""
			}
			return l.business(a.Platform.Key, a.Platform.Name)
		}),
		text("seller", func(a analytics.Alert) string { return a.Seller.Key }),
		text("seller_name", func(a analytics.Alert) string {
			if a.Seller.Key == "" {
				return ""
			}
			return l.business(a.Seller.Key, a.Seller.Name)
		}),
		text("issue", func(a analytics.Alert) string { return a.Issue }),
		text("also_issues", func(a analytics.Alert) string { return strings.Join(a.Issues, ";") }),
		month("first_month", func(a analytics.Alert) complaint.Day { return a.First }),
		month("last_month", func(a analytics.Alert) complaint.Day { return a.Last }),
		month("peak_month", func(a analytics.Alert) complaint.Day { return a.Peak }),
		{"ongoing", unitNone, func(a analytics.Alert) cell { return flagOf(a.Ongoing) }},
		text("direction", func(a analytics.Alert) string { return string(a.Direction) }),
		text("alert_window", func(a analytics.Alert) string { return string(a.Window) }),
		number("usual", func(a analytics.Alert) *float64 { return &a.Usual }),
		number("in_first_month", func(a analytics.Alert) *float64 { return &a.Now }),
		number("alert_change", func(a analytics.Alert) *float64 { return &a.Change }),
		number("alert_low", func(a analytics.Alert) *float64 { return &a.Low }),
		number("alert_high", func(a analytics.Alert) *float64 { return &a.High }),
		number("others_change", func(a analytics.Alert) *float64 { return a.Others }),
		number("peak_change", func(a analytics.Alert) *float64 { return &a.PeakChange }),
		number("later_change", func(a analytics.Alert) *float64 { return a.Later }),
		text("verdict", func(a analytics.Alert) string { return string(a.Verdict) }),
		number("alert_p", func(a analytics.Alert) *float64 { return &a.Adjusted }),
		{"looked_at", unitNone, func(a analytics.Alert) cell { return countOf(int64(a.Looked)) }},
		text("note", func(a analytics.Alert) string { return joinNotes(a.Notes) }),
	}
}

// alertMonth is a month as files and pages write it.
func alertMonth(start complaint.Day) string { return start.Time().Format("2006-01") }
