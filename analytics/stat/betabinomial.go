package stat

import (
	"math"
	"slices"
)

// A BetaBinomial is a maximum likelihood fit of y_i ~ Bin(n_i, theta_i), theta_i
// ~ Beta(Alpha, Beta). M = Alpha+Beta weighs the prior in complaints, Rho =
// 1/(M+1). LogLik leaves out the binomial coefficients, LogLikConst has them. SE
// are the standard errors of Alpha and Beta from the inverse observed
// information.
//
// Pooled says that the units do not vary beyond chance: the likelihood grows
// with M for ever, so that M, Alpha, Beta and SE are nil, Mean is the pooled
// share and Rho is 0. Where every unit is all 0 or all n the likelihood grows as
// M falls to 0: M is 0, Rho 1, and Alpha, Beta and SE are nil. Without a unit of
// two trials nothing but Mean can be told, and Rho is nil too. Without data all
// are nil but the likelihoods, which are 0.
type BetaBinomial struct {
	Alpha, Beta, Mean, M, Rho *float64
	LogLik, LogLikConst       float64
	SE                        *[2]float64
	Pooled                    bool
}

// FitBetaBinomial fits by Newton steps on (ln alpha, ln beta) from several
// starts. The error is for counts that cannot be.
func FitBetaBinomial(y, n []int64) (BetaBinomial, error) {
	if err := checkCounts(y, n); err != nil {
		return BetaBinomial{}, err
	}
	data := newBetaBinomialData(y, n)
	if data.trials == 0 {
		return BetaBinomial{}, nil
	}
	pooled := data.hits / data.trials
	out := BetaBinomial{Mean: &pooled, LogLik: data.pooledLogLik()}
	switch {
	case !data.several:
		// One trial a unit: any M gives the same likelihood.
	case data.hits == 0 || data.hits == data.trials:
		out.Pooled, out.Rho = true, new(0.0)
	case data.extreme:
		zero, share := 0.0, data.fullUnits/data.units
		out.M, out.Rho, out.Mean = &zero, new(1.0), &share
		out.LogLik = data.units * (xlogy(share, share) + xlogy(1-share, 1-share))
	default:
		if a, b, ok := data.maximise(y, n); ok {
			data.describe(&out, a, b)
		} else {
			out.Pooled, out.Rho = true, new(0.0)
		}
	}
	out.LogLikConst = out.LogLik + data.coefficients
	return out, nil
}

// betaBinomialData are the counts as runs of equal values, which is all the
// likelihood needs: a fit costs as many steps as there are different counts.
type betaBinomialData struct {
	hits, trials, units, fullUnits float64
	successes, failures, sizes     []run
	several                        bool // a unit with two trials
	extreme                        bool // no unit with both a success and a failure
	coefficients                   float64
}

func newBetaBinomialData(y, n []int64) betaBinomialData {
	d := betaBinomialData{extreme: true}
	var successes, failures, sizes []int64
	for i := range y {
		if n[i] == 0 {
			continue
		}
		d.units++
		d.hits += float64(y[i])
		d.trials += float64(n[i])
		d.several = d.several || n[i] > 1
		d.extreme = d.extreme && (y[i] == 0 || y[i] == n[i])
		if y[i] == n[i] {
			d.fullUnits++
		}
		d.coefficients += lnChoose(n[i], y[i])
		successes, failures, sizes = append(successes, y[i]), append(failures, n[i]-y[i]), append(sizes, n[i])
	}
	d.successes, d.failures, d.sizes = runs(successes), runs(failures), runs(sizes)
	return d
}

// runs counts equal values, leaving out 0, in ascending order.
func runs(values []int64) []run {
	slices.Sort(values)
	var out []run
	for _, v := range values {
		switch {
		case v == 0:
		case len(out) > 0 && out[len(out)-1].count == v:
			out[len(out)-1].units++
		default:
			out = append(out, run{v, 1})
		}
	}
	return out
}

func (d betaBinomialData) pooledLogLik() float64 {
	p := d.hits / d.trials
	return xlogy(d.hits, p) + xlogy(d.trials-d.hits, 1-p)
}

// logLik returns the log-likelihood at (a, b) without binomial coefficients.
func (d betaBinomialData) logLik(a, b float64) float64 {
	return risingSum(a, d.successes).value + risingSum(b, d.failures).value - risingSum(a+b, d.sizes).value
}

// maximise returns the parameters with the highest likelihood; not ok where
// complete pooling is as likely.
func (d betaBinomialData) maximise(y, n []int64) (a, b float64, ok bool) {
	mean := d.hits / d.trials
	starts := [][2]float64{{2 * mean, 2 * (1 - mean)}, {50 * mean, 50 * (1 - mean)}}
	if _, k, err := KleinmanMoments(y, n); err == nil && k.M != nil {
		starts = append([][2]float64{{*k.Alpha, *k.Beta}}, starts...)
	}
	best := d.pooledLogLik() + 1e-9
	for _, start := range starts {
		p, found := newton2([2]float64{math.Log(start[0]), math.Log(start[1])}, d.onLogs)
		if found && p[0] < pooledLog && p[1] < pooledLog {
			if value := d.logLik(math.Exp(p[0]), math.Exp(p[1])); value > best {
				a, b, best, ok = math.Exp(p[0]), math.Exp(p[1]), value, true
			}
		}
	}
	return a, b, ok
}

// pooledLog is ln of a prior so heavy that it is complete pooling.
const pooledLog = 27

// onLogs returns the log-likelihood in (ln a, ln b) with gradient and Hessian.
func (d betaBinomialData) onLogs(p [2]float64) (value float64, gradient [2]float64, hessian [3]float64) {
	a, b := math.Exp(p[0]), math.Exp(p[1])
	s, f, t := risingSum(a, d.successes), risingSum(b, d.failures), risingSum(a+b, d.sizes)
	value = s.value + f.value - t.value
	gradient = [2]float64{a * (s.first - t.first), b * (f.first - t.first)}
	hessian = [3]float64{
		a*a*(s.second-t.second) + gradient[0], -a * b * t.second, b*b*(f.second-t.second) + gradient[1],
	}
	return value, gradient, hessian
}

func (d betaBinomialData) describe(out *BetaBinomial, a, b float64) {
	m := a + b
	out.Alpha, out.Beta, out.M = &a, &b, &m
	out.Mean, out.Rho = known(a/m), known(1/(m+1))
	out.LogLik = d.logLik(a, b)
	t := risingSum(m, d.sizes).second
	aa, bb, ab := t-risingSum(a, d.successes).second, t-risingSum(b, d.failures).second, t
	if det := aa*bb - ab*ab; det > 0 && aa > 0 {
		out.SE = &[2]float64{math.Sqrt(bb / det), math.Sqrt(aa / det)}
	}
}

func xlogy(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	return x * math.Log(y)
}

// lnChoose is the logarithm of the binomial coefficient n over k.
func lnChoose(n, k int64) float64 {
	if k == 0 || k == n {
		return 0
	}
	p := float64(k) / float64(n)
	return math.Log(binomialPMF(k, n, p)) - xlogy(float64(k), p) - xlogy(float64(n-k), 1-p)
}
