package mapping_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/mapping"
)

// small is a declaration with every kind of field, for tests that change one
// thing in it.
const small = `code: small
title: {en: Small, zh: 小}
country: CN
url: https://small.example
licence: CC BY 4.0
zone: Asia/Shanghai
outcome_basis: consumer
limits: {rejects: 0.1}
replace: upsert
period: file_date
file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}
columns:
  number: {header: Number, required: true}
  opened: {header: [Opened, opened_at], required: true}
  responded: Responded
  closed: Closed
  platform: {header: Platform, required: true}
  seller: Seller
  seller_legal: Seller legal name
  seller_kind: {header: Seller kind, only: [company, person]}
  seller_number: {header: Seller number, never_store: true}
  goods: Goods
  issue: Issue
  result: Result
  remedies: Remedies
  claim: Claim
  recovered: Recovered
  currency: Currency
  ladder: Ladder
  measures: Measures
  proof: Proof
  helpers: Helpers
  represented: Represented
  stars: Stars
  timely: Timely
  disputed: Disputed
  age: Age
  sex: Sex
  place: Place
  how: How
  text: Text
  zip: {header: Zip, never_store: true}
id: number
record:
  platform: platform
  seller:
    trade: [seller]
    legal: [seller_legal]
    natural_person: {column: seller_kind, is: [person], number: seller_number}
    sole_traders: pt
  category: goods
  region: place
  age_band: {column: age, nulls: [not said]}
  narrative: text
  currency: currency
  rating: stars
  associations: {column: helpers, split: ";、"}
  opened_on: {column: opened, layouts: ["YYYY-MM-DD hh:mm", YYYY-MM-DD]}
  responded_on: {column: responded, layouts: [YYYY-MM-DD]}
  closed_on: {column: closed, layouts: [YYYY-MM-DD]}
  amount_claimed: {column: claim, decimal: ","}
  amount_recovered: {column: recovered, decimal: ","}
  stages: {column: ladder, layouts: [YYYY-MM-DD]}
  actions: {column: measures, layouts: [YYYY-MM-DD]}
  issue:
    column: issue
    table: {Late: delivery/late, Fake: counterfeit, 质量: quality}
    patterns:
      - {match: "^not as", to: false_advertising/not_as_described}
    else: other
  outcome:
    column: result
    table: {Solved: resolved, Not solved: unresolved, Pending: open, Dropped: withdrawn, Who knows: unknown}
  channel: {column: how, table: {Site: web, 电话: phone}}
  sex: {column: sex, table: {f: F, m: M}}
  timely: {column: timely, table: {y: "yes", n: "no"}}
  disputed: {column: disputed, table: {y: "yes", n: "no"}}
  represented: {column: represented, table: {y: "yes", n: "no"}}
  remedies:
    column: remedies
    split: ";、"
    table: {money: refund, new one: replacement, both: [refund, apology], words: ""}
  evidence: {column: proof, split: ";", table: {order: order_number, photo: photo_video}}
`

func parse(t testing.TB, source string) *mapping.Declaration {
	t.Helper()
	d, err := mapping.Parse("small.yaml", []byte(source))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestParsePublisher(t *testing.T) {
	p := parse(t, small).Publisher()
	if p.Code != "small" || p.Title["zh"] != "小" || p.Country != "CN" || p.Zone != "Asia/Shanghai" || p.OutcomeBasis != "consumer" ||
		p.Limits.Rejects != 0.1 || p.KeepDuplicates {
		t.Errorf("Publisher() = %+v", p)
	}
	want := []string{"platform", "seller", "category", "issue", "subissue", "region", "channel", "opened_on", "responded_on",
		"closed_on", "outcome", "remedies", "amount_claimed", "amount_recovered", "stages", "actions", "evidence", "associations",
		"represented", "rating", "timely", "disputed", "age_band", "sex", "narrative"}
	if diff := cmp.Diff(want, p.Fields); diff != "" {
		t.Errorf("Fields (-want +got):\n%s", diff)
	}
}

func TestParseMistakes(t *testing.T) {
	f := func(old, new string, wants ...string) {
		t.Helper()
		if !strings.Contains(small, old) {
			t.Fatalf("the declaration does not hold %q", old)
		}
		source := strings.Replace(small, old, new, 1)
		_, err := mapping.Parse("small.yaml", []byte(source))
		if err == nil {
			t.Errorf("%q for %q: no error, want %q", new, old, wants)
			return
		}
		for _, want := range wants {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%q for %q: error %q, want %q in it", new, old, err, want)
			}
		}
	}
	f("code: small", "code: Small One", `small.yaml:1: code "Small One"`)
	f("title: {en: Small, zh: 小}", "title: {zh: 小}", "no title")
	f("country: CN", "country: China", "country")
	f("zone: Asia/Shanghai", "zone: Asia/Nowhere", "IANA")
	f("zone: Asia/Shanghai", "zone: Local", "IANA")
	f("outcome_basis: consumer", "outcome_basis: judge", "consumer, authority, business")
	f("rejects: 0.1", "rejects: 10", `small.yaml:8: limits: rejects "10"`, "from 0 to 1")
	f("replace: upsert", "replace: slice", `small.yaml:9: replace "slice"`, "want upsert")
	f("period: file_date", "period: load_date", "file_date, {column: …}")
	f("period: file_date", "perioud: file_date", `small.yaml:10: unknown key "perioud"`, "did you mean period?")
	f("encodings: [utf-8]", "encodings: [utf-9]", "small.yaml:11: ", "utf-9")
	f(`delimiter: ","`, `delimiter: ", "`, "one ASCII character")
	f("quoting: quoted", "quoting: often", "quoting")
	f("{header: Number, required: true}", "{header: Number, requird: true}", `small.yaml:13: unknown key "requird"`)
	f("required: true}\n  opened", "required: maybe}\n  opened", "true or false")
	f("Responded\n", "Opened\n", `small.yaml:15: column responded: the header "Opened" is column opened already`)
	f("id: number", "id: numbr", `small.yaml:43: id: unknown column "numbr"`, "did you mean number?")
	f("id: number", "identity: [opened, nothing]", `unknown column "nothing"`)
	f("id: number", "", "either id")
	f("id: number", "without_header: [number, opened]\nid: number", "lacks column platform, which is required")
	f("id: number", "without_header: [opened, platform, issue, zip]\nid: number", "lacks column number, which is required")
	f("id: number", "without_header: [number, opened, platform, issue, issue]\nid: number", "column issue stands there twice")
	f("id: number", "identical_rows: ordinal\nid: number", "without an id")
	f("category: goods", "category: zip", "small.yaml:51: category: column zip is never_store")
	f("category: goods", "category: {colum: goods}", "unknown key", "either a column or a value")
	f("category: goods", "category: {column: goods, value: x}", "either a column or a value")
	f("category: goods", "category: {column: goods, split: x}", "holds one value")
	f("  platform: platform\n", "", "record has no platform")
	f("platform: platform\n", "platform: {sole_traders: pt}\n", "trade names, its legal names")
	f("sole_traders: pt", "sole_traders: xx", "no list of person names")
	f("sole_traders: pt", "key: {scheme: name, column: seller}", "taken")
	f("is: [person], ", "", "the values (is)")
	f("[YYYY-MM-DD]}\n  closed", "[YYYY-MM]}\n  closed", "want at least a year")
	f("layouts: [YYYY-MM-DD]}\n  closed", "layout: [YYYY-MM-DD]}\n  closed", `unknown key "layout"`, "want layouts")
	f("{column: ladder, layouts: [YYYY-MM-DD]}", "{column: ladder, layouts: [YYYY/MM/DD]}", "separates the parts")
	f(`decimal: ","`, `decimal: "#"`, "one of ., ,")
	f("  currency: currency\n", "", "amounts without a currency")
	f("Late: delivery/late", "Late: shipping", `unknown code "shipping"`, "after_sales, contract")
	f("Late: delivery/late", "Late: delivery/Not Late", "unknown code")
	f("Late: delivery/late", "Late: [delivery, price]", "holds one code")
	f("Late: delivery/late", "Late: delivery, lÁte: price", "stands twice in the table")
	f(`match: "^not as"`, `match: "^not as("`, "regular expression")
	f("Pending: open", "Pending: waiting", "withdrawn, invalid, referred, unknown, open")
	f("{f: F, m: M}", "{f: female}", "F, M, N")
	f(`{column: how, table: {Site: web, 电话: phone}}`, "how", "want {column")
	f(`{column: how, table: {Site: web, 电话: phone}}`, "{column: how}", "table or patterns")
}

func TestParseMistakesAreListedTogether(t *testing.T) {
	source := strings.NewReplacer("country: CN", "country: China", "id: number", "id: nr", "rating: stars", "rating: starz").Replace(small)
	_, err := mapping.Parse("small.yaml", []byte(source))
	if err == nil || strings.Count(err.Error(), "small.yaml:") != 3 {
		t.Errorf("three mistakes: %v, want three lines with file and line", err)
	}
}

func TestParseNoYAML(t *testing.T) {
	for name, source := range map[string]string{"empty": "", "a list": "- a\n- b", "broken": "a: [", "twice": "code: a\ncode: b",
		"anchors": "code: &x a\ntitle: *x", "two documents": "a: b\n---\nc: d"} {
		if _, err := mapping.Parse("x.yaml", []byte(source)); err == nil || !strings.HasPrefix(err.Error(), "x.yaml:") {
			t.Errorf("%s: %v, want an error that names the file", name, err)
		}
	}
}
