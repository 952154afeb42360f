package main_test

import (
	"math"
	"testing"

	"redress/analytics"
	"redress/ingest/complaint"
)

// evidenceFound: every piece raises the chance of being resolved by some points, the
// report by far more, and three pieces that decide a dispute by more than each alone;
// what is found is of the size that is planted.
func evidenceFound(t *testing.T, p planted) {
	answer, err := p.service.Evidence(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	effects := map[analytics.EvidenceSet]analytics.EvidenceEffect{}
	for _, e := range answer.Effects {
		effects[e.Set] = e
		if e.Adjusted == nil || !e.Detectable {
			t.Errorf("%v: difference %v, detectable %v, notes %v, homogeneity %+v, want one that is found", e.Set.Kinds(), e.Adjusted, e.Detectable, e.Notes, e.Homogeneity)
		}
	}
	// Where p of the complaints are resolved, an effect of x in log odds is nearly
	// x·p·(1 − p) in points.
	resolved := *answer.Total.ResolutionRate.Value
	points := func(logOdds float64) float64 { return logOdds * resolved * (1 - resolved) }
	planted := p.truth.Evidence
	f := func(least, most float64, kinds ...complaint.Evidence) {
		t.Helper()
		e := effects[analytics.EvidenceSetOf(kinds...)]
		if e.Adjusted == nil {
			return
		}
		if e.Adjusted.High < points(least) || e.Adjusted.Low > points(most) {
			t.Errorf("%v: %+.3f (%+.3f to %+.3f) points, planted are %.3f to %.3f", kinds, e.Adjusted.Value, e.Adjusted.Low, e.Adjusted.High, points(least), points(most))
		}
	}
	// Careful people have more of everything, so that a piece stands for others too; half
	// of a piece at most.
	for _, kind := range []complaint.Evidence{complaint.PhotoVideo, complaint.ProductPage, complaint.Invoice} {
		f(planted.Piece, 1.8*planted.Piece, kind)
	}
	f(planted.Piece+planted.Report, planted.Report+1.8*planted.Piece, complaint.InspectionReport)
	// Those without all three have one or two of them.
	f(1.2*planted.Piece+planted.Bundle, 2.5*planted.Piece+planted.Bundle, complaint.OrderNumber, complaint.PaymentRecord, complaint.ChatLog)

	// Among complaints that all have the report there is nothing to compare it with.
	only, err := p.service.Evidence(t.Context(), analytics.Query{Filters: map[analytics.Dimension]analytics.Filter{
		analytics.DimEvidence: {Values: []string{string(complaint.InspectionReport)}}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range only.Effects {
		if e.Set == analytics.EvidenceSetOf(complaint.InspectionReport) && (e.Adjusted != nil || len(e.Notes) == 0 || e.Notes[0] != analytics.OneSided) {
			t.Errorf("complaints that all have a report: %v, notes %v, want one-sided", e.Adjusted, e.Notes)
		}
	}
}

// sizesFound: complaints per size come out as planted, on the days the register knows,
// and a platform of which it knows nothing has no rate.
func sizesFound(t *testing.T, p planted) {
	ranking, rows := p.platforms(t)
	known, outside, drawn := 0, 0, 0
	for _, platform := range p.truth.Platforms {
		row, ok := rows[platform.Name]
		got, want := row.PerSize, platform.Size
		switch {
		case !ok:
		case want.Measure == "" && got != nil, want.Measure != "" && got == nil:
			t.Errorf("%s: %+v per size, planted %+v", platform.Name, got, want)
		case got != nil:
			known++
			if string(got.Measure) != want.Measure || math.Abs(got.Covered-want.Known) > .02 {
				t.Errorf("%s: %s on %.3f of the days, planted %s on %.3f", platform.Name, got.Measure, got.Covered, want.Measure, want.Known)
			}
			if got.Low > want.PerSize || got.High < want.PerSize {
				outside++
			}
			if got.Shrunk != nil {
				drawn++
			}
		}
	}
	if known < 30 || outside > 6 { // 5 % of 37, and three standard errors
		t.Errorf("%d of %d rates per size have an interval without the planted one, want 5 %%", outside, known)
	}
	if drawn < 10 || ranking.Size.Withheld != "" {
		t.Errorf("%d rates are drawn towards the others, Size %+v", drawn, ranking.Size)
	}
	filtered, err := p.service.Ranking(t.Context(), analytics.Platform, analytics.Query{Filters: map[analytics.Dimension]analytics.Filter{analytics.DimIssue: {Values: []string{"delivery"}}}})
	if err != nil || filtered.Size.Withheld != analytics.SizeFiltered {
		t.Errorf("Size of one issue = %+v, %v, want it withheld", filtered.Size, err)
	}
}
