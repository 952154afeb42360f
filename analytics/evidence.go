package analytics

import (
	"context"
	"fmt"
	"slices"

	"redress/analytics/stat"
	"redress/ingest/complaint"
)

// An EvidenceAnswer is /evidence: whether complaints with evidence ended otherwise
// than those of the same kind without it. It is a comparison of complaints that
// people chose to document, never the effect of documenting.
type EvidenceAnswer struct {
	View
	Effects []EvidenceEffect // one per kind, then the most frequent bundles; none where nobody asks for evidence
	Without int64            // complaints of the view with no evidence listed; 0 where nobody asks
	// CutOn is the day up to which open complaints were followed.
	CutOn complaint.Day
}

// An EvidenceEffect compares the judged complaints that come with one kind of
// evidence, or with all of a bundle, with the others.
type EvidenceEffect struct {
	Set     EvidenceSet
	Exactly int64 // complaints of the view that come with just this and nothing more
	With    EvidenceArm
	Others  EvidenceArm // those that lack it, or some of it
	// Crude is the rate with less the rate of the others, of all judged complaints
	// thrown together; nil where a rate is withheld.
	Crude *Difference
	// Strata are the kinds of complaint within which they are compared.
	Strata EvidenceStrata
	// Adjusted is the difference within them (Mantel–Haenszel, with Sato's variance);
	// nil where Notes say why.
	Adjusted *Difference
	// The following are known only with Adjusted. P is of no difference; AdjustedP
	// allows for how many kinds and bundles are looked at (Benjamini–Hochberg).
	P, AdjustedP *float64
	Detectable   bool // AdjustedP ≤ 5 %
	// Standardised is the difference if all complaints that can be compared had,
	// against had not, the evidence.
	Standardised *Difference
	RiskRatio    *Ratio
	OddsRatio    *Ratio
	// EValue is how strongly, as a risk ratio, something that nobody recorded would
	// have to go with both the evidence and the resolution to explain the difference
	// away, and EValueBound the same for the end of the interval nearer to none.
	EValue, EValueBound *float64
	Homogeneity         Homogeneity
	Issues              []EvidenceIssue // the strata by issue, most judged complaints first
	Notes               []Note
}

// An EvidenceArm is one side of a comparison.
type EvidenceArm struct {
	Rate Rate // resolved ÷ rated
	Days ClosingDays
}

// ClosingDays are how long complaints took to be closed, open ones counted for as
// long as they were seen (Kaplan–Meier).
type ClosingDays struct {
	N, Closed int64 // complaints followed, and those of them closed
	// Median is the day by which half were closed, with its 95 % interval; nil where
	// half of them never were, or the publisher does not say when.
	Median, Low, High *float64
	Withheld          Note
}

// A Difference is of two shares, 0.05 being five percentage points, with its 95 %
// interval.
type Difference struct{ Value, Low, High float64 }

// A Ratio is of two shares or odds with its 95 % interval.
type Ratio struct{ Value, Low, High float64 }

// EvidenceStrata say within what complaints are compared.
type EvidenceStrata struct {
	By       []EvidencePart // the finest parts that keep enough complaints comparable
	Strata   int            // with complaints on both sides
	Dropped  int            // with one side empty: they tell nothing
	Compared int64          // judged complaints of Strata
	LeftOut  int64          // judged complaints of Dropped
}

// Homogeneity says whether one difference can stand for all strata. It looks at
// strata large enough for the test, merged where they are not.
type Homogeneity struct {
	Strata           int   // tested
	Complaints       int64 // judged ones in them
	BreslowDay       *float64
	Tarone, TaroneP  *float64
	DegreesOfFreedom int
	// SignsDiffer: some stratum has a difference above 0 and another one below 0,
	// both beyond chance, allowing for how many strata there are.
	SignsDiffer bool
}

// An EvidenceIssue is the comparison within one issue.
type EvidenceIssue struct {
	Issue        string
	With, Others Rate
	Adjusted     *Difference // over the strata of the issue
	Strata       EvidenceStrata
	Notes        []Note
}

// An EvidencePart is a value that the complaints of a stratum share.
type EvidencePart string

// The parts.
const (
	ByIssuePart    EvidencePart = "issue"
	ByPlatformPart EvidencePart = "platform"
	ByAmountPart   EvidencePart = "amount"
)

// EvidenceParts lists the parts.
var EvidenceParts = []EvidencePart{ByIssuePart, ByPlatformPart, ByAmountPart}

// WarnNotAsked warns that the publisher does not say what evidence complaints come with.
const WarnNotAsked = "evidence_not_asked"

// The notes of comparisons.
const (
	// OneSided: every complaint that could be compared has it, or none.
	OneSided Note = "one_sided"
	// TooFewOnASide: fewer than 30 complaints with it or without it, judged ones where
	// rates are compared.
	TooFewOnASide Note = "too_few_on_a_side"
	// StrataDiffer: the difference is not the same in all kinds of complaint, so that
	// one figure would stand for none of them.
	StrataDiffer Note = "strata_differ"
	// SignsDiffer: it is even above 0 in some kinds of complaint and below 0 in others.
	SignsDiffer Note = "signs_differ"
	// NotAsked: the publisher does not say.
	NotAsked Note = "not_asked"
)

// evidencePlatforms bounds the platforms that are told apart as strata: those with a
// two-hundredth of the judged complaints. The others share a stratum.
const evidencePlatforms = 200

// Evidence compares the query's complaints with and without each kind of evidence,
// and with and without the most frequent bundles.
func (s *Service) Evidence(ctx context.Context, q Query) (EvidenceAnswer, error) {
	v, selection, err := s.view(ctx, q)
	if err != nil {
		return EvidenceAnswer{}, err
	}
	if !v.Source.Asked("evidence") {
		v.Warnings = append(v.Warnings, WarnNotAsked)
		return EvidenceAnswer{View: v}, nil
	}
	question := fmt.Sprintf("evidence %d %s", v.Release.Number, selection)
	answer, err := remembered(ctx, s.leagues, question, func(a EvidenceAnswer) int { return len(a.Effects) * (1 + len(complaint.Issues)) },
		func(ctx context.Context) (EvidenceAnswer, error) { return s.newEvidence(ctx, v, selection) })
	answer.View, answer.Effects = v, slices.Clone(answer.Effects)
	return answer, err
}

func (s *Service) newEvidence(ctx context.Context, v View, selection Selection) (EvidenceAnswer, error) {
	sets, err := s.store.EvidenceSets(ctx, v.Release, selection)
	if err != nil {
		return EvidenceAnswer{}, err
	}
	var answer EvidenceAnswer
	tests := evidenceTests(sets)
	var strata []EvidenceStratum
	var days []EvidenceDay
	err = together(ctx,
		func(ctx context.Context) (err error) {
			strata, err = s.store.EvidenceStrata(ctx, v.Release, selection, tests, max(minStratum, v.Total.Rated()/evidencePlatforms))
			return err
		},
		func(ctx context.Context) (err error) {
			if !v.Source.Asked("closed_on") {
				return nil
			}
			if answer.CutOn, err = s.store.Cut(ctx, v.Release, v.Source.Code); err == nil && answer.CutOn.Known() {
				days, err = s.store.EvidenceDays(ctx, v.Release, selection, tests, answer.CutOn)
			}
			return err
		})
	if err != nil {
		return EvidenceAnswer{}, err
	}
	exactly := map[EvidenceSet]int64{}
	for _, c := range sets {
		exactly[c.Set] = c.Complaints
	}
	answer.Without = exactly[0]
	for i, set := range tests {
		effect := EvidenceEffect{Set: set, Exactly: exactly[set]}
		if err := v.compareEvidence(&effect, strata, i, days); err != nil {
			return EvidenceAnswer{}, err
		}
		answer.Effects = append(answer.Effects, effect)
	}
	return answer, allowForMany(answer.Effects)
}

// compareEvidence fills in an effect from the strata and days of the i-th test.
func (v View) compareEvidence(e *EvidenceEffect, strata []EvidenceStratum, i int, days []EvidenceDay) error {
	cells := make([]evidenceCell, 0, len(strata))
	var all stat.FourFold
	for _, s := range strata {
		fold := stat.FourFold{A: s.WithResolved[i], B: s.WithRated[i] - s.WithResolved[i]}
		fold.C, fold.D = s.Resolved-fold.A, s.Rated-s.Resolved-fold.B
		all = plusFold(all, fold)
		cells = append(cells, evidenceCell{issue: s.Issue, platform: s.Platform, band: s.Band, fold: fold})
	}
	e.With.Rate, e.Others.Rate = v.rate(all.A, all.A+all.B, all.A+all.B), v.rate(all.C, all.C+all.D, all.C+all.D)
	var err error
	if e.With.Days, err = v.closing(days, func(d EvidenceDay) (int64, int64) { return d.ClosedWith[i], d.OpenWith[i] }); err != nil {
		return err
	}
	if e.Others.Days, err = v.closing(days, func(d EvidenceDay) (int64, int64) { return d.Closed - d.ClosedWith[i], d.Open - d.OpenWith[i] }); err != nil {
		return err
	}
	if e.With.Rate.Value != nil && e.Others.Rate.Value != nil {
		if e.Crude, err = difference(all); err != nil {
			return err
		}
	}
	return e.compare(v, cells)
}

func difference(f stat.FourFold) (*Difference, error) {
	d, ci, err := stat.ProportionDifference(f.A, f.A+f.B, f.C, f.C+f.D, .95)
	if err != nil || d == nil || ci == nil {
		return nil, err
	}
	return &Difference{*d, ci.Low, ci.High}, nil
}

// closing estimates the days until closing of the complaints that side counts; not of
// complaints picked by how they ended, of which none that takes long is there yet.
func (v View) closing(days []EvidenceDay, side func(EvidenceDay) (closed, open int64)) (ClosingDays, error) {
	out := ClosingDays{}
	var undated int64
	var rows []stat.Duration
	for _, d := range days {
		closed, open := side(d)
		if d.Days == nil {
			undated += closed
			continue
		}
		out.N, out.Closed = out.N+closed+open, out.Closed+closed
		rows = append(rows, stat.Duration{Days: float64(*d.Days), Events: []int64{closed}, Censored: open})
	}
	switch {
	case !v.Source.Asked("closed_on"):
		out.Withheld = NotAsked
		return out, nil
	case v.OutcomeFiltered:
		out.Withheld = OutcomeFiltered
		return out, nil
	case out.N < leastInArm:
		out.Withheld = TooFewOnASide
		return out, nil
	case undated*50 > out.N+undated: // as for figures at a fixed age
		out.Withheld = DaysUnknown
		return out, nil
	}
	curve, err := stat.KaplanMeier(rows)
	if err != nil {
		return out, err
	}
	median, err := curve.Median(.95)
	if err != nil {
		return out, err
	}
	out.Median, out.Low, out.High, out.Withheld = median.Days, median.Low, median.High, ""
	if median.Days == nil {
		out.Low, out.High, out.Withheld = nil, nil, MedianNotReached
	}
	return out, nil
}
