package dashboard

import (
	"redress/analytics"
)

// A sureness is the part of a profile that says how much its figures can bear.
type sureness struct {
	Small string // why little can be said; empty where there are enough judged complaints
	Facts []fact
}

// A fact is one figure with what it means.
type fact struct{ Name, Value, Says string }

// sureness says of a profile's subject how sure its rates and its place are.
func (l *locale) sureness(v analytics.View, s analytics.Standing) sureness {
	out := sureness{Small: l.small(v, s)}
	add := func(name, value, says string) { out.Facts = append(out.Facts, fact{name, value, says}) }
	for _, def := range analytics.Definitions {
		rate := l.rate(s.Rate(def))
		if rate.Why != "" {
			continue
		}
		add(l.text("column."+rateColumn(def)), rate.Text,
			l.text("sure.rate", "Of", rate.Of, "Interval", rate.Interval))
	}
	if b := s.Bounds; b != nil {
		says := l.text("sure.bounds_none")
		if silent := s.Unrated + s.Unknown; silent > 0 {
			says = l.text("sure.bounds", "Count", silent, "Low", l.share(b.Low), "High", l.share(b.High))
		}
		add(l.text("detail.bounds"), l.text("rate.interval", "Low", l.share(b.Low), "High", l.share(b.High)), says)
	}
	if p := s.Position; p != nil {
		place := l.rank(s)
		add(l.text("rank.head"), place.Text, l.text("sure.rank", "Expected", l.decimal(p.Expected),
			"First", int64(p.FirstPossible), "Last", int64(p.LastPossible)))
		add(l.text("column.best_tenth"), l.probability(p.BestTenth), "")
		add(l.text("column.worst_tenth"), l.probability(p.WorstTenth), "")
	}
	if adjusted := l.adjusted(s); adjusted.Text != "" {
		add(l.text("column.adjusted_rate"), adjusted.Text, l.text("sure.adjusted", "Interval", adjusted.Interval, "Shift", l.shift(*s.CaseMix, 0)))
	}
	if o := s.SecondOpinion; o != nil {
		says := l.text("sure.opinion", "Interval", l.text("rate.interval", "Low", l.share(o.Low), "High", l.share(o.High)))
		add(l.text("column.model_rate"), l.share(o.Rate), sentences(says, l.differs(*o)))
	}
	if s.ShrunkRate != nil {
		add(l.text("column.shrunk_rate"), l.share(*s.ShrunkRate), l.text("sure.shrunk"))
	}
	if words := l.funnelWords(s); words != "" {
		add(l.text("column.funnel"), words, l.standsOut(s))
	}
	if name, value, says, ok := l.sizeFact(s.PerSize); ok {
		add(name, value, says)
	}
	return out
}

// small says that a subject has too few judged complaints for a rate or a rank.
func (l *locale) small(v analytics.View, s analytics.Standing) string {
	switch {
	case v.OutcomeFiltered || s.Eligible:
		return ""
	case s.ResolutionRate.Value == nil:
		return l.text("sure.no_rate", "Count", s.Rated(), "Floor", v.Floors.Rate)
	}
	return l.text("sure.no_rank", "Count", s.Rated(), "Closed", s.Closed(), "FloorRated", v.Floors.RankRated, "FloorClosed", v.Floors.RankClosed)
}
