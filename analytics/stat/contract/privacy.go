package contract

import (
	"errors"
	"strconv"
	"strings"

	"redress/analytics/stat"
)

func privacyNoise(in struct {
	Eps    *float64 `json:"eps"`
	Sens   *float64 `json:"sens"` // 1 when absent
	Sigma2 *float64 `json:"sigma2"`
	Rho    *float64 `json:"rho"`
	Delta  *float64 `json:"delta"`
}) (any, error) {
	sens := orElse(in.Sens, 1)
	result := map[string]any{}
	if in.Eps != nil {
		if err := putLaplace(result, *in.Eps, sens); err != nil {
			return nil, err
		}
	}
	if in.Sigma2 != nil {
		gaussian, err := stat.NewDiscreteGaussian(*in.Sigma2)
		if err != nil {
			return nil, err
		}
		result["discrete_gaussian"] = map[string]any{
			"sigma2": *in.Sigma2, "norm": gaussian.Norm, "pmf": atCounts(gaussian.Probability, 0, 1, 2, 5),
			"var": gaussian.Variance, "rho_sens1": gaussian.Rho(1), "rho_sens" + short(sens): gaussian.Rho(sens),
		}
	}
	if err := putConcentrated(result, in.Eps, in.Rho, in.Delta); err != nil {
		return nil, err
	}
	if len(result) == 0 {
		return nil, errors.New("input needs eps, sigma2, or rho with delta")
	}
	return result, nil
}

func putLaplace(result map[string]any, eps, sens float64) error {
	laplace, err := stat.NewLaplace(eps, sens)
	if err != nil {
		return err
	}
	discrete, err := stat.NewDiscreteLaplace(eps, sens)
	if err != nil {
		return err
	}
	q95, err := laplace.AbsQuantile(0.95)
	if err != nil {
		return err
	}
	exceeds := func(k int) float64 { return laplace.Exceeds(float64(k)) }
	result["laplace"] = map[string]any{
		"eps": eps, "sens": sens, "scale": laplace.Scale, "var": laplace.Variance(),
		"p_abs_gt": atCounts(exceeds, 1, 5, 10), "q95_abs": q95,
	}
	result["discrete_laplace"] = map[string]any{
		"eps": eps, "sens": sens, "alpha": discrete.Alpha, "pmf": atCounts(discrete.Probability, 0, 1, 2, 5),
		"var": discrete.Variance(), "p_abs_ge": atCounts(discrete.AtLeast, 1, 5, 10),
	}
	return nil
}

// putConcentrated names the two last figures after what they are for, without the
// signs that a name has not: rho 0.025 and eps 1 are cdp_delta_rho0025_eps1.
func putConcentrated(result map[string]any, eps, rho, delta *float64) error {
	if rho != nil && delta != nil {
		standard, err := stat.StandardEpsilon(*rho, *delta)
		if err != nil {
			return err
		}
		tight, err := stat.TightEpsilon(*rho, *delta)
		if err != nil {
			return err
		}
		result["zcdp"] = map[string]any{"rho": *rho, "delta": *delta, "eps_standard": standard, "eps_tight": tight}
	}
	if rho != nil && eps != nil {
		value, err := stat.TightDelta(*rho, *eps)
		if err != nil {
			return err
		}
		result["cdp_delta_rho"+inName(*rho)+"_eps"+inName(*eps)] = value
	}
	if eps != nil && delta != nil {
		value, err := stat.TightRho(*eps, *delta)
		if err != nil {
			return err
		}
		result["cdp_rho_eps"+inName(*eps)+"_delta"+inExponent(*delta)] = value
	}
	return nil
}

func inName(value float64) string {
	return strings.ReplaceAll(strconv.FormatFloat(value, 'f', -1, 64), ".", "")
}

// inExponent writes 1e-6 as 1e6.
func inExponent(value float64) string {
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', -1, 64), "e")
	exponent = strings.TrimLeft(exponent, "+-0")
	return strings.ReplaceAll(mantissa, ".", "") + "e" + exponent
}

func atCounts(f func(int) float64, counts ...int) map[string]float64 {
	out := make(map[string]float64, len(counts))
	for _, k := range counts {
		out[strconv.Itoa(k)] = f(k)
	}
	return out
}
