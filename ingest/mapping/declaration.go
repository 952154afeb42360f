package mapping

import (
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/tabular"
)

// A Declaration is what a publisher's YAML file says, checked and compiled. It
// is immutable and may be used by several goroutines.
type Declaration struct {
	publisher ingest.Publisher
	format    tabular.Format
	nulls     []string // folded by nobody: compared as written, case aside
	columns   []column
	noHeader  []int // column of each field in a file without header; nil where there is always one

	period   periodSpec
	id       int // column of the publisher's own number, -1 where there is none
	identity []identityPart

	record record
}

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

// A periodSpec says which of a complaint's states is the later one.
type periodSpec struct {
	column int        // -1: the file's date
	dates  dateReader // without layouts: the column holds digits, a year, month or day
}

// Code is the publisher's code.
func (d *Declaration) Code() string { return d.publisher.Code }

// Publisher says what the declaration says about the source.
func (d *Declaration) Publisher() ingest.Publisher {
	p := d.publisher
	p.Fields = slices.Clone(p.Fields)
	return p
}

// Format is how the publisher's files are written.
func (d *Declaration) Format() tabular.Format { return d.format }

// Parse reads a declaration. name is the file it came from, for messages. The
// error, where there is one, lists every mistake, each with file and line.
func Parse(name string, src []byte) (*Declaration, error) {
	root, err := parseYAML(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	p := &declarationParser{decoder: decoder{file: name}, decl: &Declaration{period: periodSpec{column: -1}, id: -1}}
	p.parse(root)
	if len(p.errs) > 0 {
		return nil, errors.Join(p.errs...)
	}
	return p.decl, nil
}

type declarationParser struct {
	decoder
	decl *Declaration
	zone *time.Location
}

func (p *declarationParser) parse(root *node) {
	b := p.block(root, "the declaration", "code", "title", "country", "url", "licence", "zone", "outcome_basis",
		"max_reject_share", "replace", "identical_rows", "period", "file", "columns", "without_header", "id", "identity",
		"record")
	p.parsePublisher(b)
	p.parseFile(b)
	p.parseColumns(b)
	p.parseIdentity(b)
	p.checkRequired(b)
	if n := b.get("record"); n != nil {
		p.parseRecord(n)
	} else {
		p.fail(root.line, "no record: say which columns fill which fields")
	}
	p.decl.publisher.Fields = p.decl.record.fields()
}

func (p *declarationParser) parsePublisher(b block) {
	pub := &p.decl.publisher
	pub.Code = b.text("code")
	if !regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`).MatchString(pub.Code) {
		p.fail(b.line, "code %q: want lower-case letters, digits and hyphens", pub.Code)
	}
	pub.Title = map[string]string{}
	if n := b.get("title"); n != nil && n.kind == mappingNode {
		for _, pair := range n.pairs {
			pub.Title[pair.key] = p.scalar(pair.value, "title")
		}
	}
	if pub.Title["en"] == "" {
		p.fail(b.line, "no title: want title: {en: …} with a text for each language")
	}
	pub.Country = b.text("country")
	if !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(pub.Country) {
		p.fail(b.line, "country %q: want two capital letters (ISO 3166-1)", pub.Country)
	}
	pub.URL, pub.Licence = b.text("url"), b.text("licence")
	if page, err := url.Parse(pub.URL); pub.URL != "" && (err != nil || page.Scheme != "http" && page.Scheme != "https" || page.Host == "") {
		p.fail(b.get("url").line, "url %q: want the address of a page, http:// or https://", pub.URL)
	}
	pub.Zone = b.text("zone")
	zone, err := time.LoadLocation(pub.Zone)
	if err != nil || pub.Zone == "" || pub.Zone == "Local" {
		p.fail(b.line, "zone %q: want the IANA zone of the publisher's days, like America/Sao_Paulo", pub.Zone)
		zone = time.UTC
	}
	p.zone = zone
	pub.OutcomeBasis = complaint.OutcomeBasis(b.text("outcome_basis"))
	if !pub.OutcomeBasis.Valid() {
		p.fail(b.line, "outcome_basis %q: want %s, whoever says how a complaint ended", pub.OutcomeBasis,
			list(complaint.OutcomeBases))
	}
	share, err := strconv.ParseFloat(b.text("max_reject_share"), 64)
	if err != nil || share < 0 || share > 1 {
		p.fail(b.line, "max_reject_share %q: want a share from 0 to 1, like 0.01", b.text("max_reject_share"))
	}
	pub.Limits.Rejects = share
	if n := b.get("replace"); n != nil && n.text != "upsert" {
		p.fail(n.line, "replace %q is not supported: only upsert is (a later row of a complaint replaces the earlier "+
			"one); slices and snapshots of a source cannot be declared", n.text)
	}
	pub.KeepDuplicates = b.one("identical_rows", "last", "ordinal") == "ordinal"
}

// list is a vocabulary as a sentence has it.
func list[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}

func (p *declarationParser) parseFile(b block) {
	n := b.get("file")
	if n == nil {
		return
	}
	f := p.block(n, "file", "encodings", "delimiter", "quoting", "nulls", "max_record_bytes")
	format := tabular.Format{Encodings: f.texts("encodings"), Quoting: tabular.Quoting(f.text("quoting"))}
	switch text := f.text("delimiter"); {
	case text == "tab":
		format.Delimiter = '\t'
	case len(text) == 1:
		format.Delimiter = text[0]
	case text != "" && text != "detect":
		p.fail(f.get("delimiter").line, "delimiter %q: want one ASCII character, tab or detect", text)
	}
	if text := f.text("max_record_bytes"); text != "" {
		size, err := strconv.Atoi(text)
		if err != nil {
			p.fail(f.get("max_record_bytes").line, "max_record_bytes %q: want a number", text)
		}
		format.MaxRecordBytes = size
	}
	if err := format.Validate(); err != nil {
		p.fail(n.line, "%s", err)
	}
	p.decl.format = format
	p.decl.nulls = f.texts("nulls")
}

func (p *declarationParser) parseColumns(b block) {
	n := b.get("columns")
	if n == nil || n.kind != mappingNode || len(n.pairs) == 0 {
		p.fail(b.line, "no columns: name each column the declaration uses and its header in the file")
		return
	}
	headers := map[string]string{}
	for _, pair := range n.pairs {
		c := column{name: pair.key}
		if pair.value.kind == mappingNode {
			cb := p.block(pair.value, "column "+pair.key, "header", "required", "never_store", "only")
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
			p.decl.noHeader = append(p.decl.noHeader, p.column(item, p.scalar(item, "without_header"), true))
		}
		if len(p.decl.noHeader) == 0 {
			p.fail(n.line, "without_header: want the list of all columns, in the file's order")
		}
	}
}

// column looks a column up by its name in the declaration. mayIdentify allows
// one that is never stored.
func (p *declarationParser) column(n *node, name string, mayIdentify bool) int {
	for i, c := range p.decl.columns {
		if c.name != name {
			continue
		}
		if c.never && !mayIdentify {
			p.fail(n.line, "column %s is never_store: it may make up the identity and nothing else", name)
		}
		return i
	}
	p.fail(n.line, "unknown column %q: it is not among the columns above", name)
	return -1
}

func (p *declarationParser) parseIdentity(b block) {
	if n := b.get("period"); n != nil {
		switch {
		case n.kind == mappingNode:
			pb := p.block(n, "period", "column", "layouts")
			p.decl.period.column = p.column(n, pb.text("column"), false)
			if pb.get("layouts") != nil {
				p.decl.period.dates = p.layouts(n, pb, "period")
			}
		case n.text != "file_date":
			p.fail(n.line, "period %q: want file_date or {column: …}", n.text)
		}
	}
	id, identity := b.get("id"), b.get("identity")
	switch {
	case (id == nil) == (identity == nil):
		p.fail(b.line, "want either id (the column of the publisher's own number) or identity (the columns that make up one)")
	case id != nil:
		p.decl.id = p.identifying(id, p.scalar(id, "id"))
		if p.decl.publisher.KeepDuplicates {
			p.fail(id.line, "identical_rows: ordinal is for sources without an id")
		}
	case identity.kind != listNode || len(identity.items) == 0:
		p.fail(identity.line, "identity: want a list of columns")
	default:
		for _, item := range identity.items {
			p.decl.identity = append(p.decl.identity, p.parseIdentityPart(item))
		}
	}
}

func (p *declarationParser) parseIdentityPart(n *node) identityPart {
	part := identityPart{otherwise: -1}
	if n.kind == scalarNode {
		part.column = p.identifying(n, n.text)
		return part
	}
	b := p.block(n, "identity", "column", "as", "else")
	part.column = p.identifying(n, b.text("column"))
	part.number = b.one("as", "text", "number") == "number"
	if e := b.get("else"); e != nil {
		part.otherwise = p.identifying(e, p.scalar(e, "else"))
	}
	return part
}

// identifying looks up a column that tells complaints apart, and makes it one
// that every file must have: in a file without it each complaint would get
// another id than before, and be counted twice.
func (p *declarationParser) identifying(n *node, name string) int {
	col := p.column(n, name, true)
	if col >= 0 {
		p.decl.columns[col].required = true
	}
	return col
}

// checkRequired asks that some column is required, which is how a header is
// known, and that files without header hold each of them once.
func (p *declarationParser) checkRequired(b block) {
	if !slices.ContainsFunc(p.decl.columns, func(c column) bool { return c.required }) {
		p.fail(b.line, "no column is required: a header could not be told from a row; say required: true for those "+
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
			p.fail(n.line, "without_header: column %s stands there twice", c.name)
		case at[i] == 0 && c.required:
			p.fail(n.line, "without_header lacks column %s, which is required", c.name)
		}
	}
}

// lexicon is read once per declaration that asks for it.
func (p *declarationParser) lexicon(n *node) *anonymise.Lexicon {
	l, err := anonymise.LoadLexicon(p.scalar(n, "sole_traders"))
	if err != nil {
		p.fail(n.line, "sole_traders: %s", err)
	}
	return l
}
