package dashboard

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"testing"

	"redress/analytics"
)

const certaintyHeader = "expected_rank,best_tenth,worst_tenth,group,possible_first,possible_last,bound_low,bound_high,observed,compared," +
	"expected,ratio,shift,cause_part,cause_value,cause_share,cause_share_of_all,cause_rate,model_rate,model_low,model_high,model_differs,trend_low,trend_high,stands_out\r\n"

// sizeHeader follows where the rows are platforms.
const sizeHeader = "per_size,per_size_low,per_size_high,per_size_shrunk,exposure,exposure_measure,exposure_currency,exposed_complaints,exposure_covered\r\n"

// cols=all adds the columns after the contract's, and nothing else is a value of it.
func TestEveryColumnOnRequest(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	want := strings.TrimSuffix(platformHeader, "\r\n") + "," + strings.TrimSuffix(certaintyHeader, "\r\n") + "," + sizeHeader
	for _, address := range []string{"/platforms.csv?cols=all", "/issues/delivery.csv?cols=all"} {
		header, _, _ := strings.Cut(get(t, s, address).Body.String(), "\n")
		if header+"\n" != want {
			t.Errorf("GET %s has header %q, want %q", address, header, want)
		}
	}
	for _, address := range []string{"/platforms.csv?cols=some", "/platforms.csv?cols=all&cols=all", "/platforms.json?cols=all", "/ladder.csv?cols=all"} {
		if w := get(t, s, address); w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), "cols") {
			t.Errorf("GET %s = %d %s, want a refusal that names cols", address, w.Code, w.Body)
		}
	}
}

// Files say of every row what analytics says, number for number; nothing is NaN.
func TestCertaintyInFiles(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{})
	if err != nil {
		t.Fatal(err)
	}
	body := get(t, s, "/platforms.csv?cols=all").Body.String()
	rows := readCSV(t, body)
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	var doc struct{ Rows []map[string]any }
	inJSON := get(t, s, "/platforms.json").Body.Bytes()
	if err := json.Unmarshal(inJSON, &doc); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(body+string(inJSON), "NaN") || strings.Contains(body+string(inJSON), "Inf") {
		t.Error("a file holds a number that is none")
	}
	compared := 0
	for i, want := range ranking.Rows {
		for name, value := range certaintyOf(want) {
			compared++
			text, number := rows[i+1][column[name]], doc.Rows[i][name]
			if value == nil {
				if text != "" || number != nil {
					t.Errorf("row %d: %s is %q and %v, want nothing: it is not known", i, name, text, number)
				}
				continue
			}
			if text != numberOf(value).file() || number != *value || math.IsNaN(*value) {
				t.Errorf("row %d: %s is %q in CSV and %v in JSON, want %v", i, name, text, number, *value)
			}
		}
	}
	if compared < 700 {
		t.Errorf("only %d values were compared", compared)
	}
}

// certaintyOf are the numbers of a row, read without the columns; nil: not known.
func certaintyOf(s analytics.Standing) map[string]*float64 {
	known := map[string]*float64{"shrunk_rate": s.ShrunkRate}
	whole := func(n int) *float64 { return new(float64(n)) }
	for _, name := range []string{"rank_low", "rank_high", "expected_rank", "best_tenth", "worst_tenth", "group", "possible_first", "possible_last",
		"bound_low", "bound_high", "adjusted_rate", "adjusted_low", "adjusted_high", "observed", "compared", "expected", "ratio", "shift"} {
		known[name] = nil
	}
	if p := s.Position; p != nil {
		known["rank_low"], known["rank_high"], known["group"] = whole(p.Low), whole(p.High), whole(p.Group)
		known["expected_rank"], known["best_tenth"], known["worst_tenth"] = &p.Expected, &p.BestTenth, &p.WorstTenth
		known["possible_first"], known["possible_last"] = whole(p.FirstPossible), whole(p.LastPossible)
	}
	if s.Bounds != nil {
		known["bound_low"], known["bound_high"] = &s.Bounds.Low, &s.Bounds.High
	}
	if m := s.CaseMix; m != nil {
		known["adjusted_rate"], known["adjusted_low"], known["adjusted_high"], known["shift"] = m.Rate, m.Low, m.High, m.Shift
		known["compared"] = whole(int(m.Compared))
		if m.Compared > 0 {
			known["observed"], known["expected"], known["ratio"] = whole(int(m.Observed)), &m.Expected, m.Ratio
		}
	}
	return known
}
