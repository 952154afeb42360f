package stat

import "math"

// binomialCDF returns Pr(Y <= k) for Y ~ Bin(n, p), 0 <= p <= 1.
func binomialCDF(k, n int64, p float64) float64 {
	switch {
	case k < 0:
		return 0
	case k >= n || p == 0:
		return 1
	case p == 1:
		return 0
	}
	return betaCDF(float64(n-k), float64(k+1), 1-p)
}

// binomialTail returns Pr(Y >= k) for Y ~ Bin(n, p), precise where it is small.
func binomialTail(k, n int64, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n || p == 0:
		return 0
	case p == 1:
		return 1
	}
	return betaCDF(float64(k), float64(n-k+1), p)
}

// binomialPMF returns Pr(Y = k) for Y ~ Bin(n, p) by the saddle-point form of C.
// Loader (2000), which keeps its digits for any n.
func binomialPMF(k, n int64, p float64) float64 {
	switch {
	case k < 0 || k > n:
		return 0
	case p == 0:
		return indicator(k == 0)
	case p == 1:
		return indicator(k == n)
	case k == 0:
		return math.Exp(float64(n) * math.Log1p(-p))
	case k == n:
		return math.Exp(float64(n) * math.Log(p))
	}
	y, m := float64(k), float64(n)
	deviance := stirlingError(m) - stirlingError(y) - stirlingError(m-y) -
		halfDeviance(y, m*p) - halfDeviance(m-y, m*(1-p))
	return math.Exp(deviance) * math.Sqrt(m/(2*math.Pi*y*(m-y)))
}

// stirlingError is ln k! less Stirling's formula for it.
func stirlingError(k float64) float64 {
	if k < 16 {
		lgamma, _ := math.Lgamma(k + 1)
		return lgamma - ((k+.5)*math.Log(k) - k + .5*math.Log(2*math.Pi))
	}
	s := 1 / (k * k)
	return (1./12 - (1./360-(1./1260-(1./1680-s/1188)*s)*s)*s) / k
}

// halfDeviance is x ln(x/m) + m - x without cancellation for x near m.
func halfDeviance(x, m float64) float64 {
	if math.Abs(x-m) >= .1*(x+m) {
		return x*math.Log(x/m) + m - x
	}
	v := (x - m) / (x + m)
	sum, term := (x-m)*v, 2*x*v
	for j := 3.0; ; j += 2 {
		term *= v * v
		next := sum + term/j
		if next == sum {
			return sum
		}
		sum = next
	}
}

// poissonCDF returns Pr(Y <= k) for Y ~ Poisson(mean), mean >= 0.
func poissonCDF(k int64, mean float64) float64 {
	switch {
	case k < 0:
		return 0
	case mean == 0:
		return 1
	}
	return gammaTail(float64(k+1), mean)
}

// discreteQuantile returns the smallest k in [0, most] with cdf(k) >= p, by
// bisection: gonum has no quantile of a binomial or a Poisson.
func discreteQuantile(p float64, most int64, cdf func(int64) float64) int64 {
	low, high := int64(0), most
	for low < high {
		middle := low + (high-low)/2
		if cdf(middle) >= p {
			high = middle
		} else {
			low = middle + 1
		}
	}
	return low
}

func indicator(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
