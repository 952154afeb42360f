package analytics

import (
	"context"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

const (
	// burstLeast is the number of complaints of a platform on one day below which no
	// day is a burst: a handful of people may come together by chance.
	burstLeast = 10
	// burstLevel is the probability with which a platform without any burst has one.
	burstLevel = .01
	// copyLetters is how many letters a text has whose repetition means something:
	// "not delivered" is written by many.
	copyLetters = 40
)

// A CopyTally counts, of one platform, the complaints that repeat an earlier one's
// text.
type CopyTally struct {
	Key             string
	WithText        int64 // complaints with a text long enough to be compared
	Copies          int64 // of them, those that repeat an earlier one
	Resolved, Rated int64 // of the copies; rated = resolved + unresolved
}

// A leftOut is what a variant leaves out of a row.
type leftOut struct {
	days                        int // with a burst
	complaints, resolved, rated int64
}

// bursts finds, for the platforms with enough complaints, the days with far more of
// them than usual, and counts what was filed on them.
func (s *Service) bursts(ctx context.Context, v View, selection Selection) (map[string]leftOut, error) {
	series, err := s.store.Series(ctx, v.Release, Platform, ByDay, selection, SeriesOptions{Least: v.Floors.RankRated})
	if err != nil {
		return nil, err
	}
	out := map[string]leftOut{}
	for len(series) > 0 {
		days := series
		if end := slices.IndexFunc(series, func(t SeriesTally) bool { return t.Key != series[0].Key }); end > 0 {
			days = series[:end]
		}
		series = series[len(days):]
		if out[days[0].Key], err = burstsOf(v, days); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// burstsOf looks at every day of the view, those without a complaint too.
func burstsOf(v View, days []SeriesTally) (leftOut, error) {
	first, last := v.Source.FirstOpened, v.Source.LastOpened
	if v.Query.From.Known() && first.Before(v.Query.From) {
		first = v.Query.From
	}
	if v.Query.To.Known() && v.Query.To.Before(last.Add(1)) {
		last = v.Query.To.Add(-1)
	}
	length, ok := last.Sub(first)
	if !ok || length < 0 {
		return leftOut{}, nil
	}
	at := func(d complaint.Day) int {
		days, _ := d.Sub(first)
		return days
	}
	counts := make([]int64, length+1)
	for _, d := range days {
		counts[at(d.Start)] = d.Complaints
	}
	burst, err := stat.Bursts(counts, burstLeast, burstLevel)
	if err != nil {
		return leftOut{}, err
	}
	var out leftOut
	for _, d := range days {
		if burst[at(d.Start)] {
			out.days++
			out.complaints, out.resolved, out.rated = out.complaints+d.Complaints, out.resolved+d.Resolved, out.rated+d.Rated
		}
	}
	return out, nil
}
