package dashboard

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// The list has every entry that could show, with its verdict; a law of another
// country is not there.
func TestImpactPage(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	page := get(t, s, "/impact").Body.String()
	for _, want := range []string{`href="/impact/XX-1"`, "Prices", "it changes how complaints are taken or counted: before and after need not compare", "the day is not known to the month",
		"not supported", "not detectable", "The Daily Invention", "1 entry of the registers is not listed", "concerns a part of an issue"} {
		if !strings.Contains(page, want) {
			t.Errorf("/impact has no %q", want)
		}
	}
	for _, not := range []string{"Elsewhere", hostileNames[0], "CN-1"} {
		if strings.Contains(page, not) {
			t.Errorf("/impact has %q", not)
		}
	}
	rows := ladderRows(t, get(t, s, "/impact.csv").Body.String())
	seen := map[string]int{}
	for _, row := range rows {
		seen[row["entry"]]++
		if (row["impact_verdict"] == "not_supported") != (row["note"] != "" && row["note"] != "whole_issue" && row["note"] != "placebos_alike") {
			t.Errorf("%s %s is %s with the note %q", row["entry"], row["measure"], row["impact_verdict"], row["note"])
		}
		for _, number := range []string{"impact_effect", "detectable", "placebo_share"} {
			if strings.Contains(row[number], "NaN") || strings.Contains(row[number], "Inf") {
				t.Errorf("%s: %s = %s", row["entry"], number, row[number])
			}
		}
	}
	if seen["XX-1"] != 2 || seen["XX-3"] != 2 || seen["report-1"] != 2 || len(seen) != 5 {
		t.Errorf("lines by entry: %v, want two of each of five", seen)
	}
	if empty := get(t, s, "/impact?source=other").Body.String(); !strings.Contains(empty, "no entry with a day that could show") && !strings.Contains(empty, "The Daily Invention") {
		t.Error("a source without entries is not said to have none")
	}
}

// An entry's page has the drawing, the model line by line, made-up dates and the
// series; its file has the same series.
func TestEventPage(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	page := get(t, s, "/impact/XX-1").Body.String()
	for _, want := range []string{"Ministry of Invention", `href="https://law.example/XX-1"`, `data-chart="curves"`, `id="model-resolved_within_age"`, `id="points-complaints"`,
		"made-up dates before show a change", "Prices, ", "Refunds within seven days", "weeks before", "What else happened around that day"} {
		if !strings.Contains(page, want) {
			t.Errorf("/impact/XX-1 has no %q", want)
		}
	}
	if strings.Contains(page, hostileNames[0]) {
		t.Error("a title breaks out of the page")
	}
	if w := get(t, s, "/impact/CN-1"); w.Code != http.StatusNotFound {
		t.Errorf("/impact/CN-1 = %d, want 404: the source is in another country", w.Code)
	}
	after := map[string]int{}
	for _, row := range ladderRows(t, get(t, s, "/impact/XX-1.csv").Body.String()) {
		if row["after_event"] == "true" {
			after[row["measure"]]++
		}
		if (row["without_event"] != "") != (row["after_event"] == "true") {
			t.Errorf("%s %s: the line before is drawn on to %q", row["measure"], row["period"], row["without_event"])
		}
	}
	if after["complaints"] < 12 || after["resolved_within_age"] < 12 {
		t.Errorf("periods after: %v, want 12 and more of both measures", after)
	}
}

// The entries stand on the axis of /trends, in its table and in its file; the axis has
// the periods by name.
func TestEntriesOnTrends(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	page := get(t, s, "/trends").Body.String()
	if !strings.Contains(page, "Prices, 4 February 2019") {
		t.Error("/trends does not name the entry of February 2019")
	}
	if strings.Contains(page, "Some time that year") {
		t.Error("/trends marks an entry whose day is not known to the month")
	}
	drawn := s.curveChart(curves{id: "x", periods: []string{"2019-01", "2019-02"}, lines: []curve{{name: "a", value: []*float64{new(1.0), new(2.0)}}}, marks: []mark{{1, "m"}}})
	if text := fmt.Sprint(drawn.Data.Option["xAxis"]); !strings.Contains(text, "2019-02") || drawn.Data.Marks[0].At != "2019-02" {
		t.Errorf("the axis is %s with a mark at %v, want the periods by name", text, drawn.Data.Marks[0].At)
	}
	for _, row := range ladderRows(t, get(t, s, "/trends.csv").Body.String()) {
		if strings.Contains(row["event"], "entry:XX-2") != (row["period"] == "2019-02") {
			t.Errorf("%s has the events %q", row["period"], row["event"])
		}
	}
}

// Marks close together share one name: the others stand without.
func TestCrowdedMarks(t *testing.T) {
	c := curves{marks: []mark{{0, "a"}, {1, "b"}, {3, "c"}, {8, "d"}}}
	for i := range 10 {
		c.periods = append(c.periods, fmt.Sprint(i))
	}
	var names []string
	for _, m := range c.placed() {
		names = append(names, m.Name)
	}
	if got := strings.Join(names, ","); got != "a,,c,d" {
		t.Errorf("marks are named %q, want a,,c,d", got)
	}
}
