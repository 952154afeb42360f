package sink

import (
	"bytes"
	"encoding/binary"
	"io"
	"time"

	"github.com/shopspring/decimal"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A block is sent when it has blockRows complaints or blockBytes bytes: large
// enough that the engine's work per block disappears, small enough to keep a
// load's memory flat with narratives of any length.
const (
	blockRows  = 32_768
	blockBytes = 32 << 20
)

// A block holds complaints column by column, as they are sent. It is reused.
type block struct {
	rows     int
	size     int // bytes of texts so far, about
	digester digester

	id                                                   fixed
	version, digest, loadID, file, line, openedOn        fixed
	source, platform, platformName, platformNameKind     words
	seller, sellerName, sellerNameKind                   words
	category, issue, subissue, issueSource               words
	region, channel, zone, status, outcomeBasis, outcome words
	currency, represented, timely, disputed              words
	ageBand, sex                                         words
	respondedOn, closedOn                                nullable
	openedAt, respondedAt, closedAt                      nullable
	amountClaimed, amountRecovered, rating               nullable
	remedies, evidence, associations                     wordLists
	stage, stageResult, action                           wordLists
	stageEnteredOn, stageLeftOn, actionOn                dayLists
	narrative                                            textColumn
}

func newBlock() *block {
	b := &block{}
	for _, w := range []*words{&b.source, &b.platform, &b.platformName, &b.platformNameKind, &b.issue, &b.zone, &b.status,
		&b.outcomeBasis, &b.outcome} {
		*w = newWords(false)
	}
	for _, w := range []*words{&b.seller, &b.sellerName, &b.sellerNameKind, &b.category, &b.subissue, &b.issueSource, &b.region,
		&b.channel, &b.currency, &b.represented, &b.timely, &b.disputed, &b.ageBand, &b.sex} {
		*w = newWords(true)
	}
	for _, l := range b.lists() {
		*l = newWordLists()
	}
	return b
}

func (b *block) lists() []*wordLists {
	return []*wordLists{&b.remedies, &b.evidence, &b.associations, &b.stage, &b.stageResult, &b.action}
}

// A sentColumn is a column of the block: its name and type in the table, and
// its bytes.
type sentColumn struct {
	name, kind string
	data       interface {
		reset()
		parts(into [][]byte) [][]byte
	}
}

// columns lists what is sent, in any order: the table's columns are found by
// their names.
func (b *block) columns() []sentColumn {
	const word, wordOrNull, list, days = "LowCardinality(String)", "LowCardinality(Nullable(String))",
		"Array(LowCardinality(String))", "Array(Nullable(Date))"
	const dayOrNull, instantOrNull, amountOrNull = "Nullable(Date)", "Nullable(DateTime64(3, 'UTC'))", "Nullable(Decimal(18, 2))"
	return []sentColumn{
		{"source", word, &b.source}, {"id", "FixedString(16)", &b.id}, {"version", "UInt64", &b.version},
		{"digest", "UInt64", &b.digest}, {"load_id", "UInt32", &b.loadID}, {"file", "UInt16", &b.file}, {"line", "UInt32", &b.line},
		{"platform", word, &b.platform}, {"platform_name", word, &b.platformName}, {"platform_name_kind", word, &b.platformNameKind},
		{"seller", wordOrNull, &b.seller}, {"seller_name", wordOrNull, &b.sellerName}, {"seller_name_kind", wordOrNull, &b.sellerNameKind},
		{"category", wordOrNull, &b.category}, {"issue", word, &b.issue}, {"subissue", wordOrNull, &b.subissue},
		{"issue_source", wordOrNull, &b.issueSource}, {"region", wordOrNull, &b.region}, {"channel", wordOrNull, &b.channel},
		{"opened_on", "Date", &b.openedOn}, {"responded_on", dayOrNull, &b.respondedOn}, {"closed_on", dayOrNull, &b.closedOn},
		{"opened_at", instantOrNull, &b.openedAt}, {"responded_at", instantOrNull, &b.respondedAt}, {"closed_at", instantOrNull, &b.closedAt},
		{"zone", word, &b.zone}, {"status", word, &b.status}, {"outcome_basis", word, &b.outcomeBasis}, {"outcome", word, &b.outcome},
		{"remedies", list, &b.remedies}, {"amount_claimed", amountOrNull, &b.amountClaimed},
		{"amount_recovered", amountOrNull, &b.amountRecovered}, {"currency", wordOrNull, &b.currency},
		{"stage", list, &b.stage}, {"stage_entered_on", days, &b.stageEnteredOn}, {"stage_left_on", days, &b.stageLeftOn},
		{"stage_result", list, &b.stageResult}, {"action", list, &b.action}, {"action_on", days, &b.actionOn},
		{"evidence", list, &b.evidence}, {"associations", list, &b.associations}, {"represented", wordOrNull, &b.represented},
		{"rating", "Nullable(UInt8)", &b.rating}, {"timely", wordOrNull, &b.timely},
		{"disputed", wordOrNull, &b.disputed}, {"age_band", wordOrNull, &b.ageBand},
		{"sex", wordOrNull, &b.sex}, {"narrative", "Nullable(String)", &b.narrative},
	}
}

// place says where a complaint stands in the load.
type place struct {
	loadID uint32
	file   uint16
	line   uint32 // no two complaints of a file have the same
}

// full reports whether the block should be sent before another complaint is
// added.
func (b *block) full() bool {
	if b.rows >= blockRows || b.size >= blockBytes {
		return true
	}
	for _, l := range b.lists() { // the other dictionaries grow by a word a row at most
		if l.words.count+ingest.MaxEntries > maxWords {
			return true
		}
	}
	return false
}

// add appends one complaint. Everything is copied: the caller reuses c.
func (b *block) add(c *complaint.Complaint, at place) {
	b.rows++
	b.size += len(c.Narrative) + 512
	b.id.bytes(c.ID[:])
	b.version.uint64(version(c.Period, at))
	b.digest.uint64(b.digester.sum(c))
	b.loadID.uint32(at.loadID)
	b.file.uint16(at.file)
	b.line.uint32(at.line)
	b.addWords(c)
	b.openedOn.uint16(dayNumber(c.OpenedOn))
	addDay(&b.respondedOn, c.RespondedOn)
	addDay(&b.closedOn, c.ClosedOn)
	addInstant(&b.openedAt, c.OpenedAt)
	addInstant(&b.respondedAt, c.RespondedAt)
	addInstant(&b.closedAt, c.ClosedAt)
	addAmount(&b.amountClaimed, c.AmountClaimed)
	addAmount(&b.amountRecovered, c.AmountRecovered)
	b.addLists(c)
	if c.Rating == 0 {
		b.rating.unknown(1)
	} else {
		b.rating.known()
		b.rating.data = append(b.rating.data, byte(c.Rating))
	}
	b.narrative.add(c.Narrative)
}

func (b *block) addWords(c *complaint.Complaint) {
	b.source.add(c.Source)
	b.platform.add(c.Platform)
	b.platformName.add(c.PlatformName.Text)
	b.platformNameKind.add(string(c.PlatformName.Kind))
	b.seller.add(c.Seller)
	b.sellerName.add(c.SellerName.Text)
	b.sellerNameKind.add(string(c.SellerName.Kind))
	b.category.add(c.Category)
	b.issue.add(string(c.Issue))
	b.subissue.add(c.Subissue)
	b.issueSource.add(c.IssueSource)
	b.region.add(c.Region)
	b.channel.add(string(c.Channel))
	b.zone.add(c.Zone)
	b.status.add(string(c.Status))
	b.outcomeBasis.add(string(c.OutcomeBasis))
	b.outcome.add(string(c.Outcome))
	b.currency.add(c.Currency)
	b.represented.add(string(c.Represented))
	b.timely.add(string(c.Timely))
	b.disputed.add(string(c.Disputed))
	b.ageBand.add(c.AgeBand)
	b.sex.add(string(c.Sex))
}

func (b *block) addLists(c *complaint.Complaint) {
	addList(&b.remedies, c.Remedies)
	addList(&b.evidence, c.Evidence)
	addList(&b.associations, c.Associations)
	for i := range c.Stages {
		s := &c.Stages[i]
		b.stage.words.add(string(s.Stage))
		b.stageResult.words.add(string(s.Result))
		addDay(&b.stageEnteredOn.days, s.EnteredOn)
		addDay(&b.stageLeftOn.days, s.LeftOn)
	}
	for i := range c.Actions {
		b.action.words.add(string(c.Actions[i].Action))
		addDay(&b.actionOn.days, c.Actions[i].On)
	}
	b.stage.end()
	b.stageResult.end()
	b.stageEnteredOn.end()
	b.stageLeftOn.end()
	b.action.end()
	b.actionOn.end()
}

func addList[T ~string](l *wordLists, values []T) {
	for _, v := range values {
		l.words.add(string(v))
	}
	l.end()
}

// dayNumber is a day as ClickHouse's Date: days since 1970.
func dayNumber(d complaint.Day) uint16 { return uint16(d.Time().Unix() / (24 * 60 * 60)) }

func addDay(n *nullable, d complaint.Day) {
	if !d.Known() {
		n.unknown(2)
		return
	}
	n.known()
	n.uint16(dayNumber(d))
}

func addInstant(n *nullable, t time.Time) {
	if t.IsZero() {
		n.unknown(8)
		return
	}
	n.known()
	n.uint64(uint64(t.UnixMilli()))
}

// amountScale is how many decimals of an amount the tables keep.
const amountScale = 2

func addAmount(n *nullable, a *decimal.Decimal) {
	if a == nil {
		n.unknown(8)
		return
	}
	n.known()
	n.uint64(uint64(a.Round(amountScale).Shift(amountScale).IntPart()))
}

// native is the block as the Native format has it. It is valid until the next
// reset.
func (b *block) native() io.Reader {
	columns := b.columns()
	head := binary.AppendUvarint(nil, uint64(len(columns)))
	head = binary.AppendUvarint(head, uint64(b.rows))
	var parts [][]byte
	for _, column := range columns {
		head = appendText(appendText(head, column.name), column.kind)
		parts = column.data.parts(append(parts, head))
		head = nil
	}
	readers := make([]io.Reader, len(parts))
	for i, part := range parts {
		readers[i] = bytes.NewReader(part)
	}
	return io.MultiReader(readers...)
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reset empties the block for the next complaints; its memory stays.
func (b *block) reset() {
	b.rows, b.size = 0, 0
	for _, column := range b.columns() {
		column.data.reset()
	}
}
