package contract

import "redress/analytics/stat"

// proportions returns the contracts of shares, their shrinkage and their order.
func proportions() map[string]answer {
	return map[string]answer{
		"prop.interval":        to(interval),
		"prop.diff_newcombe":   to(difference),
		"eb.mom_kleinman":      to(kleinman),
		"eb.mom_simple":        to(momentsOfShares),
		"eb.mle":               to(betaBinomial),
		"eb.posterior":         to(posterior),
		"eb.fullbayes_grid":    to(fullBayes),
		"eb.gamma_poisson":     to(gammaPoisson),
		"eb.peto_normal":       to(petoNormal),
		"rank.posterior":       to(ranks),
		"funnel.binomial":      to(funnelOfShares),
		"funnel.poisson":       to(funnelOfRatios),
		"od.adjust":            to(dispersion),
		"std.poisson_limits":   to(poissonLimits),
		"std.isr":              to(indirectRatios),
		"std.isr_binomial":     to(binomialRatio),
		"mt.adjust":            to(adjusted),
		"score.reclame_aqui":   to(reclameAqui),
		"score.missing_bounds": to(missingBounds),
	}
}

// confidence is the one given, or 95 %.
func confidence(given *float64) float64 {
	if given == nil {
		return .95
	}
	return *given
}

type intervalInput struct {
	X    count    `json:"x" required:"true"`
	N    count    `json:"n" required:"true"`
	Conf *float64 `json:"conf"`
}

func interval(in intervalInput) (any, error) {
	out, err := stat.ProportionInterval(int64(in.X), int64(in.N), confidence(in.Conf))
	if err != nil {
		return nil, err
	}
	return map[string]any{"wilson": out.Wilson.Pair(), "wilson_cc": out.WilsonCC.Pair(),
		"jeffreys": out.Jeffreys.Pair(), "clopper_pearson": out.ClopperPearson.Pair()}, nil
}

type differenceInput struct {
	X1   count    `json:"x1" required:"true"`
	N1   count    `json:"n1" required:"true"`
	X2   count    `json:"x2" required:"true"`
	N2   count    `json:"n2" required:"true"`
	Conf *float64 `json:"conf"`
}

func difference(in differenceInput) (any, error) {
	d, ci, err := stat.ProportionDifference(int64(in.X1), int64(in.N1), int64(in.X2), int64(in.N2), confidence(in.Conf))
	if err != nil {
		return nil, err
	}
	return map[string]any{"d": d, "ci": ci.Pair()}, nil
}

type adjustInput struct {
	P []float64 `json:"p" required:"true"`
}

func adjusted(in adjustInput) (any, error) {
	out, err := stat.AdjustP(in.P)
	if err != nil {
		return nil, err
	}
	return map[string]any{"bh": out.BH, "by": out.BY, "holm": out.Holm, "bonf": out.Bonferroni,
		"reject_bh_05": stat.Rejected(out.BH, .05), "reject_bonf_05": stat.Rejected(out.Bonferroni, .05)}, nil
}

type reclameAquiInput struct {
	IR *float64 `json:"IR" required:"true"`
	MA *float64 `json:"MA" required:"true"`
	IS *float64 `json:"IS" required:"true"`
	IN *float64 `json:"IN" required:"true"`
}

// A null among the parts, a grade that nobody gave, leaves no score.
func reclameAqui(in reclameAquiInput) (any, error) {
	if in.IR == nil || in.MA == nil || in.IS == nil || in.IN == nil {
		return map[string]any{"AR": nil}, nil
	}
	score, err := stat.ReclameAqui(*in.IR, *in.MA, *in.IS, *in.IN)
	if err != nil {
		return nil, err
	}
	return map[string]any{"AR": score}, nil
}

type missingInput struct {
	Evaluated   count `json:"evaluated" required:"true"`
	Resolved    count `json:"resolved" required:"true"`
	Unevaluated count `json:"unevaluated" required:"true"`
}

// Counting the silent as resolved is what a rate that calls itself optimistic does.
func missingBounds(in missingInput) (any, error) {
	out, err := stat.BoundMissing(int64(in.Evaluated), int64(in.Resolved), int64(in.Unevaluated))
	if err != nil {
		return nil, err
	}
	return map[string]any{"optimistic": out.Upper, "evaluated_only": out.Evaluated,
		"lower": out.Lower, "upper": out.Upper}, nil
}
