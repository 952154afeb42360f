package contract

import (
	"redress/analytics/stat"
)

// series returns the contracts about series of numbers in order of time: trends,
// alarms, control charts and the effect of an event.
func series() map[string]answer {
	return map[string]answer{
		"ts.mann_kendall":         to(mannKendall),
		"ts.sen":                  to(sen),
		"ts.mk_hamed_rao":         to(hamedRao),
		"ts.stl":                  to(stl),
		"ts.changepoint_mean":     to(changesOfMean),
		"ts.changepoint_poisson":  to(changesOfCounts),
		"ts.changepoint_binomial": to(changesOfRate),
		"sv.ears":                 to(ears),
		"sv.farrington":           to(farrington),
		"sv.pchart":               to(pChart),
		"sv.laney":                to(laney),
		"sv.ewma":                 to(ewma),
		"sv.cusum":                to(cusum),
		"sv.cusum_poisson":        to(poissonCUSUM),
		"its.quasipoisson":        to(quasiPoisson),
		"reg.newey_west":          to(neweyWest),
		"its.ols_nw":              to(itsNeweyWest),
		"its.prais_winsten":       to(itsPraisWinsten),
		"its.reml_ar1":            to(itsREML),
		"did.2x2":                 to(did),
		"did.panel":               to(didPanel),
	}
}

type trendInput struct {
	Y     numbers  `json:"y"`
	T     numbers  `json:"t"`
	Alpha *float64 `json:"alpha"` // default 0.05; ts.mann_kendall does not use it
}

func (in trendInput) points() (y, t []float64, err error) {
	if y, err = in.Y.all("y"); err != nil {
		return nil, nil, err
	}
	t, err = in.T.optional("t")
	return y, t, err
}

func mannKendall(in trendInput) (any, error) {
	y, t, err := in.points()
	if err != nil {
		return nil, err
	}
	trend, err := stat.MannKendallTrend(y, t)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"S": trend.S, "varS": trend.VarS, "z": trend.Z, "p": trend.P,
		"tau_a": trend.TauA, "tau_b": trend.TauB, "n_slopes": trend.Pairs,
	}, nil
}

func sen(in trendInput) (any, error) {
	y, t, err := in.points()
	if err != nil {
		return nil, err
	}
	line, err := stat.Sen(y, t, otherwise(in.Alpha, 0.05))
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"sen": line.Slope, "intercept": line.Intercept, "lo": line.Low, "hi": line.High,
		"iL0": line.ILow, "iU0": line.IHigh,
	}, nil
}

type hamedRaoInput struct {
	Y      numbers `json:"y"`
	MaxLag *int    `json:"max_lag"` // null for all lags
}

func hamedRao(in hamedRaoInput) (any, error) {
	y, err := in.Y.all("y")
	if err != nil {
		return nil, err
	}
	if in.MaxLag != nil && *in.MaxLag < 1 {
		return nil, wrong("max_lag", "must be at least 1, or null for all lags")
	}
	trend, err := stat.HamedRaoTrend(y, otherwise(in.MaxLag, 0))
	if err != nil {
		return nil, err
	}
	return map[string]any{"factor": trend.Factor, "varS": trend.VarS, "z": trend.Z, "p": trend.P, "S": trend.S}, nil
}

type stlInput struct {
	X       numbers `json:"x"`
	Period  *int    `json:"period"`
	SWindow *window `json:"s_window"` // a number or "periodic"; default 13
	SDegree int     `json:"s_degree"`
	TWindow int     `json:"t_window"`
	TDegree *int    `json:"t_degree"`
	LWindow int     `json:"l_window"`
	LDegree *int    `json:"l_degree"`
	SJump   int     `json:"s_jump"`
	TJump   int     `json:"t_jump"`
	LJump   int     `json:"l_jump"`
	Robust  bool    `json:"robust"`
	Inner   int     `json:"inner"`
	Outer   *int    `json:"outer"`
	Index   []int   `json:"idx"` // where to show, from 1; default: first three, middle two, last two
}

func stl(in stlInput) (any, error) {
	x, err := in.X.all("x")
	if err != nil {
		return nil, err
	}
	if in.Period == nil {
		return nil, missing("period")
	}
	season := otherwise(in.SWindow, window{Size: 13})
	parts, err := stat.DecomposeSTL(x, stat.STLOptions{
		Period: *in.Period, Periodic: season.Periodic, SeasonWindow: season.Size, SeasonDegree: in.SDegree,
		TrendWindow: in.TWindow, TrendDegree: in.TDegree, LowWindow: in.LWindow, LowDegree: in.LDegree,
		SeasonJump: in.SJump, TrendJump: in.TJump, LowJump: in.LJump,
		Robust: in.Robust, Inner: in.Inner, Outer: in.Outer,
	})
	if err != nil {
		return nil, err
	}
	n := len(x)
	at := in.Index
	if at == nil {
		at = []int{1, 2, 3, n / 2, n/2 + 1, n - 1, n}
	}
	for _, i := range at {
		if i < 1 || i > n {
			return nil, wrong("idx", "names an element that x does not have")
		}
	}
	show := func(values []float64) []float64 {
		out := make([]float64, len(at))
		for i, index := range at {
			out[i] = values[index-1]
		}
		return out
	}
	o := parts.Options
	return map[string]any{
		"win":   []int{o.SeasonWindow, o.TrendWindow, o.LowWindow},
		"deg":   []int{o.SeasonDegree, *o.TrendDegree, *o.LowDegree},
		"jump":  []int{o.SeasonJump, o.TrendJump, o.LowJump},
		"inner": o.Inner, "outer": *o.Outer,
		"idx": at, "seasonal": show(parts.Seasonal), "trend": show(parts.Trend),
		"remainder": show(parts.Remainder), "weights": show(parts.Weights),
		"seas_strength": parts.SeasonalStrength, "trend_strength": parts.TrendStrength,
	}, nil
}
