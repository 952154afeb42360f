package stat

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
)

// A marginal is one unit's posterior on a line on which only the order counts.
type marginal interface {
	// Outside low and high lies nothing that matters; a panel of nodes between two
	// points may be as long as longest says.
	span() (low, high float64, longest func(from, to float64) float64)
	at(t float64) (density, cdf float64) // at a point
	draw(*rand.Rand) float64
}

// beyond is the tail left out at either end of a span.
const beyond = 1e-14

// A logitBeta is the log-odds of a Beta variable, whose density has no poles.
type logitBeta struct {
	a, b, sd float64
}

func newLogitBeta(u Beta) logitBeta {
	return logitBeta{u.A, u.B, math.Sqrt(mathext.Zeta(2, u.A) + mathext.Zeta(2, u.B))}
}

func (l logitBeta) span() (low, high float64, longest func(from, to float64) float64) {
	return betaLogit(l.a, l.b, beyond), -betaLogit(l.b, l.a, beyond), l.panel
}

// panel: the logarithm of the density curves by -(a+b)x(1-x).
func (l logitBeta) panel(low, high float64) float64 {
	nearest := min(max(0, low), high)
	x := 1 / (1 + math.Exp(-nearest))
	return 1.5 * min(l.sd, 1/math.Sqrt((l.a+l.b)*x*(1-x)))
}

func (l logitBeta) at(t float64) (density, cdf float64) {
	x, rest := 1/(1+math.Exp(-t)), 1/(1+math.Exp(t))
	density = logitDensity(l.a, l.b, x, rest)
	if x <= .5 {
		return density, betaCDF(l.a, l.b, x)
	}
	return density, 1 - betaCDF(l.b, l.a, rest)
}

func (l logitBeta) draw(r *rand.Rand) float64 { return drawLogGamma(r, l.a) - drawLogGamma(r, l.b) }

// A normalMarginal is a normal posterior.
type normalMarginal struct{ mean, sd float64 }

func (m normalMarginal) span() (low, high float64, longest func(from, to float64) float64) {
	return m.mean - 8*m.sd, m.mean + 8*m.sd, func(_, _ float64) float64 { return 1.5 * m.sd }
}

func (m normalMarginal) at(t float64) (density, cdf float64) {
	z := (t - m.mean) / m.sd
	return math.Exp(-z*z/2) / (m.sd * math.Sqrt(2*math.Pi)), normalCDF(z)
}

func (m normalMarginal) draw(r *rand.Rand) float64 { return m.mean + m.sd*r.NormFloat64() }

// drawLogGamma draws the logarithm of a Gamma(shape, 1) variable (Marsaglia and
// Tsang 2000), which unlike the variable does not vanish for a small shape.
func drawLogGamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		return drawLogGamma(r, shape+1) - r.ExpFloat64()/shape
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		logV := 3 * math.Log(v)
		v = v * v * v
		if -r.ExpFloat64() < x*x/2+d-d*v+d*logV {
			return math.Log(d) + logV
		}
	}
}
