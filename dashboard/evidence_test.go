package dashboard

import (
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"redress/analytics"
)

// fileRows are the lines of a CSV by their columns.
func fileRows(t *testing.T, s *Server, address string) []map[string]string {
	t.Helper()
	w := get(t, s, address)
	if w.Code != http.StatusOK {
		t.Fatalf("%s = %d: %s", address, w.Code, w.Body.String())
	}
	rows := readCSV(t, w.Body.String())
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

func fileNumber(t *testing.T, line map[string]string, name string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(line[name], 64)
	if err != nil {
		t.Fatalf("%s of %s = %q, want a number", name, line["evidence"], line[name])
	}
	return v
}

// The lines of the file add up: the issues of an effect to its whole, the two sides to
// all judged complaints; what one figure cannot stand for is empty and says why.
func TestEvidenceFile(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	lines := fileRows(t, s, "/evidence.csv?cols=all")
	whole, parts := map[string]map[string]string{}, map[string]float64{}
	for _, line := range lines {
		if line["issue"] == "" {
			whole[line["evidence"]] = line
			continue
		}
		parts[line["evidence"]] += fileNumber(t, line, "with_rated") + fileNumber(t, line, "others_rated")
		if line["e_value"] != "" || line["adjusted_difference_p"] != "" || line["with_median_days"] != "" {
			t.Errorf("the line of %s within %s holds what only the whole has", line["evidence"], line["issue"])
		}
	}
	if len(whole) < 8 {
		t.Fatalf("%d kinds and bundles, want seven kinds and a bundle", len(whole))
	}
	given := 0
	for name, line := range whole {
		all := fileNumber(t, line, "with_rated") + fileNumber(t, line, "others_rated")
		if parts[name] != all || fileNumber(t, line, "strata_compared")+fileNumber(t, line, "strata_left_out") != all {
			t.Errorf("%s: issues add up to %v, strata to %s + %s, all are %v", name, parts[name], line["strata_compared"], line["strata_left_out"], all)
		}
		if (line["adjusted_difference"] == "") != (line["note"] != "") {
			t.Errorf("%s: adjusted difference %q, note %q, want one of them", name, line["adjusted_difference"], line["note"])
		}
		if line["adjusted_difference"] == "" {
			continue
		}
		given++
		value, low, high := fileNumber(t, line, "adjusted_difference"), fileNumber(t, line, "adjusted_difference_low"), fileNumber(t, line, "adjusted_difference_high")
		q := fileNumber(t, line, "adjusted_difference_q")
		if value < low || value > high || q < fileNumber(t, line, "adjusted_difference_p") || (line["beyond_chance"] == "true") != (q <= .05) {
			t.Errorf("%s: %v (%v to %v), q %v, beyond chance %s", name, value, low, high, q, line["beyond_chance"])
		}
	}
	if given == 0 || given == len(whole) {
		t.Errorf("%d of %d have a figure, want some with and some without", given, len(whole))
	}
	if short := readCSV(t, get(t, s, "/evidence.csv").Body.String())[0]; strings.Contains(strings.Join(short, ","), "odds_ratio") {
		t.Errorf("the contract's columns %v hold the appendix", short)
	}
}

// The page says what is compared, draws nothing it cannot stand for, and carries the
// caveats; a publisher who does not ask is said not to.
func TestEvidencePage(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	for _, l := range s.locales {
		lang := l.code
		body := get(t, s, "/evidence?lang="+lang).Body.String()
		for _, key := range []string{"evidence.caveat.chosen", "evidence.caveat.timing", "evidence.caveat.judges", "evidence.details_about"} {
			if !strings.Contains(body, html.EscapeString(l.text(key))) {
				t.Errorf("/evidence in %s does not say %s", lang, key)
			}
		}
		if silent := get(t, s, "/evidence?lang="+lang+"&source=other").Body.String(); !strings.Contains(silent, html.EscapeString(l.text("warning."+analytics.WarnNotAsked))) || strings.Contains(silent, "<table") {
			t.Errorf("/evidence of a publisher who does not ask shows figures, or does not say why there are none")
		}
	}
	var answer struct {
		Columns []struct{ Name, Description string }
		Rows    []map[string]any
	}
	if err := json.Unmarshal(get(t, s, "/evidence.json").Body.Bytes(), &answer); err != nil || len(answer.Rows) < 8 || answer.Rows[0]["odds_ratio"] == nil && answer.Rows[0]["note"] == nil {
		t.Errorf("/evidence.json has %d rows, %v; want all columns", len(answer.Rows), err)
	}
}

// Combinations that begin alike are told apart on the chart, too.
func TestCombinationsKeepTheirNamesOnTheChart(t *testing.T) {
	name := func(last string) string { return "Order number + Payment record + Chat log + " + last }
	c := intervals{id: "evidence", reference: new(0.), long: true}
	for _, last := range []string{"Photo or video", "Invoice"} {
		c.rows = append(c.rows, intervalRow{name: name(last), value: 3, low: 1, high: 5})
	}
	loaded, err := loadLocales()
	if err != nil {
		t.Fatal(err)
	}
	drawn := c.chart(loaded[0])
	option, err := json.Marshal(drawn.Data.Option)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(option), name("Photo or video")) || !strings.Contains(string(option), name("Invoice")) || !drawn.Data.Long || drawn.Size != 10 {
		t.Errorf("a chart of two combinations is %d rows high, long: %v, of %s", drawn.Size, drawn.Data.Long, option)
	}
}

// Complaints for its size stand in the table where a register knows the size; where
// filters make them meaningless the column says why, and without a register there is
// none.
func TestSizesOnThePage(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	english := s.locales[0]
	body := get(t, s, "/platforms").Body.String()
	for _, want := range []string{"per 100,000 orders", "per million BRL of revenue", english.text("size.unknown"), english.text("size.caveat_mixed")} {
		if !strings.Contains(body, html.EscapeString(want)) {
			t.Errorf("/platforms does not say %q", want)
		}
	}
	known := 0
	for _, line := range fileRows(t, s, "/platforms.csv?cols=all") {
		if line["per_size"] == "" {
			continue
		}
		known++
		per := 1e5
		if line["exposure_measure"] == "revenue" {
			per = 1e6
		}
		rate, want := fileNumber(t, line, "per_size"), fileNumber(t, line, "exposed_complaints")/fileNumber(t, line, "exposure")*per
		if rate-want > 1e-9 || want-rate > 1e-9 || fileNumber(t, line, "per_size_low") > rate || fileNumber(t, line, "per_size_high") < rate {
			t.Errorf("%s: %v per size, %v recomputed", line["platform"], rate, want)
		}
	}
	if known != 11 {
		t.Errorf("%d platforms have a rate per size, want ten by orders and one by revenue", known)
	}
	filtered := get(t, s, "/platforms?issue=delivery").Body.String()
	if !strings.Contains(filtered, html.EscapeString(english.text("note.size_filtered"))) || strings.Contains(filtered, "per 100,000 orders<") {
		t.Errorf("/platforms of one issue shows rates per size, or does not say why there are none")
	}
	for _, line := range fileRows(t, s, "/platforms.csv?cols=all&issue=delivery") {
		if line["per_size"] != "" || line["exposure"] != "" {
			t.Errorf("%s has a rate per size within one issue", line["platform"])
		}
	}
	bare := newFixture()
	bare.unsized = true
	if body := get(t, newTestServer(t, bare, ""), "/platforms").Body.String(); strings.Contains(body, english.text("column.per_size")) || !strings.Contains(body, html.EscapeString(english.text("size.caveat_not_loaded"))) {
		t.Errorf("/platforms without a register has a column for sizes, or does not say that there is none")
	}
}
