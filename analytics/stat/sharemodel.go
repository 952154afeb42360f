package stat

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
)

// A ShareMethod says how the spread of true shares between units was estimated.
type ShareMethod string

// The methods. A full Bayes grid is for fewer than FullBayesBelow units, where a
// single estimate of the spread would understate the uncertainty (Laird and Louis
// 1987; Morris 1983).
const (
	FullBayesGrid     ShareMethod = "full_bayes"
	MaximumLikelihood ShareMethod = "maximum_likelihood"
	NoSpread          ShareMethod = "no_spread" // the units do not vary beyond chance
)

// FullBayesBelow is the number of units from which on maximum likelihood is used.
const FullBayesBelow = 50

// A ShareModel is what y_i successes in n_i trials, theta_i ~ Beta, say of the
// units' true shares and of their order. It is the default ranking model of
// Redress.
//
// With NoSpread every unit has the pooled share: Mean is that share for all, and
// Ranks says that nothing is known, each rank being as likely as any other.
type ShareModel struct {
	Method ShareMethod
	Prior  float64   // mean of the prior: what a unit without data is taken for
	Weight *float64  // of the prior, in trials; nil with NoSpread, where it is without bounds
	Mean   []float64 // posterior mean of each share
	Ranks  Ranks     // rank 1 is the highest share
	nodes  []HyperNode
	centre []float64 // of the log-odds
	spread []float64
}

// simulatedHyper is the number of joint draws over an uncertain prior.
const simulatedHyper = 10_000

// FitShares fits the model, with k = TopTenth for the tails of the ranks. seed is
// for simulated ranks and to be kept with the result. For more than MaxRanks units
// there are shares, and no Ranks. ok is false without a unit that has data. The
// error is for counts that cannot be.
func FitShares(y, n []int64, seed uint64) (m ShareModel, ok bool, err error) {
	fit, err := FitBetaBinomial(y, n)
	if err != nil || fit.Mean == nil {
		return ShareModel{}, false, err
	}
	m.Prior = *fit.Mean
	if len(y) < FullBayesBelow {
		grid, proper, err := FitFullBayes(y, n)
		if err != nil {
			return ShareModel{}, false, err
		}
		if proper {
			m.average(grid, y, n, seed)
			return m, true, nil
		}
	}
	if fit.Alpha == nil {
		m.pool(len(y))
		return m, true, nil
	}
	m.Method, m.Weight = MaximumLikelihood, fit.M
	m.nodes = []HyperNode{{*fit.Alpha, *fit.Beta, 1}}
	units, err := PosteriorBetas(y, n, *fit.Alpha, *fit.Beta)
	if err != nil {
		return ShareModel{}, false, err
	}
	for _, u := range units {
		m.Mean = append(m.Mean, u.A/(u.A+u.B))
		m.logOdds([]Beta{u}, []float64{1})
	}
	if len(units) > MaxRanks {
		return m, true, nil
	}
	m.Ranks, err = RankBetas(units, 0, seed)
	m.evenOut(y, n)
	return m, true, err
}

// Shrunk returns the posterior mean of the share of a unit with y successes in n
// trials, one of the model's own or another from the same prior.
func (m ShareModel) Shrunk(y, n int64) float64 {
	if m.Method == NoSpread {
		return m.Prior
	}
	mean := 0.0
	for _, node := range m.nodes {
		mean += node.Weight * (node.A + float64(y)) / (node.A + node.B + float64(n))
	}
	return mean
}

// evenOut gives units with equal data equal ranks: simulation leaves noise between
// them, and a table must not order them by it.
func (m *ShareModel) evenOut(y, n []int64) {
	if m.Ranks.Draws == 0 {
		return
	}
	same := map[[2]int64][]int{}
	for i := range y {
		data := [2]int64{y[i], n[i]}
		same[data] = append(same[data], i)
	}
	for _, units := range same {
		if len(units) < 2 {
			continue
		}
		for _, values := range [][]float64{m.Ranks.Expected, m.Ranks.Top, m.Ranks.Bottom} {
			sum := 0.0
			for _, i := range units {
				sum += values[i]
			}
			for _, i := range units {
				values[i] = sum / float64(len(units))
			}
		}
		low, median, high := math.MaxInt, 0, 0
		for _, i := range units {
			low, median, high = min(low, m.Ranks.Low[i]), max(median, m.Ranks.Median[i]), max(high, m.Ranks.High[i])
		}
		for _, i := range units {
			m.Ranks.Low[i], m.Ranks.Median[i], m.Ranks.High[i] = low, median, high
		}
	}
}

// average takes the posterior over the grid of priors: means exactly, ranks from
// joint draws, because the units share the unknown prior.
func (m *ShareModel) average(grid FullBayes, y, n []int64, seed uint64) {
	m.Method, m.Prior, m.Mean, m.nodes = FullBayesGrid, grid.EMean, grid.Mean, grid.Nodes
	weight, betas, weights := 0.0, make([]Beta, len(grid.Nodes)), make([]float64, len(grid.Nodes))
	for i := range y {
		for v, node := range grid.Nodes {
			betas[v], weights[v] = Beta{node.A + float64(y[i]), node.B + float64(n[i]-y[i])}, node.Weight
		}
		m.logOdds(betas, weights)
	}
	for _, node := range grid.Nodes {
		weight += node.Weight * math.Log(node.A+node.B)
	}
	m.Weight = known(math.Exp(weight))
	units := make([]marginal, len(y))
	draw := func(r *rand.Rand) {
		node := grid.Nodes[pickNode(grid.Nodes, r.Float64())]
		for i := range y {
			units[i] = logitBeta{a: node.A + float64(y[i]), b: node.B + float64(n[i]-y[i])}
		}
	}
	m.Ranks = jointRanks(units, draw, TopTenth(len(y)), simulatedHyper, seed)
	m.evenOut(y, n)
}

// pickNode finds the node that the share u of the weights ends in.
func pickNode(nodes []HyperNode, u float64) int {
	for i, node := range nodes {
		if u -= node.Weight; u < 0 {
			return i
		}
	}
	return len(nodes) - 1
}

// pool gives every unit the pooled share and every rank the same chance.
func (m *ShareModel) pool(units int) {
	m.Method = NoSpread
	k := TopTenth(units)
	m.Ranks = Ranks{K: k}
	share := 1 / float64(units)
	for range units {
		m.Mean = append(m.Mean, m.Prior)
		m.centre, m.spread = append(m.centre, 0), append(m.spread, 0)
		m.Ranks.Expected = append(m.Ranks.Expected, float64(units+1)/2)
		m.Ranks.Low = append(m.Ranks.Low, max(1, int(math.Ceil(.025*float64(units)-1e-9))))
		m.Ranks.Median = append(m.Ranks.Median, int(math.Ceil(.5*float64(units)-1e-9)))
		m.Ranks.High = append(m.Ranks.High, int(math.Ceil(.975*float64(units)-1e-9)))
		m.Ranks.Top = append(m.Ranks.Top, float64(k)*share)
		m.Ranks.Bottom = append(m.Ranks.Bottom, float64(k)*share)
	}
}

// logOdds adds a unit's posterior mean and standard deviation on the log-odds
// scale, where a Beta's are differences of digamma and sums of trigamma functions.
func (m *ShareModel) logOdds(units []Beta, weights []float64) {
	mean, square := 0.0, 0.0
	for v, u := range units {
		at := mathext.Digamma(u.A) - mathext.Digamma(u.B)
		mean += weights[v] * at
		square += weights[v] * (mathext.Zeta(2, u.A) + mathext.Zeta(2, u.B) + at*at)
	}
	m.centre = append(m.centre, mean)
	m.spread = append(m.spread, math.Sqrt(math.Max(0, square-mean*mean)))
}

// Separated reports whether units i and j can be told apart: whether the interval
// of 95 % about the difference of their log-odds, taken as normal, leaves out 0.
func (m ShareModel) Separated(i, j int) bool {
	apart := math.Abs(m.centre[i] - m.centre[j])
	return apart > 0 && apart > Z95*math.Hypot(m.spread[i], m.spread[j])
}

// Groups parts units into groups of which no member can be told apart from the
// first: the units are taken in the given order, best first, and a group ends
// before the first unit that can be told apart from its first member. It returns
// the number of each unit's group, from 1, 0 for a unit that order leaves out.
func (m ShareModel) Groups(order []int) []int {
	groups := make([]int, len(m.Mean))
	group, first := 0, -1
	for _, unit := range order {
		if first < 0 || m.Separated(first, unit) {
			group, first = group+1, unit
		}
		groups[unit] = group
	}
	return groups
}
