package analytics

// alertMetrics are the figures of the alerts.
func alertMetrics() []Metric {
	const interval = "bound of 95%: ± z √(1/y + 1/Y) about ln(alert_change), y and Y the complaints of both sides; of shares ± z √(p(1−p)/n + P(1−P)/N); z for the unit’s noise"
	return []Metric{
		{Code: "usual", Unit: "figure",
			Formula: "mean number of complaints a month, or resolved within 30 days ÷ complaints, over the months compared with: the latest 12 of the 18 before in which the unit had not changed, or the same 6 or 12 months a year before"},
		{Code: "in_first_month", Unit: "figure", Formula: "the same over the first month, or over the 6 or 12 months that end with it"},
		{Code: "alert_change", Unit: "figure", Formula: "in_first_month ÷ usual of numbers; in_first_month − usual of shares"},
		{Code: "alert_low", Unit: "figure", Formula: "lower " + interval},
		{Code: "alert_high", Unit: "figure", Formula: "upper " + interval},
		{Code: "others_change", Unit: "figure", Formula: "alert_change, of all others of the same kind between the same months"},
		{Code: "peak_change", Unit: "figure", Formula: "largest alert_change among the months of the episode"},
		{Code: "later_change", Unit: "figure", Formula: "alert_change, with the three months after the first in place of the first"},
		{Code: "verdict", Unit: "code",
			Formula: "held: later_change has the direction of alert_change, is beside the others at least half as large, and p ≤ 5%; else faded; not_yet until three months are known"},
		{Code: "alert_p", Unit: "fraction",
			Reference: "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57; Genovese, Roeder and Wasserman 2006, Biometrika 93; Ignatiadis and Sen 2025, Annals of Statistics 53",
			Formula:   "Benjamini–Hochberg over all units of the month and indicator, half of the budget for source, issues and platforms, half for issues at platforms and sellers; p = number of windows × the smallest of their p, each the larger of two: against the own level, and beside the others; 1 below the least change; listed at ≤ 2% for each of the two indicators; the noise of a unit: its own scatter weighed by how the scatter of all units is spread"},
		{Code: "looked_at", Unit: "figure", Formula: "units with at least 60 complaints in the twelve months before; for shares also 30 in the month"},
	}
}
