package dashboard

import (
	"context"
	"maps"
	"strings"

	"golang.org/x/text/number"

	"redress/analytics"
)

// An alertsPage is /alerts.
type alertsPage struct {
	Budget  []string // what the list promises, and what was looked at
	Current alertPart
	Log     alertPart
	Held    string // how many of the past held; empty: none is known
	Months  sheet  // each month's look at an indicator
	Feed    string // address of the feed
	Caveats []string
}

// An alertPart is a list of alerts on a page.
type alertPart struct {
	Sheet sheet
	None  string // instead of the sheet
	Shown string // first N of M, where some are left out
	Href  string // of all of them
}

const (
	// shownAlerts is how many alerts the page lists; files have all.
	shownAlerts = 100
	// frontAlerts is how many alerts the first page, and a profile, list.
	frontAlerts = 8
	// shownFamilies is how many months' looks the page lists.
	shownFamilies = 24
)

// alerts answers /alerts. Its files hold one row per alert of the log.
func (s *Server) alerts(ctx context.Context, r request) (reply, error) {
	alerts, err := s.service.Alerts(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  alerts.View,
		table: tabulate(alertColumns(alerts.View, r.locale), alerts.Log),
		page:  func() any { return newAlertsPage(r, alerts) },
	}, nil
}

func newAlertsPage(r request, alerts analytics.Alerts) alertsPage {
	l := r.locale
	p := alertsPage{
		Budget:  l.alertBudget(alerts),
		Current: r.alertPart("current", l.text("alerts.current"), alerts.Current, shownAlerts),
		Log:     r.alertPart("log", l.text("alerts.log"), alerts.Log, shownAlerts),
		Months:  l.alertMonths(alerts.Months),
		Feed:    withQuery("/alerts.atom", r.values(r.view.accepts).Encode()),
		Caveats: []string{l.text("alerts.caveat.harm"), l.text("alerts.caveat.filing"), l.text("alerts.caveat.recording"), l.text("alerts.caveat.faded"),
			l.text("alerts.caveat.large"), l.text("alerts.caveat.replay"), l.text("alerts.caveat.missed")},
	}
	if len(alerts.Months) == 0 {
		p.Current.None, p.Log.None = l.text("alerts.none.unseen"), l.text("alerts.none.unseen")
	}
	if held := alerts.Held; held.Denominator > 0 {
		p.Held = l.text("alerts.held_few", "Held", held.Numerator, "Known", held.Denominator)
		if held.Value != nil {
			p.Held = l.text("alerts.held", "Held", held.Numerator, "Known", held.Denominator, "Share", l.share(*held.Value),
				"Interval", l.text("rate.interval", "Low", l.share(*held.Low), "High", l.share(*held.High)))
		}
	}
	return p
}

// alertBudget says what the list promises and how much was looked at for the
// latest month of each indicator.
func (l *locale) alertBudget(alerts analytics.Alerts) []string {
	words := []string{
		l.text("alerts.budget", "One", int64(100/analytics.AlertFalsePercent)),
		l.text("alerts.least", "Points", int64(analytics.AlertPoints), "Times", l.decimal(analytics.AlertTimes), "More", int64(analytics.AlertComplaintsMore), "Age", int64(analytics.AlertAge)),
	}
	seen := map[analytics.AlertIndicator]bool{}
	for _, m := range alerts.Months {
		if !seen[m.Indicator] {
			seen[m.Indicator] = true
			words = append(words, l.text("alerts.looked."+string(m.Indicator), "Month", alertMonth(m.Start), "Looked", int64(m.Looked), "TooFew", int64(m.TooFew), "Age", int64(analytics.AlertAge)))
		}
	}
	return words
}

func (l *locale) alertMonths(months []analytics.AlertFamily) sheet {
	t := sheet{ID: "families", Caption: l.text("alerts.families"), Name: header{Text: l.text("column.period")},
		Heads: []header{l.column("looked_at"), l.column("too_few"), l.column("changed")}}
	for _, m := range months[:min(len(months), shownFamilies)] {
		t.add(sheetRow{Name: alertMonth(m.Start), Says: l.text("alerts.indicator."+string(m.Indicator), "Age", int64(analytics.AlertAge)),
			Cells: []sheetCell{plain(figure{Text: l.count(int64(m.Looked))}), plain(figure{Text: l.count(int64(m.TooFew))}), plain(figure{Text: l.count(int64(m.Changed))})}})
	}
	return t
}

// alertPart lists the first alerts.
func (r request) alertPart(id, caption string, alerts []analytics.Alert, most int) alertPart {
	l := r.locale
	if len(alerts) == 0 {
		return alertPart{None: l.text("alerts.none." + id)}
	}
	part := alertPart{Sheet: sheet{ID: id, Caption: caption, Name: l.column("alert"),
		Heads: []header{l.column("first_month"), l.column("usual"), l.column("alert_change"), l.column("others_change"), l.column("later_change")}}}
	for _, a := range alerts[:min(len(alerts), most)] {
		part.Sheet.add(r.alertRow(a))
	}
	if len(alerts) > most {
		part.Shown = l.text("ranking.shown", "Shown", int64(most), "Count", int64(len(alerts)))
	}
	return part
}

// changes lists the first alerts on a page about something else; slug is the
// platform it is about. Without an answer there is nothing.
func (r request) changes(id string, alerts *analytics.Alerts, list []analytics.Alert, slug string) alertPart {
	if alerts == nil {
		return alertPart{}
	}
	part := r.alertPart(id, r.locale.text("alerts.log"), list, frontAlerts)
	to, p := *viewNamed("alerts"), r.parameters
	if slug != "" {
		p.query.Filters = maps.Clone(p.query.Filters)
		p.query.Filters[analytics.DimPlatform] = analytics.Filter{Values: []string{slug}}
	}
	part.Href = withQuery(to.address(asPage, ""), p.values(to.accepts).Encode())
	return part
}

func (r request) alertRow(a analytics.Alert) sheetRow {
	l := r.locale
	row := sheetRow{Name: l.alertName(a), Says: l.alertSays(a), Cells: []sheetCell{
		{figure: figure{Text: l.alertSpan(a)}, Of: l.alertStill(a)},
		{figure: figure{Text: l.text("alerts.from_to", "Usual", l.alertFigure(a.Indicator, a.Usual), "Now", l.alertFigure(a.Indicator, a.Now))}, Of: l.text("alerts.window." + string(a.Window))},
		measured(func(v float64) string { return l.alertChange(a.Indicator, v) }, l, &a.Change, &a.Low, &a.High, ""),
		measured(func(v float64) string { return l.alertChange(a.Indicator, v) }, l, a.Others, nil, nil, l.text("alerts.no_others")),
		measured(func(v float64) string { return l.alertChange(a.Indicator, v) }, l, a.Later, nil, nil, l.text("alerts.later_unknown")),
	}}
	row.Cells[len(row.Cells)-1].Of = l.text("alerts.verdict." + string(a.Verdict))
	if a.Peak != a.First {
		row.Cells[2].Of = l.text("alerts.peak", "Change", l.alertChange(a.Indicator, a.PeakChange), "Month", alertMonth(a.Peak))
	}
	switch {
	case a.Platform.Slug != "":
		row.Href = r.elsewhere(*viewNamed("platform"), a.Platform.Slug)
	case a.Issue != "":
		row.Href = r.elsewhere(*viewNamed("issue"), a.Issue)
	}
	for _, note := range a.Notes {
		row.Notes = append(row.Notes, l.text("note."+string(note)))
	}
	return row
}

// alertName is whose figure changed.
func (l *locale) alertName(a analytics.Alert) string {
	switch a.Scope {
	case analytics.AlertSource:
		return l.text("alerts.scope.source")
	case analytics.AlertIssue:
		return l.text("alerts.scope.issue", "Issue", l.issue(a.Issue))
	case analytics.AlertSeller:
		return l.business(a.Seller.Key, a.Seller.Name)
	case analytics.AlertPlatformIssue:
		return l.text("alerts.scope.platform_issue", "Platform", l.business(a.Platform.Key, a.Platform.Name), "Issue", l.issue(a.Issue))
	}
	return l.business(a.Platform.Key, a.Platform.Name)
}

// alertSays is what changed, and in which issues of a platform it shows too.
func (l *locale) alertSays(a analytics.Alert) string {
	says := l.text("alerts."+string(a.Direction)+"."+string(a.Indicator), "Age", int64(analytics.AlertAge))
	if also := l.alertAlso(a); also != "" {
		return l.text("alerts.says_also", "Says", says, "Also", also)
	}
	return says
}

// alertAlso names the issues of a platform in which its change shows too; empty
// where there are none.
func (l *locale) alertAlso(a analytics.Alert) string {
	if len(a.Issues) == 0 {
		return ""
	}
	names := make([]string, len(a.Issues))
	for i, code := range a.Issues {
		names[i] = l.issue(code)
	}
	return l.text("alerts.also", "Issues", strings.Join(names, l.text("alerts.comma")))
}

func (l *locale) alertSpan(a analytics.Alert) string {
	if a.First == a.Last {
		return alertMonth(a.First)
	}
	return l.text("rate.interval", "Low", alertMonth(a.First), "High", alertMonth(a.Last))
}

func (l *locale) alertStill(a analytics.Alert) string {
	if a.Ongoing {
		return l.text("alerts.ongoing")
	}
	return ""
}

// alertFigure is a number of complaints a month, or a share.
func (l *locale) alertFigure(i analytics.AlertIndicator, v float64) string {
	if i == analytics.AlertComplaints {
		return l.decimal(v)
	}
	return l.share(v)
}

// alertChange is a ratio of numbers, or a difference of shares in percentage points.
func (l *locale) alertChange(i analytics.AlertIndicator, v float64) string {
	if i == analytics.AlertComplaints {
		return l.text("alerts.times", "Ratio", l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(2), number.MinFractionDigits(2))))
	}
	return l.text("alerts.points", "Points", l.points(v))
}
