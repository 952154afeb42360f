package mapping

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"redress/ingest"
	"redress/ingest/complaint"
)

// coded is what one cell of a coded column was mapped to.
type coded struct {
	codes    []string
	source   string // the publisher's words, clean; empty where they look personal
	withheld bool   // they look personal: counted whatever is expected
	unmapped string // the value to count, empty where it is mapped
}

// prepare makes the caches of every text and coded field.
func (m *Mapper) prepare() {
	r := &m.decl.record
	for _, t := range []*textSpec{r.category, r.region, r.ageBand, r.associations} {
		if t != nil {
			m.texts[t] = new(cache[facet])
		}
	}
	for _, spec := range []codedSpec{r.issue, r.outcome, r.status, r.channel, r.sex, r.timely, r.disputed, r.represented, r.remedies, r.evidence} {
		for i := range spec {
			m.codes[&spec[i]] = new(cache[coded])
		}
	}
}

// raw is the part of its cell that a spec means; empty where it is absent.
func (m *Mapper) raw(t *textSpec) string {
	if t.column < 0 {
		return t.value
	}
	return t.part(m.cell(t.column))
}

// part cuts before and after the last separator, and knows the field's own
// words for null.
func (t *textSpec) part(s string) string {
	if t.before != "" {
		if i := strings.LastIndex(s, t.before); i >= 0 {
			s = s[:i]
		}
	}
	if t.after != "" {
		if i := strings.LastIndex(s, t.after); i >= 0 {
			s = s[i+len(t.after):]
		}
	}
	for _, null := range t.nulls {
		if strings.EqualFold(s, null) {
			return ""
		}
	}
	return s
}

// text is the publisher's wording for a field, clean, and without anything of a
// person's.
func (m *Mapper) text(t *textSpec) string {
	if t == nil {
		return ""
	}
	raw := m.raw(t)
	switch {
	case raw == "":
		return ""
	case t.column < 0:
		return m.redact(cleanText(raw))
	}
	return m.publicText(t, raw)
}

// publicText is a value of which there are few, clean, or its tags in one text. It
// is empty, and counted, where it looks personal.
func (m *Mapper) publicText(t *textSpec, raw string) string {
	c := m.texts[t]
	found, ok := (*c)[raw]
	if !ok {
		key := strings.Clone(raw) // raw would keep the whole row in memory
		text := key
		if t.tags != nil {
			text = t.tags.text(key, t.split)
		}
		found = c.keep(key, m.decl.facets.judge(t, cleanText(text)))
	}
	if found.counted != "" {
		m.unmapped.count(t.field, found.counted)
	}
	return found.text
}

// one maps a field of one code; empty where nothing does.
func (m *Mapper) one(spec codedSpec) (code, source string) {
	for i := range spec {
		s := &spec[i]
		if s.column < 0 {
			return s.value, ""
		}
		raw := m.raw(&s.textSpec)
		found := coded{codes: s.rest, unmapped: absent}
		if raw != "" {
			found = m.lookup(s, raw, m.cell(s.column))
		}
		if source == "" {
			source = found.source
		}
		if found.unmapped != "" && (!s.ignore || found.withheld) {
			m.unmapped.count(s.field, found.unmapped)
		}
		if len(found.codes) > 0 {
			return found.codes[0], source
		}
	}
	return "", source
}

// many maps a field that is a set; each code stands once.
func (m *Mapper) many(spec codedSpec, add func(code string)) {
	for i := range spec {
		s := &spec[i]
		if s.column < 0 {
			add(s.value)
			continue
		}
		for raw := range parts(m.raw(&s.textSpec), s.split) {
			found := m.lookup(s, raw, raw)
			if found.unmapped != "" && !s.ignore {
				m.unmapped.count(s.field, found.unmapped)
			}
			for _, code := range found.codes {
				add(code)
			}
		}
	}
}

// lookup maps one value through the field's table; whole is the cell it is a
// part of.
func (m *Mapper) lookup(s *codedSource, raw, whole string) coded {
	c := m.codes[s]
	if found, ok := (*c)[whole]; ok {
		return found
	}
	whole = strings.Clone(whole)
	codes, known := s.lookup(cleanText(raw))
	found := coded{codes: codes}
	if !known {
		found.unmapped = forReport(whole, m.persons)
	}
	if s.field != "issue" { // of the others nobody reads the words
		return c.keep(whole, found)
	}
	text := cleanText(whole)
	if s.tags != nil {
		text = cleanText(s.tags.text(whole, s.split))
	}
	if found.source = m.redact(text); !s.declared(raw) {
		found.source = m.decl.facets.wording(text)
	}
	if found.source == "" {
		found.unmapped, found.withheld = Withheld, true
	}
	return c.keep(whole, found)
}

// parts yields what stands between any of the given signs in a cell, trimmed
// and without blanks. Without signs the cell is one value.
func parts(cell, signs string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for cell != "" {
			part := cell
			if end := strings.IndexAny(cell, signs); end >= 0 {
				_, size := utf8.DecodeRuneInString(cell[end:])
				part, cell = cell[:end], cell[end+size:]
			} else {
				cell = ""
			}
			if part = strings.TrimSpace(part); part != "" && !yield(part) {
				return
			}
		}
	}
}

func (m *Mapper) mapCodes(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	var code string
	code, c.IssueSource = m.one(r.issue)
	if head, _, finer := strings.Cut(code, "/"); finer {
		c.Issue, c.Subissue = complaint.Issue(head), code
	} else {
		c.Issue = complaint.Issue(code)
	}
	if code == "" {
		c.Issue = complaint.Other
	}
	if reject := m.mapOutcome(c); reject != nil {
		return reject
	}
	code, _ = m.one(r.channel)
	c.Channel = complaint.Channel(code)
	code, _ = m.one(r.sex)
	c.Sex = complaint.Sex(code)
	code, _ = m.one(r.timely)
	c.Timely = complaint.Answer(code)
	code, _ = m.one(r.disputed)
	c.Disputed = complaint.Answer(code)
	code, _ = m.one(r.represented)
	c.Represented = complaint.Answer(code)
	m.many(r.remedies, func(code string) { c.Remedies = appendOnce(c.Remedies, complaint.Remedy(code)) })
	m.many(r.evidence, func(code string) { c.Evidence = appendOnce(c.Evidence, complaint.Evidence(code)) })
	return nil
}

// mapOutcome finds outcome and status. Without a status of its own a complaint
// is open if its outcome says so, or says nothing and no closing day is known.
// An outcome in words that nothing maps is still one: a publisher's new wording
// must not make open complaints of closed ones. An open complaint with an
// outcome contradicts itself.
func (m *Mapper) mapOutcome(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	outcome, _ := m.one(r.outcome)
	status, _ := m.one(r.status)
	c.Outcome, c.Status = complaint.OutcomeUnknown, complaint.Status(status)
	if outcome != "" && outcome != "open" {
		c.Outcome = complaint.Outcome(outcome)
	}
	switch {
	case status != "":
	case outcome == "open":
		c.Status = complaint.Open
	case c.Outcome != complaint.OutcomeUnknown || c.ClosedOn.Known() || m.present(r.outcome):
		c.Status = complaint.Closed
	default:
		c.Status = complaint.Open
	}
	if c.Status == complaint.Open && c.Outcome != complaint.OutcomeUnknown {
		return m.fail(r.outcome[0].column, ingest.BadValue)
	}
	return nil
}

// present reports whether the row says anything in a field's columns, mapped or
// not.
func (m *Mapper) present(spec codedSpec) bool {
	for i := range spec {
		if spec[i].column >= 0 && m.raw(&spec[i].textSpec) != "" {
			return true
		}
	}
	return false
}

// appendText adds a publisher's word to a set, if it may be shown.
func (m *Mapper) appendText(set []string, t *textSpec, raw string) []string {
	if text := m.publicText(t, raw); text != "" {
		return appendOnce(set, text)
	}
	return set
}

func appendOnce[T comparable](set []T, value T) []T {
	for _, v := range set {
		if v == value {
			return set
		}
	}
	return append(set, value)
}

func (m *Mapper) mapAmounts(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	if r.currency == nil {
		return nil // there are no sums
	}
	c.Currency = strings.ToUpper(m.raw(r.currency))
	for _, a := range [...]struct {
		spec *amountSpec
		to   **decimal.Decimal
	}{{r.claimed, &c.AmountClaimed}, {r.recovered, &c.AmountRecovered}} {
		if a.spec == nil {
			continue
		}
		value := m.cell(a.spec.column)
		if value == "" {
			continue
		}
		read, ok := parseAmount(value, a.spec.point, m.decl.publisher.Country == "CN")
		switch {
		case ok && ingest.IsAmount(read.amount) && !isPersonalNumber(value) && (read.in(c.Currency) || !isCurrency(c.Currency)):
			*a.to = &read.amount
		case a.spec.reject:
			return m.fail(a.spec.column, ingest.BadValue)
		default:
			m.countUnreadable(a.spec.field, value)
		}
	}
	if c.AmountClaimed == nil && c.AmountRecovered == nil {
		c.Currency = ""
		return nil
	}
	// A sum without a currency is no sum.
	switch {
	case isCurrency(c.Currency):
	case r.currency.reject:
		return m.fail(r.currency.column, ingest.BadValue)
	default:
		if c.Currency == "" {
			m.unmapped.count(r.currency.field, absent)
		} else {
			m.countUnreadable(r.currency.field, c.Currency)
		}
		c.Currency, c.AmountClaimed, c.AmountRecovered = "", nil, nil
	}
	return nil
}

func isCurrency(s string) bool {
	return len(s) == 3 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func (m *Mapper) mapTexts(c *complaint.Complaint) *ingest.RowError {
	r := &m.decl.record
	c.Category, c.Region, c.AgeBand = m.text(r.category), m.text(r.region), m.text(r.ageBand)
	if r.associations != nil {
		for name := range parts(m.raw(r.associations), r.associations.split) {
			c.Associations = m.appendText(c.Associations, r.associations, name)
		}
	}
	if r.narrative != nil {
		c.Narrative = m.redact(cleanNarrative(m.raw(r.narrative)))
	}
	return m.mapRating(c)
}

// cleanNarrative keeps line ends and tabs, and makes other control characters
// spaces.
func cleanNarrative(s string) string {
	loose := false
	for i := range len(s) {
		c := s[i]
		loose = loose || c < ' ' && c != '\n' && c != '\t' || c == 0x7F || c == 0xC2
	}
	if !loose {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if isLooseControl(r) {
			return ' '
		}
		return r
	}, s))
}

func isLooseControl(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || 0x7F <= r && r < 0xA0
}
