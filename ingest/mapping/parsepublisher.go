package mapping

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
)

func (p *declarationParser) parsePublisher(b block) {
	pub := &p.decl.publisher
	pub.Code = b.text("code")
	if !regexp.MustCompile(codeForm).MatchString(pub.Code) {
		p.fail(b.lineOf("code"), "code %q: want lower-case letters, digits and hyphens", pub.Code)
	}
	pub.Title = p.languages(b, "title")
	if pub.Title["en"] == "" {
		p.fail(b.lineOf("title"), "no title: want title: {en: …} with a text for each language")
	}
	pub.Note = p.languages(b, "note")
	if pub.Note != nil && pub.Note["en"] == "" {
		p.fail(b.lineOf("note"), "note: want note: {en: …} with a text for each language")
	}
	pub.Country = b.text("country")
	if !regexp.MustCompile(countryForm).MatchString(pub.Country) {
		p.fail(b.lineOf("country"), "country %q: want two capital letters (ISO 3166-1)", pub.Country)
	}
	pub.URL, pub.Licence = b.text("url"), b.text("licence")
	if pub.URL != "" && !isAddress(pub.URL, "http", "https") {
		p.fail(b.lineOf("url"), "url %q: want the address of a page, http:// or https://", pub.URL)
	}
	pub.Zone = b.text("zone")
	zone, ok := loadZone(pub.Zone)
	if !ok {
		p.fail(b.lineOf("zone"), "zone %q: want the IANA zone of the publisher's days, like America/Sao_Paulo", pub.Zone)
	}
	p.zone = zone
	pub.OutcomeBasis = complaint.OutcomeBasis(b.text("outcome_basis"))
	if !pub.OutcomeBasis.Valid() {
		p.fail(b.lineOf("outcome_basis"), "outcome_basis %q: want %s, whoever says how a complaint ended%s", pub.OutcomeBasis,
			sentence(complaint.OutcomeBases), didYouMean(string(pub.OutcomeBasis), words(complaint.OutcomeBases)))
	}
	p.parseLimits(b)
	p.parseReplace(b)
	pub.KeepDuplicates = b.one("identical_rows", "last", "ordinal") == "ordinal"
	p.strict = b.one("unreadable", "unknown", "reject") == "reject"
	p.decl.impersonal = b.one("personal_data", "true", "false") == "false"
}

// loadZone is an IANA zone; UTC where there is none of that name.
func loadZone(name string) (zone *time.Location, ok bool) {
	zone, err := time.LoadLocation(name)
	if err != nil || name == "" || name == "Local" {
		return time.UTC, false
	}
	return zone, true
}

func isAddress(text string, schemes ...string) bool {
	page, err := url.Parse(text)
	return err == nil && page.Host != "" && slices.Contains(schemes, page.Scheme)
}

// languages reads texts by language; nil where the key is not there.
func (p *declarationParser) languages(b block, key string) map[string]string {
	n := b.get(key)
	if n == nil {
		return nil
	}
	return p.textsByLanguage(n, key)
}

func (p *declarationParser) textsByLanguage(n *node, what string) map[string]string {
	out := map[string]string{}
	for _, pair := range p.mapping(n, what, "a text by language, {en: …}") {
		out[pair.key] = p.scalar(pair.value, what)
	}
	return out
}

// The limits of a source that does not declare its own.
const (
	defaultRejects    = 0.01
	defaultShrink     = 0.2
	defaultFuture     = 0.001
	defaultMoved      = 0.01
	defaultDuplicates = 0.5
	noLimit           = -1
)

func (p *declarationParser) parseLimits(b block) {
	limits := &p.decl.publisher.Limits
	*limits = ingest.Limits{Rejects: defaultRejects, Shrink: defaultShrink, Future: defaultFuture, Vanished: noLimit,
		Moved: defaultMoved, Duplicates: defaultDuplicates}
	if b.get("identical_rows") != nil {
		limits.Duplicates = noLimit // the declaration knows of them
	}
	n := b.get("limits")
	if n == nil {
		return
	}
	if n.kind != mappingNode {
		p.fail(b.lineOf("limits"), "limits: want a share for each thing that may go wrong, like {rejects: 0.05}: there is %s",
			strings.Join(limitsBlock.names(), ", "))
		return
	}
	lb := p.block(n, "limits", limitsBlock)
	for _, limit := range []struct {
		key  string
		into *float64
	}{{"rejects", &limits.Rejects}, {"shrink", &limits.Shrink}, {"future", &limits.Future}, {"vanished", &limits.Vanished},
		{"moved", &limits.Moved}, {"duplicates", &limits.Duplicates}, {"columns", &limits.Columns}} {
		if lb.get(limit.key) != nil {
			*limit.into = p.share(lb.lineOf(limit.key), "limits: "+limit.key, lb.text(limit.key))
		}
	}
	fields := lb.get("unmapped")
	if fields == nil {
		return
	}
	limits.Unmapped = map[string]float64{}
	for _, pair := range p.mapping(fields, "limits: unmapped", "a share by field, {issue: 0.5}") {
		if !slices.Contains(countedFields(), pair.key) {
			p.fail(pair.line, "limits: unmapped: %q is no field whose values are counted: there is %s%s", pair.key,
				sentence(countedFields()), didYouMean(pair.key, countedFields()))
		}
		limits.Unmapped[pair.key] = p.share(pair.line, "limits: unmapped: "+pair.key, p.scalar(pair.value, pair.key))
	}
}

// share is a number from 0 to 1, or none.
func (p *declarationParser) share(line int, what, text string) float64 {
	if text == "none" {
		return noLimit
	}
	share, err := strconv.ParseFloat(text, 64)
	if err != nil || !(0 <= share && share <= 1) {
		hint := ""
		if percent, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(text, "%")), 64); err == nil && text[len(text)-1] == '%' {
			hint = fmt.Sprintf("; %s is %g", text, percent/100)
		}
		p.fail(line, "%s %q: want a share from 0 to 1, like 0.01, or none%s", what, text, hint)
		return noLimit
	}
	return share
}

func (p *declarationParser) parseReplace(b block) {
	replace := &p.decl.publisher.Replace
	replace.Kind = ingest.Upsert
	n := b.get("replace")
	switch {
	case n == nil:
	case n.kind == mappingNode:
		rb := p.block(n, "replace", replaceBlock)
		if rb.get("slice") == nil || rb.get("by") == nil {
			p.fail(n.line, "replace: want {slice: opened_on or closed_on, by: day, month or year}")
		}
		*replace = ingest.Replace{Kind: ingest.Slice, Slice: rb.one("slice", "opened_on", "closed_on"), By: rb.one("by", "day", "month", "year")}
	case n.text == string(ingest.Snapshot):
		replace.Kind = ingest.Snapshot
	case n.text != string(ingest.Upsert) || n.kind != scalarNode:
		p.fail(b.lineOf("replace"), "replace %q: want upsert (a later row of a complaint replaces the earlier), snapshot (a load replaces "+
			"the whole source) or {slice: closed_on, by: month}%s", n.text, didYouMean(n.text, []string{"upsert", "snapshot"}))
	}
}

// checkReplace asks that the day that tells slices apart is filled.
func (p *declarationParser) checkReplace(b block) {
	if r := p.decl.publisher.Replace; r.Slice == "closed_on" && p.decl.record.closed == nil {
		p.fail(b.lineOf("replace"), "replace: slices by closed_on need record: closed_on")
	}
}

func (p *declarationParser) parsePeriod(b block) {
	n := b.get("period")
	if n == nil {
		return
	}
	spec := &p.decl.period
	if n.kind != mappingNode {
		if n.text != "file_date" || n.kind != scalarNode {
			p.fail(b.lineOf("period"), "period %q: want file_date, {column: …} or {file_name: …}", n.text)
		}
		return
	}
	pb := p.block(n, "period", periodBlock)
	if (pb.get("column") == nil) == (pb.get("file_name") == nil) {
		p.fail(n.line, "period: want either a column or file_name")
		return
	}
	if pb.get("file_name") == nil {
		spec.column = p.columnIn(pb, "column", false)
		if pb.get("layouts") != nil {
			spec.dates = p.layouts(pb, "period")
		}
		return
	}
	if pb.get("layouts") != nil {
		p.fail(pb.lineOf("layouts"), "period: layouts are for a column; the groups of file_name are digits")
	}
	pattern, err := regexp.Compile(pb.text("file_name"))
	if err != nil {
		p.fail(pb.lineOf("file_name"), "period: file_name %q is no regular expression (RE2)", pb.text("file_name"))
		return
	}
	spec.fileName = &fileNamePeriod{pattern: pattern}
	for i, name := range pattern.SubexpNames() {
		at := slices.Index([]string{"", "year", "month", "day"}, name)
		if at == 0 {
			at = i
		}
		if i > 0 && at > 0 && at <= len(spec.fileName.groups) {
			spec.fileName.groups[at-1] = i
		}
	}
	if pattern.NumSubexp() == 0 || pattern.NumSubexp() > 3 || spec.fileName.groups[0] == 0 {
		p.fail(pb.lineOf("file_name"), `period: file_name wants a group for the year, and may have one for month and day, like '(\d{4})-(\d{2})'`)
	}
}
