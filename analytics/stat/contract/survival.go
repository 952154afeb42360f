package contract

import (
	"errors"
	"math"

	"redress/analytics/stat"
)

// survival returns the contracts of this file and of its neighbours about time,
// strata, the ladder and disclosure.
func survival() map[string]answer {
	return map[string]answer{
		"km.fit":                to(kaplanMeier),
		"km.median_flat":        to(medianFlat),
		"km.logrank":            to(func(in groupsInput) (any, error) { return logRank(in, 0, false) }),
		"km.peto_rho1":          to(func(in groupsInput) (any, error) { return logRank(in, 1, false) }),
		"km.logrank_stratified": to(func(in groupsInput) (any, error) { return logRank(in, 0, true) }),
		"cr.aalen_johansen":     to(aalenJohansen),
		"cr.gray":               to(gray),
		"mh.strata":             to(mantelHaenszel),
		"dp.formulas":           to(privacyNoise),
		"sdc.audit":             to(audit),
		"sdc.min_suppress":      to(minSuppress),
		"ladder.multistate":     to(ladder),
	}
}

// survivalInput is one complaint an element: how long it was followed, what ended
// it (0 when it was open), and, where given, how old it was when first seen.
type survivalInput struct {
	Time   []float64 `json:"time" required:"true"`
	Status []count   `json:"status" required:"true"`
	Entry  []float64 `json:"entry"`
}

type fitInput struct {
	survivalInput
	Conf      *float64  `json:"conf"`      // 0.95 when absent
	Tau       oneOrMany `json:"tau"`       // horizons of the restricted mean
	Taus      oneOrMany `json:"taus"`      // more of them
	Quantiles oneOrMany `json:"quantiles"` // 0.25, 0.5, 0.75, 0.9 when absent
}

func kaplanMeier(in fitInput) (any, error) {
	rows, err := in.rows(1)
	if err != nil {
		return nil, err
	}
	conf := orElse(in.Conf, 0.95)
	curve, err := stat.KaplanMeier(rows)
	if err != nil {
		return nil, err
	}
	if in.Quantiles == nil {
		in.Quantiles = oneOrMany{0.25, 0.5, 0.75, 0.9}
	}
	quantiles := map[string]any{}
	for _, q := range in.Quantiles {
		found, err := curve.Quantile(q, conf, stat.LogLog)
		if err != nil {
			return nil, err
		}
		quantiles["q"+short(100*q)] = triple(found)
	}
	medianLogLog, err := curve.Median(conf)
	if err != nil {
		return nil, err
	}
	medianLog, err := curve.Quantile(0.5, conf, stat.Log)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"n": curve.Units, "events": curve.Events,
		"table":         curveTable(curve, math.Sqrt2*math.Erfinv(conf)),
		"median_loglog": triple(medianLogLog), "median_log": triple(medianLog),
		"quantiles_loglog": quantiles,
		"rmst":             restrictedMeans(curve, append(in.Tau, in.Taus...)),
	}, nil
}

func curveTable(curve stat.Curve, z float64) map[string][]any {
	table := map[string][]any{}
	for _, name := range []string{
		"t", "n", "d", "surv", "se_greenwood",
		"lo_loglog", "hi_loglog", "lo_log", "hi_log", "lo_plain", "hi_plain",
	} {
		table[name] = make([]any, 0, len(curve.Steps))
	}
	put := func(name string, value any, ok bool) {
		if !ok {
			value = nil
		}
		table[name] = append(table[name], value)
	}
	for _, step := range curve.Steps {
		put("t", step.Days, true)
		put("n", step.AtRisk, true)
		put("d", step.Events, true)
		put("surv", step.Survival, true)
		se, ok := step.SE()
		put("se_greenwood", se, ok)
		for name, scale := range map[string]stat.Scale{"loglog": stat.LogLog, "log": stat.Log, "plain": stat.Plain} {
			low, high, ok := step.Bounds(z, scale)
			put("lo_"+name, low, ok)
			put("hi_"+name, high, ok)
		}
	}
	return table
}

// restrictedMeans answers for the horizons asked for. Without any it takes 20 and
// 30 days where complaints were followed so long, else the longest follow-up.
func restrictedMeans(curve stat.Curve, taus []float64) []any {
	if taus == nil {
		for _, tau := range []float64{20, 30} {
			if tau <= curve.LastDay {
				taus = append(taus, tau)
			}
		}
		if taus == nil && curve.LastDay > 0 {
			taus = []float64{curve.LastDay}
		}
	}
	means := make([]any, 0, len(taus))
	for _, tau := range taus {
		row := map[string]any{"tau": tau, "rmst": nil, "se": nil}
		if mean, ok := curve.Restricted(tau); ok {
			row["rmst"], row["se"] = mean.Days, mean.SE
		}
		means = append(means, row)
	}
	return means
}

func medianFlat(in struct {
	survivalInput
	Conf *float64 `json:"conf"`
}) (any, error) {
	rows, err := in.rows(1)
	if err != nil {
		return nil, err
	}
	curve, err := stat.KaplanMeier(rows)
	if err != nil {
		return nil, err
	}
	median, err := curve.Median(orElse(in.Conf, 0.95))
	return map[string]any{"median": median.Days}, err
}

// groupsInput is survivalInput with the group of each complaint.
type groupsInput struct {
	survivalInput
	Group  []label `json:"group"`
	Strata []label `json:"strata"`
}

func logRank(in groupsInput, rho float64, needStrata bool) (any, error) {
	if in.Group == nil {
		return nil, errors.New("input.group is missing")
	}
	if needStrata && in.Strata == nil {
		return nil, errors.New("input.strata is missing")
	}
	if in.Strata == nil {
		in.Strata = make([]label, len(in.Time))
	}
	groups, groupOf, err := levels("group", in.Group, len(in.Time))
	if err != nil {
		return nil, err
	}
	strata, stratumOf, err := levels("strata", in.Strata, len(in.Time))
	if err != nil {
		return nil, err
	}
	if len(groups)*len(strata) > maxGroups {
		return nil, errTooManyGroups
	}
	split := make([]*grouping, len(groups)*len(strata))
	if err := in.check(1); err != nil {
		return nil, err
	}
	for i := range in.Time {
		at := stratumOf[i]*len(groups) + groupOf[i]
		if split[at] == nil {
			split[at] = newGrouping(1)
		}
		split[at].add(in.survivalInput, i)
	}
	tables := make([][][]stat.Duration, len(strata))
	for s := range tables {
		tables[s] = make([][]stat.Duration, len(groups))
		for g := range groups {
			tables[s][g] = split[s*len(groups)+g].rows()
		}
	}
	test, err := stat.LogRank(tables, rho)
	if err != nil {
		return nil, err
	}
	return map[string]any{
		"group_order": groups, "obs": test.Observed, "exp": test.Expected,
		"chisq": test.ChiSquared, "df": test.DF, "p": test.P, "var": test.Covariance,
	}, nil
}
