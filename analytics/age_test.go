package analytics

import (
	"math"
	"math/rand/v2"
	"testing"

	"redress/ingest/complaint"
)

// A constant process: the same share resolved after the same times in every month.
// At a fixed age the trend is flat to its last mature month, while the plain rate of
// what is closed falls or rises with how young the complaints are.
func TestFixedAgeIsFlatForAConstantProcess(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	cut := newDay(2018, 12, 31)
	var periods []PeriodTally
	var ages []AgeTally
	for month := 1; month <= 12; month++ {
		period := PeriodTally{Start: newDay(2018, 1, 1)}
		period.Start, _ = complaint.DayOf(addMonths(newDay(2018, 1, 1), month-1).Time())
		age := AgeTally{Start: period.Start}
		for day := range 28 {
			opened := period.Start.Add(day)
			for range 60 {
				days := int(r.ExpFloat64() * 25)
				resolved := r.Float64() < .7
				period.Complaints++
				ended := !cut.Before(opened.Add(days))
				switch {
				case !ended:
					period.Open++
				case resolved:
					period.Resolved++
				default:
					period.Unresolved++
				}
				if cut.Before(opened.Add(30)) {
					continue
				}
				age.AtRisk++
				if ended && resolved && days <= 30 {
					age.ResolvedWithin++
				}
			}
		}
		periods, ages = append(periods, period), append(ages, age)
	}
	got, err := service(table{periods: periods, ages: ages, cut: cut, fields: []string{"closed_on"}}).Trend(t.Context(), Query{})
	if err != nil {
		t.Fatal(err)
	}
	want := .7 * (1 - math.Exp(-31./25))
	mature := 0
	for _, p := range got.Points {
		if !p.AtAge.Mature {
			continue
		}
		mature++
		if rate := *p.AtAge.Rate.Value; math.Abs(rate-want) > 4*math.Sqrt(want*(1-want)/float64(p.AtAge.AtRisk)) {
			t.Errorf("%s: %v resolved within 30 days, want about %v", p.Period, rate, want)
		}
	}
	if mature != 11 || got.Points[11].AtAge.Mature || got.Cut != cut {
		t.Errorf("%d months are mature, December %v, cut %v; want all but December", mature, got.Points[11].AtAge.Mature, got.Cut)
	}
}

func TestAtAgeIsWithheld(t *testing.T) {
	v := View{Query: Query{Age: 30}, Floors: DefaultFloors}
	for name, c := range map[string]struct {
		tally      AgeTally
		complaints int64
		want       Note
		mature     bool
	}{
		"enough":        {AgeTally{AtRisk: 10, ResolvedWithin: 10}, 10, "", true},
		"some young":    {AgeTally{AtRisk: 10, ResolvedWithin: 3}, 12, "", false},
		"too few":       {AgeTally{AtRisk: 9, ResolvedWithin: 3}, 9, TooFewForRate, true},
		"all young":     {AgeTally{}, 40, TooYoung, false},
		"nobody":        {AgeTally{}, 0, NothingToRate, false},
		"days not said": {AgeTally{AtRisk: 100, ResolvedWithin: 40, Undated: 3}, 100, DaysUnknown, true},
		"two not said":  {AgeTally{AtRisk: 100, ResolvedWithin: 40, Undated: 2}, 100, "", true},
	} {
		got := v.atAge(c.tally, c.complaints)
		if got.Rate.Withheld != c.want || got.Mature != c.mature || (got.Rate.Value == nil) != (c.want != "") {
			t.Errorf("%s: %+v, want withheld %q, mature %v", name, got, c.want, c.mature)
		}
	}
}

// A publisher that does not say when complaints were closed has no figures at an age.
func TestNoAgesWithoutDaysOfClosing(t *testing.T) {
	got, err := service(table{periods: []PeriodTally{{Start: newDay(2018, 1, 1), Tally: Tally{Complaints: 50, Resolved: 50}}}}).Trend(t.Context(), Query{})
	if err != nil || got.Points[0].AtAge != nil || got.Cut.Known() {
		t.Errorf("Trend = %+v, %v, want no figures at an age", got.Points, err)
	}
}
