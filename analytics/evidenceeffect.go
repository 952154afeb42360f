package analytics

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"redress/analytics/stat"
)

// leastInArm is how many judged complaints each side of a comparison has, and how
// many complaints a median of days rests on: a difference of fewer is known to no
// better than some 25 points.
const leastInArm = 30

// significant is the share of false findings that are allowed among all.
const significant = .05

// An evidenceCell is the comparison within one stratum.
type evidenceCell struct {
	issue, platform, band string
	fold                  stat.FourFold
}

func plusFold(f, g stat.FourFold) stat.FourFold {
	return stat.FourFold{A: f.A + g.A, B: f.B + g.B, C: f.C + g.C, D: f.D + g.D}
}

func judgedOf(f stat.FourFold) int64 { return f.A + f.B + f.C + f.D }

func hasBothArms(f stat.FourFold) bool { return f.A+f.B > 0 && f.C+f.D > 0 }

// evidenceLevels are the parts that strata can be told apart by, the best first.
// Where the finest leave too many complaints without anything to compare with, the
// platform is given up before the amount.
func evidenceLevels(amounts bool) [][]EvidencePart {
	if !amounts {
		return [][]EvidencePart{{ByIssuePart, ByPlatformPart}, {ByIssuePart}}
	}
	return [][]EvidencePart{{ByIssuePart, ByPlatformPart, ByAmountPart}, {ByIssuePart, ByAmountPart}, {ByIssuePart}}
}

// stratified sums cells that agree in the parts; the sums keep those values only.
// They come in the order of the values.
func stratified(cells []evidenceCell, by []EvidencePart) []evidenceCell {
	sums := map[[3]string]stat.FourFold{}
	for _, c := range cells {
		var id [3]string
		for i, value := range [...]string{c.issue, c.platform, c.band} {
			if slices.Contains(by, EvidenceParts[i]) {
				id[i] = value
			}
		}
		sums[id] = plusFold(sums[id], c.fold)
	}
	out := make([]evidenceCell, 0, len(sums))
	for _, id := range slices.SortedFunc(maps.Keys(sums), func(a, b [3]string) int { return slices.Compare(a[:], b[:]) }) {
		out = append(out, evidenceCell{id[0], id[1], id[2], sums[id]})
	}
	return out
}

func strataOf(cells []evidenceCell, by []EvidencePart) EvidenceStrata {
	s := EvidenceStrata{By: by}
	for _, c := range cells {
		if hasBothArms(c.fold) {
			s.Strata++
			s.Compared += judgedOf(c.fold)
		} else {
			s.Dropped++
			s.LeftOut += judgedOf(c.fold)
		}
	}
	return s
}

// compare fills in the adjusted comparison.
func (e *EvidenceEffect) compare(v View, cells []evidenceCell) error {
	var strata []evidenceCell
	for _, by := range evidenceLevels(v.Source.Asked("amount_claimed")) {
		strata = stratified(cells, by)
		e.Strata = strataOf(strata, by)
		if float64(e.Strata.Compared) >= comparable*float64(e.Strata.Compared+e.Strata.LeftOut) {
			break
		}
	}
	var err error
	if e.Issues, err = v.byIssue(strata); err != nil {
		return err
	}
	if note := v.cannotCompare(strata); note != "" {
		e.Notes = append(e.Notes, note)
		return nil
	}
	pooled, err := stat.MantelHaenszel(folds(strata), .95)
	if err != nil {
		return err
	}
	if err := e.homogeneous(strata); err != nil {
		return err
	}
	e.P = new(differenceP(pooled))
	if h := e.Homogeneity; h.SignsDiffer {
		e.Notes = append(e.Notes, SignsDiffer)
	} else if h.TaroneP != nil && *h.TaroneP < significant {
		e.Notes = append(e.Notes, StrataDiffer)
	}
	if len(e.Notes) > 0 {
		return nil // P still counts among those that are looked at
	}
	return e.pool(pooled)
}

// cannotCompare says why strata are not compared; empty where they are.
func (v View) cannotCompare(strata []evidenceCell) Note {
	var both stat.FourFold
	for _, c := range strata {
		if hasBothArms(c.fold) {
			both = plusFold(both, c.fold)
		}
	}
	switch {
	case v.OutcomeFiltered:
		return OutcomeFiltered
	case judgedOf(both) == 0:
		return OneSided
	case both.A+both.B < leastInArm || both.C+both.D < leastInArm:
		return TooFewOnASide
	}
	return ""
}

func folds(strata []evidenceCell) []stat.FourFold {
	out := make([]stat.FourFold, 0, len(strata))
	for _, c := range strata {
		out = append(out, c.fold)
	}
	return out
}

// differenceP is the two-sided p of no difference. It agrees with the interval; where
// that has no width, all ended alike within each side, and the test of
// Cochran, Mantel and Haenszel decides.
func differenceP(p stat.Pooled) float64 {
	switch {
	case p.RDSE != nil && *p.RDSE > 0:
		return 2 * stat.NormalCDF(-math.Abs(*p.RD / *p.RDSE))
	case p.CMHP != nil:
		return *p.CMHP
	}
	return 1
}

// pool takes over the figures of all strata together.
func (e *EvidenceEffect) pool(p stat.Pooled) error {
	e.Adjusted = &Difference{*p.RD, *p.RDLow, *p.RDHigh}
	if p.Standardised != nil {
		half := stat.Z95 * *p.StandardisedSE
		e.Standardised = &Difference{*p.Standardised, max(-1, *p.Standardised-half), min(1, *p.Standardised+half)}
	}
	e.RiskRatio, e.OddsRatio = ratioOf(p.RR, p.RRLow, p.RRHigh), ratioOf(p.OR, p.ORLow, p.ORHigh)
	if r := e.RiskRatio; r != nil {
		point, bound, err := stat.EValue(r.Value, r.Low, r.High)
		if err != nil {
			return err
		}
		e.EValue, e.EValueBound = &point, &bound
	}
	return nil
}

func ratioOf(value, low, high *float64) *Ratio {
	if value == nil || low == nil || high == nil || *low <= 0 {
		return nil
	}
	return &Ratio{*value, *low, *high}
}

// byIssue compares within each issue that has complaints on both sides.
func (v View) byIssue(strata []evidenceCell) ([]EvidenceIssue, error) {
	own := map[string][]evidenceCell{}
	for _, c := range strata {
		own[c.issue] = append(own[c.issue], c)
	}
	var out []EvidenceIssue
	for _, issue := range slices.Sorted(maps.Keys(own)) {
		cells := own[issue]
		var all stat.FourFold
		for _, c := range cells {
			all = plusFold(all, c.fold)
		}
		one := EvidenceIssue{Issue: issue, Strata: strataOf(cells, nil),
			With: v.rate(all.A, all.A+all.B, all.A+all.B), Others: v.rate(all.C, all.C+all.D, all.C+all.D)}
		if note := v.cannotCompare(cells); note != "" {
			one.Notes = []Note{note}
			out = append(out, one)
			continue
		}
		pooled, err := stat.MantelHaenszel(folds(cells), .95)
		if err != nil {
			return nil, err
		}
		one.Adjusted = &Difference{*pooled.RD, *pooled.RDLow, *pooled.RDHigh}
		out = append(out, one)
	}
	slices.SortStableFunc(out, func(a, b EvidenceIssue) int {
		return cmp.Compare(b.Strata.Compared+b.Strata.LeftOut, a.Strata.Compared+a.Strata.LeftOut)
	})
	return out, nil
}

// allowForMany adjusts the p of all effects for how many there are. Those that
// have no single figure are among them: they were looked at too.
func allowForMany(effects []EvidenceEffect) error {
	var p []float64
	for _, e := range effects {
		if e.P != nil {
			p = append(p, *e.P)
		}
	}
	adjusted, err := stat.AdjustP(p)
	if err != nil {
		return err
	}
	next := 0
	for i := range effects {
		e := &effects[i]
		if e.P == nil {
			continue
		}
		q := adjusted.BH[next]
		next++
		if e.Adjusted == nil {
			e.P = nil
			continue
		}
		e.AdjustedP, e.Detectable = &q, q <= significant
	}
	return nil
}
