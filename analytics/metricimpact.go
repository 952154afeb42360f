package analytics

func impactMetrics() []Metric {
	const (
		interrupted = "Turner, Forbes, Karahalios, Taljaard and McKenzie 2021, BMC Medical Research Methodology 21"
		neweyWest   = "Newey and West 1987, Econometrica 55"
		clusters    = "Cameron, Gelbach and Miller 2008, Review of Economics and Statistics 90"
	)
	return []Metric{
		{Code: "impact_effect", Unit: "ratio", Reference: interrupted,
			Formula: "b2 + b3 · (t − T) half a year after the event (t), or at the last period before that; y = b0 + b1 · t + b2 · after + b3 · after · (t − T), with two pairs of yearly waves where there are two years; T = last period before; errors follow AR(1), by REML; y = resolved_within_age ÷ at_risk, the effect being a difference of shares; or the logarithm of complaints per day, the effect being exp(…) − 1"},
		{Code: "impact_low", Unit: "ratio", Reference: interrupted,
			Formula: "impact_effect − t(97.5%, periods − coefficients) · the larger of its standard error and that with the autocorrelation one standard error higher; impact_high likewise with +; of complaints, both on the logarithm"},
		{Code: "newey_effect", Unit: "ratio", Reference: neweyWest,
			Formula: "the same model by least squares; interval with Bartlett weights up to lag 4 · (n ÷ 100)^(2/9), variance times n ÷ (n − coefficients)"},
		{Code: "detectable", Unit: "ratio", Formula: "1.43 · half of the width of the interval: (1.960 + 0.842) ÷ 1.960; of complaints, exp(…) − 1"},
		{Code: "placebo_share", Unit: "fraction", Numerator: "made-up dates with |effect ÷ standard error| at least as large", Denominator: "made-up dates",
			Formula: "made-up dates with |effect ÷ standard error| at least as large ÷ made-up dates; those before the event with 12 periods on each side, 60 at most; no p-value"},
		{Code: "straight_p", Unit: "fraction", Reference: interrupted, Formula: "two-sided p of a quadratic term in the periods before, by REML with AR(1) errors"},
		{Code: "control_effect", Unit: "ratio", Formula: "impact_effect of the same model in the complaints that the entry does not concern"},
		{Code: "difference_effect", Unit: "ratio", Reference: clusters,
			Formula: "mean by month after − before among what the entry concerns, less the same among the rest (unit and month effects; up to 12 months on each side); of complaints, exp(…) − 1"},
		{Code: "difference_p", Unit: "fraction", Reference: clusters, Formula: "wild cluster bootstrap-t, 999 draws; empty with one unit concerned"},
	}
}
