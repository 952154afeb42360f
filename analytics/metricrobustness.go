package analytics

func robustnessMetrics() []Metric {
	const (
		handbook = "OECD and JRC 2008, Handbook on Constructing Composite Indicators; Saisana, Saltelli and Tarantola 2005, Journal of the Royal Statistical Society A 168"
		cusum    = "negative binomial tail of a count against the same weekday two to eight weeks before and after"
	)
	return []Metric{
		{Code: "burst_days", Unit: "days", Reference: cusum,
			Formula: "days with 10 complaints or more, at least 3 times the mean of the same weekday 2 to 8 weeks away, and Pr(as many) ≤ 1% ÷ days looked at"},
		{Code: "burst_filed", Unit: "complaints", Formula: "complaints opened on burst_days"},
		{Code: "no_burst_rate", Unit: "fraction", HighIsGood: good(), Numerator: "resolved not opened on burst_days", Denominator: "rated not opened on burst_days",
			Formula: "resolved ÷ (resolved + unresolved) without burst_filed"},
		{Code: "with_text", Unit: "complaints", Formula: "complaints with a text of 40 letters or more"},
		{Code: "copied", Unit: "complaints", Formula: "complaints of with_text with the same letters as an earlier one about the platform"},
		{Code: "no_copy_rate", Unit: "fraction", HighIsGood: good(), Numerator: "resolved not copied", Denominator: "rated not copied",
			Formula: "resolved ÷ (resolved + unresolved) without copied"},
		{Code: "score", Unit: "score", HighIsGood: good(), Reference: handbook,
			Formula: "mean of z over the indicators known of the source (resolution, within_30, response, timely); z = (posterior mean of the log-odds − mean of all rows) ÷ standard deviation of all rows"},
		{Code: "worst_part", Unit: "score", HighIsGood: good(), Reference: handbook, Formula: "lowest z of the indicators"},
		{Code: "score_expected_rank", Unit: "rank", HighIsGood: bad(), Reference: handbook,
			Formula: "mean rank over 4,000 draws of weights (evenly from all that add up to 1) and of indicators (normal with their errors)"},
		{Code: "weighting_share", Unit: "fraction", HighIsGood: good(), Reference: handbook,
			Formula: "share of 100,000 weightings, drawn evenly, in which the row scores above the other of two; ties count half"},
		{Code: "reclame_aqui_low", Unit: "score", HighIsGood: good(), Reference: "the formula of Reclame Aqui as it is circulated",
			Formula: "(2·IR + 30·MA + 3·IS + 2·IN) ÷ 100; IR = response_rate in percent, MA = mean_rating from 0 to 10, IS = resolution_rate in percent, IN = 0"},
		{Code: "reclame_aqui_high", Unit: "score", HighIsGood: good(), Reference: "the formula of Reclame Aqui as it is circulated", Formula: "the same with IN = 100"},
		{Code: "dianshubao_index", Unit: "fraction", HighIsGood: good(), Reference: "in the manner of 100EC's 电诉宝, whose weights are not published",
			Formula: "(response_rate + timely_rate + resolution_rate) ÷ 3; bands from 0.75 and from 0.4"},
	}
}
