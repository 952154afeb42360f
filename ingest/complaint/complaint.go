// Package complaint is the canonical complaint record and its closed
// vocabularies. It is a leaf: the write path fills it, the read path names its
// columns, and it knows neither of them.
//
// Its one rule: unknown is a state of its own. An empty string, a zero Day, a
// zero time.Time and a nil amount mean "the publisher does not say"; they are
// stored as NULL and never counted as a value.
package complaint

import (
	"time"

	"github.com/shopspring/decimal"
)

// An ID is the 128-bit keyed hash that stands for a publisher's own complaint
// number, or for the identity columns its declaration names. It cannot be
// turned back without the installation's key.
type ID [16]byte

// A Complaint is one consumer's complaint about one business, in the state one
// publisher's file gives it.
type Complaint struct {
	Source string // publisher code, e.g. procon-cnrf
	ID     ID
	// Period orders the states of a complaint before the load does: the
	// publisher's own year, month or file date as yyyymmdd (missing parts 0).
	Period uint32
	Line   int // line of the record's first byte in its file, from 1

	Platform     string // scheme:value, e.g. cnpj:47960950 or name:lojas-aurora
	PlatformName Name
	Seller       string // like Platform; empty where the source has none
	SellerName   Name

	Category    string // goods or service sector, the publisher's words
	Issue       Issue
	Subissue    string // issue/finer-code, or empty
	IssueSource string // the publisher's own words for the issue
	Region      string
	Channel     Channel

	OpenedOn, RespondedOn, ClosedOn Day       // the publisher's local calendar days
	OpenedAt, RespondedAt, ClosedAt time.Time // instants, where given
	Zone                            string    // IANA zone the days and instants were read in

	Status       Status
	OutcomeBasis OutcomeBasis
	Outcome      Outcome

	Remedies        []Remedy
	AmountClaimed   *decimal.Decimal
	AmountRecovered *decimal.Decimal
	Currency        string // ISO 4217

	Stages       []Stage
	Actions      []Action
	Evidence     []Evidence
	Associations []string
	Represented  Answer

	Rating int // 1 to 5; 0 unknown
	Timely Answer
	// Disputed says whether the consumer disputed what the business answered. It
	// does not change the outcome.
	Disputed Answer

	AgeBand string // complainant attributes as published: public only through disclosure
	Sex     Sex

	Narrative string // redacted free text
}

// A Name is how one complaint calls a business, and how far that wording can
// be trusted as the name to show: the most frequent trade name of a key wins
// over any legal name.
type Name struct {
	Text string
	Kind NameKind
}

// A Stage is one rung of the escalation ladder.
type Stage struct {
	Stage     StageName
	EnteredOn Day
	LeftOn    Day
	Result    Outcome
}

// An Action is what the platform did to the seller.
type Action struct {
	Action ActionName
	On     Day
}
