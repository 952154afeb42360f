package dashboard

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/number"

	"redress/analytics"
	"redress/ingest/complaint"
)

// unitMoney is of the row's currency.
const unitMoney = "money"

// shownLadderRows is how many platforms, or associations, the page lists. The files
// hold all.
const shownLadderRows = 50

// A ladderPage is /ladder.
type ladderPage struct {
	ladderPart
	Silent  string        // instead of everything: the publisher does not record stages
	Empty   string        // instead of everything: no complaint has a stage
	Base    string        // how many complaints are on the ladder, and up to when
	Groups  []ladderSheet // by platform, issue, association
	Caveats []string
}

// A ladderPart is the ladder of one set of complaints: what a platform's page shows.
type ladderPart struct {
	Chart     *chart
	Counts    sheet // what became of complaints in each stage
	Times     sheet // how many had gone by so many days
	Flows     sheet
	Amounts   sheet  // no rows where the publisher does not say
	Elsewhere string // what was recovered outside the stages; empty: nothing
	Unclear   string // which share of each stage's stays is unclear; empty: none
	Href      string // of /ladder with this set
}

// A ladderSheet is a table of a group, where it is short.
type ladderSheet struct {
	Title, Shown string
	Sheet        sheet
}

// ladder answers /ladder. Its files hold one line per stage, flow, amount, and stage
// of a platform, issue or association.
func (s *Server) ladder(ctx context.Context, r request) (reply, error) {
	ladder, err := s.service.Ladder(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  ladder.View,
		table: tabulate(ladderColumns(r.locale), ladderLines(ladder)),
		page:  func() any { return s.newLadderPage(r, ladder) },
	}, nil
}

func (s *Server) newLadderPage(r request, ladder analytics.Ladder) ladderPage {
	l := r.locale
	switch {
	case !ladder.Told:
		return ladderPage{Silent: l.text("ladder.silent", "Source", l.source(ladder.Source))}
	case ladder.Complaints == 0:
		return ladderPage{Empty: l.text("ladder.empty")}
	}
	p := ladderPage{ladderPart: s.ladderPart(r, ladder.Climb, ladder.Floors.Rate), Caveats: ladderCaveats(l, ladder.View),
		Base: l.text("ladder.base", "Count", ladder.Complaints, "Of", ladder.Total.Complaints, "Cut", l.day(ladder.Cut))}
	p.Chart = s.ladderChart(l, ladder.Climb)
	for _, group := range ladder.Groups {
		p.Groups = append(p.Groups, r.ladderGroup(group, ladder.Stages))
	}
	return p
}

// ladderPart is the tables of a ladder; least is how many complaints a share needs.
func (s *Server) ladderPart(r request, climb analytics.Climb, least int64) ladderPart {
	l := r.locale
	p := ladderPart{Counts: l.ladderCounts(climb, least), Times: l.ladderTimes(climb), Flows: l.ladderFlows(climb), Amounts: l.ladderAmounts(climb)}
	var elsewhere []string
	for _, a := range climb.Elsewhere {
		if a.Currency == "" {
			elsewhere = append(elsewhere, l.text("ladder.elsewhere_uncounted", "Count", a.N))
		} else {
			elsewhere = append(elsewhere, l.text("ladder.elsewhere", "Count", a.N, "Total", l.money(a.Total, a.Currency)))
		}
	}
	p.Elsewhere = strings.Join(elsewhere, " ")
	var unclear []string
	for _, stage := range climb.Stages {
		if n := max(stage.Undated, stage.Unknown); n > 0 {
			unclear = append(unclear, l.text("ladder.unclear_stage", "Stage", l.text("stage."+string(stage.Stage)),
				"Undated", l.share(float64(stage.Undated)/float64(stage.Entered)), "Unknown", l.share(float64(stage.Unknown)/float64(stage.Entered))))
		}
	}
	if len(unclear) > 0 {
		p.Unclear = l.text("ladder.unclear", "Stages", strings.Join(unclear, l.text("list.separator")))
	}
	return p
}

// profileLadder is the section on a platform's page; nil where there is none.
func (s *Server) profileLadder(r request, p analytics.Profile) *ladderPart {
	if p.Ladder == nil {
		return nil
	}
	part := s.ladderPart(r, *p.Ladder, p.Floors.Rate)
	whole := r.parameters
	whole.query.Filters = maps.Clone(whole.query.Filters)
	if whole.query.Filters == nil {
		whole.query.Filters = map[analytics.Dimension]analytics.Filter{}
	}
	whole.query.Filters[analytics.DimPlatform] = analytics.Filter{Values: []string{p.Subject.Slug}}
	to := viewNamed("ladder")
	part.Href = withQuery(to.address(asPage, ""), whole.values(to.accepts).Encode())
	return &part
}

// ladderCaveats are what the figures are not.
func ladderCaveats(l *locale, v analytics.View) []string {
	return []string{
		l.text("caveat.ladder_seen"),
		l.text("caveat.ladder_silent"),
		l.text("caveat.ladder_unrated"),
		l.text("caveat.ladder_incidence"),
		l.text("caveat.ladder_chosen"),
		l.text("caveat.ladder_amount"),
		l.text("caveat.ladder_floor", "Rate", v.Floors.Rate),
		l.text("caveat.sample"),
	}
}

// money is an amount with its currency.
func (l *locale) money(amount *float64, currency string) string {
	if amount == nil {
		return ""
	}
	return currency + " " + l.printer.Sprint(number.Decimal(*amount, number.MaxFractionDigits(0)))
}

// ladderCounts is the table that says as much as the diagram's bands; of fewer than
// least that entered a stage it gives no shares.
func (l *locale) ladderCounts(climb analytics.Climb, least int64) sheet {
	t := sheet{ID: "ladder-counts", Caption: l.text("ladder.counts_caption"), Name: l.column("stage")}
	columns := stageCountColumns()
	for _, c := range columns {
		t.Heads = append(t.Heads, l.column(c.name))
	}
	for i := range climb.Stages {
		stage := &climb.Stages[i]
		row := sheetRow{Name: l.text("stage." + string(stage.Stage))}
		for _, c := range columns {
			cell := plain(l.shown(c.read(ladderLine{stage: stage}), c.unit, ""))
			if c.name != "entered" && stage.Entered >= least {
				n := c.read(ladderLine{stage: stage}).count
				cell.Of = l.share(float64(n) / float64(stage.Entered))
			}
			row.Cells = append(row.Cells, cell)
		}
		t.add(row)
	}
	return t
}

// ladderTimes is how many had gone on, or were resolved, by so many days.
func (l *locale) ladderTimes(climb analytics.Climb) sheet {
	t := sheet{ID: "ladder-times", Caption: l.text("ladder.times_caption"), Name: l.column("stage")}
	for _, days := range analytics.LadderDays {
		t.Heads = append(t.Heads, header{Text: l.text("ladder.conversion_by", "Days", int64(days)), About: l.text("ladder.conversion_about")})
	}
	for _, days := range analytics.LadderDays {
		t.Heads = append(t.Heads, header{Text: l.text("ladder.resolved_by", "Days", int64(days)), About: l.text("ladder.resolved_by_about")})
	}
	t.Heads = append(t.Heads, l.column("median_days_in_stage"))
	for _, stage := range climb.Stages {
		row := sheetRow{Name: l.text("stage." + string(stage.Stage))}
		for _, reached := range slices.Concat(stage.Conversion, stage.ResolvedBy) {
			row.Cells = append(row.Cells, l.reached(reached))
		}
		row.Cells = append(row.Cells, l.medianCell(stage))
		for _, note := range (ladderLine{kind: lineStage, stage: &stage}).notes() {
			row.Notes = append(row.Notes, l.text("note."+string(note)))
		}
		t.add(row)
	}
	return t
}

// reached is a share by days as a cell.
func (l *locale) reached(r analytics.Reached) sheetCell {
	why := ""
	if r.Value == nil {
		why = l.text("note." + string(r.Withheld))
	}
	return measured(l.share, l, r.Value, r.Low, r.High, why)
}

// medianCell is the median with its interval, of which the upper end may not be
// reached.
func (l *locale) medianCell(stage analytics.LadderStage) sheetCell {
	if stage.MedianDays == nil {
		return plain(figure{Why: l.text("note." + string(stage.MedianWithheld))})
	}
	c := measured(l.decimal, l, stage.MedianDays, stage.MedianLow, stage.MedianHigh, "")
	if stage.MedianLow != nil && stage.MedianHigh == nil {
		c.Interval = l.text("rate.from", "Low", l.decimal(*stage.MedianLow))
	}
	return c
}

func (l *locale) ladderFlows(climb analytics.Climb) sheet {
	t := sheet{ID: "ladder-flows", Caption: l.text("ladder.flows_caption"), Name: l.column("stage"),
		Heads: l.columns("to", "flow_n")}
	for _, days := range analytics.LadderDays {
		t.Heads = append(t.Heads, header{Text: l.text("ladder.conversion_by", "Days", int64(days)), About: l.text("ladder.conversion_about")})
	}
	for _, flow := range climb.Flows {
		row := sheetRow{Name: l.text("stage." + string(flow.From)), Cells: []sheetCell{plain(figure{Text: l.flowName(flow)}), plain(figure{Text: l.count(flow.N)})}}
		for i := range analytics.LadderDays {
			if flow.To == "" {
				row.Cells = append(row.Cells, plain(figure{Text: ""}))
				continue
			}
			row.Cells = append(row.Cells, l.reached(flow.By[i]))
		}
		t.add(row)
	}
	return t
}

func (l *locale) ladderAmounts(climb analytics.Climb) sheet {
	t := sheet{ID: "ladder-amounts", Caption: l.text("ladder.amounts_caption"), Name: l.column("stage"),
		Heads: l.columns("recovered_n", "recovered_total", "recovered_median", "recovered_share")}
	for _, stage := range climb.Stages {
		for _, a := range stage.Recovered {
			row := sheetRow{Name: l.text("stage." + string(stage.Stage)), Says: cmp.Or(a.Currency, l.text("note."+string(analytics.CurrencyUnknown)))}
			row.Cells = append(row.Cells, sheetCell{figure: figure{Text: l.count(a.N)}, Of: l.text("ladder.of_resolved", "Count", stage.Resolved)})
			if a.Currency == "" {
				why := l.text("note." + string(analytics.CurrencyUnknown))
				row.Cells = append(row.Cells, plain(figure{Why: why}), plain(figure{Why: why}), plain(figure{Why: why}))
			} else {
				share := sheetCell{figure: l.shown(numberOf(a.Share()), unitFraction, l.text("absent.nothing_counted"))}
				share.Of = l.text("ladder.of_claimed", "Count", a.ClaimedN)
				row.Cells = append(row.Cells, plain(figure{Text: l.money(a.Total, a.Currency)}), plain(figure{Text: l.money(a.Median, a.Currency)}), share)
			}
			t.add(row)
		}
	}
	return t
}

// ladderGroup is where the complaints of each platform, issue or association end: the
// two stages most complaints enter have their shares, all have those abandoned.
func (r request) ladderGroup(group analytics.LadderGroup, stages []analytics.LadderStage) ladderSheet {
	l, by := r.locale, string(group.By)
	main := mainStages(group.By, stages)
	out := ladderSheet{Title: l.text("ladder.group." + by)}
	t := sheet{ID: "ladder-" + by, Caption: l.text("ladder.group_caption"), Name: header{Text: l.text("dimension." + by)},
		Heads: l.columns("ladder_complaints", "resolved", "abandoned", "abandoned_where"), Key: l.text("absent.key")}
	for _, stage := range main {
		name := l.text("stage." + string(stage))
		t.Heads = append(t.Heads, header{Text: l.text("ladder.resolved_at", "Stage", name), About: l.text("ladder.resolved_by_about")},
			header{Text: l.text("ladder.moved_on_from", "Stage", name), About: l.text("ladder.conversion_about")})
	}
	rows := group.Rows
	if len(rows) > shownLadderRows {
		rows = rows[:shownLadderRows]
		out.Shown = l.text("ranking.shown", "Shown", int64(shownLadderRows), "Count", int64(len(group.Rows)))
	}
	for _, row := range rows {
		t.add(r.ladderRow(group.By, row, main))
	}
	out.Sheet = t
	return out
}

func (r request) ladderRow(by analytics.Dimension, row analytics.LadderRow, main []complaint.StageName) sheetRow {
	l := r.locale
	out := sheetRow{Name: l.value(by, row.Key, row.Name)}
	switch {
	case row.Key == "":
		out.Name = l.text("name.unknown")
	case by == analytics.DimPlatform:
		out.Name, out.Href = l.business(row.Key, row.Name), r.elsewhere(*viewNamed("platform"), row.Slug)
	case by == analytics.DimIssue:
		out.Href = r.elsewhere(*viewNamed("issue"), row.Key)
	}
	var resolved, abandoned int64
	for _, stage := range row.Stages {
		resolved, abandoned = resolved+stage.Resolved, abandoned+stage.Abandoned
	}
	out.Cells = []sheetCell{plain(figure{Text: l.count(row.Complaints)}), plain(figure{Text: l.count(resolved)}),
		plain(figure{Text: l.count(abandoned)}), l.abandonedWhere(row, abandoned)}
	for _, name := range main {
		at := slices.IndexFunc(row.Stages, func(s analytics.LadderStage) bool { return s.Stage == name })
		if at < 0 {
			none := plain(figure{Why: l.text("absent.nothing_counted")})
			out.Cells = append(out.Cells, none, none)
			continue
		}
		for _, reached := range [][]analytics.Reached{row.Stages[at].ResolvedBy, row.Stages[at].Conversion} {
			cell := l.reached(reached[len(reached)-1])
			cell.Of = l.text("ladder.of_entered", "Count", row.Stages[at].Entered)
			out.Cells = append(out.Cells, cell)
		}
	}
	return out
}

// abandonedWhere names the stage in which most complaints were abandoned, and below it
// the next two, with their counts.
func (l *locale) abandonedWhere(row analytics.LadderRow, all int64) sheetCell {
	stages := slices.DeleteFunc(slices.Clone(row.Stages), func(s analytics.LadderStage) bool { return s.Abandoned == 0 })
	if len(stages) == 0 {
		return plain(figure{Why: l.text("absent.nothing_counted")})
	}
	slices.SortStableFunc(stages, func(a, b analytics.LadderStage) int { return int(b.Abandoned - a.Abandoned) })
	var parts []string
	for _, s := range stages[:min(3, len(stages))] {
		parts = append(parts, l.text("ladder.where", "Stage", l.text("stage."+string(s.Stage)), "Count", s.Abandoned, "Share", l.share(float64(s.Abandoned)/float64(all))))
	}
	return sheetCell{figure: figure{Text: parts[0]}, Of: strings.Join(parts[1:], l.text("list.separator"))}
}

// mainStages are the two stages that most complaints enter, in the order of the
// ladder; for associations, of those that stand no lower than they.
func mainStages(by analytics.Dimension, stages []analytics.LadderStage) []complaint.StageName {
	all := slices.Clone(stages)
	if by == analytics.DimAssociation {
		all = slices.DeleteFunc(all, func(s analytics.LadderStage) bool {
			return s.Stage == complaint.AtSeller || s.Stage == complaint.AtPlatform
		})
	}
	slices.SortStableFunc(all, func(a, b analytics.LadderStage) int { return int(b.Entered - a.Entered) })
	var names []complaint.StageName
	for _, name := range complaint.StageNames {
		if slices.ContainsFunc(all[:min(2, len(all))], func(s analytics.LadderStage) bool { return s.Stage == name }) {
			names = append(names, name)
		}
	}
	return names
}
