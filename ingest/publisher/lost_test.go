package publisher_test

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/publisher"
)

// TestLostCharactersAreCounted: GB18030's decoder gives U+FFFD without an error.
func TestLostCharactersAreCounted(t *testing.T) {
	template, err := publisher.Template("csv-gb18030")
	if err != nil {
		t.Fatal(err)
	}
	whole, broken := lostIn(t, template), lostIn(t, append(template, "\xFF\xFF"...))
	if whole != 0 || broken == 0 {
		t.Errorf("lost characters = %d of a whole file and %d of a broken one, want none and some", whole, broken)
	}
}

func lostIn(t *testing.T, content []byte) int64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cn.csv")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	decl, err := publisher.Load("cn-generic")
	if err != nil {
		t.Fatal(err)
	}
	today, _ := complaint.NewDay(2026, 11, 23)
	for file, err := range publisher.Open(decl, anonymise.Key{}, []string{path}, publisher.Options{LoadDay: today}).Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for range file.Complaints(t.Context()) {
			continue
		}
		return file.LostCharacters()
	}
	return 0
}

// TestUnreadSheetsAreNamed: a workbook's other sheets are not left out in silence.
func TestUnreadSheetsAreNamed(t *testing.T) {
	template, err := publisher.Template("xlsx")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "cn.xlsx")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	decl, err := publisher.Load("cn-generic")
	if err != nil {
		t.Fatal(err)
	}
	for file, err := range publisher.Open(decl, anonymise.Key{}, []string{path}, publisher.Options{}).Files(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for range file.Complaints(t.Context()) {
			continue
		}
		if got := file.UnreadSheets(); !slices.Contains(got, "填写说明") {
			t.Errorf("unread sheets = %q, want the instructions among them", got)
		}
	}
}
