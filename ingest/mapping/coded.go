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

func (p *declarationParser) parseCoded(b block, field string, known func(string) bool, vocabulary string) codedSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	items := []*node{n}
	if n.kind == listNode {
		items = n.items
	}
	many := field == "remedies" || field == "evidence"
	var spec codedSpec
	for _, item := range items {
		if item.kind == scalarNode { // channel: web is not a column
			p.fail(item.line, "%s: want {column: …, table: …} or {value: …}", field)
			continue
		}
		s := codedSource{textSpec: textSpec{field: field, column: -1}, table: map[string][]string{}}
		cb := p.block(item, field, "column", "value", "before", "after", "nulls", "split", "table", "patterns", "else", "unmapped")
		p.fillText(&s.textSpec, cb)
		if s.split != "" && !many {
			p.fail(item.line, "%s holds one code: split has no meaning there", field)
		}
		codes := func(v *node, what string) []string {
			out := p.scalars(v, what)
			if len(out) == 1 && out[0] == "" {
				out = nil
			}
			if len(out) > 1 && !many {
				p.fail(v.line, "%s holds one code, not %d", field, len(out))
			}
			for _, code := range out {
				if !known(code) {
					p.fail(v.line, "%s: unknown code %q: there is %s", field, code, vocabulary)
				}
			}
			return out
		}
		if s.value != "" && !known(s.value) {
			p.fail(item.line, "%s: unknown code %q: there is %s", field, s.value, vocabulary)
		}
		if table := cb.get("table"); table != nil {
			if table.kind != mappingNode {
				p.fail(table.line, "%s: want a table of the publisher's values and our codes", field)
			}
			for _, row := range table.pairs {
				key := foldValue(row.key)
				if _, twice := s.table[key]; twice {
					p.fail(row.line, "%s: the value %q stands twice in the table (case and accents aside)", field, row.key)
				}
				s.table[key] = codes(row.value, field)
			}
		}
		if patterns := cb.get("patterns"); patterns != nil {
			if patterns.kind != listNode {
				p.fail(patterns.line, "%s: patterns want a list of {match: …, to: …}", field)
			}
			for _, row := range patterns.items {
				pb := p.block(row, field+" pattern", "match", "to")
				match, err := regexp.Compile(pb.text("match"))
				if err != nil || pb.text("match") == "" || pb.get("to") == nil {
					p.fail(row.line, "%s: want {match: a regular expression (RE2) on the value in lower case without accents, to: a code}", field)
					continue
				}
				s.patterns = append(s.patterns, codePattern{match, codes(pb.get("to"), field)})
			}
		}
		if e := cb.get("else"); e != nil {
			s.rest = codes(e, field)
		}
		s.ignore = cb.one("unmapped", "count", "ignore") == "ignore"
		if s.value == "" && len(s.table)+len(s.patterns) == 0 {
			p.fail(item.line, "%s: want a table or patterns for the publisher's values", field)
		}
		spec = append(spec, s)
	}
	return spec
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
