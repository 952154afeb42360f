package main

import (
	"strings"
	"testing"

	"redress/ingest"
)

// What is printed of a load says no more than the load has found out.
func TestPrintReport(t *testing.T) {
	f := func(r ingest.Report, want ...string) string {
		t.Helper()
		var out strings.Builder
		if err := printReport(&out, &r); err != nil {
			t.Fatal(err)
		}
		for _, sentence := range want {
			if !strings.Contains(out.String(), sentence) {
				t.Errorf("the report says\n%swant %q", out.String(), sentence)
			}
		}
		return out.String()
	}
	failed := f(ingest.Report{LoadID: 3, Source: "demo", Problem: "x.csv: no such file"}, "load 3 of demo: not published\n")
	if strings.Contains(failed, "read 0") || strings.Contains(failed, "total") {
		t.Errorf("a load that failed before it read anything prints books:\n%s", failed)
	}
	one := ingest.FileReport{Path: "a.csv", Counts: ingest.Counts{Read: 3, Accepted: 3, New: 1, Outdated: 2}}
	text := f(ingest.Report{Source: "demo", Published: true, Files: []ingest.FileReport{one, one}, Counts: ingest.Counts{Read: 6, Accepted: 6, New: 2, Outdated: 4},
		Unmapped: map[string]map[string]int64{"channel": {"(absent)": 605}, "issue": {"x": 1}, "outcome": {"(absent)": 1, "a": 2, "b": 3}}},
		"read 3 = accepted 3 (new 1, replaced 0, unchanged 0, outdated 2)", "  total\n    read 6", "605 rows without channel\n",
		"1 row whose issue no table maps (1 wording shown by --json)\n", "1 row without outcome\n", "5 rows whose outcome no table maps (2 wordings shown by --json)\n")
	f(ingest.Report{Source: "demo", Files: []ingest.FileReport{{Path: "a.xlsx", ReadSheets: []string{`"June"`, `"July"`}, SkippedRows: 2, BlankRows: 1}},
		Unmapped: map[string]map[string]int64{"closed_on": {"soon": 1}}}, "sheets that were read: \"June\", \"July\"\n", "skipped 2 rows above the header\n",
		"passed over 1 row without any value\n", "1 row whose closed_on cannot be read (1 wording shown by --json)\n")
	if strings.Contains(text, "whose channel") {
		t.Errorf("rows without a value count as unmapped wordings:\n%s", text)
	}
}
