package main_test

import (
	"testing"

	"redress/analytics"
	"redress/analytics/stat"
	"redress/ingest/demo"
)

// courseFound: the platform that improves with the rule is said to have changed its
// level then, upwards, and its trend rises; that of the one that worsens does not; and of
// those that are alike over the whole window hardly any is said to move.
func courseFound(t *testing.T, p planted) {
	_, rows := p.platforms(t)
	flat, moving, changed := 0, 0, 0
	for _, platform := range p.truth.Platforms {
		row, ok := rows[platform.Name]
		if !ok || row.Slug == "" {
			continue
		}
		trend, err := p.service.Trend(t.Context(), analytics.Query{Filters: map[analytics.Dimension]analytics.Filter{analytics.DimPlatform: {Values: []string{row.Slug}}}})
		if err != nil {
			t.Fatal(err)
		}
		c := trend.Course
		switch platform.Role {
		case demo.Improves:
			if len(c.Levels.Levels) != 2 || !(c.Levels.Levels[1].Value > c.Levels.Levels[0].Value) {
				t.Errorf("%s improves at once and has the levels %+v", platform.Name, c.Levels)
				continue
			}
			last := len(trend.Points) - 1
			if off := last - c.Levels.Levels[1].First - p.truth.RuleChangeMonths; off < -3 || off > 3 {
				t.Errorf("%s changed its level %d months before the last, the rule is planted %d before it", platform.Name, last-c.Levels.Levels[1].First, p.truth.RuleChangeMonths)
			}
			if row.Trend == nil || row.Trend.Slope <= 0 {
				t.Errorf("%s improves and has the trend %+v", platform.Name, row.Trend)
			}
		case demo.Worsens:
			// It worsens in the second half only, little by little: some fifty complaints a
			// month show where it goes, hardly more than chance would.
			if c.Line.Slope == nil || *c.Line.Slope >= 0 || c.Line.Verdict == stat.Rose || *c.Line.P > 0.2 {
				t.Errorf("%s worsens and has the line %+v", platform.Name, c.Line)
			}
			if row.Trend != nil && row.Trend.Flag == analytics.TrendUp {
				t.Errorf("%s worsens and is flagged as rising", platform.Name)
			}
		default:
			if c.Line.Withheld != "" {
				continue
			}
			flat++
			if c.Line.Verdict != stat.NotDetectable {
				moving++
			}
			if len(c.Levels.Levels) > 1 {
				changed++
			}
		}
	}
	// Everybody improves a little (Trend), and bad sellers come and go.
	t.Logf("of %d platforms without a planted change %d have a trend and %d a change of level", flat, moving, changed)
	if flat < 8 || moving*4 > flat || changed*8 > flat {
		t.Errorf("of %d platforms without a planted change %d have a trend and %d a change of level", flat, moving, changed)
	}
}
