package dashboard

import (
	"context"

	"redress/analytics"
)

// A robustnessPage is /robustness; the zero page has nothing to show.
type robustnessPage struct {
	Without     sheet  // with and without bursts and copies
	Bursts      string // how many platforms have one
	Copies      string // the same of copies, or that nobody knows
	Scores      sheet  // no rows where there is no score
	Made        string // what the score is made of
	Duel        string // empty where the view does not compare two
	Named       sheet  // scores that others publish
	HasNamed    bool
	HasScores   bool
	Caveats     []string
	Unsupported bool // no platform is ranked
}

// robustness answers /robustness. Its files hold a row per ranked platform.
func (s *Server) robustness(ctx context.Context, r request) (reply, error) {
	answer, err := s.service.Robustness(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  answer.View,
		table: tabulate(robustColumns(answer), answer.Rows),
		page:  func() any { return s.newRobustnessPage(r, answer) },
	}, nil
}

func (s *Server) newRobustnessPage(r request, a analytics.Robustness) robustnessPage {
	l := r.locale
	if a.Ranked == 0 {
		return robustnessPage{Unsupported: true}
	}
	p := robustnessPage{Without: l.withoutSheet(r, a), Bursts: l.text("robustness.bursts", "Count", int64(a.Bursts), "Of", int64(a.Ranked)),
		Copies: l.text("robustness.no_texts"), Caveats: []string{l.text("caveat.bursts"), l.text("caveat.filers"), l.text("caveat.composite"), l.text("caveat.sample")}}
	if a.Copies != nil {
		p.Copies = l.text("robustness.copies", "Count", int64(*a.Copies), "Of", int64(a.Ranked))
	}
	if a.Composite.Scored > 0 {
		p.HasScores, p.Scores, p.Made = true, l.scoreSheet(r, a), l.made(a.Composite)
	}
	p.Named, p.HasNamed = l.namedSheet(r, a)
	if d := a.Duel; d != nil {
		p.Duel = l.text("robustness.duel", "A", l.standing(analytics.Platform, a.Rows[0].Standing), "B", l.standing(analytics.Platform, a.Rows[1].Standing),
			"Share", l.probability(d.ShareA))
	}
	return p
}

// made says what the score is made of.
func (l *locale) made(c analytics.Composite) string {
	names := make([]string, 0, len(c.Indicators))
	for _, i := range c.Indicators {
		names = append(names, l.text("indicator."+string(i)))
	}
	return l.text("robustness.made", "Indicators", joined(names, l.text("list.separator")), "Draws", int64(c.Draws))
}

func joined(names []string, separator string) string {
	out := ""
	for i, name := range names {
		if i > 0 {
			out += separator
		}
		out += name
	}
	return out
}

// rowOf is a platform with its address.
func (l *locale) rowOf(r request, row analytics.RobustRow) sheetRow {
	return sheetRow{Name: l.standing(analytics.Platform, row.Standing), Href: r.elsewhere(*viewNamed("platform"), row.Slug)}
}

// placeCell is a rank interval; why stands where there is none.
func (l *locale) placeCell(p *analytics.Position, why string) sheetCell {
	if p == nil {
		return plain(figure{Why: why})
	}
	return plain(figure{Text: l.text("rank.interval", "Low", int64(p.Low), "High", int64(p.High))})
}

func (l *locale) withoutSheet(r request, a analytics.Robustness) sheet {
	t := sheet{ID: "without", Caption: l.text("robustness.caption", "Count", int64(len(a.Rows))), Name: l.column("platform"),
		Heads: l.columns("resolution_rate")}
	t.Heads = append(t.Heads, header{Text: l.text("rank.head"), About: l.text("column.rank.about")})
	t.Heads = append(t.Heads, l.columns("burst_filed", "no_burst_rate")...)
	if a.Copies != nil {
		t.Heads = append(t.Heads, l.columns("copied", "no_copy_rate")...)
	}
	for _, row := range a.Rows {
		out := l.rowOf(r, row)
		out.Cells = []sheetCell{cellOf(l.rate(row.ResolutionRate)), l.placeCell(row.Position, ""), l.burstCell(row), l.variantCell(row.WithoutBursts, row.BurstFiled)}
		if a.Copies != nil {
			out.Cells = append(out.Cells, l.copiedCell(row), l.variantCell(row.WithoutCopies, value(row.Copied)))
		}
		t.add(out)
	}
	return t
}

func value(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func (l *locale) burstCell(row analytics.RobustRow) sheetCell {
	c := plain(figure{Text: l.count(row.BurstFiled)})
	if row.BurstDays > 0 {
		c.Of = l.text("robustness.days", "Count", int64(row.BurstDays))
	}
	return c
}

func (l *locale) copiedCell(row analytics.RobustRow) sheetCell {
	if row.Copied == nil || row.WithText == nil {
		return plain(figure{Why: l.text("robustness.no_text")})
	}
	c := plain(figure{Text: l.count(*row.Copied)})
	c.Of = l.text("robustness.texts", "Count", *row.WithText)
	return c
}

// variantCell is the rate and the place that a row would have; a row of which nothing
// is left out keeps its rate.
func (l *locale) variantCell(v *analytics.Variant, left int64) sheetCell {
	switch {
	case v == nil:
		return plain(figure{Text: l.text("robustness.same")})
	case v.Rate.Value == nil:
		return plain(figure{Why: l.text("note." + string(v.Rate.Withheld))})
	case left == 0 && v.Position != nil:
		return sheetCell{figure: figure{Text: l.text("robustness.same")}, Of: l.variantPlace(v)}
	}
	c := cellOf(l.rate(v.Rate))
	c.Of = l.text("robustness.of_place", "Of", c.Of, "Place", l.variantPlace(v))
	return c
}

func (l *locale) variantPlace(v *analytics.Variant) string {
	if v.Position == nil {
		return l.text("note." + string(analytics.TooFewToRank))
	}
	return l.text("robustness.place", "Interval", l.text("rank.interval", "Low", int64(v.Position.Low), "High", int64(v.Position.High)))
}

// scoreSheet are the composite scores and their ranks over all weightings.
func (l *locale) scoreSheet(r request, a analytics.Robustness) sheet {
	t := sheet{ID: "scores", Caption: l.text("robustness.score_caption", "Count", int64(a.Composite.Scored)), Name: l.column("platform"),
		Heads: l.columns("score_rank", "score", "worst_part")}
	for _, i := range a.Composite.Indicators {
		t.Heads = append(t.Heads, l.column("z_"+string(i)))
	}
	for _, row := range a.Rows {
		if row.Score == nil {
			continue
		}
		out := l.rowOf(r, row)
		out.Cells = []sheetCell{plain(figure{Text: l.text("rank.interval", "Low", int64(row.Score.Rank.Low), "High", int64(row.Score.Rank.High))}),
			plain(figure{Text: l.deviation(row.Score.Value)}), plain(figure{Text: l.deviation(row.Score.Worst)})}
		for _, part := range row.Score.Parts {
			out.Cells = append(out.Cells, plain(figure{Text: l.deviation(part.Z)}))
		}
		t.add(out)
	}
	return t
}

// namedSheet are the scores in the manner of others; ok is false where no row has
// one. The band of 电诉宝 is in the files only: its cuts are guesses, and "do not
// order" beside a name is no figure.
func (l *locale) namedSheet(r request, a analytics.Robustness) (t sheet, ok bool) {
	t = sheet{ID: "named", Caption: l.text("robustness.named_caption"), Name: l.column("platform"), Heads: l.columns("reclame_aqui", "dianshubao_index", "dianshubao_band")}
	for _, row := range a.Rows {
		if row.ReclameAqui == nil && row.Dianshubao == nil {
			continue
		}
		out := l.rowOf(r, row)
		why := l.text("robustness.ingredient")
		cells := []sheetCell{plain(figure{Why: why}), plain(figure{Why: why})}
		if s := row.ReclameAqui; s != nil {
			cells[0] = plain(figure{Text: l.text("rate.interval", "Low", l.decimal(s.Low), "High", l.decimal(s.High))})
		}
		if d := row.Dianshubao; d != nil {
			cells[1] = plain(figure{Text: l.hundredths(d.Index)})
		}
		out.Cells = cells
		t.add(out)
	}
	return t, len(t.Rows) > 0
}
