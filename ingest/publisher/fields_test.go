package publisher_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

// known lists the fields of a complaint that are known, by the names that
// ingest.Publisher.Fields uses.
func known(c *complaint.Complaint) []string {
	var out []string
	for _, f := range []struct {
		name string
		has  bool
	}{
		{"platform", c.Platform != ""}, {"seller", c.Seller != ""}, {"category", c.Category != ""}, {"issue", c.Issue != ""},
		{"subissue", c.Subissue != ""}, {"region", c.Region != ""}, {"channel", c.Channel != ""}, {"opened_on", c.OpenedOn.Known()},
		{"responded_on", c.RespondedOn.Known()}, {"closed_on", c.ClosedOn.Known()}, {"outcome", c.Outcome != complaint.OutcomeUnknown},
		{"remedies", len(c.Remedies) > 0}, {"amount_claimed", c.AmountClaimed != nil}, {"amount_recovered", c.AmountRecovered != nil},
		{"stages", len(c.Stages) > 0}, {"actions", len(c.Actions) > 0}, {"evidence", len(c.Evidence) > 0},
		{"associations", len(c.Associations) > 0}, {"represented", c.Represented != ""}, {"rating", c.Rating != 0},
		{"timely", c.Timely != ""}, {"disputed", c.Disputed != ""}, {"age_band", c.AgeBand != ""}, {"sex", c.Sex != ""}, {"narrative", c.Narrative != ""},
	} {
		if f.has {
			out = append(out, f.name)
		}
	}
	return out
}

// TestFieldsAreThoseFilled: the fields a declaration says its publisher fills
// are those known somewhere in the golden files. What is not among them was
// never asked, and is shown as that.
func TestFieldsAreThoseFilled(t *testing.T) {
	filled := map[string]map[string]bool{}
	for _, path := range fixtures(t) {
		code := codeOf(t, path)
		if filled[code] == nil {
			filled[code] = map[string]bool{}
		}
		for _, c := range load(t, code, fixtureOptions(t), path)[0].complaints {
			for _, field := range known(&c) {
				filled[code][field] = true
			}
		}
	}
	for _, code := range publisher.Codes() {
		decl, err := publisher.Load(code)
		if err != nil {
			t.Fatal(err)
		}
		want := slices.Sorted(maps.Keys(filled[code]))
		if diff := cmp.Diff(want, slices.Sorted(slices.Values(decl.Publisher().Fields))); diff != "" {
			t.Errorf("%s: Fields, against what the golden files fill (-want +got):\n%s", code, diff)
		}
	}
}
