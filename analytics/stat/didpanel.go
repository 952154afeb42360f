package stat

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/mathext"
)

// A PanelRow is one observation of one unit in one period.
type PanelRow struct {
	Unit, Period float64 // labels; periods are ordered by their number
	Treated      bool    // whether the unit is ever treated, the same in all its rows
	Y            float64
}

// A PanelDifference is a difference in differences of a panel whose treated units
// are all treated from one period on.
type PanelDifference struct {
	Effect              float64 // mean of Y in treated units after, against what units and periods explain
	SECR1, SECR0, SEOLS float64 // clustered by unit with and without small-sample factor; classical
	Clusters            int
	TreatedClusters     int

	EventTime []float64  // period less first treated period; the last period before is the reference
	Event     []float64  // effect at each, against the reference
	EventSE   []*float64 // CR1; nil when the panel has as many coefficients as rows

	// Whether treated units moved differently before: all effects before the
	// reference are 0. PreDF is their number; the rest is nil when it is 0 or when
	// there are too few clusters to say.
	PreDF   int
	PreWald *float64 // chi-squared with PreDF, CR1
	PreF    *float64 // classical F with PreDF and observations less coefficients
	PreFP   *float64
}

// maxPanel bounds rows × columns of a panel's design.
const maxPanel = 20_000_000

// PanelDifferences fits unit and period effects plus an effect of treatment from
// the period first on, then the same with one effect per period. It must not be
// used where units are treated from different periods on. It is an error when
// there are fewer than 2 units, no treated or no untreated unit, no period before
// first or none from it on, a unit treated in some rows only, a number that is not
// finite, or too few rows.
//
// With few clusters, above all few treated ones, CR1 is too optimistic.
func PanelDifferences(rows []PanelRow, first float64) (PanelDifference, error) {
	p, err := newPanel(rows, first)
	if err != nil {
		return PanelDifference{}, err
	}
	out := PanelDifference{Clusters: len(p.units), TreatedClusters: p.treated}
	after := p.column(func(r PanelRow) bool { return r.Treated && r.Period >= first })
	whole, err := p.fit([][]float64{after})
	if err != nil {
		return PanelDifference{}, err
	}
	if !(whole.df > 0) {
		return PanelDifference{}, fmt.Errorf("%d rows are no more than the coefficients of units, periods and treatment", len(rows))
	}
	out.Effect = whole.coef[0]
	out.SECR0 = math.Sqrt(max(0, whole.cr0[0][0]))
	out.SECR1 = out.SECR0 * math.Sqrt(whole.factor)
	out.SEOLS = math.Sqrt(whole.classical[0][0])

	var columns [][]float64
	for _, period := range p.periods {
		if period == p.reference {
			continue
		}
		columns = append(columns, p.column(func(r PanelRow) bool { return r.Treated && r.Period == period }))
		out.EventTime = append(out.EventTime, period-first)
		if period < p.reference {
			out.PreDF++
		}
	}
	event, err := p.fit(columns)
	if err != nil {
		// One effect per period asks more of a panel than one for all.
		out.EventTime, out.PreDF = nil, 0
		return out, nil
	}
	out.Event = event.coef
	for j := range columns {
		var se *float64
		if event.df > 0 {
			se = new(math.Sqrt(max(0, event.cr0[j][j]) * event.factor))
		}
		out.EventSE = append(out.EventSE, se)
	}
	out.preTrend(event)
	return out, nil
}

func (d *PanelDifference) preTrend(event panelFit) {
	if d.PreDF == 0 || !(event.df > 0) {
		return
	}
	if wald, ok := quadratic(event.coef[:d.PreDF], event.cr0); ok && d.PreDF < d.Clusters {
		d.PreWald = new(wald / event.factor)
	}
	if f, ok := quadratic(event.coef[:d.PreDF], event.classical); ok {
		f /= float64(d.PreDF)
		d.PreF, d.PreFP = &f, new(fTail(f, float64(d.PreDF), event.df))
	}
}

// fTail returns Pr(F >= f).
func fTail(f, d1, d2 float64) float64 {
	if !(f > 0) {
		return 1
	}
	return mathext.RegIncBeta(d2/2, d1/2, d2/(d2+d1*f))
}

// quadratic returns b' V^-1 b for the first len(b) rows and columns of v. ok is
// false when v is singular there.
func quadratic(b []float64, v [][]float64) (float64, bool) {
	k := len(b)
	sym := mat.NewSymDense(k, nil)
	for i := range k {
		for j := i; j < k; j++ {
			sym.SetSym(i, j, (v[i][j]+v[j][i])/2)
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(sym) || !(chol.Cond() < 1e12) {
		return 0, false
	}
	var solved mat.VecDense
	if chol.SolveVecTo(&solved, mat.NewVecDense(k, b)) != nil {
		return 0, false
	}
	return mat.Dot(mat.NewVecDense(k, b), &solved), true
}

type panel struct {
	rows           []PanelRow
	units, periods []float64
	unitOf         []int
	treated        int
	reference      float64 // last period before treatment
	y              []float64
	dummies        [][]float64 // one per period but the first
}

func newPanel(rows []PanelRow, first float64) (*panel, error) {
	p := &panel{rows: rows, unitOf: make([]int, len(rows)), reference: math.Inf(-1)}
	ever := map[float64]bool{}
	after, untreated := false, false
	for i, r := range rows {
		if err := finite("a row of the panel", []float64{r.Unit, r.Period, r.Y}); err != nil {
			return nil, fmt.Errorf("row %d of the panel has a number that is not finite", i+1)
		}
		if was, seen := ever[r.Unit]; seen && was != r.Treated {
			return nil, errors.New("a unit is treated in some of its rows only: treat says whether it is ever treated")
		}
		ever[r.Unit] = r.Treated
		p.units, p.periods, p.y = append(p.units, r.Unit), append(p.periods, r.Period), append(p.y, r.Y)
		untreated = untreated || !r.Treated
		after = after || r.Period >= first
		if r.Period < first {
			p.reference = max(p.reference, r.Period)
		}
	}
	for _, treated := range ever {
		if treated {
			p.treated++
		}
	}
	slices.Sort(p.units)
	slices.Sort(p.periods)
	p.units, p.periods = slices.Compact(p.units), slices.Compact(p.periods)
	switch {
	case math.IsNaN(first):
		return nil, errors.New("the first treated period is not a number")
	case len(p.units) < 2:
		return nil, errors.New("a panel needs at least 2 units")
	case p.treated == 0 || !untreated:
		return nil, errors.New("a panel needs treated and untreated units")
	case math.IsInf(p.reference, -1):
		return nil, errors.New("there is no period before the first treated one")
	case !after:
		return nil, errors.New("there is no treated period")
	case len(rows)*2*len(p.periods) > maxPanel:
		return nil, fmt.Errorf("a panel of %d rows and %d periods is too large", len(rows), len(p.periods))
	}
	for i, r := range rows {
		p.unitOf[i], _ = slices.BinarySearch(p.units, r.Unit)
	}
	for _, period := range p.periods[1:] {
		p.dummies = append(p.dummies, p.column(func(r PanelRow) bool { return r.Period == period }))
	}
	return p, nil
}

func (p *panel) column(is func(PanelRow) bool) []float64 {
	out := make([]float64, len(p.rows))
	for i, r := range p.rows {
		if is(r) {
			out[i] = 1
		}
	}
	return out
}

// within returns x less the mean of its unit, which is what unit effects leave.
func (p *panel) within(x []float64) []float64 {
	sum, count := make([]float64, len(p.units)), make([]float64, len(p.units))
	for i, v := range x {
		sum[p.unitOf[i]] += v
		count[p.unitOf[i]]++
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v - sum[p.unitOf[i]]/count[p.unitOf[i]]
	}
	return out
}

type panelFit struct {
	coef           []float64
	classical, cr0 [][]float64
	factor         float64 // CR1 over CR0
	df             float64
}

// fit regresses y on columns, period and unit effects.
func (p *panel) fit(columns [][]float64) (panelFit, error) {
	var design [][]float64
	for _, column := range slices.Concat(columns, p.dummies) {
		design = append(design, p.within(column))
	}
	n, k, g := float64(len(p.y)), float64(len(design)+len(p.units)), float64(len(p.units))
	if n < k {
		return panelFit{}, fmt.Errorf("%g rows are too few for %g coefficients", n, k)
	}
	y := p.within(p.y)
	fit, err := leastSquares(y, design, nil)
	if err != nil {
		return panelFit{}, err
	}
	scores := make([][]float64, len(p.units))
	for i, e := range fit.Residuals {
		if scores[p.unitOf[i]] == nil {
			scores[p.unitOf[i]] = make([]float64, len(design))
		}
		for j := range design {
			scores[p.unitOf[i]][j] += design[j][i] * e
		}
	}
	meat := square(len(design))
	for _, score := range scores {
		for a := range design {
			for b := range design {
				meat[a][b] += score[a] * score[b]
			}
		}
	}
	out := panelFit{
		coef: fit.Coef[:len(columns)], cr0: sandwich(fit.Bread, meat), df: n - k,
		factor: g / (g - 1) * (n - 1) / (n - k), classical: square(len(design)),
	}
	for a := range design {
		for b := range design {
			out.classical[a][b] = fit.Bread[a][b] * fit.RSS / (n - k)
		}
	}
	return out, nil
}
