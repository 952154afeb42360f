package analytics

const (
	cumulativeIncidence = "Aalen and Johansen 1978, Scandinavian Journal of Statistics 5; Andersen, Abildstrom and Rosthøj 2002, Statistical Methods in Medical Research 11"
	brookmeyerCrowley   = "Kaplan and Meier 1958, Journal of the American Statistical Association 53; Brookmeyer and Crowley 1982, Biometrics 38"
)

func ladderMetrics() []Metric {
	return []Metric{
		{Code: "entered", Unit: "complaints", Formula: "resolved + moved_on + abandoned + unrated + set_aside + waiting + end_unknown, of one stage"},
		{Code: "moved_on", Unit: "complaints", Formula: "stays after which a later entry of the complaint’s ladder is recorded"},
		{Code: "abandoned", Unit: "complaints", HighIsGood: bad(), Formula: "last stays with the result unresolved or withdrawn, of complaints that are closed"},
		{Code: "set_aside", Unit: "complaints", Formula: "last stays with the result invalid or referred, of complaints that are closed"},
		{Code: "waiting", Unit: "complaints", Formula: "last stays without a result and without a day of leaving, of complaints that are open"},
		{Code: "end_unknown", Unit: "complaints", Formula: "last stays that are none of resolved, abandoned, unrated, set_aside and waiting"},
		{Code: "undated_stays", Unit: "complaints",
			Formula: "stays without a day of entering or, unless waiting, of leaving or entering the next stage, or with one before the other began"},
		{Code: "conversion_30", Unit: "fraction", Reference: cumulativeIncidence,
			Formula: "Σ over days t ≤ 30 of S(t−) · moved on on day t ÷ at risk on day t; S = share that had not left in any way before (Kaplan–Meier); likewise with 10 and 20; interval: complementary log-log, Wilson where the share is 0 or 1"},
		{Code: "resolved_in_stage_30", Unit: "fraction", HighIsGood: good(), Reference: cumulativeIncidence,
			Formula: "Σ over days t ≤ 30 of S(t−) · resolved on day t ÷ at risk on day t; the rest as for conversion_30"},
		{Code: "median_days_in_stage", Unit: "days", HighIsGood: bad(), Reference: brookmeyerCrowley,
			Formula: "smallest t with S(t) ≤ ½, S as for conversion_30; interval: days on which the log-log bounds of S cross ½"},
		{Code: "recovered_n", Unit: "complaints", Formula: "complaints whose last stay is resolved in the stage and of which amount_recovered is known"},
		{Code: "recovered_total", Unit: "money", Formula: "Σ amount_recovered over recovered_n, within one currency"},
		{Code: "recovered_median", Unit: "money", Formula: "median of amount_recovered over recovered_n, within one currency (type 7)"},
		{Code: "recovered_share", Unit: "fraction", HighIsGood: good(), Numerator: "Σ amount_recovered over claimed_n", Denominator: "Σ amount_claimed over claimed_n",
			Formula: "Σ amount_recovered ÷ Σ amount_claimed over claimed_n, within one currency"},
	}
}
