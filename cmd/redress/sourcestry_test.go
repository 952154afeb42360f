package main_test

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// wideTable is a file of cn-generic: one complaint that says much, one that says
// little, and rows that cannot be read.
func wideTable(t *testing.T) string {
	t.Helper()
	var rows strings.Builder
	rows.WriteString("投诉编号,平台,投诉性质,投诉时间,办结时间,处理结果,诉求金额,升级阶段,平台处置,满意度,性别,投诉内容\n")
	rows.WriteString("A-1,雪松商城,拒绝退货退款,2026-01-05,2026-01-09,已解决,\"￥1,234.50\",商家@2026-01-05/2026-01-07=未解决；平台@2026-01-07,警告@2026-01-08,4,女," +
		strings.Repeat("退款一直没有到账。", 60) + "\n")
	rows.WriteString("A-2,雪松商城,没有听说过的问题,2026-01-06,,,,,,很好,,\n")
	for i := range 7 {
		fmt.Fprintf(&rows, "B-%d,雪松商城,拒绝退货退款,soon,,,,,,,,\n", i)
	}
	return writeText(t, filepath.Join(t.TempDir(), "wide.csv"), rows.String())
}

// What is tried can be held against the file by eye: a line for each field that
// is known, in the names of the record, and the others named.
func TestSourcesTryByEye(t *testing.T) {
	path := wideTable(t)
	tried := must(t, "sources", "try", "cn-generic", path)
	first, rest, _ := strings.Cut(tried, "\n\n")
	second, about, _ := strings.Cut(rest, "\n\n")
	for _, want := range []string{path + " line 2\n", "\n  source            cn-generic\n", "\n  platform_name     雪松商城\n", "\n  issue             after_sales\n",
		"\n  opened_on         2026-01-05\n", "\n  amount_claimed    1234.50 CNY\n", "\n  rating            4\n",
		"\n  stages            seller 2026-01-05 → 2026-01-07: unresolved; platform 2026-01-07 → …\n", "\n  actions           warning 2026-01-08\n"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first complaint lacks %q:\n%s", want, first)
		}
	}
	_, narrative, _ := strings.Cut(first, "\n  narrative         ")
	narrative, _, _ = strings.Cut(narrative, "\n")
	if n := len([]rune(narrative)); n != 301 || !strings.HasSuffix(narrative, "…") {
		t.Errorf("the free text is shown with %d characters: %q, want 300 and …", n, narrative)
	}
	if !strings.HasPrefix(second, path+" line 3\n") || !strings.Contains(second, "\n  unknown: seller, seller_name, ") ||
		!strings.Contains(second, "outcome, remedies, amount_claimed") || !strings.Contains(second, "rating, timely, disputed") {
		t.Errorf("the second complaint does not name what is unknown:\n%s", second)
	}
	for _, never := range []string{"0001-01-01", "OpenedAt", "rating            0", " 0\n", "[]"} {
		if strings.Contains(first+second, never) {
			t.Errorf("unknown is shown as %q:\n%s\n%s", never, first, second)
		}
	}
	for _, want := range []string{"9 rows read as utf-8\n", "7 rows rejected as bad_value: a cell holds what its field cannot", "line 8, column 投诉时间: bad_value\n  and 2 more: --all names them\n",
		"rating: values that cannot be read, and are unknown for that\n         1  很好\n", "issue: values no table maps\n         1  没有听说过的问题\n"} {
		if !strings.Contains(about, want) {
			t.Errorf("what is said of the file lacks %q:\n%s", want, about)
		}
	}
	if all := must(t, "sources", "try", "cn-generic", path, "--all"); strings.Count(all, "column 投诉时间: bad_value") != 7 || strings.Contains(all, "more:") {
		t.Errorf("--all does not name all 7 rejects:\n%s", all)
	}
}

// --json is the same record for programs: one object a line, unknown null.
func TestSourcesTryJSON(t *testing.T) {
	path := wideTable(t)
	o := redress(t, "sources", "try", "cn-generic", path, "--json")
	lines := strings.Split(strings.TrimSuffix(o.stdout, "\n"), "\n")
	if o.code != 0 || len(lines) != 2 || !strings.Contains(o.stderr, "9 rows read") {
		t.Fatalf("exit %d, %d lines, stderr %q, want 2 complaints and the rest on stderr", o.code, len(lines), o.stderr)
	}
	var first, second map[string]any
	for i, into := range []*map[string]any{&first, &second} {
		if err := json.Unmarshal([]byte(lines[i]), into); err != nil {
			t.Fatal(err)
		}
	}
	if first["line"] != 2.0 || first["source"] != "cn-generic" || first["amount_claimed"] != 1234.5 || first["currency"] != "CNY" || first["rating"] != 4.0 ||
		fmt.Sprint(first["stages"]) != "[map[entered_on:2026-01-05 left_on:2026-01-07 result:unresolved stage:seller] map[entered_on:2026-01-07 left_on:<nil> result:<nil> stage:platform]]" {
		t.Errorf("the first complaint: %v", first)
	}
	if id, _ := first["id"].(string); len(id) != 32 || strings.Trim(id, "0123456789abcdef") != "" {
		t.Errorf("id %v, want 32 hexadecimal digits", first["id"])
	}
	for _, field := range []string{"seller", "closed_on", "opened_at", "outcome", "remedies", "amount_recovered", "stages", "rating", "timely", "disputed", "sex", "narrative"} {
		if value, present := second[field]; !present || value != nil {
			t.Errorf("%s of the second complaint is %v, want null", field, value)
		}
	}
	if len(first) != len(second) {
		t.Errorf("%d and %d keys, want the same", len(first), len(second))
	}
}
