package analytics

func courseMetrics() []Metric {
	const (
		senSlope = "Sen 1968, Journal of the American Statistical Association 63; variance: Hamed and Rao 1998, Journal of Hydrology 204"
		pelt     = "Killick, Fearnhead and Eckley 2012, Journal of the American Statistical Association 107"
		loess    = "Cleveland, Cleveland, McRae and Terpenning 1990, Journal of Official Statistics 6"
		newcombe = "Newcombe 1998, Statistics in Medicine 17, method 10"
		twoTests = "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57; test: Mann 1945, Econometrica 13"
		run      = "tested share s of the longest run of periods that are whole, mature, not provisional and above the floor"
	)
	return []Metric{
		{Code: "trend_slope", Unit: "fraction", HighIsGood: good(), Reference: senSlope,
			Formula: "12 · median of (s(j) − s(i)) ÷ (j − i) over all pairs of months i < j; " + run},
		{Code: "trend_low", Unit: "fraction", Reference: senSlope,
			Formula: "the slope with rank (N − 1.96 · √V) ÷ 2 of the N slopes between pairs; V = variance of the Mann–Kendall S, never less than that of neighbours as alike as these"},
		{Code: "trend_high", Unit: "fraction", Reference: senSlope,
			Formula: "the slope with rank (N + 1.96 · √V) ÷ 2 of the N slopes between pairs; V = variance of the Mann–Kendall S, never less than that of neighbours as alike as these"},
		{Code: "trend_flag", Unit: "code", Reference: twoTests,
			Formula: "up or down: p of the Mann–Kendall test, adjusted over all eligible rows with 24 months in a row, ≤ 5%; else none"},
		{Code: "level", Unit: "fraction", HighIsGood: good(), Reference: pelt, Numerator: "resolved of the tested share, between two changes", Denominator: "complaints of the tested share, between two changes",
			Formula: "the changes minimise binomial deviance ÷ (φ · 1.3 ÷ 0.7) + 3 · ln n per change, over levels of a year at least; φ = variation of neighbours beyond the binomial"},
		{Code: "seasonally_adjusted", Unit: "fraction", HighIsGood: good(), Reference: loess,
			Formula: "(√s − season)², season by robust STL with a seasonal window of 13; s = tested share; three whole seasons and 30 complaints in every period at least"},
		{Code: "complaints_adjusted", Unit: "complaints", Reference: loess,
			Formula: "exp(ln(complaints + 0.5) − season) − 0.5, season by robust STL with a seasonal window of 13"},
		{Code: "change", Unit: "fraction", HighIsGood: good(), Reference: newcombe,
			Formula: "tested share of the period − tested share of the period it is compared with"},
	}
}
