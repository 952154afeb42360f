package mapping

import (
	"regexp"
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

// A codeBook is what a coded field can hold.
type codeBook struct {
	field      string
	known      func(code string) bool
	vocabulary string // as a sentence has it
	set        bool   // the field holds several codes
}

func (p *declarationParser) parseCoded(b block, field string, known func(string) bool, vocabulary string) codedSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	book := codeBook{field: field, known: known, vocabulary: vocabulary, set: field == "remedies" || field == "evidence"}
	items := []*node{n}
	if n.kind == listNode {
		items = n.items
	}
	var spec codedSpec
	for _, item := range items {
		if item.kind == scalarNode { // channel: web would read as a column elsewhere
			p.fail(item.line, "%s: want {column: …, table: …} or {value: …}", field)
			continue
		}
		spec = append(spec, p.parseCodedSource(item, book))
	}
	return spec
}

func (p *declarationParser) parseCodedSource(n *node, book codeBook) codedSource {
	s := codedSource{textSpec: textSpec{field: book.field, column: -1}, table: map[string][]string{}}
	b := p.block(n, book.field, "column", "value", "before", "after", "nulls", "split", "table", "patterns", "else", "unmapped")
	p.fillText(&s.textSpec, b)
	if s.split != "" && !book.set {
		p.fail(n.line, "%s holds one code: split has no meaning there", book.field)
	}
	if s.value != "" {
		p.codes(b.get("value"), book)
	}
	if table := b.get("table"); table != nil {
		p.parseTable(table, book, s.table)
	}
	if patterns := b.get("patterns"); patterns != nil {
		s.patterns = p.parsePatterns(patterns, book)
	}
	if e := b.get("else"); e != nil {
		s.rest = p.codes(e, book)
	}
	s.ignore = b.one("unmapped", "count", "ignore") == "ignore"
	if s.value == "" && len(s.table)+len(s.patterns) == 0 {
		p.fail(n.line, "%s: want a table or patterns for the publisher's values", book.field)
	}
	return s
}

// codes reads one code or, for a set, a list of them; an empty one is none.
func (p *declarationParser) codes(n *node, book codeBook) []string {
	out := p.scalars(n, book.field)
	if len(out) == 1 && out[0] == "" {
		return nil
	}
	if len(out) > 1 && !book.set {
		p.fail(n.line, "%s holds one code, not %d", book.field, len(out))
	}
	for _, code := range out {
		if !book.known(code) {
			p.fail(n.line, "%s: unknown code %q: there is %s", book.field, code, book.vocabulary)
		}
	}
	return out
}

func (p *declarationParser) parseTable(n *node, book codeBook, into map[string][]string) {
	if n.kind != mappingNode {
		p.fail(n.line, "%s: want a table of the publisher's values and our codes", book.field)
	}
	for _, row := range n.pairs {
		value := foldValue(row.key)
		if _, twice := into[value]; twice {
			p.fail(row.line, "%s: the value %q stands twice in the table (case and accents aside)", book.field, row.key)
		}
		into[value] = p.codes(row.value, book)
	}
}

func (p *declarationParser) parsePatterns(n *node, book codeBook) []codePattern {
	if n.kind != listNode {
		p.fail(n.line, "%s: patterns want a list of {match: …, to: …}", book.field)
	}
	var patterns []codePattern
	for _, row := range n.items {
		b := p.block(row, book.field+" pattern", "match", "to")
		match, err := regexp.Compile(b.text("match"))
		if err != nil || b.text("match") == "" || b.get("to") == nil {
			p.fail(row.line, "%s: want {match: a regular expression (RE2) on the value in lower case without accents, to: a code}",
				book.field)
			continue
		}
		patterns = append(patterns, codePattern{match, p.codes(b.get("to"), book)})
	}
	return patterns
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

// foldValue is the form in which values meet tables and patterns: lower case,
// no accents, single spaces. Punctuation stays.
func foldValue(s string) string {
	return strings.Join(strings.Fields(complaint.FoldText(s)), " ")
}

// foldHeader is the form in which headers meet.
func foldHeader(s string) string { return foldValue(strings.TrimPrefix(s, "\uFEFF")) }
