package main_test

import (
	"testing"

	"redress/analytics"
	"redress/analytics/stat"
	"redress/ingest/demo"
)

// alertsFound: the platform that improves has an alert after the rule change that
// says so, and what is listed of platforms that are planted equal, better or worse
// throughout stays in the budget.
func alertsFound(t *testing.T, p planted) {
	alerts, err := p.service.Alerts(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	roles := map[string]demo.Role{}
	for _, platform := range p.truth.Platforms {
		roles[platform.Name] = platform.Role
	}
	improved, falsely := false, 0
	change := alerts.Source.LastOpened.Time().AddDate(0, -p.truth.RuleChangeMonths, 0)
	for _, a := range alerts.Log {
		role, known := roles[a.Platform.Name]
		switch {
		case a.Indicator != analytics.AlertResolved || !known:
		case role == demo.Improves && a.Direction == stat.Rose:
			if a.First.Time().Before(change) {
				t.Errorf("%s is said to improve from %s on, before the rule", a.Platform.Name, a.First)
			}
			improved = true
			if a.Verdict == analytics.AlertFaded {
				t.Errorf("that %s improves is said to have faded", a.Platform.Name)
			}
		case role == demo.Worsens && a.Direction == stat.Fell:
		default:
			falsely++
		}
	}
	if !improved {
		t.Error("the platform that improves has no alert")
	}
	// 46 families of a month and an indicator: one false change in 20 of the months is
	// what is promised.
	if falsely > 2 {
		t.Errorf("%d alerts say that the share changed of platforms that did not change", falsely)
	}
}
