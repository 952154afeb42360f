package ingest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"redress/ingest"
	"redress/ingest/complaint"
)

func dayOf(t *testing.T, text string) complaint.Day {
	t.Helper()
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		t.Fatal(err)
	}
	d, ok := complaint.DayOf(at)
	if !ok {
		t.Fatalf("no day %s", text)
	}
	return d
}

// validComplaint is one that has nothing wrong.
func validComplaint(t *testing.T) *complaint.Complaint {
	t.Helper()
	claimed := decimal.NewFromInt(5)
	return &complaint.Complaint{Source: "small", ID: complaint.ID{1}, Line: 7, Platform: "name:aurora",
		PlatformName: complaint.Name{Text: "Aurora", Kind: complaint.NameTrade}, Issue: complaint.Delivery, Subissue: "delivery/late",
		OpenedOn: dayOf(t, "2024-01-02"), RespondedOn: dayOf(t, "2024-01-02"), ClosedOn: dayOf(t, "2024-02-01"), Status: complaint.Closed,
		OutcomeBasis: complaint.ByConsumer, Outcome: complaint.Resolved, AmountClaimed: &claimed, Currency: "CNY",
		Remedies: []complaint.Remedy{complaint.Refund}, Evidence: []complaint.Evidence{complaint.Invoice}, Narrative: "one\ntwo\tthree",
		Stages:  []complaint.Stage{{Stage: complaint.AtSeller, EnteredOn: dayOf(t, "2024-01-02"), Result: complaint.Unresolved}},
		Actions: []complaint.Action{{Action: complaint.Warning, On: dayOf(t, "2024-01-05")}}, Associations: []string{"East"}, Rating: 5}
}

func TestValidateAccepts(t *testing.T) {
	f := func(what string, change func(*complaint.Complaint)) {
		t.Helper()
		c := validComplaint(t)
		change(c)
		if got := ingest.Validate(c, "f.csv", dayOf(t, "2024-03-01")); got != nil {
			t.Errorf("Validate(%s) = %v, want accepted", what, got)
		}
	}
	f("a full complaint", func(*complaint.Complaint) {})
	f("opened tomorrow, where it is tomorrow already", func(c *complaint.Complaint) {
		c.OpenedOn, c.RespondedOn, c.ClosedOn, c.Stages, c.Actions = dayOf(t, "2024-03-02"), complaint.Day{}, complaint.Day{}, nil, nil
	})
	f("closed on the day it was opened", func(c *complaint.Complaint) { c.ClosedOn = c.OpenedOn })
	f("open", func(c *complaint.Complaint) {
		c.Status, c.Outcome, c.ClosedOn = complaint.Open, complaint.OutcomeUnknown, complaint.Day{}
	})
	f("nothing but what is needed", func(c *complaint.Complaint) {
		*c = complaint.Complaint{ID: c.ID, Platform: c.Platform, PlatformName: c.PlatformName, Issue: complaint.Other, OpenedOn: c.OpenedOn,
			Status: complaint.Open, OutcomeBasis: complaint.ByBusiness, Outcome: complaint.OutcomeUnknown}
	})
	f("any letters", func(c *complaint.Complaint) { c.Category = "Móveis £5 家具 🛋" })
	f("a claim of nothing", func(c *complaint.Complaint) { zero := decimal.Zero; c.AmountClaimed = &zero })
}

func TestValidateRejects(t *testing.T) {
	f := func(column string, reason ingest.Reason, change func(*complaint.Complaint)) {
		t.Helper()
		c := validComplaint(t)
		change(c)
		got := ingest.Validate(c, "f.csv", dayOf(t, "2024-03-01"))
		if got == nil || got.Column != column || got.Reason != reason || got.File != "f.csv" || got.Line != 7 {
			t.Errorf("Validate = %v, want f.csv line 7, column %s: %s", got, column, reason)
		}
	}
	f("opened_on", ingest.NoOpenedAt, func(c *complaint.Complaint) { c.OpenedOn = complaint.Day{} })
	f("opened_on", ingest.BadValue, func(c *complaint.Complaint) { c.OpenedOn = dayOf(t, "1989-12-31") })
	f("opened_on", ingest.FutureDate, func(c *complaint.Complaint) { c.OpenedOn = dayOf(t, "2024-03-03") })
	f("responded_on", ingest.FutureDate, func(c *complaint.Complaint) { c.RespondedOn = dayOf(t, "2024-03-03") })
	f("responded_on", ingest.BadValue, func(c *complaint.Complaint) { c.RespondedOn = dayOf(t, "2024-01-01") })
	f("closed_on", ingest.FutureDate, func(c *complaint.Complaint) { c.ClosedOn = dayOf(t, "2024-03-03") })
	f("closed_on", ingest.ClosedBeforeOpened, func(c *complaint.Complaint) { c.ClosedOn = dayOf(t, "2024-01-01") })
	f("closed_on", ingest.ClosedBeforeOpened, func(c *complaint.Complaint) {
		c.ClosedOn, c.OpenedAt = c.OpenedOn, c.OpenedOn.Time().Add(2*time.Hour)
		c.ClosedAt = c.OpenedAt.Add(-time.Hour)
	})
	f("platform", ingest.NoPlatform, func(c *complaint.Complaint) { c.Platform = "" })
	f("platform", ingest.BadValue, func(c *complaint.Complaint) { c.PlatformName.Kind = "" })
	f("seller", ingest.BadValue, func(c *complaint.Complaint) { c.Seller = "name:x" })
	f("id", ingest.NoID, func(c *complaint.Complaint) { c.ID = complaint.ID{} })
	f("issue", ingest.BadValue, func(c *complaint.Complaint) { c.Issue, c.Subissue = "shipping", "" })
	f("subissue", ingest.BadValue, func(c *complaint.Complaint) { c.Subissue = "price/late" })
	f("status", ingest.BadValue, func(c *complaint.Complaint) { c.Status = "" })
	f("outcome", ingest.BadValue, func(c *complaint.Complaint) { c.Outcome = "" })
	f("outcome", ingest.BadValue, func(c *complaint.Complaint) { c.Status = complaint.Open })
	f("outcome_basis", ingest.BadValue, func(c *complaint.Complaint) { c.OutcomeBasis = "" })
	f("channel", ingest.BadValue, func(c *complaint.Complaint) { c.Channel = "owl" })
	f("sex", ingest.BadValue, func(c *complaint.Complaint) { c.Sex = "X" })
	f("timely", ingest.BadValue, func(c *complaint.Complaint) { c.Timely = "maybe" })
	f("disputed", ingest.BadValue, func(c *complaint.Complaint) { c.Disputed = "maybe" })
	f("represented", ingest.BadValue, func(c *complaint.Complaint) { c.Represented = "maybe" })
	f("rating", ingest.BadValue, func(c *complaint.Complaint) { c.Rating = 6 })
	f("remedies", ingest.BadValue, func(c *complaint.Complaint) { c.Remedies = []complaint.Remedy{"smile"} })
	f("evidence", ingest.BadValue, func(c *complaint.Complaint) { c.Evidence = []complaint.Evidence{"smile"} })
	f("stages", ingest.BadValue, func(c *complaint.Complaint) { c.Stages[0].Stage = "ombudsman" })
	f("stages", ingest.BadValue, func(c *complaint.Complaint) { c.Stages[0].Result = "" })
	f("stages", ingest.BadValue, func(c *complaint.Complaint) { c.Stages[0].LeftOn = dayOf(t, "2024-01-01") })
	f("stages", ingest.TooLong, func(c *complaint.Complaint) {
		for len(c.Stages) <= ingest.MaxEntries {
			c.Stages = append(c.Stages, c.Stages[0])
		}
	})
	f("actions", ingest.BadValue, func(c *complaint.Complaint) { c.Actions[0].Action = "frown" })
	f("actions", ingest.FutureDate, func(c *complaint.Complaint) { c.Actions[0].On = dayOf(t, "2025-01-01") })
	f("category", ingest.TooLong, func(c *complaint.Complaint) { c.Category = strings.Repeat("x", ingest.MaxText+1) })
	f("category", ingest.BadValue, func(c *complaint.Complaint) { c.Category = "a\x1ab" })
	f("category", ingest.BadValue, func(c *complaint.Complaint) { c.Category = "a\u0085b" })
	f("region", ingest.BadValue, func(c *complaint.Complaint) { c.Region = "a\xff" })
	f("associations", ingest.BadValue, func(c *complaint.Complaint) { c.Associations = []string{"a\nb"} })
	f("narrative", ingest.TooLong, func(c *complaint.Complaint) { c.Narrative = strings.Repeat("x", ingest.MaxNarrative+1) })
	f("narrative", ingest.BadValue, func(c *complaint.Complaint) { c.Narrative = "a\x00b" })
	f("amount_claimed", ingest.BadValue, func(c *complaint.Complaint) { minus := decimal.NewFromInt(-1); c.AmountClaimed = &minus })
	f("amount_claimed", ingest.BadValue, func(c *complaint.Complaint) { huge := decimal.New(1, 12); c.AmountClaimed = &huge })
	f("currency", ingest.BadValue, func(c *complaint.Complaint) { c.Currency = "" })
}
