package analytics

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// A SizeMeasure says what the size of a platform is counted in.
type SizeMeasure string

// The measures.
const (
	Orders      SizeMeasure = "orders"
	ActiveUsers SizeMeasure = "active_users"
	Accounts    SizeMeasure = "accounts"
	Visits      SizeMeasure = "visits"
	Revenue     SizeMeasure = "revenue"
)

// SizeMeasures lists the measures. Of several that are known of a platform the first
// counts: orders are nearest to what can go wrong.
var SizeMeasures = []SizeMeasure{Orders, ActiveUsers, Accounts, Visits, Revenue}

// Stock reports whether the measure is a state and not something that adds up: a
// million accounts in January and in February are a million accounts. Rates of it
// are per year.
func (m SizeMeasure) Stock() bool { return m == ActiveUsers || m == Accounts }

// Per is the size that rates are given for: 100,000, of revenue 1,000,000 in its
// currency.
func (m SizeMeasure) Per() float64 {
	if m == Revenue {
		return 1e6
	}
	return 1e5
}

// An Exposure is what the register says about one platform in one period.
type Exposure struct {
	Key         string
	Origin      string // whose register says so
	Measure     SizeMeasure
	Currency    string        // of revenue
	First, Last complaint.Day // both included
	Value       float64
}

// PlatformDays are some days of one platform.
type PlatformDays struct {
	Key         string
	First, Last complaint.Day // both included
}

// A PerSize sets a platform's complaints beside its size. Only days of the view
// count whose size is known, on both sides.
type PerSize struct {
	Measure    SizeMeasure
	Currency   string  // of revenue
	Exposure   float64 // in those days; of accounts and users: times years
	Complaints int64   // opened on those days
	Covered    float64 // those days ÷ days of the view
	// Rate is Complaints per Measure.Per() of Exposure, with its exact 95 % Poisson
	// interval.
	Rate, Low, High float64
	// Shrunk is the rate drawn towards those of the other platforms of the same
	// measure, the more the fewer complaints it rests on; nil where there are fewer
	// than ten.
	Shrunk *float64
}

// A SizeContext says what is known of the sizes of a table's platforms.
type SizeContext struct {
	// Known are the rows with a rate, by measure.
	Known map[SizeMeasure]int
	// Withheld says why there is none.
	Withheld Note
}

// The reasons why there is no rate per size.
const (
	// SizeNotLoaded: no register says how much business the platforms do.
	SizeNotLoaded Note = "size_not_loaded"
	// SizeFiltered: the view counts some kinds of complaint only, and orders are
	// known of all together.
	SizeFiltered Note = "size_filtered"
	// SizeOutside: the register says nothing of the days of the view.
	SizeOutside Note = "size_outside"
)

// leastToShrink is how many platforms of one measure it takes to learn how much
// their rates differ.
const leastToShrink = 10

const yearDays = 365.25

// sizes gives the rows of a table of platforms their rates per size.
func (s *Service) sizes(ctx context.Context, v View, selection Selection, rows []Standing) (SizeContext, error) {
	exposures, err := s.store.Exposures(ctx, v.Release, v.Source.Code)
	switch {
	case err != nil:
		return SizeContext{}, err
	case len(exposures) == 0:
		return SizeContext{Withheld: SizeNotLoaded}, nil
	case !bySize(selection):
		return SizeContext{Withheld: SizeFiltered}, nil
	}
	from, to := window(v.Source, selection)
	known := knownSizes(exposures, from, to)
	if len(known) == 0 {
		return SizeContext{Withheld: SizeOutside}, nil
	}
	var days []PlatformDays
	for _, key := range slices.Sorted(maps.Keys(known)) {
		days = append(days, known[key].days...)
	}
	counts, err := s.store.Exposed(ctx, v.Release, selection, days)
	if err != nil {
		return SizeContext{}, err
	}
	all := daysFrom(from, to)
	sized := SizeContext{Known: map[SizeMeasure]int{}}
	for i := range rows {
		size, ok := known[rows[i].Key]
		if !ok {
			continue
		}
		if rows[i].PerSize, err = size.rate(counts[rows[i].Key], all); err != nil {
			return SizeContext{}, err
		}
		if rows[i].PerSize != nil {
			sized.Known[size.measure]++
		}
	}
	if len(sized.Known) == 0 {
		sized.Withheld = SizeOutside
	}
	return sized, shrinkSizes(rows)
}

// bySize reports whether a selection counts all complaints about its platforms: how
// many orders there were of one issue or region nobody knows.
func bySize(s Selection) bool {
	for d := range s.Filters {
		if d != DimPlatform {
			return false
		}
	}
	return true
}

// window is the first day of a selection that the source covers and the first one
// after it.
func window(source Source, s Selection) (from, to complaint.Day) {
	from, to = source.FirstOpened, source.LastOpened.Add(1)
	if s.From.Known() && from.Before(s.From) {
		from = s.From
	}
	if s.To.Known() && s.To.Before(to) {
		to = s.To
	}
	return from, to
}

// A size is what is known of one platform in a window.
type size struct {
	measure  SizeMeasure
	currency string
	exposure float64
	covered  int // days
	days     []PlatformDays
}

func (z size) rate(complaints int64, all int) (*PerSize, error) {
	rate, ok, err := stat.PoissonRate(complaints, z.exposure, z.measure.Per(), .95)
	if err != nil || !ok {
		return nil, err
	}
	return &PerSize{Measure: z.measure, Currency: z.currency, Exposure: z.exposure, Complaints: complaints,
		Covered: float64(z.covered) / float64(all), Rate: rate.Value, Low: rate.Low, High: rate.High}, nil
}

// shrinkSizes draws the rates of each measure towards one another.
func shrinkSizes(rows []Standing) error {
	type unit struct {
		measure  SizeMeasure
		currency string
	}
	alike := map[unit][]int{}
	for i, row := range rows {
		if p := row.PerSize; p != nil {
			alike[unit{p.Measure, p.Currency}] = append(alike[unit{p.Measure, p.Currency}], i)
		}
	}
	for _, at := range alike {
		if len(at) < leastToShrink {
			continue
		}
		counts, exposures := make([]int64, len(at)), make([]float64, len(at))
		for i, row := range at {
			p := rows[row].PerSize
			counts[i], exposures[i] = p.Complaints, p.Exposure/p.Measure.Per()
		}
		fit, err := stat.FitGammaPoisson(counts, exposures, .95)
		if err != nil {
			return err
		}
		for i, row := range at {
			p := *rows[row].PerSize
			p.Shrunk = fit.Mean[i]
			rows[row].PerSize = &p
		}
	}
	return nil
}

func byDay(a, b complaint.Day) int { return a.Time().Compare(b.Time()) }

// knownSizes adds up, for each platform, the first measure of which something is
// known in the window [from, to).
func knownSizes(exposures []Exposure, from, to complaint.Day) map[string]size {
	type series struct {
		key, currency, origin string
		measure               SizeMeasure
	}
	told := map[series][]Exposure{}
	for _, e := range exposures {
		if e.Last.Before(from) || !e.First.Before(to) || e.Last.Before(e.First) {
			continue
		}
		id := series{e.Key, e.Currency, e.Origin, e.Measure}
		told[id] = append(told[id], e)
	}
	order := slices.SortedFunc(maps.Keys(told), func(a, b series) int {
		return cmp.Or(cmp.Compare(slices.Index(SizeMeasures, a.measure), slices.Index(SizeMeasures, b.measure)),
			cmp.Compare(a.key, b.key), cmp.Compare(a.currency, b.currency), cmp.Compare(a.origin, b.origin))
	})
	known := map[string]size{}
	for _, id := range order {
		found := sizeIn(told[id], from, to)
		have, ok := known[id.key]
		// Of two registers, or two currencies, that say the same measure, the one that
		// knows more days counts: adding them up could count orders twice.
		if !ok || have.measure == id.measure && found.covered > have.covered {
			known[id.key] = found
		}
	}
	return known
}
