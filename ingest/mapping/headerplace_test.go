package mapping_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"redress/ingest/mapping"
)

// workbook is a workbook of sheets with a name and rows each.
func workbook(t *testing.T, sheets ...any) []byte {
	t.Helper()
	book := excelize.NewFile()
	for i := 0; i < len(sheets); i += 2 {
		name := sheets[i].(string)
		if i == 0 {
			if err := book.SetSheetName("Sheet1", name); err != nil {
				t.Fatal(err)
			}
		} else if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
		for j, row := range sheets[i+1].([][]any) {
			at, err := excelize.CoordinatesToCellName(1, j+1)
			if err != nil {
				t.Fatal(err)
			}
			if err := book.SetSheetRow(name, at, &row); err != nil {
				t.Fatal(err)
			}
		}
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return content.Bytes()
}

// whyNot is what a load and a trial say of a file that does not fit; both say the
// same.
func whyNot(t *testing.T, source string, content []byte) string {
	t.Helper()
	d := parse(t, source)
	var load error
	for _, err := range mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"}).Complaints(t.Context(), bytes.NewReader(content)) {
		load = err
	}
	_, try := mapping.Try(t.Context(), d, bytes.NewReader(content), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if load == nil || try == nil || !strings.HasPrefix(load.Error(), try.Error()) {
		t.Errorf("the load says %v, the trial %v, want the same sentence", load, try)
		return ""
	}
	return load.Error()
}

// TestHeaderBelowTitles: the error says in which line or sheet the header stands,
// and what it says to write makes the file fit.
func TestHeaderBelowTitles(t *testing.T) {
	const file = `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`
	f := func(content []byte, settings, remedy string, wants ...string) {
		t.Helper()
		source := strings.Replace(small, file, "file: {"+settings+"}", 1)
		got := whyNot(t, source, content)
		for _, want := range append(wants, strings.Split(remedy, ", ")...) {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q, want %q in it", settings, got, want)
			}
		}
		if remedy == "" {
			return
		}
		source = strings.Replace(small, file, "file: {"+remedy+"}", 1)
		s, err := mapping.Try(t.Context(), parse(t, source), bytes.NewReader(content), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
		if err != nil || len(s.Complaints) != 1 {
			t.Errorf("with %s: %v, %d complaints, want the row", remedy, err, len(s.Complaints))
		}
	}
	f([]byte("Complaints of 2024\n\n\"as of\nMay\",,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\n"), `delimiter: ","`, "skip_lines: 4", "stand in line 5")
	f([]byte("Complaints of 2024\nMay,,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\n"), `delimiter: ",", skip_lines: 1`, "skip_lines: 2", "stand in line 3")
	table := [][]any{{"Number", "Opened", "Platform"}, {"1", "2024-01-02", "Aurora"}}
	titled := append([][]any{{"Register"}, {"2024"}}, table...)
	f(workbook(t, "明细", titled), "kind: xlsx", "skip_lines: 2", "stand in row 3")
	f(workbook(t, "封面", [][]any{{"Register of 2024"}}, "明细", table), "kind: xlsx", "sheet: 明细", `sheet "明细"`)
	f(workbook(t, "Cover", [][]any{}, "Notes", [][]any{{"x"}}, "All rows", titled), "kind: xlsx", "sheet: All rows, skip_lines: 2")
	f(workbook(t, "Cover", [][]any{{"x"}}, "ana@mail.example", table), "kind: xlsx", "", "another sheet, whose name looks like something of a person's")
	f(workbook(t, "Cover", [][]any{{"x"}}, "张伟", table), "kind: xlsx", "", "another sheet, whose name looks like something of a person's")
	// Nowhere a header: the sentence there always was.
	f([]byte("a,b,c\n"+strings.Repeat("1,2,3\n", 20)+"Number,Opened,Platform\n"), `delimiter: ","`, "", `lacks the columns "Number", "Opened", "Platform"`)
	f(workbook(t, "Cover", [][]any{{"x"}}, "Other", [][]any{{"Number", "Opened"}}), "kind: xlsx", "", `lacks the columns "Number", "Opened", "Platform"`)
	f([]byte("\n"), `delimiter: ","`, "", "is empty: it has neither a header nor rows")
}

// TestSketchFindsTheSheet: a draft is made from the sheet whose header says most.
func TestSketchFindsTheSheet(t *testing.T) {
	table := [][]any{{"Register"}, {"Complaint ID", "Date received", "Company", "Status"}}
	for _, n := range []string{"1", "2", "3", "4", "5", "6"} {
		table = append(table, []any{"A" + n, "2024-01-1" + n, "Aurora", "open"})
	}
	for _, cover := range [][][]any{{}, {{"Register of complaints"}, {"2024"}}} {
		draft, err := mapping.Sketch(t.Context(), bytes.NewReader(workbook(t, "封面", cover, "明细", table)), mapping.DraftOptions{Code: "drafted"})
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"sheet: 明细 #", "skip_lines: 1", "id: complaint_id"} {
			if !strings.Contains(string(draft.Text), want) {
				t.Errorf("cover of %d rows: the draft lacks %q:\n%s", len(cover), want, draft.Text)
			}
		}
	}
	draft, err := mapping.Sketch(t.Context(), bytes.NewReader(workbook(t, "Cover", [][]any{{"x"}}, "张伟", table)), mapping.DraftOptions{Code: "drafted"})
	if err != nil || strings.Contains(string(draft.Text), "张伟") || !strings.Contains(string(draft.Text), "# sheet: …") {
		t.Errorf("a sheet called like a person: %v\n%s", err, draft.Text)
	}
}
