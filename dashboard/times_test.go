package dashboard

import (
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"testing"

	"redress/analytics"
)

// readTimes are the rows of /times.csv by column.
func readTimes(t *testing.T, s *Server, query string) []map[string]string {
	t.Helper()
	w := get(t, s, "/times.csv"+query)
	records, err := csv.NewReader(strings.NewReader(w.Body.String())).ReadAll()
	if err != nil || w.Code != 200 || len(records) == 0 {
		t.Fatalf("/times.csv%s = %d, %v: %s", query, w.Code, err, w.Body)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// timedFixture knows days of response too.
func timedFixture() *fixture {
	f := newFixture()
	f.sources[0].Fields = append(f.sources[0].Fields, "responded_on")
	return f
}

// The rows of the file: everybody's, and each platform's, by both clocks; what became
// of complaints adds up to 1; what is not known of a clock is empty.
func TestTimesFile(t *testing.T) {
	rows := readTimes(t, newTestServer(t, timedFixture(), ""), "")
	clocks, withheld := map[string]int{}, 0
	for _, row := range rows {
		clocks[row["scope"]+" "+row["clock"]]++
		if row["undated"] == "" {
			t.Errorf("a row does not say how many ended on an unknown day: %v", row)
		}
		if row["median_days"] == "" {
			withheld++
			if row["note"] == "" || row["tau_days"] == "" && row["resolved_by_30"] != "" || row["against"] != "" {
				t.Errorf("a row without times: %v", row)
			}
			continue
		}
		if row["clock"] == "response" {
			if row["resolved_by_30"] != "" || row["responded_by_30"] == "" || row["still_open_at_90"] != "" {
				t.Errorf("the time to response has figures of the time to close: %v", row)
			}
			continue
		}
		sum := 0.
		for _, name := range []string{"resolved_by_90", "unresolved_by_90", "withdrawn_by_90", "otherwise_by_90", "still_open_at_90"} {
			v, err := strconv.ParseFloat(row[name], 64)
			if err != nil {
				t.Fatalf("%s = %q", name, row[name])
			}
			sum += v
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Errorf("the shares of %s by day 90 add up to %v", row["platform_name"], sum)
		}
		few := strings.Contains(row["note"], "too_few_to_compare")
		if platform := row["scope"] == "platform" && !few; platform != (row["against"] == "others") || platform == (row["logrank_p"] == "") || platform == (row["adjusted_p"] == "") {
			t.Errorf("comparison of %v", row)
		}
	}
	if clocks["all close"] != 1 || clocks["all response"] != 1 || clocks["platform close"] != 38 || clocks["platform response"] != 38 || withheld > 0 {
		t.Errorf("rows by scope and clock = %v, %d without times", clocks, withheld)
	}
	few := 0
	for _, row := range readTimes(t, newTestServer(t, timedFixture(), ""), "?from=2018-01&to=2018-01") {
		if row["note"] == "too_few_for_times" && row["complaints"] != "" && row["tau_days"] == "" && row["not_ended"] != "" {
			few++
		}
	}
	if few == 0 {
		t.Error("no platform of one month has too few complaints")
	}
}

// Two platforms are compared with one another, on the page in words.
func TestTimesOfTwo(t *testing.T) {
	s := newTestServer(t, timedFixture(), "")
	rows := readTimes(t, s, "?platform=platform-5~platform-30")
	if len(rows) != 4 || rows[0]["against"] != rows[1]["platform"] || rows[0]["adjusted_p"] != "" || rows[0]["logrank_p"] == "" {
		t.Errorf("rows of two platforms = %v", rows)
	}
	page := get(t, s, "/times?lang=en&platform=platform-30~platform-5").Body.String()
	for _, want := range []string{"Lantern Market", "percentage points", "Log-rank test", "Still open"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of two platforms does not say %q", want)
		}
	}
}

// A publisher without days is said to have none, and every page of it works.
func TestTimesOfNoDays(t *testing.T) {
	page := get(t, newTestServer(t, newFixture(), ""), "/times?lang=en&source=other").Body.String()
	if !strings.Contains(page, "no time to close") || !strings.Contains(page, "no time to response") {
		t.Errorf("the page of a publisher without days does not say so")
	}
}

// A profile has the times of the platform and leads to all of them.
func TestTimesOnProfile(t *testing.T) {
	s := newTestServer(t, timedFixture(), echartsFile(t))
	page := get(t, s, "/platforms/platform-5?lang=en").Body.String()
	for _, want := range []string{"How long it takes", "half were closed within", "all others", `/times?lang=en&amp;platform=platform-5`, `data-chart="curves"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the profile does not hold %q", want)
		}
	}
}

// Every number of the files is defined on /methods; bounds are with their figure.
func TestEveryTimeIsDefined(t *testing.T) {
	defined := map[string]bool{}
	for _, m := range analytics.Metrics() {
		defined[m.Code] = true
	}
	for _, c := range timeColumns() {
		figure := strings.TrimSuffix(strings.TrimSuffix(c.name, "_low"), "_high")
		if c.unit != unitNone && !defined[figure] && !defined[figure+"_days"] {
			t.Errorf("/methods does not define %s", c.name)
		}
	}
}

func TestSigned(t *testing.T) {
	l := newTestServer(t, newFixture(), "").locales.find("en")
	for v, want := range map[float64]string{1.26: "+1.3", -1.26: "−1.3", .04: "0.0", -.04: "0.0", 0: "0.0"} {
		if got := l.signed(v); got != want {
			t.Errorf("signed(%v) = %q, want %q", v, got, want)
		}
	}
}
