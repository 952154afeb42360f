package contract

import (
	"redress/analytics/stat"
)

type chartInput struct {
	D     numbers  `json:"d"`
	N     numbers  `json:"n"` // one number for all points, or one each
	Width *float64 `json:"L"` // default 3
}

func pChart(in chartInput) (any, error) {
	d, n, err := parts("d", in.D, "n", in.N)
	if err != nil {
		return nil, err
	}
	chart, err := stat.PlainChart(d, n, otherwise(in.Width, 3))
	if err != nil {
		return nil, err
	}
	result := map[string]any{"pbar": chart.Mean, "lcl": chart.Low, "ucl": chart.High, "out_1based": positions(chart.Out)}
	if len(in.N) == 1 { // one size, one pair of limits
		result["lcl"], result["ucl"] = chart.Low[0], chart.High[0]
	}
	return result, nil
}

func laney(in chartInput) (any, error) {
	d, n, err := parts("d", in.D, "n", in.N)
	if err != nil {
		return nil, err
	}
	chart, err := stat.LaneyChart(d, n, otherwise(in.Width, 3))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"z": chart.Z, "sigma_z": chart.SigmaZ, "lcl": chart.Low, "ucl": chart.High, "out": positions(chart.Out),
		"pbar": chart.Mean,
	}, nil
}

type ewmaInput struct {
	X      numbers  `json:"x"`
	Lambda *float64 `json:"lambda"` // default 0.2
	Mu     *float64 `json:"mu"`
	Sigma  *float64 `json:"sigma"`
	Width  *float64 `json:"L"`            // default 3
	Exact  bool     `json:"exact_limits"` // default: the limits the chart settles at
}

func ewma(in ewmaInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	o := stat.EWMAOptions{Lambda: otherwise(in.Lambda, 0.2), Width: otherwise(in.Width, 3), Exact: in.Exact}
	if o.Mu, err = required("mu", in.Mu); err != nil {
		return nil, err
	}
	if o.Sigma, err = required("sigma", in.Sigma); err != nil {
		return nil, err
	}
	chart, err := stat.EWMAChart(x, o)
	if err != nil {
		return nil, err
	}
	result := map[string]any{"z": chart.Z, "ucl": chart.High, "lcl": chart.Low, "alarm_1based": positions(chart.Alarms)}
	if !o.Exact && len(x) > 0 {
		result["ucl"], result["lcl"] = chart.High[0], chart.Low[0]
	}
	return result, nil
}

type cusumInput struct {
	X  numbers  `json:"x"`
	Mu *float64 `json:"mu"`
	K  *float64 `json:"K"`
	H  *float64 `json:"H"`
}

func cusum(in cusumInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	o, err := allRequired([]string{"mu", "K", "H"}, in.Mu, in.K, in.H)
	if err != nil {
		return nil, err
	}
	up, down, alarms, err := stat.CUSUM(x, o[0], o[1], o[2])
	if err != nil {
		return nil, err
	}
	return map[string]any{"cplus": up, "cminus": down, "alarm_1based": positions(alarms)}, nil
}

type poissonCUSUMInput struct {
	X   numbers  `json:"x"`
	Mu0 *float64 `json:"mu0"`
	Mu1 *float64 `json:"mu1"`
	H   *float64 `json:"h"`
}

func poissonCUSUM(in poissonCUSUMInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	o, err := allRequired([]string{"mu0", "mu1", "h"}, in.Mu0, in.Mu1, in.H)
	if err != nil {
		return nil, err
	}
	k, sums, alarms, err := stat.PoissonCUSUM(x, o[0], o[1], o[2])
	if err != nil {
		return nil, err
	}
	return map[string]any{"k": k, "S": sums, "alarm_1based": positions(alarms)}, nil
}

func allRequired(names []string, values ...*float64) ([]float64, error) {
	out := make([]float64, len(values))
	for i, v := range values {
		var err error
		if out[i], err = required(names[i], v); err != nil {
			return nil, err
		}
	}
	return out, nil
}
