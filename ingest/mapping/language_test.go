package mapping_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/mapping"
)

// tagged is a declaration of what small has no room for.
const tagged = `code: tagged
title: {en: Tagged}
country: BR
zone: America/Sao_Paulo
outcome_basis: consumer
limits: {rejects: 0.1, shrink: none, unmapped: {issue: 0.5}, future: 0.002, vanished: 0.05, moved: 0.02, duplicates: none, columns: 0.25}
note: {en: Scraped by somebody.}
personal_data: false
parameters: {company: {en: The company}, place: {en: The place}}
replace: {slice: closed_on, by: month}
period: {file_name: '(\d{4})-?(\d{2})'}
fetch:
  url: [https://tagged.example/a, s3://bucket/b]
  every: month
  api: {records: hits.hits, cursor: {from: "hits.hits[-1].sort", to: search_after}, size: {parameter: size, value: 1000}, rate: 30/m}
file: {kind: csv, skip_lines: 2, encodings: [utf-8], delimiter: ";", quoting: unquoted}
columns:
  number: {header: ID, required: true}
  opened: {header: Opened, required: true}
  closed: Closed
  y: YEAR
  m: MONTH
  d: DAY
  tags: Tags
  result: Result
  claim: Claim
  ladder: Ladder
id: number
record:
  platform: {parameter: company}
  region: {parameter: place}
  category: {column: tags, split: "<->", join: " / ", sort: true}
  opened_on:
    - {column: opened, layouts: [YYYY-MM-DD, "MM/DD/YYYY hh:mm:ss AM"], agrees: {year: y, month: m, day: d}}
    - {column: closed, layouts: [YYYY-MM-DD]}
  closed_on: {column: closed, layouts: [YYYY-MM-DD]}
  amount_claimed: {column: claim, decimal: "."}
  currency: {value: CNY}
  stages: {column: ladder, layouts: [YYYY-MM-DD], table: {商家: seller}, results: {已解决: resolved}}
  issue: {column: tags, split: "<->", join: " / ", sort: true, patterns: [{match: late, to: delivery/late}], else: other, unmapped: ignore}
  outcome: {column: result, table: {Yes: resolved, No: unresolved}}
`

func withParameters(t *testing.T, d *mapping.Declaration) *mapping.Declaration {
	t.Helper()
	filled, err := d.With(map[string]string{"company": " Aurora  Ltd", "place": "North"})
	if err != nil {
		t.Fatal(err)
	}
	return filled
}

func TestParseLanguage(t *testing.T) {
	d := parse(t, tagged)
	p := d.Publisher()
	want := ingest.Limits{Rejects: 0.1, Shrink: -1, Future: 0.002, Vanished: 0.05, Moved: 0.02, Duplicates: -1, Columns: 0.25, Unmapped: map[string]float64{"issue": 0.5,
		"amount_claimed": 0.2, "closed_on": 0.2}}
	if diff := cmp.Diff(want, p.Limits); diff != "" {
		t.Errorf("Limits (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(ingest.Replace{Kind: ingest.Slice, Slice: "closed_on", By: "month"}, p.Replace); diff != "" {
		t.Errorf("Replace (-want +got):\n%s", diff)
	}
	if p.Note["en"] != "Scraped by somebody." || d.PersonalData() {
		t.Errorf("note %v, personal data %v", p.Note, d.PersonalData())
	}
	fetch := &mapping.Fetch{URLs: []string{"https://tagged.example/a", "s3://bucket/b"}, Every: "month", API: &mapping.API{Records: "hits.hits",
		Cursor: mapping.Cursor{From: "hits.hits[-1].sort", To: "search_after"}, Size: mapping.Size{Parameter: "size", Value: 1000}, Pause: 2 * time.Second}}
	if diff := cmp.Diff(fetch, d.Fetch()); diff != "" {
		t.Errorf("Fetch (-want +got):\n%s", diff)
	}
	if f := d.Format(); f.SkipLines != 2 || f.Kind != "csv" || f.Country != "BR" || !strings.Contains(strings.Join(f.Expect, " "), "Closed YEAR") {
		t.Errorf("Format = %+v", f)
	}
	plain := parse(t, strings.Replace(strings.Replace(small, "limits: {rejects: 0.1}\n", "", 1), "replace: upsert\n", "", 1))
	want = ingest.Limits{Rejects: 0.01, Shrink: 0.2, Future: 0.001, Vanished: -1, Moved: 0.01, Duplicates: 0.5, Unmapped: map[string]float64{"amount_claimed": 0.2,
		"amount_recovered": 0.2, "closed_on": 0.2, "rating": 0.2, "responded_on": 0.2}}
	if diff := cmp.Diff(want, plain.Publisher().Limits); diff != "" || !plain.PersonalData() || plain.Fetch() != nil ||
		plain.Publisher().Replace != (ingest.Replace{Kind: ingest.Upsert}) {
		t.Errorf("what is not said: %+v, limits (-want +got):\n%s", plain.Publisher(), diff)
	}
}

func TestParametersAreAskedFor(t *testing.T) {
	d := parse(t, tagged)
	want := []mapping.Parameter{{Name: "company", Title: map[string]string{"en": "The company"}}, {Name: "place", Title: map[string]string{"en": "The place"}}}
	if diff := cmp.Diff(want, d.Parameters()); diff != "" {
		t.Errorf("Parameters (-want +got):\n%s", diff)
	}
	f := func(values map[string]string, wants ...string) {
		t.Helper()
		_, err := d.With(values)
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("With(%v): %v, want %q in it", values, err, want)
			}
		}
	}
	f(nil, "company, place", "parameters: {company: …}", "--set company=…")
	f(map[string]string{"company": "Aurora", "place": " \t"}, "needs place")
	f(map[string]string{"compny": "Aurora"}, "no parameter compny", "did you mean company?")
	f(map[string]string{"company": "Aurora", "place": strings.Repeat("x", 2000)}, "longer than")
	if _, err := parse(t, small).With(map[string]string{"x": "y"}); err == nil || !strings.Contains(err.Error(), "it has none") {
		t.Errorf("a parameter that nobody declares: %v", err)
	}
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f-2024-01.csv"})
	for _, err := range m.Complaints(t.Context(), strings.NewReader("A title\n\nID;Opened\n1;2024-01-02\n")) {
		if err == nil || !strings.Contains(err.Error(), "needs company, place") {
			t.Errorf("a file before With: %v, want an error that names the parameters", err)
		}
	}
}

// taggedRow maps one row of named cells.
func taggedRow(t *testing.T, path string, cells ...string) (summary string, unmapped map[string]map[string]int) {
	t.Helper()
	names, values := []string{"ID"}, []string{"1"}
	for i := 0; i < len(cells); i += 2 {
		names, values = append(names, cells[i]), append(values, cells[i+1])
	}
	if !strings.Contains(strings.Join(names, " "), "Opened") {
		names, values = append(names, "Opened"), append(values, "")
	}
	m := mapping.NewMapper(withParameters(t, parse(t, tagged)), testKey(t), mapping.File{Path: path})
	file := "A title\n\n" + strings.Join(names, ";") + "\n" + strings.Join(values, ";") + "\n"
	for c, err := range m.Complaints(t.Context(), strings.NewReader(file)) {
		if err != nil {
			return err.Error(), m.Unmapped()
		}
		summary = fmt.Sprintf("%s %s %d|%s %s|%s", c.Platform, c.Region, c.Period, c.OpenedOn, c.ClosedOn, c.Category)
		if !c.OpenedAt.IsZero() {
			summary += c.OpenedAt.Format("|2006-01-02 15:04:05")
		}
		if c.AmountClaimed != nil {
			summary += "|" + c.AmountClaimed.String()
		}
		if len(c.Stages) > 0 {
			summary += fmt.Sprintf("|%v", c.Stages)
		}
	}
	return summary, m.Unmapped()
}

func TestMapLanguage(t *testing.T) {
	f := func(want string, cells ...string) {
		t.Helper()
		if got, _ := taggedRow(t, "in/x 2024-03.csv", cells...); got != want {
			t.Errorf("%q:\n got %s\nwant %s", cells, got, want)
		}
	}
	day := func(y, m, d string) []string { return []string{"YEAR", y, "MONTH", m, "DAY", d} }
	f("name:aurora North 20240300|2024-02-01 |", append(day("2024", "2", "1"), "Opened", "2024-02-01")...)
	f("name:aurora North 20240300|2024-01-02 |", append(day("2024", "1", "2"), "Opened", "2024-02-01")...)
	f("name:aurora North 20240300|2024-01-02 ||2024-01-02 15:04:05", append(day("2024", "1.0", "02"), "Opened", "02/01/2024 03:04:05 PM")...)
	f("in/x 2024-03.csv line 4, column Opened: no_opened_at", append(day("2024", "3", "1"), "Opened", "2024-02-01")...)
	f("in/x 2024-03.csv line 4, column Opened: no_opened_at", "Opened", "2024-02-01")
	f("in/x 2024-03.csv line 4, column Opened: no_opened_at", "Opened", "", "Closed", "")
	f("in/x 2024-03.csv line 4, column Opened: bad_value", "Opened", "soon", "Closed", "2024-02-01")
	f("name:aurora North 20240300|2024-02-03 2024-02-03|", "Closed", "2024-02-03")
	f("name:aurora North 20240300|2024-02-03 2024-02-03|Late / TV / ações", "Closed", "2024-02-03", "Tags", "TV<-> ações<->Late<->TV<->")
	f("name:aurora North 20240300|2024-02-03 2024-02-03||12000", "Closed", "2024-02-03", "Claim", "￥1.2万元")
	f("name:aurora North 20240300|2024-02-03 2024-02-03||[{seller 2024-01-03  resolved}]", "Closed", "2024-02-03", "Ladder", "商家@2024-01-03=已解决")

	_, unmapped := taggedRow(t, "202403", append(day("2024", "1", "2"), "Opened", "2024-02-01", "Result", "Yes")...)
	if diff := cmp.Diff(map[string]map[string]int{"opened_on": {"(day and month swapped)": 1}}, unmapped); diff != "" {
		t.Errorf("unmapped of a swapped day (-want +got):\n%s", diff)
	}
	_, unmapped = taggedRow(t, "202403", append(day("2024", "5", "2"), "Opened", "2024-02-01", "Result", "Yes")...)
	if diff := cmp.Diff(map[string]map[string]int{"opened_on": {"(day and its parts do not agree)": 1}}, unmapped); diff != "" {
		t.Errorf("unmapped of a disputed day (-want +got):\n%s", diff)
	}
}

func TestPeriodOfFileName(t *testing.T) {
	f := func(pattern, path, want string) {
		t.Helper()
		source := strings.Replace(strings.Replace(small, "period: file_date", "period: {file_name: '"+pattern+"'}", 1), "limits: {rejects: 0.1}\n", "", 1)
		m := mapping.NewMapper(parse(t, source), testKey(t), mapping.File{Path: path})
		for c, err := range m.Complaints(t.Context(), strings.NewReader("Number,Opened,Platform\n1,2024-01-02,Aurora\n")) {
			got := ""
			if err != nil {
				got = err.Error()
			} else {
				got = fmt.Sprint(c.Period)
			}
			if !strings.Contains(got, want) {
				t.Errorf("period of %q by %q: %s, want %s", path, pattern, got, want)
			}
		}
	}
	f(`(\d{4})-?(\d{2})`, "in/2019/finalizadas_2025-03.csv", "20250300")
	f(`(\d{4})-?(\d{2})?`, "basecompleta2025.csv", "20250000")
	f(`(\d{4})`, "in/CNRF2018.zip!dados.csv", "20180000")
	f(`(\d{4})`, "in/CNRF2018.zip!2019.csv", "20190000")
	f(`(?P<day>\d{2})\.(?P<month>\d{2})\.(?P<year>\d{2})`, `c:\in\x 31.12.24.csv`, "20241231")
	f(`(\d{4})-(\d{2})`, "2024-13.csv", "its name does not say the period")
	f(`(\d{4})`, "2024/x.csv", "rename the file")
}

func TestParseMistakesOfTheLanguage(t *testing.T) {
	f := func(old, new string, wants ...string) {
		t.Helper()
		if !strings.Contains(tagged, old) {
			t.Fatalf("the declaration does not hold %q", old)
		}
		_, err := mapping.Parse("tagged.yaml", []byte(strings.Replace(tagged, old, new, 1)))
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q for %q: error %v, want %q in it", new, old, err, want)
			}
		}
	}
	f("shrink: none", "shrink: some", `tagged.yaml:6: limits: shrink "some"`, "or none")
	f("shrink: none", "shrnk: none", `tagged.yaml:6: unknown key "shrnk" in limits`, "did you mean shrink?")
	f("{issue: 0.5}", "{isue: 0.5}", "tagged.yaml:6: limits: unmapped", "did you mean issue?")
	f("{issue: 0.5}", "0.5", "tagged.yaml:6: limits: unmapped: want a share by field")
	f("note: {en:", "note: {zh:", "tagged.yaml:7: note")
	f("personal_data: false", "personal_data: no", `tagged.yaml:8: personal_data "no": want one of true, false`)
	f("{en: The company}", "{zh: 公司}", "tagged.yaml:9: parameter company: want a title")
	f("parameters: {company", "parameters: {The Company", `tagged.yaml:9: parameter "The Company"`)
	f("region: {parameter: place}\n  ", "", "tagged.yaml:9: parameter place fills no field")
	f("slice: closed_on, ", "slice: opened, ", `tagged.yaml:10: slice "opened": want one of opened_on, closed_on; did you mean opened_on?`)
	f("{slice: closed_on, by: month}", "{slice: closed_on}", "tagged.yaml:10: replace: want {slice")
	f("{slice: closed_on, by: month}", "snapshots", "tagged.yaml:10: ", "did you mean snapshot?")
	f("  closed_on: {column: closed, layouts: [YYYY-MM-DD]}\n", "", "tagged.yaml:10: replace: slices by closed_on")
	f(`'(\d{4})-?(\d{2})'`, `'(\d{4}'`, "tagged.yaml:11: period: file_name", "regular expression")
	f(`'(\d{4})-?(\d{2})'`, `'\d{4}'`, "tagged.yaml:11: period: file_name wants a group")
	f(`{file_name: '(\d{4})-?(\d{2})'}`, `{file_name: '(\d{4})', column: y}`, "tagged.yaml:11: period: want either")
	f("https://tagged.example/a", "tagged.example", `tagged.yaml:13: fetch: url "tagged.example"`)
	f("every: month", "every: fortnight", "tagged.yaml:14: every", "want one of hour, day")
	f("rate: 30/m", "rate: fast", `tagged.yaml:15: rate "fast"`)
	f("records: hits.hits,", "records: hits..hits,", "tagged.yaml:15: records", "dot path")
	f("to: search_after}", "too: search_after}", "tagged.yaml:15: cursor: want from", "did you mean to?")
	f("value: 1000}", "value: many}", "tagged.yaml:15: value", "whole number")
	f("kind: csv", "kind: xls", `tagged.yaml:16: kind "xls"`, "did you mean xlsx?")
	f("kind: csv", "kind: csv, sheet: One", "tagged.yaml:16: sheet is for xlsx, not for csv")
	f("skip_lines: 2", "skip_lines: two", "tagged.yaml:16: skip_lines")
	f("agrees: {year: y, month: m, day: d}", "agrees: {year: y, month: m}", "tagged.yaml:34: day: want the name of a column")
	f("agrees: {year: y,", "agrees: {year: yy,", `tagged.yaml:34: year: unknown column "yy"`, "did you mean y?")
	f("agrees: {year: y,", "agrees: {year: YEAR,", "YEAR is the header of column y")
	f(`split: "<->", join: " / "`, `join: " / "`, "tagged.yaml:32: category: join")
	f(`join: " / ", sort: true`, `sort: true`, "tagged.yaml:32: category: sort")
	f("{parameter: company}", "{parameter: compani}", "tagged.yaml:30: platform: unknown parameter", "did you mean company?")
	f("{parameter: company}", "{parameter: company, trade: [tags]}", "tagged.yaml:30: platform: a value or parameter is the name in every row")
	f("{商家: seller}", "{商家: sellr}", "tagged.yaml:39: stages: table: unknown code", "did you mean seller?")
	f("zone: America/Sao_Paulo", "zone: America/Nowhere", "tagged.yaml:4: zone")
	f("currency: {value: CNY}", "currency: {value: yuan}", "tagged.yaml:38: currency", "ISO 4217")
	f("MM/DD/YYYY hh:mm:ss AM", "MM/DD/YYYY AM", "tagged.yaml:34: opened_on: layout", "needs its hour")
	f("code: tagged", "code: [", "tagged.yaml:")
	f("country: BR", "country: &x BR", "tagged.yaml:3: anchor is not used in declarations")
}

func TestStagesByColumns(t *testing.T) {
	source := strings.Replace(small, "  stages: {column: ladder, layouts: [YYYY-MM-DD]}\n", `  stages:
    - {stage: seller, column: represented, is: [S, "Yes"]}
    - {stage: platform, entered: {column: responded, layouts: [YYYY-MM-DD]}, left: {column: closed, layouts: [YYYY-MM-DD]}}
`, 1)
	d := parse(t, source)
	f := func(row, want string) {
		t.Helper()
		complaints, rejects, _ := read(t, d, "Number,Opened,Platform,Represented,Responded,Closed\n1,2024-01-02,Aurora,"+row+"\n")
		got := strings.Join(rejects, "")
		if len(complaints) == 1 {
			got = fmt.Sprint(complaints[0].Stages)
		}
		if got != want {
			t.Errorf("row %q: %s, want %s", row, got, want)
		}
	}
	f("S,,", "[{seller   unknown}]")
	f("n,,", "[]")
	f("Yes,2024-01-03,", "[{seller   unknown} {platform 2024-01-03  unknown}]")
	f(",2024-01-03,2024-01-05", "[{platform 2024-01-03 2024-01-05 unknown}]")
	f(",2024-01-05,2024-01-03", "[{platform   unknown}]")
	d = parse(t, strict(source))
	f(",2024-01-05,2024-01-03", "line 2: bad_value Closed")
	for mistake, want := range map[string]string{"stage: seler, column": "did you mean seller?", "stage: seller, colum": "unknown key",
		`stage: seller, is`: "want column together with is"} {
		_, err := mapping.Parse("x.yaml", []byte(strings.Replace(strings.Replace(source, "stage: seller, column", mistake, 1), "is: represented, is", "is", 1)))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q in it", mistake, err, want)
		}
	}
}
