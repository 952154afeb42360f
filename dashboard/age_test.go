package dashboard

import (
	"encoding/csv"
	"strings"
	"testing"
)

// The page, the CSV and the address agree on the age; the last month, which is not
// old enough, is marked.
func TestTrendAtAFixedAge(t *testing.T) {
	server := newTestServer(t, newFixture(), "")
	page := get(t, server, "/trends?age=60&lang=en").Body.String()
	for _, want := range []string{"Resolved within 60 days", `<option value="60" selected>60 days</option>`, "(not mature)"} {
		if !strings.Contains(page, want) {
			t.Errorf("/trends?age=60 lacks %q", want)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(get(t, server, "/trends.csv?age=60").Body.String())).ReadAll()
	if err != nil || len(rows) < 3 {
		t.Fatalf("/trends.csv = %d rows, %v", len(rows), err)
	}
	at := map[string]int{}
	for i, name := range rows[0] {
		at[name] = i
	}
	first, last := rows[1], rows[len(rows)-1]
	if first[at["at_risk"]] != first[at["complaints"]] || first[at["resolved_within_age"]] == "" {
		t.Errorf("the first month has %s of %s complaints old enough, %q resolved", first[at["at_risk"]], first[at["complaints"]], first[at["resolved_within_age"]])
	}
	if last[at["at_risk"]] == last[at["complaints"]] {
		t.Errorf("all %s complaints of the last month are 60 days old at the end of it", last[at["complaints"]])
	}
}
