package contract

import (
	"fmt"
	"math"

	"redress/analytics/stat"
)

type neweyWestInput struct {
	Y   numbers `json:"y"`
	X   design  `json:"X"`
	Lag *int    `json:"lag"` // default floor(4 (n/100)^(2/9))
}

func neweyWest(in neweyWestInput) (any, error) {
	y, err := in.Y.all("y")
	if err != nil {
		return nil, err
	}
	columns, err := in.X.explicit(len(y))
	if err != nil {
		return nil, err
	}
	lag := otherwise(in.Lag, stat.NeweyWestLag(len(y)))
	fit, err := stat.OLS(y, columns)
	if err != nil {
		return nil, err
	}
	white, err := fit.NeweyWest(0)
	if err != nil {
		return nil, err
	}
	long, err := fit.NeweyWest(lag)
	if err != nil {
		return nil, err
	}
	se := stat.StandardErrors(long)
	adjusted := make([]float64, len(se))
	for j := range se {
		adjusted[j] = se[j] * math.Sqrt(float64(len(y))/float64(fit.DF))
	}
	return map[string]any{
		"coef": fit.Coef, "se_ols": fit.SE(), "se_hc0": stat.StandardErrors(white), "se_nw": se, "se_nw_adj": adjusted,
		"dw": watson(fit),
	}, nil
}

func watson(fit stat.Linear) *float64 {
	if d, ok := fit.DurbinWatson(); ok {
		return &d
	}
	return nil
}

// usual is the period at which the published case shows the effect.
const usual = 60

type interruptedInput struct {
	Y   numbers `json:"y"`
	T0  *int    `json:"T0"` // last period before, from 1
	X   design  `json:"X"`  // default "1, t, step, step*(t-T0)"
	Lag *int    `json:"lag"`
	At  *int    `json:"at"` // where its.ols_nw shows the effect; default 60 where that is after the event and inside the series, else its last period
}

// columns returns the design, and whether it is the standard one.
func (in interruptedInput) columns(n int) (columns [][]float64, standard bool, err error) {
	if in.X.matrix != nil {
		columns, err = in.X.explicit(n)
		return columns, false, err
	}
	if in.T0 == nil {
		return nil, false, missing("T0")
	}
	if in.X.words != "" {
		if err := in.X.isStandard(*in.T0); err != nil {
			return nil, false, err
		}
	}
	columns, err = stat.InterruptedDesign(n, *in.T0)
	return columns, true, err
}

func itsNeweyWest(in interruptedInput) (any, error) {
	y, err := in.Y.all("y")
	if err != nil {
		return nil, err
	}
	columns, standard, err := in.columns(len(y))
	if err != nil {
		return nil, err
	}
	fit, err := stat.OLS(y, columns)
	if err != nil {
		return nil, err
	}
	lag := otherwise(in.Lag, stat.NeweyWestLag(len(y)))
	long, err := fit.NeweyWest(lag)
	if err != nil {
		return nil, err
	}
	result := map[string]any{
		"coef": fit.Coef, "se_ols": fit.SE(), fmt.Sprintf("se_nw%d", lag): stat.StandardErrors(long),
		"dw": watson(fit), "sigma": fit.Sigma(),
	}
	if !standard {
		return result, nil
	}
	at := len(y)
	switch {
	case in.At != nil:
		at = *in.At
	case *in.T0 < usual && usual < at:
		at = usual
	}
	effect, err := stat.EffectAt(fit.Coef, long, *in.T0, at)
	if err != nil {
		return nil, err
	}
	result["cf"] = map[string]any{"t": at, "fitted": effect.Counterfactual + effect.Estimate, "counterfactual": effect.Counterfactual}
	result[fmt.Sprintf("effect%d", at)] = []float64{effect.Estimate, effect.SE}
	return result, nil
}

func itsPraisWinsten(in interruptedInput) (any, error) {
	fit, err := in.autoregressive(stat.PraisWinsten)
	if err != nil {
		return nil, err
	}
	return map[string]any{"rho": fit.Rho, "coef": fit.Coef, "se": fit.SE, "sigma": fit.Noise}, nil
}

func itsREML(in interruptedInput) (any, error) {
	fit, err := in.autoregressive(stat.REMLAR1)
	if err != nil {
		return nil, err
	}
	return map[string]any{"rho": fit.Rho, "coef": fit.Coef, "se": fit.SE, "sigma2_innov": fit.Noise * fit.Noise}, nil
}

func (in interruptedInput) autoregressive(method func([]float64, [][]float64) (stat.AROne, error)) (stat.AROne, error) {
	y, err := in.Y.all("y")
	if err != nil {
		return stat.AROne{}, err
	}
	columns, _, err := in.columns(len(y))
	if err != nil {
		return stat.AROne{}, err
	}
	return method(y, columns)
}

type didInput struct {
	Before        *float64 `json:"nj_before"` // treated
	After         *float64 `json:"nj_after"`
	ControlBefore *float64 `json:"pa_before"`
	ControlAfter  *float64 `json:"pa_after"`
	SE            numbers  `json:"se_cells"` // in this order; without it se_independent is null
}

func did(in didInput) (any, error) {
	means, err := allRequired([]string{"nj_before", "nj_after", "pa_before", "pa_after"},
		in.Before, in.After, in.ControlBefore, in.ControlAfter)
	if err != nil {
		return nil, err
	}
	se, err := in.SE.optional("se_cells")
	if err != nil {
		return nil, err
	}
	found, err := stat.DifferenceOfMeans([4]float64(means), se)
	if err != nil {
		return nil, err
	}
	return map[string]any{"did": found.Estimate, "se_independent": found.SE}, nil
}

type panelInput struct {
	U     numbers  `json:"u"`
	T     numbers  `json:"t"`
	Treat numbers  `json:"treat"` // 1 for a unit that is ever treated
	T0    *float64 `json:"t0"`    // first treated period
	Y     numbers  `json:"y"`
}

func didPanel(in panelInput) (any, error) {
	var columns [4][]float64
	for i, each := range []struct {
		name   string
		values numbers
	}{{"u", in.U}, {"t", in.T}, {"treat", in.Treat}, {"y", in.Y}} {
		var err error
		if columns[i], err = each.values.all(each.name); err != nil {
			return nil, err
		}
		if len(columns[i]) != len(columns[0]) {
			return nil, wrong(each.name, "is not as long as u")
		}
	}
	first, err := required("t0", in.T0)
	if err != nil {
		return nil, err
	}
	rows := make([]stat.PanelRow, len(columns[0]))
	for i := range rows {
		if treat := columns[2][i]; treat != 0 && treat != 1 {
			return nil, wrong("treat", "must hold 0 and 1 only")
		}
		rows[i] = stat.PanelRow{Unit: columns[0][i], Period: columns[1][i], Treated: columns[2][i] == 1, Y: columns[3][i]}
	}
	found, err := stat.PanelDifferences(rows, first)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"twfe": found.Effect, "se_cr1": found.SECR1, "se_cr0": found.SECR0, "se_ols": found.SEOLS,
		"event_time": found.EventTime, "event_coef": found.Event, "event_se_cr1": found.EventSE,
		"pre_wald_cr1": found.PreWald, "pre_df": found.PreDF, "pre_F_classical": found.PreF, "pre_F_p": found.PreFP,
	}, nil
}
