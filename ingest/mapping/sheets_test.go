package mapping_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"redress/ingest/mapping"
)

// TestUnreadSheets: a workbook's further sheets are told, not passed over.
func TestUnreadSheets(t *testing.T) {
	book := excelize.NewFile()
	for at, row := range map[string][]any{"A1": {"Number", "Opened", "Platform"}, "A2": {"1", "2024-01-02", "Aurora"}} {
		if err := book.SetSheetRow("Sheet1", at, &row); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"February", "ana@mail.example"} {
		if _, err := book.NewSheet(name); err != nil {
			t.Fatal(err)
		}
	}
	content, err := book.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	d := parse(t, strings.Replace(small, `file: {encodings: [utf-8], delimiter: ",", quoting: quoted, nulls: ["NULL"]}`, "file: {kind: xlsx}", 1))
	want := []string{"February", mapping.Withheld}
	s, err := mapping.Try(t.Context(), d, bytes.NewReader(content.Bytes()), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 1})
	if err != nil || !slices.Equal(s.UnreadSheets, want) {
		t.Errorf("Try: unread sheets %q, %v, want %q", s.UnreadSheets, err, want)
	}
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
	for _, err := range m.Complaints(t.Context(), content) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(m.UnreadSheets(), want) {
		t.Errorf("UnreadSheets() = %q, want %q", m.UnreadSheets(), want)
	}
}

// TestSheetsOfMonths: every sheet with the declared header is read, each with its
// own order of columns, and a row that is rejected says where it stands.
func TestSheetsOfMonths(t *testing.T) {
	june := [][]any{{"Number", "Opened", "Platform"}, {"1", "2024-06-02", "Aurora"}, {"2", "2024-06-03", "Aurora"}}
	july := [][]any{{"July"}, {"Opened", "Platform", "Number"}, {"2024-07-02", "Borealis", "3"}, {"none", "Borealis", "4"}}
	book := workbook(t, "Cover", [][]any{{"x"}}, "June", june, "July", july, "Totals", [][]any{{"Platform", "Rows"}, {"Aurora", 2}}, "示例", june)
	f := func(settings string, platforms, rejects, unread []string, skipped int64) {
		t.Helper()
		d := parse(t, strings.Replace(small, smallFile, "file: {"+settings+"}", 1))
		m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
		var got, bad []string
		for c, err := range m.Complaints(t.Context(), bytes.NewReader(book)) {
			if err != nil {
				bad = append(bad, err.Error())
				continue
			}
			got = append(got, c.Platform)
		}
		if !slices.Equal(got, platforms) || !slices.Equal(bad, rejects) || !slices.Equal(m.UnreadSheets(), unread) || m.Layout().SkippedRows != skipped {
			t.Errorf("%s: %q, rejects %q, unread %q, skipped %d, want %q, %q, %q, %d", settings, got, bad, m.UnreadSheets(), m.Layout().SkippedRows,
				platforms, rejects, unread, skipped)
		}
		s, err := mapping.Try(t.Context(), d, bytes.NewReader(book), mapping.File{Path: "f"}, mapping.TryOptions{Complaints: 9})
		if err != nil || len(s.Complaints) != len(platforms) || !slices.Equal(s.UnreadSheets, unread) {
			t.Errorf("%s: Try: %v, %d complaints, unread %q, want %d, %q", settings, err, len(s.Complaints), s.UnreadSheets, len(platforms), unread)
		}
	}
	both := []string{"name:aurora", "name:aurora", "name:borealis"}
	bad := []string{`f sheet "July" line 4, column Opened: bad_value`}
	f("kind: xlsx", both, bad, []string{"Cover", "Totals", "示例"}, 1)
	f("kind: xlsx, sheet: [July, June]", []string{"name:borealis", "name:aurora", "name:aurora"}, []string{`f sheet "July" line 4, column Opened: bad_value`}, nil, 1)
	f("kind: xlsx, sheet: June", both[:2], nil, nil, 0)
	got := whyNot(t, strings.Replace(small, smallFile, `file: {kind: xlsx, sheet: "*"}`, 1), book)
	if !strings.Contains(got, `sheet "Cover": its header lacks`) {
		t.Errorf("every sheet: %q, want the one that does not fit", got)
	}
}

// TestLostFields: a field is lost where the file lacks every column it is filled
// from, in all of its sheets.
func TestLostFields(t *testing.T) {
	lost := func(header string) (fields []string) {
		m := mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"})
		for range m.Complaints(t.Context(), strings.NewReader(header+"\n")) {
			continue
		}
		for _, l := range m.Layout().Lost {
			fields = append(fields, l.Field+"="+strings.Join(l.Columns, ","))
		}
		return fields
	}
	all, some := lost("Number,Opened,Platform"), lost("Number,Opened,Platform,Closed")
	if !slices.Contains(all, "closed_on=Closed") || slices.Contains(some, "closed_on=Closed") || len(some) != len(all)-1 {
		t.Errorf("lost %q, with Closed %q, want Closed in the first alone", all, some)
	}
}
