package dashboard

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/analytics"
)

const platformHeader = "rank,rank_low,rank_high,platform,platform_name,complaints,closed,rated,resolved,unresolved,unrated,withdrawn," +
	"invalid,referred,unknown,open,resolution_rate,resolution_low,resolution_high,lenient_rate,strict_rate,adjusted_rate," +
	"adjusted_low,adjusted_high,shrunk_rate,funnel,responded,response_rate,timely_rate,median_days_to_response," +
	"median_days_to_close,p90_days_to_close,mean_rating,rating_n,share,trend_slope,trend_flag,eligible,note\r\n"

const trendHeader = "period,period_start,period_end,partial,source,complaints,closed,rated,resolved,unrated,resolution_rate," +
	"resolution_low,resolution_high,resolved_within_age,at_risk,event\r\n"

// The columns are a contract: names and order never change by accident.
func TestFileColumns(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	issueHeader := strings.Replace(platformHeader, "platform,platform_name", "issue,issue_name", 1)
	for address, want := range map[string]string{
		"/platforms.csv": platformHeader, "/issues/delivery.csv": platformHeader, "/issues.csv": issueHeader,
		"/platforms/platform-0.csv": issueHeader, "/trends.csv": trendHeader,
	} {
		w := get(t, s, address)
		if header, _, _ := strings.Cut(w.Body.String(), "\n"); w.Code != http.StatusOK || header+"\n" != want {
			t.Errorf("GET %s = %d with header %q, want %q", address, w.Code, header, want)
		}
	}
}

// Every view's CSV and JSON hold the same cells.
func TestTwinsAgree(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for _, view := range Views() {
		path := "/" + strings.NewReplacer("sellers/{slug}", "sellers/seller-b", "{slug}", "platform-0", "{code}", "delivery", "{entry}", "XX-1").Replace(view.Path)
		all := ""
		if view.Cols {
			all = "?cols=all"
		}
		rows := readCSV(t, get(t, s, path+".csv"+all).Body.String())
		var doc struct {
			Release int
			View    string
			Columns []struct{ Name, Unit, Description string }
			Rows    []map[string]any
		}
		w := get(t, s, path+".json")
		if err := json.Unmarshal(w.Body.Bytes(), &doc); err != nil {
			t.Fatalf("%s.json: %v", path, err)
		}
		if doc.Release != 7 || len(doc.Rows) != len(rows)-1 || len(doc.Rows) == 0 {
			t.Fatalf("%s.json has release %d and %d rows, want 7 and %d", path, doc.Release, len(doc.Rows), len(rows)-1)
		}
		for i, column := range doc.Columns {
			if column.Description == "" || strings.HasPrefix(column.Description, "column.") {
				t.Errorf("%s.json: column %s has no description", path, column.Name)
			}
			for j, row := range doc.Rows {
				want := rows[j+1][i]
				if got := asText(t, row[column.Name]); got != want {
					t.Fatalf("%s row %d %s: JSON has %q, CSV has %q", path, j, column.Name, got, want)
				}
			}
		}
	}
}

func asText(t *testing.T, v any) string {
	t.Helper()
	if v == nil {
		return ""
	}
	if text, ok := v.(string); ok {
		return text
	}
	number, isNumber := v.(float64)
	if isNumber {
		return cell{known: true, kind: numberCell, number: number}.file()
	}
	return cell{known: true, kind: flagCell, flag: v.(bool)}.file()
}

func readCSV(t *testing.T, body string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil {
		t.Fatalf("read CSV: %v", err)
	}
	return rows
}

// A file's figures are those of analytics, at full precision; what nobody
// counted is empty and the note says why.
func TestPlatformFile(t *testing.T) {
	store := newFixture()
	s := newTestServer(t, store, "")
	w := get(t, s, "/platforms.csv?source=demo&from=2018&to=2019")
	ranking, err := s.service.Ranking(t.Context(), analytics.Platform, analytics.Query{Source: "demo"})
	if err != nil {
		t.Fatal(err)
	}
	rows := readCSV(t, w.Body.String())
	if len(rows) != len(ranking.Rows)+1 {
		t.Fatalf("/platforms.csv has %d rows, want %d", len(rows)-1, len(ranking.Rows))
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	for i, want := range ranking.Rows {
		row := rows[i+1]
		got := []string{row[column["platform"]], row[column["platform_name"]], row[column["resolution_rate"]], row[column["eligible"]], row[column["note"]]}
		expected := []string{want.Key, want.Name, numberOf(want.ResolutionRate.Value).file(), flagOf(want.Eligible).file(), joinNotes(want.Notes)}
		if diff := cmp.Diff(expected, got); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i, diff)
		}
		for _, silent := range []string{"responded", "response_rate", "timely_rate", "trend_slope", "trend_flag"} {
			if row[column[silent]] != "" {
				t.Errorf("row %d: %s = %q, want empty: nobody asked or computed it", i, silent, row[column[silent]])
			}
		}
	}
	if got, want := w.Header().Get("Content-Disposition"), `attachment; filename="redress_platforms_2018-01-01_2019-12-31_`; !strings.HasPrefix(got, want) || !strings.HasSuffix(got, `_r7.csv"`) {
		t.Errorf("Content-Disposition = %s, want %s…_r7.csv", got, want)
	}
	for name, want := range map[string]string{"X-Redress-Release": "7", "X-Redress-Published-At": "2020-03-01T09:30:00Z",
		"X-Redress-Method-Version": analytics.MethodVersion, "Content-Type": "text/csv; charset=utf-8; header=present"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
}

func TestFileNameOfAnyScript(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	got := get(t, s, "/platforms/"+escapeSegment("云锦商城")+".csv").Header().Get("Content-Disposition")
	if !strings.Contains(got, `filename="redress_platform-____`) || !strings.Contains(got, "filename*=UTF-8''redress_platform-%E4%BA%91") {
		t.Errorf("Content-Disposition = %s, want an ASCII name and the RFC 8187 form", got)
	}
}

func TestCSVWriting(t *testing.T) {
	f := func(value string, spreadsheet bool, want string) {
		t.Helper()
		got := string(csvOf(table{columns: []heading{{"a", ""}, {"b", ""}}, rows: [][]cell{{textOf(value), {}}}}, spreadsheet))
		got = strings.TrimPrefix(got, byteOrderMark)
		if want = "a,b\r\n" + want + ",\r\n"; got != want {
			t.Errorf("csvOf(%q, %v) = %q, want %q", value, spreadsheet, got, want)
		}
	}
	f("plain", false, "plain")
	f(`say "no", please`, false, `"say ""no"", please"`)
	f("two\nlines\r\n", false, "\"two\nlines\r\n\"")
	f(" space", false, `" space"`)
	f(hostileNames[1], false, hostileNames[1])
	f(hostileNames[1], true, "'"+hostileNames[1])
	for _, start := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		f(start+"1", true, "'"+start+"1")
		f("1"+start, true, "1"+start)
	}
	f("\t1", true, "'\t1")
	f("\r1", true, "\"'\r1\"")
}

func TestSpreadsheetFile(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	plain, excel := get(t, s, "/platforms.csv").Body.String(), get(t, s, "/platforms.csv?excel=1").Body.String()
	if strings.HasPrefix(plain, byteOrderMark) || !strings.HasPrefix(excel, byteOrderMark) {
		t.Error("only the CSV for spreadsheets begins with a byte order mark")
	}
	if !strings.Contains(plain, ",=cmd|' /C calc'!A0,") || !strings.Contains(excel, ",'=cmd|' /C calc'!A0,") {
		t.Error("only the CSV for spreadsheets guards text against formulas")
	}
	negative := -0.5
	guarded := string(csvOf(table{columns: []heading{{"x", ""}}, rows: [][]cell{{numberOf(&negative)}}}, true))
	if want := byteOrderMark + "x\r\n-0.5\r\n"; guarded != want {
		t.Errorf("csvOf(-0.5) = %q, want %q: numbers are never guarded", guarded, want)
	}
}

func TestNumbersInFilesHaveNoExponent(t *testing.T) {
	for number, want := range map[float64]string{2167414.5: "2167414.5", 3e21: "3000000000000000000000", 1.5e-7: "0.00000015", 1.0 / 3: "0.3333333333333333", 12: "12"} {
		got := numberOf(&number).file()
		if got != want {
			t.Errorf("file(%g) = %q, want %q", number, got, want)
		}
		if back, err := strconv.ParseFloat(got, 64); err != nil || back != number {
			t.Errorf("%q reads back as %v, %v, want %v", got, back, err, number)
		}
	}
}

// The files of a profile are computed without the rest of its page, and hold the same.
func TestProfileTableIsOfTheProfile(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for _, c := range []struct {
		entity analytics.Entity
		slug   string
	}{{analytics.Platform, "platform-0"}, {analytics.Seller, "seller-b"}, {analytics.Seller, "seller-a"}, {analytics.Issue, "delivery"}} {
		whole, err := s.service.Profile(t.Context(), c.entity, c.slug, analytics.Query{})
		if err != nil {
			t.Fatal(err)
		}
		part, err := s.service.ProfileTable(t.Context(), c.entity, c.slug, analytics.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if len(part.Issues)+len(part.Ranking) == 0 && !part.Person {
			t.Errorf("ProfileTable of %s is empty", c.slug)
		}
		for name, pair := range map[string][2]any{"view": {whole.View, part.View}, "issues": {whole.Issues, part.Issues}, "ranking": {whole.Ranking, part.Ranking},
			"slug": {whole.Subject.Slug, part.Subject.Slug}, "counts": {whole.Subject.Tally, part.Subject.Tally}} {
			if !reflect.DeepEqual(pair[0], pair[1]) {
				t.Errorf("%s of %s differ between the profile and its table", name, c.slug)
			}
		}
	}
}
