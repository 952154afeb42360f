package analytics

// MethodVersion names the state of the definitions below. It changes with
// every change a reader of the numbers would notice.
const MethodVersion = "1"

// A Metric is the definition of one published figure: what /methods prints and
// what the computation in measure.go follows.
type Metric struct {
	Code        string // the column name in files
	Numerator   string // in field names; empty for a plain count
	Denominator string // empty for a plain count
	HighIsGood  *bool  // nil: neither
	Unit        string // complaints, fraction, days, stars
	Formula     string
}

// Metrics lists every published figure in the order of the files' columns.
func Metrics() []Metric {
	good, bad := true, false
	return []Metric{
		{Code: "complaints", Unit: "complaints",
			Formula: "open + resolved + unresolved + unrated + withdrawn + invalid + referred + unknown"},
		{Code: "closed", Unit: "complaints", Formula: "complaints − open"},
		{Code: "rated", Unit: "complaints", Formula: "resolved + unresolved"},
		{Code: "resolution_rate", Unit: "fraction", HighIsGood: &good,
			Numerator: "resolved", Denominator: "resolved + unresolved", Formula: "resolved ÷ (resolved + unresolved)"},
		{Code: "lenient_rate", Unit: "fraction", HighIsGood: &good,
			Numerator: "resolved + unrated", Denominator: "resolved + unresolved + unrated",
			Formula: "(resolved + unrated) ÷ (resolved + unresolved + unrated)"},
		{Code: "strict_rate", Unit: "fraction", HighIsGood: &good,
			Numerator: "resolved", Denominator: "complaints", Formula: "resolved ÷ complaints"},
		{Code: "resolution_low", Unit: "fraction",
			Formula: "(p + z²/2n − z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), n = rated, p = resolution_rate, z = 1.96 (Wilson 1927)"},
		{Code: "resolution_high", Unit: "fraction",
			Formula: "(p + z²/2n + z √(p(1−p)/n + z²/4n²)) ÷ (1 + z²/n), n = rated, p = resolution_rate, z = 1.96 (Wilson 1927)"},
		{Code: "rank", Unit: "rank", Formula: "1 + number of eligible rows with a higher resolution_rate (unrounded)"},
		{Code: "unrated_share", Unit: "fraction", HighIsGood: &bad,
			Numerator: "unrated", Denominator: "resolved + unresolved + unrated", Formula: "unrated ÷ (resolved + unresolved + unrated)"},
		{Code: "response_rate", Unit: "fraction", HighIsGood: &good,
			Numerator: "responded", Denominator: "complaints", Formula: "responded ÷ complaints"},
		{Code: "timely_rate", Unit: "fraction", HighIsGood: &good,
			Numerator: "timely yes", Denominator: "timely yes + timely no", Formula: "timely yes ÷ (timely yes + timely no)"},
		{Code: "median_days_to_response", Unit: "days", HighIsGood: &bad,
			Formula: "median of responded_on − opened_on over complaints with a response (type 7)"},
		{Code: "median_days_to_close", Unit: "days", HighIsGood: &bad,
			Formula: "median of closed_on − opened_on over closed complaints with a closing day (type 7)"},
		{Code: "p90_days_to_close", Unit: "days", HighIsGood: &bad,
			Formula: "90th percentile of closed_on − opened_on over closed complaints with a closing day (type 7)"},
		{Code: "mean_rating", Unit: "stars", HighIsGood: &good,
			Numerator: "sum of ratings", Denominator: "rating_n", Formula: "sum of ratings ÷ rating_n"},
		{Code: "share", Unit: "fraction", Numerator: "complaints", Denominator: "complaints of the view",
			Formula: "complaints ÷ complaints of the view"},
	}
}
