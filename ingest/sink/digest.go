package sink

import (
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

// A digester hashes what complaints say. It reuses its buffer and is not safe
// for concurrent use.
type digester struct{ buffer []byte }

// sum is a 64-bit hash of everything a complaint says, and of nothing about how
// it came here (period, load, file, line): two states with one digest are the
// same state. It is computed here and not by the engine, so that it stays the
// same across engine versions.
func (d *digester) sum(c *complaint.Complaint) uint64 {
	d.buffer = d.buffer[:0]
	for _, s := range [...]string{c.Source, c.Platform, c.PlatformName.Text, string(c.PlatformName.Kind),
		c.Seller, c.SellerName.Text, string(c.SellerName.Kind),
		c.Category, string(c.Issue), c.Subissue, c.IssueSource, c.Region, string(c.Channel), c.Zone,
		string(c.Status), string(c.OutcomeBasis), string(c.Outcome), c.Currency,
		string(c.Represented), string(c.Timely), c.AgeBand, string(c.Sex), c.Narrative} {
		d.text(s)
	}
	d.day(c.OpenedOn)
	d.day(c.RespondedOn)
	d.day(c.ClosedOn)
	for _, at := range [...]int64{c.OpenedAt.UnixMilli(), c.RespondedAt.UnixMilli(), c.ClosedAt.UnixMilli()} {
		d.number(at)
	}
	d.number(int64(c.Rating))
	d.amount(c.AmountClaimed)
	d.amount(c.AmountRecovered)
	d.lists(c)
	// Fields that came later stand at the end and only where they say something:
	// complaints that do not have them keep the digest they are known by.
	if c.Disputed != complaint.AnswerUnknown {
		d.text("disputed=" + string(c.Disputed))
	}
	return xxhash.Sum64(d.buffer)
}

func (d *digester) lists(c *complaint.Complaint) {
	texts(d, c.Remedies)
	texts(d, c.Evidence)
	texts(d, c.Associations)
	d.number(int64(len(c.Stages)))
	for _, s := range c.Stages {
		d.text(string(s.Stage))
		d.day(s.EnteredOn)
		d.day(s.LeftOn)
		d.text(string(s.Result))
	}
	d.number(int64(len(c.Actions)))
	for _, a := range c.Actions {
		d.text(string(a.Action))
		d.day(a.On)
	}
}

// Every part carries its length, so that no two complaints run together into
// the same bytes.
func (d *digester) text(s string) {
	d.buffer = binary.AppendUvarint(d.buffer, uint64(len(s)))
	d.buffer = append(d.buffer, s...)
}

func (d *digester) number(n int64) { d.buffer = binary.AppendVarint(d.buffer, n) }

func (d *digester) day(day complaint.Day) {
	if !day.Known() {
		d.number(-1)
		return
	}
	d.number(day.Time().Unix())
}

func (d *digester) amount(a *decimal.Decimal) {
	if a == nil {
		d.text("")
		return
	}
	d.text(a.StringFixed(2)) // the scale the tables keep
}

func texts[T ~string](d *digester, values []T) {
	d.number(int64(len(values)))
	for _, v := range values {
		d.text(string(v))
	}
}
