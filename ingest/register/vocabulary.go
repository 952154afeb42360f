package register

import (
	"slices"
	"strings"

	"redress/ingest/complaint"
)

// A PolicyKind says what a policy event is.
type PolicyKind string

// The kinds of policy event.
const (
	Law            PolicyKind = "law"
	Rule           PolicyKind = "rule"
	Interpretation PolicyKind = "interpretation"
	Guidance       PolicyKind = "guidance"
	Procedure      PolicyKind = "procedure"  // how complaints are handled
	Channel        PolicyKind = "channel"    // where one can complain
	Disclosure     PolicyKind = "disclosure" // what is published
	Taxonomy       PolicyKind = "taxonomy"   // how complaints are coded
)

// PolicyKinds lists the kinds.
var PolicyKinds = []PolicyKind{Law, Rule, Interpretation, Guidance, Procedure, Channel, Disclosure, Taxonomy}

// SeriesBreak reports whether an event of the kind changes who can complain,
// where, or how it is coded, so that figures before and after may not compare.
func (k PolicyKind) SeriesBreak() bool {
	return k == Procedure || k == Channel || k == Disclosure || k == Taxonomy
}

// A Party is whom an article binds.
type Party string

// The parties.
const (
	PartyPlatform    Party = "platform"
	PartySeller      Party = "seller"
	PartyRegulator   Party = "regulator"
	PartyAssociation Party = "association"
	PartyCarrier     Party = "carrier"
	PartyAdPublisher Party = "ad_publisher" // a platform too, when it publishes the advertisement
	PartyEndorser    Party = "endorser"
)

// Parties lists the parties.
var Parties = []Party{PartyPlatform, PartySeller, PartyRegulator, PartyAssociation, PartyCarrier, PartyAdPublisher, PartyEndorser}

// A Mark says how far an entry was checked.
type Mark string

// The marks.
const (
	Verified  Mark = "V" // checked in a copy of the source
	Recalled  Mark = "R" // from memory: a thing to check
	NotMarked Mark = ""
)

// A Measure is what an exposure counts.
type Measure string

// The measures.
const (
	Orders      Measure = "orders"
	Accounts    Measure = "accounts"
	ActiveUsers Measure = "active_users"
	Visits      Measure = "visits"
	Revenue     Measure = "revenue" // in its currency
)

// Measures lists the measures.
var Measures = []Measure{Orders, Accounts, ActiveUsers, Visits, Revenue}

// A LinkKind says what a row of the register platforms is.
type LinkKind string

// The kinds of link.
const (
	Alias  LinkKind = "alias"  // complaints of the platform count for another
	Group  LinkKind = "group"  // the platform belongs to a group
	Rename LinkKind = "rename" // the platform is called otherwise from a day on
)

// LinkKinds lists the kinds.
var LinkKinds = []LinkKind{Alias, Group, Rename}

// Issues are the kinds of complaint an entry concerns. The zero value is
// unknown.
type Issues struct {
	All   bool              // it concerns every kind; Codes lists them all
	Codes []complaint.Issue // in the order of complaint.Issues
	Finer []string          // sub-issues, issue/finer, sorted; their issues are in Codes
}

// issueWords are words for issues, folded, beside the codes themselves.
func issueWords() map[string]string {
	return map[string]string{
		"fraud": "false_advertising/fraud", "欺诈": "false_advertising/fraud",
		"notasdescribed": "false_advertising/not_as_described", "描述不符": "false_advertising/not_as_described",
		"售后": "after_sales", "售后服务": "after_sales", "合同": "contract", "质量": "quality", "虚假宣传": "false_advertising",
		"虚假广告": "false_advertising", "安全": "safety", "价格": "price", "假冒": "counterfeit", "假冒伪劣": "counterfeit",
		"人格尊严": "dignity", "隐私": "privacy", "个人信息": "privacy", "计量": "measurement", "配送": "delivery", "物流": "delivery",
		"交付": "delivery", "其他": "other", "all": "all", "全部": "all", "所有": "all",
	}
}

// codeWords are Chinese words for the codes of the other vocabularies.
func codeWords() map[string]string {
	return map[string]string{
		"法律": "law", "规章": "rule", "规定": "rule", "司法解释": "interpretation", "指南": "guidance", "程序": "procedure", "渠道": "channel",
		"公示": "disclosure", "分类": "taxonomy", "口径": "taxonomy",
		"平台": "platform", "商家": "seller", "双方": "both", "监管部门": "regulator", "协会": "association", "承运人": "carrier",
		"广告发布者": "ad_publisher", "代言人": "endorser",
		"订单": "orders", "订单量": "orders", "账户数": "accounts", "活跃用户": "active_users", "访问量": "visits", "营业额": "revenue", "收入": "revenue",
		"别名": "alias", "集团": "group", "更名": "rename",
	}
}

// parseIssues reads a list of issues; ok is false where a word is none.
func parseIssues(words []string, known map[string]string) (out Issues, ok bool) {
	codes := map[complaint.Issue]bool{}
	for _, word := range words {
		if code, found := known[foldWord(word)]; found {
			word = code
		}
		word = strings.ToLower(strings.TrimSpace(word))
		if word == "all" {
			out.All = true
			continue
		}
		issue, finer, sub := strings.Cut(word, "/")
		if !complaint.Issue(issue).Valid() || sub && !isCode(finer) {
			return Issues{}, false
		}
		codes[complaint.Issue(issue)] = true
		if sub && !slices.Contains(out.Finer, word) {
			out.Finer = append(out.Finer, word)
		}
	}
	slices.Sort(out.Finer)
	for _, issue := range complaint.Issues {
		if out.All || codes[issue] {
			out.Codes = append(out.Codes, issue)
		}
	}
	return out, true
}

// isCode reports whether s is made of lower-case letters, digits and _.
func isCode(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_") == ""
}

// apart are the characters that words of a vocabulary may be written with or
// without. It is made once: a replacer costs more to make than to use.
var apart = strings.NewReplacer(" ", "", "_", "", "-", "", "\u00a0", "", "\ufeff", "")

// foldWord is the form in which names of columns and words of vocabularies meet.
func foldWord(s string) string { return apart.Replace(complaint.FoldText(strings.TrimSpace(s))) }
