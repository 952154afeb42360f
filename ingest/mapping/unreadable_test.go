package mapping_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
)

// TestUnreadableCells: what a complaint can do without is unknown and counted
// where it cannot be read, and ends its row where the field says so.
func TestUnreadableCells(t *testing.T) {
	c, reject, unmapped := one(t, "Closed", "2024-02-30", "Responded", "下午3:05", "Claim", "约500元", "Recovered", "5", "Currency", "CNY", "Stars", "满意",
		"Ladder", "seller@soon;platform@2024-01-10", "Measures", "ban@2024-13-01;warning", "Result", "Solved")
	if reject != "" || c.ClosedOn.Known() || c.RespondedOn.Known() || c.AmountClaimed != nil || c.AmountRecovered == nil || c.Rating != 0 ||
		len(c.Stages) != 1 || len(c.Actions) != 1 {
		t.Errorf("cells that cannot be read: rejected %q, %+v, want them unknown and the others kept", reject, c)
	}
	for field, value := range map[string]string{"closed_on": "2024-02-30", "responded_on": "下午3:05", "amount_claimed": "约500元", "rating": "满意",
		"stages": "seller (its days cannot be read)", "actions": "ban (its days cannot be read)"} {
		if diff := cmp.Diff(map[string]int{value: 1}, unmapped[field]); diff != "" {
			t.Errorf("unmapped of %s (-want +got):\n%s", field, diff)
		}
	}
	c, reject, unmapped = one(t, "Claim", "5", "Currency", "money")
	if reject != "" || c.AmountClaimed != nil || c.Currency != "" || unmapped["currency"]["MONEY"] != 1 {
		t.Errorf("a sum in no currency: rejected %q, %v %q, unmapped %v, want no sum", reject, c.AmountClaimed, c.Currency, unmapped["currency"])
	}
	_, _, unmapped = one(t, "Closed", "张伟", "Claim", "13800138000/ana@mail.example", "Stars", "Maria da Silva")
	if shown := fmt.Sprint(unmapped); strings.Contains(shown, "张伟") || strings.Contains(shown, "138001") || strings.Contains(shown, "Maria") {
		t.Errorf("the unmapped values hold a person's: %s", shown)
	}
	own := strings.Replace(small, "amount_claimed: {column: claim, ", "amount_claimed: {column: claim, unreadable: reject, ", 1)
	if _, reject, _ := oneBy(t, own, "Claim", "a lot", "Closed", "soon"); reject != "line 2: bad_value Claim" {
		t.Errorf("a field that rejects: %q", reject)
	}
	own = strings.Replace(small, "amount_claimed: {column: claim, ", "amount_claimed: {column: claim, unreadable: unknown, ", 1)
	if _, reject, _ := oneBy(t, strict(own), "Claim", "a lot"); reject != "" {
		t.Errorf("a field that does not reject in a declaration that does: %q", reject)
	}
}

// TestUnreadablePlaces: what identifies and places a complaint is never unknown.
func TestUnreadablePlaces(t *testing.T) {
	for want, cells := range map[string][]string{"line 2: bad_value Opened": {"Opened", "soon"}, "line 2: bad_value Number": {"Number", "1.23457E+17"},
		"line 2: no_platform Platform": {"Platform", ""}} {
		if _, reject, _ := one(t, cells...); reject != want {
			t.Errorf("%q: rejected %q, want %q", cells, reject, want)
		}
	}
	for _, change := range [][2]string{{"opened_on: {column: opened, ", "opened_on: {column: opened, unreadable: unknown, "},
		{"category: goods", "category: {column: goods, unreadable: unknown}"}} {
		if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(small, change[0], change[1], 1))); err == nil ||
			!strings.Contains(err.Error(), "unreadable is for fields a complaint can do without: responded_on, closed_on") {
			t.Errorf("%s: %v, want an error that lists the fields", change[1], err)
		}
	}
}

func TestUnreadableLimits(t *testing.T) {
	got := parse(t, strings.Replace(small, "{rejects: 0.1}", "{rejects: 0.1, unmapped: {rating: none, closed_on: 0.5}}", 1)).Publisher().Limits.Unmapped
	want := map[string]float64{"rating": -1, "closed_on": 0.5, "responded_on": 0.2, "amount_claimed": 0.2, "amount_recovered": 0.2}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("limits of unreadable fields (-want +got):\n%s", diff)
	}
	if got := parse(t, strict(small)).Publisher().Limits.Unmapped; len(got) > 0 {
		t.Errorf("limits where such rows are rejected: %v, want none", got)
	}
}

func TestRatingInWords(t *testing.T) {
	source := strings.Replace(small, "rating: stars", `rating: {column: stars, table: {非常满意: 5, 满意: 4, None given: ""}, nulls: [skipped]}`, 1)
	f := func(cell string, want, counted int) {
		t.Helper()
		c, reject, unmapped := oneBy(t, source, "Stars", cell)
		if reject != "" || c.Rating != want || len(unmapped["rating"]) != counted {
			t.Errorf("rating of %q: %d, rejected %q, unmapped %v, want %d and %d unmapped", cell, c.Rating, reject, unmapped["rating"], want, counted)
		}
	}
	f("非常满意", 5, 0)
	f("满意", 4, 0)
	f("none GIVEN", 0, 0)
	f("skipped", 0, 0)
	f("3", 3, 0)
	f("4.0", 4, 0)
	f("4.5", 0, 1)
	f("8", 0, 1)
	f("0", 0, 1)
	if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(source, "满意: 4", "满意: 6", 1))); err == nil || !strings.Contains(err.Error(), "from 1 to 5") {
		t.Errorf("a rating of 6: %v, want an error", err)
	}
}

// TestUnknownKindOfSeller: where a declaration lists who is no natural person, a
// word it does not know makes a pseudonym.
func TestUnknownKindOfSeller(t *testing.T) {
	source := strings.NewReplacer("{header: Seller kind, only: [company, person]}", "Seller kind", "is: [person], ", "is: [person], is_not: [company], ").Replace(small)
	f := func(kind, want string, counted int) {
		t.Helper()
		c, reject, unmapped := oneBy(t, source, "Seller", "Brilho", "Seller kind", kind)
		if reject != "" || !strings.HasPrefix(c.Seller, want) || len(unmapped["seller"]) != counted {
			t.Errorf("kind %q: seller %s, rejected %q, unmapped %v, want %s…", kind, c.Seller, reject, unmapped["seller"], want)
		}
	}
	f("company", "name:brilho", 0)
	f("", "name:brilho", 0)
	f("person", "person:", 0)
	f("cooperative", "person:", 1)
}

// TestStagesByCellAndColumn: a column of its own gives what the cell of stages
// does not say.
func TestStagesByCellAndColumn(t *testing.T) {
	source := strings.Replace(small, "stages: {column: ladder, layouts: [YYYY-MM-DD]}", `stages:
    - {column: ladder, layouts: [YYYY-MM-DD], table: {商家: seller, 平台: platform, 法院: court}}
    - {stage: platform, entered: {column: responded, layouts: [YYYY-MM-DD]}}`, 1)
	f := func(ladder, entered, want string) {
		t.Helper()
		c, reject, unmapped := oneBy(t, source, "Ladder", ladder, "Responded", entered)
		if got := fmt.Sprint(c.Stages, unmapped["stages"]); got != want || reject != "" {
			t.Errorf("%q with %q: %s, rejected %q, want %s", ladder, entered, got, reject, want)
		}
	}
	f("商家;法院", "2024-01-05", "[{seller   unknown} {platform 2024-01-05  unknown} {court   unknown}] map[]")
	f("商家;平台@/2024-01-09=resolved", "2024-01-05", "[{seller   unknown} {platform 2024-01-05 2024-01-09 resolved}] map[]")
	f("平台@2024-01-04", "2024-01-05", "[{platform 2024-01-04  unknown}] map[]")
	f("平台@/2024-01-03", "2024-01-05", "[{platform  2024-01-03 unknown}] map[(left before it was entered):1]")
	f("", "2024-01-05", "[{platform 2024-01-05  unknown}] map[]")
	f("商家", "", "[{seller   unknown}] map[]")
	f("商家", "soon", "[{seller   unknown}] map[soon:1]")
	if _, err := mapping.Parse("x.yaml", []byte(strings.Replace(source, "    - {stage: platform", "    - {column: how, layouts: [YYYY-MM-DD]}\n    - {stage: platform", 1))); err == nil ||
		!strings.Contains(err.Error(), "only one column can hold several stages") {
		t.Errorf("two cells of stages: %v, want an error", err)
	}
}

// TestSumsOutOfRange: a sum below nothing or beyond any complaint is unknown and
// counted like one that cannot be read.
func TestSumsOutOfRange(t *testing.T) {
	for _, sum := range []string{"-500", "1000000000000", "9999999999999"} {
		c, reject, unmapped := one(t, "Claim", sum, "Recovered", "5", "Currency", "CNY")
		if reject != "" || c.AmountClaimed != nil || c.AmountRecovered == nil || len(unmapped["amount_claimed"]) != 1 {
			t.Errorf("sum %s: rejected %q, %v, unmapped %v, want it unknown and counted", sum, reject, c.AmountClaimed, unmapped["amount_claimed"])
		}
		own := strings.Replace(small, "amount_claimed: {column: claim, ", "amount_claimed: {column: claim, unreadable: reject, ", 1)
		if _, reject, _ := oneBy(t, own, "Claim", sum, "Currency", "CNY"); reject != "line 2: bad_value Claim" {
			t.Errorf("sum %s where the field rejects: %q", sum, reject)
		}
	}
}

// TestRejectsSayWhere: a reject names the header, and of a JSON document the record,
// as all of it may be one line.
func TestRejectsSayWhere(t *testing.T) {
	d := parse(t, strings.Replace(small, smallFile, "file: {kind: json}", 1))
	file := `[{"Number":"1","Opened":"2024-01-05","Platform":"Aurora","Closed":"2024-01-02"},{"Number":"2","Opened":"x","Platform":"Aurora"},{"Number":"3",}]`
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
	check := func(c *complaint.Complaint) *ingest.RowError { return ingest.Validate(c, "f", complaint.Day{}) }
	var got []string
	for _, err := range m.Checked(t.Context(), strings.NewReader(file), check) {
		if err != nil {
			got = append(got, err.Error())
		}
	}
	want := []string{"f record 1 (line 1), column Closed: closed_before_opened", "f record 2 (line 1), column Opened: bad_value", "f record 3 (line 1): malformed"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}
