package register_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"

	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/register"
)

func builtin(t *testing.T) (policies []register.Policy, articles []register.LegalBasis) {
	t.Helper()
	shipped, err := register.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range shipped {
		if r.Origin != register.BuiltinOrigin {
			t.Errorf("origin of %s = %q, want %q", r.Code, r.Origin, register.BuiltinOrigin)
		}
		policies = append(policies, register.Records[register.Policy](r)...)
		articles = append(articles, register.Records[register.LegalBasis](r)...)
	}
	return policies, articles
}

// 159 and 44 are the totals the source states for what was checked.
func TestBuiltinTotals(t *testing.T) {
	policies, articles := builtin(t)
	if len(policies) != 44 || len(articles) != 159 {
		t.Errorf("Builtin() = %d policies and %d articles, want 44 and 159", len(policies), len(articles))
	}
	for _, p := range policies {
		if p.Mark != register.Verified || p.Src == "" || p.Title.ZH == "" || p.Title.EN == "" || p.Effect.ZH == "" || p.Effect.EN == "" {
			t.Errorf("policy %s is not complete: %+v", p.ID, p)
		}
		if text := p.Title.ZH + p.Title.EN + p.Body + p.Effect.ZH + p.Effect.EN; anonymise.Redact(text) != text {
			t.Errorf("policy %s would be redacted if it came from a file", p.ID)
		}
	}
	for _, a := range articles {
		if a.Mark != register.Verified || a.Src == "" || a.Text.ZH == "" || a.Text.EN == "" || a.LawName.ZH == "" || len(a.Binds) == 0 {
			t.Errorf("article %s is not complete: %+v", a.Ref, a)
		}
		if strings.Contains(strings.ToLower(a.Src), "recall") || regexp.MustCompile(`\bS\d`).MatchString(a.Src) {
			t.Errorf("article %s has the source %q", a.Ref, a.Src)
		}
	}
}

func TestDatesKeepTheirPrecision(t *testing.T) {
	policies, _ := builtin(t)
	got := map[string]string{}
	for _, p := range policies {
		if p.InForce.Precision() != register.ByDay || p.Announced.Known() {
			got[p.ID] = fmt.Sprintf("%s %s, announced %s", p.InForce.Precision(), p.InForce, p.Announced)
		}
	}
	want := map[string]string{
		"CN-2025-OTM101": "unknown , announced 2025-03-18",
		"BR-2015-8573":   "unknown , announced 2015-11-20",
		"BR-2020-10197":  "year 2020, announced 2020-01-02",
		"US-2023-TAX":    "month 2023-08, announced ",
		"US-2026-PORTAL": "between 2026-01-01/2026-02-28, announced ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("dates (-want +got):\n%s", diff)
	}
}

func TestSeriesBreaks(t *testing.T) {
	policies, _ := builtin(t)
	var got []string
	for _, p := range policies {
		if p.SeriesBreak() {
			got = append(got, p.ID)
		}
	}
	want := []string{"CN-2017-12315", "CN-2020-CRM0", "CN-2023-PUB", "CN-2026-CRM", "BR-2014-CGB", "BR-2020-10197", "EU-2025-ODRSTOP",
		"EU-2025-ODR", "US-2015-NARR", "US-2017-TAX", "US-2023-TAX", "US-2026-PORTAL"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("series breaks (-want +got):\n%s", diff)
	}
}

// lawPage is the page the shipped registers were made from.
func lawPage(t *testing.T) string {
	t.Helper()
	path := filepath.Join("..", "..", "..", "shared", "law.md")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Skipf("the page the data were made from is not here: %v", err)
	}
	return string(text)
}

// citation spells the codes of sources out as the page does at its end.
func citation(page string) func(src string) string {
	texts := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^- \*\*(S\d+)\*\* (.*)$`).FindAllStringSubmatch(page, -1) {
		// Numbers of a private store say nothing to a reader.
		text := regexp.MustCompile(` \((stored file )?ids? [\d, ]+\)`).ReplaceAllString(m[2], "")
		texts[m[1]] = strings.ReplaceAll(text, "`", "")
	}
	code := regexp.MustCompile(`\bS\d+\b`)
	return func(src string) string {
		return code.ReplaceAllStringFunc(src, func(c string) string { return texts[c] })
	}
}

func TestLegalBasisIsThatOfThePage(t *testing.T) {
	page := lawPage(t)
	block := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindStringSubmatch(page)
	var table struct {
		Laws   map[string]struct{ ZH, EN, Version, InForce string }
		Issues map[string][]struct{ Ref, ZH, EN, Binds, Mark, Src string }
	}
	// in_force has no field of its name in an untagged struct.
	source := strings.ReplaceAll(block[1], "in_force:", "inforce:")
	if err := yaml.Unmarshal([]byte(source), &table); err != nil {
		t.Fatal(err)
	}
	cite := citation(page)
	binds := map[string]string{"platform": "platform", "seller": "seller", "both": "platform seller", "regulator": "regulator",
		"association": "association", "carrier": "carrier", "seller + ad publisher (platform when it publishes)": "seller ad_publisher",
		"seller + ad publisher/endorser": "seller ad_publisher endorser"}
	want, all := []string{}, 0
	for issue, rows := range table.Issues {
		issue = strings.Replace(strings.Replace(issue, "_platform_all", "all", 1), ".", "/", 1)
		for _, r := range rows {
			all++
			if r.Mark != "V" {
				continue
			}
			law := table.Laws[strings.Split(r.Ref, "#")[0]]
			want = append(want, strings.Join([]string{issue, r.Ref, r.ZH, r.EN, binds[r.Binds], cite(r.Src), law.ZH, law.EN, law.Version, law.InForce}, "|"))
		}
	}
	if all != 169 {
		t.Errorf("the page has %d entries, want 169", all)
	}
	_, articles := builtin(t)
	got := make([]string, 0, len(articles))
	for _, a := range articles {
		issue := "all"
		switch {
		case a.Issues.All:
		case len(a.Issues.Finer) == 1:
			issue = a.Issues.Finer[0]
		default:
			issue = string(a.Issues.Codes[0])
		}
		got = append(got, strings.Join([]string{issue, a.Ref, a.Text.ZH, a.Text.EN, words(a.Binds), a.Src, a.LawName.ZH, a.LawName.EN,
			a.Version, a.InForce.String()}, "|"))
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("legal basis (-page +shipped):\n%s", diff)
	}
}

func TestPoliciesAreThoseOfThePage(t *testing.T) {
	page := lawPage(t)
	cite := citation(page)
	// What of a verified row the page itself calls recalled or not established is left out.
	unverified := strings.NewReplacer("（令第90号为回忆）", "", " (entry into force on publication: recalled)", "")
	dates := map[string]string{
		"2025-03-18 (promulgated; in-force date not established)":    "",
		"2015-11-20 (DOU; decree dated 2015-11-19)":                  "", // in force on publication: recalled
		"2020 (decree dated 2020-01-02; start date not established)": "2020",
		"2023-08 (day 24 recalled)":                                  "2023-08",
		"2026-01/02 (exact day not established)":                     "2026-01-01/2026-02-28",
		"2027-01-01 (future)":                                        "2027-01-01",
	}
	issueWords := map[string]string{"fraud": "false_advertising/fraud", "taxonomy/all": "all", "all (credit reporting)": "all"}
	want, all := []string{}, 0
	for _, m := range regexp.MustCompile(`(?m)^\| ([A-Z]{2}-\d{4}-.*) \|$`).FindAllStringSubmatch(page, -1) {
		all++
		cells := strings.Split(m[1], " | ")
		if cells[10] != "[V]" {
			continue
		}
		date, odd := dates[cells[1]]
		if !odd {
			date = cells[1]
		}
		var issues []string
		for _, word := range strings.Split(cells[9], ", ") {
			if code, ok := issueWords[word]; ok {
				word = code
			}
			issues = append(issues, word)
		}
		slices.Sort(issues)
		want = append(want, strings.Join([]string{cells[0], date, cells[2], cells[3], cells[4], cells[5], unverified.Replace(cells[6]),
			cells[7], cells[8], strings.Join(issues, " "), cite(unverified.Replace(cells[11]))}, "|"))
	}
	if all != 51 {
		t.Errorf("the page has %d events, want 51", all)
	}
	policies, _ := builtin(t)
	got := make([]string, 0, len(policies))
	for _, p := range policies {
		issues := []string{"all"}
		if !p.Issues.All {
			issues = slices.Clone(p.Issues.Finer)
			for _, code := range p.Issues.Codes {
				finer := func(s string) bool { return strings.HasPrefix(s, string(code)+"/") }
				// A sub-issue's issue is there because of it, or by itself.
				if code != complaint.FalseAdvertising || !slices.ContainsFunc(p.Issues.Finer, finer) {
					issues = append(issues, string(code))
				}
			}
			slices.Sort(issues)
		}
		got = append(got, strings.Join([]string{p.ID, p.InForce.String(), p.Jurisdiction, string(p.Kind), p.Title.ZH, p.Title.EN, p.Body,
			p.Effect.ZH, p.Effect.EN, strings.Join(issues, " "), p.Src}, "|"))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("policies (-page +shipped):\n%s", diff)
	}
}

func words[T ~string](list []T) string {
	out := make([]string, 0, len(list))
	for _, w := range list {
		out = append(out, string(w))
	}
	return strings.Join(out, " ")
}

// What ships is read once and given to every load: none finds what another one
// did to its list.
func TestBuiltinIsTheCallersOwn(t *testing.T) {
	first, err := register.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	want := first[0].Digest()
	first[0].Origin, first[0].Rows[0] = "changed", register.Row{}
	again, err := register.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	if again[0].Origin != register.BuiltinOrigin || again[0].Digest() != want {
		t.Errorf("Builtin() after a change of what it gave = origin %q, digest %s, want %q and %s", again[0].Origin, again[0].Digest(), register.BuiltinOrigin, want)
	}
}
