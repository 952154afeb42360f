package dashboard

import (
	"math"

	"redress/analytics"
)

// unitScore is of z-scores and of scores that others publish.
const unitScore = "score"

type robustColumn = column[analytics.RobustRow]

// robustColumns are the columns of the files of /robustness.
func robustColumns(a analytics.Robustness) []robustColumn {
	columns := []robustColumn{
		{"platform", unitNone, func(r analytics.RobustRow) cell { return textOf(r.Key) }},
		{"platform_name", unitNone, func(r analytics.RobustRow) cell { return textOf(r.Name) }},
	}
	columns = append(columns, variantColumns("", func(r analytics.RobustRow) *analytics.Variant {
		return &analytics.Variant{Rate: r.ResolutionRate, Rank: r.Rank, Position: r.Position}
	})...)
	columns = append(columns,
		robustColumn{"burst_days", unitDays, func(r analytics.RobustRow) cell { return countOf(int64(r.BurstDays)) }},
		robustColumn{"burst_filed", unitComplaints, func(r analytics.RobustRow) cell { return countOf(r.BurstFiled) }})
	columns = append(columns, variantColumns("no_burst_", func(r analytics.RobustRow) *analytics.Variant { return r.WithoutBursts })...)
	columns = append(columns,
		robustColumn{"with_text", unitComplaints, func(r analytics.RobustRow) cell { return counted(r.WithText) }},
		robustColumn{"copied", unitComplaints, func(r analytics.RobustRow) cell { return counted(r.Copied) }})
	columns = append(columns, variantColumns("no_copy_", func(r analytics.RobustRow) *analytics.Variant { return r.WithoutCopies })...)
	return append(columns, scoreColumns(a)...)
}

func counted(n *int64) cell {
	if n == nil {
		return cell{}
	}
	return countOf(*n)
}

// variantColumns are the rate and the rank interval of a variant; empty where nothing
// is left out of any row, or too little is left of this one.
func variantColumns(prefix string, of func(analytics.RobustRow) *analytics.Variant) []robustColumn {
	rate := func(read func(analytics.Rate) *float64) func(analytics.RobustRow) cell {
		return func(r analytics.RobustRow) cell {
			if v := of(r); v != nil {
				return numberOf(read(v.Rate))
			}
			return cell{}
		}
	}
	place := func(read func(analytics.Position) int) func(analytics.RobustRow) cell {
		return func(r analytics.RobustRow) cell {
			if v := of(r); v != nil && v.Position != nil {
				return countOf(int64(read(*v.Position)))
			}
			return cell{}
		}
	}
	name := "resolution_"
	if prefix != "" {
		name = prefix
	}
	return []robustColumn{
		{prefix + "rank_low", unitRank, place(func(p analytics.Position) int { return p.Low })},
		{prefix + "rank_high", unitRank, place(func(p analytics.Position) int { return p.High })},
		{name + "rate", unitFraction, rate(func(r analytics.Rate) *float64 { return r.Value })},
		{name + "low", unitFraction, rate(func(r analytics.Rate) *float64 { return r.Low })},
		{name + "high", unitFraction, rate(func(r analytics.Rate) *float64 { return r.High })},
	}
}

func scoreColumns(a analytics.Robustness) []robustColumn {
	score := func(name, unit string, read func(analytics.Score) cell) robustColumn {
		return robustColumn{name, unit, func(r analytics.RobustRow) cell {
			if r.Score == nil {
				return cell{}
			}
			return read(*r.Score)
		}}
	}
	columns := []robustColumn{
		score("score", unitScore, func(s analytics.Score) cell { return numberOf(&s.Value) }),
		score("worst_part", unitScore, func(s analytics.Score) cell { return numberOf(&s.Worst) }),
		score("score_rank_low", unitRank, func(s analytics.Score) cell { return countOf(int64(s.Rank.Low)) }),
		score("score_rank_high", unitRank, func(s analytics.Score) cell { return countOf(int64(s.Rank.High)) }),
		score("score_expected_rank", unitRank, func(s analytics.Score) cell { return numberOf(&s.Rank.Expected) }),
	}
	for _, indicator := range analytics.Indicators {
		columns = append(columns, score("z_"+string(indicator), unitScore, func(s analytics.Score) cell {
			for _, part := range s.Parts {
				if part.Indicator == indicator {
					return numberOf(&part.Z)
				}
			}
			return cell{}
		}))
	}
	return append(columns,
		robustColumn{"weighting_share", unitFraction, func(r analytics.RobustRow) cell { return weightingShare(a.Duel, r) }},
		robustColumn{"reclame_aqui_low", unitScore, func(r analytics.RobustRow) cell {
			if r.ReclameAqui == nil {
				return cell{}
			}
			return numberOf(&r.ReclameAqui.Low)
		}},
		robustColumn{"reclame_aqui_high", unitScore, func(r analytics.RobustRow) cell {
			if r.ReclameAqui == nil {
				return cell{}
			}
			return numberOf(&r.ReclameAqui.High)
		}},
		robustColumn{"dianshubao_index", unitFraction, func(r analytics.RobustRow) cell {
			if r.Dianshubao == nil {
				return cell{}
			}
			return numberOf(&r.Dianshubao.Index)
		}},
		robustColumn{"dianshubao_band", unitNone, func(r analytics.RobustRow) cell {
			if r.Dianshubao == nil {
				return cell{}
			}
			return textOf(string(r.Dianshubao.Band))
		}},
	)
}

// weightingShare is the share of weightings in which a row leads the other of two.
func weightingShare(d *analytics.Duel, r analytics.RobustRow) cell {
	switch {
	case d == nil:
		return cell{}
	case r.Key == d.A:
		return numberOf(&d.ShareA)
	}
	return numberOf(new(1 - d.ShareA))
}

// deviation writes standard deviations with their sign.
func (l *locale) deviation(z float64) string {
	sign := "+"
	if z < 0 {
		sign = "−"
	}
	if text := l.hundredths(math.Abs(z)); text != l.hundredths(0) {
		return sign + text
	}
	return l.hundredths(0)
}
