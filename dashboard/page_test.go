package dashboard

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"redress/analytics"
)

// elements finds the elements of a page by name and, unless empty, class.
func elements(t *testing.T, page, name, class string) []*html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == name && (class == "" || slices.Contains(strings.Fields(attr(n, "class")), class)) {
			found = append(found, n)
		}
	}
	return found
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func attribute(t *testing.T, page, element, name string) string {
	t.Helper()
	if found := elements(t, page, element, ""); len(found) > 0 {
		return attr(found[0], name)
	}
	return ""
}

// textOfNode is what a reader sees of an element, spaces folded.
func textOfNode(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(out.String()), " ")
}

// Every page has its landmarks, one heading, captioned tables, and no inline
// script or style.
func TestPageStructure(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	for name, address := range pageAddresses() {
		for _, lang := range languageCodes() {
			w := follow(t, s, withLang(address, lang))
			page := w.Body.String()
			if name != "error" && w.Code != http.StatusOK {
				t.Fatalf("GET %s = %d, want 200", address, w.Code)
			}
			for _, once := range []string{"h1", "main", "header", "footer"} {
				if n := len(elements(t, page, once, "")); n != 1 {
					t.Errorf("%s has %d <%s>, want 1", address, n, once)
				}
			}
			for _, table := range elements(t, page, "table", "") {
				if table.FirstChild.NextSibling == nil || !strings.Contains(textOfTags(table), "caption") {
					t.Errorf("%s has a table without a caption", address)
				}
			}
			for _, th := range elements(t, page, "th", "") {
				if attr(th, "scope") == "" {
					t.Errorf("%s has a <th> without scope: %s", address, textOfNode(th))
				}
			}
			checkNothingInline(t, address, page)
			for _, raw := range []string{"column.r", "note.t", "{{", "%!", "<no value>", "NaN"} {
				visible := textOfNode(elements(t, page, "main", "")[0])
				visible = strings.ReplaceAll(visible, hostileNames[4], "")
				if name != "data" && strings.Contains(visible, raw) && !strings.Contains(visible, `"option"`) {
					t.Errorf("%s in %s shows %q", address, lang, raw)
				}
			}
		}
	}
}

func textOfTags(n *html.Node) string {
	var names []string
	for d := range n.Descendants() {
		if d.Type == html.ElementNode {
			names = append(names, d.Data)
		}
	}
	return strings.Join(names, " ")
}

func checkNothingInline(t *testing.T, address, page string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if n.Data == "style" || (n.Data == "script" && attr(n, "src") == "" && attr(n, "type") != "application/json") || n.Data == "img" || n.Data == "b" {
			t.Errorf("%s holds an inline <%s>", address, n.Data)
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(strings.ToLower(a.Val), "javascript:") {
				t.Errorf("%s: <%s> has %s=%q", address, n.Data, a.Key, a.Val)
			}
		}
	}
}

// The page's rows say what the file's rows say.
func TestPlatformsPage(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	page := get(t, s, "/platforms").Body.String()
	rows := readCSV(t, get(t, s, "/platforms.csv").Body.String())[1:]
	var shown []string
	for _, table := range elements(t, page, "table", "standings") {
		for n := range table.Descendants() {
			if n.Type == html.ElementNode && n.Data == "bdi" { // every name, and nothing else

				shown = append(shown, textOfNode(n))
			}
		}
	}
	if len(shown) != len(rows) {
		t.Fatalf("page has %d rows, file has %d", len(shown), len(rows))
	}
	for i, row := range rows {
		if want := strings.Join(strings.Fields(row[4]), " "); shown[i] != want {
			t.Errorf("row %d is %q on the page, %q in the file", i, shown[i], want)
		}
	}
	body := textOfNode(elements(t, page, "main", "")[0])
	for _, want := range []string{"Complaints are not a sample", "at least 30 closed and 30 judged", "217,404 of 217,404 complaints", "Demonstration agency"} {
		if !strings.Contains(body, want) {
			t.Errorf("/platforms does not say %q", want)
		}
	}
	if !strings.Contains(textOfNode(elements(t, page, "footer", "")[0]), "Release 7, published 1 March 2020, 09:30 UTC") {
		t.Error("/platforms does not name its release")
	}
}

// A page shows a part and says so; a file holds everything.
func TestLongRankingIsCutOnThePageOnly(t *testing.T) {
	store := newFixture()
	for i := range 150 {
		store.fill(36+i%2, "extra-"+string(rune('a'+i/26))+string(rune('a'+i%26)))
	}
	s := newTestServer(t, store, "")
	page := get(t, s, "/platforms").Body.String()
	note := elements(t, page, "p", "shown")
	if len(note) != 1 || !strings.Contains(textOfNode(note[0]), "The first 100 of 188 rows are shown.") {
		t.Fatalf("/platforms does not say that it shows 100 of 188 rows")
	}
	if all := get(t, s, "/platforms?limit=188").Body.String(); len(elements(t, all, "p", "shown")) != 0 {
		t.Error("/platforms?limit=188 still says rows are missing")
	}
	if rows := readCSV(t, get(t, s, "/platforms.csv").Body.String()); len(rows) != 189 {
		t.Errorf("/platforms.csv has %d rows, want 188 and a header", len(rows))
	}
	if rows := readCSV(t, get(t, s, "/platforms.csv?limit=5").Body.String()); len(rows) != 6 {
		t.Errorf("/platforms.csv?limit=5 has %d rows, want 5 and a header", len(rows)-1)
	}
}

func TestFilterForm(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	page := get(t, s, "/platforms?issue=delivery&lang=en&not_region=BA&sort=name").Body.String()
	hidden := map[string]string{}
	for _, input := range elements(t, page, "input", "") {
		if attr(input, "type") == "hidden" {
			hidden[attr(input, "name")] = attr(input, "value")
		}
	}
	for name, want := range map[string]string{"lang": "en", "not_region": "BA", "sort": "name"} {
		if hidden[name] != want {
			t.Errorf("the form carries %s=%q, want %q", name, hidden[name], want)
		}
	}
	pills := elements(t, page, "a", "pill")
	if len(pills) != 2 {
		t.Fatalf("there are %d pills, want 2", len(pills))
	}
	if got, want := attr(pills[0], "href"), "/platforms?lang=en&not_region=BA&sort=name"; got != want {
		t.Errorf("the first pill leads to %s, want %s", got, want)
	}
	if got, want := textOfNode(pills[1]), "Remove filter Region not: BA ×"; got != want {
		t.Errorf("the second pill reads %q, want %q", got, want)
	}
}

func TestProfile(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	page := get(t, s, "/platforms/platform-0").Body.String()
	if got := textOfNode(elements(t, page, "h1", "")[0]); got != hostileNames[0] {
		t.Errorf("the heading is %q, want %q", got, hostileNames[0])
	}
	body := textOfNode(elements(t, page, "main", "")[0])
	for _, want := range []string{"Resolution rate", "Lenient rate", "Strict rate", "Sole trader 7f3a", "Private individual 09be",
		`<b>Brightside</b> & "Sons"`, "legal name", "This platform", "All others"} {
		if !strings.Contains(body, want) {
			t.Errorf("the profile does not show %q", want)
		}
	}
	zh := textOfNode(elements(t, get(t, s, "/platforms/platform-0?lang=zh").Body.String(), "main", "")[0])
	for _, want := range []string{"个体经营者 7f3a", "个人 09be", "宽口径解决率"} {
		if !strings.Contains(zh, want) {
			t.Errorf("the profile in Chinese does not show %q", want)
		}
	}
}

// Every template is rendered by the pages of these tests, directly or through
// another one.
func TestEveryTemplateIsRendered(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	rendered := map[string]bool{"error.html": true, "nothing.html": true} // TestErrors, TestNothingYet
	for _, address := range pageAddresses() {
		name := formName(address)
		for _, v := range views() {
			if v.name == name && get(t, s, address).Code == http.StatusOK {
				rendered[v.template] = true
			}
		}
	}
	for name, page := range s.pages["en"] {
		if !rendered[name] {
			t.Errorf("no test renders %s", name)
		}
		used := calledFrom(page, "layout.html", map[string]bool{})
		for _, part := range page.Templates() {
			if part.Name() == "main" && !used["main"] {
				t.Errorf("%s: layout.html does not show its content", name)
			}
		}
		for part := range used {
			rendered["part:"+part] = true
		}
	}
	for _, part := range s.pages["en"]["index.html"].Templates() {
		if !rendered["part:"+part.Name()] && !strings.HasSuffix(part.Name(), ".html") {
			t.Errorf("no page uses the template %q", part.Name())
		}
	}
}

func formName(address string) string {
	path, _, _ := strings.Cut(strings.TrimPrefix(address, "/"), "?")
	switch kind, rest, nested := strings.Cut(path, "/"); {
	case kind == "":
		return "index"
	case nested && kind == "impact":
		return "event"
	case nested && rest != "":
		return strings.TrimSuffix(kind, "s")
	default:
		return kind
	}
}

// The worked example prints what analytics computes from the same counts.
func TestWorkedExample(t *testing.T) {
	counts := map[string][4]int64{"cedar": {1400, 940, 60, 300}, "maple": {400, 180, 120, 90}, "willow": {60, 14, 4, 40}, "rowan": {9, 3, 0, 5}}
	store := newFixture()
	store.grains = nil
	for name, c := range counts {
		store.names[name] = analytics.Named{Key: name, Name: name, Slug: name}
		for outcome, n := range map[string]int64{"resolved": c[1], "unresolved": c[2], "unrated": c[3], "withdrawn": c[0] - c[1] - c[2] - c[3]} {
			store.grains = append(store.grains, grain{platform: name, issue: "price", outcome: outcome, opened: store.sources[0].FirstOpened, n: n})
		}
	}
	s := newTestServer(t, store, "")
	l := s.locales[0]
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range ranking.Rows {
		rate := l.rate(row.ResolutionRate)
		orDash := func(text string) string {
			if text == "" {
				return "—"
			}
			return text
		}
		place := l.rank(row).Text
		if row.Rank == 0 {
			place = l.text("note." + string(row.Notes[0]))
		}
		want := []string{l.count(row.Complaints), l.count(row.Resolved), l.count(row.Unresolved), l.count(row.Unrated),
			orDash(rate.Text), orDash(rate.Interval), orDash(l.rate(row.LenientRate).Text), orDash(l.rate(row.StrictRate).Text), place}
		example := workedExample(l)[i]
		if example.Name != l.text("example."+row.Key) || !slices.Equal(example.Cells, want) {
			t.Errorf("example %d is %s %v, analytics says %s %v", i, example.Name, example.Cells, row.Key, want)
		}
	}
}
