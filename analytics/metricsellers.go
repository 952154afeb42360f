package analytics

const (
	kitagawaOf     = "Kitagawa 1955, Journal of the American Statistical Association 50"
	gapInterval    = "delta method over sellers, as Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6"
	clopperPearson = "Clopper and Pearson 1934, Biometrika 26; Przyborowski and Wilenski 1940, Biometrika 31"
)

func sellerMetrics() []Metric {
	return []Metric{
		{Code: "unnamed_share", Unit: "fraction", HighIsGood: bad(), Numerator: "complaints − naming", Denominator: "complaints", Formula: "(complaints − naming) ÷ complaints"},
		{Code: "top_1_share", Unit: "fraction", Numerator: "complaints about the seller with most", Denominator: "naming",
			Formula: "complaints about the seller with most ÷ naming; likewise with the 5 and the 10 with most; empty with no more sellers than that, below 30 naming, and where less than half of the complaints name a seller"},
		{Code: "gini", Unit: "index", Reference: "Gini 1912, Variabilità e mutabilità",
			Formula: "2 Σ i · x(i) ÷ (n Σ x(i)) − (n + 1) ÷ n, x(i) = complaints about the i-th of n sellers, fewest first"},
		{Code: "hhi", Unit: "index", Reference: "Herfindahl 1950; Hirschman 1964, American Economic Review 54", Formula: "Σ (x(i) ÷ naming)², x(i) = complaints about a seller"},
		{Code: "gap", Unit: "fraction", HighIsGood: good(), Reference: kitagawaOf + "; interval: " + gapInterval,
			Formula: "resolution_rate − elsewhere_rate = seller_mix + handling + undecided"},
		{Code: "seller_mix", Unit: "fraction", HighIsGood: good(), Reference: kitagawaOf,
			Formula: "Σ over groups g of (share here − share elsewhere) · (rate here + rate elsewhere) ÷ 2, share = judged complaints of g ÷ all judged; groups: each seller judged here and elsewhere, the others by their complaints in all (1, 2 to 9, 10 to 99, 100 and more), and no seller named; where a group is absent on one side its rate is that of the other"},
		{Code: "handling", Unit: "fraction", HighIsGood: good(), Reference: kitagawaOf,
			Formula: "Σ over sellers judged here and elsewhere of (rate here − rate elsewhere) · (share here + share elsewhere) ÷ 2"},
		{Code: "undecided", Unit: "fraction", HighIsGood: good(), Reference: kitagawaOf, Formula: "the same over the groups of the other sellers and of no seller named"},
		{Code: "after_ratio", Unit: "change", HighIsGood: bad(), Reference: clopperPearson,
			Numerator: "after_90", Denominator: "before_90",
			Formula: "after_90 ÷ before_90; interval: exact binomial of after_90 among both; of several sellers: on the log scale, Σ (after − ratio · before)² over sellers"},
		{Code: "expected_after_90", Unit: "complaints",
			Formula: "before_90 · Σ after ÷ Σ before over windows: sellers on a platform and days 30 apart with as many complaints in the 30 days before and in the 60 before those (classes of 1 + ⌊2 log₂ n⌋), 10 or more together, and no action in 90 days before and after; at least 10 windows of 5 sellers"},
		{Code: "against_unacted", Unit: "change", HighIsGood: bad(), Numerator: "after_90 of the sellers compared", Denominator: "expected_after_90 of them",
			Formula: "Σ after_90 ÷ Σ expected_after_90 over sellers with windows to compare with, 10 or more; interval on the log scale: between sellers, and between windows times 3, since they overlap"},
		{Code: "acted_by_90", Unit: "fraction", Reference: "Kaplan and Meier 1958, Journal of the American Statistical Association 53",
			Formula: "1 − S(90), S = share of sellers on the platform without an action so many days after the first complaint about them there, followed up to the cut; likewise by 30 and 365 days"},
		{Code: "median_days_to_action", Unit: "days", Reference: brookmeyerCrowley, Formula: "smallest t with S(t) ≤ ½; empty where fewer than half are acted on in the time followed"},
	}
}
