package contract

import (
	"fmt"
	"math"

	"redress/analytics/stat"
)

type quasiPoissonInput struct {
	Counts   numbers  `json:"aces"`
	Month    numbers  `json:"month"`
	Exposure numbers  `json:"stdpop"`
	First    *int     `json:"first_ban_index_1based"` // first period with the event
	Lag      *int     `json:"nw_lag"`                 // default 3
	Level    *float64 `json:"conf"`                   // default 0.95
}

// estimate is one coefficient as a rate ratio with its interval.
func estimate(coef, se, dispersion, level float64) map[string]any {
	low, high := stat.RatioInterval(coef, se, level)
	return map[string]any{
		"coef": coef, "se": se, "rr": math.Exp(coef), "lo": low, "hi": high, "dispersion": dispersion,
	}
}

func quasiPoisson(in quasiPoissonInput) (any, error) {
	y, err := in.Counts.all("aces")
	if err != nil {
		return nil, err
	}
	month, err := in.Month.all("month")
	if err != nil {
		return nil, err
	}
	exposure, err := in.Exposure.all("stdpop")
	if err != nil {
		return nil, err
	}
	if in.First == nil {
		return nil, missing("first_ban_index_1based")
	}
	if len(month) != len(y) || len(exposure) != len(y) {
		return nil, wrong("month", "and input.stdpop must be as long as input.aces")
	}
	level, lag := otherwise(in.Level, 0.95), otherwise(in.Lag, 3)
	if !(level > 0 && level < 1) {
		return nil, wrong("conf", "must lie inside 0 and 1")
	}
	whole, err := stat.InterruptedDesign(len(y), *in.First-1)
	if err != nil {
		return nil, err
	}
	one, time, step, slope := whole[0], whole[1], whole[2], whole[3]
	season := stat.Harmonics(month, 12, 2)
	plain, err := stat.PoissonRegression(y, [][]float64{one, step, time}, exposure)
	if err != nil {
		return nil, err
	}
	seasonal, err := stat.PoissonRegression(y, append([][]float64{one, step, time}, season...), exposure)
	if err != nil {
		return nil, err
	}
	turning, err := stat.PoissonRegression(y, append([][]float64{one, step, time, slope}, season...), exposure)
	if err != nil {
		return nil, err
	}
	long, err := seasonal.NeweyWest(lag)
	if err != nil {
		return nil, err
	}
	of := func(fit stat.Poisson, column int, dispersion float64) map[string]any {
		return estimate(fit.Coef[column], fit.SE(dispersion)[column], dispersion, level)
	}
	coef := map[string]float64{"(Intercept)": seasonal.Coef[0], "smokban": seasonal.Coef[1], "time": seasonal.Coef[2]}
	for j := range season {
		coef[fmt.Sprintf("tsm(month, 2, 12)%d", j+1)] = seasonal.Coef[3+j]
	}
	return map[string]any{
		"model1": of(plain, 1, 1), "model2": of(plain, 1, plain.Dispersion),
		"model3": of(seasonal, 1, seasonal.Dispersion), "model3_time": of(seasonal, 2, seasonal.Dispersion),
		"model4": map[string]any{
			"step": of(turning, 1, turning.Dispersion), "slope": of(turning, 3, turning.Dispersion),
		},
		"m3_coef": coef,
		fmt.Sprintf("nw_lag%d_se_model3_step", lag): stat.StandardErrors(long)[1],
	}, nil
}
