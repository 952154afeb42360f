package mapping

import (
	"regexp"
	"slices"
	"strings"

	"redress/ingest/complaint"
)

// absent is how a cell without a value is counted among the unmapped.
const absent = "(absent)"

// A codedSpec fills a field of a closed vocabulary. Its sources are asked in
// order; the first that gives a code wins.
type codedSpec []codedSource

// A codedSource maps the values of one column by table and patterns.
type codedSource struct {
	textSpec
	table    map[string][]string // folded value to codes
	patterns []codePattern       // asked in order where the table has nothing
	rest     []string            // codes of every other value that is present
	ignore   bool                // other values are expected: not counted as unmapped
}

type codePattern struct {
	match *regexp.Regexp // on the folded value
	codes []string
}

// parseCoded reads one source of a coded field, or a list of them.
func (p *declarationParser) parseCoded(b block, field string) codedSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	items := []*node{n}
	if n.kind == listNode {
		items = n.items
	}
	var spec codedSpec
	for _, item := range items {
		if item.kind == scalarNode { // channel: web would read as a column elsewhere
			p.fail(b.lineOf(field), "%s: want {column: …, table: …} or {value: …}", field)
			continue
		}
		spec = append(spec, p.parseCodedSource(item, field))
	}
	return spec
}

// isSet reports whether a coded field holds several codes.
func isSet(field string) bool { return field == "remedies" || field == "evidence" }

func (p *declarationParser) parseCodedSource(n *node, field string) codedSource {
	s := codedSource{textSpec: textSpec{field: field, column: -1}, table: map[string][]string{}}
	b := p.block(n, field, codedBlock)
	p.fillText(&s.textSpec, b)
	if b.get("join") != nil {
		s.tags = &tagSpec{join: b.text("join"), sort: b.truth("sort")}
		if s.split == "" || field != "issue" {
			p.fail(b.lineOf("join"), "%s: of coded fields join is for issue, and wants split, the text between tags", field)
		}
	}
	if b.get("sort") != nil && s.tags == nil {
		p.fail(b.lineOf("sort"), "%s: sort is for tags, which want split and join", field)
	}
	if s.split != "" && !isSet(field) && s.tags == nil {
		p.fail(b.lineOf("split"), "%s holds one code: split has no meaning there", field)
	}
	if s.value != "" {
		p.codes(b.get("value"), field)
	}
	if table := b.get("table"); table != nil {
		p.parseTable(table, field, s.table)
	}
	if patterns := b.get("patterns"); patterns != nil {
		s.patterns = p.parsePatterns(patterns, field)
	}
	if e := b.get("else"); e != nil {
		s.rest = p.codes(e, field)
	}
	s.ignore = b.one("unmapped", "count", "ignore") == "ignore"
	if s.value == "" && b.get("table") == nil && len(s.patterns) == 0 {
		p.fail(n.line, "%s: want a table or patterns for the publisher's values; with table: {} each counts as unmapped", field)
	}
	return s
}

// codes reads one code or, for a set, a list of them; an empty one is none.
func (p *declarationParser) codes(n *node, field string) []string {
	out := p.scalars(n, field)
	if len(out) == 1 && out[0] == "" {
		return nil
	}
	if len(out) > 1 && !isSet(field) {
		p.fail(n.line, "%s holds one code, not %d", field, len(out))
	}
	for _, code := range out {
		if !isCodeOf(field, code) {
			p.fail(n.line, "%s: unknown code %q: there is %s%s", field, code, vocabulary(field), didYouMean(code, codesOf(field)))
		}
	}
	return out
}

func (p *declarationParser) parseTable(n *node, field string, into map[string][]string) {
	for _, row := range p.mapping(n, field+": table", "a table of the publisher's values and our codes") {
		value := foldValue(row.key)
		if _, twice := into[value]; twice {
			p.fail(row.line, "%s: the value %q stands twice in the table (case and accents aside)", field, row.key)
		}
		into[value] = p.codes(row.value, field)
	}
}

func (p *declarationParser) parsePatterns(n *node, field string) []codePattern {
	if n.kind != listNode {
		p.fail(n.line, "%s: patterns want a list of {match: …, to: …}", field)
	}
	var patterns []codePattern
	for _, row := range n.items {
		b := p.block(row, field+" pattern", patternBlock)
		match, err := regexp.Compile(b.text("match"))
		if err != nil || b.text("match") == "" || b.get("to") == nil {
			p.fail(b.lineOf("match"), "%s: match: want {match: a regular expression (RE2) on the value in lower case without accents, to: a code}",
				field)
			continue
		}
		patterns = append(patterns, codePattern{match, p.codes(b.get("to"), field)})
	}
	return patterns
}

// hasSubissues reports whether some value has a finer code.
func (c codedSpec) hasSubissues() bool {
	finer := func(codes []string) bool {
		return slices.ContainsFunc(codes, func(code string) bool { return strings.Contains(code, "/") })
	}
	for _, s := range c {
		if strings.Contains(s.value, "/") || finer(s.rest) {
			return true
		}
		for _, codes := range s.table {
			if finer(codes) {
				return true
			}
		}
		for _, pattern := range s.patterns {
			if finer(pattern.codes) {
				return true
			}
		}
	}
	return false
}

// lookup returns the codes of a value. ok is false where the declaration does
// not know it; the codes are then those of "else".
func (s *codedSource) lookup(value string) (codes []string, ok bool) {
	folded := foldValue(value)
	if codes, ok = s.table[folded]; ok {
		return codes, true
	}
	for _, p := range s.patterns {
		if p.match.MatchString(folded) {
			return p.codes, true
		}
	}
	return s.rest, false
}

// declared reports whether the declaration itself holds a value.
func (s *codedSource) declared(value string) bool {
	_, ok := s.table[foldValue(value)]
	return ok
}

// foldValue is the form in which values meet tables and patterns: lower case,
// no accents, single spaces. Punctuation stays.
func foldValue(s string) string {
	return strings.Join(strings.Fields(complaint.FoldText(s)), " ")
}

// foldHeader is the form in which headers meet.
func foldHeader(s string) string { return foldValue(strings.TrimPrefix(s, "\uFEFF")) }
