package mapping_test

import (
	"slices"
	"strings"
	"testing"

	"redress/ingest/complaint"
	"redress/ingest/mapping"
)

func TestHeaders(t *testing.T) {
	f := func(header, row, want string) {
		t.Helper()
		complaints, rejects, _ := read(t, parse(t, small), header+"\n"+row+"\n")
		got := strings.Join(rejects, "; ")
		if len(complaints) == 1 {
			got = complaints[0].Platform + " " + complaints[0].OpenedOn.String()
		}
		if got != want {
			t.Errorf("header %q, row %q: %q, want %q", header, row, got, want)
		}
	}
	f("Number,Opened,Platform", "1,2024-01-02,Aurora", "name:aurora 2024-01-02")
	f("\ufeffPlatform ,NUMBER,opened_at,More", "Aurora,1,2024-01-02,x", "name:aurora 2024-01-02")
	f("opened_at,Number,Platform,Opened", "2024-01-03,1,Aurora,2024-01-02", "name:aurora 2024-01-02") // best name first
	f(" number ,OPENED,\u00a0Plátform\u3000", "1,2024-01-02,Aurora", "name:aurora 2024-01-02")
	f("\"Number\",\"Opened\",\" Platform \"", "1,2024-01-02,Aurora", "name:aurora 2024-01-02")
	f("\ufeff\ufeffNumber,\"\ufeffOpened\",\ufeffPlatform", "1,2024-01-02,Aurora", "name:aurora 2024-01-02")
	// Twice is no fault where nothing of it is used.
	f("Number,Opened,Platform,More,More,,", "1,2024-01-02,Aurora,,,,", "name:aurora 2024-01-02")
	f("Number,Opened,Platform", "1,2024-01-02", "line 2: ragged")
	f("Number,Opened,Platform", "1,2024-01-02,Aurora,more", "line 2: ragged")
}

func TestWithoutHeader(t *testing.T) {
	d := parse(t, strings.Replace(small, "id: number", "without_header: [number, opened, platform, issue]\nid: number", 1))
	complaints, rejects, _ := read(t, d, "1,2024-01-02,Aurora,Fake\n2,2024-01-02,Aurora\n")
	if len(complaints) != 1 || complaints[0].Issue != complaint.Counterfeit || complaints[0].Line != 1 || !slices.Equal(rejects, []string{"line 2: ragged"}) {
		t.Errorf("a file without header: %+v, rejects %q", complaints, rejects)
	}
	complaints, _, _ = read(t, d, "Issue,Number,Opened,Platform\nFake,1,2024-01-02,Aurora\n")
	if len(complaints) != 1 || complaints[0].Issue != complaint.Counterfeit {
		t.Errorf("a file with header in another order: %+v", complaints)
	}
}

// TestFilesThatDoNotFit are fatal, in one sentence that repeats nothing of the
// file.
func TestFilesThatDoNotFit(t *testing.T) {
	noHeader := strings.Replace(small, "id: number", "without_header: [number, opened, platform, issue]\nid: number", 1)
	f := func(source, file string, wants ...string) {
		t.Helper()
		m := mapping.NewMapper(parse(t, source), testKey(t), mapping.File{Path: "in/file.csv"})
		var errs []string
		for c, err := range m.Complaints(t.Context(), strings.NewReader(file)) {
			if c != nil {
				t.Errorf("%q: a complaint", file)
			}
			errs = append(errs, err.Error())
		}
		if len(errs) != 1 || !strings.HasPrefix(errs[0], "in/file.csv: ") || strings.Contains(errs[0], "secret") || strings.Contains(errs[0], "\n") {
			t.Errorf("%q: errors %q, want one sentence that begins with the file and holds nothing of it", file, errs)
			return
		}
		for _, want := range wants {
			if !strings.Contains(errs[0], want) {
				t.Errorf("%q: error %q, want %q in it", file, errs[0], want)
			}
		}
	}
	f(small, "", "is empty", "fetch it again")
	f(small, "secret,Opened\n1,2\n", `lacks the columns "Number", "Platform"`, "no file of small", "redress sources")
	f(small, "Number,Opened,secret\n1,2,3\n", `lacks the column "Platform"`)
	f(small, "\"secret\n", "header cannot be read", "truncated")
	f(noHeader, "secret,2,3\n", "does not have the 4 fields of a file without header")
	f(noHeader, "Number,Opened,secret,x\n", `lacks the column "Platform"`)
	f(small, "%PDF-1.4 secret", "PDF")
	f(small, "Number,Opened,Platform,Platform\n1,2024-01-02,secret,secret\n", `has "Platform" more than once`)
	f(small, "Number,Opened,Platform,Closed, closed\n1,2024-01-02,secret,,\n", `has "Closed" more than once`)
	f(small, "Number, \"Opened\",Platform\nsecret,2,3\n", "header cannot be read", "bad_quoting")
	f(small, "\ufeff\ufeff\"Number\",Opened,Platform\nsecret,2,3\n", "header cannot be read", "bad_quoting")
	f(small, "Num\ufeffber,Opened,Platform\nsecret,2,3\n", `lacks the column "Number"`)
	f(strings.Replace(small, "quoting: quoted", "quoting: unquoted", 1), "\"Number\",\"Opened\",\"Platform\"\nsecret,2,3\n",
		`lacks the columns "Number", "Opened", "Platform": its columns stand in quotes`)
}

// TestRowsOfNothing: a row without a value in any cell is none, whatever it is made
// of; it is counted apart.
func TestRowsOfNothing(t *testing.T) {
	const file = "Number,Opened,Platform\n\n1,2024-01-02,Aurora\n   \n,,\n , \t,\u3000\n,,,\n\x1a\nx,,\n"
	complaints, rejects, _ := read(t, parse(t, small), file)
	if want := []string{"line 9: no_opened_at Opened"}; !slices.Equal(rejects, want) || len(complaints) != 1 {
		t.Errorf("%d complaints, rejects %q, want one and %q", len(complaints), rejects, want)
	}
	m := mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"})
	for range m.Complaints(t.Context(), strings.NewReader(file)) {
		continue
	}
	if got := m.Layout().BlankRows; got != 5 {
		t.Errorf("blank rows %d, want 5", got)
	}
}

// TestByteOrderMarkInside is what a file is like that was joined of two.
func TestByteOrderMarkInside(t *testing.T) {
	complaints, rejects, _ := read(t, parse(t, small), "\ufeffNumber,Opened,Platform\n1,2024-01-02,Aurora\n\ufeffNumber,Opened,Platform\n"+
		"\ufeff1,2024-01-02,Aur\ufeffora\n\ufeff\"3\",2024-01-02,Aurora\n")
	if want := []string{"line 3: bad_value Opened", "line 5: bad_quoting"}; !slices.Equal(rejects, want) {
		t.Errorf("rejects %q, want %q", rejects, want)
	}
	if len(complaints) != 2 || complaints[0].ID != complaints[1].ID || complaints[1].Platform != "name:aurora" || complaints[1].PlatformName.Text != "Aurora" {
		t.Errorf("complaints %+v, want the same twice", complaints)
	}
}

// TestKeysInAnotherSpelling: keys of JSON meet headers as those of CSV do.
func TestKeysInAnotherSpelling(t *testing.T) {
	d := parse(t, strings.Replace(small, `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`, "file: {kind: json}", 1))
	complaints, rejects, _ := read(t, d, `[{"number":"1","opened":"2024-01-02","platform":"Aurora","closed":"2024-01-05"},`+
		`{"number":"2","opened":"2024-01-02","platform":"Aurora"," RESULT ":"Solved"}]`)
	if len(rejects) > 0 || len(complaints) != 2 || complaints[0].ClosedOn.String() != "2024-01-05" || complaints[1].Outcome != "resolved" {
		t.Errorf("complaints %+v, rejects %q, want one closed and one resolved", complaints, rejects)
	}
}

// TestDressedHeaders: what forms write around a header does not hide its column;
// what says that the column is another one does.
func TestDressedHeaders(t *testing.T) {
	f := func(header string, lost ...string) {
		t.Helper()
		m := mapping.NewMapper(parse(t, dressedSource), testKey(t), mapping.File{Path: "f"})
		for _, err := range m.Complaints(t.Context(), strings.NewReader(header+"\n")) {
			if !slices.Equal(lost, []string{"all"}) {
				t.Errorf("header %q: %v", header, err)
			}
			return
		}
		var got []string
		for _, l := range m.Layout().Lost {
			if l.Field == "amount_claimed" || l.Field == "closed_on" {
				got = append(got, l.Field)
			}
		}
		if !slices.Equal(got, lost) {
			t.Errorf("header %q: lost %q, want %q", header, got, lost)
		}
	}
	f("投诉编号,投诉时间,平台,诉求金额,办结时间")
	f("*投诉编号,投诉时间（必填）,＊平台*,诉求金额（元）,办结时间（YYYY-MM-DD）")
	f("投訴編號,投訴時間,平台：,訴求金額（單位：元）【选填】,辦結時間")
	f("投诉编号,投诉时间,平台,诉求金额（万元）,办结时间", "amount_claimed")
	f("投诉编号,投诉时间,平台,诉求金额（美元）,办结时间（预计）", "closed_on", "amount_claimed")
	f("投诉编号,投诉时间,平台,诉求金额（元）,诉求金额（人民币）,办结时间", "amount_claimed")
	f("投诉编号（内部）,投诉时间,平台", "all")
}

// dressedSource has Chinese headers.
const dressedSource = `code: dressed
title: {en: Dressed}
country: CN
zone: Asia/Shanghai
outcome_basis: authority
period: file_date
columns:
  number: {header: 投诉编号, required: true}
  opened: {header: 投诉时间, required: true}
  platform: {header: 平台, required: true}
  claimed: 诉求金额
  closed: 办结时间
  result: 处理结果
id: number
record:
  platform: platform
  issue: {value: other}
  outcome: {column: result, table: {已解决: resolved}}
  opened_on: {column: opened, layouts: [YYYY-MM-DD]}
  closed_on: {column: closed, layouts: [YYYY-MM-DD]}
  amount_claimed: {column: claimed, decimal: "."}
  currency: {value: CNY}
`
