package register

import (
	"slices"
	"strings"

	"redress/ingest"
)

// A kind is one register: its fields with other names for them, and how an
// entry becomes a record.
type kind struct {
	code   string
	fields []field
	// record reads the judge's entry; identity is what it is about.
	record func(*judge) (record any, identity []string)
}

// A field is one column of a register.
type field struct {
	name   string
	others []string // beside name
	needed bool     // the column must be there
}

func kindOf(code string) (kind, bool) {
	for _, k := range kinds() {
		if k.code == code {
			return k, true
		}
	}
	return kind{}, false
}

func kinds() []kind {
	issues := func(needed bool) field {
		return field{"issues", []string{"issue", "问题类型", "投诉性质"}, needed}
	}
	platform := field{"platform", []string{"company", "平台", "平台名称"}, true}
	from, to := field{"from", []string{"start", "开始日期", "起始日期"}, true}, field{"to", []string{"end", "结束日期", "截止日期"}, false}
	src := field{"src", []string{"source", "来源"}, false}
	page := field{"url", []string{"link", "网址", "链接"}, false}
	mark := field{"mark", []string{"核实"}, false}
	titleZH, titleEN := field{"title_zh", []string{"zh_title", "中文名称", "名称"}, false}, field{"title_en", []string{"title", "英文名称"}, false}
	return []kind{
		{Policies, []field{{"id", []string{"编号"}, true}, {"jurisdiction", []string{"法域", "地区"}, true}, {"kind", []string{"类别", "类型"}, true},
			titleZH, titleEN, {"body", []string{"issuer", "发布机关"}, false}, {"in_force", []string{"施行日期", "生效日期"}, false},
			{"announced", []string{"published", "公布日期"}, false}, {"effect_zh", []string{"中文说明"}, false},
			{"effect_en", []string{"effect", "英文说明"}, false}, issues(true), {"scope", []string{"范围"}, false}, mark, src, page}, readPolicy},
		{LegalBases, []field{issues(true), {"ref", []string{"条款"}, true}, {"law_zh", []string{"法律名称"}, false},
			{"law_en", []string{"law", "法律英文名称"}, false}, {"law_version", []string{"版本"}, false},
			{"law_in_force", []string{"施行日期"}, false}, {"zh", []string{"text_zh", "中文说明"}, false}, {"en", []string{"text_en", "英文说明"}, false},
			{"binds", []string{"义务主体"}, true}, mark, src, page}, readLegalBasis},
		{Coverages, []field{platform, {"day", []string{"date", "日期"}, true}, {"outlet", []string{"medium", "媒体"}, true},
			{"title", []string{"标题"}, true}, page, issues(false)}, readCoverage},
		{Campaigns, []field{{"association", []string{"协会", "消费者组织"}, true}, titleZH, titleEN, from, to,
			{"region", []string{"地区"}, false}, issues(false), page}, readCampaign},
		{Exposures, []field{platform, from, to, {"measure", []string{"指标"}, true}, {"value", []string{"数值"}, true},
			{"currency", []string{"币种"}, false}, src, page}, readExposure},
		{Platforms, []field{{"kind", []string{"类别", "类型"}, true}, {"source", []string{"数据源"}, false}, platform,
			{"canonical", []string{"归入平台"}, false}, {"group", []string{"集团"}, false}, {"name", []string{"新名称"}, false},
			{"from", []string{"生效日期"}, false}}, readLink},
	}
}

func readPolicy(j *judge) (any, []string) {
	p := Policy{ID: j.text("id"), Jurisdiction: strings.ToUpper(j.must("jurisdiction")), Kind: oneOf(j, "kind", PolicyKinds),
		Title: j.both("title_zh", "title_en", true), Body: j.text("body"), InForce: j.date("in_force"), Announced: j.date("announced"),
		Effect: j.both("effect_zh", "effect_en", false), Issues: j.issues(true), Scope: j.text("scope"), Mark: readMark(j)}
	p.Src, p.URL = readSource(j)
	switch {
	case p.ID == "":
		j.fail("id", ingest.NoID)
	case len(p.Jurisdiction) != 2 || strings.Trim(p.Jurisdiction, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		j.fail("jurisdiction", ingest.BadValue)
	}
	return p, []string{p.ID}
}

func readLegalBasis(j *judge) (any, []string) {
	b := LegalBasis{Issues: j.issues(true), Ref: j.text("ref"), LawName: j.both("law_zh", "law_en", false), Version: j.text("law_version"),
		InForce: j.date("law_in_force"), Text: j.both("zh", "en", true), Mark: readMark(j)}
	b.Src, b.URL = readSource(j)
	var article string
	var found bool
	if b.Law, article, found = strings.Cut(b.Ref, "#"); !found || b.Law == "" || article == "" {
		j.fail("ref", ingest.NoID)
	}
	// One article for one kind of complaint: that is what a reader asks by.
	if !b.Issues.All && len(b.Issues.Codes) != 1 || len(b.Issues.Finer) > 1 {
		j.fail("issues", ingest.BadValue)
	}
	if l, ok := j.laws[b.Law]; ok && b.LawName == (Text{}) {
		b.LawName, b.Version, b.InForce = l.name, l.version, l.inForce
	}
	b.Binds = readParties(j)
	return b, []string{issueKey(b.Issues), b.Ref}
}

// issueKey is the one issue, sub-issue or "all" of an article.
func issueKey(i Issues) string {
	switch {
	case i.All:
		return "all"
	case len(i.Finer) > 0:
		return i.Finer[0]
	case len(i.Codes) > 0:
		return string(i.Codes[0])
	}
	return ""
}

func readParties(j *judge) (parties []Party) {
	words := j.list("binds")
	for _, word := range words {
		party := Party(j.coded(word))
		switch {
		case party == "both":
			parties = append(parties, PartyPlatform, PartySeller)
		case slices.Contains(Parties, party):
			parties = append(parties, party)
		default:
			j.fail("binds", ingest.BadValue)
		}
	}
	if len(words) == 0 {
		j.fail("binds", ingest.BadValue)
	}
	return parties
}

func readMark(j *judge) Mark {
	mark := Mark(strings.ToUpper(j.raw("mark")))
	if mark != Verified && mark != Recalled && mark != NotMarked {
		j.fail("mark", ingest.BadValue)
	}
	return mark
}

// readSource is src with its codes spelled out, and the address given or found
// in it.
func readSource(j *judge) (src, page string) {
	src, found := j.source("src")
	if page = j.page("url"); page == "" {
		page = found
	}
	return src, page
}

func readCoverage(j *judge) (any, []string) {
	c := Coverage{Platform: j.platform("platform"), Day: j.day("day"), Outlet: j.must("outlet"), Title: j.must("title"),
		URL: j.page("url"), Issues: j.issues(false)}
	if c.URL != "" {
		return c, []string{c.Platform, c.URL}
	}
	return c, []string{c.Platform, c.Day.String(), c.Outlet, c.Title}
}

func readCampaign(j *judge) (any, []string) {
	c := Campaign{Association: j.must("association"), Title: j.both("title_zh", "title_en", true), Region: j.text("region"),
		Issues: j.issues(false), URL: j.page("url")}
	c.From, c.To = j.period()
	return c, []string{c.Association, c.Title.ZH, c.Title.EN, c.From.String()}
}

func readExposure(j *judge) (any, []string) {
	e := Exposure{Platform: j.platform("platform"), Measure: oneOf(j, "measure", Measures), Value: j.number("value"),
		Currency: strings.ToUpper(j.raw("currency"))}
	e.From, e.To = j.period()
	e.Src, e.URL = readSource(j)
	if (e.Measure == Revenue) != (e.Currency != "") || e.Currency != "" && (len(e.Currency) != 3 || !isCode(strings.ToLower(e.Currency))) {
		j.fail("currency", ingest.BadValue)
	}
	return e, []string{e.Platform, e.From.First.String(), e.To.Last.String(), string(e.Measure), e.Currency}
}

func readLink(j *judge) (any, []string) {
	l := Link{Kind: oneOf(j, "kind", LinkKinds), Source: strings.ToLower(j.raw("source")), Platform: j.platform("platform")}
	if l.Source == "" {
		l.Source = AnySource
	}
	if l.Source != AnySource && !isCode(strings.ReplaceAll(l.Source, "-", "_")) {
		j.fail("source", ingest.BadValue)
	}
	isGroup := strings.HasPrefix(l.Platform, groupScheme)
	switch l.Kind {
	case Alias:
		l.Canonical = j.platform("canonical")
		if isGroup || strings.HasPrefix(l.Canonical, groupScheme) {
			j.fail("canonical", ingest.BadValue) // complaints are about businesses
		}
		return l, []string{string(l.Kind), l.Source, l.Platform}
	case Group:
		l.Name = strings.TrimSpace(strings.TrimPrefix(j.must("group"), groupScheme))
		l.Group = j.groupKey(l.Name)
		return l, []string{string(l.Kind), l.Source, l.Platform}
	case Rename:
		l.Name, l.From = j.must("name"), j.day("from")
		if isGroup {
			j.fail("platform", ingest.BadValue)
		}
	}
	return l, []string{string(l.Kind), l.Source, l.Platform, l.From.String()}
}
