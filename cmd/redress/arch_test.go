package main_test

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// root is the module root, seen from this package's folder.
var root = filepath.Join("..", "..")

// directions says what a package of ours may import of ours; the longest
// pattern counts. "x/..." is x and all below it. Test files are free: Go itself
// refuses cycles, and a test may need the other side to make its data.
var directions = []struct {
	pkg string
	may []string
	why string
}{
	{"cmd/redress", []string{"..."}, "the one place where parts meet"},

	{"ingest/...", []string{"ingest/...", "deploy/fault"}, "the write path knows tables, not readers"},
	{"ingest", []string{"ingest/complaint"}, "declares Source and Sink, knows no implementation"},
	{"ingest/complaint", nil, "a leaf: both sides import it"},
	{"ingest/fetch/...", []string{"ingest/fetch/...", "ingest/keep"}, "bytes, not complaints"},
	{"ingest/keep", nil, "copies of bytes"},
	{"ingest/tabular", nil, "rows, not complaints"},
	{"ingest/schedule", []string{"deploy/fault"}, "jobs are functions"},
	{"ingest/anonymise", []string{"ingest/complaint"}, "pure: no files, no engine"},
	{"ingest/sink", []string{"ingest", "ingest/complaint", "ingest/register", "deploy/schema"}, "the writer meets the readers at the tables only"},
	{"ingest/sink/sinktest", []string{"deploy/schema"}, "compares tables, for tests"},

	{"analytics", []string{"analytics/stat", "analytics/disclosure", "ingest/complaint", "deploy/fault"}, "declares Store, knows no SQL"},
	{"analytics/stat", nil, "numbers in, numbers out"},
	{"analytics/stat/contract", []string{"analytics/stat"}, "a door to stat, computes nothing"},
	{"analytics/disclosure", []string{"analytics", "analytics/stat", "ingest/complaint"}, "the same rule for page and file"},
	{"analytics/warehouse", []string{"analytics", "ingest/complaint", "deploy/schema"}, "implements Store"},

	{"dashboard/...", []string{"dashboard/...", "analytics", "analytics/disclosure", "ingest/complaint", "deploy/fault"},
		"HTTP and nothing else: it asks the service, not the store"},

	{"deploy/...", []string{"deploy/..."}, "what it takes to run, not what runs"},
	{"deploy/assets", nil, "files by name and hash"},
	{"deploy/engine", []string{"deploy/assets"}, "an engine knows no tables"},
	{"deploy/fault", nil, "a panic as an error, for everybody"},
	{"deploy/schema", nil, "SQL in order; who connects is the caller's matter"},
}

// homes says where a library lives outside tests: packages, or files by
// pattern.
// A library that is not listed may be used anywhere.
var homes = []struct {
	library string
	in      []string
}{
	{"github.com/labstack/", []string{"dashboard/..."}},
	{"github.com/go-echarts/", []string{"dashboard/chart*.go"}},
	{"github.com/robfig/cron/", []string{"ingest/schedule"}},
	{"github.com/ClickHouse/", []string{"ingest/sink/...", "analytics/warehouse", "deploy/schema/...", "deploy/engine/..."}},
	{"github.com/ebitengine/purego", []string{"deploy/engine"}},
	{"github.com/alecthomas/kong", []string{"cmd/redress"}},
	{"filippo.io/age", []string{"ingest/keep"}},
	{"github.com/minio/", []string{"ingest/fetch/bucket"}},
	{"github.com/chromedp/", nil},
	{"github.com/google/go-cmp/", nil},
	{"pgregory.net/rapid", nil},
}

// interfaces are the exported ones: each declared by its caller, each with two
// real implementations. File is part of Source.
var interfaces = []string{"analytics.Store", "ingest.File", "ingest.Sink", "ingest.Source"}

// smallInterface is the most methods an unexported interface may have.
const smallInterface = 3

// panics are the files that may panic, and why. http.ErrAbortHandler may be
// thrown anywhere: it is how net/http cuts an answer off.
var panics = map[string]string{
	"cmd/redress/main.go":           "kong ends --help through a callback that must not return; run recovers it",
	"deploy/fault/fault.go":         "throws on what it recovered: net/http has to see ErrAbortHandler",
	"ingest/anonymise/lexicon.go":   "an embedded list that does not open is a broken build",
	"ingest/publisher/publisher.go": "an embedded folder that does not open is a broken build",
}

// longestFile is in lines, for files that are not tests.
const longestFile = 450

// topLevel are the names at the module root beside dotfiles.
var topLevel = []string{"LICENSE", "README.md", "analytics", "cmd", "dashboard", "deploy", "go.mod", "go.sum", "ingest"}

// A source is one Go file of ours.
type source struct {
	path  string // from the module root, with slashes
	pkg   string // its folder
	test  bool
	lines int
	set   *token.FileSet
	file  *ast.File
}

func read(name, text string) (source, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, text, parser.SkipObjectResolution)
	return source{path: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"),
		lines: strings.Count(text, "\n"), set: set, file: file}, err
}

// imports maps the path of each import to the name it has in the file.
func (s source) imports() map[string]string {
	names := map[string]string{}
	for _, spec := range s.file.Imports {
		target, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // it would not have parsed
		}
		names[target] = path.Base(target)
		if spec.Name != nil {
			names[target] = spec.Name.Name
		}
	}
	return names
}

// matches is true if name is pattern, or lies below a pattern "x/...".
func matches(pattern, name string) bool {
	tree, ok := strings.CutSuffix(pattern, "...")
	if !ok {
		return pattern == name
	}
	return name == strings.TrimSuffix(tree, "/") || strings.HasPrefix(name, tree)
}

func anyMatches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, name) })
}

// A rule finds what is wrong with one source. breaks and keeps are invented
// sources, "path: text": the first must be found, the second must not, or the
// rule checks nothing.
type rule struct {
	name          string
	check         func(source) []string
	breaks, keeps []string
}

var rules = []rule{
	{"our packages import in the direction of the table", checkDirections,
		[]string{
			`ingest/x.go: package ingest; import _ "redress/analytics"`,
			`ingest/mapping/x.go: package mapping; import _ "redress/analytics/stat"`,
			`ingest/complaint/x.go: package complaint; import _ "redress/ingest"`,
			`analytics/x.go: package analytics; import _ "redress/ingest"`,
			`analytics/x.go: package analytics; import _ "redress/analytics/warehouse"`,
			`dashboard/x.go: package dashboard; import _ "redress/analytics/warehouse"`,
			`deploy/engine/x.go: package engine; import _ "redress/deploy/schema"`,
			`analytics/novel/x.go: package novel`,
		},
		[]string{
			`ingest/mapping/x.go: package mapping; import _ "redress/ingest/complaint"`,
			`analytics/x.go: package analytics; import _ "redress/ingest/complaint"`,
			`analytics/warehouse/x_test.go: package warehouse; import _ "redress/ingest/sink"`,
			`cmd/redress/x.go: package main; import _ "redress/ingest/sink"`,
		}},
	{"helpers of tests are imported by tests", checkTestHelpers,
		[]string{`cmd/redress/x.go: package main; import _ "redress/deploy/schema/schematest"`},
		[]string{
			`cmd/redress/x_test.go: package main; import _ "redress/deploy/schema/schematest"`,
			`deploy/schema/schematest/x.go: package schematest; import _ "redress/deploy/engine/enginetest"`,
		}},
	{"libraries stay at home", checkHomes,
		[]string{
			`analytics/x.go: package analytics; import _ "github.com/labstack/echo/v4"`,
			`dashboard/x.go: package dashboard; import _ "github.com/go-echarts/go-echarts/v2/opts"`,
			`cmd/redress/x.go: package main; import _ "github.com/robfig/cron/v3"`,
			`analytics/x.go: package analytics; import _ "github.com/ClickHouse/clickhouse-go/v2"`,
			`deploy/assets/x.go: package assets; import _ "github.com/ebitengine/purego"`,
			`dashboard/x.go: package dashboard; import _ "github.com/chromedp/chromedp"`,
		},
		[]string{
			`dashboard/chart.go: package dashboard; import _ "github.com/go-echarts/go-echarts/v2/opts"`,
			`deploy/schema/schematest/x.go: package schematest; import _ "github.com/ClickHouse/clickhouse-go/v2"`,
			`dashboard/x_test.go: package dashboard; import _ "github.com/chromedp/chromedp"`,
		}},
	{"only cmd reads the clock", checkClock,
		[]string{
			`ingest/x.go: package ingest; import "time"; var at = time.Now()`,
			`ingest/x.go: package ingest; import clock "time"; var now = clock.Now`,
			`ingest/x.go: package ingest; import "time"; func f(t time.Time) { _ = time.Since(t) }`,
		},
		[]string{
			`ingest/x_test.go: package ingest; import "time"; var at = time.Now()`,
			`cmd/redress/x.go: package main; import "time"; var at = time.Now()`,
			`ingest/x.go: package ingest; import time "other"; var at = time.Now()`,
		}},
	{"no init functions", checkInit,
		[]string{`ingest/x.go: package ingest; func init() {}`},
		[]string{`ingest/x.go: package ingest; type t int; func (t) init() {}`}},
	{"packages have a name of their own", checkPackageName,
		[]string{`ingest/util/x.go: package util`, `ingest/x.go: package helpers`},
		[]string{`ingest/x.go: package ingest`}},
	{"nothing panics without a reason", checkPanic,
		[]string{`ingest/x.go: package ingest; func f() { panic("no") }`},
		[]string{
			`ingest/x_test.go: package ingest; func f() { panic("no") }`,
			`ingest/x.go: package ingest; import "net/http"; func f() { panic(http.ErrAbortHandler) }`,
		}},
	{"interfaces are few, or small and private", checkInterface,
		[]string{
			`ingest/x.go: package ingest; type Fetcher interface{ Fetch() }`,
			`ingest/x.go: package ingest; type wide interface{ A(); B(); C(); D() }`,
			`analytics/x.go: package analytics; func f() { type wide interface{ A(); B(); C(); D() } }`,
		},
		[]string{
			`ingest/x.go: package ingest; type Sink interface{ A(); B(); C(); D() }`,
			`ingest/x.go: package ingest; type closer interface{ Close() error }`,
			`ingest/x_test.go: package ingest; type Fake interface{ A() }`,
		}},
	{"files are short", checkLength,
		[]string{"ingest/x.go: package ingest" + strings.Repeat("\n", longestFile+1)},
		[]string{
			"ingest/x.go: package ingest" + strings.Repeat("\n", longestFile),
			"ingest/x_test.go: package ingest" + strings.Repeat("\n", longestFile+1),
		}},
}

func checkDirections(s source) (faults []string) {
	best := -1
	for i, row := range directions {
		if matches(row.pkg, s.pkg) && (best < 0 || len(row.pkg) > len(directions[best].pkg)) {
			best = i
		}
	}
	if best < 0 {
		return []string{"package " + s.pkg + " is not in the table of directions"}
	}
	if s.test {
		return nil
	}
	for target := range s.imports() {
		ours, ok := strings.CutPrefix(target, "redress/")
		if ok && !anyMatches(directions[best].may, ours) {
			faults = append(faults, fmt.Sprintf("imports %s; %s may import %v (%s)",
				target, s.pkg, directions[best].may, directions[best].why))
		}
	}
	return faults
}

func checkTestHelpers(s source) (faults []string) {
	helper := func(pkg string) bool {
		return slices.ContainsFunc(strings.Split(pkg, "/"), func(e string) bool { return strings.HasSuffix(e, "test") })
	}
	for target := range s.imports() {
		if strings.HasPrefix(target, "redress/") && helper(target) && !s.test && !helper(s.pkg) {
			faults = append(faults, "imports "+target)
		}
	}
	return faults
}

func checkHomes(s source) (faults []string) {
	for target := range s.imports() {
		for _, row := range homes {
			if strings.HasPrefix(target, row.library) && !s.test && !anyMatches(row.in, s.pkg) && !slices.ContainsFunc(row.in, s.named) {
				faults = append(faults, fmt.Sprintf("imports %s, which lives in %v and in tests", target, row.in))
			}
		}
	}
	return faults
}

// named reports whether the file is the one of a path, or one of its pattern.
func (s source) named(pattern string) bool {
	ok, err := path.Match(pattern, s.path)
	return ok && err == nil
}

func checkClock(s source) (faults []string) {
	name, ok := s.imports()["time"]
	if !ok || s.test || matches("cmd/...", s.pkg) {
		return nil
	}
	for node := range ast.Preorder(s.file) {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			continue
		}
		of, ok := selector.X.(*ast.Ident)
		if ok && of.Name == name && slices.Contains([]string{"Now", "Since", "Until"}, selector.Sel.Name) {
			faults = append(faults, s.at(node)+"reads the clock; take now func() time.Time instead")
		}
	}
	return faults
}

func checkInit(s source) (faults []string) {
	for _, decl := range s.file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			faults = append(faults, s.at(f)+"declares init")
		}
	}
	return faults
}

func checkPackageName(s source) []string {
	name := strings.TrimSuffix(s.file.Name.Name, "_test")
	if slices.Contains([]string{"util", "utils", "helper", "helpers", "common", "misc", "shared", "base", "lib"}, name) {
		return []string{"package " + name + " says nothing"}
	}
	return nil
}

func checkPanic(s source) (faults []string) {
	if _, ok := panics[s.path]; ok || s.test {
		return nil
	}
	for node := range ast.Preorder(s.file) {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			continue
		}
		if f, ok := call.Fun.(*ast.Ident); !ok || f.Name != "panic" {
			continue
		}
		if thrown, ok := call.Args[0].(*ast.SelectorExpr); ok && thrown.Sel.Name == "ErrAbortHandler" {
			continue
		}
		faults = append(faults, s.at(node)+"panics; return an error, or add the file and the reason to the list")
	}
	return faults
}

func checkInterface(s source) (faults []string) {
	if s.test {
		return nil
	}
	for node := range ast.Preorder(s.file) {
		spec, ok := node.(*ast.TypeSpec)
		if !ok {
			continue
		}
		declared, ok := spec.Type.(*ast.InterfaceType)
		if !ok {
			continue
		}
		name := s.file.Name.Name + "." + spec.Name.Name
		switch methods := declared.Methods.NumFields(); {
		case slices.Contains(interfaces, name):
		case spec.Name.IsExported():
			faults = append(faults, s.at(node)+"exports interface "+name+"; a fourth needs two real implementations first")
		case methods > smallInterface:
			faults = append(faults, fmt.Sprintf("%sinterface %s has %d methods, more than %d",
				s.at(node), name, methods, smallInterface))
		}
	}
	return faults
}

func checkLength(s source) []string {
	if s.lines > longestFile && !s.test {
		return []string{fmt.Sprintf("has %d lines, more than %d; one idea per file", s.lines, longestFile)}
	}
	return nil
}

// at is "line 12: ".
func (s source) at(node ast.Node) string {
	return fmt.Sprintf("line %d: ", s.set.Position(node.Pos()).Line)
}

func TestRulesFindWhatTheyForbid(t *testing.T) {
	f := func(r rule, sample string, want bool) {
		t.Helper()
		name, text, _ := strings.Cut(sample, ": ")
		s, err := read(name, text)
		if err != nil {
			t.Fatal(err)
		}
		if faults := r.check(s); len(faults) > 0 != want {
			t.Errorf("rule %q on %.120s = %q, want a fault: %v", r.name, sample, faults, want)
		}
	}
	for _, r := range rules {
		if len(r.breaks) == 0 || len(r.keeps) == 0 {
			t.Errorf("rule %q has no sample that breaks it or none that keeps it", r.name)
		}
		for _, sample := range r.breaks {
			f(r, sample, true)
		}
		for _, sample := range r.keeps {
			f(r, sample, false)
		}
	}
}

func TestArchitecture(t *testing.T) {
	var exported []string
	files := 0
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			// Go itself ignores these.
			if base := entry.Name(); name != root && (base == "testdata" || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			return nil
		}
		if filepath.Ext(name) != ".go" {
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		local, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		s, err := read(filepath.ToSlash(local), string(text))
		if err != nil {
			return err
		}
		files++
		for _, r := range rules {
			for _, fault := range r.check(s) {
				t.Errorf("%s: %s (%s)", s.path, fault, r.name)
			}
		}
		exported = append(exported, exportedInterfaces(s)...)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Errorf("read %d Go files, want the whole module", files)
	}
	slices.Sort(exported)
	if diff := cmp.Diff(interfaces, exported); diff != "" {
		t.Errorf("exported interfaces (-want +got):\n%s", diff)
	}
}

func exportedInterfaces(s source) (names []string) {
	if s.test {
		return nil
	}
	for node := range ast.Preorder(s.file) {
		if spec, ok := node.(*ast.TypeSpec); ok && spec.Name.IsExported() {
			if _, ok := spec.Type.(*ast.InterfaceType); ok {
				names = append(names, s.file.Name.Name+"."+spec.Name.Name)
			}
		}
	}
	return names
}

// strangers are names that do not belong at the module root. What .gitignore
// keeps out of the repository may lie about.
func strangers(names, ignored []string) (found []string) {
	for _, name := range names {
		known := slices.Contains(topLevel, name) || strings.HasPrefix(name, ".")
		known = known || slices.ContainsFunc(ignored, func(pattern string) bool {
			match, err := path.Match(strings.Trim(pattern, "/"), name)
			return err == nil && match
		})
		if !known {
			found = append(found, name)
		}
	}
	return found
}

func TestTopLevel(t *testing.T) {
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, entry := range entries {
		names[entry.Name()] = true
	}
	ignore, err := os.Open(filepath.Join(root, ".gitignore"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = ignore.Close() })
	var ignored []string
	for lines := bufio.NewScanner(ignore); lines.Scan(); {
		ignored = append(ignored, lines.Text())
	}
	if found := strangers(slices.Sorted(maps.Keys(names)), ignored); len(found) > 0 {
		t.Errorf("at the module root: %v, want only %v and dotfiles", found, topLevel)
	}

	got := strangers([]string{"pkg", "ingest", ".ci", "redress", "x.out"}, []string{"/redress", "*.out"})
	if diff := cmp.Diff([]string{"pkg"}, got); diff != "" {
		t.Errorf("strangers (-want +got):\n%s", diff)
	}
}

// foreign is true for a path that other people's work would have: libraries,
// fonts and scripts are fetched by package managers, never copied here.
func foreign(name string) bool {
	base := path.Base(name)
	if slices.Contains([]string{"vendor", "third_party", "node_modules", "external"}, base) {
		return true
	}
	return slices.ContainsFunc([]string{".min.js", ".min.css", ".woff", ".woff2", ".ttf", ".otf", ".so", ".a"},
		func(end string) bool { return strings.HasSuffix(base, end) })
}

func TestNothingForeign(t *testing.T) {
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == ".git" {
			return fs.SkipDir
		}
		if foreign(filepath.ToSlash(name)) {
			t.Errorf("%s: other people's work has no place in the repository", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{"deploy/vendor": true, "dashboard/static/echarts.min.js": true,
		"dashboard/static/charts.js": false, "ingest/publisher": false} {
		if got := foreign(name); got != want {
			t.Errorf("foreign(%q) = %v, want %v", name, got, want)
		}
	}
}
