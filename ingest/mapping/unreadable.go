package mapping

import (
	"slices"
	"strings"
)

// defaultUnreadable is the share of the rows read of which a day, sum or rating
// may be unreadable before a load is held back: a layout that fits no cell is a
// mistake of the declaration, and must not pass for a publisher that does not
// say.
const defaultUnreadable = 0.2

// optionalFields are the fields of which a cell that cannot be read may be
// unknown instead of the end of its row.
func optionalFields() []string {
	return []string{"responded_on", "closed_on", "amount_claimed", "amount_recovered", "currency", "rating", "stages", "actions",
		"entered", "left"}
}

// countedFields are the fields of which values can be counted as unmapped.
func countedFields() []string {
	return slices.DeleteFunc(recordFields(), func(field string) bool {
		return slices.Contains([]string{"narrative"}, field)
	})
}

// rejects reads what becomes of a row with a cell of the field that cannot be
// read: true, it is rejected.
func (p *declarationParser) rejects(b block, field string) bool {
	if !slices.Contains(optionalFields(), field) {
		if b.get("unreadable") != nil {
			p.fail(b.lineOf("unreadable"), "%s: unreadable is for fields a complaint can do without: %s", field, sentence(optionalFields()))
		}
		return true
	}
	if b.get("unreadable") == nil {
		return p.strict
	}
	return b.one("unreadable", "unknown", "reject") == "reject"
}

// limitUnreadable sets the limits of days, sums and ratings that may be
// unreadable, where the declaration sets none.
func (p *declarationParser) limitUnreadable() {
	limits := &p.decl.publisher.Limits
	for field, lenient := range p.decl.record.lenient() {
		if _, declared := limits.Unmapped[field]; declared || !lenient {
			continue
		}
		if limits.Unmapped == nil {
			limits.Unmapped = map[string]float64{}
		}
		limits.Unmapped[field] = defaultUnreadable
	}
}

// lenient says of each day, sum and rating whether what cannot be read is
// unknown.
func (r *record) lenient() map[string]bool {
	out := map[string]bool{}
	for _, d := range []*dateSpec{r.responded, r.closed} {
		if d != nil {
			out[d.field] = slices.ContainsFunc(d.sources, func(s dateSource) bool { return !s.reject })
		}
	}
	for _, a := range []*amountSpec{r.claimed, r.recovered} {
		if a != nil {
			out[a.field] = !a.reject
		}
	}
	if r.rating != nil {
		out["rating"] = !r.rating.reject
	}
	return out
}

// countUnreadable counts a cell that cannot be read, as a report may show it.
func (m *Mapper) countUnreadable(field, value string) {
	m.unmapped.count(field, forReport(value, m.persons))
}

// apart tells the values that no table maps from the days, sums and ratings that
// cannot be read: both are counted by field, under one limit.
func apart(counted map[string]map[string]int) (unmapped, unreadable map[string]map[string]int) {
	unmapped, unreadable = map[string]map[string]int{}, map[string]map[string]int{}
	for field, values := range counted {
		for value, rows := range values {
			into := unmapped
			if isUnreadable(field, value) {
				into = unreadable
			}
			if into[field] == nil {
				into[field] = map[string]int{}
			}
			into[field][value] += rows
		}
	}
	return unmapped, unreadable
}

// isUnreadable reports whether a counted value is one that cannot be read. A
// stage or action has a name, which no table may map, and days, which may be
// unreadable.
func isUnreadable(field, value string) bool {
	switch field {
	case "stages", "actions":
		return value == leftTooEarly || strings.HasSuffix(value, daysUnreadable)
	case "opened_on":
		return true
	}
	return value != absent && slices.Contains(optionalFields(), field)
}
