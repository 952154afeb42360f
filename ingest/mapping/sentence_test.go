package mapping_test

import (
	"strings"
	"testing"

	"redress/ingest/mapping"
)

// TestMistakesSayTheWayOut: an error names file, line and key, and what to write.
func TestMistakesSayTheWayOut(t *testing.T) {
	f := func(old, new string, wants ...string) {
		t.Helper()
		_, err := mapping.Parse("small.yaml", []byte(strings.Replace(small, old, new, 1)))
		for _, want := range wants {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%q: %v, want %q in it", new, err, want)
			}
		}
	}
	f("limits: {rejects: 0.1}", "limits: 5%", "small.yaml:8: limits: want a share", "like {rejects: 0.05}", "rejects, shrink, unmapped, future, vanished, moved, duplicates, columns")
	f("limits: {rejects: 0.1}", "limits: [0.1]", "small.yaml:8: limits: want a share")
	f("limits: {rejects: 0.1}", "limits:", "small.yaml:8: limits: want a share")
	f("{rejects: 0.1}", "{rejects: 5%}", `small.yaml:8: limits: rejects "5%"`, "5% is 0.05")
	f("{rejects: 0.1}", "{unmapped: {issue: 12.5 %}}", `small.yaml:8: limits: unmapped: issue "12.5 %"`, "is 0.125")
	f("{rejects: 0.1}", "{unmapped: {narrative: 0.1}}", "small.yaml:8: limits: unmapped:", "there is platform, seller, category")
	at := func(address string, wants ...string) { // line 10: fetch
		t.Helper()
		f("period: file_date", "fetch: {url: \""+address+"\"}", append(wants, "small.yaml:10: fetch: url")...)
	}
	at("ftp://agency.example/a.csv", "https://, http:// or s3://")
	at("https://agency.example/{month}.csv", "unknown placeholder {month}", "{slot:2006-01}", "{previous:2006-01}")
	at("https://agency.example/{yyyy}-{mm}.csv", "{yyyy}", "{mm}")
	at("https://agency.example/{slot}.csv", "{slot} writes no date")
	at("https://agency.example/{slot:month}.csv", "{slot:month} writes no date")
	at("https://agency.example/{slot:2006-01.csv", "a brace stands alone", "%7B")
	for _, address := range []string{"https://agency.example/{slot:2006-01}.csv?since={previous:2006-01-02}", "s3://bucket/{slot:2006}/"} {
		source := strings.Replace(small, "period: file_date", "fetch: {url: \""+address+"\"}", 1)
		if d := parse(t, source); d.Fetch().URLs[0] != address {
			t.Errorf("%s: %v", address, d.Fetch().URLs)
		}
	}
}
