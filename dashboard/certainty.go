package dashboard

import (
	"redress/analytics"
)

// This file holds the columns that say how sure the order of a league table is.
// adjustedColumns belong to the contract of the files; certaintyColumns follow
// it, in JSON always and in CSV where the address asks for them.

// standingTable are the rows of a league table with every column.
func standingTable(v analytics.View, e analytics.Entity, l *locale, rows []analytics.Standing) table {
	contract := standingColumns(v, e, l)
	extra := certaintyColumns()
	if e == analytics.Platform {
		extra = append(extra, sizeColumns()...)
	}
	t := tabulate(append(contract, extra...), rows)
	t.contract = len(contract)
	return t
}

func ofPosition(read func(analytics.Position) cell) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.Position == nil {
			return cell{}
		}
		return read(*s.Position)
	}
}

func ofMix(read func(analytics.CaseMix) cell) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.CaseMix == nil {
			return cell{}
		}
		return read(*s.CaseMix)
	}
}

func ofOpinion(read func(analytics.SecondOpinion) cell) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.SecondOpinion == nil {
			return cell{}
		}
		return read(*s.SecondOpinion)
	}
}

func ofTrend(read func(analytics.RowTrend) cell) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.Trend == nil {
			return cell{}
		}
		return read(*s.Trend)
	}
}

func ofBounds(read func(analytics.Bounds) float64) func(analytics.Standing) cell {
	return func(s analytics.Standing) cell {
		if s.Bounds == nil {
			return cell{}
		}
		return numberOf(new(read(*s.Bounds)))
	}
}

func ofCause(read func(analytics.MixCause) cell) func(analytics.Standing) cell {
	return ofMix(func(m analytics.CaseMix) cell {
		if m.Cause == nil {
			return cell{}
		}
		return read(*m.Cause)
	})
}

// adjustedColumns are the rate on everybody's mix of complaints, the rate drawn
// towards the others', and the place in the funnel plot.
func adjustedColumns() []column[analytics.Standing] {
	return []column[analytics.Standing]{
		{"adjusted_rate", unitFraction, ofMix(func(m analytics.CaseMix) cell { return numberOf(m.Rate) })},
		{"adjusted_low", unitFraction, ofMix(func(m analytics.CaseMix) cell { return numberOf(m.Low) })},
		{"adjusted_high", unitFraction, ofMix(func(m analytics.CaseMix) cell { return numberOf(m.High) })},
		{"shrunk_rate", unitFraction, func(s analytics.Standing) cell { return numberOf(s.ShrunkRate) }},
		{"funnel", unitNone, func(s analytics.Standing) cell { return textOf(string(s.Funnel)) }},
	}
}

// certaintyColumns are what else is known of a row's place. Where none of its
// complaints could be compared, only compared is known: 0.
func certaintyColumns() []column[analytics.Standing] {
	compared := func(read func(analytics.CaseMix) cell) func(analytics.Standing) cell {
		return ofMix(func(m analytics.CaseMix) cell {
			if m.Compared == 0 {
				return cell{}
			}
			return read(m)
		})
	}
	return []column[analytics.Standing]{
		{"expected_rank", unitRank, ofPosition(func(p analytics.Position) cell { return numberOf(&p.Expected) })},
		{"best_tenth", unitFraction, ofPosition(func(p analytics.Position) cell { return numberOf(&p.BestTenth) })},
		{"worst_tenth", unitFraction, ofPosition(func(p analytics.Position) cell { return numberOf(&p.WorstTenth) })},
		{"group", unitNone, ofPosition(func(p analytics.Position) cell { return countOf(int64(p.Group)) })},
		{"possible_first", unitRank, ofPosition(func(p analytics.Position) cell { return countOf(int64(p.FirstPossible)) })},
		{"possible_last", unitRank, ofPosition(func(p analytics.Position) cell { return countOf(int64(p.LastPossible)) })},
		{"bound_low", unitFraction, ofBounds(func(b analytics.Bounds) float64 { return b.Low })},
		{"bound_high", unitFraction, ofBounds(func(b analytics.Bounds) float64 { return b.High })},
		{"observed", unitComplaints, compared(func(m analytics.CaseMix) cell { return countOf(m.Observed) })},
		{"compared", unitComplaints, ofMix(func(m analytics.CaseMix) cell { return countOf(m.Compared) })},
		{"expected", unitComplaints, compared(func(m analytics.CaseMix) cell { return numberOf(&m.Expected) })},
		{"ratio", unitRatio, compared(func(m analytics.CaseMix) cell { return numberOf(m.Ratio) })},
		{"shift", unitFraction, ofMix(func(m analytics.CaseMix) cell { return numberOf(m.Shift) })},
		{"cause_part", unitNone, ofCause(func(c analytics.MixCause) cell { return textOf(string(c.Part)) })},
		{"cause_value", unitNone, ofCause(func(c analytics.MixCause) cell { return textOf(c.Value) })},
		{"cause_share", unitFraction, ofCause(func(c analytics.MixCause) cell { return numberOf(&c.Share) })},
		{"cause_share_of_all", unitFraction, ofCause(func(c analytics.MixCause) cell { return numberOf(&c.Others) })},
		{"cause_rate", unitFraction, ofCause(func(c analytics.MixCause) cell { return numberOf(&c.Rate) })},
		{"model_rate", unitFraction, ofOpinion(func(o analytics.SecondOpinion) cell { return numberOf(&o.Rate) })},
		{"model_low", unitFraction, ofOpinion(func(o analytics.SecondOpinion) cell { return numberOf(&o.Low) })},
		{"model_high", unitFraction, ofOpinion(func(o analytics.SecondOpinion) cell { return numberOf(&o.High) })},
		{"model_differs", unitNone, ofOpinion(func(o analytics.SecondOpinion) cell { return flagOf(o.Differs) })},
		{"trend_low", unitFraction, ofTrend(func(t analytics.RowTrend) cell { return numberOf(&t.Low) })},
		{"trend_high", unitFraction, ofTrend(func(t analytics.RowTrend) cell { return numberOf(&t.High) })},
		{"stands_out", unitNone, func(s analytics.Standing) cell {
			if s.Funnel == "" {
				return cell{}
			}
			return flagOf(s.StandsOut)
		}},
	}
}
