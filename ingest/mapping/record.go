package mapping

import (
	"slices"
	"strings"

	"redress/ingest/anonymise"
	"redress/ingest/complaint"
)

// record is the compiled "record" part: how each field is filled. A nil or
// empty part fills nothing.
type record struct {
	platform, seller *partySpec

	category, region, ageBand *textSpec
	narrative                 *textSpec
	currency                  *textSpec

	issue, outcome, status    codedSpec
	channel, sex              codedSpec
	timely, represented       codedSpec
	remedies, evidence        codedSpec
	associations              *textSpec
	opened, responded, closed *dateSpec
	claimed, recovered        *amountSpec
	stages, actions           *ladderSpec
	rating                    *textSpec
	hasSubissues              bool // some value of issue has a finer code
}

// A textSpec fills a field with the publisher's words.
type textSpec struct {
	field         string
	column        int    // -1: value is meant
	value         string // the same in every row
	before, after string // the part of the cell before or after the last of this
	nulls         []string
	split         string // signs between the values of a cell that holds several
}

// A dateSpec fills one of the three days and its instant.
type dateSpec struct {
	field  string
	column int
	dates  dateReader
}

// An amountSpec fills a sum of money.
type amountSpec struct {
	field  string
	column int
	point  byte
}

// A ladderSpec fills stages or actions from cells like
// "seller@2024-01-03/2024-01-10=unresolved;platform@2024-01-10".
type ladderSpec struct {
	field  string
	column int
	split  string
	dates  dateReader
}

// A partySpec says who is complained about.
type partySpec struct {
	field        string
	keys         []keySpec
	trade, legal []int
	person       *personSpec
	lexicon      *anonymise.Lexicon // recognises sole traders; nil: the source has none
}

// A keySpec is a stable number of the publisher's that makes a key.
type keySpec struct {
	scheme string
	column int
	digits int // padded with zeros to this; 0: as it is
}

// A personSpec says which rows are about a natural person.
type personSpec struct {
	column int
	is     []string
	number int // the person's own number, -1: none
}

// fieldNames are the fields a declaration can fill, in the record's order.
func fieldNames() []string {
	return []string{"platform", "seller", "category", "issue", "subissue", "region", "channel", "opened_on", "responded_on",
		"closed_on", "status", "outcome", "remedies", "amount_claimed", "amount_recovered", "currency", "stages", "actions", "evidence",
		"associations", "represented", "rating", "timely", "age_band", "sex", "narrative"}
}

// fields lists the fields the record fills, in canonical order: what
// ingest.Publisher calls Fields. Status and currency are no fields of their
// own there.
func (r *record) fields() []string {
	filled := map[string]bool{
		"platform": r.platform != nil, "seller": r.seller != nil, "category": r.category != nil, "issue": len(r.issue) > 0,
		"subissue": r.hasSubissues, "region": r.region != nil, "channel": len(r.channel) > 0, "opened_on": r.opened != nil,
		"responded_on": r.responded != nil, "closed_on": r.closed != nil, "outcome": len(r.outcome) > 0,
		"remedies": len(r.remedies) > 0, "amount_claimed": r.claimed != nil, "amount_recovered": r.recovered != nil,
		"stages": r.stages != nil, "actions": r.actions != nil, "evidence": len(r.evidence) > 0,
		"associations": r.associations != nil, "represented": len(r.represented) > 0, "rating": r.rating != nil,
		"timely": len(r.timely) > 0, "age_band": r.ageBand != nil, "sex": len(r.sex) > 0, "narrative": r.narrative != nil,
	}
	return slices.DeleteFunc(fieldNames(), func(name string) bool { return !filled[name] })
}

func (p *declarationParser) parseRecord(n *node) {
	allowed := slices.DeleteFunc(fieldNames(), func(name string) bool { return name == "subissue" })
	b := p.block(n, "record", allowed...)
	r := &p.decl.record
	r.platform, r.seller = p.parseParty(b, "platform"), p.parseParty(b, "seller")
	r.category, r.region, r.ageBand = p.parseText(b, "category"), p.parseText(b, "region"), p.parseText(b, "age_band")
	r.narrative, r.currency, r.rating = p.parseText(b, "narrative"), p.parseText(b, "currency"), p.parseText(b, "rating")
	r.associations = p.parseText(b, "associations")
	r.opened, r.responded, r.closed = p.parseDate(b, "opened_on"), p.parseDate(b, "responded_on"), p.parseDate(b, "closed_on")
	r.claimed, r.recovered = p.parseAmountSpec(b, "amount_claimed"), p.parseAmountSpec(b, "amount_recovered")
	r.stages, r.actions = p.parseLadder(b, "stages"), p.parseLadder(b, "actions")

	r.issue = p.parseCoded(b, "issue", func(code string) bool {
		head, finer, sub := strings.Cut(code, "/")
		r.hasSubissues = r.hasSubissues || sub
		return complaint.Issue(head).Valid() && (!sub || isCode(finer))
	}, list(complaint.Issues)+", or one with a finer code (delivery/not_delivered)")
	r.outcome = p.parseCoded(b, "outcome", func(code string) bool { return code == "open" || complaint.Outcome(code).Valid() },
		list(complaint.Outcomes)+", open")
	r.status = p.parseCoded(b, "status", valid[complaint.Status], list(complaint.Statuses))
	r.channel = p.parseCoded(b, "channel", valid[complaint.Channel], list(complaint.Channels))
	r.sex = p.parseCoded(b, "sex", valid[complaint.Sex], "F, M, N")
	r.timely = p.parseCoded(b, "timely", valid[complaint.Answer], "yes, no")
	r.represented = p.parseCoded(b, "represented", valid[complaint.Answer], "yes, no")
	r.remedies = p.parseCoded(b, "remedies", valid[complaint.Remedy], list(complaint.Remedies))
	r.evidence = p.parseCoded(b, "evidence", valid[complaint.Evidence], list(complaint.EvidenceKinds))

	for _, spec := range []struct {
		missing bool
		what    string
	}{{r.platform == nil, "platform"}, {r.opened == nil, "opened_on"}, {len(r.issue) == 0, "issue"}, {len(r.outcome) == 0, "outcome"}} {
		if spec.missing {
			p.fail(n.line, "record has no %s: no complaint can do without", spec.what)
		}
	}
	if (r.claimed != nil || r.recovered != nil) && r.currency == nil {
		p.fail(n.line, "amounts without a currency: say currency: {value: USD} or {column: …}")
	}
}

// valid reports whether code is a known value of a vocabulary; its unknown is
// none.
func valid[T interface {
	~string
	Valid() bool
}](code string) bool {
	return code != "" && T(code).Valid()
}

// isCode reports whether s is a code of our own: lower-case words joined by _.
func isCode(s string) bool {
	for _, c := range s {
		if c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return s != ""
}

func (p *declarationParser) parseText(b block, field string) *textSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	t := &textSpec{field: field, column: -1}
	if n.kind == scalarNode {
		t.column = p.column(n, n.text, false)
		return t
	}
	tb := p.block(n, field, "column", "value", "before", "after", "nulls", "split")
	p.fillText(t, tb)
	if t.split != "" && field != "associations" {
		p.fail(n.line, "%s holds one value: split has no meaning there", field)
	}
	return t
}

// fillText reads the keys that texts and coded fields share.
func (p *declarationParser) fillText(t *textSpec, b block) {
	t.value, t.before, t.after, t.split = b.text("value"), b.text("before"), b.text("after"), b.text("split")
	t.nulls = b.texts("nulls")
	col := b.get("column")
	if (col == nil) == (t.value == "") {
		p.fail(b.line, "%s: want either a column or a value that is the same in every row", t.field)
		return
	}
	if col != nil {
		t.column = p.column(col, p.scalar(col, "column"), false)
	}
}

func (p *declarationParser) parseDate(b block, field string) *dateSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	db := p.block(n, field, "column", "layouts")
	return &dateSpec{field: field, column: p.column(n, db.text("column"), false), dates: p.layouts(n, db, field)}
}

func (p *declarationParser) layouts(n *node, b block, field string) dateReader {
	r := dateReader{zone: p.zone}
	for _, source := range b.texts("layouts") {
		l, err := compileLayout(source)
		if err != nil {
			p.fail(b.get("layouts").line, "%s: %s", field, err)
		}
		r.layouts = append(r.layouts, l)
	}
	if len(r.layouts) == 0 {
		p.fail(n.line, "%s: want layouts, like [YYYY-MM-DD, DD/MM/YYYY]", field)
	}
	return r
}

func (p *declarationParser) parseAmountSpec(b block, field string) *amountSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	ab := p.block(n, field, "column", "decimal")
	return &amountSpec{field: field, column: p.column(n, ab.text("column"), false), point: ab.one("decimal", ".", ",")[0]}
}

func (p *declarationParser) parseLadder(b block, field string) *ladderSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	lb := p.block(n, field, "column", "split", "layouts")
	l := &ladderSpec{field: field, column: p.column(n, lb.text("column"), false), split: lb.text("split"),
		dates: p.layouts(n, lb, field)}
	if l.split == "" {
		l.split = ";"
	}
	for _, day := range l.dates.layouts {
		if strings.ContainsAny(day.source, "/@="+l.split) {
			p.fail(n.line, "%s: layout %q holds a sign that separates the parts of a cell (/ @ = %s)", field, day.source, l.split)
		}
	}
	return l
}

func (p *declarationParser) parseParty(b block, field string) *partySpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	s := &partySpec{field: field}
	if n.kind == scalarNode {
		s.trade = []int{p.column(n, n.text, false)}
		return s
	}
	pb := p.block(n, field, "key", "trade", "legal", "natural_person", "sole_traders")
	for _, name := range pb.texts("trade") {
		s.trade = append(s.trade, p.column(pb.get("trade"), name, false))
	}
	for _, name := range pb.texts("legal") {
		s.legal = append(s.legal, p.column(pb.get("legal"), name, false))
	}
	if len(s.trade)+len(s.legal) == 0 {
		p.fail(n.line, "%s: want the columns of its trade names, its legal names or both", field)
	}
	if k := pb.get("key"); k != nil {
		items := k.items
		if k.kind == mappingNode {
			items = []*node{k}
		}
		for _, item := range items {
			s.keys = append(s.keys, p.parseKey(item))
		}
	}
	if person := pb.get("natural_person"); person != nil {
		nb := p.block(person, "natural_person", "column", "is", "number")
		s.person = &personSpec{column: p.column(person, nb.text("column"), false), is: nb.texts("is"), number: -1}
		if len(s.person.is) == 0 {
			p.fail(person.line, "natural_person: want the values (is) that say so")
		}
		if number := nb.get("number"); number != nil {
			s.person.number = p.column(number, p.scalar(number, "number"), true)
		}
	}
	if st := pb.get("sole_traders"); st != nil {
		s.lexicon = p.lexicon(st)
	}
	return s
}

func (p *declarationParser) parseKey(n *node) keySpec {
	b := p.block(n, "key", "scheme", "column", "digits")
	k := keySpec{scheme: b.text("scheme"), column: p.column(n, b.text("column"), false)}
	if !isCode(k.scheme) || k.scheme == "name" || k.scheme == "person" || k.scheme == "trader" {
		p.fail(n.line, "key scheme %q: want a lower-case word of your own; name, person and trader are taken", k.scheme)
	}
	if text := b.text("digits"); text != "" {
		if len(text) > 2 || strings.Trim(text, "0123456789") != "" {
			p.fail(n.line, "digits %q: want a number", text)
			return k
		}
		for _, c := range text {
			k.digits = k.digits*10 + int(c-'0')
		}
	}
	return k
}
