package stat

import (
	"math"
	"slices"
)

// A Scatter is the dispersion of one unit, the degrees of freedom it rests on, and
// the unit's size: the mean count, or the mean number of trials, of a step.
type Scatter struct {
	Dispersion float64
	DF         int
	Size       float64
}

// A Noise is what is known of the dispersion of one unit: a normal variable of
// variance 1 times a dispersion that may be one of several.
type Noise struct {
	dispersion, weight []float64
	df                 float64 // where nothing but the unit's own steps says it; else 0
}

// OwnNoise is the noise of a unit that nothing but its own steps tell: Student's t.
// The dispersion is at least 1, which is chance alone.
func OwnNoise(s Scatter) Noise {
	return Noise{dispersion: []float64{max(1, s.Dispersion)}, weight: []float64{1}, df: float64(max(1, s.DF))}
}

// Tails returns Pr(|Z| >= z).
func (n Noise) Tails(z float64) float64 { return n.tails(func(float64) float64 { return z }) }

// tails is the same for a z that depends on the dispersion.
func (n Noise) tails(z func(dispersion float64) float64) (p float64) {
	if n.df > 0 {
		return studentTails(z(n.dispersion[0])/math.Sqrt(n.dispersion[0]), n.df)
	}
	for i, d := range n.dispersion {
		p += n.weight[i] * math.Erfc(z(d)/math.Sqrt(2*d))
	}
	return min(1, p)
}

// Reach returns z with Pr(|Z| >= z) = p.
func (n Noise) Reach(p float64) float64 {
	low, high := 0.0, 1.0
	for n.Tails(high) > p && high < 1e6 {
		low, high = high, 2*high
	}
	for range 60 {
		if between := (low + high) / 2; n.Tails(between) > p {
			low = between
		} else {
			high = between
		}
	}
	return high
}

// Lasting is the noise of a mean over several steps when what exceeds chance has the
// autocorrelation r from step to step.
func (n Noise) Lasting(r float64) Noise {
	longer := slices.Clone(n.dispersion)
	for i := range longer {
		longer[i] = 1 + (longer[i]-1)*(1+r)/(1-r)
	}
	return Noise{dispersion: longer, weight: n.weight, df: n.df}
}

// A CommonNoise is what the dispersions of many units have in common: a line through
// their sizes, for the larger a unit the more its own ups and downs stand out from
// chance, and how the units are spread about it.
type CommonNoise struct {
	constant, slope float64
	weight          []float64 // by step of the grid; nil where nothing is in common
}

const (
	// leastUnits is how many dispersions it takes to say how they are spread.
	leastUnits = 20
	// The grid of dispersions about the line.
	gridFrom, gridSteps, gridFactor = 0.1, 36, 1.2
	// spreadRounds are the rounds of the maximisation; its tails do not move later.
	spreadRounds = 30
	binsPerStep  = 2
)

// PoolNoise learns from many units how dispersions are spread, whatever the form
// (Ignatiadis and Sen 2025, Annals of Statistics 53: the nonparametric maximum
// likelihood of the variances): where some units are calm and some wild, each is
// taken for what its own steps make likely. As much as one unit more is spread
// evenly over all possible dispersions, so that what nobody showed stays possible.
// With fewer than 20 units nothing is in common.
func PoolNoise(units []Scatter) CommonNoise {
	var used []Scatter
	for _, u := range units {
		if u.DF > 0 {
			used = append(used, u)
		}
	}
	if len(used) < leastUnits {
		return CommonNoise{}
	}
	c := lineOf(used)
	if !(c.constant > 0) {
		return CommonNoise{}
	}
	c.spread(used)
	return c
}

// spread fits the weights of the grid by expectation and maximisation, over units
// binned by what they are of the line.
func (c *CommonNoise) spread(units []Scatter) {
	type bin struct{ step, df int }
	bins := map[bin]float64{}
	for _, u := range units {
		step := math.Log(max(u.Dispersion/c.at(u.Size), gridFrom/10)/gridFrom) / math.Log(gridFactor) * binsPerStep
		bins[bin{int(math.Round(step)), u.DF}]++
	}
	likely, count := make([][]float64, 0, len(bins)), make([]float64, 0, len(bins))
	keys := make([]bin, 0, len(bins))
	for b := range bins {
		keys = append(keys, b)
	}
	slices.SortFunc(keys, func(a, b bin) int { return (a.step-b.step)*10_000 + a.df - b.df })
	for _, b := range keys {
		likely = append(likely, likelihoods(gridFrom*math.Pow(gridFactor, float64(b.step)/binsPerStep), b.df))
		count = append(count, bins[b])
	}
	c.weight = make([]float64, gridSteps)
	for g := range c.weight {
		c.weight[g] = 1.0 / gridSteps
	}
	all := float64(len(units)) + 1
	for range spreadRounds {
		next := make([]float64, gridSteps)
		for g := range next {
			next[g] = 1 / all / gridSteps
		}
		for b := range likely {
			sum := 0.0
			for g, w := range c.weight {
				sum += w * likely[b][g]
			}
			for g, w := range c.weight {
				next[g] += count[b] / all * w * likely[b][g] / sum
			}
		}
		c.weight = next
	}
}

// likelihoods are those of a dispersion by step of the grid, the largest 1.
func likelihoods(dispersion float64, df int) []float64 {
	out, half := make([]float64, gridSteps), float64(df)/2
	most := math.Inf(-1)
	for g := range out {
		at := gridFrom * math.Pow(gridFactor, float64(g))
		out[g] = -half*math.Log(at) - half*dispersion/at
		most = max(most, out[g])
	}
	for g := range out {
		out[g] = math.Exp(out[g] - most)
	}
	return out
}

// lineOf is the line through dispersions by weighted least squares, the weights
// being those of variances; it never falls.
func lineOf(units []Scatter) CommonNoise {
	c := CommonNoise{constant: 1}
	for range 6 {
		var w, wx, wy, wxx, wxy float64
		for _, u := range units {
			at := max(c.at(u.Size), 1e-3)
			weight := float64(u.DF) / (at * at)
			w, wx, wy = w+weight, wx+weight*u.Size, wy+weight*u.Dispersion
			wxx, wxy = wxx+weight*u.Size*u.Size, wxy+weight*u.Size*u.Dispersion
		}
		c = CommonNoise{constant: wy / w}
		if across := w*wxx - wx*wx; across > 1e-12*w*wxx {
			slope := (w*wxy - wx*wy) / across
			if constant := (wy - slope*wx) / w; slope > 0 && constant > 0 {
				c = CommonNoise{constant: constant, slope: slope}
			}
		}
	}
	return c
}

func (c CommonNoise) at(size float64) float64 { return c.constant + c.slope*size }

// Of is the noise of a unit: what its own steps say, weighed by how dispersions are
// spread among all.
func (c CommonNoise) Of(s Scatter) Noise {
	if c.weight == nil {
		return OwnNoise(s)
	}
	line := c.at(s.Size)
	n := Noise{dispersion: make([]float64, gridSteps), weight: make([]float64, gridSteps)}
	sum := 0.0
	for g, v := range likelihoods(s.Dispersion/line, s.DF) {
		n.dispersion[g], n.weight[g] = max(1, line*gridFrom*math.Pow(gridFactor, float64(g))), c.weight[g]*v
		sum += n.weight[g]
	}
	for g := range n.weight {
		n.weight[g] /= sum
	}
	return n
}

// studentTails returns Pr(|T| >= t) for Student's t with df degrees of freedom.
func studentTails(t, df float64) float64 { return betaCDF(df/2, .5, df/(df+t*t)) }
