package dashboard

import (
	"context"

	"redress/analytics"
)

// An impactPage is /impact.
type impactPage struct {
	Empty   string // instead of the table: the registers have nothing that could show here
	Entries sheet
	Left    string // how many entries are about other days, countries or platforms; empty: none
	Waiting string // how many are listed and not measured; empty: none
	Caveats []string
}

// impact answers /impact: the entries of the registers with what the complaints show
// around their days. Its files hold one line per entry and measure.
func (s *Server) impact(ctx context.Context, r request) (reply, error) {
	impacts, err := s.service.Impacts(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  impacts.View,
		table: tabulate(impactColumns(r.locale), impactLines(impacts.Rows)),
		page:  func() any { return newImpactPage(r, impacts) },
	}, nil
}

func newImpactPage(r request, impacts analytics.Impacts) impactPage {
	l := r.locale
	p := impactPage{Caveats: impactCaveats(l, impacts.View)}
	if impacts.Left > 0 {
		p.Left = l.text("impact.left", "Count", int64(impacts.Left))
	}
	if len(impacts.Rows) == 0 {
		p.Empty = l.text("impact.empty")
		return p
	}
	waiting := int64(0)
	for _, row := range impacts.Rows {
		if !row.Measured {
			waiting++
		}
	}
	if waiting > 0 {
		p.Waiting = l.text("impact.waiting", "Count", waiting, "Most", int64(analytics.MaxImpacts))
	}
	p.Entries = sheet{ID: "entries", Caption: l.text("impact.caption"), Name: l.column("entry_name"), Key: l.text("impact.key"),
		Heads: []header{l.column("concerns")}}
	measures := impactMeasures(impacts)
	for _, m := range measures {
		p.Entries.Heads = append(p.Entries.Heads, header{Text: l.text("impact.what."+string(m), "Age", int64(impacts.Query.Age)), About: l.text("impact.about." + string(m))})
	}
	for _, impact := range impacts.Rows {
		row := sheetRow{Name: l.entryTitle(impact.Event), Says: l.entrySays(impact.Event), Href: r.elsewhere(*viewNamed("event"), impact.ID),
			Cells: []sheetCell{plain(figure{Text: l.concerned(impact.Event)})}}
		for i := range measures {
			row.Cells = append(row.Cells, l.verdictCell(impact, i))
		}
		if len(impact.Rivals) > 0 {
			row.Notes = append(row.Notes, l.text("impact.rivals_beside", "Count", int64(len(impact.Rivals))))
		}
		for _, note := range impact.Notes {
			row.Notes = append(row.Notes, l.text("note."+string(note)))
		}
		p.Entries.add(row)
	}
	return p
}

// impactMeasures are those of the view, the primary one first.
func impactMeasures(impacts analytics.Impacts) []analytics.ImpactMeasure {
	var out []analytics.ImpactMeasure
	for _, row := range impacts.Rows {
		for _, o := range row.Outcomes {
			out = append(out, o.Measure)
		}
		if len(out) > 0 {
			break
		}
	}
	return out
}

// verdictCell is what one measure says, with its effect where that may be read.
func (l *locale) verdictCell(i analytics.Impact, n int) sheetCell {
	if n >= len(i.Outcomes) {
		return plain(figure{Why: l.text("impact.not_measured")})
	}
	o := i.Outcomes[n]
	verdict := l.text("impact.verdict." + string(o.Verdict))
	if o.Verdict == analytics.NotSupported {
		return sheetCell{figure: figure{Text: verdict}, Of: l.text("note." + string(o.Why))}
	}
	c := sheetCell{figure: figure{Text: verdict}}
	if o.Effect != nil && o.Low != nil && o.High != nil {
		c.Of = l.change(o.Measure, *o.Effect)
		c.Interval = l.bounds(o.Measure, *o.Low, *o.High)
	}
	return c
}
