package stat

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// quadraticTest returns score' V⁻ score with a generalised inverse, its upper
// tail and the rank of V; nil and 0 where V is zero.
func quadraticTest(score []float64, covariance [][]float64) (chiSquared, p *float64, df int) {
	n := len(score)
	flat := make([]float64, 0, n*n)
	largest := 0.0
	for i, row := range covariance {
		flat = append(flat, row...)
		largest = max(largest, math.Abs(row[i]))
	}
	if largest == 0 {
		return nil, nil, 0
	}
	var parts mat.EigenSym
	if !parts.Factorize(mat.NewSymDense(n, flat), true) {
		return nil, nil, 0
	}
	values := parts.Values(nil)
	var vectors mat.Dense
	parts.VectorsTo(&vectors)
	sum := 0.0
	for k, value := range values {
		if value <= 1e-11*float64(n)*values[n-1] {
			continue
		}
		along := 0.0
		for i := range score {
			along += vectors.At(i, k) * score[i]
		}
		sum += along * along / value
		df++
	}
	if df == 0 {
		return nil, nil, 0
	}
	tail := aboveChiSquared(sum, df)
	return &sum, &tail, df
}

// aboveChiSquared returns Pr(X > x) for a chi-squared X with df degrees of freedom.
func aboveChiSquared(x float64, df int) float64 {
	return distuv.ChiSquared{K: float64(df)}.Survival(x)
}

func squareMatrix(n int) [][]float64 {
	rows := make([][]float64, n)
	for i := range rows {
		rows[i] = make([]float64, n)
	}
	return rows
}

func cloneMatrix(rows [][]float64) [][]float64 {
	out := make([][]float64, len(rows))
	for i := range rows {
		out[i] = slices.Clone(rows[i])
	}
	return out
}
