package stat

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// normalQuantile returns the standard normal quantile of p in (0,1).
func normalQuantile(p float64) float64 { return distuv.UnitNormal.Quantile(p) }

// NormalQuantile returns the standard normal quantile of p in (0,1).
func NormalQuantile(p float64) float64 { return normalQuantile(p) }

// NormalCDF returns Pr(Z <= z) for a standard normal Z.
func NormalCDF(z float64) float64 { return normalCDF(z) }

// normalTail returns Pr(Z > z) for a standard normal Z, precise far out.
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// normalCDF returns Pr(Z <= z) for a standard normal Z.
func normalCDF(z float64) float64 { return normalTail(-z) }

// twoSidedZ returns the normal quantile of a two-sided interval of the given
// confidence, 0.95 giving 1.96. The error says that conf is outside (0,1).
func twoSidedZ(conf float64) (float64, error) {
	if err := checkConf(conf); err != nil {
		return 0, err
	}
	return -normalQuantile((1 - conf) / 2), nil
}
