package stat

import (
	"fmt"
	"math"
)

// A FullBayes is a beta-binomial model whose prior is itself uncertain, with the
// hyperprior (a+b)^(-5/2) on (a, b) (Gelman et al., Bayesian Data Analysis, 5.3),
// which for few units does not understate uncertainty as a plug-in prior does.
// EMean is the posterior mean of the prior's mean a/(a+b); Mean and SD are those
// of each unit's share. Nodes are the grid with weights that sum to 1, for
// whatever else is to be averaged over the prior.
type FullBayes struct {
	EMean    float64
	Mean, SD []float64
	Nodes    []HyperNode
}

// A HyperNode is a prior Beta(A, B) with its posterior weight.
type HyperNode struct{ A, B, Weight float64 }

// maxGridUnits bounds the grid: with so many units the plug-in fit is as good.
const maxGridUnits = 2_000

// FitFullBayes averages over a grid on (logit mean, ln(a+b)) that covers the
// whole posterior but for parts in 10^6. ok is false where there is no posterior:
// without a unit that has both a success and a failure the hyperprior is not
// proper. The error is for counts that cannot be and for more than 2,000 units.
func FitFullBayes(y, n []int64) (out FullBayes, ok bool, err error) {
	if err := checkCounts(y, n); err != nil {
		return FullBayes{}, false, err
	}
	if len(y) > maxGridUnits {
		return FullBayes{}, false, fmt.Errorf("%d units are more than the %d that a grid is for: fit by maximum likelihood", len(y), maxGridUnits)
	}
	data := newBetaBinomialData(y, n)
	if data.extreme {
		return FullBayes{}, false, nil
	}
	out.Nodes = data.hyperGrid()
	out.Mean, out.SD = make([]float64, len(y)), make([]float64, len(y))
	for _, node := range out.Nodes {
		m := node.A + node.B
		out.EMean += node.Weight * node.A / m
		for i := range y {
			hits, all := node.A+float64(y[i]), m+float64(n[i])
			mean := hits / all
			out.Mean[i] += node.Weight * mean
			out.SD[i] += node.Weight * (mean*(1-mean)/(all+1) + mean*mean)
		}
	}
	for i := range y {
		out.SD[i] = math.Sqrt(math.Max(0, out.SD[i]-out.Mean[i]*out.Mean[i]))
	}
	return out, true, nil
}

const (
	gridDrop  = 16. // how far below its peak the logarithm of the density still counts
	gridStepM = .15 // between values of ln(a+b), whose density has a spread of about 0.5 and more
	gridStepU = .35 // between values of the mean's logit, in spreads of it at that ln(a+b)
)

// hyperGrid walks outwards from the peak in ln(a+b), and for each value of it in
// the logit of the mean: the trapezoidal rule on a smooth density that vanishes
// at both ends.
func (d betaBinomialData) hyperGrid() []HyperNode {
	var nodes []HyperNode
	var logs []float64
	top := math.Inf(-1)
	row := func(v, start float64) (centre, peak float64) {
		centre, spread := d.rowPeak(v, start)
		peak = d.hyperLog(centre, v)
		for _, direction := range []float64{1, -1} {
			for j := 0; ; j++ {
				if j == 0 && direction < 0 {
					continue
				}
				u := centre + direction*float64(j)*gridStepU*spread
				value := d.hyperLog(u, v)
				if j > 0 && value < peak-gridDrop || math.Abs(u) > 600 {
					break
				}
				m := math.Exp(v)
				nodes = append(nodes, HyperNode{A: m / (1 + math.Exp(-u)), B: m / (1 + math.Exp(u))})
				logs = append(logs, value+math.Log(spread))
			}
		}
		// What the row weighs, for the walk along ln(a+b).
		weight := peak + math.Log(spread)
		top = math.Max(top, weight)
		return centre, weight
	}
	middle := d.gridStart()
	pooled := math.Log(d.hits / (d.trials - d.hits))
	for _, direction := range []float64{1, -1} {
		centre := pooled
		for j := 0; j < 1_000; j++ {
			if j == 0 && direction < 0 {
				continue
			}
			var weight float64
			centre, weight = row(middle+direction*float64(j)*gridStepM, centre)
			if j > 20 && weight < top-gridDrop {
				break
			}
		}
	}
	total := 0.0
	for i := range nodes {
		nodes[i].Weight = math.Exp(logs[i] - top)
		total += nodes[i].Weight
	}
	for i := range nodes {
		nodes[i].Weight /= total
	}
	return nodes
}

// gridStart is ln(a+b) at about the peak: the highest of a coarse walk.
func (d betaBinomialData) gridStart() float64 {
	pooled := math.Log(d.hits / (d.trials - d.hits))
	best, at := math.Inf(-1), 0.0
	for v := -8.0; v <= 20; v += .5 {
		if value := d.hyperLog(pooled, v); value > best {
			best, at = value, v
		}
	}
	return at
}

// hyperLog is the logarithm of the posterior density of (logit mean, ln(a+b)): the
// likelihood times (a+b)^(-5/2) times the Jacobian ab.
func (d betaBinomialData) hyperLog(u, v float64) float64 {
	// ln mean and ln(1-mean) without overflow
	logMean, logRest := -math.Log1p(math.Exp(-u)), -math.Log1p(math.Exp(u))
	return d.logLik(math.Exp(v+logMean), math.Exp(v+logRest)) - v/2 + logMean + logRest
}

// rowPeak finds the peak in the logit of the mean at one ln(a+b), by Newton steps
// on finite differences, and the spread there.
func (d betaBinomialData) rowPeak(v, start float64) (peak, spread float64) {
	u := start
	curve := 1.0
	for range 60 {
		h := math.Min(.05, .2/math.Sqrt(curve))
		below, here, above := d.hyperLog(u-h, v), d.hyperLog(u, v), d.hyperLog(u+h, v)
		curve = math.Max(1e-3, (2*here-above-below)/(h*h))
		step := (above - below) / (2 * h) / curve
		step = math.Max(-1, math.Min(1, step))
		u += step
		if math.Abs(step) < .05/math.Sqrt(curve) {
			break
		}
	}
	return u, 1 / math.Sqrt(curve)
}
