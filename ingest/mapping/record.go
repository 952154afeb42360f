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
	timely, disputed          codedSpec
	represented               codedSpec
	remedies, evidence        codedSpec
	associations              *textSpec
	opened, responded, closed *dateSpec
	claimed, recovered        *amountSpec
	stages, actions           *ladderSpec
	rating                    *ratingSpec
	hasSubissues              bool // some value of issue has a finer code
}

// A textSpec fills a field with the publisher's words.
type textSpec struct {
	field         string
	column        int    // -1: value is meant
	value         string // the same in every row
	parameter     string // which the configured source gives as value
	before, after string // the part of the cell before or after the last of this
	nulls         []string
	known         []string // values that look like a person's and are not
	reject        bool     // a row with a cell that cannot be read is rejected; of currency alone
	split         string   // signs between the values of a cell that holds several; with tags, the text between them
	tags          *tagSpec
}

// A dateSpec fills one of the three days and its instant from the first of its
// sources that is present.
type dateSpec struct {
	field   string
	sources []dateSource
}

// A dateSource is one column that holds a day.
type dateSource struct {
	column int
	dates  dateReader
	agrees *agreement // the same day in parts; nil: there is none
	reject bool       // a row with a cell that cannot be read is rejected
}

// An amountSpec fills a sum of money.
type amountSpec struct {
	field  string
	column int
	point  byte
	reject bool // a row with a cell that cannot be read is rejected
}

// A ladderSpec fills stages or actions from cells like
// "seller@2024-01-03/2024-01-10=unresolved;platform@2024-01-10".
type ladderSpec struct {
	field   string
	column  int
	split   string
	dates   dateReader
	reject  bool              // a row with an entry that cannot be read is rejected
	table   map[string]string // the publisher's names, folded, and ours; nil: they are ours
	results map[string]string // likewise of results
	rungs   []rungSpec        // stages by columns of their own; without a column, the rest of this is empty
}

// A rungSpec is a stage that has columns of its own.
type rungSpec struct {
	stage   complaint.StageName
	column  int // -1: it was tried if one of its days is known
	is      []string
	entered *dateSpec
	left    *dateSpec
}

// A partySpec says who is complained about.
type partySpec struct {
	field        string
	value        string // the same in every row, a trade name; empty: by columns
	parameter    string // which the configured source gives as value
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
	isNot  []string // the values that say it is none; nil: all others
	number int      // the person's own number, -1: none
}

// fieldNames are the fields a declaration can fill, in the record's order.
func fieldNames() []string {
	return []string{"platform", "seller", "category", "issue", "subissue", "region", "channel", "opened_on", "responded_on",
		"closed_on", "status", "outcome", "remedies", "amount_claimed", "amount_recovered", "currency", "stages", "actions", "evidence",
		"associations", "represented", "rating", "timely", "disputed", "age_band", "sex", "narrative"}
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
		"timely": len(r.timely) > 0, "disputed": len(r.disputed) > 0, "age_band": r.ageBand != nil, "sex": len(r.sex) > 0, "narrative": r.narrative != nil,
	}
	return slices.DeleteFunc(fieldNames(), func(name string) bool { return !filled[name] })
}

func (p *declarationParser) parseRecord(n *node) {
	b := p.block(n, "record", recordBlock)
	r := &p.decl.record
	r.platform, r.seller = p.parseParty(b, "platform"), p.parseParty(b, "seller")
	r.category, r.region, r.ageBand = p.parseText(b, "category"), p.parseText(b, "region"), p.parseText(b, "age_band")
	r.narrative, r.currency, r.rating = p.parseText(b, "narrative"), p.parseText(b, "currency"), p.parseRating(b)
	r.associations = p.parseText(b, "associations")
	r.opened, r.responded, r.closed = p.parseDate(b, "opened_on"), p.parseDate(b, "responded_on"), p.parseDate(b, "closed_on")
	r.claimed, r.recovered = p.parseAmountSpec(b, "amount_claimed"), p.parseAmountSpec(b, "amount_recovered")
	r.stages, r.actions = p.parseLadder(b, "stages"), p.parseLadder(b, "actions")
	for _, coded := range []struct {
		field string
		into  *codedSpec
	}{{"issue", &r.issue}, {"outcome", &r.outcome}, {"status", &r.status}, {"channel", &r.channel}, {"sex", &r.sex}, {"timely", &r.timely},
		{"disputed", &r.disputed},
		{"represented", &r.represented}, {"remedies", &r.remedies}, {"evidence", &r.evidence}} {
		*coded.into = p.parseCoded(b, coded.field)
	}
	r.hasSubissues = r.issue.hasSubissues()
	for _, field := range neededFields() {
		if b.get(field) == nil {
			p.fail(n.line, "record has no %s: no complaint can do without", field)
		}
	}
	if (r.claimed != nil || r.recovered != nil) && r.currency == nil {
		p.fail(n.line, "amounts without a currency: say currency: {value: USD} or {column: …}")
	}
	if r.currency != nil && r.currency.value != "" && !isCurrency(strings.ToUpper(r.currency.value)) {
		p.fail(b.lineOf("currency"), "currency %q: want three letters (ISO 4217)", r.currency.value)
	}
}
