package ingest

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"redress/ingest/complaint"
)

// The limits of what a complaint can hold.
const (
	MaxText      = 1 << 10 // bytes of a name, key, category and the like
	MaxNarrative = 1 << 20 // bytes
	MaxEntries   = 100     // of a set or a ladder
	maxAmount    = 1_000_000_000_000
	firstYear    = 1990 // no publisher's register is older
)

// Validate judges a mapped complaint; nil accepts it. The RowError names the
// record's field as Column, since the publisher's column is not known any
// more. loadDay is the day of the load in any zone: a complaint opened, answered
// or closed more than a day after it is a mistake; unknown (in a trial) sets no
// limit.
//
// A value outside its vocabulary is bad_value as well: it can only be a mistake
// of ours, and is better seen in a report than stored.
func Validate(c *complaint.Complaint, file string, loadDay complaint.Day) *RowError {
	field, reason := judge(c, loadDay)
	if reason == "" {
		return nil
	}
	return &RowError{File: file, Line: c.Line, Column: field, Reason: reason}
}

func judge(c *complaint.Complaint, loadDay complaint.Day) (field string, reason Reason) {
	switch {
	case !c.OpenedOn.Known():
		return "opened_on", NoOpenedAt
	case c.Platform == "":
		return "platform", NoPlatform
	case c.ID == complaint.ID{}:
		return "id", NoID
	}
	if field, reason = judgeDays(c, loadDay); reason != "" {
		return field, reason
	}
	if field, reason = judgeCodes(c); reason != "" {
		return field, reason
	}
	if field, reason = judgeTexts(c); reason != "" {
		return field, reason
	}
	return judgeAmounts(c)
}

func judgeDays(c *complaint.Complaint, loadDay complaint.Day) (field string, reason Reason) {
	first, _ := complaint.NewDay(firstYear, 1, 1)
	last := loadDay.Add(1)
	for _, d := range [...]struct {
		field string
		day   complaint.Day
	}{{"opened_on", c.OpenedOn}, {"responded_on", c.RespondedOn}, {"closed_on", c.ClosedOn}} {
		switch {
		case d.day.Before(first):
			return d.field, BadValue
		case last.Before(d.day):
			return d.field, FutureDate
		}
	}
	switch {
	case c.ClosedOn.Before(c.OpenedOn), known(c.OpenedAt, c.ClosedAt) && c.ClosedAt.Before(c.OpenedAt):
		return "closed_on", ClosedBeforeOpened
	case c.RespondedOn.Before(c.OpenedOn), known(c.OpenedAt, c.RespondedAt) && c.RespondedAt.Before(c.OpenedAt):
		return "responded_on", BadValue
	}
	for _, s := range c.Stages {
		switch {
		case s.EnteredOn.Before(first), s.LeftOn.Before(s.EnteredOn):
			return "stages", BadValue
		case last.Before(s.EnteredOn), last.Before(s.LeftOn):
			return "stages", FutureDate
		}
	}
	for _, a := range c.Actions {
		switch {
		case a.On.Before(first):
			return "actions", BadValue
		case last.Before(a.On):
			return "actions", FutureDate
		}
	}
	return "", ""
}

func known(a, b time.Time) bool { return !a.IsZero() && !b.IsZero() }

func judgeCodes(c *complaint.Complaint) (field string, reason Reason) {
	switch {
	case !c.Issue.Valid():
		return "issue", BadValue
	case c.Subissue != "" && !strings.HasPrefix(c.Subissue, string(c.Issue)+"/"):
		return "subissue", BadValue
	case !c.Status.Valid():
		return "status", BadValue
	case !c.OutcomeBasis.Valid():
		return "outcome_basis", BadValue
	case !c.Outcome.Valid(), c.Status == complaint.Open && c.Outcome != complaint.OutcomeUnknown:
		return "outcome", BadValue
	case !c.Channel.Valid():
		return "channel", BadValue
	case !c.Sex.Valid():
		return "sex", BadValue
	case !c.Timely.Valid():
		return "timely", BadValue
	case !c.Disputed.Valid():
		return "disputed", BadValue
	case !c.Represented.Valid():
		return "represented", BadValue
	case c.Rating < 0 || c.Rating > 5:
		return "rating", BadValue
	case !allValid(c.Remedies):
		return "remedies", BadValue
	case !allValid(c.Evidence):
		return "evidence", BadValue
	case !c.PlatformName.Kind.Valid():
		return "platform", BadValue
	case c.Seller != "" && !c.SellerName.Kind.Valid():
		return "seller", BadValue
	}
	for _, s := range c.Stages {
		if !s.Stage.Valid() || !s.Result.Valid() {
			return "stages", BadValue
		}
	}
	for _, a := range c.Actions {
		if !a.Action.Valid() {
			return "actions", BadValue
		}
	}
	return "", ""
}

func allValid[T interface{ Valid() bool }](codes []T) bool {
	for _, code := range codes {
		if !code.Valid() {
			return false
		}
	}
	return true
}

func judgeTexts(c *complaint.Complaint) (field string, reason Reason) {
	for _, t := range [...]struct{ field, text string }{
		{"platform", c.Platform}, {"platform", c.PlatformName.Text}, {"seller", c.Seller}, {"seller", c.SellerName.Text},
		{"category", c.Category}, {"issue", c.IssueSource}, {"subissue", c.Subissue}, {"region", c.Region}, {"age_band", c.AgeBand}} {
		if reason := judgeText(t.text); reason != "" {
			return t.field, reason
		}
	}
	for _, name := range c.Associations {
		if reason := judgeText(name); reason != "" {
			return "associations", reason
		}
	}
	switch {
	case len(c.Narrative) > MaxNarrative:
		return "narrative", TooLong
	case !isText(c.Narrative, true):
		return "narrative", BadValue
	}
	switch {
	case len(c.Remedies) > MaxEntries:
		return "remedies", TooLong
	case len(c.Stages) > MaxEntries:
		return "stages", TooLong
	case len(c.Actions) > MaxEntries:
		return "actions", TooLong
	case len(c.Evidence) > MaxEntries:
		return "evidence", TooLong
	case len(c.Associations) > MaxEntries:
		return "associations", TooLong
	}
	return "", ""
}

func judgeText(text string) Reason {
	switch {
	case len(text) > MaxText:
		return TooLong
	case !isText(text, false):
		return BadValue
	}
	return ""
}

// isText reports whether s is UTF-8 without control characters; line ends and
// tabs are none with lines.
func isText(s string, lines bool) bool {
	var all byte // the bits of every byte
	for i := range len(s) {
		c := s[i]
		all |= c
		if c >= ' ' && c != 0x7F && c != 0xC2 {
			continue
		}
		switch {
		case lines && (c == '\n' || c == '\t'):
		case c == 0xC2 && (i+1 == len(s) || s[i+1] >= 0xA0): // the others of C2 are controls
		default:
			return false
		}
	}
	return all < utf8.RuneSelf || utf8.ValidString(s)
}

// IsAmount reports whether a sum of money is one that a complaint can be about: not
// below nothing, and less than a million million.
func IsAmount(sum decimal.Decimal) bool {
	return !sum.IsNegative() && sum.LessThan(decimal.NewFromInt(maxAmount))
}

func judgeAmounts(c *complaint.Complaint) (field string, reason Reason) {
	for _, a := range [...]struct {
		field  string
		amount *decimal.Decimal
	}{{"amount_claimed", c.AmountClaimed}, {"amount_recovered", c.AmountRecovered}} {
		switch {
		case a.amount == nil:
		case !IsAmount(*a.amount):
			return a.field, BadValue
		case c.Currency == "":
			return "currency", BadValue
		}
	}
	return "", ""
}
