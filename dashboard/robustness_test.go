package dashboard

import (
	"fmt"
	"strings"
	"testing"

	"redress/analytics"
)

// The page says of each platform what the answer says; the files say the same.
func TestRobustnessPage(t *testing.T) {
	store := newFixture()
	store.sources[0].Fields = append(store.sources[0].Fields, "responded_on", "timely")
	s := newTestServer(t, store, "")
	answer, err := s.service.Robustness(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, get(t, s, "/robustness.csv").Body.String())
	if len(rows) != answer.Ranked+1 {
		t.Fatalf("/robustness.csv has %d lines, want %d and a header", len(rows), answer.Ranked)
	}
	for _, l := range s.locales {
		page := get(t, s, "/robustness?lang="+l.code).Body.String()
		table := rowsOf(t, page, "without")
		for i, row := range answer.Rows {
			text := textOfNode(table[i])
			for _, want := range []string{l.share(*row.ResolutionRate.Value), fmt.Sprintf("%d–%d", row.Position.Low, row.Position.High), l.count(row.BurstFiled)} {
				if !strings.Contains(text, want) {
					t.Errorf("%s, row %d does not show %q: %s", l.code, i, want, text)
				}
			}
			if row.Copied != nil && *row.Copied > 0 && !strings.Contains(text, l.share(*row.WithoutCopies.Rate.Value)) {
				t.Errorf("%s, row %d does not show its rate without %d copies: %s", l.code, i, *row.Copied, text)
			}
		}
		scored := rowsOf(t, page, "scores")
		if len(scored) != answer.Composite.Scored || len(scored) == 0 {
			t.Errorf("%s shows %d scores, want %d", l.code, len(scored), answer.Composite.Scored)
		}
	}
}

// Two platforms are compared over all weightings, and a selection without a ranked
// platform says so.
func TestRobustnessOfTwoAndNone(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	two := get(t, s, "/robustness?lang=en&platform=platform-5~platform-9").Body.String()
	if !strings.Contains(two, "of all ways to weigh the indicators") {
		t.Error("two platforms are not compared over all weightings")
	}
	answer := readCSV(t, get(t, s, "/robustness.csv?platform=platform-5~platform-9").Body.String())
	if len(answer) != 3 {
		t.Fatalf("%d lines for two platforms", len(answer))
	}
	none := follow(t, s, "/robustness?lang=en&from=2031").Body.String()
	if !strings.Contains(none, "nothing to put to the test") {
		t.Error("a selection without ranked platforms says nothing")
	}
}
