package stat

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// daily is two years of over-dispersed counts with weekdays, a season and a trend.
func daily(r *rand.Rand, mean, phi float64) []int64 {
	counts := make([]int64, 730)
	for i := range counts {
		at := mean * (1 + .3*math.Sin(2*math.Pi*float64(i)/365)) * (1 + .3*float64(i)/730)
		if i%7 >= 5 {
			at *= .2
		}
		if phi > 1 { // gamma-Poisson with variance phi·at
			at = distuv.Gamma{Alpha: at / (phi - 1), Beta: 1 / (phi - 1), Src: r}.Rand()
		}
		if at > 0 {
			counts[i] = int64(distuv.Poisson{Lambda: at, Src: r}.Rand())
		}
	}
	return counts
}

// Series without a burst have one about as seldom as promised; a planted one is
// found, with few days around it.
func TestBursts(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	const series = 300
	for _, c := range []struct{ mean, phi float64 }{{2, 1}, {8, 1}, {2, 2}, {8, 3}, {40, 5}} {
		wrong, found, around := 0, 0, 0
		for range series {
			counts := daily(r, c.mean, c.phi)
			days, err := Bursts(counts, 10, .01)
			if err != nil {
				t.Fatal(err)
			}
			if anyBurst(days) {
				wrong++
			}
			for i := 400; i < 404; i++ {
				counts[i] += int64(12*c.mean) + 30
			}
			days, _ = Bursts(counts, 10, .01)
			for i, burst := range days {
				switch {
				case burst && i >= 400 && i < 404:
					found++
				case burst:
					around++
				}
			}
		}
		if share := float64(wrong) / series; share > .03 {
			t.Errorf("mean %v, phi %v: %.3f of series without a burst have one, want about .01", c.mean, c.phi, share)
		}
		if share := float64(found) / (4 * series); share < .95 {
			t.Errorf("mean %v, phi %v: %.3f of planted burst days are found", c.mean, c.phi, share)
		}
		if around > series/10 {
			t.Errorf("mean %v, phi %v: %d other days are called bursts beside %d planted ones", c.mean, c.phi, around, 4*series)
		}
	}
}

func anyBurst(days []bool) bool {
	for _, d := range days {
		if d {
			return true
		}
	}
	return false
}

// What is short, empty or wrong.
func TestBurstsAtTheEdge(t *testing.T) {
	for _, counts := range [][]int64{nil, {500}, make([]int64, 400), {1, 2, 3, 90, 2, 1, 0, 1, 2, 3}} {
		days, err := Bursts(counts, 10, .01)
		if err != nil || len(days) != len(counts) || anyBurst(days) {
			t.Errorf("Bursts(%d days) = %v, %v, want none", len(counts), days, err)
		}
	}
	for _, bad := range []struct {
		counts []int64
		least  int64
		level  float64
	}{{[]int64{-1}, 10, .01}, {nil, 0, .01}, {nil, 1, 0}, {nil, 1, 1}, {nil, 1, math.NaN()}} {
		if _, err := Bursts(bad.counts, bad.least, bad.level); err == nil {
			t.Errorf("Bursts(%v) is accepted", bad)
		}
	}
}

// Bursts against the slow obvious way: every pair of days is looked at, and the tail
// is a sum of negative binomial probabilities.
func TestBurstsAgainstTheSlowWay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 4))
		counts := daily(r, rapid.Float64Range(.2, 6).Draw(t, "mean"), rapid.Float64Range(1, 3).Draw(t, "phi"))[:rapid.IntRange(0, 260).Draw(t, "days")]
		for range rapid.IntRange(0, 4).Draw(t, "bursts") {
			if len(counts) > 0 {
				counts[r.IntN(len(counts))] += r.Int64N(80)
			}
		}
		got, err := Bursts(counts, 10, .01)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range slowBursts(counts) {
			if got[i] != want {
				t.Fatalf("day %d with %d is a burst: %v, want %v, in %v", i, counts[i], got[i], want, counts)
			}
		}
	})
}

func slowBursts(counts []int64) []bool {
	means, sizes := make([]float64, len(counts)), make([]float64, len(counts))
	var squares []float64
	for i, n := range counts {
		sum := .5
		for j, other := range counts {
			if apart := max(i-j, j-i); apart%7 == 0 && apart >= 14 && apart <= 56 {
				sum, sizes[i] = sum+float64(other), sizes[i]+1
			}
		}
		if means[i] = sum / max(1, sizes[i]); sizes[i] >= 6 {
			squares = append(squares, (float64(n)-means[i])*(float64(n)-means[i])/means[i]/(1+1/sizes[i]))
		}
	}
	out := make([]bool, len(counts))
	phi := dispersion(squares)
	for i, n := range counts {
		if sizes[i] < 6 || n < 10 || float64(n) < 3*means[i] {
			continue
		}
		below := 0.0
		for k := range n {
			below += negativeBinomialMass(float64(k), means[i], phi*(1+1/sizes[i]))
		}
		out[i] = 1-below <= .01/float64(len(squares))
	}
	return out
}

// negativeBinomialMass is Pr(Y = k) for a mean mu and a variance phi·mu, phi above 1.
func negativeBinomialMass(k, mu, phi float64) float64 {
	size := mu / (phi - 1)
	all, _ := math.Lgamma(k + size)
	one, _ := math.Lgamma(k + 1)
	own, _ := math.Lgamma(size)
	return math.Exp(all - one - own - size*math.Log(phi) + k*math.Log(1-1/phi))
}
