package sink

import (
	"time"

	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

// blockRows is how many complaints travel in one block: large enough that the
// engine's work per block disappears, small enough to keep a load's memory flat
// with narratives of some kilobytes.
const blockRows = 32_768

// A block holds complaints column by column, in the shapes the driver takes
// without converting row by row.
type block struct {
	rows     int
	boxes    map[string]any // each distinct word boxed once: the driver keys its dictionaries by boxed value
	digester digester

	id                                 [][]byte
	version, digest                    []uint64
	loadID                             []uint32
	file                               []uint16
	line                               []uint32
	words                              map[string][]any // LowCardinality columns, by column name; nil is NULL
	openedOn                           []time.Time
	respondedOn, closedOn              []*time.Time
	openedAt, respondedAt, closedAt    []*time.Time
	amountClaimed, amountRecovered     []*decimal.Decimal
	remedies, evidence, associations   [][]string
	stage, stageResult, action         [][]string
	stageEnteredOn, stageLeft, actedOn [][]*time.Time
	rating                             []*uint8
	narrative                          []*string
}

func newBlock() *block {
	return &block{boxes: map[string]any{}, words: map[string][]any{}}
}

// word appends a word to a column; empty is unknown, which is NULL.
func (b *block) word(column, value string) {
	var boxed any
	if value != "" {
		known := false
		if boxed, known = b.boxes[value]; !known {
			boxed = value
			b.boxes[value] = boxed
		}
	}
	b.words[column] = append(b.words[column], boxed)
}

// place says where a complaint stands in the load.
type place struct {
	loadID uint32
	file   uint16
}

// add appends one complaint. Everything is copied: the caller reuses c.
func (b *block) add(c *complaint.Complaint, at place) {
	b.rows++
	b.id = append(b.id, append([]byte(nil), c.ID[:]...))
	b.version = append(b.version, version(c.Period, at))
	b.digest = append(b.digest, b.digester.sum(c))
	b.loadID = append(b.loadID, at.loadID)
	b.file = append(b.file, at.file)
	b.line = append(b.line, uint32(c.Line))
	b.addWords(c)
	b.openedOn = append(b.openedOn, c.OpenedOn.Time())
	b.respondedOn = append(b.respondedOn, day(c.RespondedOn))
	b.closedOn = append(b.closedOn, day(c.ClosedOn))
	b.openedAt = append(b.openedAt, instant(c.OpenedAt))
	b.respondedAt = append(b.respondedAt, instant(c.RespondedAt))
	b.closedAt = append(b.closedAt, instant(c.ClosedAt))
	b.amountClaimed = append(b.amountClaimed, c.AmountClaimed)
	b.amountRecovered = append(b.amountRecovered, c.AmountRecovered)
	b.addLists(c)
	b.rating = append(b.rating, rating(c.Rating))
	b.narrative = append(b.narrative, text(c.Narrative))
}

func (b *block) addWords(c *complaint.Complaint) {
	b.word("source", c.Source)
	b.word("platform", c.Platform)
	b.word("platform_name", c.PlatformName.Text)
	b.word("platform_name_kind", string(c.PlatformName.Kind))
	b.word("seller", c.Seller)
	b.word("seller_name", c.SellerName.Text)
	b.word("seller_name_kind", string(c.SellerName.Kind))
	b.word("category", c.Category)
	b.word("issue", string(c.Issue))
	b.word("subissue", c.Subissue)
	b.word("issue_source", c.IssueSource)
	b.word("region", c.Region)
	b.word("channel", string(c.Channel))
	b.word("zone", c.Zone)
	b.word("status", string(c.Status))
	b.word("outcome_basis", string(c.OutcomeBasis))
	b.word("outcome", string(c.Outcome))
	b.word("currency", c.Currency)
	b.word("represented", string(c.Represented))
	b.word("timely", string(c.Timely))
	b.word("age_band", c.AgeBand)
	b.word("sex", string(c.Sex))
}

func (b *block) addLists(c *complaint.Complaint) {
	b.remedies = append(b.remedies, names(c.Remedies))
	b.evidence = append(b.evidence, names(c.Evidence))
	b.associations = append(b.associations, append([]string(nil), c.Associations...))
	var stage, result, action []string
	var entered, left, acted []*time.Time
	for _, s := range c.Stages {
		stage, result = append(stage, string(s.Stage)), append(result, string(s.Result))
		entered, left = append(entered, day(s.EnteredOn)), append(left, day(s.LeftOn))
	}
	for _, a := range c.Actions {
		action, acted = append(action, string(a.Action)), append(acted, day(a.On))
	}
	b.stage, b.stageResult = append(b.stage, stage), append(b.stageResult, result)
	b.stageEnteredOn, b.stageLeft = append(b.stageEnteredOn, entered), append(b.stageLeft, left)
	b.action, b.actedOn = append(b.action, action), append(b.actedOn, acted)
}

func names[T ~string](values []T) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

func day(d complaint.Day) *time.Time {
	if !d.Known() {
		return nil
	}
	t := d.Time()
	return &t
}

func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func rating(r int) *uint8 {
	if r == 0 {
		return nil
	}
	stars := uint8(r)
	return &stars
}

func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// column gives the values of a column by its name in the table.
func (b *block) column(name string) any {
	switch name {
	case "id":
		return b.id
	case "version":
		return b.version
	case "digest":
		return b.digest
	case "load_id":
		return b.loadID
	case "file":
		return b.file
	case "line":
		return b.line
	case "opened_on":
		return b.openedOn
	case "responded_on":
		return b.respondedOn
	case "closed_on":
		return b.closedOn
	case "opened_at":
		return b.openedAt
	case "responded_at":
		return b.respondedAt
	case "closed_at":
		return b.closedAt
	case "amount_claimed":
		return b.amountClaimed
	case "amount_recovered":
		return b.amountRecovered
	case "rating":
		return b.rating
	case "narrative":
		return b.narrative
	}
	if list := b.list(name); list != nil {
		return list
	}
	if words, ok := b.words[name]; ok {
		return words
	}
	return nil
}

func (b *block) list(name string) any {
	switch name {
	case "remedies":
		return b.remedies
	case "evidence":
		return b.evidence
	case "associations":
		return b.associations
	case "stage":
		return b.stage
	case "stage_result":
		return b.stageResult
	case "stage_entered_on":
		return b.stageEnteredOn
	case "stage_left_on":
		return b.stageLeft
	case "action":
		return b.action
	case "action_on":
		return b.actedOn
	}
	return nil
}
