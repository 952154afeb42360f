package register_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/register"
)

// dates compares dates by how they are written.
func dates() cmp.Option {
	return cmp.Comparer(func(a, b register.Date) bool { return a.String() == b.String() })
}

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, code string, paths ...string) *register.Register {
	t.Helper()
	r, err := register.Read(t.Context(), code, "test", fetch.Open(t.Context(), paths, fetch.Options{}))
	if err != nil {
		t.Fatalf("Read(%s): %v", code, err)
	}
	for _, f := range r.Files {
		if f.Accepted+f.Duplicate+f.RejectedRows() != f.Read {
			t.Errorf("books of %s do not balance: %+v", filepath.Base(f.Path), f.Counts)
		}
	}
	return r
}

// one reads a table that must give records of one type and nothing else.
func one[T any](t *testing.T, code, table string) []T {
	t.Helper()
	r := read(t, code, write(t, "made.csv", table))
	if len(r.Rejects) > 0 {
		t.Fatalf("%s: rejected %v", code, &r.Rejects[0].Row)
	}
	return register.Records[T](r)
}

func TestReadPoliciesInChinese(t *testing.T) {
	got := one[register.Policy](t, register.Policies,
		"编号,法域,类别,中文名称,发布机关,施行日期,问题类型,网址\n"+
			"X-1,cn,Taxonomy,分类调整,某局,2023年8月,合同；质量、欺诈,https://example.org/a\n")
	want := []register.Policy{{ID: "X-1", Jurisdiction: "CN", Kind: register.Taxonomy, Title: register.Text{ZH: "分类调整"}, Body: "某局",
		InForce: date(t, "2023-08"), Issues: register.Issues{Codes: []complaint.Issue{complaint.Contract, complaint.Quality, complaint.FalseAdvertising},
			Finer: []string{"false_advertising/fraud"}}, URL: "https://example.org/a"}}
	if diff := cmp.Diff(want, got, dates()); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

// date reads a date through a campaign.
func date(t *testing.T, text string) register.Date {
	t.Helper()
	return one[register.Campaign](t, register.Campaigns, "association,title,from\nA,B,"+text+"\n")[0].From
}

func TestReadCoverage(t *testing.T) {
	got := one[register.Coverage](t, register.Coverages,
		"Platform;Date;Outlet;Title;Link;Issue\n"+
			"Lojas Aurora S.A.;2024-05-01;Daily;Call 13812345678 now;http://example.org/1;price\n"+
			"cnpj:12345678;2024/5/2;Daily;Second;;\n")
	want := []register.Coverage{
		{Platform: "name:lojas-aurora", Day: date(t, "2024-05-01"), Outlet: "Daily", Title: "Call [phone] now", URL: "http://example.org/1",
			Issues: register.Issues{Codes: []complaint.Issue{complaint.Price}}},
		{Platform: "cnpj:12345678", Day: date(t, "2024-05-02"), Outlet: "Daily", Title: "Second"},
	}
	if diff := cmp.Diff(want, got, dates()); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

func TestReadExposure(t *testing.T) {
	got := one[register.Exposure](t, register.Exposures,
		"platform,from,to,measure,value,currency,source\n"+
			"Aurora,2023,,orders,\"1,234,567\",,Annual report\n"+
			"Aurora,2023-04,2023-06,revenue,10.50,cny,https://example.org/q2\n")
	var text []string
	for _, e := range got {
		text = append(text, strings.Join([]string{e.From.First.String(), e.To.Last.String(), string(e.Measure), e.Value.String(), e.Currency, e.Src, e.URL}, "|"))
	}
	want := []string{"2023-01-01|2023-12-31|orders|1234567||Annual report|", "2023-04-01|2023-06-30|revenue|10.5|CNY|https://example.org/q2|https://example.org/q2"}
	if diff := cmp.Diff(want, text); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
}

func TestReadYAML(t *testing.T) {
	path := write(t, "made.yaml", `
laws:
  L: {zh: 某法, en: Some Law, version: "2020", in_force: 2021-01-01}
legal_basis:
  - {issue: all, ref: "L#1", text: ignored, zh: 一, binds: both, src: S1}
  - issue: false_advertising/fraud
    ref: L#2(1)
    en: |
      Two
      lines
    binds: [seller, endorser]
  - {issue: price, ref: nothing, en: x, binds: seller}
sources:
  S1: "The text, https://example.org/law"
`)
	r := read(t, register.LegalBases, path)
	law := register.Text{ZH: "某法", EN: "Some Law"}
	want := []register.LegalBasis{
		{Issues: register.Issues{All: true, Codes: complaint.Issues}, Ref: "L#1", Law: "L", LawName: law, Version: "2020", InForce: date(t, "2021-01-01"),
			Text: register.Text{ZH: "一"}, Binds: []register.Party{register.PartyPlatform, register.PartySeller},
			Src: "The text, https://example.org/law", URL: "https://example.org/law"},
		{Issues: register.Issues{Codes: []complaint.Issue{complaint.FalseAdvertising}, Finer: []string{"false_advertising/fraud"}}, Ref: "L#2(1)", Law: "L",
			LawName: law, Version: "2020", InForce: date(t, "2021-01-01"), Text: register.Text{EN: "Two lines"},
			Binds: []register.Party{register.PartySeller, register.PartyEndorser}},
	}
	if diff := cmp.Diff(want, register.Records[register.LegalBasis](r), dates()); diff != "" {
		t.Errorf("Read (-want +got):\n%s", diff)
	}
	if len(r.Rejects) != 1 || r.Rejects[0].Row.Line != 12 || r.Rejects[0].Row.Column != "ref" || r.Rejects[0].Row.Reason != ingest.NoID {
		t.Errorf("rejects = %+v, want line 12, column ref, no_id", r.Rejects)
	}
	if r.Unmapped["column"]["text"] != 1 {
		t.Errorf("unmapped = %v, want the key text once", r.Unmapped)
	}
}

func TestRejects(t *testing.T) {
	f := func(code, table string, line int, column string, reason ingest.Reason) {
		t.Helper()
		r := read(t, code, write(t, "made.csv", table))
		if len(r.Rejects) != 1 || len(r.Rows) != 0 {
			t.Errorf("%s: %d rejects and %d rows of %q, want one reject", code, len(r.Rejects), len(r.Rows), table)
			return
		}
		got := r.Rejects[0].Row
		if got.Line != line || got.Column != column || got.Reason != reason {
			t.Errorf("%s: rejected at line %d, column %q, %s; want %d, %q, %s", code, got.Line, got.Column, got.Reason, line, column, reason)
		}
		if strings.Contains(got.Error(), "SECRET") {
			t.Errorf("%s: the error holds the value: %v", code, &got)
		}
	}
	policy := "id,jurisdiction,kind,title,In force,issues,url\n"
	f(register.Policies, policy+",CN,law,T,2024,all,\n", 2, "id", ingest.NoID)
	f(register.Policies, policy+"\"X\",CN,SECRET,T,2024,all,\n", 2, "kind", ingest.BadValue)
	f(register.Policies, policy+"X,SECRET,law,T,2024,all,\n", 2, "jurisdiction", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,,2024,all,\n", 2, "title", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,T,2023-02-30,all,\n", 2, "In force", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,T,2024,SECRET,\n", 2, "issues", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,T,2024,,\n", 2, "issues", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,T,2024,all,https://SECRET:pw@example.org/\n", 2, "url", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,T,2024,all,javascript:SECRET\n", 2, "url", ingest.BadValue)
	f(register.Policies, policy+"X,CN,law,"+strings.Repeat("a", 9000)+",2024,all,\n", 2, "title", ingest.TooLong)
	f(register.Policies, policy+"X,CN,law\n", 2, "", ingest.Ragged)
	coverage := "platform,day,outlet,title\n"
	f(register.Coverages, coverage+"\n,2024-01-01,O,T\n", 3, "platform", ingest.NoPlatform)
	f(register.Coverages, coverage+"cpf:SECRET,2024-01-01,O,T\n", 2, "platform", ingest.BadValue)
	f(register.Coverages, coverage+"P,2024-01,O,T\n", 2, "day", ingest.BadValue)
	f(register.Coverages, coverage+"P,2024-01-01,,T\n", 2, "outlet", ingest.BadValue)
	f(register.Campaigns, "association,title,from,to\nA,T,2024-03,2024-01\n", 2, "to", ingest.BadValue)
	exposure := "platform;from;measure;value;currency\n"
	f(register.Exposures, exposure+"P;2024;orders;-1;\n", 2, "value", ingest.BadValue)
	f(register.Exposures, exposure+"P;2024;orders;1.005;\n", 2, "value", ingest.BadValue)
	f(register.Exposures, exposure+"P;2024;orders;1,23;\n", 2, "value", ingest.BadValue)
	f(register.Exposures, exposure+"P;2024;revenue;1;\n", 2, "currency", ingest.BadValue)
	f(register.Exposures, exposure+"P;2024;orders;1;CNY\n", 2, "currency", ingest.BadValue)
	platforms := "kind,platform,canonical,group,name,from\n"
	f(register.Platforms, platforms+"alias,A,,,,\n", 2, "canonical", ingest.NoPlatform)
	f(register.Platforms, platforms+"alias,group:A,B,,,\n", 2, "canonical", ingest.BadValue)
	f(register.Platforms, platforms+"group,A,,,,\n", 2, "group", ingest.BadValue)
	f(register.Platforms, platforms+"rename,A,,,B,2024\n", 2, "from", ingest.BadValue)
}

func TestTheLastRowOfAnIdentityWins(t *testing.T) {
	head := "platform,from,measure,value\n"
	first := write(t, "a.csv", head+"A,2024,orders,1\nA,2024,orders,2\nB,2024,orders,3\n")
	second := write(t, "b.csv", head+"A,2024-01-01/2024-12-31,orders,4\n")
	r := read(t, register.Exposures, first, second)
	got := map[string]string{}
	for _, e := range register.Records[register.Exposure](r) {
		got[e.Platform] = e.Value.String()
	}
	if diff := cmp.Diff(map[string]string{"name:a": "4", "name:b": "3"}, got); diff != "" {
		t.Errorf("records (-want +got):\n%s", diff)
	}
	if a, b := r.Files[0], r.Files[1]; a.Read != 3 || a.Accepted != 1 || a.Duplicate != 2 || b.Accepted != 1 {
		t.Errorf("books = %+v and %+v, want 1 accepted and 2 duplicates, then 1 accepted", a.Counts, b.Counts)
	}
	if a, b := r.Files[0].SHA256, r.Files[1].SHA256; len(a) != 64 || a == b {
		t.Errorf("digests of the files = %q and %q, want two", a, b)
	}
}

func TestDigestIsOfTheContentOnly(t *testing.T) {
	csv := read(t, register.Campaigns, write(t, "a.csv", "association,title,from\nA,T,2024\nB,T,2024\n"))
	other := read(t, register.Campaigns, write(t, "b.csv", "\ufefffrom\ttitle_en\tassociation\n2024\tT\tB\n2024\tT\tA\n"))
	changed := read(t, register.Campaigns, write(t, "c.csv", "association,title,from\nA,T,2024\nB,T,2024-01\n"))
	if csv.Digest() != other.Digest() || csv.Digest() == changed.Digest() {
		t.Errorf("digests %.8s, %.8s and %.8s, want the first two alike", csv.Digest(), other.Digest(), changed.Digest())
	}
}

func TestFilesThatAreNone(t *testing.T) {
	f := func(code, name, text, want string) {
		t.Helper()
		_, err := register.Read(t.Context(), code, "test", fetch.Open(t.Context(), []string{write(t, name, text)}, fetch.Options{}))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "SECRET") {
			t.Errorf("Read(%s) of %q = %v, want an error with %q", code, text, err, want)
		}
	}
	f(register.Coverages, "a.csv", "platform,day,outlet\n", "title (标题)")
	f(register.Coverages, "a.csv", "platform,day,date,outlet,title\n", "two columns are day")
	f(register.Coverages, "a.csv", "", "no header")
	f(register.Policies, "a.yaml", "a: [SECRET\n", "is not YAML")
	f(register.Policies, "a.yaml", "other: SECRET\n", "no list under the key policies")
	for _, deep := range []string{"[", "{a: ", "- ", "? ", "a: {b: [", "[\"]\", "} {
		f(register.Policies, "a.yaml", strings.Repeat(deep, 2_000), "nests too deep")
	}
	f("policy", "a.csv", "x", `no register is called "policy"`)
	stopped, stop := context.WithCancel(t.Context())
	stop()
	path := write(t, "a.csv", "association,title,from\nA,T,2024\n")
	if _, err := register.Read(stopped, register.Campaigns, "test", fetch.Open(t.Context(), []string{path}, fetch.Options{})); err == nil {
		t.Error("Read with a context that is done = no error")
	}
}

func TestChineseWordsAreCodes(t *testing.T) {
	got := one[register.Exposure](t, register.Exposures, "平台,开始日期,指标,数值\n极光,2024年,订单量,\"1,000\"\n")
	if len(got) != 1 || got[0].Measure != register.Orders || got[0].Platform != "name:极光" {
		t.Errorf("Read = %+v, want orders of name:极光", got)
	}
	links := one[register.Link](t, register.Platforms, "类别,平台,归入平台\n别名,极光商城,极光\n")
	if len(links) != 1 || links[0].Kind != register.Alias || links[0].Canonical != "name:极光" {
		t.Errorf("Read = %+v, want an alias of name:极光", links)
	}
}

// A key that only later objects of a file have is in no column, and is counted.
func TestLateKeysAreCounted(t *testing.T) {
	row := `{"association": "A", "title": "T", "from": "2024"}` + "\n"
	text := strings.Repeat(row, 40_000) + `{"association": "B", "title": "T", "from": "2024", "region": "North"}` + "\n"
	r := read(t, register.Campaigns, write(t, "a.ndjson", text))
	if len(r.Rows) != 2 || r.Unmapped["column"]["region"] != 1 {
		t.Errorf("%d rows, unmapped %v, want 2 and region once", len(r.Rows), r.Unmapped)
	}
}
