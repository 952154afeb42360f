package main_test

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What redress query prints is what the site returns, byte for byte.
func TestQueryIsWhatTheSiteReturns(t *testing.T) {
	data := t.TempDir()
	ingested(t, data, "demo", demoFile(t, "demo.csv", 3_000, 1))
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	for _, c := range []struct {
		path string
		args []string
	}{
		{"/platforms.csv?source=demo&from=2025&to=2026", []string{"platforms", "--source", "demo", "--from", "2025", "--to", "2026", "--format", "csv"}},
		{"/platforms.csv?def=strict&limit=7&sort=-complaints", []string{"platforms", "--def", "strict", "--limit", "7", "--sort=-complaints", "--format", "csv"}},
		{"/platforms.csv?excel=1&issue=quality~delivery&not_channel=web", []string{"platforms", "--excel", "--issue", "quality~delivery", "--not-channel", "web", "--format", "csv"}},
		{"/platforms.csv?cols=all&issue=delivery", []string{"platforms", "--cols", "all", "--issue", "delivery", "--format", "csv"}},
		{"/issues.json?lang=zh", []string{"issues", "--lang", "zh", "--format", "json"}},
		{"/issues/quality.csv", []string{"issues/quality", "--format", "csv"}},
		{"/trends.csv?by=quarter", []string{"trends", "--by", "quarter", "--format", "csv"}},
		{"/index.csv", []string{"index", "--format", "csv"}},
		{"/data.csv", []string{"data", "--format", "csv"}},
		{"/methods.csv", []string{"methods", "--format", "csv"}},
	} {
		status, want := s.get(t, c.path)
		got := must(t, append([]string{"query", "--data", data}, c.args...)...)
		if status != 200 || got != want || len(got) < 100 {
			t.Errorf("redress query %s differs from %s (status %d):\n%.300s\n---\n%.300s", strings.Join(c.args, " "), c.path, status, got, want)
		}
	}
}

// A hostile name goes through load, table and page as plain text.
func TestHostileNamesThroughTheWholeProgram(t *testing.T) {
	hostile := []string{`</script><script>alert(1)</script>`, `=cmd|' /C calc'!A0`, `__f__x__f__`}
	var file strings.Builder
	file.WriteString("Date received,Product,Sub-product,Issue,Sub-issue,Consumer complaint narrative,Company public response,Company,State,ZIP code,Tags,Consumer consent provided?,Submitted via,Date sent to company,Company response to consumer,Timely response?,Consumer disputed?,Complaint ID\n")
	for i := range 120 {
		fmt.Fprintf(&file, "2023-08-%02d,Mortgage,,Struggling to pay mortgage,,,,\"%s\",CA,,,,Web,2023-08-25,Closed with monetary relief,Yes,N/A,%d\n", i%28+1, hostile[i%3], i+1)
	}
	path := filepath.Join(t.TempDir(), "hostile.csv")
	if err := os.WriteFile(path, []byte(file.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	ingested(t, data, "cfpb", path)
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	_, page := s.get(t, "/platforms")
	_, spreadsheet := s.get(t, "/platforms.csv?excel=1")
	names := map[string]bool{}
	_, table := s.get(t, "/platforms.csv")
	for _, row := range tableRows(t, table) {
		names[row["platform_name"]] = true
	}
	for _, name := range hostile {
		if !names[name] {
			t.Errorf("/platforms.csv has the names %v, want %q among them as it is", names, name)
		}
		if !strings.Contains(page, html.EscapeString(name)) || strings.Contains(page, `<script>alert`) {
			t.Errorf("/platforms does not show %q as text", name)
		}
	}
	if !strings.Contains(spreadsheet, `,'=cmd|' /C calc'!A0,`) {
		t.Errorf("the spreadsheet's cell is not guarded: %.400s", spreadsheet)
	}
}

// Ids of two keys would be two identities of one complaint: another key, or
// none, is refused, and a key is never made a second time.
func TestTheKeyIsKept(t *testing.T) {
	data, file := t.TempDir(), demoFile(t, "demo.csv", 500, 1)
	first := ingested(t, data, "demo", file)
	key := filepath.Join(data, "key")
	info, err := os.Stat(key)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the key has mode %v, %v, want 0600", info.Mode(), err)
	}
	secret, err := os.ReadFile(key)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(what, says string, args ...string) {
		t.Helper()
		o := redress(t, append([]string{"ingest", "--data", data}, append(args, "demo", file)...)...)
		if o.code != 1 || !strings.Contains(lastLine(o.stderr), says) {
			t.Errorf("%s: exit %d, %q, want 1 and %q", what, o.code, o.stderr, says)
		}
	}
	if err := os.Remove(key); err != nil {
		t.Fatal(err)
	}
	refuse("no key", "is missing")
	if _, err := os.Stat(key); err == nil {
		t.Error("a second key was made")
	}
	other := filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, []byte(strings.Repeat("5a", 32)), 0o600); err != nil {
		t.Fatal(err)
	}
	refuse("another key", "is not the one", "--key-file", other)
	if err := os.WriteFile(key, secret, 0o600); err != nil {
		t.Fatal(err)
	}
	if again := ingested(t, data, "demo", file); again.New != 0 || again.Release != first.Release {
		t.Errorf("with the key back: %+v in release %d, want nothing new in %d", again.fileBooks, again.Release, first.Release)
	}
}
