package dashboard

import (
	"redress/analytics"
	"redress/analytics/stat"
)

// courseFamilies are the keys about the course of a trend that code completes from a
// closed list.
func courseFamilies() map[string][]string {
	const few, short = string(analytics.TooFewPeriods), string(analytics.PeriodsTooShort)
	tested := []string{string(analytics.ShareAtAge), string(analytics.ShareRated)}
	verdicts := []string{string(stat.Rose), string(stat.Fell), string(stat.NotDetectable)}
	withheld := []string{string(analytics.OutcomeFiltered), string(analytics.OnlyEnded), string(analytics.StagePicked)}
	return map[string][]string{
		"course.event.": stringsOf(analytics.CourseEvents), "course.withheld.": withheld,
		"course.of.": tested, "course.chart.title.": tested,
		"course.line.": append([]string{few, short}, verdicts...), "course.levels.": {"none", "change", few}, "course.volume.": {"none", "change"},
		"course.season.": {"done", few, string(analytics.TooFewForSeason)}, "course.signals.": {"plain", "wide"},
		"course.compared.": append([]string{"none"}, verdicts...),
		"change.":          {string(stat.Rose), string(stat.Fell), "nothing_there", "not_comparable"},
		"change.head.":     stringsOf(analytics.Compares), "compare.": append([]string{"none"}, stringsOf(analytics.Compares)...),
		"trend.flag.": {string(analytics.TrendUp), string(analytics.TrendDown), string(analytics.TrendNone), "short", "unknown"},
		"trends.of.":  tested, "trends.withheld.": append([]string{few}, withheld...),
	}
}
