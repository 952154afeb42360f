package stat

import (
	"fmt"
	"math"
)

// NeweyWestLag returns the usual number of lags for n observations,
// floor(4 (n/100)^(2/9)). A seasonal series needs at least the reach of its
// season, which the caller knows.
func NeweyWestLag(n int) int {
	return int(math.Floor(4 * math.Pow(float64(n)/100, 2.0/9)))
}

// NeweyWest returns the covariance matrix of the coefficients of l that allows
// for unequal variances and for autocorrelation up to lag: Bartlett weights
// 1 - k/(lag+1), no prewhitening, no correction for small samples (for that,
// multiply by n/(n-k)). Observations must be in order of time. Lag 0 is White's
// HC0. A negative lag is an error; lags from the number of observations on add
// nothing.
//
// Its intervals are too short when autocorrelation is high: use it beside
// REMLAR1, not in its place. See Newey & West, Econometrica 55 (1987), p. 703.
func (l Linear) NeweyWest(lag int) ([][]float64, error) {
	if lag < 0 {
		return nil, fmt.Errorf("lag must not be negative, it is %d", lag)
	}
	if err := tooManyLags(len(l.Residuals), lag); err != nil {
		return nil, err
	}
	return sandwich(l.Bread, bartlett(l.columns, l.Residuals, lag)), nil
}

// tooManyLags bounds the work.
func tooManyLags(n, lag int) error {
	if n*min(lag, n) > 50_000_000 {
		return fmt.Errorf("%d lags of %d observations are too many", lag, n)
	}
	return nil
}

// bartlett returns the long-run covariance of the scores x_t e_t, not divided.
func bartlett(columns [][]float64, residuals []float64, lag int) [][]float64 {
	p, n := len(columns), len(residuals)
	lag = min(lag, 1<<30)
	meat := square(p)
	for a := range p {
		for b := range p {
			sum := 0.0
			for k := 0; k <= min(lag, n-1); k++ {
				weight := 1 - float64(k)/float64(lag+1)
				for t := k; t < n; t++ {
					now, then := residuals[t], residuals[t-k]
					if k == 0 {
						sum += columns[a][t] * columns[b][t] * now * now
						continue
					}
					sum += weight * now * then * (columns[a][t]*columns[b][t-k] + columns[a][t-k]*columns[b][t])
				}
			}
			meat[a][b] = sum
		}
	}
	return meat
}
