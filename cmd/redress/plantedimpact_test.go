package main_test

import (
	"testing"

	"redress/analytics"
	"redress/ingest/demo"
)

// impactFound: the platform that improves when the rule comes into force is found to,
// by the rule in its own view and by the report about it in everybody's, and no entry
// without a change has one.
func impactFound(t *testing.T, p planted) {
	improves := ""
	for _, platform := range p.truth.Platforms {
		if platform.Role == demo.Improves {
			improves = platform.Name
		}
	}
	rose := func(what string, i analytics.Impact) {
		t.Helper()
		o := i.Outcomes[0]
		if o.Measure != analytics.ImpactResolved || o.Verdict != analytics.ImpactRose || o.Effect == nil || *o.Effect < 0.04 || *o.Effect > 0.25 {
			t.Errorf("%s: %s is %s (%s) by %v, want resolved_within_age to have risen", what, o.Measure, o.Verdict, o.Why, o.Effect)
		}
	}
	own := analytics.Query{Filters: map[analytics.Dimension]analytics.Filter{analytics.DimPlatform: {Values: []string{p.slug(t, improves)}}}}
	rule, err := p.service.Impact(t.Context(), demo.RuleChangeID, own)
	if err != nil {
		t.Fatal(err)
	}
	rose("the rule in the view of "+improves, rule.Impact)

	all, err := p.service.Impacts(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	reports, quiet := 0, 0
	for _, row := range all.Rows {
		one, err := p.service.Impact(t.Context(), row.ID, analytics.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if row.Platform.Name == improves {
			reports++
			rose("the report about "+improves, one.Impact)
			continue
		}
		for _, o := range one.Outcomes {
			quiet++
			if o.Verdict == analytics.ImpactRose || o.Verdict == analytics.ImpactFell {
				t.Errorf("%s: %s %s by %.3f (%.3f to %.3f), and nothing is planted there", row.ID, o.Measure, o.Verdict, *o.Effect, *o.Low, *o.High)
			}
		}
		if row.SeriesBreak != (one.Outcomes[0].Why == analytics.BreaksSeries) {
			t.Errorf("%s breaks the series: %v, and is not supported because of %q", row.ID, row.SeriesBreak, one.Outcomes[0].Why)
		}
	}
	if reports == 0 || quiet < 10 {
		t.Errorf("%d reports about %s and %d measures of other entries, want some of both", reports, improves, quiet)
	}
}
