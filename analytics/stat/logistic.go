package stat

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrSeparated is returned where some combination of columns tells success from
// failure without exception: the coefficients have no finite maximum likelihood.
var ErrSeparated = errors.New("a combination of the columns separates successes from failures: there is no finite estimate")

// ErrNoConvergence is returned where 50 steps do not settle.
var ErrNoConvergence = errors.New("50 steps did not settle")

// A Logistic is a fitted logistic regression: Coef are log-odds per unit of each
// column, SE their standard errors from the expected information, LogLik without
// binomial coefficients, Steps how many it took.
type Logistic struct {
	Coef, SE []float64
	Cov      [][]float64
	LogLik   float64
	Steps    int
}

const (
	logisticSteps = 50
	// A fitted log-odds beyond this, on both sides of what is known, is separation
	// and not a finding: it says one in a billion.
	separatedAt = 25.
)

// FitLogistic regresses y_i successes of n_i on the columns (give one of ones for
// an intercept) by iteratively reweighted least squares with a QR decomposition.
// Rows with n = 0 are left out. The error is for lists of different lengths,
// counts that cannot be, columns that are not finite or not independent,
// ErrSeparated and ErrNoConvergence.
func FitLogistic(y, n []int64, columns [][]float64) (Logistic, error) {
	if err := checkCounts(y, n); err != nil {
		return Logistic{}, err
	}
	if len(columns) == 0 {
		return Logistic{}, errors.New("there must be at least one column")
	}
	var rows []int
	for i := range n {
		if n[i] > 0 {
			rows = append(rows, i)
		}
	}
	for j, column := range columns {
		if len(column) != len(y) {
			return Logistic{}, fmt.Errorf("column %d has %d values, y has %d", j+1, len(column), len(y))
		}
		if err := checkFinite(fmt.Sprintf("column %d", j+1), column, math.Inf(-1)); err != nil {
			return Logistic{}, err
		}
	}
	if len(rows) < len(columns) {
		return Logistic{}, errors.New("there are fewer rows with data than columns")
	}
	return irls(y, n, columns, rows)
}

func irls(y, n []int64, columns [][]float64, rows []int) (Logistic, error) {
	eta := make([]float64, len(rows))
	for r, i := range rows { // half a case each keeps the start finite
		eta[r] = math.Log((float64(y[i]) + .5) / (float64(n[i]-y[i]) + .5))
	}
	out := Logistic{LogLik: math.Inf(-1)}
	x, target := mat.NewDense(len(rows), len(columns), nil), mat.NewVecDense(len(rows), nil)
	for out.Steps = 1; out.Steps <= logisticSteps; out.Steps++ {
		for r, i := range rows {
			p, rest := 1/(1+math.Exp(-eta[r])), 1/(1+math.Exp(eta[r]))
			weight := math.Sqrt(float64(n[i]) * p * rest)
			residual := float64(y[i])*rest - float64(n[i]-y[i])*p
			target.SetVec(r, weight*eta[r]+residual/weight)
			for j := range columns {
				x.Set(r, j, weight*columns[j][i])
			}
		}
		var qr mat.QR
		qr.Factorize(x)
		if qr.Cond() > 1e12 {
			return Logistic{}, notFull(out.Steps)
		}
		var coef mat.VecDense
		if err := qr.SolveVecTo(&coef, false, target); err != nil {
			return Logistic{}, notFull(out.Steps)
		}
		before := out.LogLik
		out.Coef, out.LogLik = mat.Col(nil, 0, &coef), 0
		farthest := 0.0
		for r, i := range rows {
			eta[r] = 0
			for j := range columns {
				eta[r] += out.Coef[j] * columns[j][i]
			}
			farthest = math.Max(farthest, math.Abs(eta[r]))
			eta[r] = min(max(eta[r], -30), 30)
			out.LogLik -= float64(y[i])*math.Log1p(math.Exp(-eta[r])) + float64(n[i]-y[i])*math.Log1p(math.Exp(eta[r]))
		}
		if farthest > separatedAt {
			return Logistic{}, ErrSeparated
		}
		if math.Abs(out.LogLik-before) <= 1e-11*(math.Abs(out.LogLik)+.1) {
			if farthest > 15 && extremeFit(y, n, rows, eta) {
				return Logistic{}, ErrSeparated
			}
			out.covariance(&qr, len(columns))
			return out, nil
		}
	}
	return Logistic{}, ErrNoConvergence
}

// notFull is what a design without full rank means: at first dependent columns,
// later that the weights of a separated fit have vanished.
func notFull(step int) error {
	if step > 1 {
		return ErrSeparated
	}
	return errors.New("the columns are not independent")
}

// extremeFit says whether the rows fitted at the edge are all success or failure.
func extremeFit(y, n []int64, rows []int, eta []float64) bool {
	for r, i := range rows {
		if math.Abs(eta[r]) > 15 && (y[i] == 0 || y[i] == n[i]) {
			return true
		}
	}
	return false
}

func (l *Logistic) covariance(qr *mat.QR, k int) {
	var r mat.Dense
	qr.RTo(&r)
	upper := mat.NewTriDense(k, mat.Upper, nil)
	for i := range k {
		for j := i; j < k; j++ {
			upper.SetTri(i, j, r.At(i, j))
		}
	}
	var inverse mat.TriDense
	var cov mat.Dense
	// The condition was checked: the factor has an inverse.
	_ = inverse.InverseTri(upper)
	cov.Mul(&inverse, inverse.T())
	for i := range k {
		l.SE = append(l.SE, math.Sqrt(cov.At(i, i)))
		l.Cov = append(l.Cov, mat.Row(nil, i, &cov))
	}
}
