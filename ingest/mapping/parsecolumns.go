package mapping

import (
	"fmt"
	"slices"
	"strings"

	"redress/ingest/anonymise"
)

// A column is one of the file's columns the declaration speaks of.
type column struct {
	name     string   // in the declaration
	headers  []string // in the file, best first
	required bool
	never    bool     // may make up the identity, never a field
	only     []string // the only values it can hold; nil: any
}

// header is how the publisher calls the column.
func (c column) header() string { return c.headers[0] }

// An identityPart is a column whose value makes up the identity of complaints
// without a number of their own; else stands in where it is absent.
type identityPart struct {
	column    int
	number    bool // without leading zeros
	otherwise int  // -1: none
}

func (p *declarationParser) parseColumns(b block) {
	n := b.get("columns")
	if n == nil || n.kind != mappingNode || len(n.pairs) == 0 {
		p.fail(b.lineOf("columns"), "no columns: name each column the declaration uses and its header in the file")
		return
	}
	p.onlyOnce(n, "columns")
	headers := map[string]string{}
	for _, pair := range n.pairs {
		c := column{name: pair.key}
		if pair.value.kind == mappingNode {
			cb := p.block(pair.value, "column "+pair.key, columnBlock)
			c.headers, c.required, c.never, c.only = cb.texts("header"), cb.truth("required"), cb.truth("never_store"), cb.texts("only")
		} else {
			c.headers = p.scalars(pair.value, "column "+pair.key)
		}
		if len(c.headers) == 0 || slices.Contains(c.headers, "") {
			p.fail(pair.line, "column %s: want the header it has in the file", pair.key)
			c.headers = []string{pair.key}
		}
		for _, h := range c.headers {
			if other, taken := headers[foldHeader(h)]; taken {
				p.fail(pair.line, "column %s: the header %q is column %s already", pair.key, h, other)
			}
			headers[foldHeader(h)] = pair.key
		}
		p.decl.columns = append(p.decl.columns, c)
	}
	if n := b.get("without_header"); n != nil {
		for _, item := range n.items {
			p.decl.noHeader = append(p.decl.noHeader, p.column(item.line, p.scalar(item, "without_header"), "without_header", true))
		}
		if len(p.decl.noHeader) == 0 {
			p.fail(n.line, "without_header: want the list of all columns, in the file's order")
		}
	}
}

// column looks a column up by its name in the declaration; key says where the
// name stands. mayIdentify allows one that is never stored.
func (p *declarationParser) column(line int, name, key string, mayIdentify bool) int {
	var known []string
	for i, c := range p.decl.columns {
		known = append(known, c.name)
		if c.name != name {
			continue
		}
		if c.never && !mayIdentify {
			p.fail(line, "%s: column %s is never_store: it may make up the identity and nothing else", key, name)
		}
		return i
	}
	if name == "" {
		p.fail(line, "%s: want the name of a column", key)
		return -1
	}
	hint := didYouMean(name, known)
	if at := slices.IndexFunc(p.decl.columns, func(c column) bool { return slices.Contains(c.headers, name) }); at >= 0 {
		hint = fmt.Sprintf("; %s is the header of column %s", name, known[at])
	}
	p.fail(line, "%s: unknown column %q: it is not among the columns%s", key, name, hint)
	return -1
}

// columnIn looks up the column that a key of a block names.
func (p *declarationParser) columnIn(b block, key string, mayIdentify bool) int {
	return p.column(b.lineOf(key), b.text(key), key, mayIdentify)
}

func (p *declarationParser) parseIdentity(b block) {
	id, identity := b.get("id"), b.get("identity")
	switch {
	case (id == nil) == (identity == nil):
		p.fail(b.lineOf("identity"), "want either id (the column of the publisher's own number) or identity (the columns that make up one)")
	case id != nil:
		for i, name := range p.scalars(id, "id") {
			switch col := p.identifying(b.lineOf("id"), name, "id"); {
			case i == 0:
				p.decl.id = col
			case col == p.decl.id || slices.Contains(p.decl.otherIDs, col):
				p.fail(b.lineOf("id"), "id: column %s stands there twice", name)
			default:
				p.decl.otherIDs = append(p.decl.otherIDs, col)
			}
		}
		if id.kind == listNode && len(id.items) == 0 {
			p.fail(b.lineOf("id"), "id: want a column, or a list of which the first that is not blank counts")
		}
		if p.decl.publisher.KeepDuplicates {
			p.fail(b.lineOf("identical_rows"), "identical_rows: ordinal is for sources without an id")
		}
	case identity.kind != listNode || len(identity.items) == 0:
		p.fail(b.lineOf("identity"), "identity: want a list of columns")
	default:
		for _, item := range identity.items {
			p.decl.identity = append(p.decl.identity, p.parseIdentityPart(item))
		}
	}
}

func (p *declarationParser) parseIdentityPart(n *node) identityPart {
	part := identityPart{otherwise: -1}
	if n.kind == scalarNode {
		part.column = p.identifying(n.line, n.text, "identity")
		return part
	}
	b := p.block(n, "identity", identityBlock)
	part.column = p.identifying(b.lineOf("column"), b.text("column"), "identity")
	part.number = b.one("as", "text", "number") == "number"
	if e := b.get("else"); e != nil {
		part.otherwise = p.identifying(b.lineOf("else"), p.scalar(e, "else"), "identity: else")
	}
	return part
}

// identifying looks up a column that tells complaints apart, and makes it one
// that every file must have: in a file without it each complaint would get
// another id than before, and be counted twice.
func (p *declarationParser) identifying(line int, name, key string) int {
	col := p.column(line, name, key, true)
	if col >= 0 {
		p.decl.columns[col].required = true
	}
	return col
}

// checkRequired asks that some column is required, which is how a header is
// known, and that files without header hold each of them once.
func (p *declarationParser) checkRequired(b block) {
	if !slices.ContainsFunc(p.decl.columns, func(c column) bool { return c.required }) {
		p.fail(b.lineOf("columns"), "no column is required: a header could not be told from a row; say required: true for those "+
			"every file of the publisher has")
	}
	n := b.get("without_header")
	if n == nil {
		return
	}
	at := make([]int, len(p.decl.columns))
	for _, col := range p.decl.noHeader {
		if col >= 0 {
			at[col]++
		}
	}
	for i, c := range p.decl.columns {
		switch {
		case at[i] > 1:
			p.fail(b.lineOf("without_header"), "without_header: column %s stands there twice", c.name)
		case at[i] == 0 && c.required:
			p.fail(b.lineOf("without_header"), "without_header lacks column %s, which is required", c.name)
		}
	}
}

// lexicon is read once per declaration that asks for it.
func (p *declarationParser) lexicon(b block) *anonymise.Lexicon {
	language := b.text("sole_traders")
	l, err := anonymise.LoadLexicon(language)
	if err != nil {
		p.fail(b.lineOf("sole_traders"), "sole_traders: %s%s", err, didYouMean(strings.ToLower(language), anonymise.LexiconLanguages()))
	}
	return l
}
