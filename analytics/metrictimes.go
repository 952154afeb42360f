package analytics

import "strconv"

func timeMetrics() []Metric {
	const (
		kaplanMeier   = "Kaplan and Meier 1958, Journal of the American Statistical Association 53; interval: Brookmeyer and Crowley 1982, Biometrics 38"
		aalenJohansen = "Aalen and Johansen 1978, Scandinavian Journal of Statistics 5"
		restricted    = "Royston and Parmar 2013, BMC Medical Research Methodology 13"
		logRank       = "Mantel 1966, Cancer Chemotherapy Reports 50; by issue as in Peto and Peto 1972, Journal of the Royal Statistical Society A 135"
		adjustedP     = "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57"
	)
	metrics := []Metric{
		{Code: "events", Unit: "complaints", Formula: "complaints that ended by the clock, on a day that is known: closed, or answered"},
		{Code: "not_ended", Unit: "complaints", Formula: "complaints − events − undated"},
		{Code: "undated", Unit: "complaints", Formula: "complaints closed on a day that nobody says"},
		{Code: "young", Unit: "complaints", Formula: "complaints of not_ended that are fewer than 90 days old at the data cut"},
		{Code: "median_days", Unit: "days", HighIsGood: bad(), Reference: kaplanMeier,
			Formula: "first day t with S(t) ≤ 50%, S(t) = Π(1 − d(i) ÷ n(i)) over days i ≤ t; n(i) = complaints followed to day i and not ended before, d(i) = those of them that ended on it"},
		{Code: "rmst_days", Unit: "days", HighIsGood: bad(), Reference: restricted, Formula: "area under S(t) from day 0 to tau_days"},
		{Code: "tau_days", Unit: "days", Formula: "90, or the longest time that any complaint was followed, where that is shorter"},
		{Code: "logrank_p", Unit: "fraction", Reference: logRank,
			Formula: "Pr(χ² ≥ (O − E)² ÷ V, 1 degree of freedom); O = endings here, E = Σ n(here) · d ÷ n over days and issues, V = Σ n(here) · n(there) · d · (n − d) ÷ (n² · (n − 1))"},
		{Code: "logrank_ratio", Unit: "ratio", HighIsGood: good(), Reference: logRank, Numerator: "O", Denominator: "E", Formula: "O ÷ E of logrank_p"},
		{Code: "adjusted_p", Unit: "fraction", Reference: adjustedP,
			Formula: "p of the test, adjusted over all platforms with one, by clock: smallest of m · p(j) ÷ j over the j-th and all larger of the m sorted p"},
		{Code: "gap_by_30", Unit: "fraction", HighIsGood: good(), Reference: "interval as in Newcombe 1998, Statistics in Medicine 17, method 10",
			Formula: "resolved_by_30 (time to response: responded_by_30) here − there"},
		{Code: "gap_days", Unit: "days", HighIsGood: bad(), Reference: restricted, Formula: "rmst_days here − there, at the smaller tau_days; interval ± 1.96 · √(se² + se²)"},
	}
	for _, age := range Ages {
		day := strconv.Itoa(age)
		metrics = append(metrics,
			Metric{Code: "resolved_by_" + day, Unit: "fraction", HighIsGood: good(), Reference: aalenJohansen,
				Formula: "Σ S(i − 1) · r(i) ÷ n(i) over days i ≤ " + day + "; r(i) = complaints resolved on day i, S and n as in median_days"},
			Metric{Code: "responded_by_" + day, Unit: "fraction", HighIsGood: good(), Reference: aalenJohansen,
				Formula: "1 − S(" + day + ") of the time to response; a complaint closed without a response goes on waiting for one"})
	}
	for _, ending := range []Ending{EndedUnresolved, EndedWithdrawn, EndedOtherwise} {
		metrics = append(metrics, Metric{Code: string(ending) + "_by_90", Unit: "fraction", Reference: aalenJohansen,
			Formula: "as resolved_by_90, of complaints that ended as " + string(ending)})
	}
	return append(metrics, Metric{Code: "still_open_at_90", Unit: "fraction", HighIsGood: bad(), Reference: aalenJohansen,
		Formula: "S(90) = 1 − resolved_by_90 − unresolved_by_90 − withdrawn_by_90 − otherwise_by_90"})
}
