package dashboard

import (
	"slices"

	"redress/analytics"
)

// A standingsTable is a league table on a page.
type standingsTable struct {
	ID       string
	Caption  string
	Name     header // of the entity's column
	Heads    []header
	Rate     header
	Adjusted *header // nil where no row has an adjusted rate
	PerSize  *header // nil where no register knows how much business the rows do
	Tail     []header
	Rows     []standingsRow
	Groups   []standingsGroup // the same rows
	Ranked   bool             // has a rank column
	Notes    bool             // has a column that says why there is no rank
	Absences bool             // some cell is not known: the key to — is shown
	Width    int              // in columns
}

// A standingsGroup is rows that stand together, and why.
type standingsGroup struct {
	Label string // empty where the rows are no group
	Rows  []standingsRow
}

// A header is a column's heading on a page, with the address that sorts by
// it and the order in force as aria-sort says it.
type header struct {
	Text, About string
	Href        string
	Sorted      string // ascending, descending or empty
}

// A standingsRow is one row of a league table, formatted.
type standingsRow struct {
	Rank     rankCell
	Name     string
	Href     string // empty where the entity has no page
	Heads    []figure
	Rate     rateCell
	Mark     string // that it stands out; empty where it does not
	Adjusted adjustedCell
	PerSize  sheetCell
	Tail     []figure
	Notes    []string
	Details  []detail
	group    int
}

// headColumns follow the rate, tailColumns end the row. Resolved and judged
// complaints stand under each rate, as its numerator and denominator.
// What has no column is in the row's details.
func headColumns() []string { return []string{"complaints", "unrated"} }
func tailColumns() []string { return []string{"median_days_to_close"} }

// A tableMaker turns standings into the tables of one page.
type tableMaker struct {
	r request
	v analytics.View
	// sortable tables link their headings to the sorted view.
	sortable bool
	// grouped tables show which rows cannot be told apart; cut ones may end within
	// a group.
	grouped, cut bool
	// size says what is known of the sizes of platforms; nil where the rows are others.
	size *analytics.SizeContext
}

// make builds a table of an entity; to is the view that profiles it, or nil.
func (m tableMaker) make(id, caption string, e analytics.Entity, rows []analytics.Standing, to *view) standingsTable {
	l := m.r.locale
	columns := standingColumns(m.v, e, l)
	head, tail := pick(columns, headColumns()...), pick(columns, m.present(tailColumns())...)
	t := standingsTable{ID: id, Caption: caption, Name: m.heading(string(e), analytics.SortName)}
	for _, c := range head {
		t.Heads = append(t.Heads, m.heading(c.name, sortColumns()[c.name]))
	}
	def := m.v.Query.Def
	t.Rate = m.heading(rateColumn(def), analytics.SortRate)
	for _, c := range tail {
		t.Tail = append(t.Tail, m.heading(c.name, sortColumns()[c.name]))
	}
	trends := slices.ContainsFunc(rows, func(s analytics.Standing) bool { return s.Trend != nil })
	if trends {
		t.Tail = append(t.Tail, m.heading("trend_slope", ""))
	}
	for _, standing := range rows {
		row := standingsRow{Name: l.standing(e, standing), Rate: l.rate(standing.Rate(def)), Rank: l.rank(standing),
			Heads: m.figures(head, standing), Tail: m.figures(tail, standing), Mark: l.standsOut(standing),
			Adjusted: l.adjusted(standing), Details: append(l.details(m.v, standing), l.sizeDetails(standing.PerSize)...)}
		if m.size != nil && m.size.Withheld != analytics.SizeNotLoaded {
			row.PerSize, t.PerSize = l.perSize(standing.PerSize, *m.size), new(m.heading("per_size", ""))
		}
		if trends {
			row.Tail = append(row.Tail, l.rowTrend(standing.Trend))
		}
		if standing.Position != nil {
			row.group, t.Ranked = standing.Position.Group, true
		}
		if row.Adjusted.Text != "" && t.Adjusted == nil {
			t.Adjusted = new(m.heading("adjusted_rate", ""))
		}
		if to != nil && standing.Slug != "" && standing.Key != "" {
			row.Href = m.r.elsewhere(*to, standing.Slug)
		}
		for _, note := range standing.Notes {
			row.Notes, t.Notes = append(row.Notes, l.text("note."+string(note))), true
		}
		t.Absences = t.Absences || row.absent()
		t.Rows = append(t.Rows, row)
	}
	m.finish(&t)
	return t
}

// finish parts the rows into groups and counts the columns.
func (m tableMaker) finish(t *standingsTable) {
	t.Width = 3 + len(t.Heads) + len(t.Tail)
	for _, extra := range []bool{t.Ranked, t.Adjusted != nil, t.PerSize != nil, t.Notes} {
		if extra {
			t.Width++
		}
	}
	for _, row := range t.Rows {
		last := len(t.Groups) - 1
		if last < 0 || m.grouped && t.Groups[last].Rows[0].group != row.group {
			t.Groups, last = append(t.Groups, standingsGroup{}), last+1
		}
		t.Groups[last].Rows = append(t.Groups[last].Rows, row)
	}
	for i := range t.Groups {
		number, alone := t.Groups[i].Rows[0].group, len(t.Groups[i].Rows) == 1 && !(m.cut && i == len(t.Groups)-1)
		switch {
		case !m.grouped || number == 0 && i == 0:
		case number == 0:
			t.Groups[i].Label = m.r.locale.text("ranking.unranked_title")
		case alone && len(t.Rows) > 1:
			t.Groups[i].Label = m.r.locale.text("group.alone", "Group", int64(number))
		default:
			t.Groups[i].Label = m.r.locale.text("group.label", "Group", int64(number))
		}
	}
}

// inRankOrder reports whether the rows of the request stand in the order of the
// league table.
func (r request) inRankOrder(v analytics.View) bool {
	return r.query.Sort == noSort && v.Query.Def == analytics.Rated
}

// present leaves out the columns the publisher never fills: a column of dashes
// says nothing that one sentence does not.
func (m tableMaker) present(names []string) []string {
	fields := map[string]string{"median_days_to_close": "closed_on", "mean_rating": "rating"}
	var kept []string
	for _, name := range names {
		if m.v.Source.Asked(fields[name]) {
			kept = append(kept, name)
		}
	}
	return kept
}

func (m tableMaker) figures(columns []column[analytics.Standing], s analytics.Standing) []figure {
	var figures []figure
	for _, c := range columns {
		figures = append(figures, m.r.locale.shown(c.read(s), c.unit, m.r.locale.text("absent.nothing_counted")))
	}
	return figures
}

// heading labels a column. Sorting goes to the direction a reader wants first:
// names from A, figures from the largest; a second click turns it round.
func (m tableMaker) heading(name string, by analytics.SortColumn) header {
	l := m.r.locale
	h := l.column(name)
	if by == "" || !m.sortable {
		return h
	}
	current := m.r.query.Sort
	next := analytics.Sort{Column: by, Descending: by != analytics.SortName}
	if current.Column == by {
		h.Sorted = "ascending"
		if current.Descending {
			h.Sorted = "descending"
		}
		next.Descending = !current.Descending
	}
	p := m.r.parameters
	p.query.Sort = next
	h.Href = m.r.address(asPage, p)
	return h
}

func (row standingsRow) absent() bool {
	for _, f := range append(row.Heads, row.Tail...) {
		if f.Why != "" {
			return true
		}
	}
	return row.Rate.Why != "" || row.Adjusted.Why != "" || row.PerSize.Why != ""
}

// sortColumns are the columns of files that tables can be sorted by.
func sortColumns() map[string]analytics.SortColumn {
	return map[string]analytics.SortColumn{
		"complaints": analytics.SortComplaints, "rated": analytics.SortRated, "resolved": analytics.SortResolved,
		"unrated": analytics.SortUnrated, "median_days_to_close": analytics.SortDays,
	}
}

// rateColumn is the column of a definition's rate.
func rateColumn(d analytics.Definition) string {
	switch d {
	case analytics.Lenient:
		return "lenient_rate"
	case analytics.Strict:
		return "strict_rate"
	}
	return "resolution_rate"
}

func otherDefinitions(chosen analytics.Definition) []analytics.Definition {
	var others []analytics.Definition
	for _, d := range analytics.Definitions {
		if d != chosen {
			others = append(others, d)
		}
	}
	return others
}
