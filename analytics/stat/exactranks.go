package stat

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

const nodesPerPanel = 10

// exactRanks integrates, over the value t of each unit, the distribution of how
// many others are above t: a Poisson-binomial one, built once a node for all
// units, and divided by each unit's own factor. Not ok where the nodes miss part
// of a density, which happens to Beta parameters far below 1.
func exactRanks(units []marginal) (Ranks, bool) {
	k := len(units)
	out := Ranks{Expected: make([]float64, k), PMF: grid(k), Above: grid(k)}
	spans := make([][2]float64, k)
	for i, u := range units {
		spans[i][0], spans[i][1], _ = u.span()
	}
	nodes, weights := quadrature(units)
	mass := make([]float64, k)
	density, below := make([]float64, k), make([]float64, k)
	for v, t := range nodes {
		for j, u := range units {
			// Most units lie wholly to one side of a node.
			switch {
			case t <= spans[j][0]:
				density[j], below[j] = 0, 0
			case t >= spans[j][1]:
				density[j], below[j] = 0, 1
			default:
				density[j], below[j] = u.at(t)
				density[j] *= weights[v]
			}
		}
		addRanks(out.PMF, density, below)
		for i, d := range density {
			if d < negligible {
				continue
			}
			mass[i] += d
			for j, f := range below {
				out.Above[i][j] += d * f
			}
		}
	}
	for i := range units {
		if math.Abs(mass[i]-1) > 1e-7 {
			return Ranks{}, false
		}
		for r := range out.PMF[i] {
			out.PMF[i][r] /= mass[i]
		}
	}
	for i := range units {
		out.Expected[i] = 1
		out.Above[i][i] = .5
		for j := range i {
			above := (out.Above[i][j]/mass[i] + 1 - out.Above[j][i]/mass[j]) / 2
			above = min(1, max(0, above))
			out.Above[i][j], out.Above[j][i] = above, 1-above
		}
	}
	for i := range units {
		for j := range units {
			if i != j {
				out.Expected[i] += out.Above[j][i]
			}
		}
	}
	return out, true
}

// negligible is a probability that changes no figure anybody prints.
const negligible = 1e-14

// addRanks adds to pmf[i] the distribution of i's rank at one node, weighted by
// the density there; below[j] is Pr(j < t).
func addRanks(pmf [][]float64, density, below []float64) {
	counts := make([]float64, 1, len(below)+1)
	counts[0] = 1 // of the others above t, those surely above left out
	surely := 0
	for _, f := range below {
		switch above := 1 - f; {
		case above >= 1-negligible:
			surely++
		case above > negligible:
			counts = append(counts, 0)
			for r := len(counts) - 1; r > 0; r-- {
				counts[r] = counts[r]*f + counts[r-1]*above
			}
			counts[0] *= f
		}
	}
	for i, d := range density {
		if d < negligible {
			continue
		}
		shift := surely
		switch above := 1 - below[i]; {
		case above >= 1-negligible:
			shift--
		case above > negligible:
			addWithout(pmf[i][shift:], counts, above, d)
			continue
		}
		for r, p := range counts {
			if r+shift < len(pmf[i]) {
				pmf[i][r+shift] += d * p
			}
		}
	}
}

// addWithout divides the factor (1-p, p) out of a Poisson-binomial distribution, from
// the end where the recursion damps its own errors, and adds the rest times d. Every
// step waits for the one before it, so nothing else is done in it.
func addWithout(out, counts []float64, p, d float64) {
	last := len(counts) - 1
	out, counts = out[:last], counts[:last+1]
	carry := 0.0
	if p <= .5 {
		by, ratio := 1/(1-p), p/(1-p)
		for r := range out {
			if carry = counts[r]*by - ratio*carry; carry < 0 {
				carry = 0
			}
			out[r] += d * carry
		}
		return
	}
	by, ratio := 1/p, (1-p)/p
	for r := last; r > 0; r-- {
		if carry = counts[r]*by - ratio*carry; carry < 0 {
			carry = 0
		}
		out[r-1] += d * carry
	}
}

// quadrature places Gauss-Legendre nodes in panels so short that no unit's
// density bends within one.
func quadrature(units []marginal) (nodes, weights []float64) {
	low, high := math.Inf(1), math.Inf(-1)
	spans := make([][2]float64, len(units))
	panels := make([]func(from, to float64) float64, len(units))
	for i, u := range units {
		spans[i][0], spans[i][1], panels[i] = u.span()
		low, high = min(low, spans[i][0]), max(high, spans[i][1])
	}
	var x, w [nodesPerPanel]float64
	quad.Legendre{}.FixedLocations(x[:], w[:], -1, 1)
	var place func(from, to float64)
	place = func(from, to float64) {
		longest, any := math.Inf(1), false
		for i, panel := range panels {
			if spans[i][0] < to && spans[i][1] > from {
				any = true
				longest = min(longest, panel(from, to))
			}
		}
		middle := from + (to-from)/2
		switch {
		case !any:
		case to-from > longest && middle > from && middle < to:
			place(from, middle)
			place(middle, to)
		default:
			for i := range x {
				nodes = append(nodes, middle+x[i]*(to-from)/2)
				weights = append(weights, w[i]*(to-from)/2)
			}
		}
	}
	if len(units) > 0 {
		place(low, high)
	}
	return nodes, weights
}

func grid(k int) [][]float64 {
	cells := make([]float64, k*k)
	out := make([][]float64, k)
	for i := range out {
		out[i] = cells[i*k : (i+1)*k]
	}
	return out
}
