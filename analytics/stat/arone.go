package stat

import (
	"errors"
	"math"
	"slices"
)

// An AROne is a linear model of a series whose errors follow a first-order
// autoregression: e_t = Rho e_(t-1) + noise.
type AROne struct {
	Linear         // Fitted and Residuals are those of the series itself
	Rho    float64 // autocorrelation of neighbouring errors, inside (-1, 1)
	Cov    [][]float64
	SE     []float64 // of the coefficients, Rho taken as known
	Noise  float64   // standard deviation of the noise
}

// maxSteps bounds the iterations of a fit.
const maxSteps = 1000

var (
	errExact = errors.New("the design explains the series exactly, nothing is left to estimate errors from")
	errSteps = errors.New("the estimate did not converge")
)

// praisWinsten returns y and columns with the autoregression taken out: rows less
// rho times the row before, the first times sqrt(1-rho²).
func praisWinsten(y []float64, columns [][]float64, rho float64) ([]float64, [][]float64) {
	one := func(x []float64) []float64 {
		out := make([]float64, len(x))
		out[0] = math.Sqrt(1-rho*rho) * x[0]
		for t := 1; t < len(x); t++ {
			out[t] = x[t] - rho*x[t-1]
		}
		return out
	}
	changed := make([][]float64, len(columns))
	for j, column := range columns {
		changed[j] = one(column)
	}
	return one(y), changed
}

// given fits the model for a known rho by generalised least squares.
func given(y []float64, columns [][]float64, rho float64) (AROne, error) {
	changedY, changed := praisWinsten(y, columns, rho)
	fit, err := leastSquares(changedY, changed, nil)
	if err != nil {
		return AROne{}, err
	}
	out := AROne{Linear: fit, Rho: rho, Noise: fit.Sigma(), SE: fit.SE(), Cov: square(len(columns))}
	for a := range out.Cov {
		for b := range out.Cov {
			out.Cov[a][b] = fit.Bread[a][b] * fit.RSS / float64(fit.DF)
		}
	}
	out.columns = columns
	out.Fitted, out.Residuals = make([]float64, len(y)), make([]float64, len(y))
	for t := range y {
		for j, column := range columns {
			out.Fitted[t] += fit.Coef[j] * column[t]
		}
		out.Residuals[t] = y[t] - out.Fitted[t]
	}
	return out, nil
}

// checkSeries is the check of a design with enough left to see the errors.
func checkSeries(y []float64, columns [][]float64) error {
	if err := checkDesign(y, columns); err != nil {
		return err
	}
	plain, err := leastSquares(y, columns, nil)
	if err != nil {
		return err
	}
	if plain.exact(y) {
		return errExact
	}
	return nil
}

// PraisWinsten fits y, a series in order of time, on the columns of a design with
// AR(1) errors by the iterated method of Prais and Winsten: Rho = sum e_t e_(t-1)
// / sum_(t<n) e_t² from the residuals of the series, until it moves less than
// 1e-12. Errors as in OLS, and when the design explains the series exactly or Rho
// does not settle inside (-1, 1).
func PraisWinsten(y []float64, columns [][]float64) (AROne, error) {
	if err := checkSeries(y, columns); err != nil {
		return AROne{}, err
	}
	rho := 0.0
	for range maxSteps {
		fit, err := given(y, columns, rho)
		if err != nil {
			return AROne{}, err
		}
		above, below := 0.0, 0.0
		for t := 1; t < len(y); t++ {
			above += fit.Residuals[t] * fit.Residuals[t-1]
			below += fit.Residuals[t-1] * fit.Residuals[t-1]
		}
		if !(below > 0) {
			return AROne{}, errExact
		}
		next := above / below
		if !(math.Abs(next) < 1) {
			return AROne{}, errors.New("the autocorrelation of the errors is not inside -1 and 1")
		}
		if math.Abs(next-rho) < 1e-12 {
			return given(y, columns, next)
		}
		rho = next
	}
	return AROne{}, errSteps
}

// REMLAR1 fits y, a series in order of time, on the columns of a design with
// AR(1) errors; Rho maximises the restricted likelihood: it minimises
// ½[(n-p) ln(RSS/(n-p)) - ln(1-Rho²) + ln|X'X|] after the transform of Prais and
// Winsten. It is the default for interrupted time series of 24 points and more.
// Errors as in PraisWinsten.
//
// See Turner et al., BMC Medical Research Methodology 21 (2021), article 181.
func REMLAR1(y []float64, columns [][]float64) (AROne, error) {
	if err := checkSeries(y, columns); err != nil {
		return AROne{}, err
	}
	objective, err := restricted(y, columns)
	if err != nil {
		return AROne{}, err
	}
	const grid, edge = 40, 0.9999
	at := func(i int) float64 { return edge * (2*float64(i)/grid - 1) }
	best, least := -1, math.Inf(1)
	for i := range grid + 1 {
		if v := objective(at(i)); v < least {
			best, least = i, v
		}
	}
	if best < 0 {
		return AROne{}, errSingular
	}
	return given(y, columns, golden(objective, at(max(0, best-1)), at(min(grid, best+1))))
}

// restricted returns the function of rho that REMLAR1 minimises, up to a constant.
//
// With z the columns of an orthonormal basis of the design and the residuals of
// OLS, cross-products after the transform of Prais and Winsten are A - rho·B +
// rho²·C, where A sums z_t z_t', B what neighbours share and C is A without the
// first and the last row: a small matrix per rho in place of a fit.
func restricted(y []float64, columns [][]float64) (func(rho float64) float64, error) {
	plain, err := leastSquares(y, columns, nil)
	if err != nil {
		return nil, err
	}
	z := append(slices.Clone(plain.basis), plain.Residuals)
	n, k := len(y), len(z)
	var sums [3][][]float64
	for i := range sums {
		sums[i] = square(k)
	}
	for a := range k {
		for b := range k {
			for t := range n {
				own := z[a][t] * z[b][t]
				sums[0][a][b] += own
				if t > 0 {
					sums[1][a][b] += z[a][t]*z[b][t-1] + z[a][t-1]*z[b][t]
				}
				if t > 0 && t < n-1 {
					sums[2][a][b] += own
				}
			}
		}
	}
	df := float64(plain.DF)
	return func(rho float64) float64 {
		m := square(k)
		for a := range k {
			for b := range k {
				m[a][b] = sums[0][a][b] - rho*sums[1][a][b] + rho*rho*sums[2][a][b]
			}
		}
		logDet, pivot := 0.0, 0.0
		for j := range k { // Gaussian elimination: pivots multiply to the determinant, the last is RSS
			pivot = m[j][j]
			if !(pivot > 0) {
				return math.Inf(1)
			}
			if j < k-1 {
				logDet += math.Log(pivot)
			}
			for a := j + 1; a < k; a++ {
				for b := j + 1; b < k; b++ {
					m[a][b] -= m[a][j] * m[j][b] / pivot
				}
			}
		}
		return (df*math.Log(pivot/df) - math.Log1p(-rho*rho) + logDet) / 2
	}, nil
}

// golden returns where f is least between low and high, by golden section.
func golden(f func(float64) float64, low, high float64) float64 {
	ratio := (math.Sqrt(5) - 1) / 2
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	fa, fb := f(a), f(b)
	for high-low > 1e-9 {
		if fa <= fb {
			high, b, fb = b, a, fa
			a = high - ratio*(high-low)
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + ratio*(high-low)
			fb = f(b)
		}
	}
	return (low + high) / 2
}
