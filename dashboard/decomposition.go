package dashboard

import (
	"context"

	"redress/analytics"
)

// shownMarkets is how many platforms /decomposition lists. The files hold all.
const shownMarkets = 60

// A decompositionPage is /decomposition: platform or sellers?
type decompositionPage struct {
	Silent  string // instead of everything: the publisher names no sellers
	Shown   string // first N of M, where some are left out
	Gaps    sheet
	Shares  sheet
	Caveats []string
}

// A sellerPart is the section about sellers on the page of a platform.
type sellerPart struct {
	Facts   []fact
	Notes   []string // why there are not more
	Caveats []string
	More    link
}

// decomposition answers /decomposition. Its files hold one row per platform.
func (s *Server) decomposition(ctx context.Context, r request) (reply, error) {
	d, err := s.service.Decomposition(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{view: d.View, table: tabulate(decompositionColumns(), d.Platforms), page: func() any { return r.decompositionPage(d) }}, nil
}

func (r request) decompositionPage(d analytics.Decomposition) decompositionPage {
	l := r.locale
	if !d.Told {
		return decompositionPage{Silent: l.text("sellers.silent", "Source", l.source(d.Source))}
	}
	p := decompositionPage{Caveats: decompositionCaveats(l),
		Gaps:   sheet{ID: "gaps", Caption: l.text("decomposition.gaps"), Name: l.column("platform")},
		Shares: sheet{ID: "shares", Caption: l.text("decomposition.shares"), Name: l.column("platform")}}
	for _, name := range []string{"gap", "seller_mix", "handling", "undecided", "shared_share"} {
		p.Gaps.Heads = append(p.Gaps.Heads, l.column(name))
	}
	for _, name := range []string{"complaints", "unnamed_share", "sellers", "top_1_share", "top_5_share", "top_10_share", "gini", "hhi"} {
		p.Shares.Heads = append(p.Shares.Heads, l.column(name))
	}
	rows := d.Platforms
	if len(rows) > shownMarkets {
		rows = rows[:shownMarkets]
		p.Shown = l.text("ranking.shown", "Shown", int64(shownMarkets), "Count", int64(len(d.Platforms)))
	}
	for _, row := range rows {
		name, href := l.business(row.Key, row.Name), r.elsewhere(*viewNamed("platform"), row.Slug)
		p.Gaps.add(l.gapRow(sheetRow{Name: name, Href: href}, row))
		p.Shares.add(l.sharesRow(sheetRow{Name: name, Href: href}, row))
	}
	p.Gaps.Key, p.Shares.Key = l.text("absent.key"), l.text("absent.key")
	return p
}

// part is a part of a gap as a cell, in percentage points.
func (l *locale) part(p analytics.GapPart) sheetCell {
	c := sheetCell{figure: figure{Text: l.points(p.Value)}, Interval: l.text("rate.interval", "Low", l.points(p.Low), "High", l.points(p.High))}
	if !p.Detectable() {
		c.Of = l.text("decomposition.undetectable")
	}
	return c
}

func (l *locale) gapRow(row sheetRow, p analytics.PlatformSellers) sheetRow {
	if p.Gap == nil {
		why := sheetCell{figure: figure{Why: l.text("note." + string(p.GapNote))}}
		row.Cells, row.Notes = []sheetCell{why, why, why, why, why}, []string{l.text("note." + string(p.GapNote))}
		return row
	}
	g := *p.Gap
	row.Cells = []sheetCell{l.part(g.All), l.part(g.Mix), l.part(g.Handling), l.part(g.Undecided),
		{figure: figure{Text: l.share(g.SharedShare)}, Of: l.text("decomposition.shared", "Count", g.SharedSellers)}}
	return row
}

func (l *locale) sharesRow(row sheetRow, p analytics.PlatformSellers) sheetRow {
	why := l.text("note." + string(analytics.TooFewNamed))
	share := func(v *float64, why string) sheetCell {
		if v == nil {
			return sheetCell{figure: figure{Why: why}}
		}
		return plain(figure{Text: l.share(*v)})
	}
	row.Cells = []sheetCell{plain(figure{Text: l.count(p.Complaints)}), share(p.UnnamedShare(), why), plain(figure{Text: l.count(p.Sellers)})}
	if p.Shares == nil {
		for range 5 {
			row.Cells = append(row.Cells, sheetCell{figure: figure{Why: why}})
		}
		row.Notes = append(row.Notes, why)
		return row
	}
	s, all := p.Shares, l.text("decomposition.all_sellers")
	row.Cells = append(row.Cells, share(s.Top1, all), share(s.Top5, all), share(s.Top10, all), plain(figure{Text: l.hundredths(s.Gini)}), plain(figure{Text: l.hundredths(s.HHI)}))
	return row
}

// sellerPart is the section "Platform or sellers?"; nil where the publisher names none.
func (r request) sellerPart(p analytics.Profile) *sellerPart {
	if p.Sellers == nil {
		return nil
	}
	l, s := r.locale, *p.Sellers
	part := &sellerPart{Caveats: decompositionCaveats(l), More: link{Text: l.text("decomposition.more"), Href: r.elsewhere(*viewNamed("decomposition"), "")}}
	add := func(name, value, says string) { part.Facts = append(part.Facts, fact{name, value, says}) }
	if g := s.Gap; g != nil {
		for _, one := range []struct {
			code string
			part analytics.GapPart
		}{{"gap", g.All}, {"seller_mix", g.Mix}, {"handling", g.Handling}, {"undecided", g.Undecided}} {
			says := l.text("decomposition.says."+one.code, "Own", l.share(g.Own), "Others", l.share(g.Others), "Count", g.SharedSellers,
				"Share", l.share(g.SharedShare), "Elsewhere", l.share(g.OthersShare))
			if !one.part.Detectable() {
				says = l.text("decomposition.undetectable") + l.text("sentence.separator") + says
			}
			c := l.part(one.part)
			add(l.text("column."+one.code), l.text("decomposition.points", "Points", c.Text, "Interval", c.Interval), says)
		}
	} else {
		part.Notes = append(part.Notes, l.text("decomposition.none", "Why", l.text("note."+string(s.GapNote))))
	}
	if s.Shares == nil {
		if s.Withheld != s.GapNote {
			part.Notes = append(part.Notes, l.text("note."+string(s.Withheld)))
		}
		return part
	}
	for _, top := range []struct {
		code string
		v    *float64
	}{{"top_1_share", s.Shares.Top1}, {"top_5_share", s.Shares.Top5}, {"top_10_share", s.Shares.Top10}} {
		if top.v != nil {
			add(l.text("column."+top.code), l.share(*top.v), "")
		}
	}
	add(l.text("column.gini"), l.hundredths(s.Shares.Gini), l.text("decomposition.says.gini", "Count", s.Sellers))
	add(l.text("column.hhi"), l.hundredths(s.Shares.HHI), l.text("decomposition.says.hhi", "Alike", l.hundredths(1/float64(s.Sellers))))
	if share := s.UnnamedShare(); share != nil {
		add(l.text("column.unnamed_share"), l.share(*share), l.text("decomposition.says.unnamed"))
	}
	return part
}

func decompositionCaveats(l *locale) []string {
	return []string{l.text("caveat.decomposition"), l.text("caveat.undecided"), l.text("caveat.shared"), l.text("caveat.concentration")}
}

func decompositionColumns() []column[analytics.PlatformSellers] {
	type row = analytics.PlatformSellers
	share := func(name string, read func(analytics.SellerShares) *float64) column[row] {
		return column[row]{name, unitFraction, func(p row) cell {
			if p.Shares == nil {
				return cell{}
			}
			return numberOf(read(*p.Shares))
		}}
	}
	gap := func(name string, read func(analytics.Gap) *float64) column[row] {
		return column[row]{name, unitFraction, func(p row) cell {
			if p.Gap == nil {
				return cell{}
			}
			return numberOf(read(*p.Gap))
		}}
	}
	columns := []column[row]{
		{"platform", unitNone, func(p row) cell { return textOf(p.Key) }},
		{"platform_name", unitNone, func(p row) cell { return textOf(p.Name) }},
		{"complaints", unitComplaints, func(p row) cell { return countOf(p.Complaints) }},
		{"naming", unitComplaints, func(p row) cell { return countOf(p.Naming) }},
		{"sellers", unitNone, func(p row) cell { return countOf(p.Sellers) }},
		{"unnamed_share", unitFraction, func(p row) cell { return numberOf(p.UnnamedShare()) }},
		share("top_1_share", func(s analytics.SellerShares) *float64 { return s.Top1 }),
		share("top_5_share", func(s analytics.SellerShares) *float64 { return s.Top5 }),
		share("top_10_share", func(s analytics.SellerShares) *float64 { return s.Top10 }),
		share("gini", func(s analytics.SellerShares) *float64 { return &s.Gini }),
		share("hhi", func(s analytics.SellerShares) *float64 { return &s.HHI }),
		gap("resolution_rate", func(g analytics.Gap) *float64 { return &g.Own }),
		gap("elsewhere_rate", func(g analytics.Gap) *float64 { return &g.Others }),
	}
	for _, part := range []struct {
		name string
		read func(*analytics.Gap) *analytics.GapPart
	}{{"gap", func(g *analytics.Gap) *analytics.GapPart { return &g.All }}, {"seller_mix", func(g *analytics.Gap) *analytics.GapPart { return &g.Mix }},
		{"handling", func(g *analytics.Gap) *analytics.GapPart { return &g.Handling }}, {"undecided", func(g *analytics.Gap) *analytics.GapPart { return &g.Undecided }}} {
		columns = append(columns, gap(part.name, func(g analytics.Gap) *float64 { return &part.read(&g).Value }),
			gap(part.name+"_low", func(g analytics.Gap) *float64 { return &part.read(&g).Low }),
			gap(part.name+"_high", func(g analytics.Gap) *float64 { return &part.read(&g).High }))
	}
	return append(columns,
		column[row]{"shared_sellers", unitNone, func(p row) cell {
			if p.Gap == nil {
				return cell{}
			}
			return countOf(p.Gap.SharedSellers)
		}},
		gap("shared_share", func(g analytics.Gap) *float64 { return &g.SharedShare }),
		gap("shared_share_elsewhere", func(g analytics.Gap) *float64 { return &g.OthersShare }),
		column[row]{"note", unitNone, func(p row) cell {
			var notes []analytics.Note
			for _, note := range []analytics.Note{p.Withheld, p.GapNote} {
				if note != "" && (len(notes) == 0 || notes[0] != note) {
					notes = append(notes, note)
				}
			}
			return textOf(joinNotes(notes))
		}})
}
