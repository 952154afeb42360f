package demo

import (
	"math"
	"math/rand/v2"
	"sort"
)

// dice draws from the distributions the demo needs. All of them are functions
// of one PCG stream, which is what makes a seed a world.
type dice struct{ *rand.Rand }

// The streams of one seed. Each has its own, so that more complaints do not
// move the platforms and another window does not rename them.
const (
	streamWorld uint64 = iota + 1
	streamDays
	streamComplaints
	streamDisputes
	streamSizes
)

func newDice(seed, stream uint64) dice { return dice{rand.New(rand.NewPCG(seed, stream))} }

func (d dice) chance(p float64) bool { return d.Float64() < p }

// between is uniform in [low, high).
func (d dice) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// skewed is log-normal with the given median; sigma is the standard deviation
// of the logarithm.
func (d dice) skewed(median, sigma float64) float64 { return median * math.Exp(sigma*d.NormFloat64()) }

// binomial is the number of successes in n trials. Above 60 expected successes
// or failures it is the rounded normal, whose error is far below the noise the
// days get anyway.
func (d dice) binomial(n int, p float64) int {
	switch {
	case n <= 0 || p <= 0:
		return 0
	case p >= 1:
		return n
	case p > 0.5:
		return n - d.binomial(n, 1-p)
	}
	mean := float64(n) * p
	if mean > 60 {
		k := int(math.Round(mean + math.Sqrt(mean*(1-p))*d.NormFloat64()))
		return min(max(k, 0), n)
	}
	// Jump from success to success: the gaps are geometric.
	k, at, scale := 0, 0.0, math.Log1p(-p)
	for {
		at += math.Floor(math.Log(1-d.Float64())/scale) + 1
		if at > float64(n) {
			return k
		}
		k++
	}
}

// A lottery draws an index in proportion to fixed weights, in constant time
// (Walker's alias method in Vose's form).
type lottery struct {
	keep  []float64 // probability of staying in the slot
	other []int32   // the index drawn otherwise
}

func newLottery(weights []float64) lottery {
	n := len(weights)
	l := lottery{keep: make([]float64, n), other: make([]int32, n)}
	total := sum(weights)
	var small, large []int
	for i, w := range weights {
		l.keep[i] = w * float64(n) / total
		if l.keep[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, g := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		l.other[s] = int32(g)
		l.keep[g] -= 1 - l.keep[s]
		if l.keep[g] < 1 {
			large = large[:len(large)-1]
			small = append(small, g)
		}
	}
	for _, i := range append(small, large...) {
		l.keep[i] = 1 // what rounding left over
	}
	return l
}

func (l *lottery) draw(d dice) int {
	u := d.Float64() * float64(len(l.keep))
	i := int(u)
	if u-float64(i) < l.keep[i] {
		return i
	}
	return int(l.other[i])
}

// A wheel draws an index in proportion to weights that change from day to day:
// cheaper to set than a lottery, dearer to draw.
type wheel []float64 // running sums

func (w wheel) draw(d dice) int {
	u := d.Float64() * w[len(w)-1]
	return sort.Search(len(w)-1, func(i int) bool { return w[i] > u })
}

func sum(values []float64) float64 {
	total := 0.0
	for _, v := range values {
		total += v
	}
	return total
}

// share turns log odds into a probability.
func share(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }
