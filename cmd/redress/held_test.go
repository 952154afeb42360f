package main_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A load over a limit is held back with its evidence, which every place shows;
// after a look it is published, or dropped.
func TestHeldLoads(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	good := demoFile(t, "good.csv", 400, 1)
	ingested(t, data, "demo", good)
	text, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	bad := writeText(t, filepath.Join(folder, "bad.csv"), string(text)+strings.Repeat("too,few,cells\n", 100))
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	_, before := s.get(t, "/platforms.csv")

	hold := func() int {
		t.Helper()
		o := redress(t, "ingest", "--data", data, "--json", "demo", bad)
		b := report(t, o.stdout)
		if o.code != 1 || !b.Held || b.Published || !strings.Contains(lastLine(o.stderr), fmt.Sprintf("--release %d", b.LoadID)) {
			t.Fatalf("exit %d, %q, held %v, want 1, true and how to release it", o.code, o.stderr, b.Held)
		}
		return b.LoadID
	}
	first := hold()
	list := must(t, "loads", "--data", data)
	if !strings.Contains(list, "rejects 20.0 % (100 rows), 0.0 % allowed; after a look: redress ingest --release") {
		t.Errorf("redress loads prints no evidence:\n%s", list)
	}
	if _, page := s.get(t, "/data?lang=en"); !strings.Contains(page, "100 rows were rejected (20.0% of all rows; 0.0% allowed).") {
		t.Error("/data does not show the evidence")
	}
	if _, served := s.get(t, "/platforms.csv"); served != before {
		t.Error("a held load is served")
	}
	must(t, "ingest", "--data", data, "--discard", fmt.Sprint(first))
	if list := must(t, "loads", "--data", data); !strings.Contains(list, "0.0 % allowed; discarded by hand") || strings.Contains(list, "it was held back") {
		t.Errorf("redress loads says of the discarded load:\n%s", list)
	}
	if _, page := s.get(t, "/data?lang=zh"); !strings.Contains(page, "经人工核查后弃用。") || strings.Contains(page, "held back") {
		t.Error("/data does not say in Chinese that the load was discarded")
	}
	second := hold()
	b := report(t, must(t, "ingest", "--data", data, "--json", "--release", fmt.Sprint(second)))
	if b.State != "unchanged" || b.Held || b.LoadID != second {
		t.Errorf("released: %+v, want it in the release: its rows are those of the good file", b)
	}
	states := map[string]string{}
	for _, row := range tableRows(t, must(t, "loads", "--data", data, "--format", "csv")) {
		states[row["load"]] = row["state"]
	}
	if states[fmt.Sprint(first)] != "refused" || (states[fmt.Sprint(second)] != "published" && states[fmt.Sprint(second)] != "unchanged") {
		t.Errorf("states %v, want %d refused and %d published", states, first, second)
	}

	refused := func(code int, says string, args ...string) {
		t.Helper()
		if o := redress(t, append([]string{"ingest", "--data", data}, args...)...); o.code != code || !strings.Contains(o.stderr, says) {
			t.Errorf("%v: exit %d, %q, want %d and %q", args, o.code, o.stderr, code, says)
		}
	}
	refused(1, "not held", "--release", fmt.Sprint(second))
	refused(1, "no such load", "--discard", "4711")
	refused(2, "nothing else", "--release", "1", "demo")
	refused(2, "--discard", "--release", "1", "--discard", "2")
	refused(2, "name a source")
}

// The list of loads in its three forms, with the next run of each source.
func TestLoads(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	writeDemoFile(t, filepath.Join(folder, "a.csv"), 200, 1)
	settings := writeText(t, filepath.Join(folder, "redress.yaml"),
		"sources:\n  - publisher: demo\n    places: [a.csv]\n    schedule: \"30 4 1 1 *\"\n    zone: Asia/Shanghai\n  - publisher: cfpb\n    places: [b.csv]\n    schedule: \"@daily\"\n")
	if o := redress(t, "loads", "--data", data); o.code != 1 || !strings.Contains(o.stderr, "holds no complaints yet") {
		t.Errorf("without data: exit %d, %q", o.code, o.stderr)
	}
	must(t, "ingest", "--data", data, "--config", settings, "demo")
	if o := redress(t, "ingest", "--data", data, "--config", settings, "cfpb"); o.code != 1 {
		t.Errorf("a missing file: exit %d, want 1", o.code)
	}
	list := must(t, "loads", "--data", data, "--config", settings)
	for _, want := range []string{"LOAD  SOURCE", "\n2     cfpb    failed", "b.csv", "\n1     demo    published  by hand", "release 1", "04:30 CST", "cfpb    @daily      now, since"} {
		if !strings.Contains(list, want) {
			t.Errorf("redress loads lacks %q:\n%s", want, list)
		}
	}
	var all struct {
		Loads []struct {
			Load, Read   int
			State        string
			Slot, Share  *string
			Release      *int
			Breaches     []any
			RejectReason map[string]int `json:"reject_reasons"`
		}
		Next []struct{ Source, Next string }
	}
	if err := json.Unmarshal([]byte(must(t, "loads", "--data", data, "--config", settings, "--json", "--limit", "1")), &all); err != nil {
		t.Fatal(err)
	}
	if len(all.Loads) != 1 || all.Loads[0].Load != 2 || all.Loads[0].Release != nil || len(all.Next) != 2 {
		t.Errorf("--json --limit 1 gives %+v, want load 2 alone and two sources", all)
	}
	if rows := tableRows(t, must(t, "loads", "--data", data, "--format", "csv")); len(rows) != 2 || rows[1]["read"] != "200" || rows[1]["slot"] != "" {
		t.Errorf("--format csv gives %v", rows)
	}
}

// No list and no page shows the name of a file that is called after somebody.
func TestLoadsNameNobody(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	writeDemoFile(t, filepath.Join(folder, "王小明举报_13800138000.csv"), 200, 1)
	must(t, "ingest", "--data", data, "demo", filepath.Join(folder, "王小明举报_13800138000.csv"))
	if o := redress(t, "ingest", "--data", data, "demo", filepath.Join(folder, "张三投诉.xlsx")); o.code != 1 {
		t.Errorf("a missing file: exit %d, want 1", o.code)
	}
	s := serving(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	said := map[string]string{}
	for _, format := range []string{"table", "csv", "json"} {
		said[format] = must(t, "loads", "--data", data, "--format", format)
		if !strings.Contains(said[format], "(withheld).xlsx") {
			t.Errorf("redress loads --format %s does not say that a file's name is withheld:\n%s", format, said[format])
		}
	}
	for _, address := range []string{"/data?lang=zh", "/data.csv", "/data.json"} {
		_, said[address] = s.get(t, address)
	}
	if !strings.Contains(said["/data?lang=zh"], "文件名不予显示（.csv）") {
		t.Error("/data does not say that a file's name is withheld")
	}
	for where, text := range said {
		for _, private := range []string{"王小明", "张三", "13800138000"} {
			if strings.Contains(text, private) {
				t.Errorf("%s shows %s", where, private)
			}
		}
	}
}
