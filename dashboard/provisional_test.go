package dashboard

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"redress/analytics"
)

// Periods and rows of which many complaints are open carry the same code in
// files and the same mark on pages, and the page says what it means.
func TestProvisional(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	trend, err := s.service.Trend(t.Context(), analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	marked := 0
	rows := readCSV(t, get(t, s, "/trends.csv").Body.String())
	event := slices.Index(rows[0], "event")
	for i, point := range trend.Points {
		if point.Provisional {
			marked++
		}
		codes := rows[i+1][event] // entries of the registers follow
		if got := slices.Contains(strings.Split(codes, ";"), "provisional"); got != point.Provisional {
			t.Errorf("/trends.csv: event of %s with %d open of %d = %q; provisional: %v, want %v", point.Period, point.Open, point.Complaints, codes, got, point.Provisional)
		}
	}
	if marked == 0 || marked == len(trend.Points) {
		t.Fatalf("%d of %d periods of the fixture are provisional: nothing is tested", marked, len(trend.Points))
	}

	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	rows = readCSV(t, get(t, s, "/platforms.csv").Body.String())
	note := slices.Index(rows[0], "note")
	for i, standing := range ranking.Rows {
		got := slices.Contains(strings.Split(rows[i+1][note], ";"), "provisional")
		if want := standing.Open*10 > standing.Complaints; got != want {
			t.Errorf("/platforms.csv: %s with %d open of %d is provisional: %v, want %v", standing.Key, standing.Open, standing.Complaints, got, want)
		}
	}

	for lang, words := range map[string][3]string{
		"en": {"(provisional)", "“Provisional” marks a period of which more than 10% of the complaints are still open", "Figures are marked provisional while more than 10%"},
		"zh": {"（暂定）", "“暂定”表示该时段未办结投诉超过 10%", "未办结投诉超过 10% 的数字标为“暂定”"},
	} {
		trends := textOfNode(elements(t, get(t, s, "/trends?lang="+lang).Body.String(), "main", "")[0])
		if n := strings.Count(trends, words[0]); n != marked {
			t.Errorf("/trends in %s marks %d periods, want %d", lang, n, marked)
		}
		for _, sentence := range words[1:] {
			if !strings.Contains(trends, sentence) {
				t.Errorf("/trends in %s does not say %q", lang, sentence)
			}
		}
		if page := get(t, s, "/platforms?lang="+lang).Body.String(); !strings.Contains(page, words[2]) {
			t.Errorf("/platforms in %s does not say %q", lang, words[2])
		}
	}
	checkHollow(t, s, trend)
	// A line of many periods has no points but the hollow ones.
	trend.Points = slices.Repeat(trend.Points, 5)
	checkHollow(t, s, trend)
}

// checkHollow holds that exactly the provisional and the partial points of the
// chart are hollow, and that their tooltips say why.
func checkHollow(t *testing.T, s *Server, trend analytics.Trend) {
	t.Helper()
	c := s.trendChart(request{view: *viewNamed("trends"), locale: s.locales[0]}, trend.View, trend.Points)
	body, err := json.Marshal(c.Data.Option["series"])
	if err != nil {
		t.Fatal(err)
	}
	var series []struct {
		ID         string
		ShowSymbol bool
		Data       []struct{ Symbol string }
	}
	if err := json.Unmarshal(body, &series); err != nil {
		t.Fatal(err)
	}
	for _, one := range series {
		for i, point := range trend.Points {
			if one.ID != "rate" {
				continue
			}
			if !one.ShowSymbol || (one.Data[i].Symbol == "none" && len(trend.Points) <= dottedPeriods) {
				t.Errorf("the point of %s is not drawn among %d", point.Period, len(trend.Points))
			}
			if got, want := one.Data[i].Symbol == "emptyCircle", point.Partial || point.Provisional; got != want {
				t.Errorf("the point of %s is hollow: %v, want %v", point.Period, got, want)
			}
			if got := strings.Contains(c.Data.Tips[i], "many complaints still open"); got != point.Provisional {
				t.Errorf("the tooltip of %s says provisional: %v, want %v", point.Period, got, point.Provisional)
			}
		}
	}
}
