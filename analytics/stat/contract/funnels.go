package contract

import (
	"fmt"

	"redress/analytics/stat"
)

type funnelInput struct {
	sharesInput
	Theta0 *float64 `json:"theta0"`
}

func funnelOfShares(in funnelInput) (any, error) {
	out, err := stat.FunnelOfShares(in.Y, in.N, in.Theta0)
	if err != nil {
		return nil, err
	}
	return map[string]any{"theta0": out.Theta0, "exact": limitKeys(out.Exact), "normal": limitKeys(out.Normal),
		"p_low": out.PLow, "p_high": out.PHigh}, nil
}

// limitKeys turns limits unit by unit into one list a limit.
func limitKeys(limits []stat.FunnelLimits) map[string][]*float64 {
	out := map[string][]*float64{}
	for tail, key := range limitNames() {
		list := make([]*float64, len(limits))
		for i, unit := range limits {
			if unit != nil {
				list[i] = &unit[tail]
			}
		}
		out[key] = list
	}
	return out
}

// limitNames name the tails of stat.FunnelTails.
func limitNames() [4]string { return [4]string{"l998", "l95", "u95", "u998"} }

type funnelRatioInput struct {
	E      *float64 `json:"E" required:"true"`
	Target *float64 `json:"target"`
}

func funnelOfRatios(in funnelRatioInput) (any, error) {
	if err := given(map[string]*float64{"E": in.E}); err != nil {
		return nil, err
	}
	target := 1.0
	if in.Target != nil {
		target = *in.Target
	}
	limits, ok, err := stat.FunnelOfRatios(*in.E, target)
	if err != nil {
		return nil, err
	}
	out := map[string]any{}
	for tail, key := range limitNames() {
		out[key] = nil
		if ok {
			out[key] = limits[tail]
		}
	}
	return out, nil
}

type dispersionInput struct {
	Y      counts    `json:"y"`
	N      counts    `json:"n"`
	Obs    []float64 `json:"obs"`
	Exp    []float64 `json:"exp"`
	Theta0 *float64  `json:"theta0"`
	Scale  string    `json:"scale" required:"true"`
	Q      *float64  `json:"q"`
}

func dispersion(in dispersionInput) (any, error) {
	q := .1
	if in.Q != nil {
		q = *in.Q
	}
	var out stat.Dispersion
	var err error
	switch in.Scale {
	case "identity", "arcsine":
		if in.Y == nil || in.N == nil || in.Obs != nil || in.Exp != nil {
			return nil, fmt.Errorf("input: scale %s needs y and n, and not obs and exp", in.Scale)
		}
		out, err = stat.DisperseShares(in.Y, in.N, in.Theta0, in.Scale == "arcsine", q)
	case "logsr":
		if in.Obs == nil || in.Exp == nil || in.Y != nil || in.N != nil || in.Theta0 != nil {
			return nil, fmt.Errorf("input: scale logsr needs obs and exp, and not y, n and theta0")
		}
		out, err = stat.DisperseRatios(in.Obs, in.Exp, q)
	default:
		return nil, fmt.Errorf("input: scale must be identity, arcsine or logsr")
	}
	if err != nil {
		return nil, err
	}
	return map[string]any{"z": out.Z, "zw": out.ZW, "phi_raw": out.PhiRaw, "phi": out.Phi, "tau2": out.Tau2,
		"z_mult": out.ZMult, "z_add": out.ZAdd}, nil
}

type poissonLimitsInput struct {
	O *float64 `json:"O" required:"true"`
}

func poissonLimits(in poissonLimitsInput) (any, error) {
	if err := given(map[string]*float64{"O": in.O}); err != nil {
		return nil, err
	}
	out := map[string]any{}
	for suffix, conf := range map[string]float64{"95": .95, "998": .998} {
		limits, err := stat.PoissonInterval(*in.O, conf)
		if err != nil {
			return nil, err
		}
		out["byar"+suffix], out["exact"+suffix] = limits.Byar.Pair(), limits.Exact.Pair()
	}
	return out, nil
}

type indirectInput struct {
	RefCount []float64 `json:"ref_count" required:"true"`
	RefPop   []float64 `json:"ref_pop" required:"true"`
	Pop      []float64 `json:"pop" required:"true"`
	Obs      []float64 `json:"obs" required:"true"`
}

func indirectRatios(in indirectInput) (any, error) {
	out, err := stat.IndirectRatios(in.RefCount, in.RefPop, in.Pop, in.Obs)
	if err != nil {
		return nil, err
	}
	method := make([]string, len(out.Exact))
	limits95, limits998 := make([]any, len(method)), make([]any, len(method))
	for i, exact := range out.Exact {
		method[i] = "Byar"
		if exact {
			method[i] = "exact (O<10)"
		}
		limits95[i], limits998[i] = out.Limits95[i].Pair(), out.Limits998[i].Pair()
	}
	return map[string]any{"expected": out.Expected, "isr": out.Ratio,
		"limits95": limits95, "limits998": limits998, "method": method}, nil
}

type binomialRatioInput struct {
	N    counts    `json:"n" required:"true"`
	RefP []float64 `json:"ref_p" required:"true"`
	O    count     `json:"O" required:"true"`
}

func binomialRatio(in binomialRatioInput) (any, error) {
	out, err := stat.BinomialRatio(in.N, in.RefP, int64(in.O))
	if err != nil {
		return nil, err
	}
	return map[string]any{"E": out.E, "var": out.Var, "z": out.Z, "p_le": out.PLow, "p_ge": out.PHigh,
		"midp_low": out.MidPLow, "z_poisson": out.ZPoisson}, nil
}
