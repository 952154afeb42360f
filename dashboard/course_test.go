package dashboard

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
)

// The page of trends says what is tested and what is found, in both languages, and a
// profile says so in short.
func TestTrendsSayWhetherSomethingChanges(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	for address, want := range map[string][]string{
		"/trends?lang=en":                                {"Does it change?", "resolved within 30 days of being opened", "Left out:", `id="course-title"`, "When something changed is no proof of why it did."},
		"/trends?lang=zh":                                {"是否有变化", "自提交起 30 天内解决的比例", "另有", "并不能证明其原因"},
		"/trends?lang=en&by=year":                        {"No trend is given: it needs 8"},
		"/trends?lang=en&outcome=resolved":               {"Nothing is tested: this view picks complaints by how they ended."},
		"/trends?lang=en&compare=year":                   {"No two periods can be compared", "Change from a year before"},
		"/trends?lang=en&compare=previous":               {"2018-12 against 2018-11: "},
		"/trends?lang=zh&compare=previous":               {"较上一时段", "百分点"},
		"/platforms/platform-8?lang=en":                  {"Does it change?", "resolved within 30 days of being opened"},
		"/?lang=en":                                      {"Does it change?"},
		"/platforms?lang=en":                             {"No trends are given: the view has fewer than 24 whole months."},
		"/trends?lang=en&platform=platform-30&region=BA": {"Does it change?"},
	} {
		w := follow(t, s, address)
		if w.Code != http.StatusOK {
			t.Errorf("%s: %d", address, w.Code)
			continue
		}
		for _, words := range want {
			if !strings.Contains(w.Body.String(), words) {
				t.Errorf("%s does not say %q", address, words)
			}
		}
	}
}

// The form offers each of its parameters once: a second value would be refused.
func TestTrendsFormCarriesNothingTwice(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	body := get(t, s, "/trends?age=60&by=quarter&compare=year&def=strict").Body.String()
	for _, name := range []string{"age", "by", "compare", "def"} {
		if n := strings.Count(body, ` name="`+name+`"`); n != 1 {
			t.Errorf("the form has %d fields called %s, want 1", n, name)
		}
	}
}

// A comparison is in the files where the address asks for it, the rest with cols=all;
// an address that cannot be is refused.
func TestTrendsFiles(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	head := func(address string) []string {
		t.Helper()
		rows, err := csv.NewReader(get(t, s, address).Body).ReadAll()
		if err != nil || len(rows) < 20 {
			t.Fatalf("%s: %d rows, %v", address, len(rows), err)
		}
		return rows[0]
	}
	plain := strings.Join(head("/trends.csv"), ",")
	if !strings.HasSuffix(plain, "resolved_within_age,at_risk,event") {
		t.Errorf("the contract's columns are %s", plain)
	}
	if got, want := strings.Join(head("/trends.csv?compare=year"), ","), plain+",compared_with,change,change_low,change_high"; got != want {
		t.Errorf("columns with a comparison: %s, want %s", got, want)
	}
	if got, want := strings.Join(head("/trends.csv?cols=all"), ","), plain+",compared_with,change,change_low,change_high,tested,seasonally_adjusted,complaints_adjusted,level"; got != want {
		t.Errorf("all columns: %s, want %s", got, want)
	}
	for _, address := range []string{"/trends?compare=decade", "/platforms?compare=year", "/trends?compare=year&compare=previous"} {
		if code := get(t, s, address).Code; code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", address, code)
		}
	}
}
