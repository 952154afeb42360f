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

// smallFile is the line of small that says how its file is written.
const smallFile = `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`

// TestHeaderBelowTitles: a header below titles is found, in a load and in a trial
// alike, and the rows above it are counted.
func TestHeaderBelowTitles(t *testing.T) {
	f := func(content []byte, settings string, skipped int64) {
		t.Helper()
		d := parse(t, strings.Replace(small, smallFile, "file: {"+settings+"}", 1))
		s, err := mapping.Try(t.Context(), d, bytes.NewReader(content), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
		if err != nil || len(s.Complaints) != 1 || s.Read != 1 || s.Layout.SkippedRows != skipped {
			t.Errorf("%s: %v, %d complaints, layout %+v, want one below %d rows", settings, err, len(s.Complaints), s.Layout, skipped)
		}
		m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
		rows := 0
		for c, err := range m.Complaints(t.Context(), bytes.NewReader(content)) {
			if rows++; err != nil || c.Platform != "name:aurora" {
				t.Errorf("%s: %v, %v, want the row", settings, c, err)
			}
		}
		if rows != 1 || m.Layout().SkippedRows != skipped {
			t.Errorf("%s: %d rows, layout %+v, want one below %d", settings, rows, m.Layout(), skipped)
		}
	}
	f([]byte("Complaints of 2024\n\n\"as of\nMay\",,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\n"), `delimiter: ","`, 2)
	f([]byte(",,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\n"), `delimiter: ","`, 0)
	table := [][]any{{"Number", "Opened", "Platform", "Closed"}, {"1", "2024-01-02", "Aurora"}}
	titled := append([][]any{{"Register"}, {"2024"}}, table...)
	f(workbook(t, "明细", titled), "kind: xlsx", 2)
	f(workbook(t, "封面", [][]any{{"Register of 2024"}}, "明细", table), "kind: xlsx", 0)
	f(workbook(t, "Cover", [][]any{}, "Notes", [][]any{{"x"}}, "All rows", titled), "kind: xlsx", 2)
}

// TestHeaderElsewhere: where the declaration says where the header is, and it is
// not there, the error says where it stands.
func TestHeaderElsewhere(t *testing.T) {
	f := func(content []byte, settings string, wants ...string) {
		t.Helper()
		got := whyNot(t, strings.Replace(small, smallFile, "file: {"+settings+"}", 1), content)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q, want %q in it", settings, got, want)
			}
		}
	}
	f([]byte("Complaints of 2024\nMay,,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\n"), `delimiter: ",", skip_lines: 1`, "skip_lines: 2", "stand in line 3")
	f([]byte("Title,,\nNumber,Opened,Platform\n1,2024-01-02,Aurora\nNumber,Opened,Platform\n"), `delimiter: ","`, "more than once, in line 2 and 4")
	table := [][]any{{"Number", "Opened", "Platform"}, {"1", "2024-01-02", "Aurora"}}
	f(workbook(t, "Cover", [][]any{{"x"}}, "Rows", table), "kind: xlsx, sheet: Cover", `stand in sheet "Rows", row 1`)
	f(workbook(t, "Cover", [][]any{{"x"}}, "张伟", table), "kind: xlsx, sheet: Cover", "stand in sheet no. 2, row 1")
	// Nowhere a header: the sentence there always was.
	f([]byte("a,b,c\n"+strings.Repeat("1,2,3\n", 20)+"Number,Opened,Platform\n"), `delimiter: ","`, `lacks the columns "Number", "Opened", "Platform"`)
	f(workbook(t, "Cover", [][]any{{"x"}}, "Other", [][]any{{"Number", "Opened"}}), "kind: xlsx", `lacks the columns "Number", "Opened", "Platform"`)
	f([]byte("\n"), `delimiter: ","`, "is empty: it has neither a header nor rows")
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
