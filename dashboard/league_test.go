package dashboard

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"redress/analytics"
	"redress/analytics/stat"
)

// evenFixture has platforms that differ by chance only, but for the first, which
// resolves far less.
func evenFixture() *fixture {
	f := newFixture()
	f.grains = nil
	for i := range 24 {
		slug := fmt.Sprintf("even-%d", i)
		f.names[slug] = analytics.Named{Key: slug, Name: slug, Slug: slug}
		judged := int64(400 + 20*i)
		resolved := judged*59/100 + int64(i)
		if i == 0 {
			resolved = 150
		}
		for outcome, n := range map[string]int64{"resolved": resolved, "unresolved": judged - resolved, "unrated": 20} {
			f.grains = append(f.grains, grain{platform: slug, issue: "price", outcome: outcome, opened: f.sources[0].FirstOpened, n: n})
		}
	}
	return f
}

// rowsOf are the data rows of a table of a page, each with the text of its cells.
func rowsOf(t *testing.T, page, id string) (rows []*html.Node) {
	t.Helper()
	for _, table := range elements(t, page, "table", "") {
		if attr(table, "id") != id {
			continue
		}
		for n := range table.Descendants() {
			if n.Type == html.ElementNode && n.Data == "tr" && attr(n, "class") != "group" && n.Parent.Data == "tbody" {
				rows = append(rows, n)
			}
		}
	}
	return rows
}

func within(n *html.Node, element, class string) *html.Node {
	for d := range n.Descendants() {
		if d.Type == html.ElementNode && d.Data == element && (class == "" || strings.Contains(" "+attr(d, "class")+" ", " "+class+" ")) {
			return d
		}
	}
	return nil
}

// Every number of the page is the one of analytics, which the files have, in the
// reader's form; a rank is never without its interval.
func TestLeagueOnThePage(t *testing.T) {
	for name, store := range map[string]*fixture{"uneven": newFixture(), "even": evenFixture()} {
		s := newTestServer(t, store, "")
		ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range s.locales {
			rows := rowsOf(t, get(t, s, "/platforms?lang="+l.code).Body.String(), "ranked")
			if len(rows) != ranking.Ranked {
				t.Fatalf("%s in %s: %d rows, want %d", name, l.code, len(rows), ranking.Ranked)
			}
			for i, row := range rows {
				want := ranking.Rows[i]
				place := within(within(row, "td", "rank"), "span", "")
				if got := textOfNode(place); got != fmt.Sprintf("%d–%d", want.Position.Low, want.Position.High) || !strings.Contains(attr(place, "title"), fmt.Sprint(want.Rank)) {
					t.Errorf("%s in %s, row %d: rank %q (%s), want its interval and %d in the title", name, l.code, i, got, attr(place, "title"), want.Rank)
				}
				text := textOfNode(row)
				for _, shown := range []string{l.share(*want.ResolutionRate.Value), l.share(*want.CaseMix.Rate), l.share(*want.CaseMix.Low), l.share(*want.CaseMix.High),
					l.share(want.Bounds.Low), l.share(want.Bounds.High), l.share(*want.ShrunkRate), l.decimal(want.Position.Expected),
					l.probability(want.Position.BestTenth), l.probability(want.Position.WorstTenth), l.share(*want.StrictRate.Value), l.shift(*want.CaseMix, explained), l.funnelWords(want)} {
					if !strings.Contains(text, shown) {
						t.Errorf("%s in %s, row %d does not show %q: %s", name, l.code, i, shown, text)
					}
				}
				if got := within(row, "span", "mark") != nil; got != want.StandsOut {
					t.Errorf("%s in %s, row %d is marked: %v, want %v", name, l.code, i, got, want.StandsOut)
				}
			}
		}
	}
}

// What stands out is marked in words, and its symbol in the funnel is another one.
func TestStandingOut(t *testing.T) {
	s := newTestServer(t, evenFixture(), echartsFile(t))
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	var outside int
	for _, row := range ranking.Rows {
		if row.StandsOut {
			outside++
		}
	}
	page := get(t, s, "/platforms?lang=en").Body.String()
	marks := elements(t, page, "span", "mark")
	if len(marks) != 1 || outside != 1 || !strings.Contains(textOfNode(marks[0]), "raw rate below the others") {
		t.Fatalf("%d rows are marked, %d stand out, want 1 that resolves less", len(marks), outside)
	}
	drawn := map[string]bool{}
	for _, c := range s.leagueCharts(request{locale: s.locales[0]}, ranking) {
		if drawn[c.Kind] = true; c.Kind != "funnel" {
			continue
		}
		body, err := json.Marshal(c.Data.Option)
		if err != nil {
			t.Fatal(err)
		}
		shapes := map[string]int{}
		for _, match := range regexp.MustCompile(`"symbol":"(\w+)"`).FindAllStringSubmatch(string(body), -1) {
			shapes[match[1]]++
		}
		if shapes["diamond"] != 1 || shapes["circle"] != 23 {
			t.Errorf("the funnel has the shapes %v, want 1 diamond and 23 circles", shapes)
		}
	}
	if !drawn["funnel"] {
		t.Error("there is no funnel")
	}
}

// Rows that cannot be told apart stand together under a line that says so, in rank
// order only.
func TestGroups(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for address, want := range map[string]int{"/platforms": ranking.Spread.Groups, "/platforms?sort=name": 0, "/platforms?def=strict": 0} {
		labels := elements(t, get(t, s, address).Body.String(), "tr", "group")
		if len(labels) != want {
			t.Errorf("%s has %d group lines, want %d", address, len(labels), want)
		}
		for _, label := range labels {
			if !strings.Contains(textOfNode(label), "told apart") {
				t.Errorf("%s: a group says %q", address, textOfNode(label))
			}
		}
	}
	how := textOfNode(elements(t, get(t, s, "/platforms").Body.String(), "p", "how")[0])
	for _, want := range []string{"expected rank", fmt.Sprintf("%d groups", ranking.Spread.Groups), s.locales[0].share(*ranking.Spread.PairsKept) + " of all pairs"} {
		if !strings.Contains(how, want) {
			t.Errorf("the line above the table is %q, want %q in it", how, want)
		}
	}
}

// A table of too many rows is not said to be ordered by expected rank.
func TestTooManyToRank(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	l := s.locales[0]
	spread := analytics.Spread{Method: stat.MaximumLikelihood, TooMany: true, PairsKept: new(.25)}
	if got, want := l.howRanked(spread), l.text("how.pairs", "Share", l.share(.25)); got != want {
		t.Errorf("howRanked = %q, want %q", got, want)
	}
	page := s.newRankingPage(request{view: *viewNamed("platforms"), locale: l}, analytics.Ranking{Entity: analytics.Platform, Ranked: 9000,
		League: analytics.League{Spread: spread}}, nil)
	if want := "9,000 with enough complaints for a rank"; page.Ranked.Caption != want || page.Ranked.Ranked {
		t.Errorf("the table is called %q and ranked: %v, want %q without ranks", page.Ranked.Caption, page.Ranked.Ranked, want)
	}
	subject := analytics.Profile{Subject: analytics.Standing{Eligible: true, Notes: []analytics.Note{analytics.Provisional}}}
	if got := l.place(subject); got != "" {
		t.Errorf("place of an eligible row without a rank = %q, want nothing", got)
	}
}

// Codes of analytics are words on the page.
func TestLeagueWarnings(t *testing.T) {
	even := evenFixture()
	even.grains = even.grains[3:]
	s := newTestServer(t, even, "")
	for _, c := range []struct {
		server  *Server
		warning string
	}{{s, analytics.WarnNoSpread}, {newTestServer(t, newFixture(), ""), analytics.WarnTooSpread}} {
		for _, l := range c.server.locales {
			page := get(t, c.server, "/platforms?lang="+l.code).Body.String()
			if body := textOfNode(elements(t, page, "main", "")[0]); !strings.Contains(body, l.text("warning."+c.warning)) {
				t.Errorf("/platforms in %s does not say %s", l.code, c.warning)
			}
		}
	}
}

// A profile says how sure it is with the numbers of its row, and in words where
// there are too few.
func TestSureness(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range s.locales {
		for _, row := range ranking.Rows {
			page := get(t, s, "/platforms/"+escapeSegment(row.Slug)+"?lang="+l.code).Body.String()
			text := textOfNode(elements(t, page, "dl", "sure")[0])
			wanted := []string{l.share(row.Bounds.Low), l.share(row.Bounds.High), l.share(*row.ShrunkRate), l.share(*row.LenientRate.Low), l.share(*row.StrictRate.High)}
			if row.Position != nil {
				wanted = append(wanted, l.rank(row).Text, l.decimal(row.Position.Expected), l.probability(row.Position.WorstTenth))
			}
			if row.CaseMix != nil && row.CaseMix.Rate != nil {
				wanted = append(wanted, l.share(*row.CaseMix.Rate), l.shift(*row.CaseMix, 0))
			}
			for _, want := range wanted {
				if !strings.Contains(text, want) {
					t.Errorf("%s in %s does not say %q: %s", row.Slug, l.code, want, text)
				}
			}
			if small := l.text("sure.no_rank", "Count", row.Rated(), "Closed", row.Closed(), "FloorRated", int64(30), "FloorClosed", int64(30)); row.Eligible == strings.Contains(page, html.EscapeString(small)) {
				t.Errorf("%s in %s says that it is too small: %v, want %v", row.Slug, l.code, row.Eligible, !row.Eligible)
			}
		}
	}
}
