package dashboard

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"redress/analytics"
	"redress/ingest/complaint"
)

// ladderRows are the lines of a file by their columns.
func ladderRows(t *testing.T, body string) []map[string]string {
	t.Helper()
	rows := readCSV(t, body)
	var out []map[string]string
	for _, row := range rows[1:] {
		line := map[string]string{}
		for i, name := range rows[0] {
			line[name] = row[i]
		}
		out = append(out, line)
	}
	return out
}

// The file's lines say what analytics does: stages sum over their ends and over
// their flows, and a group's lines sum to the stage's.
func TestLadderFile(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	rows := ladderRows(t, get(t, s, "/ladder.csv").Body.String())
	entered, flows, platforms, kinds := map[string]int{}, map[string]int{}, map[string]int{}, map[string]int{}
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%q is no count", text)
		}
		return n
	}
	for _, row := range rows {
		kinds[row["kind"]]++
		switch row["kind"] {
		case "stage":
			sum := 0
			for _, end := range []string{"resolved", "moved_on", "abandoned", "unrated", "set_aside", "waiting", "end_unknown"} {
				sum += number(row[end])
			}
			if entered[row["stage"]] = number(row["entered"]); sum != entered[row["stage"]] {
				t.Errorf("%s: ends sum to %d of %d", row["stage"], sum, entered[row["stage"]])
			}
		case "flow":
			flows[row["stage"]] += number(row["flow_n"])
		case "platform":
			platforms[row["stage"]] += number(row["entered"])
		case "amount":
			if (row["currency"] == "") != (row["recovered_total"] == "") || (row["currency"] == "") != (row["note"] == "currency_unknown") {
				t.Errorf("amount %v: a sum stands exactly where the currency is known", row)
			}
		}
	}
	for stage, n := range entered {
		if flows[stage] != n || platforms[stage] != n {
			t.Errorf("%s: %d entered, flows sum to %d, platforms to %d", stage, n, flows[stage], platforms[stage])
		}
	}
	for kind, least := range map[string]int{"stage": 4, "flow": 8, "amount": 5, "platform": 20, "issue": 4} {
		if kinds[kind] < least {
			t.Errorf("%d lines of kind %s, want at least %d", kinds[kind], kind, least)
		}
	}
}

// The page has the tables, says that a court stage is too unclear for shares, and
// draws nothing without the library.
func TestLadderPage(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	page := get(t, s, "/ladder").Body.String()
	for _, want := range []string{`id="ladder-counts"`, `id="ladder-times"`, `id="ladder-flows"`, `id="ladder-amounts"`, `id="ladder-platform"`, `data-chart="sankey"`,
		"length or end of more than 2% unknown", "USD ", "currency not stated"} {
		if !strings.Contains(page, want) {
			t.Errorf("/ladder has no %q", want)
		}
	}
	if profile := get(t, s, "/platforms/platform-0").Body.String(); !strings.Contains(profile, `href="/ladder?platform=platform-0"`) {
		t.Error("the platform's page does not lead to its ladder")
	}
}

// One of one is no 100 %: below the floor for rates there are counts and no shares.
func TestLadderCountsOfFew(t *testing.T) {
	l := newTestServer(t, newFixture(), "").locales[0]
	climb := analytics.Climb{Stages: []analytics.LadderStage{{Stage: complaint.AtAssociation, Entered: 10, Resolved: 10}, {Stage: complaint.AtCourt, Entered: 9, Resolved: 9}}}
	rows := l.ladderCounts(climb, 10).Rows
	for _, cell := range rows[1].Cells {
		if cell.Of != "" {
			t.Errorf("of 9 stays one cell says %q", cell.Of)
		}
	}
	if rows[0].Cells[1].Of == "" {
		t.Error("of 10 stays no share is given")
	}
}

// A publisher who records no stages is said not to; there are no zeros.
func TestLadderSilent(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	w := get(t, s, "/ladder?source=other")
	page := w.Body.String()
	if w.Code != http.StatusOK || !strings.Contains(page, "does not publish which stages") || strings.Contains(page, "<table class=\"sheet\"") {
		t.Errorf("/ladder of a silent publisher = %d, want a sentence and no table", w.Code)
	}
	if rows := ladderRows(t, get(t, s, "/ladder.csv?source=other").Body.String()); len(rows) != 0 {
		t.Errorf("/ladder.csv of a silent publisher has %d rows, want none", len(rows))
	}
}

// A diagram of flows has no way down: those are in the table alone, and every node
// and band has its words.
func TestLadderChart(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	ladder, err := s.service.Ladder(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	back := 0
	for _, f := range ladder.Flows {
		if f.Back() {
			back++
		}
	}
	c := s.ladderChart(s.locales[0], ladder.Climb)
	if back != 1 || c == nil || len(c.Data.Tips)-c.Data.Nodes != len(ladder.Flows)-back {
		t.Fatalf("%d flows down the ladder, chart %v: want one, and a band for each of the others", back, c)
	}
	for _, l := range s.locales {
		seen := map[string]bool{}
		drawn := s.ladderChart(l, ladder.Climb)
		for _, label := range drawn.Data.Tips[:drawn.Data.Nodes] {
			if seen[label] {
				t.Errorf("%s: two nodes are called %q", l.code, label)
			}
			seen[label] = true
		}
	}
	if c := newTestServer(t, newFixture(), "").ladderChart(s.locales[0], ladder.Climb); c != nil {
		t.Error("a chart without the chart library")
	}
}

// The columns are a contract.
func TestLadderColumns(t *testing.T) {
	const want = "kind,key,name,stage,stage_name,to,to_name,flow_n,entered,resolved,moved_on,abandoned,unrated,set_aside,waiting,end_unknown,undated_stays," +
		"conversion_10,conversion_10_low,conversion_10_high,conversion_20,conversion_20_low,conversion_20_high,conversion_30,conversion_30_low,conversion_30_high," +
		"resolved_in_stage_10,resolved_in_stage_10_low,resolved_in_stage_10_high,resolved_in_stage_20,resolved_in_stage_20_low,resolved_in_stage_20_high," +
		"resolved_in_stage_30,resolved_in_stage_30_low,resolved_in_stage_30_high,median_days_in_stage,median_days_in_stage_low,median_days_in_stage_high," +
		"recovered_n,recovered_total,recovered_median,claimed_n,recovered_share,currency,note\r\n"
	body := get(t, newTestServer(t, newFixture(), ""), "/ladder.csv").Body.String()
	if header, _, _ := strings.Cut(body, "\n"); header+"\n" != want {
		t.Errorf("/ladder.csv begins with %q, want %q", header, want)
	}
}
