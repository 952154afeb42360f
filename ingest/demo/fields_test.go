package demo_test

import (
	"slices"
	"testing"

	"redress/ingest/complaint"
	"redress/ingest/demo"
)

// TestRecords looks at 20,000 complaints from every side. That they are there
// shows that every row is accepted: load fails on a rejected one.
func TestRecords(t *testing.T) {
	const n, seed = 20_000, 1
	l := load(t, n, seed)
	t.Run("every field is filled", func(t *testing.T) { everyFieldIsFilled(t, l, n) })
	t.Run("vocabularies are used", func(t *testing.T) { vocabulariesAreUsed(t, l) })
	t.Run("what one field says no other denies", func(t *testing.T) { recordsAreConsistent(t, l) })
	t.Run("unmapped", func(t *testing.T) { unmappedAsPlanted(t, l, n, seed) })
	t.Run("personal data does not get through", func(t *testing.T) { personalDataDoesNotGetThrough(t, l) })
	t.Run("recent complaints are open", func(t *testing.T) { recentComplaintsAreOpen(t, l.complaints) })
	t.Run("window", func(t *testing.T) { windowIs36Months(t, l.complaints) })
}

func everyFieldIsFilled(t *testing.T, l loaded, n int) {
	if len(l.complaints) != n {
		t.Fatalf("%d complaints, want %d", len(l.complaints), n)
	}
	ids := map[complaint.ID]bool{}
	filled := map[string]int{}
	count := func(field string, has bool) {
		if has {
			filled[field]++
		}
	}
	for i := range l.complaints {
		c := &l.complaints[i]
		ids[c.ID] = true
		count("platform", c.Platform != "" && c.PlatformName.Text != "")
		count("seller", c.Seller != "" && c.SellerName.Text != "")
		count("category", c.Category != "")
		count("issue", c.Issue.Valid())
		count("subissue", c.Subissue != "")
		count("issue_source", c.IssueSource != "")
		count("region", c.Region != "")
		count("channel", c.Channel != "")
		count("opened_on", c.OpenedOn.Known() && !c.OpenedAt.IsZero())
		count("responded_on", c.RespondedOn.Known() && !c.RespondedAt.IsZero())
		count("closed_on", c.ClosedOn.Known() && !c.ClosedAt.IsZero())
		count("outcome", c.Outcome != complaint.OutcomeUnknown)
		count("remedies", len(c.Remedies) > 0)
		count("amount_claimed", c.AmountClaimed != nil && c.Currency == "CNY")
		count("amount_recovered", c.AmountRecovered != nil)
		count("stages", len(c.Stages) > 0)
		count("actions", len(c.Actions) > 0)
		count("evidence", len(c.Evidence) > 0)
		count("associations", len(c.Associations) > 0)
		count("represented", c.Represented != "")
		count("rating", c.Rating > 0)
		count("timely", c.Timely != "")
		count("disputed", c.Disputed != "")
		count("age_band", c.AgeBand != "")
		count("sex", c.Sex != "")
		count("narrative", c.Narrative != "")
		if c.OutcomeBasis != complaint.ByConsumer || c.Zone != "Asia/Shanghai" || c.Period != 20261031 {
			t.Fatalf("line %d: basis %s, zone %s, period %d", c.Line, c.OutcomeBasis, c.Zone, c.Period)
		}
	}
	if len(ids) != n {
		t.Errorf("%d different ids, want %d", len(ids), n)
	}
	least := map[string]float64{"remedies": 0.3, "amount_recovered": 0.3, "actions": 0.02, "associations": 0.08, "rating": 0.3, "disputed": 0.5}
	for _, field := range append(l.publisher.Fields, "issue_source") {
		want, rare := least[field]
		if !rare {
			want = 0.8
		}
		if got := float64(filled[field]) / float64(n); got < want {
			t.Errorf("%s is filled in %.3f of the rows, want at least %.2f", field, got, want)
		}
	}
	if len(l.publisher.Fields) < 25 {
		t.Errorf("the declaration fills %d fields: %v", len(l.publisher.Fields), l.publisher.Fields)
	}
}

// vocabulariesAreUsed: every value of every closed vocabulary occurs.
func vocabulariesAreUsed(t *testing.T, l loaded) {
	seen := map[string]bool{}
	for i := range l.complaints {
		c := &l.complaints[i]
		for _, v := range []string{string(c.Issue), string(c.Channel), string(c.Status), string(c.Sex), "timely " + string(c.Timely),
			"represented " + string(c.Represented), "disputed " + string(c.Disputed)} {
			seen[v] = true
		}
		if c.Status == complaint.Closed {
			seen["outcome "+string(c.Outcome)] = true
		}
		for _, r := range c.Remedies {
			seen[string(r)] = true
		}
		for _, e := range c.Evidence {
			seen[string(e)] = true
		}
		for _, s := range c.Stages {
			seen["stage "+string(s.Stage)] = true
		}
		for _, a := range c.Actions {
			seen[string(a.Action)] = true
		}
	}
	want := func(prefix string, values ...string) {
		t.Helper()
		for _, v := range values {
			if !seen[prefix+v] {
				t.Errorf("no complaint with %s%q", prefix, v)
			}
		}
	}
	want("", texts(complaint.Issues)...)
	want("", texts(complaint.Channels)...)
	want("", texts(complaint.Statuses)...)
	want("", texts(complaint.Remedies)...)
	want("", texts(complaint.EvidenceKinds)...)
	want("", texts(complaint.ActionNames)...)
	want("", "F", "M", "N")
	want("outcome ", texts(complaint.Outcomes)...)
	want("stage ", texts(complaint.StageNames)...)
	want("timely ", "yes", "no", "")
	want("represented ", "yes", "no", "")
	want("disputed ", "yes", "no", "")
}

func texts[T ~string](values []T) []string {
	var out []string
	for _, v := range values {
		out = append(out, string(v))
	}
	return out
}

func recordsAreConsistent(t *testing.T, l loaded) {
	last := until(t)
	beyond := 0
	for i := range l.complaints {
		c := &l.complaints[i]
		bad := func(what string) { t.Errorf("line %d: %s", c.Line, what) }
		judged := c.Outcome == complaint.Resolved || c.Outcome == complaint.Unresolved
		first, end := c.Stages[0], c.Stages[len(c.Stages)-1]
		switch {
		case last.Before(c.OpenedOn), last.Before(c.RespondedOn), last.Before(c.ClosedOn):
			bad("something happens after the export")
		case (c.Status == complaint.Open) == c.ClosedOn.Known():
			bad("status and closing day")
		case c.Rating > 0 && !judged:
			bad("a rating nobody gave")
		case c.Disputed != "" && !c.RespondedOn.Known():
			bad("an answer disputed that nobody gave")
		case c.ClosedOn.Known() && c.ClosedAt.Before(c.RespondedAt):
			bad("answered after it was closed")
		case first.EnteredOn != c.OpenedOn:
			bad("the ladder does not begin with the complaint")
		case end.LeftOn != c.ClosedOn:
			bad("the ladder does not end with the complaint")
		case end.Result != c.Outcome:
			bad("the last rung has another result than the complaint")
		case len(c.Remedies) > 0 && c.Status == complaint.Open:
			bad("a remedy for an open complaint")
		case c.AmountRecovered != nil && c.Status == complaint.Open:
			bad("money back for an open complaint")
		}
		for j, s := range c.Stages[1:] {
			if s.EnteredOn != c.Stages[j].LeftOn || c.Stages[j].Result != complaint.Unresolved {
				bad("a rung that does not follow from the one before")
			}
		}
		helped := slices.ContainsFunc(c.Stages, func(s complaint.Stage) bool { return s.Stage == complaint.AtAssociation })
		if helped != (len(c.Associations) > 0) {
			bad("an association without its rung, or a rung without it")
		}
		for _, a := range c.Actions {
			if a.On.Before(c.OpenedOn) || last.Before(a.On) || c.Seller == "" {
				bad("an action before the complaint, after the export or against nobody")
			}
		}
		if c.AmountClaimed != nil && c.AmountRecovered != nil && c.AmountRecovered.GreaterThan(*c.AmountClaimed) {
			beyond++
			if !slices.Contains(c.Remedies, complaint.MultipleCompensation) {
				bad("more recovered than claimed")
			}
		}
		if t.Failed() {
			return
		}
	}
	if share := float64(beyond) / float64(len(l.complaints)); share == 0 || share > 0.06 {
		t.Errorf("recovered more than claimed in %.3f of the complaints, want a few", share)
	}
}

// unmappedAsPlanted: only the wordings coined after the declaration are
// unmapped, as often as planted, and blank channels.
func unmappedAsPlanted(t *testing.T, l loaded, n int, seed uint64) {
	for field := range l.unmapped {
		if field != "issue" && field != "channel" {
			t.Errorf("unmapped %s: %v", field, l.unmapped[field])
		}
	}
	total := 0
	for _, count := range l.unmapped["issue"] {
		total += count
	}
	got, want := float64(total)/float64(n), demo.Truth(seed).Unmapped
	if got < want*0.7 || got > want*1.3 {
		t.Errorf("%.4f of the issues are unmapped, want about %.4f", got, want)
	}
	if len(l.unmapped["channel"]) != 1 || l.unmapped["channel"]["(absent)"] == 0 {
		t.Errorf("unmapped channels: %v, want only absent ones", l.unmapped["channel"])
	}
}
