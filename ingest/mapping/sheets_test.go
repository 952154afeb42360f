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
	want := []string{"February", "[email]"}
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
