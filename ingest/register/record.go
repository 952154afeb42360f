package register

import (
	"github.com/shopspring/decimal"
)

// A Text is said in two languages; empty where a language lacks it.
type Text struct{ ZH, EN string }

// A Policy is a law, rule or event that may show in complaint figures.
type Policy struct {
	ID           string
	Jurisdiction string // ISO 3166-1 alpha-2, or EU
	Kind         PolicyKind
	Title        Text
	Body         string // who made it
	InForce      Date   // as far as it is known; the zero Date where it is not established
	Announced    Date   // promulgated or in the gazette: not the day in force
	Effect       Text   // a summary
	Issues       Issues
	Scope        string // what part of the complaints it concerns, where not all
	Mark         Mark
	Src, URL     string
}

// SeriesBreak is that of its kind.
func (p Policy) SeriesBreak() bool { return p.Kind.SeriesBreak() }

// A LegalBasis is an article that may apply to a kind of complaint. It never
// says that it was breached.
type LegalBasis struct {
	Issues   Issues // one issue or sub-issue, or all
	Ref      string // LAW#article(paragraph)(item)
	Law      string // the LAW of Ref
	LawName  Text
	Version  string // of the law
	InForce  Date   // of the law
	Text     Text   // a paraphrase
	Binds    []Party
	Mark     Mark
	Src, URL string
}

// A Coverage is one media report about a platform.
type Coverage struct {
	Platform string // key
	Day      Date   // a known day
	Outlet   string
	Title    string
	URL      string
	Issues   Issues
}

// A Campaign is one activity of an association to educate consumers.
type Campaign struct {
	Association string
	Title       Text
	From, To    Date
	Region      string
	Issues      Issues
	URL         string
}

// An Exposure is how much business a platform did in a period.
type Exposure struct {
	Platform string // key
	From, To Date   // the first day of From to the last of To
	Measure  Measure
	Value    decimal.Decimal
	Currency string // ISO 4217, of revenue
	Src, URL string
}

// A Link is one row of the register platforms.
type Link struct {
	Kind     LinkKind
	Source   string // publisher code, or AnySource
	Platform string // key; a group's for a group within a group
	// Canonical is the key that complaints of an alias count under, as the row
	// says it; Resolve follows chains.
	Canonical string
	Group     string // key of the group, group:…
	Name      string // of the group, or the new one of a rename
	From      Date   // a known day, of a rename
}

// AnySource stands in a link for every source.
const AnySource = "*"
