package analytics

import "slices"

// MethodVersion names the state of the definitions below. It changes with
// every change a reader of the numbers would notice; /methods says what each
// version changed (methods.version_N of the catalogues).
const MethodVersion = "3"

// A Metric is the definition of one published figure: what /methods prints and
// what the computation follows.
type Metric struct {
	Code        string // the column name in files
	Numerator   string // in field names; empty for a plain count
	Denominator string // empty for a plain count
	HighIsGood  *bool  // nil: neither
	Unit        string // complaints, fraction, days, stars, rank, group, ratio, code, flag
	Formula     string
	Reference   string // where the method is from; empty for plain arithmetic
}

// Metrics lists every published figure in the order of the files' columns.
func Metrics() []Metric {
	return slices.Concat(countMetrics(), rateMetrics(), rankMetrics(), missingMetrics(), mixMetrics(), opinionMetrics(), funnelMetrics(), behaviourMetrics(), ageMetrics(), courseMetrics(), ladderMetrics(), sellerMetrics(), evidenceMetrics(), sizeMetrics(), timeMetrics(), impactMetrics(), alertMetrics(), robustnessMetrics())
}

func good() *bool { return new(true) }
func bad() *bool  { return new(false) }

func countMetrics() []Metric {
	return []Metric{
		{Code: "complaints", Unit: "complaints",
			Formula: "open + resolved + unresolved + unrated + withdrawn + invalid + referred + unknown"},
		{Code: "closed", Unit: "complaints", Formula: "complaints − open"},
		{Code: "rated", Unit: "complaints", Formula: "resolved + unresolved"},
	}
}

const wilson = "Wilson 1927, Journal of the American Statistical Association 22"

func rateMetrics() []Metric {
	return []Metric{
		{Code: "resolution_rate", Unit: "fraction", HighIsGood: good(),
			Numerator: "resolved", Denominator: "resolved + unresolved", Formula: "resolved ÷ (resolved + unresolved)"},
		{Code: "lenient_rate", Unit: "fraction", HighIsGood: good(),
			Numerator: "resolved + unrated", Denominator: "resolved + unresolved + unrated",
			Formula: "(resolved + unrated) ÷ (resolved + unresolved + unrated)"},
		{Code: "strict_rate", Unit: "fraction", HighIsGood: good(),
			Numerator: "resolved", Denominator: "complaints", Formula: "resolved ÷ complaints"},
		{Code: "resolution_low", Unit: "fraction", Reference: wilson,
			Formula: "(p + z²/2n − z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), n = rated, p = resolution_rate, z = 1.96"},
		{Code: "resolution_high", Unit: "fraction", Reference: wilson,
			Formula: "(p + z²/2n + z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), n = rated, p = resolution_rate, z = 1.96"},
		{Code: "unrated_share", Unit: "fraction", HighIsGood: bad(),
			Numerator: "unrated", Denominator: "resolved + unresolved + unrated", Formula: "unrated ÷ (resolved + unresolved + unrated)"},
	}
}

const (
	expectedRanks = "Laird and Louis 1989, Journal of Educational Statistics 14; Lin, Louis, Paddock and Ridgeway 2006, Bayesian Analysis 1"
	rankIntervals = "Goldstein and Spiegelhalter 1996, Journal of the Royal Statistical Society A 159"
	shrinkage     = "Laird and Louis 1987, Journal of the American Statistical Association 82; Morris 1983, the same 78"
)

func rankMetrics() []Metric {
	return []Metric{
		{Code: "rank", Unit: "rank", HighIsGood: bad(), Reference: expectedRanks,
			Formula: "1 + number of eligible rows with a lower expected_rank"},
		{Code: "rank_low", Unit: "rank", HighIsGood: bad(), Reference: rankIntervals,
			Formula: "smallest r with Pr(rank ≤ r) ≥ 2.5%; each true rate is distributed as Beta(a + resolved, b + unresolved), a and b follow from all eligible rows"},
		{Code: "rank_high", Unit: "rank", HighIsGood: bad(), Reference: rankIntervals,
			Formula: "smallest r with Pr(rank ≤ r) ≥ 97.5%; each true rate is distributed as Beta(a + resolved, b + unresolved), a and b follow from all eligible rows"},
		{Code: "expected_rank", Unit: "rank", HighIsGood: bad(), Reference: expectedRanks,
			Formula: "1 + Σ over the other eligible rows of Pr(true rate of that row > true rate of this row)"},
		{Code: "best_tenth", Unit: "fraction", HighIsGood: good(), Reference: rankIntervals,
			Formula: "Pr(rank ≤ k), k = number of eligible rows ÷ 10, rounded up"},
		{Code: "worst_tenth", Unit: "fraction", HighIsGood: bad(), Reference: rankIntervals,
			Formula: "Pr(rank > K − k), K = number of eligible rows, k = K ÷ 10, rounded up"},
		{Code: "group", Unit: "group", HighIsGood: bad(), Reference: rankIntervals,
			Formula: "in rank order; a new group begins at a row whose log-odds differ from those of the group's first row by a 95% interval without 0"},
		{Code: "shrunk_rate", Unit: "fraction", HighIsGood: good(), Reference: shrinkage,
			Numerator: "a + resolved", Denominator: "a + b + rated",
			Formula: "(a + resolved) ÷ (a + b + rated), averaged over the a and b that the eligible rows allow"},
	}
}

const partialIdentification = "Manski 2003, Partial Identification of Probability Distributions"

func missingMetrics() []Metric {
	return []Metric{
		{Code: "bound_low", Unit: "fraction", HighIsGood: good(), Reference: partialIdentification,
			Numerator: "resolved", Denominator: "resolved + unresolved + unrated + unknown", Formula: "resolved ÷ (resolved + unresolved + unrated + unknown)"},
		{Code: "bound_high", Unit: "fraction", HighIsGood: good(), Reference: partialIdentification,
			Numerator: "resolved + unrated + unknown", Denominator: "resolved + unresolved + unrated + unknown",
			Formula: "(resolved + unrated + unknown) ÷ (resolved + unresolved + unrated + unknown)"},
		{Code: "possible_first", Unit: "rank", HighIsGood: bad(), Reference: partialIdentification,
			Formula: "1 + number of eligible rows with bound_low > bound_high of this row"},
		{Code: "possible_last", Unit: "rank", HighIsGood: bad(), Reference: partialIdentification,
			Formula: "number of eligible rows − number of those with bound_high < bound_low of this row"},
	}
}

const standardisation = "indirect standardisation, as a logistic model with the kinds' rates as offset; interval by score as in " + wilson

func mixMetrics() []Metric {
	return []Metric{
		{Code: "adjusted_rate", Unit: "fraction", HighIsGood: good(), Reference: standardisation,
			Formula: "Σ w(k) · rate(k) moved by d in log-odds ÷ Σ w(k); d solves Σ n(k) · rate(k) moved by d = observed, over kinds k of complaint; n(k) = rated of that kind here, w(k) = rated of that kind at everybody, rate(k) = resolution rate of that kind at the others"},
		{Code: "adjusted_low", Unit: "fraction", Reference: standardisation,
			Formula: "the same with the lower d of (observed − expected at d)² = 1.96² · variance at d, widened by the errors of the others' rates"},
		{Code: "adjusted_high", Unit: "fraction", Reference: standardisation,
			Formula: "the same with the higher d of (observed − expected at d)² = 1.96² · variance at d, widened by the errors of the others' rates"},
		{Code: "observed", Unit: "complaints", Formula: "resolved among compared"},
		{Code: "compared", Unit: "complaints", Formula: "rated of kinds of which the others have enough rated: 30, or more where there are very many"},
		{Code: "expected", Unit: "complaints", Reference: standardisation, Formula: "Σ n(k) · rate(k) over kinds k of complaint"},
		{Code: "ratio", Unit: "ratio", HighIsGood: good(), Reference: standardisation,
			Numerator: "observed", Denominator: "expected", Formula: "observed ÷ expected"},
		{Code: "shift", Unit: "fraction", Formula: "adjusted_rate − observed ÷ compared"},
		{Code: "cause_share", Unit: "fraction", Numerator: "rated with cause_value here", Denominator: "rated here that the part tells apart", Formula: "rated with cause_value here ÷ rated here that the part tells apart"},
		{Code: "cause_share_of_all", Unit: "fraction", Numerator: "rated with cause_value at everybody", Denominator: "rated at everybody",
			Formula: "rated with cause_value at everybody ÷ rated at everybody"},
		{Code: "cause_rate", Unit: "fraction", Numerator: "resolved with cause_value at everybody", Denominator: "rated with cause_value at everybody",
			Formula: "resolved with cause_value at everybody ÷ rated with cause_value at everybody"},
	}
}

func opinionMetrics() []Metric {
	const peduzzi = "logistic regression with main effects; Peduzzi and others 1996, Journal of Clinical Epidemiology 49"
	return []Metric{
		{Code: "model_rate", Unit: "fraction", HighIsGood: good(), Reference: peduzzi,
			Formula: "Σ w(k) · share(k) ÷ Σ w(k) over kinds k of complaint; log-odds of share(k) = effect of the row + effects of issue, category, region, channel and quarter of k, fitted to all eligible rows; w(k) = rated of that kind at everybody"},
		{Code: "model_low", Unit: "fraction", Reference: peduzzi, Formula: "the same; log-odds less 1.96 standard errors (delta method)"},
		{Code: "model_high", Unit: "fraction", Reference: peduzzi, Formula: "the same; log-odds plus 1.96 standard errors (delta method)"},
	}
}

func funnelMetrics() []Metric {
	const spiegelhalter = "Spiegelhalter 2005, Statistics in Medicine 24"
	return []Metric{
		{Code: "funnel", Unit: "code", Reference: spiegelhalter,
			Formula: "below_998: Pr(as few resolved) < 0.1%; below_95: < 2.5%; above_998 and above_95: the same of as many; else within; if the row were like the other eligible rows (Fisher's exact test); where φ > 1 + 2 √(2/K), on the arcsine scale, with the spread among rows added; empty where φ > 4"},
		{Code: "stands_out", Unit: "flag", Reference: "Benjamini and Hochberg 1995, Journal of the Royal Statistical Society B 57",
			Formula: "twice the smaller of Pr(as few resolved) and Pr(as many), adjusted over all eligible rows, ≤ 5%"},
	}
}

func behaviourMetrics() []Metric {
	return []Metric{
		{Code: "response_rate", Unit: "fraction", HighIsGood: good(),
			Numerator: "responded", Denominator: "complaints", Formula: "responded ÷ complaints"},
		{Code: "timely_rate", Unit: "fraction", HighIsGood: good(),
			Numerator: "timely yes", Denominator: "timely yes + timely no", Formula: "timely yes ÷ (timely yes + timely no)"},
		{Code: "median_days_to_response", Unit: "days", HighIsGood: bad(),
			Formula: "median of responded_on − opened_on over complaints with a response (type 7)"},
		{Code: "median_days_to_close", Unit: "days", HighIsGood: bad(),
			Formula: "median of closed_on − opened_on over closed complaints with a closing day (type 7)"},
		{Code: "p90_days_to_close", Unit: "days", HighIsGood: bad(),
			Formula: "90th percentile of closed_on − opened_on over closed complaints with a closing day (type 7)"},
		{Code: "mean_rating", Unit: "stars", HighIsGood: good(),
			Numerator: "sum of ratings", Denominator: "rating_n", Formula: "sum of ratings ÷ rating_n"},
		{Code: "share", Unit: "fraction", Numerator: "complaints", Denominator: "complaints of the view",
			Formula: "complaints ÷ complaints of the view"},
	}
}

func ageMetrics() []Metric {
	return []Metric{
		{Code: "at_risk", Unit: "complaints", Formula: "complaints opened at least age days before the data cut, whatever became of them"},
		{Code: "resolved_within_age", Unit: "complaints", Numerator: "resolved at most age days after opening", Denominator: "at_risk",
			HighIsGood: good(), Formula: "complaints of at_risk resolved on a day at most age days after opening"},
	}
}
