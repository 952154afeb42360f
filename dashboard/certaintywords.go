package dashboard

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/number"

	"redress/analytics"
)

// A rankCell is a place as pages show it: its interval, never a bare rank.
type rankCell struct {
	Text  string // 4–12; empty where the row is not ranked
	About string // the rank and the expected rank, in words
}

// An adjustedCell is the rate on everybody's mix of complaints.
type adjustedCell struct {
	figure
	Interval string
	Shift    string // by how much it differs from the raw rate, and why
}

// A detail is one figure of a row that has no column of its own.
type detail struct {
	Name, Text     string
	Interval, Says string // may be empty
}

// rank formats the place of a row.
func (l *locale) rank(s analytics.Standing) rankCell {
	p := s.Position
	if p == nil {
		return rankCell{}
	}
	return rankCell{Text: l.text("rank.interval", "Low", int64(p.Low), "High", int64(p.High)),
		About: l.text("rank.about", "Rank", int64(s.Rank), "Low", int64(p.Low), "High", int64(p.High), "Expected", l.decimal(p.Expected))}
}

// adjusted formats the adjusted rate; nil of a row says why there is none.
func (l *locale) adjusted(s analytics.Standing) adjustedCell {
	m := s.CaseMix
	switch {
	case s.ResolutionRate.Value == nil:
		return adjustedCell{figure: figure{Why: l.text("note." + string(s.ResolutionRate.Withheld))}}
	case m == nil || m.Rate == nil || m.Low == nil || m.High == nil:
		return adjustedCell{figure: figure{Why: l.text("adjusted.none")}}
	}
	return adjustedCell{figure: figure{Text: l.share(*m.Rate)}, Shift: l.shift(*m, explained),
		Interval: l.text("rate.interval", "Low", l.share(*m.Low), "High", l.share(*m.High))}
}

// differs says that the two adjustments do not agree; empty where they do.
func (l *locale) differs(o analytics.SecondOpinion) string {
	if !o.Differs {
		return ""
	}
	return l.text("opinion.differs")
}

const (
	// unmoved is the shift, in fractions, below which pages write it as 0.0.
	unmoved = .0005
	// explained is the shift from which a table says what it comes from; a profile
	// always does.
	explained = .01
)

// shift says by how much the adjustment moves a rate, and what does it where it
// moves it by so much at least.
func (l *locale) shift(m analytics.CaseMix, least float64) string {
	switch {
	case m.Shift == nil:
		return ""
	case math.Abs(*m.Shift) < unmoved:
		return l.text("shift.none")
	case m.Cause == nil || math.Abs(*m.Shift) < least:
		return l.text("shift.alone", "Points", l.points(*m.Shift))
	}
	c := m.Cause
	return l.text("shift.because", "Points", l.points(*m.Shift), "Cause", l.text("cause."+string(c.Part), "Value", l.causeValue(*c),
		"Share", l.share(c.Share), "Others", l.share(c.Others)))
}

// points writes a difference of rates in percentage points, with its sign where it
// does not read as 0.
func (l *locale) points(shift float64) string {
	write := func(v float64) string {
		return l.printer.Sprint(number.Decimal(v, number.MaxFractionDigits(1), number.MinFractionDigits(1)))
	}
	text := write(100 * math.Abs(shift))
	switch {
	case text == write(0):
		return text
	case shift < 0:
		return "−" + text
	}
	return "+" + text
}

// probability writes a probability; what a simulation gives as 0 or 1 is not said
// to be impossible or certain.
func (l *locale) probability(p float64) string {
	const tenth = .001
	switch {
	case p < tenth:
		return l.text("probability.below", "Share", l.share(tenth))
	case p > 1-tenth:
		return l.text("probability.above", "Share", l.share(1-tenth))
	}
	return l.share(p)
}

// causeValue is the name of the kind of complaint that moves a rate.
func (l *locale) causeValue(c analytics.MixCause) string {
	if c.Part == analytics.PartQuarter {
		if day, err := time.Parse(time.DateOnly, c.Value); err == nil {
			return fmt.Sprintf("%d-Q%d", day.Year(), (day.Month()+2)/3)
		}
		return c.Value
	}
	return l.value(analytics.Dimension(c.Part), c.Value, "")
}

// standsOut says that a row differs from the others by more than chance; empty
// where it does not.
func (l *locale) standsOut(s analytics.Standing) string {
	switch {
	case !s.StandsOut:
		return ""
	case s.Funnel == analytics.Below || s.Funnel == analytics.FarBelow:
		return l.text("standsout.below")
	case s.Funnel == analytics.Above || s.Funnel == analytics.FarAbove:
		return l.text("standsout.above")
	}
	return l.text("standsout.either")
}

// funnelWords is the place of a row in the funnel plot.
func (l *locale) funnelWords(s analytics.Standing) string {
	if s.Funnel == "" {
		return ""
	}
	return l.text("funnel." + string(s.Funnel))
}

// details are the figures of a row that have no column: the other rates, the
// bounds, the place.
func (l *locale) details(v analytics.View, s analytics.Standing) []detail {
	all := []detail{{Name: l.text("column.closed"), Text: l.count(s.Closed())}}
	for _, def := range otherDefinitions(v.Query.Def) {
		if rate := l.rate(s.Rate(def)); rate.Why == "" {
			all = append(all, detail{Name: l.text("column." + rateColumn(def)), Text: l.text("detail.rate", "Rate", rate.Text, "Of", rate.Of), Interval: rate.Interval})
		}
	}
	if adjusted := l.adjusted(s); adjusted.Text != "" {
		all = append(all, detail{l.text("column.adjusted_rate"), adjusted.Text, adjusted.Interval, l.shift(*s.CaseMix, 0)})
	}
	if o := s.SecondOpinion; o != nil {
		all = append(all, detail{l.text("column.model_rate"), l.share(o.Rate), l.text("rate.interval", "Low", l.share(o.Low), "High", l.share(o.High)), l.differs(*o)})
	}
	if s.MeanRating != nil {
		rating := l.shown(numberOf(s.MeanRating), unitStars, "")
		all = append(all, detail{Name: l.text("column.mean_rating"), Text: rating.Text, Says: l.text("detail.ratings", "Count", s.RatingN)})
	}
	return append(all, l.uncertainties(s)...)
}

// uncertainties are what is known of how sure a row's rate and place are.
func (l *locale) uncertainties(s analytics.Standing) []detail {
	var all []detail
	add := func(key, text string) { all = append(all, detail{Name: l.text(key), Text: text}) }
	if b := s.Bounds; b != nil {
		add("detail.bounds", l.text("rate.interval", "Low", l.share(b.Low), "High", l.share(b.High)))
	}
	if s.ShrunkRate != nil {
		add("column.shrunk_rate", l.share(*s.ShrunkRate))
	}
	if p := s.Position; p != nil {
		add("column.expected_rank", l.decimal(p.Expected))
		add("detail.possible", l.text("rank.interval", "Low", int64(p.FirstPossible), "High", int64(p.LastPossible)))
		add("column.group", l.count(int64(p.Group)))
		add("column.best_tenth", l.probability(p.BestTenth))
		add("column.worst_tenth", l.probability(p.WorstTenth))
	}
	if words := l.funnelWords(s); words != "" {
		add("column.funnel", words)
	}
	if t := s.Trend; t != nil {
		all = append(all, detail{Name: l.text("column.trend_slope"), Text: l.text("trend.slope", "Points", l.points(t.Slope)),
			Interval: l.text("rate.interval", "Low", l.points(t.Low), "High", l.points(t.High)), Says: l.text("trend.flag." + string(t.Flag))})
	}
	return all
}

// howRanked are the sentences above a league table: how its ranks were found,
// how many groups can be told apart, and how many pairs keep their order whatever
// the unrated complaints had come to.
func (l *locale) howRanked(spread analytics.Spread) string {
	if spread.Method == "" {
		return ""
	}
	var how []string
	if !spread.TooMany { // a warning says how those are ordered
		how = append(how, l.text("how."+string(spread.Method)))
	}
	if spread.Draws > 0 {
		how = append(how, l.text("how.simulated", "Draws", int64(spread.Draws), "Seed", strconv.FormatUint(spread.Seed, 10)))
	}
	if spread.Groups > 0 {
		how = append(how, l.text("how.groups", "Count", int64(spread.Groups)))
	}
	switch {
	case spread.PairsKept == nil:
	case *spread.PairsKept == 0:
		how = append(how, l.text("how.pairs_none"))
	default:
		how = append(how, l.text("how.pairs", "Share", l.share(*spread.PairsKept)))
	}
	return sentences(how...)
}

// sentences joins sentences that are not empty; full-width punctuation brings its own space.
func sentences(all ...string) string {
	var out strings.Builder
	for _, sentence := range all {
		if sentence == "" {
			continue
		}
		if out.Len() > 0 && !strings.HasSuffix(out.String(), "。") {
			out.WriteByte(' ')
		}
		out.WriteString(sentence)
	}
	return out.String()
}
