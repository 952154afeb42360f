package complaint

import "slices"

// The vocabularies are closed: a value outside its list is an error, never a
// default. Their order is the order in which files and pages list them.

// NameKind says where a name comes from, best first.
type NameKind string

// The kinds of name.
const (
	NameTrade     NameKind = "trade"
	NameLegal     NameKind = "legal"
	NamePseudonym NameKind = "pseudonym"
)

// NameKinds lists the kinds of name.
var NameKinds = []NameKind{NameTrade, NameLegal, NamePseudonym}

// Valid reports whether k is one of NameKinds.
func (k NameKind) Valid() bool { return slices.Contains(NameKinds, k) }

// Issue is a complaint's canonical issue code: the nature classes of China's
// consumer associations, with privacy and delivery added.
type Issue string

// The issue codes.
const (
	AfterSales       Issue = "after_sales"
	Contract         Issue = "contract"
	Quality          Issue = "quality"
	FalseAdvertising Issue = "false_advertising"
	Safety           Issue = "safety"
	Price            Issue = "price"
	Counterfeit      Issue = "counterfeit"
	Dignity          Issue = "dignity"
	Privacy          Issue = "privacy"
	Measurement      Issue = "measurement"
	Delivery         Issue = "delivery"
	Other            Issue = "other"
)

// Issues lists the issue codes.
var Issues = []Issue{AfterSales, Contract, Quality, FalseAdvertising, Safety, Price, Counterfeit,
	Dignity, Privacy, Measurement, Delivery, Other}

// Valid reports whether i is one of Issues.
func (i Issue) Valid() bool { return slices.Contains(Issues, i) }

// Status says whether the complaint is still being handled.
type Status string

// The statuses.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// Statuses lists the statuses.
var Statuses = []Status{Open, Closed}

// Valid reports whether s is one of Statuses.
func (s Status) Valid() bool { return slices.Contains(Statuses, s) }

// OutcomeBasis says whose word the outcome is. Outcomes of different bases are
// never pooled.
type OutcomeBasis string

// The bases.
const (
	ByConsumer  OutcomeBasis = "consumer"  // the complainant rated it
	ByAuthority OutcomeBasis = "authority" // a mediator or agency found it
	ByBusiness  OutcomeBasis = "business"  // the company's own answer
)

// OutcomeBases lists the bases.
var OutcomeBases = []OutcomeBasis{ByConsumer, ByAuthority, ByBusiness}

// Valid reports whether b is one of OutcomeBases.
func (b OutcomeBasis) Valid() bool { return slices.Contains(OutcomeBases, b) }

// Outcome is how a complaint ended. An open complaint has OutcomeUnknown.
type Outcome string

// The outcomes.
const (
	Resolved       Outcome = "resolved"
	Unresolved     Outcome = "unresolved"
	Unrated        Outcome = "unrated" // closed, and nobody judged it
	Withdrawn      Outcome = "withdrawn"
	Invalid        Outcome = "invalid"
	Referred       Outcome = "referred"
	OutcomeUnknown Outcome = "unknown"
)

// Outcomes lists the outcomes.
var Outcomes = []Outcome{Resolved, Unresolved, Unrated, Withdrawn, Invalid, Referred, OutcomeUnknown}

// Valid reports whether o is one of Outcomes.
func (o Outcome) Valid() bool { return slices.Contains(Outcomes, o) }

// Channel is how the complaint was filed. Empty means unknown.
type Channel string

// The channels.
const (
	Web            Channel = "web"
	Phone          Channel = "phone"
	App            Channel = "app"
	Post           Channel = "post"
	Email          Channel = "email"
	Fax            Channel = "fax"
	InPerson       Channel = "in_person"
	ByAssociation  Channel = "association"
	ByReferral     Channel = "referral"
	ChannelOther   Channel = "other"
	ChannelUnknown Channel = ""
)

// Channels lists the known channels.
var Channels = []Channel{Web, Phone, App, Post, Email, Fax, InPerson, ByAssociation, ByReferral, ChannelOther}

// Valid reports whether c is one of Channels or unknown.
func (c Channel) Valid() bool { return c == ChannelUnknown || slices.Contains(Channels, c) }

// Remedy is what the consumer got.
type Remedy string

// The remedies.
const (
	Refund               Remedy = "refund"
	Replacement          Remedy = "replacement"
	Repair               Remedy = "repair"
	PriceDifference      Remedy = "price_difference"
	Compensation         Remedy = "compensation"
	MultipleCompensation Remedy = "multiple_compensation"
	StoreCredit          Remedy = "store_credit"
	Apology              Remedy = "apology"
	ServiceDelivered     Remedy = "service_delivered"
	ContractCancelled    Remedy = "contract_cancelled"
	OtherRemedy          Remedy = "other"
)

// Remedies lists the remedies.
var Remedies = []Remedy{Refund, Replacement, Repair, PriceDifference, Compensation, MultipleCompensation,
	StoreCredit, Apology, ServiceDelivered, ContractCancelled, OtherRemedy}

// Valid reports whether r is one of Remedies.
func (r Remedy) Valid() bool { return slices.Contains(Remedies, r) }

// StageName is a rung of the escalation ladder.
type StageName string

// The rungs, lowest first.
const (
	AtSeller      StageName = "seller"
	AtPlatform    StageName = "platform"
	AtAssociation StageName = "association"
	AtRegulator   StageName = "regulator"
	AtMediation   StageName = "mediation"
	AtLegalAid    StageName = "legal_aid"
	AtCourt       StageName = "court"
	AtMedia       StageName = "media"
)

// StageNames lists the rungs.
var StageNames = []StageName{AtSeller, AtPlatform, AtAssociation, AtRegulator, AtMediation, AtLegalAid, AtCourt, AtMedia}

// Valid reports whether s is one of StageNames.
func (s StageName) Valid() bool { return slices.Contains(StageNames, s) }

// ActionName is what a platform does to a seller.
type ActionName string

// The actions.
const (
	Warning          ActionName = "warning"
	Delisting        ActionName = "delisting"
	Ban              ActionName = "ban"
	DepositDeduction ActionName = "deposit_deduction"
)

// ActionNames lists the actions.
var ActionNames = []ActionName{Warning, Delisting, Ban, DepositDeduction}

// Valid reports whether a is one of ActionNames.
func (a ActionName) Valid() bool { return slices.Contains(ActionNames, a) }

// Evidence is what the consumer could show.
type Evidence string

// The kinds of evidence.
const (
	OrderNumber      Evidence = "order_number"
	PaymentRecord    Evidence = "payment_record"
	ChatLog          Evidence = "chat_log"
	PhotoVideo       Evidence = "photo_video"
	ProductPage      Evidence = "product_page"
	InspectionReport Evidence = "inspection_report"
	Invoice          Evidence = "invoice"
)

// EvidenceKinds lists the kinds of evidence.
var EvidenceKinds = []Evidence{OrderNumber, PaymentRecord, ChatLog, PhotoVideo, ProductPage, InspectionReport, Invoice}

// Valid reports whether e is one of EvidenceKinds.
func (e Evidence) Valid() bool { return slices.Contains(EvidenceKinds, e) }

// Answer is a yes or no that may not have been asked. Empty means unknown.
type Answer string

// The answers.
const (
	Yes           Answer = "yes"
	No            Answer = "no"
	AnswerUnknown Answer = ""
)

// Valid reports whether a is yes, no or unknown.
func (a Answer) Valid() bool { return a == Yes || a == No || a == AnswerUnknown }

// Sex is the complainant's sex as published. Empty means unknown.
type Sex string

// The values publishers use.
const (
	Female     Sex = "F"
	Male       Sex = "M"
	NoneStated Sex = "N" // the publisher's own "not stated"
	SexUnknown Sex = ""
)

// Valid reports whether s is F, M, N or unknown.
func (s Sex) Valid() bool { return s == Female || s == Male || s == NoneStated || s == SexUnknown }
