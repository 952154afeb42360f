package contract

import (
	"fmt"
	"strings"

	"redress/analytics/stat"
)

type sharesInput struct {
	Y counts `json:"y" required:"true"`
	N counts `json:"n" required:"true"`
}

func kleinman(in sharesInput) (any, error) {
	oneStep, iterated, err := stat.KleinmanMoments(in.Y, in.N)
	if err != nil {
		return nil, err
	}
	return map[string]any{"one_step": momentKeys(oneStep), "iterated": momentKeys(iterated)}, nil
}

func momentKeys(m stat.BetaMoments) map[string]any {
	return map[string]any{"p": m.P, "gamma": m.Gamma, "M": m.M, "alpha": m.Alpha, "beta": m.Beta}
}

func momentsOfShares(in sharesInput) (any, error) {
	out, err := stat.MomentsOfShares(in.Y, in.N)
	if err != nil {
		return nil, err
	}
	return map[string]any{"mean": out.Mean, "sd": out.SD, "M": out.M, "alpha": out.Alpha, "beta": out.Beta}, nil
}

func betaBinomial(in sharesInput) (any, error) {
	out, err := stat.FitBetaBinomial(in.Y, in.N)
	if err != nil {
		return nil, err
	}
	return map[string]any{"alpha": out.Alpha, "beta": out.Beta, "mean": out.Mean, "M": out.M, "rho": out.Rho,
		"loglik": out.LogLik, "loglik_const": out.LogLikConst, "se": out.SE}, nil
}

type posteriorInput struct {
	sharesInput
	Alpha *float64 `json:"alpha" required:"true"`
	Beta  *float64 `json:"beta" required:"true"`
	Conf  *float64 `json:"conf"`
}

func posterior(in posteriorInput) (any, error) {
	if err := given(map[string]*float64{"alpha": in.Alpha, "beta": in.Beta}); err != nil {
		return nil, err
	}
	out, err := stat.BetaPosterior(in.Y, in.N, *in.Alpha, *in.Beta, confidence(in.Conf))
	if err != nil {
		return nil, err
	}
	return map[string]any{"shrink": out.Shrink, "post": out.Mean, "lo": out.Low, "hi": out.Top}, nil
}

type fullBayesInput struct {
	sharesInput
	Hyperprior string `json:"hyperprior"`
}

func fullBayes(in fullBayesInput) (any, error) {
	if in.Hyperprior != "" && !strings.Contains(in.Hyperprior, "5/2") {
		return nil, fmt.Errorf("input: hyperprior can only be (a+b)^-5/2 on (a,b)")
	}
	out, ok, err := stat.FitFullBayes(in.Y, in.N)
	if err != nil {
		return nil, err
	}
	if !ok {
		return map[string]any{"E_mean": nil, "post_mean": nil}, nil
	}
	return map[string]any{"E_mean": out.EMean, "post_mean": out.Mean, "post_sd": out.SD}, nil
}

type gammaPoissonInput struct {
	X    counts    `json:"x" required:"true"`
	E    []float64 `json:"E" required:"true"`
	Conf *float64  `json:"conf"`
}

func gammaPoisson(in gammaPoissonInput) (any, error) {
	out, err := stat.FitGammaPoisson(in.X, in.E, confidence(in.Conf))
	if err != nil {
		return nil, err
	}
	return map[string]any{"alpha": out.Alpha, "beta": out.Beta, "loglik": out.LogLik,
		"post_mean": out.Mean, "lo": out.Low, "hi": out.High}, nil
}

type petoInput struct {
	O []float64 `json:"O" required:"true"`
	E []float64 `json:"E" required:"true"`
	V []float64 `json:"V" required:"true"`
}

// The shrinkage of this contract rests on tau²_DL; pages use tau²_PM.
func petoNormal(in petoInput) (any, error) {
	out, err := stat.FitPetoNormal(in.O, in.E, in.V, false)
	if err != nil {
		return nil, err
	}
	return map[string]any{"delta": out.Delta, "Q": out.Q, "tau2_DL": out.Tau2DL, "tau2_PM": out.Tau2PM,
		"mu": out.Mu, "se_mu": out.SEMu, "lambda": out.Lambda, "shrunk": out.Shrunk, "post_sd": out.PostSD}, nil
}

type ranksInput struct {
	posteriorInput
	K     *int    `json:"k"`
	Order string  `json:"order"`
	Seed  *uint64 `json:"seed"`
}

// publishedSeed starts a simulation that was given none.
const publishedSeed = 20_260_101

// pmfUnits is the number of units up to which every rank distribution is written.
const pmfUnits = 60

// ranks answers with the distribution of each unit's rank as pmf, and as
// pmf_unit1, pmf_unit2 … of the units by their place, where there are few.
func ranks(in ranksInput) (any, error) {
	if err := given(map[string]*float64{"alpha": in.Alpha, "beta": in.Beta}); err != nil {
		return nil, err
	}
	highest, err := highestFirst(in.Order)
	if err != nil {
		return nil, err
	}
	k := 0 // the best and worst tenth
	if in.K != nil {
		if k = *in.K; k < 1 {
			return nil, fmt.Errorf("input: k must be at least 1")
		}
	}
	seed := uint64(publishedSeed)
	if in.Seed != nil {
		seed = *in.Seed
	}
	units, err := stat.PosteriorBetas(in.Y, in.N, *in.Alpha, *in.Beta)
	if err != nil {
		return nil, err
	}
	const times = 1.2 // p_gt_1p2_mean: above 1.2 times the prior's mean
	exceeds := stat.Exceedance(units, times**in.Alpha/(*in.Alpha+*in.Beta))
	if !highest {
		units = stat.Failures(units)
	}
	out, err := stat.RankBetas(units, k, seed)
	if err != nil {
		return nil, err
	}
	result := map[string]any{"exp_rank": out.Expected, "lo": out.Low, "med": out.Median, "hi": out.High,
		"p_top_k": out.Top, "p_bottom_k": out.Bottom, "p_gt_1p2_mean": exceeds, "draws": out.Draws}
	if out.Draws > 0 {
		result["seed"] = seed
	}
	if len(out.PMF) <= pmfUnits {
		for i, pmf := range out.PMF {
			result[fmt.Sprintf("pmf_unit%d", i+1)] = pmf
		}
		if out.PMF != nil {
			result["pmf"] = out.PMF
		}
	}
	return result, nil
}

// highestFirst reads the words for which end of the order is rank 1.
func highestFirst(order string) (bool, error) {
	switch order {
	case "", "rank 1 = highest theta":
		return true, nil
	case "rank 1 = lowest theta":
		return false, nil
	}
	return false, fmt.Errorf(`input: order must be "rank 1 = highest theta" or "rank 1 = lowest theta"`)
}
