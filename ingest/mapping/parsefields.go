package mapping

import (
	"slices"
	"strings"

	"redress/ingest/complaint"
)

func (p *declarationParser) parseText(b block, field string) *textSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	t := &textSpec{field: field, column: -1, reject: p.strict}
	if n.kind == scalarNode {
		t.column = p.columnIn(b, field, false)
		return t
	}
	tb := p.block(n, field, textBlock)
	p.fillText(t, tb)
	t.reject, t.known = p.rejects(tb, field), tb.texts("known")
	if t.known != nil && !slices.Contains([]string{"category", "region", "age_band", "associations"}, field) {
		p.fail(tb.lineOf("known"), "%s: known is for category, region, age_band and associations", field)
	}
	t.parameter = p.parameter(tb, field)
	if t.parameter != "" && !slices.Contains([]string{"category", "region", "age_band", "currency"}, field) {
		p.fail(tb.lineOf("parameter"), "%s cannot be filled by a parameter", field)
	}
	if tb.get("join") != nil {
		t.tags = &tagSpec{join: tb.text("join"), sort: tb.truth("sort")}
		if t.split == "" || !slices.Contains([]string{"category", "region", "age_band"}, field) {
			p.fail(tb.lineOf("join"), "%s: join is for category, region and age_band, and wants split, the text between tags", field)
		}
		return t
	}
	if tb.get("sort") != nil {
		p.fail(tb.lineOf("sort"), "%s: sort is for tags, which want split and join", field)
	}
	if t.split != "" && field != "associations" {
		p.fail(tb.lineOf("split"), "%s holds one value: split has no meaning there without join", field)
	}
	return t
}

// fillText reads the keys that texts and coded fields share.
func (p *declarationParser) fillText(t *textSpec, b block) {
	t.value, t.before, t.after, t.split = b.text("value"), b.text("before"), b.text("after"), b.text("split")
	t.nulls = b.texts("nulls")
	ways := 0
	for _, given := range []bool{b.get("column") != nil, t.value != "", b.get("parameter") != nil} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		p.fail(b.line, "%s: want either a column or a value that is the same in every row", t.field)
		return
	}
	if b.get("column") != nil {
		t.column = p.columnIn(b, "column", false)
	}
}

// parseDate reads one source of a day, or a list of them.
func (p *declarationParser) parseDate(b block, field string) *dateSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	d := &dateSpec{field: field}
	items := []*node{n}
	if n.kind == listNode {
		items = n.items
	}
	for _, item := range items {
		d.sources = append(d.sources, p.parseDateSource(item, field))
	}
	if len(d.sources) == 0 {
		p.fail(b.lineOf(field), "%s: want {column: …, layouts: […]}, or a list of which the first that is present counts", field)
		return nil
	}
	return d
}

func (p *declarationParser) parseDateSource(n *node, field string) dateSource {
	db := p.block(n, field, dateBlock)
	s := dateSource{column: p.columnIn(db, "column", false), dates: p.layouts(db, field), reject: p.rejects(db, field)}
	if name := db.text("zone"); name != "" {
		zone, ok := loadZone(name)
		if !ok {
			p.fail(db.lineOf("zone"), "%s: zone %q: want the IANA zone its times of day are written in", field, name)
		}
		s.dates.written = zone
	}
	if parts := db.get("agrees"); parts != nil {
		ab := p.block(parts, field+": agrees", agreesBlock)
		s.agrees = &agreement{year: p.columnIn(ab, "year", false), month: p.columnIn(ab, "month", false), day: p.columnIn(ab, "day", false)}
	}
	return s
}

func (p *declarationParser) layouts(b block, field string) dateReader {
	r := dateReader{zone: p.zone, written: p.zone}
	for _, source := range b.texts("layouts") {
		l, err := compileLayout(source)
		if err != nil {
			p.fail(b.lineOf("layouts"), "%s: %s", field, err)
		}
		r.layouts = append(r.layouts, l)
	}
	if len(r.layouts) == 0 {
		p.fail(b.lineOf("layouts"), "%s: want layouts, like [YYYY-MM-DD, DD/MM/YYYY]", field)
	}
	return r
}

func (p *declarationParser) parseAmountSpec(b block, field string) *amountSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	ab := p.block(n, field, amountBlock)
	return &amountSpec{field: field, column: p.columnIn(ab, "column", false), point: ab.one("decimal", ".", ",")[0],
		reject: p.rejects(ab, field)}
}

func (p *declarationParser) parseLadder(b block, field string) *ladderSpec {
	n := b.get(field)
	if n == nil {
		return nil
	}
	if n.kind == listNode && field == "stages" {
		return p.parseRungs(n, b.lineOf(field))
	}
	return p.parseLadderCell(n, field)
}

// parseLadderCell reads how a column holds stages or actions as a list.
func (p *declarationParser) parseLadderCell(n *node, field string) *ladderSpec {
	lb := p.block(n, field, ladderBlock)
	l := &ladderSpec{field: field, column: p.columnIn(lb, "column", false), split: lb.text("split"), dates: p.layouts(lb, field),
		reject: p.rejects(lb, field)}
	if l.split == "" {
		l.split = ";"
	}
	for _, day := range l.dates.layouts {
		if strings.ContainsAny(day.source, "/@="+l.split) {
			p.fail(lb.lineOf("layouts"), "%s: layout %q holds a sign that separates the parts of a cell (/ @ = %s)", field, day.source, l.split)
		}
	}
	names := stageNames()
	if field == "actions" {
		names = actionNames()
	}
	l.table = p.renames(lb, "table", field, names)
	l.results = p.renames(lb, "results", field, outcomeNames())
	if l.results != nil && field == "actions" {
		p.fail(lb.lineOf("results"), "actions have no results")
	}
	return l
}

// parseRungs reads stages that have columns of their own, among them at most one
// column that holds several.
func (p *declarationParser) parseRungs(n *node, line int) *ladderSpec {
	l := &ladderSpec{field: "stages", column: -1}
	for _, item := range n.items {
		if item.has("layouts") && !item.has("stage") {
			if l.column >= 0 {
				p.fail(item.line, "stages: only one column can hold several stages: give the others {stage: …, entered: …}")
			}
			rungs := l.rungs
			l = p.parseLadderCell(item, l.field)
			l.rungs = rungs
			continue
		}
		b := p.block(item, "stages", rungBlock)
		rung := rungSpec{stage: complaint.StageName(b.text("stage")), column: -1, is: b.texts("is"),
			entered: p.parseDate(b, "entered"), left: p.parseDate(b, "left")}
		for _, d := range []*dateSpec{rung.entered, rung.left} {
			if d != nil {
				d.field = l.field
			}
		}
		if !rung.stage.Valid() {
			p.fail(b.lineOf("stage"), "stages: unknown stage %q: there is %s%s", rung.stage, sentence(complaint.StageNames),
				didYouMean(string(rung.stage), stageNames()))
		}
		if b.get("column") != nil {
			rung.column = p.columnIn(b, "column", false)
		}
		if (rung.column >= 0) != (len(rung.is) > 0) {
			p.fail(b.line, "stages: want column together with is, the values that say it was tried")
		}
		if rung.column < 0 && rung.entered == nil && rung.left == nil {
			p.fail(b.line, "stages: want a column with is, entered or left")
		}
		l.rungs = append(l.rungs, rung)
	}
	if len(n.items) == 0 {
		p.fail(line, "stages: want {column: …, layouts: […]} or a list of stages")
	}
	return l
}

// renames reads a table from the publisher's words to one of ours each.
func (p *declarationParser) renames(b block, key, field string, ours []string) map[string]string {
	n := b.get(key)
	if n == nil {
		return nil
	}
	out := map[string]string{}
	for _, pair := range p.mapping(n, field+": "+key, "a table of the publisher's words and ours") {
		code := p.scalar(pair.value, key)
		if !slices.Contains(ours, code) {
			p.fail(pair.line, "%s: %s: unknown code %q: there is %s%s", field, key, code, strings.Join(ours, ", "), didYouMean(code, ours))
		}
		out[foldValue(pair.key)] = code
	}
	return out
}
