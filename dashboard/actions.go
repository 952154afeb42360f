package dashboard

import (
	"context"

	"redress/analytics"
)

// shownActions is how many lines of the ledger /actions lists, and partActions how many
// the page of a platform. The files hold all.
const shownActions, partActions = 100, 15

// An actionsPage is /actions: what platforms did to sellers.
type actionsPage struct {
	actionsPart
	Silent    string // instead of everything: the publisher records no actions
	Empty     string // instead of everything: none is recorded in the view
	Platforms sheet  // how soon each acts
	Caveats   []string
}

// An actionsPart is what a platform, or all of them, did.
type actionsPart struct {
	Kinds   sheet
	Soon    string // how soon, in a sentence; empty where nothing can be said
	Ledger  sheet
	Shown   string // first N of M, where some are left out
	Persons string // lines about natural persons that are not listed; empty: none
	More    link
	Caveats []string
}

// actions answers /actions. Its files hold one row per action, per platform, and per
// platform, seller and action.
func (s *Server) actions(ctx context.Context, r request) (reply, error) {
	a, err := s.service.Actions(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{view: a.View, table: tabulate(actionColumns(), actionLines(a)), page: func() any { return r.actionsPage(a) }}, nil
}

func (r request) actionsPage(a analytics.Actions) actionsPage {
	l := r.locale
	switch {
	case !a.Told:
		return actionsPage{Silent: l.text("actions.silent", "Source", l.source(a.Source))}
	case len(a.Rows) == 0 && a.Persons == 0:
		return actionsPage{Empty: l.text("actions.empty")}
	}
	return actionsPage{actionsPart: r.actionsPart(a, shownActions, ofBoth), Platforms: r.actingSheet(a), Caveats: actionCaveats(l)}
}

// profileActions is the section on the page of a platform; nil where the publisher
// records no actions.
func (r request) profileActions(p analytics.Profile) *actionsPart {
	if p.Actions == nil {
		return nil
	}
	part := r.actionsPart(*p.Actions, partActions, ofSeller)
	if len(p.Actions.Platforms) == 1 {
		part.Soon = r.locale.soon(p.Actions.Platforms[0])
	}
	part.More = link{Text: r.locale.text("actions.more"), Href: r.elsewhere(*viewNamed("actions"), "")}
	part.Caveats = actionCaveats(r.locale)
	return &part
}

func (r request) actionsPart(a analytics.Actions, most int, of whose) actionsPart {
	l := r.locale
	part := actionsPart{Kinds: l.kindSheet(a.Kinds), Soon: l.soon(a.All)}
	rows := a.Rows
	if len(rows) > most {
		rows = rows[:most]
		part.Shown = l.text("ranking.shown", "Shown", int64(most), "Count", int64(len(a.Rows)))
	}
	if a.Persons > 0 {
		part.Persons = l.text("actions.persons", "Count", a.Persons)
	}
	part.Ledger = r.ledger("ledger", l.text("actions.ledger"), rows, of)
	return part
}

// kindSheet sums each action.
func (l *locale) kindSheet(kinds []analytics.ActionKind) sheet {
	t := sheet{ID: "kinds", Caption: l.text("actions.kinds"), Name: l.column("action")}
	for _, name := range []string{"sellers", "after_ratio", "elsewhere_ratio", "against_unacted"} {
		t.Heads = append(t.Heads, l.column(name))
	}
	few := l.text("actions.few")
	for _, k := range kinds {
		if k.Sellers == 0 {
			continue
		}
		change, elsewhere, against := l.ratio(k.Change, few), l.ratio(k.ElsewhereChange, few), l.ratio(k.Against, l.text("actions.unsupported"))
		if k.Whole > 0 {
			change.Of = l.text("actions.around", "Count", k.Whole, "Before", k.Before90, "After", k.After90)
		}
		if k.ElsewhereSellers > 0 {
			elsewhere.Of = l.text("actions.around", "Count", k.ElsewhereSellers, "Before", k.ElsewhereBefore90, "After", k.ElsewhereAfter90)
		}
		if k.Compared > 0 {
			against.Of = l.text("actions.compared", "Count", k.Compared, "After", k.ComparedAfter, "Expected", l.decimal(k.Expected))
		}
		t.add(sheetRow{Name: l.text("action." + string(k.Action)), Cells: []sheetCell{plain(figure{Text: l.count(k.Sellers)}), change, elsewhere, against}})
	}
	t.Key = l.text("absent.key")
	return t
}

// ratio is a ratio as a cell.
func (l *locale) ratio(r *analytics.RatioOf, why string) sheetCell {
	if r == nil {
		return sheetCell{figure: figure{Why: why}}
	}
	c := sheetCell{figure: figure{Text: l.hundredths(r.Value)}, Interval: l.text("actions.at_least", "Low", l.hundredths(r.Low))}
	if r.High != nil {
		c.Interval = l.text("rate.interval", "Low", l.hundredths(r.Low), "High", l.hundredths(*r.High))
	}
	return c
}

// whose says which names a ledger's rows bear.
type whose uint8

const (
	ofBoth     whose = iota
	ofSeller         // on the page of a platform
	ofPlatform       // on the page of a seller
)

// ledger lists what was done to whom.
func (r request) ledger(id, caption string, rows []analytics.Acted, of whose) sheet {
	l := r.locale
	t := sheet{ID: id, Caption: caption, Name: l.column("seller")}
	if of == ofPlatform {
		t.Name = l.column("platform")
	}
	for _, name := range []string{"action_on", "days_to_action", "before_90", "after_90", "after_ratio", "expected_after_90", "elsewhere_before_90", "elsewhere_after_90"} {
		t.Heads = append(t.Heads, l.column(name))
	}
	for _, a := range rows {
		row := sheetRow{Name: l.business(a.Seller.Key, a.Seller.Name), Href: r.elsewhere(*viewNamed("seller"), a.Seller.Slug), Says: l.text("action." + string(a.Action))}
		switch of {
		case ofBoth:
			row.Says = l.text("actions.at", "Action", row.Says, "Platform", l.business(a.PlatformNamed.Key, a.PlatformNamed.Name))
		case ofPlatform:
			row.Name, row.Href = l.business(a.PlatformNamed.Key, a.PlatformNamed.Name), r.elsewhere(*viewNamed("platform"), a.PlatformNamed.Slug)
		}
		row.Cells = l.actionCells(a)
		for _, note := range a.Notes {
			row.Notes = append(row.Notes, l.text("note."+string(note)))
		}
		t.add(row)
	}
	t.Key = l.text("absent.key")
	return t
}

func (l *locale) actionCells(a analytics.Acted) []sheetCell {
	if !a.First.Known() {
		why, cells := sheetCell{figure: figure{Why: l.text("note." + string(analytics.ActionUndated))}}, []sheetCell(nil)
		for range 8 {
			cells = append(cells, why)
		}
		return cells
	}
	count := func(n int64) sheetCell { return plain(figure{Text: l.count(n)}) }
	why := ""
	for _, note := range a.Notes {
		why = l.text("note." + string(note))
	}
	on := plain(figure{Text: l.day(a.First)})
	if a.Days > 1 {
		on.Of = l.text("actions.days", "Count", a.Days)
	}
	after := sheetCell{figure: figure{Why: l.text("actions.early")}}
	if a.DaysToAction != nil {
		after = count(int64(*a.DaysToAction))
	}
	expected := sheetCell{figure: figure{Why: l.text("actions.unsupported")}}
	if a.Expected != nil {
		expected = sheetCell{figure: figure{Text: l.decimal(*a.Expected)}, Of: l.text("actions.windows", "Count", a.Windows)}
	}
	ratio := l.ratio(a.Ratio, why)
	return []sheetCell{on, after, count(a.Before90), count(a.After90), ratio, expected, count(a.ElsewhereBefore90), count(a.ElsewhereAfter90)}
}

// actingSheet says how soon each platform acts.
func (r request) actingSheet(a analytics.Actions) sheet {
	l := r.locale
	t := sheet{ID: "acting", Caption: l.text("actions.acting"), Name: l.column("platform"),
		Heads: []header{l.column("sellers"), l.column("acted"), l.column("acted_by_30"), l.column("acted_by_90"), l.column("acted_by_365"), l.column("median_days_to_action")}}
	for _, p := range a.Platforms {
		row := sheetRow{Name: l.business(p.Key, p.Name), Href: r.elsewhere(*viewNamed("platform"), p.Slug),
			Cells: []sheetCell{plain(figure{Text: l.count(p.Sellers)}), plain(figure{Text: l.count(p.Acted)})}}
		if p.Withheld != "" {
			why := sheetCell{figure: figure{Why: l.text("note." + string(p.Withheld))}}
			row.Cells, row.Notes = append(row.Cells, why, why, why, why), []string{l.text("actions.few_sellers")}
			t.add(row)
			continue
		}
		for _, by := range p.By {
			row.Cells = append(row.Cells, measured(l.share, l, by.Value, by.Low, by.High, l.text("actions.followed")))
		}
		row.Cells = append(row.Cells, measured(l.decimal, l, p.Median.Days, p.Median.Low, p.Median.High, l.text("actions.not_half")))
		t.add(row)
	}
	t.Key = l.text("absent.key")
	return t
}

// soon says how soon sellers are acted on, in a sentence.
func (l *locale) soon(p analytics.ActingPlatform) string {
	if p.Withheld != "" || len(p.By) < 2 || p.By[1].Value == nil {
		return ""
	}
	by := p.By[1]
	says := l.text("actions.soon", "Sellers", p.Sellers, "Acted", p.Acted, "Days", int64(by.Days), "Share", l.share(*by.Value))
	if p.Median.Days == nil {
		return says + l.text("sentence.separator") + l.text("actions.soon_half_not")
	}
	return says + l.text("sentence.separator") + l.text("actions.soon_half", "Days", l.decimal(*p.Median.Days))
}

func actionCaveats(l *locale) []string {
	return []string{l.text("caveat.actions_peaks"), l.text("caveat.actions_unacted"), l.text("caveat.actions_clock"), l.text("caveat.actions_view"), l.text("caveat.actions_persons")}
}
