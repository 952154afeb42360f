package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// errSingular is the answer to a design whose columns say the same thing twice.
var errSingular = errors.New("the design is singular: one of its columns is a sum of others")

// singular is the condition number, after scaling each column to length 1, from
// which on a design counts as singular.
const singular = 1e11

// A Linear is a fitted linear model.
type Linear struct {
	Coef      []float64   // one per column of the design
	Fitted    []float64   // one per observation
	Residuals []float64   // y - Fitted
	RSS       float64     // residual sum of squares
	DF        int         // observations less columns
	Bread     [][]float64 // (X'X)^-1
	Leverage  []float64   // diagonal of the hat matrix, one per observation

	columns [][]float64
	basis   [][]float64 // orthonormal columns of the same space
}

// OLS fits y on the columns of a design by ordinary least squares (Householder QR
// of the columns scaled to length 1). The design is taken as it is: an intercept
// must be one of its columns. It is an error when lengths differ, a value is not
// a finite number, there are not more observations than columns, or the design is
// singular.
func OLS(y []float64, columns [][]float64) (Linear, error) {
	if err := checkDesign(y, columns); err != nil {
		return Linear{}, err
	}
	return leastSquares(y, columns, nil)
}

func checkDesign(y []float64, columns [][]float64) error {
	if len(columns) == 0 {
		return errors.New("the design has no column")
	}
	if len(y) <= len(columns) {
		return fmt.Errorf("%d observations are too few for %d coefficients", len(y), len(columns))
	}
	if err := finite("y", y); err != nil {
		return err
	}
	for j, column := range columns {
		if len(column) != len(y) {
			return fmt.Errorf("column %d of the design has %d values, y has %d", j+1, len(column), len(y))
		}
		if err := finite("the design", column); err != nil {
			return err
		}
	}
	return nil
}

// finite is an error when one of values is NaN or infinite.
func finite(name string, values []float64) error {
	for i, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s: value %d is not a finite number", name, i+1)
		}
	}
	return nil
}

// leastSquares fits with weights (nil for none). Fitted, Residuals and RSS are on
// the scale of sqrt(weight)*y, as is Leverage.
func leastSquares(y []float64, columns [][]float64, weights []float64) (Linear, error) {
	n, p := len(y), len(columns)
	x := mat.NewDense(n, p, nil)
	rhs := mat.NewVecDense(n, nil)
	scale := make([]float64, p)
	for i := range n {
		root := 1.0
		if weights != nil {
			root = math.Sqrt(weights[i])
		}
		rhs.SetVec(i, root*y[i])
		for j := range p {
			v := root * columns[j][i]
			x.Set(i, j, v)
			scale[j] = math.Hypot(scale[j], v)
		}
	}
	for j := range p {
		if scale[j] == 0 || math.IsInf(scale[j], 0) || math.IsNaN(scale[j]) {
			return Linear{}, errSingular
		}
		for i := range n {
			x.Set(i, j, x.At(i, j)/scale[j])
		}
	}
	var qr mat.QR
	qr.Factorize(x)
	if cond := qr.Cond(); !(cond < singular) {
		return Linear{}, errSingular
	}
	var coef mat.VecDense
	if err := qr.SolveVecTo(&coef, false, rhs); err != nil {
		return Linear{}, errSingular
	}
	var upper mat.Dense
	qr.RTo(&upper)
	inverse := invertUpper(&upper, p)
	out := Linear{
		Coef: make([]float64, p), Fitted: make([]float64, n), Residuals: make([]float64, n),
		Leverage: make([]float64, n), DF: n - p, Bread: make([][]float64, p), columns: columns,
		basis: make([][]float64, p),
	}
	for j := range p {
		out.Coef[j] = coef.AtVec(j) / scale[j]
	}
	for a := range p {
		out.Bread[a], out.basis[a] = make([]float64, p), make([]float64, n)
		for b := range p {
			sum := 0.0
			for k := max(a, b); k < p; k++ {
				sum += inverse[a][k] * inverse[b][k]
			}
			out.Bread[a][b] = sum / (scale[a] * scale[b])
		}
	}
	for i := range n {
		for j := range p {
			out.Fitted[i] += x.At(i, j) * coef.AtVec(j)
		}
		out.Residuals[i] = rhs.AtVec(i) - out.Fitted[i]
		out.RSS += out.Residuals[i] * out.Residuals[i]
		for k := range p { // row i of X R^-1
			sum := 0.0
			for j := 0; j <= k; j++ {
				sum += x.At(i, j) * inverse[j][k]
			}
			out.basis[k][i] = sum
			out.Leverage[i] += sum * sum
		}
	}
	return out, nil
}

// invertUpper returns the inverse of the upper triangle of r.
func invertUpper(r *mat.Dense, p int) [][]float64 {
	inverse := make([][]float64, p)
	for j := range p {
		inverse[j] = make([]float64, p)
	}
	for j := range p {
		inverse[j][j] = 1 / r.At(j, j)
		for i := j - 1; i >= 0; i-- {
			sum := 0.0
			for k := i + 1; k <= j; k++ {
				sum += r.At(i, k) * inverse[k][j]
			}
			inverse[i][j] = -sum / r.At(i, i)
		}
	}
	return inverse
}

// Sigma returns the residual standard deviation, sqrt(RSS/DF).
func (l Linear) Sigma() float64 { return math.Sqrt(l.RSS / float64(l.DF)) }

// SE returns the classical standard errors of the coefficients, which hold for
// independent errors of one variance.
func (l Linear) SE() []float64 {
	out := make([]float64, len(l.Coef))
	for j := range out {
		out[j] = l.Sigma() * math.Sqrt(l.Bread[j][j])
	}
	return out
}

// exact reports whether nothing but rounding is left of y, so that nothing can be
// said about its errors.
func (l Linear) exact(y []float64) bool {
	total := 0.0
	for _, v := range y {
		total += v * v
	}
	return l.RSS <= 1e-22*(total+l.RSS)*float64(len(y))
}

// DurbinWatson returns sum (e_t - e_(t-1))² / sum e_t², near 2 when neighbours are
// unrelated. ok is false when the design explains all and nothing but rounding is
// left.
func (l Linear) DurbinWatson() (d float64, ok bool) {
	if l.exact(l.Fitted) {
		return 0, false
	}
	above := 0.0
	for i := 1; i < len(l.Residuals); i++ {
		step := l.Residuals[i] - l.Residuals[i-1]
		above += step * step
	}
	return above / l.RSS, true
}

// roots returns the square roots of the diagonal of a covariance matrix.
func roots(cov [][]float64) []float64 {
	out := make([]float64, len(cov))
	for j := range cov {
		out[j] = math.Sqrt(max(0, cov[j][j]))
	}
	return out
}

// sandwich returns bread · meat · bread.
func sandwich(bread, meat [][]float64) [][]float64 {
	return product(product(bread, meat), bread)
}

func product(a, b [][]float64) [][]float64 {
	out := square(len(a))
	for i := range a {
		for j := range b {
			for k := range b {
				out[i][j] += a[i][k] * b[k][j]
			}
		}
	}
	return out
}

func square(p int) [][]float64 {
	out := make([][]float64, p)
	for j := range out {
		out[j] = make([]float64, p)
	}
	return out
}

// contrast returns the estimate and the standard error of sum weights·coef.
func contrast(weights, coef []float64, cov [][]float64) (estimate, se float64) {
	variance := 0.0
	for a, w := range weights {
		estimate += w * coef[a]
		for b, v := range weights {
			variance += w * v * cov[a][b]
		}
	}
	return estimate, math.Sqrt(max(0, variance))
}
