package fetch

import (
	"archive/zip"
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// office is a document of a kind that lies in a zip container.
func office(t *testing.T, main string) string {
	return string(zipOf(t, zip.Deflate, "[Content_Types].xml", "<Types/>", main, "<document/>"))
}

func TestMembersWithoutTable(t *testing.T) {
	const table, ole = "a;b\n1;2\n", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 and more"
	workbook := string(zipOf(t, zip.Deflate, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>"))
	dir := t.TempDir()
	f := func(patterns []string, wantRead, wantSaid []string, pairs ...string) {
		t.Helper()
		path := write(t, dir, "given.zip", zipOf(t, zip.Deflate, pairs...))
		var said bytes.Buffer
		var have []string
		for blob, err := range Open(t.Context(), []string{path}, Options{Members: patterns, Log: slog.New(slog.NewTextHandler(&said, nil))}) {
			if err != nil {
				t.Errorf("Open(%q) = %v, want no error", pairs, err)
				return
			}
			have = append(have, strings.TrimPrefix(blob.Path, path+"!"))
		}
		if !slices.Equal(have, wantRead) {
			t.Errorf("Open(%q) yields %q, want %q", pairs, have, wantRead)
		}
		if lines := strings.Count(said.String(), "\n"); lines != len(wantSaid) {
			t.Errorf("Open(%q) says %d lines, want %d: %s", pairs, lines, len(wantSaid), &said)
		}
		for _, member := range wantSaid {
			if !strings.Contains(said.String(), path+"!"+member) || !strings.Contains(said.String(), "level=WARN") {
				t.Errorf("Open(%q) does not say that %s was left out: %s", pairs, member, &said)
			}
		}
	}
	// A table that is called like a note.
	good := "编号;平台;日期\n" + strings.Repeat("1;Aurora, the shop;2026-01-02\n", 50)
	f(nil, []string{"License complaints.txt", "other.csv"}, nil, "License complaints.txt", good, "other.csv", table)
	f(nil, []string{"a.csv", "notice.txt"}, nil, "notice.txt", `{"id": 1}`+"\n", "a.csv", table)
	f(nil, []string{"a.csv"}, []string{"License.txt", "readme.md", "notice"}, "a.csv", table, "License.txt", "Free to use, as is.\nNo warranty, of any kind.\n",
		"readme.md", "|a|b|\n|-|-|\n|1|2|\n", "notice", "One line, two words\n")
	// By what they hold, whatever their names.
	f(nil, []string{"a.csv"}, []string{"leaflet.pdf", "logo", "note.rtf", "scan.tif"}, "a.csv", table, "leaflet.pdf", "%PDF-1.7\n…", "logo", "\x89PNG\r\n\x1a\n",
		"note.rtf", `{\rtf1 hello}`, "scan.tif", "II*\x00rest")
	f(nil, []string{"a.csv"}, []string{"guide.docx", "talk.pptx", "old.doc", "Thumbs.db"}, "a.csv", table, "guide.docx", office(t, "word/document.xml"),
		"talk.pptx", office(t, "ppt/presentation.xml"), "old.doc", ole, "Thumbs.db", ole)
	f(nil, []string{"d/a.csv"}, []string{"d/desktop.ini", "d/site.url"}, "d/a.csv", table, "d/desktop.ini", "[.ShellClassInfo]\r\nIconFile=x", "d/site.url",
		"[InternetShortcut]\r\nURL=https://example.org")
	f(nil, []string{"a.csv"}, []string{"wide.ini"}, "a.csv", table, "wide.ini", "\xFF\xFE[\x00.\x00S\x00h\x00e\x00l\x00l\x00C\x00l\x00a\x00s\x00s\x00I\x00n\x00f\x00o\x00]\x00")
	f(nil, []string{"a.csv"}, []string{"README.txt", "LICENSE", "docs/notes.md", "leia-me (2019).txt", "数据说明.txt"}, "a.csv", table, "README.txt", "What this is",
		"LICENSE", "You may", "docs/notes.md", "# Notes", "leia-me (2019).txt", "O que é", "数据说明.txt", "字段说明")
	// What may be a table is never left out, nor what holds one and is not read.
	f(nil, []string{"a.csv", "b.xlsx", "c.xls", "licences.txt", "readme.csv", "z.pdf"}, nil, "a.csv", table, "b.xlsx", workbook, "c.xls", ole,
		"licences.txt", table, "readme.csv", table, "z.pdf", table)
	f(nil, []string{"in.zip!a.csv"}, []string{"in.zip!b.pdf", "c.pdf"}, "in.zip", string(zipOf(t, zip.Store, "a.csv", table, "b.pdf", "%PDF-1")), "c.pdf", "%PDF-1")
	// Patterns decide alone.
	f([]string{"*.csv"}, []string{"a.CSV", "d/b.csv"}, []string{"words.txt"}, "a.CSV", table, "d/b.csv", table, "words.txt", "What this is")
	f([]string{"D/*"}, []string{"d/b.txt"}, []string{"a.csv"}, "a.csv", table, "d/b.txt", table)
	f([]string{"*.txt"}, []string{"README.txt"}, nil, "README.txt", table)
	f([]string{"a*"}, []string{"in.zip!a.csv"}, []string{"in.zip!b.csv"}, "in.zip", string(zipOf(t, zip.Store, "a.csv", table, "b.csv", table)))

	refused := func(patterns []string, about string, pairs ...string) {
		t.Helper()
		path := write(t, dir, "refused.zip", zipOf(t, zip.Deflate, pairs...))
		var err error
		for _, err = range Open(t.Context(), []string{path}, Options{Members: patterns}) {
		}
		oneSentence(t, err, path, about)
	}
	refused(nil, `holds no table, only "README.txt" (a note by its name), "leaflet.pdf" (a PDF document)`, "leaflet.pdf", "%PDF-1.7", "README.txt", "Hello")
	refused([]string{"*.csv"}, `only "a.txt", "b.txt", "c.txt", "d.txt", "e.txt", and 2 more`, "a.txt", "", "b.txt", "", "c.txt", "", "d.txt", "", "e.txt", "",
		"f.txt", "", "g.txt", "")
}

func TestCheckMember(t *testing.T) {
	for pattern, want := range map[string]bool{"*.csv": true, "data/*": true, "[a-": false, "": false} {
		if err := CheckMember(pattern); (err == nil) != want {
			t.Errorf("CheckMember(%q) = %v, want it good: %v", pattern, err, want)
		}
	}
}
