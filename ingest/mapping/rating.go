package mapping

import (
	"strconv"
	"strings"

	"redress/ingest"
	"redress/ingest/complaint"
)

// The bounds of a rating.
const (
	leastRating = 1
	mostRating  = 5
)

// A ratingSpec fills the rating, a number from 1 to 5: the cell's own, or the
// one that a table gives for its words.
type ratingSpec struct {
	textSpec
	table  map[string]int // folded value to rating; 0: none was given
	reject bool           // a row with any other value is rejected
}

func (p *declarationParser) parseRating(b block) *ratingSpec {
	const field = "rating"
	n := b.get(field)
	if n == nil {
		return nil
	}
	s := &ratingSpec{textSpec: textSpec{field: field, column: -1}, reject: p.strict}
	if n.kind == scalarNode {
		s.column = p.columnIn(b, field, false)
		return s
	}
	rb := p.block(n, field, ratingBlock)
	s.column, s.reject = p.columnIn(rb, "column", false), p.rejects(rb, field)
	s.before, s.after, s.nulls = rb.text("before"), rb.text("after"), rb.texts("nulls")
	table := rb.get("table")
	if table == nil {
		return s
	}
	s.table = map[string]int{}
	for _, row := range p.mapping(table, field+": table", "a table of the publisher's words and a rating each, {good: 4}") {
		text := p.scalar(row.value, field)
		rating, ok := parseRating(text)
		if !ok && text != "" {
			p.fail(row.line, "%s: %q: want a whole number from %d to %d, or \"\" for none", field, text, leastRating, mostRating)
		}
		s.table[foldValue(row.key)] = rating
	}
	return s
}

// parseRating reads a whole number from 1 to 5, also written 4.0.
func parseRating(s string) (rating int, ok bool) {
	n, err := strconv.Atoi(strings.TrimSuffix(narrowDigits(s), ".0"))
	if err != nil || n < leastRating || n > mostRating {
		return 0, false
	}
	return n, true
}

func (m *Mapper) mapRating(c *complaint.Complaint) *ingest.RowError {
	s := m.decl.record.rating
	if s == nil {
		return nil
	}
	value := m.raw(&s.textSpec)
	if value == "" {
		return nil
	}
	rating, ok := s.table[foldValue(value)]
	if !ok {
		rating, ok = parseRating(value)
	}
	switch {
	case !ok && s.reject:
		return m.fail(s.column, ingest.BadValue)
	case !ok:
		m.countUnreadable(s.field, value)
	}
	c.Rating = rating
	return nil
}
