package analytics

import "redress/analytics/stat"

// measure divides what can be divided out of a tally of the view. of is the
// denominator of ShareOfAll.
func (v View) measure(t Tally, of int64) Measures {
	m := Measures{Tally: t}
	source, rated := v.Source, t.Rated()
	m.ResolutionRate = v.rate(t.Resolved, rated, rated)
	m.LenientRate = v.rate(t.Resolved+t.Unrated, rated+t.Unrated, rated)
	m.StrictRate = v.rate(t.Resolved, t.Complaints, rated)
	m.UnratedShare = fraction(t.Unrated, rated+t.Unrated)
	m.ShareOfAll = fraction(t.Complaints, of)
	if source.Asked("responded_on") {
		m.Responded = &t.Responded
		m.ResponseRate = fraction(t.Responded, t.Complaints)
		m.MedianDaysToReply = median(t.DaysToReply)
	}
	if source.Asked("timely") {
		m.TimelyRate = fraction(t.TimelyYes, t.TimelyYes+t.TimelyNo)
	}
	if source.Asked("closed_on") {
		m.MedianDaysToClose = median(t.DaysToClose)
		m.P90DaysToClose = p90(t.DaysToClose)
	}
	if source.Asked("rating") {
		m.MeanRating = fraction(t.RatingSum, t.RatingN)
	}
	return m
}

// rate is numerator ÷ denominator with its interval, withheld below the floor.
// The floor looks at rated complaints under every definition: where hardly
// anybody judged, the other two rates would only describe the silence.
func (v View) rate(numerator, denominator, rated int64) Rate {
	r := Rate{Numerator: numerator, Denominator: denominator}
	switch {
	case v.OutcomeFiltered:
		r.Withheld = OutcomeFiltered
		return r
	case rated == 0 || denominator == 0:
		r.Withheld = NothingToRate
		return r
	case rated < v.Floors.Rate:
		r.Withheld = TooFewForRate
		return r
	}
	value := float64(numerator) / float64(denominator)
	r.Value = &value
	if low, high, ok := stat.Wilson(numerator, denominator, stat.Z95); ok {
		r.Low, r.High = &low, &high
	}
	return r
}

func fraction(numerator, denominator int64) *float64 {
	if denominator == 0 {
		return nil
	}
	value := float64(numerator) / float64(denominator)
	return &value
}

func median(q Quantiles) *float64 {
	if q.N == 0 {
		return nil
	}
	return &q.Median
}

func p90(q Quantiles) *float64 {
	if q.N == 0 {
		return nil
	}
	return &q.P90
}
