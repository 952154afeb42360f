package stat

import (
	"errors"
	"math"
)

// A FourFold is the table of one stratum: complaints with evidence attached (the
// exposed arm) that were resolved (A) or not (B), and without it (C, D).
type FourFold struct{ A, B, C, D int64 }

// Pooled is what Mantel–Haenszel makes of strata. A nil pointer is a figure that
// the tables do not give: no stratum has both arms, or a sum in a denominator is
// 0. Risk differences are shares, 0.05 being five percentage points.
type Pooled struct {
	CrudeRD *float64 // of all strata thrown together, which confounding may turn round
	// RD is the headline figure, with Sato's variance (1989), right for few large
	// and for many small strata.
	RD, RDSE, RDLow, RDHigh *float64
	// RR with the Greenland–Robins, OR with the Robins–Breslow–Greenland error, of
	// the logarithm; no error and no interval where the ratio is 0.
	RR, RRLogSE, RRLow, RRHigh *float64
	OR, ORLogSE, ORLow, ORHigh *float64
	// CMH is the test of no association in any stratum, on 1 degree of freedom,
	// without and with the continuity correction of ½.
	CMH, CMHP, CMHCorrected, CMHCorrectedP *float64
	// BreslowDay and Tarone test whether the odds ratio is the same in all strata,
	// on HomogeneityDF degrees of freedom; nil for fewer than two strata that tell.
	BreslowDay, BreslowDayP, Tarone, TaroneP *float64
	HomogeneityDF                            int
	StrataRD                                 []*float64 // nil where an arm is empty
	Dropped                                  int        // strata with an empty arm
	// Standardised is the risk difference if all complaints had, against had not,
	// evidence (g-formula over the strata that have both arms).
	Standardised, StandardisedSE *float64
	// Warnings say why no pooled figure is to be shown: ErrHeterogeneous,
	// ErrSignsDiffer, ErrStrataDropped. They do not prevent computation.
	Warnings []error
}

// Why the strata of a Pooled should be shown instead of, or beside, one figure.
var (
	ErrHeterogeneous = errors.New("the effect differs between strata (Tarone p < 0.05): show the strata, no pooled figure")
	ErrSignsDiffer   = errors.New("the difference has not the same sign in all strata: show the strata, no pooled figure")
	ErrStrataDropped = errors.New("strata in which one arm is empty tell nothing and are left out")
)

// MantelHaenszel pools the strata; intervals are at conf, such as 0.95. Counts
// must not be negative; no strata is an error.
func MantelHaenszel(strata []FourFold, conf float64) (Pooled, error) {
	z, err := twoSidedZ(conf)
	if err != nil {
		return Pooled{}, err
	}
	if len(strata) == 0 {
		return Pooled{}, errors.New("there is no stratum")
	}
	var out Pooled
	var whole FourFold
	var sums foldSums
	var both []FourFold
	out.StrataRD = make([]*float64, len(strata))
	for i, s := range strata {
		for _, n := range []int64{s.A, s.B, s.C, s.D} {
			if n < 0 || n > maxUnits/4 {
				return Pooled{}, errors.New("a number of complaints cannot be negative nor above 10^14")
			}
		}
		whole = FourFold{whole.A + s.A, whole.B + s.B, whole.C + s.C, whole.D + s.D}
		if whole.A+whole.B+whole.C+whole.D > maxUnits {
			return Pooled{}, errors.New("there are too many complaints in all")
		}
		rd, ok := s.riskDifference()
		if !ok {
			out.Dropped++
			continue
		}
		out.StrataRD[i] = &rd
		both = append(both, s)
		sums.add(s)
	}
	if rd, ok := whole.riskDifference(); ok {
		out.CrudeRD = &rd
	}
	if len(both) > 0 {
		out.pool(sums, z)
		out.homogeneity(both)
		out.standardise(both)
	}
	out.warn()
	return out, nil
}

func (f FourFold) riskDifference() (float64, bool) {
	n1, n0 := float64(f.A+f.B), float64(f.C+f.D)
	if n1 == 0 || n0 == 0 {
		return 0, false
	}
	return float64(f.A)/n1 - float64(f.C)/n0, true
}

// foldSums are the sums over strata that every estimate is made of.
type foldSums struct {
	difference, weight, satoP, satoQ   float64 // RD
	exposed, unexposed, greenland      float64 // RR
	concordant, discordant, pr, pq, qs float64 // OR
	excess, variance                   float64 // CMH
}

func (m *foldSums) add(s FourFold) {
	a, b, c, d := float64(s.A), float64(s.B), float64(s.C), float64(s.D)
	n1, n0 := a+b, c+d
	n := n1 + n0
	m.difference += (a*n0 - c*n1) / n
	m.weight += n1 * n0 / n
	m.satoP += (c*n1*n1 - a*n0*n0 + n1*n0*(n0-n1)/2) / n / n
	m.satoQ += (a*(n0-c) + c*(n1-a)) / n / 2
	m.exposed += a * n0 / n
	m.unexposed += c * n1 / n
	m.greenland += (n1/n)*(n0/n)*(a+c) - a*c/n
	r, q := a*d/n, b*c/n
	agree, disagree := (a+d)/n, (b+c)/n
	m.concordant += r
	m.discordant += q
	m.pr += agree * r
	m.pq += agree*q + disagree*r
	m.qs += disagree * q
	m.excess += a - n1*(a+c)/n
	m.variance += (n1 / n) * (n0 / n) * (a + c) * (b + d) / (n - 1)
}

func (p *Pooled) pool(m foldSums, z float64) {
	rd := m.difference / m.weight
	variance := rd*m.satoP + m.satoQ
	// All resolved in one arm and none in the other: the terms cancel, and what is
	// left of them is rounding.
	if variance < 1e-13*(math.Abs(rd*m.satoP)+m.satoQ) {
		variance = 0
	}
	se := math.Sqrt(variance) / m.weight
	low, high := max(-1, rd-z*se), min(1, rd+z*se)
	p.RD, p.RDSE, p.RDLow, p.RDHigh = &rd, &se, &low, &high
	p.RR, p.RRLogSE, p.RRLow, p.RRHigh = logRatio(m.exposed, m.unexposed, m.greenland/(m.exposed*m.unexposed), z)
	p.OR, p.ORLogSE, p.ORLow, p.ORHigh = logRatio(m.concordant, m.discordant,
		(m.pr/m.concordant/m.concordant+m.pq/m.concordant/m.discordant+m.qs/m.discordant/m.discordant)/2, z)
	if m.variance > 0 {
		p.CMH, p.CMHP = testOn(m.excess*m.excess/m.variance, 1)
		nearer := max(0, math.Abs(m.excess)-0.5)
		p.CMHCorrected, p.CMHCorrectedP = testOn(nearer*nearer/m.variance, 1)
	}
}

// logRatio returns over / under with the error of its logarithm and the interval;
// without those where over is 0, and nothing where under is.
func logRatio(over, under, logVariance, z float64) (value, se, low, high *float64) {
	if under <= 0 {
		return nil, nil, nil, nil
	}
	r := over / under
	if over <= 0 {
		return &r, nil, nil, nil
	}
	s := math.Sqrt(max(0, logVariance))
	lo, hi := known(r*math.Exp(-z*s)), known(r*math.Exp(z*s))
	return &r, &s, lo, hi
}

// testOn returns the statistic and its upper tail on df degrees of freedom.
func testOn(chiSquared float64, df int) (value, p *float64) {
	upper := aboveChiSquared(chiSquared, df)
	return known(chiSquared), known(upper)
}

// homogeneity compares the strata with the pooled odds ratio. A stratum in which
// all or none were resolved fits any odds ratio and is not counted.
func (p *Pooled) homogeneity(strata []FourFold) {
	if p.OR == nil || *p.OR <= 0 {
		return
	}
	sum, off, spread, informative := 0.0, 0.0, 0.0, 0
	for _, s := range strata {
		if s.A+s.C == 0 || s.B+s.D == 0 {
			continue
		}
		informative++
		expected := s.expectedAt(*p.OR)
		n1, n0, m1 := float64(s.A+s.B), float64(s.C+s.D), float64(s.A+s.C)
		variance := 1 / (1/expected + 1/(m1-expected) + 1/(n1-expected) + 1/(n0-m1+expected))
		sum += (float64(s.A) - expected) * (float64(s.A) - expected) / variance
		off += float64(s.A) - expected
		spread += variance
	}
	if informative < 2 || !(spread > 0) || math.IsNaN(sum) || math.IsInf(sum, 0) {
		return
	}
	p.HomogeneityDF = informative - 1
	p.BreslowDay, p.BreslowDayP = testOn(sum, p.HomogeneityDF)
	p.Tarone, p.TaroneP = testOn(max(0, sum-off*off/spread), p.HomogeneityDF)
}

// expectedAt returns the number in cell A with the margins of the stratum at
// which its odds ratio would be the given one.
func (f FourFold) expectedAt(odds float64) float64 {
	n1, n0, m1 := float64(f.A+f.B), float64(f.C+f.D), float64(f.A+f.C)
	if odds == 1 {
		return n1 * m1 / (n1 + n0)
	}
	// (1−ψ)A² + bA − ψ n1 m1 = 0; the form without cancellation for either sign.
	b := n0 - m1 + odds*(n1+m1)
	root := math.Sqrt(max(0, b*b+4*(1-odds)*odds*n1*m1))
	if b >= 0 {
		return 2 * odds * n1 * m1 / (b + root)
	}
	return (root - b) / (2 * (1 - odds))
}

func (p *Pooled) standardise(strata []FourFold) {
	total := 0.0
	for _, s := range strata {
		total += float64(s.A + s.B + s.C + s.D)
	}
	value, variance := 0.0, 0.0
	for _, s := range strata {
		n1, n0 := float64(s.A+s.B), float64(s.C+s.D)
		with, without, share := float64(s.A)/n1, float64(s.C)/n0, (n1+n0)/total
		value += share * (with - without)
		variance += share * share * (with*(1-with)/n1 + without*(1-without)/n0)
	}
	se := math.Sqrt(variance)
	p.Standardised, p.StandardisedSE = &value, &se
}

func (p *Pooled) warn() {
	if p.TaroneP != nil && *p.TaroneP < 0.05 {
		p.Warnings = append(p.Warnings, ErrHeterogeneous)
	}
	positive, negative := false, false
	for _, rd := range p.StrataRD {
		positive = positive || rd != nil && *rd > 0
		negative = negative || rd != nil && *rd < 0
	}
	if positive && negative {
		p.Warnings = append(p.Warnings, ErrSignsDiffer)
	}
	if p.Dropped > 0 {
		p.Warnings = append(p.Warnings, ErrStrataDropped)
	}
}
