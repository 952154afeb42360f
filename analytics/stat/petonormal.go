package stat

import (
	"fmt"
	"math"
)

// A PetoNormal shrinks one-step log-odds against a reference, the ranking model
// with case mix. Delta_i = (O_i-E_i)/V_i has variance 1/V_i; nil where V_i = 0.
// Tau2DL (DerSimonian and Laird) and Tau2PM (Paule and Mandel) estimate the
// variance between units; Mu with SEMu, Lambda, Shrunk and PostSD rest on the one
// in Tau2, and take it as known. Mu and SEMu are nil where no V_i is above 0;
// then Shrunk and PostSD are nil too.
type PetoNormal struct {
	Delta          []*float64
	Q              float64
	Tau2DL, Tau2PM float64
	Tau2           float64
	Mu, SEMu       *float64
	Lambda         []float64  // tau2/(tau2+1/V): the weight of the unit's own delta
	Shrunk, PostSD []*float64 // posterior mean and standard deviation of log-odds
}

// FitPetoNormal fits observed counts O, expected counts E and their variances V.
// pauleMandel chooses which tau² the shrinkage uses. Nothing is divided by zero
// for O = 0, O = E or V = 0: a unit without variance is drawn wholly to Mu. The
// model is exact for small effects and draws |delta| > 1 towards 0. The error is
// for lists of different lengths and negative or non-finite numbers.
func FitPetoNormal(o, e, v []float64, pauleMandel bool) (PetoNormal, error) {
	if len(o) != len(e) || len(o) != len(v) {
		return PetoNormal{}, fmt.Errorf("counts O, E and V must be equally long, they have %d, %d and %d values", len(o), len(e), len(v))
	}
	for _, list := range []struct {
		name   string
		values []float64
	}{{"O", o}, {"E", e}, {"V", v}} {
		if err := checkFinite(list.name, list.values, 0); err != nil {
			return PetoNormal{}, err
		}
	}
	out := PetoNormal{Delta: make([]*float64, len(o)), Lambda: make([]float64, len(o)),
		Shrunk: make([]*float64, len(o)), PostSD: make([]*float64, len(o))}
	var delta, weight []float64
	for i := range o {
		out.Delta[i] = known((o[i] - e[i]) / v[i])
		if out.Delta[i] != nil {
			delta, weight = append(delta, *out.Delta[i]), append(weight, v[i])
		}
	}
	if len(delta) == 0 {
		return out, nil
	}
	out.Q, out.Tau2DL = derSimonianLaird(delta, weight)
	out.Tau2PM = pauleMandelTau2(delta, weight)
	out.Tau2 = out.Tau2DL
	if pauleMandel {
		out.Tau2 = out.Tau2PM
	}
	mu, total := randomMean(delta, weight, out.Tau2)
	out.Mu, out.SEMu = known(mu), known(1/math.Sqrt(total))
	for i := range o {
		shrunk := mu
		if out.Delta[i] != nil {
			out.Lambda[i] = out.Tau2 * v[i] / (out.Tau2*v[i] + 1)
			shrunk += out.Lambda[i] * (*out.Delta[i] - mu)
		}
		out.Shrunk[i] = known(shrunk)
		out.PostSD[i] = known(math.Sqrt(out.Tau2 / (out.Tau2*v[i] + 1)))
	}
	return out, nil
}

func derSimonianLaird(delta, weight []float64) (q, tau2 float64) {
	mean, total := randomMean(delta, weight, 0)
	var squares float64
	for i, w := range weight {
		q += w * (delta[i] - mean) * (delta[i] - mean)
		squares += w * w
	}
	denominator := total - squares/total
	if len(delta) < 2 || !(denominator > 0) {
		return q, 0
	}
	return q, math.Max(0, (q-float64(len(delta)-1))/denominator)
}

// pauleMandelTau2 solves Q(tau²) = K-1, Q falling in tau²; 0 where Q(0) is less.
func pauleMandelTau2(delta, weight []float64) float64 {
	excess := func(tau2 float64) float64 {
		mu, _ := randomMean(delta, weight, tau2)
		sum := -float64(len(delta) - 1)
		for i, w := range weight {
			sum += w / (tau2*w + 1) * (delta[i] - mu) * (delta[i] - mu)
		}
		return sum
	}
	if len(delta) < 2 || excess(0) <= 0 {
		return 0
	}
	low, high := 0.0, 1.0
	for excess(high) > 0 && high < 1e300 {
		low, high = high, 2*high
	}
	for range 2000 {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if excess(middle) > 0 {
			low = middle
		} else {
			high = middle
		}
	}
	return low
}

// randomMean is the mean of delta with weights 1/(tau2+1/w), and their sum.
func randomMean(delta, weight []float64, tau2 float64) (mean, total float64) {
	for i, w := range weight {
		each := w / (tau2*w + 1)
		total += each
		mean += each * delta[i]
	}
	return mean / total, total
}
