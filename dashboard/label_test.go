package dashboard

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"redress/analytics"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/register"
)

// recordFields are the fields a declaration can fill, as its schema has them.
func recordFields() []string {
	body, err := mapping.Schema()
	if err != nil {
		panic(err) // a test reads it
	}
	var schema struct {
		Defs map[string]struct {
			Properties map[string]any `json:"properties"`
		} `json:"$defs"`
	}
	if err := json.Unmarshal(body, &schema); err != nil {
		panic(err)
	}
	fields := slices.Sorted(maps.Keys(schema.Defs["record"].Properties))
	if len(fields) < 20 {
		panic(fmt.Sprint("the schema of declarations has these fields only: ", fields))
	}
	return fields
}

// subissues are the finer codes that come with the program: those of its
// declarations, its registers and its demo.
func subissues() []string {
	var issues []string
	for _, issue := range complaint.Issues {
		issues = append(issues, string(issue))
	}
	code := regexp.MustCompile(`\b(?:` + strings.Join(issues, "|") + `)/[a-z_]+\b`)
	found := map[string]bool{}
	for _, pattern := range []string{"publisher/*.yaml", "register/*.go", "demo/*.go"} {
		names, err := filepath.Glob(filepath.Join("..", "ingest", pattern))
		if err != nil || len(names) == 0 {
			panic("no files of ingest/" + pattern)
		}
		for _, name := range names {
			body, err := os.ReadFile(name)
			if err != nil {
				panic(err) // it was there a moment ago
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, c := range code.FindAllString(string(body), -1) {
				found[c] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(found))
}

// writePath parses the code of some packages of the write path.
func writePath(t *testing.T, folders ...string) (files []*ast.File) {
	t.Helper()
	for _, folder := range folders {
		names, err := filepath.Glob(filepath.Join("..", "ingest", folder, "*.go"))
		if err != nil || len(names) == 0 {
			t.Fatalf("no code in ingest/%s: %v", folder, err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			body, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, body, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
	}
	return files
}

// chinese reports whether a text is Chinese all through; marks are the letters
// that may stand in it.
func chinese(text string, marks ...string) bool {
	for _, mark := range marks {
		text = strings.ReplaceAll(text, mark, "")
	}
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) &&
		!strings.ContainsFunc(text, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) })
}

// Whatever the write path can put into the books is said in the reader's
// language: each reason, field, stand-in, register, state and limit there is.
func TestBooksAreInTheReadersLanguage(t *testing.T) {
	all, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	zh, en := all.find("zh"), all.find("en")
	f := func(what string, say func(*locale) string, code string) {
		t.Helper()
		if got := say(zh); !chinese(got) {
			t.Errorf("%s %s in zh is %q", what, code, got)
		}
		if got := say(en); got == "" || strings.HasPrefix(got, what+".") || strings.Contains(got, "_") {
			t.Errorf("%s %s in en is %q", what, code, got)
		}
	}
	for _, reason := range ingest.Reasons {
		f("reason", func(l *locale) string { return l.rejectReason(string(reason)) }, string(reason))
	}
	for _, field := range append(recordFields(), "canonical", "column") {
		f("field", func(l *locale) string { return l.recordField(field) }, field)
		f("field", func(l *locale) string { return l.limitedField(field + " (absent)") }, field+" (absent)")
	}
	for _, code := range subissues() {
		f("subissue", func(l *locale) string { return l.subissue(code) }, code)
	}
	for _, code := range register.Codes() {
		f("register", func(l *locale) string { return l.loadTitle("register:"+code, nil) }, code)
	}
	for _, kind := range register.LinkKinds {
		f("link", func(l *locale) string { return l.linkKind(string(kind)) }, string(kind))
	}
	for _, state := range []analytics.LoadState{analytics.LoadRunning, analytics.LoadPublished, analytics.LoadUnchanged,
		analytics.LoadHeld, analytics.LoadRefused, analytics.LoadFailed, analytics.LoadInterrupted} {
		f("state", func(l *locale) string {
			return newLoadRow(l, analytics.Load{State: state, Release: 7}, nil, fileNamer{}).State
		}, string(state))
	}
	for _, gate := range []string{ingest.GateRejects, ingest.GateShrink, ingest.GateUnmapped, ingest.GateFuture, ingest.GateVanished} {
		f("gate", func(l *locale) string {
			return evidence(l, []analytics.Breach{{Gate: gate, Subject: "issue", Rows: 3, Measured: 0.2, Allowed: 0.1}})[0].Text
		}, gate)
	}
	if got := zh.platformName("Sole trader 7f3a"); got != "个体经营者 7f3a" {
		t.Errorf("a vanished sole trader is %q in zh", got)
	}
}

// The lists above are those of the write path: no constant of a reason is
// missing in ingest.Reasons, and no words in brackets are unknown here.
func TestStandInsAndReasonsAreAllListed(t *testing.T) {
	bracket := regexp.MustCompile(`^\([a-z]+( [a-z]+)*\)$`)
	all, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, file := range writePath(t, ".", "mapping") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			for _, value := range spec.Values {
				literal, ok := value.(*ast.BasicLit)
				if !ok || literal.Kind != token.STRING {
					continue
				}
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				if named, ok := spec.Type.(*ast.Ident); ok && named.Name == "Reason" && !ingest.Reason(text).Valid() {
					t.Errorf("ingest.Reasons lacks %s", text)
				}
				if !bracket.MatchString(text) {
					continue
				}
				found++
				if got := all.find("zh").unmappedValue(text); !chinese(got) {
					t.Errorf("%q stands in the books and is %q in zh", text, got)
				}
			}
			return true
		})
	}
	if found < 3 {
		t.Errorf("found %d words in brackets: the test looks in the wrong place", found)
	}
}

// Every sentence with which a load is refused is said in Chinese, with its
// numbers.
func TestEveryRefusalIsTranslated(t *testing.T) {
	all, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	zh, sentences := all.find("zh"), []string{}
	for _, file := range writePath(t, ".", "sink") {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if name := lastName(n.Type); name == "RefusedError" {
					for _, element := range n.Elts {
						if pair, ok := element.(*ast.KeyValueExpr); ok && lastName(pair.Key) == "Problem" {
							sentences = append(sentences, sample(t, pair.Value))
						}
					}
				}
			case *ast.CallExpr: // l.refuse(ctx, id, "…")
				if lastName(n.Fun) == "refuse" && len(n.Args) == 3 {
					sentences = append(sentences, sample(t, n.Args[2]))
				}
			}
			return true
		})
	}
	if len(sentences) < 8 {
		t.Fatalf("found %d sentences, want all: %q", len(sentences), sentences)
	}
	for _, sentence := range append(sentences, "discarded by hand; it was held back: 3 rows were rejected (limits: rejects allows 0 %)",
		"replaced by load 41; it was held back: 3 rows were rejected") {
		got := zh.refused(sentence)
		if !chinese(got) {
			t.Errorf("the refusal %q is %q in zh", sentence, got)
		}
		if strings.Contains(sentence, "41") && !strings.Contains(got, "41") && !strings.Contains(sentence, "file 41") {
			t.Errorf("the refusal %q loses its number: %q", sentence, got)
		}
		if en := all.find("en").refused(sentence); strings.HasPrefix(en, "data.") {
			t.Errorf("the refusal %q is %q in en", sentence, en)
		}
	}
}

func lastName(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name
	case *ast.SelectorExpr:
		return e.Sel.Name
	}
	return ""
}

// sample is a sentence as the code would write it.
func sample(t *testing.T, e ast.Expr) string {
	t.Helper()
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		if err != nil {
			t.Fatal(err)
		}
		return text
	case *ast.BinaryExpr:
		return sample(t, e.X) + sample(t, e.Y)
	case *ast.CallExpr:
		if lastName(e.Fun) == "Sprintf" {
			return strings.NewReplacer("%d", "41", "%.1f", "4.2", "%s", "group", "%%", "%").Replace(sample(t, e.Args[0]))
		}
	}
	t.Errorf("a reason for refusing a load is made in a way this test does not know: %T", e)
	return ""
}

// Limits that a load was over are no reason to say that it was published.
func TestARefusedLoadWasNotPublished(t *testing.T) {
	store := newFixture()
	breaches := []analytics.Breach{{Gate: "rejects", Measured: 0.25, Allowed: 0.01, Rows: 100}}
	store.loads = []analytics.Load{{ID: 2, Source: "demo", State: analytics.LoadRefused, Problem: "discarded by hand", Read: 1, Accepted: 1, Breaches: breaches},
		{ID: 1, Source: "demo", State: analytics.LoadPublished, Release: 7, Read: 1, Accepted: 1, Breaches: breaches}}
	loads := elements(t, get(t, newTestServer(t, store, ""), "/data?lang=zh").Body.String(), "article", "load")
	for i, want := range []string{"该次载入超出以下限值：", "该次载入超出限值，经人工核查后发布："} {
		if text := textOfNode(loads[i]); !strings.Contains(text, want) || i == 0 && strings.Contains(text, "核查后发布") {
			t.Errorf("load %d shows %q, want %q", store.loads[i].ID, text, want)
		}
	}
}

// A load that ended too early has no books, nor has one that read nothing.
func TestOnlyJudgedLoadsHaveBooks(t *testing.T) {
	store := newFixture()
	store.loads = []analytics.Load{
		{ID: 9, Source: "demo", State: analytics.LoadFailed},
		{ID: 8, Source: "demo", State: analytics.LoadFailed, Progress: analytics.LoadProgress{Rows: 1234}, Read: 1200, Accepted: 7},
		{ID: 7, Source: "demo", State: analytics.LoadInterrupted, Progress: analytics.LoadProgress{Rows: 55}},
		{ID: 6, Source: "demo", State: analytics.LoadUnchanged, Release: 7},
		{ID: 5, Source: "demo", State: analytics.LoadRefused, Problem: "the load holds no rows; nothing was published"},
		{ID: 4, Source: "demo", State: analytics.LoadPublished, Release: 7, Read: 3, Accepted: 2, New: 2, Rejected: map[string]int64{"bad_value": 1}},
	}
	loads := elements(t, get(t, newTestServer(t, store, ""), "/data?lang=zh").Body.String(), "article", "load")
	if len(loads) != len(store.loads) {
		t.Fatalf("%d loads are shown, want %d", len(loads), len(store.loads))
	}
	for i, want := range []string{"", "此前已读 1,234 行。", "此前已读 55 行。", "", "文件中没有任何数据行。", "数目相符"} {
		text := textOfNode(loads[i])
		if books := strings.Contains(text, "接受"); books != (i == 5) || strings.Contains(text, "收支不符") || !strings.Contains(text, want) {
			t.Errorf("load %d shows %q, want %q, and books: %v", store.loads[i].ID, text, want, i == 5)
		}
	}
}
