package mapping_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"redress/ingest"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
)

// draftOf sketches a declaration of a file's content.
func draftOf(t *testing.T, content string) mapping.Draft {
	t.Helper()
	draft, err := mapping.Sketch(t.Context(), strings.NewReader(content), mapping.DraftOptions{Code: "drafted"})
	if err != nil {
		t.Fatal(err)
	}
	return draft
}

// loaded parses a draft, after changes, and maps the content with it.
func loaded(t *testing.T, draft mapping.Draft, content string, changes ...string) (rows, rejected int, unmapped map[string]map[string]int) {
	t.Helper()
	d, err := mapping.Parse("draft.yaml", []byte(strings.NewReplacer(changes...).Replace(string(draft.Text))))
	if err != nil {
		t.Fatalf("the draft: %v\n%s", err, draft.Text)
	}
	if len(d.Parameters()) > 0 {
		if d, err = d.With(map[string]string{"company": "Aurora"}); err != nil {
			t.Fatal(err)
		}
	}
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "file"})
	for _, err := range m.Complaints(t.Context(), strings.NewReader(content)) {
		var reject *ingest.RowError
		switch {
		case err == nil:
			rows++
		case errors.As(err, &reject):
			rejected++
		default:
			t.Fatalf("%v\n%s", err, draft.Text)
		}
	}
	return rows, rejected, m.Unmapped()
}

// realContent is a publisher's file, read where it lies beside the project.
func realContent(t *testing.T, file string) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", filepath.FromSlash(file))
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the publishers' files are not beside the project: %v", err)
	}
	var content bytes.Buffer
	for blob, err := range fetch.Open(t.Context(), []string{path}, fetch.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		r, err := blob.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := content.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return content.String()
}

// TestSketchRealFiles: the draft of each publisher's file parses, holds the
// lines it should, and loads the file once a person has gone through it.
func TestSketchRealFiles(t *testing.T) {
	f := func(file string, rows, rejected int, lines []string, changes ...string) {
		t.Helper()
		content := realContent(t, file)
		draft := draftOf(t, content)
		for _, line := range lines {
			if !strings.Contains(string(draft.Text), line) {
				t.Errorf("%s: the draft lacks %q:\n%s", file, line, draft.Text)
			}
		}
		if len(draft.Missing) > 0 {
			t.Errorf("%s: missing %q", file, draft.Missing)
		}
		got, bad, _ := loaded(t, draft, content, changes...)
		if got < rows || bad > rejected {
			t.Errorf("%s: %d rows and %d rejects, want at least %d and at most %d\n%s", file, got, bad, rows, rejected, draft.Text)
		}
	}
	f("ans_igr/igr.csv", 972, 0, []string{"encodings: [windows-1252]", `delimiter: ";"`, "quoting: quoted", `layouts: ["DD/MM/YYYY hh:mm:ss"]`, "country: BR"})
	f("nyc_dcwp/mediated_2018-01.csv", 4344, 151, []string{"mediation_start_date, layouts: [MM/DD/YYYY]", "trade: [business_name]", "closed_on: ",
		"header: Complainant Zip, never_store: true", `"Resolved and Consumer Satisfied - SPF": resolved`, "amount_recovered: {column: restitution"},
		`"Cash Amount - AMT": unknown`, `"Cash Amount - AMT": resolved`)
	f("procon_cnrf/CNRF2018.zip", 39044, 16, []string{"quoting: unquoted", `"NULL"`, "opened_on: {column: data_abertura", "S: resolved", `"N": unresolved`,
		"header: CEPConsumidor, never_store: true", "header: NumeroCNPJ, never_store: true", "zone: America/Sao_Paulo"})
	f("reclameaqui/RECLAMEAQUI_NAGEM.csv", 990, 10, []string{"platform: {parameter: company}", "opened_on: {column: tempo", "# agrees: {year: ano, month: mes, day: dia}",
		"Resolvido: resolved", "Não resolvido: unresolved"}, "Respondida: unknown", "Respondida: open")
	f("cfpb/cfpb_2023-08_18col_truncated_1MiB.csv", 2067, 1, []string{"id: complaint_id", "opened_on: {column: date_received, layouts: [YYYY-MM-DD]}",
		"column: company_response_to_consumer", "header: ZIP code, never_store: true", "trade: [company]", "In progress: open", "narrative: consumer_complaint_narrative"},
		"Closed with explanation: unknown", "Closed with explanation: unresolved")
	f("cfpb/fixture_ccdb.ndjson", 9, 1, []string{"kind: ndjson", "id: complaint_id", "layouts: [\"YYYY-MM-DDThh:mm:ssZ\"]", "trade: [company]"},
		"table: {}", "patterns: [{match: \"relief\", to: resolved}]")
}

func TestSketchSaysWhatIsMissing(t *testing.T) {
	content := realContent(t, "bcb_ranking/bcb_2017T2_T3_excerpt.csv")
	draft := draftOf(t, content)
	if len(draft.Missing) != 1 || !strings.HasPrefix(draft.Missing[0], "opened_on: ") ||
		!strings.Contains(string(draft.Text), "# No column of the file holds days") {
		t.Errorf("a file without days: missing %q\n%s", draft.Missing, draft.Text)
	}
	if _, err := mapping.Parse("draft.yaml", draft.Text); err == nil || !strings.Contains(err.Error(), "record has no opened_on") {
		t.Errorf("a draft without opened_on: %v", err)
	}
}

// TestSketchHoldsNoPerson: only headers and values of columns that have few,
// five times or more, and nothing like a person's.
func TestSketchHoldsNoPerson(t *testing.T) {
	var file strings.Builder
	file.WriteString("ref;date;firm;status;nome;contact;topic;comments\n")
	for i := range 40 {
		status := [...]string{"solved", "open", "solved", "Maria da Silva", "solved", "open", "ana@mail.example", "open"}[i%8]
		topic := "refund"
		if i%10 == 0 {
			topic = fmt.Sprintf("secret %d", i)
		}
		fmt.Fprintf(&file, "R%d;%02d/03/2024;Aurora;%s;Ana Prado;ana%d@mail.example;%s;My neighbour Ana told me about this secret %d, at length\n",
			i, 1+i%28, status, i, topic, i)
	}
	draft := draftOf(t, file.String())
	if found := regexp.MustCompile(`(?i)secret|Maria|Ana |@|neighbour`).FindAllString(string(draft.Text), -1); len(found) > 0 {
		t.Errorf("the draft holds %q:\n%s", found, draft.Text)
	}
	for _, want := range []string{"nome: {header: nome, never_store: true}", "contact: {header: contact, never_store: true}", "solved: resolved # 15 rows",
		"layouts: [DD/MM/YYYY]", "open: open", "# 2 more, rare or like", "id: ref"} {
		if !strings.Contains(string(draft.Text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
		}
	}
	if rows, rejected, unmapped := loaded(t, draft, file.String()); rows != 40 || rejected != 0 || unmapped["outcome"]["(withheld)"] == 0 {
		t.Errorf("%d rows, %d rejects, unmapped %v", rows, rejected, unmapped)
	}
}

func TestSketchOtherFiles(t *testing.T) {
	rows := func(format string, n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i+1, i%28+1)
		}
		return b.String()
	}
	f := func(content string, want int, lines ...string) {
		t.Helper()
		draft := draftOf(t, content)
		for _, line := range lines {
			if !strings.Contains(string(draft.Text), line) {
				t.Errorf("the draft lacks %q:\n%s", line, draft.Text)
			}
		}
		if got, rejected, _ := loaded(t, draft, content); got != want || rejected != 0 {
			t.Errorf("%d rows and %d rejects, want %d and none\n%s", got, rejected, want, draft.Text)
		}
	}
	f("投诉编号,平台,商家,投诉时间,处理结果,投诉性质,诉求金额,联系电话\n"+rows("A%d,极光,某店,2025年7月%d日,已解决,质量问题,￥1.2万,13800138000\n", 30), 30,
		"country: CN", "id: id", "trade: [platform]", "seller: {trade: [seller], sole_traders: zh}", "layouts: [YYYY年M月D日]", "已解决: resolved", "质量问题: quality",
		"amount_claimed: ", "never_store: true", "currency: {value: CNY}")
	f("Fecha de ingreso\tProveedor\tMotivo\tEstado\tRUT\n"+rows("%[2]d-ene-2024\tTienda Uno\tentrega tardía %[1]d\tResuelto\t12.345.678-5\n", 12), 12,
		"delimiter: tab", "zone: America/Mexico_City", "D-MMM-YYYY", "RUT, never_store: true")
	f("Monthly export\n\nCase number,Date filed,Company,Result\n"+rows("9%d,03/%02d/2024 01:05:00 PM,Aurora,Resolved\n", 20), 20,
		"skip_lines: 2", "MM/DD/YYYY hh:mm:ss AM", "id: case_number", "Resolved: resolved")
	f(rows("%d,2024-01-%02d,Aurora,solved\n", 12), 12, "without_header: [c1, c2, c3, c4]", "column: c2, layouts: [YYYY-MM-DD]")
	f("id,opened,company,status\n"+rows("%d,0%[2]d/02/2024,Aurora,open\n", 9), 9, "# decide: each value is a date with day and month swapped too")
}

func TestSketchOfNothing(t *testing.T) {
	for _, content := range []string{"", "\n\n"} {
		if _, err := mapping.Sketch(t.Context(), strings.NewReader(content), mapping.DraftOptions{}); err == nil {
			t.Errorf("a draft of %q: no error", content)
		}
	}
}

func TestSketchOfNamelessColumns(t *testing.T) {
	content := ",id,date,company,status,note,note\n"
	for i := range 20 {
		content += fmt.Sprintf("%d,A%d,%d/13/2024,Aurora,open,x,y\n", i, i, i%12+1)
	}
	draft := draftOf(t, content)
	for _, want := range []string{"# column 1 has no header of its own", "# column 6 has no", "# column 7 has no", "id: id", "layouts: [M/D/YYYY]"} {
		if !strings.Contains(string(draft.Text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
		}
	}
	if rows, rejected, _ := loaded(t, draft, content); rows != 20 || rejected != 0 {
		t.Errorf("%d rows and %d rejects, want 20 and none", rows, rejected)
	}
}

// TestSketchCatchesNothing: a draft lists the values there are, and what comes
// later counts as unmapped.
func TestSketchCatchesNothing(t *testing.T) {
	content := "id,date,company,status,complaint type\n"
	for i := range 40 {
		content += fmt.Sprintf("A%d,2024-03-%02d,Aurora,%s,%s\n", i, 1+i%28, []string{"Solved", "Mystery"}[i%2], []string{"Late delivery", "Oddity"}[i%2])
	}
	draft := draftOf(t, content)
	for _, want := range []string{"Solved: resolved # 20 rows\n", "Mystery: unknown # 20 rows; decide", "Late delivery: delivery # 20 rows\n", "Oddity: other # 20 rows; decide"} {
		if !strings.Contains(string(draft.Text), want) {
			t.Errorf("the draft lacks %q:\n%s", want, draft.Text)
		}
	}
	if strings.Contains(string(draft.Text), "else:") || strings.Contains(string(draft.Text), "match:") {
		t.Errorf("the draft catches what it does not know:\n%s", draft.Text)
	}
	_, _, unmapped := loaded(t, draft, content+"B1,2024-03-01,Aurora,Brand new,Never seen\n")
	if unmapped["outcome"]["Brand new"] != 1 || unmapped["issue"]["Never seen"] != 1 {
		t.Errorf("unmapped %v, want the new values", unmapped)
	}
	rare := "id,date,company,status\n1,2024-03-13,Aurora,Solved\n2,2024-03-14,Aurora,Open\n"
	draft = draftOf(t, rare)
	if rows, _, unmapped := loaded(t, draft, rare); rows != 2 || len(unmapped["outcome"]) != 2 || !strings.Contains(string(draft.Text), "table: {}") {
		t.Errorf("rare values: %d rows, unmapped %v, want both counted\n%s", rows, unmapped, draft.Text)
	}
}

// TestSketchTakesNoRowNumbers: the number of a row is no complaint's, as the next
// month's file counts from one again.
func TestSketchTakesNoRowNumbers(t *testing.T) {
	for _, first := range []string{"序号", "编号", "No.", "id", "Unnamed: 0"} {
		for from := range 2 {
			content := first + ",投诉时间,平台,处理结果,票据\n"
			for i := range 30 {
				content += fmt.Sprintf("%d,2024-03-%02d,极光,已解决,K%03d\n", i+from, 1+i%28, 7*i)
			}
			draft := draftOf(t, content)
			if !strings.Contains(string(draft.Text), "id: c5 ") {
				t.Errorf("%s from %d: the draft has another id than the other number:\n%s", first, from, draft.Text)
			}
			if rows, rejected, _ := loaded(t, draft, content); rows != 30 || rejected != 0 {
				t.Errorf("%s from %d: %d rows, %d rejects, want 30 and none", first, from, rows, rejected)
			}
			content = strings.ReplaceAll(content, ",K", ",")
			content = strings.ReplaceAll(content, ",票据", ",备注")
			if draft := draftOf(t, content[:strings.LastIndex(content, ",")]+",000\n"); strings.Contains(string(draft.Text), "\nid: ") {
				t.Errorf("%s from %d: the draft has an id where the only number is the row's:\n%s", first, from, draft.Text)
			}
		}
	}
	content := "序号,投诉时间,平台,处理结果\n"
	for i := range 30 { // the second half of a list
		content += fmt.Sprintf("%d,2024-03-%02d,极光,已解决\n", 51+i, 1+i%28)
	}
	if draft := draftOf(t, content); !strings.Contains(string(draft.Text), "identical_rows: ordinal") {
		t.Errorf("a list from 51 on: the draft has an id:\n%s", draft.Text)
	}
}
