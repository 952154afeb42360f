package stat

import (
	"errors"
	"math"
)

// An Aged is a Duration of complaints that were all filed Age days before the
// data cut. Where all are followed to the cut, open ones have Days = Age.
type Aged struct {
	Age float64
	Duration
}

// Matured returns the rows of complaints filed at least horizon days before the
// data cut: those that had the time to reach it. A median or a curve of these
// alone does not change because many young complaints came in.
func Matured(rows []Aged, horizon float64) []Duration {
	var out []Duration
	for _, row := range rows {
		if row.Age >= horizon {
			out = append(out, row.Duration)
		}
	}
	return out
}

// A FixedAge is the share of complaints ended by one cause within so many days of
// filing, in two honest ways that should agree. Pointers are nil where the data do
// not say.
type FixedAge struct {
	Days float64
	// Of complaints filed at least Days before the data cut: N of them, Ended by
	// the cause within Days, Share = Ended ÷ N with a Wilson interval. Unknown are
	// those of them that were lost from sight open and earlier; they are in
	// neither.
	Ended, N, Unknown int64
	Share, Low, High  *float64
	// Of all complaints, open ones counted as long as they were seen: cumulative
	// incidence with the complementary log-log interval.
	Incidence, IncidenceSE, IncidenceLow, IncidenceHigh *float64
}

// AtAges returns the shares ended by the cause (0 is the first of the causes)
// within each number of days, such as 7, 30, 60 and 90; intervals are at conf.
func AtAges(rows []Aged, causes, cause int, days []float64, conf float64) ([]FixedAge, error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return nil, err
	}
	if cause < 0 || cause >= causes {
		return nil, errors.New("the cause must be one of the causes")
	}
	plain := make([]Duration, len(rows))
	for i, row := range rows {
		if !(row.Age >= row.Days) || math.IsInf(row.Age, 1) {
			return nil, errors.New("a complaint cannot be followed beyond the data cut")
		}
		plain[i] = row.Duration
	}
	incidence, err := CumulativeIncidence(plain, causes)
	if err != nil {
		return nil, err
	}
	out := make([]FixedAge, len(days))
	for i, horizon := range days {
		if !(horizon >= 0) || math.IsInf(horizon, 1) {
			return nil, errors.New("an age must be a number of days that is not negative")
		}
		at := FixedAge{Days: horizon}
		at.mature(rows, cause)
		if low, high, ok := Wilson(at.Ended, at.N, z); ok {
			share := float64(at.Ended) / float64(at.N)
			at.Share, at.Low, at.High = &share, &low, &high
		}
		if incidence.Reaches(horizon) {
			outcome := incidence.At(horizon).Causes[cause]
			at.Incidence, at.IncidenceSE = &outcome.Share, &outcome.SE
			low, high, ok, err := outcome.Interval(conf, LogLog)
			if err != nil {
				return nil, err
			}
			if ok {
				at.IncidenceLow, at.IncidenceHigh = &low, &high
			}
		}
		out[i] = at
	}
	return out, nil
}

// mature counts the complaints old enough. Those first seen in mid-life are left
// out: of their kind, the ones that ended sooner were never seen.
func (f *FixedAge) mature(rows []Aged, cause int) {
	for _, row := range rows {
		if row.Age < f.Days || row.Entry > 0 {
			continue
		}
		for k, n := range row.Events {
			f.N += n
			if k == cause && row.Days <= f.Days {
				f.Ended += n
			}
		}
		if row.Days >= f.Days {
			f.N += row.Censored
		} else {
			f.Unknown += row.Censored
		}
	}
}
