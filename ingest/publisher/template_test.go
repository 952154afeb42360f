package publisher_test

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/publisher"
)

// The sheets of the template by their place.
const (
	tableSheet = iota
	aboutSheet
	exampleSheet
)

func template(t *testing.T, kind string) []byte {
	t.Helper()
	content, err := publisher.Template(kind)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

// sheets are the rows of every sheet of the template.
func sheets(t *testing.T) [][][]string {
	t.Helper()
	book, err := excelize.OpenReader(bytes.NewReader(template(t, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	var out [][][]string
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, rows)
	}
	return out
}

// explained is the table of the explaining sheet: by header, its row.
func explained(t *testing.T) (headers []string, rows map[string][]string) {
	t.Helper()
	rows = map[string][]string{}
	inTable := false
	for _, row := range sheets(t)[aboutSheet] {
		for len(row) < 6 {
			row = append(row, "")
		}
		if inTable {
			headers = append(headers, row[0])
			rows[row[0]] = row
		}
		inTable = inTable || row[0] == "列名"
	}
	return headers, rows
}

func written(t *testing.T, rows ...[]string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "template.csv")
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestTemplateFitsItsDeclaration: every column of the template is read, every
// column the declaration reads is in the template, and the examples load without
// a reject or an unmapped word.
func TestTemplateFitsItsDeclaration(t *testing.T) {
	rows := sheets(t)[exampleSheet]
	header := rows[0]
	for i := range rows {
		rows[i] = append(rows[i], make([]string, len(header)-len(rows[i]))...)
	}
	decl, err := publisher.Load("cn-generic")
	if err != nil {
		t.Fatal(err)
	}
	path := written(t, rows...)
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	sample, err := mapping.Try(t.Context(), decl, file, mapping.File{Path: path, Date: day(t, 2026, 1, 1)}, mapping.TryOptions{Complaints: 10})
	if err != nil {
		t.Fatal(err)
	}
	if len(sample.Absent)+len(sample.Undeclared) > 0 {
		t.Errorf("the template lacks columns %v, the declaration columns %v", sample.Absent, sample.Undeclared)
	}
	if sample.Read != 3 || len(sample.Complaints) != 3 {
		t.Errorf("examples: read %d, took %d, rejected %v, want 3 of 3", sample.Read, len(sample.Complaints), sample.Rejects)
	}
	if !onlyAbsent(sample.Unmapped) || len(sample.Unreadable) > 0 {
		t.Errorf("unmapped in the examples: %v, unreadable: %v, want only what was left blank", sample.Unmapped, sample.Unreadable)
	}
	if diff := cmp.Diff(header, sheets(t)[tableSheet][0]); diff != "" {
		t.Errorf("the empty table against the examples (-want +got):\n%s", diff)
	}
	if n := len(sheets(t)[tableSheet]); n != 1 {
		t.Errorf("the table to fill in has %d rows, want its header alone", n)
	}
	headers, about := explained(t)
	if diff := cmp.Diff(header, headers); diff != "" {
		t.Errorf("columns of the explanation (-want +got):\n%s", diff)
	}
	for _, h := range headers {
		if about[h][2] == "" || about[h][5] == "" {
			t.Errorf("%s is not explained in both languages: %q", h, about[h])
		}
	}
}

func onlyAbsent(unmapped map[string]map[string]int) bool {
	for _, values := range unmapped {
		for value := range values {
			if value != "(absent)" {
				return false
			}
		}
	}
	return true
}

// TestTemplateWordsAreUnderstood loads every word that the template offers, and
// looks whether each code of the record can be said with them.
func TestTemplateWordsAreUnderstood(t *testing.T) {
	headers, about := explained(t)
	said := map[string]bool{}
	for _, header := range headers {
		if about[header][3] == "" {
			continue
		}
		for _, word := range strings.Split(about[header][3], "、") {
			row := map[string]string{"投诉编号": "1", "平台": "示例平台甲", "投诉性质": "其他", "投诉时间": "2025-07-13", "处理结果": "办理中"}
			if header == "状态" && word == "已办结" {
				row["处理结果"] = "未评价"
			}
			row[header] = word
			if header == "商家类型" {
				row["商家"] = "示例店"
			}
			cells := make([]string, len(headers))
			for i, h := range headers {
				cells[i] = row[h]
			}
			got := load(t, "cn-generic", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, written(t, headers, cells))[0]
			if got.accepted != 1 || !onlyAbsent(got.unmapped) {
				t.Errorf("%s %s: rejected %v, unmapped %v", header, word, got.rejects, got.unmapped)
				continue
			}
			c := got.complaints[0]
			if header == "细分问题" && c.Subissue == "" {
				t.Errorf("%s %s gives no finer code", header, word)
			}
			for _, code := range codes(&c) {
				said[code] = true
			}
		}
	}
	var silent []string
	for _, code := range everyCode() {
		if !said[code] {
			silent = append(silent, code)
		}
	}
	if len(silent) > 0 {
		t.Errorf("no word of the template says %v", silent)
	}
}

// codes are the codes of a complaint with the names of their fields.
func codes(c *complaint.Complaint) []string {
	out := []string{"issue " + string(c.Issue), "outcome " + string(c.Outcome), "channel " + string(c.Channel), "sex " + string(c.Sex),
		"status " + string(c.Status), "timely " + string(c.Timely), "represented " + string(c.Represented),
		"disputed " + string(c.Disputed)}
	for _, v := range c.Remedies {
		out = append(out, "remedy "+string(v))
	}
	for _, v := range c.Evidence {
		out = append(out, "evidence "+string(v))
	}
	for _, v := range c.Stages {
		out = append(out, "stage "+string(v.Stage))
	}
	for _, v := range c.Actions {
		out = append(out, "action "+string(v.Action))
	}
	return out
}

func everyCode() []string {
	out := []string{"sex F", "sex M", "sex N", "timely yes", "timely no", "represented yes", "represented no", "disputed yes", "disputed no"}
	out = append(out, named("issue", complaint.Issues)...)
	out = append(out, named("outcome", complaint.Outcomes)...)
	out = append(out, named("channel", complaint.Channels)...)
	out = append(out, named("status", complaint.Statuses)...)
	out = append(out, named("remedy", complaint.Remedies)...)
	out = append(out, named("evidence", complaint.EvidenceKinds)...)
	out = append(out, named("stage", complaint.StageNames)...)
	return append(out, named("action", complaint.ActionNames)...)
}

func named[T ~string](field string, codes []T) []string {
	var out []string
	for _, code := range codes {
		out = append(out, field+" "+string(code))
	}
	return out
}

// TestTemplateKinds: the text templates hold the workbook's header in the
// encodings they promise, and fit the declaration as they are.
func TestTemplateKinds(t *testing.T) {
	want := sheets(t)[tableSheet][0]
	for _, kind := range publisher.TemplateKinds() {
		content := template(t, kind)
		path := filepath.Join(t.TempDir(), "template."+strings.Split(kind, "-")[0])
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if got := load(t, "cn-generic", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0]; got.read != 0 {
			t.Errorf("the empty template %s: read %d rows, want none", kind, got.read)
		}
	}
	if !bytes.HasPrefix(template(t, "csv"), []byte("\xEF\xBB\xBF")) {
		t.Error("csv has no byte order mark: Excel would not read it as UTF-8")
	}
	row, err := csv.NewReader(bytes.NewReader(template(t, "csv")[3:])).Read()
	if diff := cmp.Diff(want, row); err != nil || diff != "" {
		t.Errorf("csv: %v, header (-want +got):\n%s", err, diff)
	}
	if _, err := publisher.Template("ods"); err == nil || !strings.Contains(err.Error(), "xlsx, csv, csv-gb18030") {
		t.Errorf("Template(ods): %v, want an error that lists the kinds", err)
	}
}

// TestTemplateFilledIn: what somebody types into the workbook is loaded, the
// examples behind it are not.
func TestTemplateFilledIn(t *testing.T) {
	book, err := excelize.OpenReader(bytes.NewReader(template(t, "xlsx")))
	if err != nil {
		t.Fatal(err)
	}
	example := sheets(t)[exampleSheet][1]
	if err := book.SetSheetRow(book.GetSheetList()[tableSheet], "A2", &example); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "filled.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	got := load(t, "cn-generic", publisher.Options{LoadDay: day(t, 2026, 1, 1)}, path)[0]
	if got.read != 1 || got.accepted != 1 || len(got.unmapped) > 0 {
		t.Errorf("read %d, accepted %d, rejected %v, unmapped %v, want the one row", got.read, got.accepted, got.rejects, got.unmapped)
	}
}
