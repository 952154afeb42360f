package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"redress/analytics"
)

// A natural person's page has the figures of the league table and nothing else, in any
// representation: no dates, no issues, no regions, no actions.
func TestNaturalPersonsPage(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	for _, slug := range []string{"seller-a", "seller-c"} {
		page := get(t, s, "/sellers/"+slug+"?lang=en").Body.String()
		for _, hint := range []string{`id="trend"`, `class="peers"`, `class="aliases"`, `class="facets"`, `data-chart=`, `id="acted"`, ">SP<", "2018-09"} {
			if strings.Contains(page, hint) {
				t.Errorf("/sellers/%s has %s", slug, hint)
			}
		}
		if !strings.Contains(page, "natural person") || !strings.Contains(page, `class="outcomes"`) {
			t.Errorf("/sellers/%s does not say that a natural person stands behind it, or has no outcomes", slug)
		}
		if rows := readCSV(t, get(t, s, "/sellers/"+slug+".csv").Body.String()); len(rows) != 1 {
			t.Errorf("/sellers/%s.csv has %d rows, want none", slug, len(rows)-1)
		}
	}
	company := get(t, s, "/sellers/seller-b?lang=en").Body.String()
	for _, part := range []string{`id="trend"`, `class="peers"`, `class="aliases"`, `id="acted"`} {
		if !strings.Contains(company, part) {
			t.Errorf("/sellers/seller-b has no %s", part)
		}
	}
	for _, address := range []string{"/actions", "/actions.csv", "/actions.json", "/platforms/platform-0"} {
		body := get(t, s, address).Body.String()
		_, ledger, _ := strings.Cut(body, `id="ledger"`)
		if address != "/platforms/platform-0" {
			ledger = body
		}
		ledger, _, _ = strings.Cut(ledger, `id="parts"`)
		if strings.Contains(ledger, "7f3a") {
			t.Errorf("%s lists what was done to a natural person", address)
		}
	}
}

// A publisher without sellers is said to name none.
func TestSourceWithoutSellers(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for address, want := range map[string]string{"/sellers": "does not name sellers", "/decomposition": "does not name sellers", "/actions": "does not record what platforms do"} {
		w := get(t, s, address+"?lang=en&source=other")
		if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), want) {
			t.Errorf("%s = %d, want it to say that the publisher %s", address, w.Code, want)
		}
	}
}

// A seller's old address leads to the new one, with its format and filters.
func TestSellerMoved(t *testing.T) {
	store := newFixture()
	store.names["once"] = store.names["seller-b"]
	s := newTestServer(t, store, "")
	for from, to := range map[string]string{"/sellers/once": "/sellers/seller-b", "/sellers/once.csv?issue=delivery": "/sellers/seller-b.csv?issue=delivery"} {
		if w := get(t, s, from); w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 301 to %q", from, w.Code, w.Header().Get("Location"), to)
		}
	}
}

// The files say what analytics says: the parts sum to the gap, and a note stands where
// there is none.
func TestDecompositionFile(t *testing.T) {
	rows := readCSV(t, get(t, newTestServer(t, newFixture(), ""), "/decomposition.csv").Body.String())
	d, err := newTestServer(t, newFixture(), "").service.Decomposition(t.Context(), analytics.Query{})
	if err != nil || len(rows) != len(d.Platforms)+1 {
		t.Fatalf("%d rows for %d platforms, %v", len(rows)-1, len(d.Platforms), err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	gaps, notes := 0, 0
	for i, p := range d.Platforms {
		row := rows[i+1]
		if p.Gap != nil {
			if gaps++; row[at["gap"]] != numberOf(&p.Gap.All.Value).file() || row[at["handling_low"]] != numberOf(&p.Gap.Handling.Low).file() || row[at["note"]] != "" {
				t.Errorf("row %v does not have the gap %+v", row, *p.Gap)
			}
			continue
		}
		if notes++; row[at["gap"]] != "" || row[at["note"]] == "" {
			t.Errorf("row %v has no gap and no note", row)
		}
	}
	if gaps == 0 || notes == 0 {
		t.Errorf("%d gaps and %d notes, want both", gaps, notes)
	}
}

// The lines of /actions.csv are those of the ledger: each kind once, then platforms,
// then sellers, each with its own columns only.
func TestActionsFile(t *testing.T) {
	rows := readCSV(t, get(t, newTestServer(t, newFixture(), ""), "/actions.csv").Body.String())
	at, lines := map[string]int{}, map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	for _, row := range rows[1:] {
		line := row[at["line"]]
		lines[line]++
		if (row[at["seller"]] != "") != (line == "seller") || (row[at["platform"]] != "") != (line != "action") || (row[at["acted"]] != "") != (line == "platform") {
			t.Errorf("line %s has another one's columns: %v", line, row)
		}
		if line == "seller" && (row[at["after_ratio"]] == "") != (row[at["note"]] != "") {
			t.Errorf("%v: a ratio stands exactly where no note says why not", row)
		}
	}
	if lines["action"] != 4 || lines["platform"] != 3 || lines["seller"] != 14 {
		t.Errorf("lines are %v, want 4, 3 and 14", lines)
	}
}
