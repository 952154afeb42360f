package dashboard

import (
	"context"
	"strings"

	"redress/analytics"
)

// An evidencePage is /evidence; the zero page has nothing to show.
type evidencePage struct {
	Base    string // what is compared with what
	Listed  string // how many complaints come with none
	Chart   *chart
	Effects sheet
	Details []evidenceDetail // one per row
	Caveats []string
}

// An evidenceDetail is what a row's figure rests on.
type evidenceDetail struct {
	Name   string
	Facts  []fact
	Issues sheet
}

// evidence answers /evidence. Its files hold one line per kind and bundle, and below
// it one per issue.
func (s *Server) evidence(ctx context.Context, r request) (reply, error) {
	answer, err := s.service.Evidence(ctx, r.query)
	if err != nil {
		return reply{}, err
	}
	return reply{
		view:  answer.View,
		table: evidenceTable(r.locale, answer.Effects),
		page:  func() any { return s.newEvidencePage(r, answer) },
	}, nil
}

func (s *Server) newEvidencePage(r request, answer analytics.EvidenceAnswer) evidencePage {
	l := r.locale
	if len(answer.Effects) == 0 { // a warning says why
		return evidencePage{}
	}
	p := evidencePage{Base: l.text("evidence.base", "Count", answer.Total.Rated(), "Of", answer.Total.Complaints),
		Chart: s.evidenceChart(l, answer.Effects), Effects: l.evidenceSheet(answer), Caveats: evidenceCaveats(l, answer)}
	if answer.Without > 0 {
		p.Listed = l.text("evidence.without", "Count", answer.Without, "Of", answer.Total.Complaints)
	}
	for _, e := range answer.Effects {
		p.Details = append(p.Details, evidenceDetail{Name: l.evidenceName(e.Set), Facts: l.evidenceFacts(e), Issues: l.evidenceIssues(e)})
	}
	return p
}

// evidenceName is a kind, or the kinds of a bundle, all of them.
func (l *locale) evidenceName(set analytics.EvidenceSet) string {
	kinds := set.Kinds()
	names := make([]string, 0, len(kinds))
	for _, kind := range kinds {
		names = append(names, l.text("evidence."+string(kind)))
	}
	return strings.Join(names, " + ")
}

// evidenceSheet is one row per kind and bundle.
func (l *locale) evidenceSheet(answer analytics.EvidenceAnswer) sheet {
	t := sheet{ID: "effects", Caption: l.text("evidence.caption", "Count", int64(len(answer.Effects))), Name: l.column("evidence"),
		Heads: l.columns("adjusted_difference", "crude_difference", "with_rate", "others_rate")}
	days := answer.Source.Asked("closed_on")
	if days {
		t.Heads = append(t.Heads, l.columns("with_median_days", "others_median_days")...)
	}
	for _, e := range answer.Effects {
		row := sheetRow{Name: l.evidenceName(e.Set), Cells: []sheetCell{l.differenceCell(e.Adjusted, l.whyNot(e.Notes)),
			l.differenceCell(e.Crude, l.text("evidence.no_crude")), cellOf(l.rate(e.With.Rate)), cellOf(l.rate(e.Others.Rate))}}
		if days {
			row.Cells = append(row.Cells, l.closingCell(e.With.Days), l.closingCell(e.Others.Days))
		}
		row.Notes = l.evidenceNotes(e)
		t.add(row)
	}
	t.Key = l.text("evidence.key")
	return t
}

// whyNot is the first of the notes in words.
func (l *locale) whyNot(notes []analytics.Note) string {
	for _, note := range notes {
		return l.text("note." + string(note))
	}
	return ""
}

func (l *locale) evidenceNotes(e analytics.EvidenceEffect) []string {
	var notes []string
	for _, note := range e.Notes {
		notes = append(notes, l.text("note."+string(note)))
	}
	if e.Adjusted == nil {
		return notes
	}
	if !e.Detectable {
		notes = append(notes, l.text("evidence.not_detectable"))
	}
	if e.Crude != nil && e.Detectable && e.Crude.Value*e.Adjusted.Value < 0 {
		notes = append(notes, l.text("evidence.turns_round"))
	}
	return notes
}

// differenceCell is a difference in percentage points.
func (l *locale) differenceCell(d *analytics.Difference, why string) sheetCell {
	if d == nil {
		return plain(figure{Why: why})
	}
	return measured(l.points, l, &d.Value, &d.Low, &d.High, "")
}

// closingCell is a median of days with its interval, where it has one.
func (l *locale) closingCell(d analytics.ClosingDays) sheetCell {
	if d.Median == nil {
		return plain(figure{Why: l.text("note." + string(d.Withheld))})
	}
	c := measured(l.decimal, l, d.Median, d.Low, d.High, "")
	c.Of = l.text("evidence.followed", "Count", d.N)
	return c
}

// evidenceIssues is the comparison within each issue.
func (l *locale) evidenceIssues(e analytics.EvidenceEffect) sheet {
	t := sheet{ID: "issues-" + strings.ReplaceAll(evidenceCode(e.Set), listOfCodes, "-"), Caption: l.text("evidence.issues", "Name", l.evidenceName(e.Set)), Name: l.column("issue"),
		Heads: l.columns("adjusted_difference", "with_rate", "others_rate")}
	for _, one := range e.Issues {
		row := sheetRow{Name: l.issue(one.Issue), Cells: []sheetCell{l.differenceCell(one.Adjusted, l.whyNot(one.Notes)), cellOf(l.rate(one.With)), cellOf(l.rate(one.Others))}}
		for _, note := range one.Notes {
			row.Notes = append(row.Notes, l.text("note."+string(note)))
		}
		t.add(row)
	}
	return t
}

// evidenceCaveats are what the figures are not.
func evidenceCaveats(l *locale, answer analytics.EvidenceAnswer) []string {
	caveats := []string{
		l.text("evidence.caveat.chosen"),
		l.text("evidence.caveat.timing"),
		l.text("evidence.caveat.judges"),
		l.text("evidence.caveat.adjusted"),
		l.text("evidence.caveat.listed"),
		l.text("evidence.caveat.many", "Count", int64(len(answer.Effects))),
		l.text("evidence.caveat.floors", "Rate", answer.Floors.Rate),
	}
	if answer.CutOn.Known() {
		caveats = append(caveats, l.text("evidence.caveat.days", "Cut", l.day(answer.CutOn)))
	}
	return append(caveats, l.text("caveat.sample"))
}
