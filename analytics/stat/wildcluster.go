package stat

import (
	"errors"
	"math"
	"math/rand/v2"
)

// fewClusters is the number of units below which CR1 errors are too optimistic.
const fewClusters = 40

// Few reports whether the panel has so few units, or treated or untreated ones,
// that WildCluster must stand beside the clustered standard error.
func (d PanelDifference) Few() bool {
	return d.Clusters < fewClusters || d.TreatedClusters < 10 || d.Clusters-d.TreatedClusters < 10
}

// PreTrend says whether treated and untreated units moved alike before: whether
// the joint test of all effects before the reference does not reject at level. ok
// is false when there is nothing to test with. To pass is weak evidence: show the
// effects themselves.
func (d PanelDifference) PreTrend(level float64) (alike, ok bool) {
	if d.PreFP == nil {
		return false, false
	}
	return *d.PreFP >= level, true
}

// WildCluster returns the two-sided p of no effect of treatment by the wild
// cluster bootstrap-t: residuals under no effect keep or change their sign unit by
// unit, draws times, from a seed. It is meant for few units; with fewer than about
// 6 treated ones no method can say much. Errors as PanelDifferences, when draws is
// not 99 to 99,999, and when the panel leaves no residual.
//
// See Cameron, Gelbach & Miller, Review of Economics and Statistics 90 (2008), p.
// 414.
func WildCluster(rows []PanelRow, first float64, draws int, seed uint64) (float64, error) {
	p, err := newPanel(rows, first)
	if err != nil {
		return 0, err
	}
	if draws < 99 || draws > 99_999 {
		return 0, errors.New("there must be 99 to 99,999 draws")
	}
	if work := draws * len(rows) * len(p.periods); work > 4_000_000_000 {
		return 0, errors.New("the panel is too large for so many draws")
	}
	project, err := p.projector()
	if err != nil {
		return 0, err
	}
	treatment := project(p.column(func(r PanelRow) bool { return r.Treated && r.Period >= first }))
	residual := project(p.y)
	below := 0.0
	for _, v := range treatment {
		below += v * v
	}
	if !(below > 1e-9) {
		return 0, errSingular
	}
	statistic := func(y []float64) float64 {
		effect := 0.0
		for i, v := range treatment {
			effect += v * y[i]
		}
		effect /= below
		scores, meat := make([]float64, len(p.units)), 0.0
		for i, v := range treatment {
			scores[p.unitOf[i]] += v * (y[i] - effect*v)
		}
		for _, s := range scores {
			meat += s * s
		}
		return math.Abs(effect) * below / math.Sqrt(meat)
	}
	real := statistic(residual)
	if math.IsNaN(real) || math.IsInf(real, 0) {
		return 0, errExact
	}
	random := rand.New(rand.NewPCG(seed, 0))
	sign, changed, large := make([]float64, len(p.units)), make([]float64, len(rows)), 0
	for range draws {
		for g := range sign {
			sign[g] = float64(2*random.IntN(2) - 1)
		}
		for i := range changed {
			changed[i] = sign[p.unitOf[i]] * residual[i]
		}
		if statistic(project(changed)) >= real*(1-1e-9) {
			large++
		}
	}
	return float64(large+1) / float64(draws+1), nil
}

// projector returns what takes unit and period effects out of a column.
func (p *panel) projector() (func([]float64) []float64, error) {
	var columns [][]float64
	for _, dummy := range p.dummies {
		columns = append(columns, p.within(dummy))
	}
	fit, err := leastSquares(p.within(p.y), columns, nil)
	if err != nil {
		return nil, err
	}
	return func(x []float64) []float64 {
		x = p.within(x)
		cross := make([]float64, len(columns))
		for j, column := range columns {
			for i, v := range column {
				cross[j] += v * x[i]
			}
		}
		for j, column := range columns {
			weight := 0.0
			for k, v := range cross {
				weight += fit.Bread[j][k] * v
			}
			for i, v := range column {
				x[i] -= weight * v
			}
		}
		return x
	}, nil
}
