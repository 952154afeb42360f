package analytics

const (
	mantelHaenszel = "Mantel and Haenszel 1959, Journal of the National Cancer Institute 22; Sato 1989, Biometrics 45"
	breslowDay     = "Breslow and Day 1980, Statistical Methods in Cancer Research 1; Tarone 1985, Biometrika 72"
	robinsBreslow  = "Robins, Breslow and Greenland 1986, Biometrics 42; Greenland and Robins 1985, Biometrics 41"
)

func evidenceMetrics() []Metric {
	return []Metric{
		{Code: "with_rate", Unit: "fraction", HighIsGood: good(), Numerator: "resolved with the evidence", Denominator: "rated with the evidence",
			Formula: "resolved ÷ rated, of complaints that come with all of the evidence of the row"},
		{Code: "others_rate", Unit: "fraction", HighIsGood: good(), Numerator: "resolved without the evidence", Denominator: "rated without the evidence",
			Formula: "resolved ÷ rated, of complaints that lack some or all of the evidence of the row"},
		{Code: "crude_difference", Unit: "fraction", Reference: "Newcombe 1998, Statistics in Medicine 17",
			Formula: "with_rate − others_rate; interval from the Wilson intervals of both"},
		{Code: "adjusted_difference", Unit: "fraction", Reference: mantelHaenszel,
			Formula: "Σ (a·n0 − c·n1) ÷ N over Σ n1·n0 ÷ N, over strata with both sides; a of n1 resolved with the evidence, c of n0 without, N = n1 + n0; none where tarone_p < 5% or signs_differ"},
		{Code: "adjusted_difference_p", Unit: "fraction", Reference: mantelHaenszel, Formula: "two-sided, of adjusted_difference ÷ its standard error, normal"},
		{Code: "adjusted_difference_q", Unit: "fraction", Reference: "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57",
			Formula: "adjusted_difference_p adjusted over all rows that could be compared; beyond_chance where ≤ 5%"},
		{Code: "standardised_difference", Unit: "fraction", Reference: "Robins 1986, Mathematical Modelling 7",
			Formula: "Σ N · (a ÷ n1 − c ÷ n0) ÷ Σ N, over strata with both sides"},
		{Code: "risk_ratio", Unit: "ratio", Reference: robinsBreslow, Formula: "Σ a·n0 ÷ N over Σ c·n1 ÷ N"},
		{Code: "odds_ratio", Unit: "ratio", Reference: robinsBreslow, Formula: "Σ a·d ÷ N over Σ b·c ÷ N, b and d being those not resolved"},
		{Code: "e_value", Unit: "ratio", Reference: "VanderWeele and Ding 2017, Annals of Internal Medicine 167",
			Formula: "R + √(R·(R − 1)), R = risk_ratio, or 1 ÷ risk_ratio where that is above 1"},
		{Code: "e_value_bound", Unit: "ratio", Reference: "VanderWeele and Ding 2017, Annals of Internal Medicine 167",
			Formula: "the same of the end of the interval of risk_ratio that is nearer to 1; 1 where the interval holds 1"},
		{Code: "tarone_p", Unit: "fraction", Reference: breslowDay,
			Formula: "p of Tarone’s test of one odds ratio in all strata, those with fewer than 5 expected in some cell being merged over the amount, then the platform"},
		{Code: "signs_differ", Unit: "flag", Formula: "some stratum of that test lies above 0 and another one below, each with p ≤ 5% adjusted over the strata (Benjamini and Hochberg)"},
		{Code: "with_median_days", Unit: "days", HighIsGood: bad(), Reference: brookmeyerCrowley,
			Formula: "first day on which at most half of the complaints with the evidence are not closed (Kaplan–Meier), open ones censored at the data cut"},
		{Code: "others_median_days", Unit: "days", HighIsGood: bad(), Reference: brookmeyerCrowley,
			Formula: "the same of the complaints without it"},
	}
}

func sizeMetrics() []Metric {
	const exact = "Garwood 1936, Biometrika 28"
	return []Metric{
		{Code: "per_size", Unit: "per_size", HighIsGood: bad(), Reference: exact, Numerator: "complaints opened on days of which the size is known", Denominator: "exposure",
			Formula: "exposed_complaints ÷ exposure · 100,000, of revenue · 1,000,000"},
		{Code: "per_size_low", Unit: "per_size", Reference: exact, Formula: "χ²(2.5%; 2x) ÷ 2 in place of x = exposed_complaints"},
		{Code: "per_size_high", Unit: "per_size", Reference: exact, Formula: "χ²(97.5%; 2x + 2) ÷ 2 in place of x = exposed_complaints"},
		{Code: "per_size_shrunk", Unit: "per_size", HighIsGood: bad(), Reference: "gamma–Poisson model by maximum likelihood; Clayton and Kaldor 1987, Biometrics 43",
			Numerator: "α + exposed_complaints", Denominator: "β + exposure",
			Formula: "(α + exposed_complaints) ÷ (β + exposure), α and β from all platforms of the same exposure_measure, 10 at least"},
		{Code: "exposed_complaints", Unit: "complaints", Formula: "complaints opened on days of which the size is known"},
		{Code: "exposure", Unit: "size", Formula: "Σ of the register over the known days of the view, each period spread evenly over its days; of accounts and active users: mean · days ÷ 365.25"},
		{Code: "exposure_covered", Unit: "fraction", Numerator: "days of which the size is known", Denominator: "days of the view", Formula: "days of the view of which the size is known ÷ days of the view"},
	}
}
