package dashboard

import (
	"encoding/csv"
	"encoding/xml"
	"net/http"
	"strings"
	"testing"
	"time"

	"redress/ingest/complaint"
)

// suddenlyMore is the fixture with a platform that has many more complaints from
// September 2019 on.
func suddenlyMore() *fixture {
	f := newFixture()
	for month := time.September; month <= time.November; month++ {
		opened, _ := complaint.NewDay(2019, month, 9)
		f.grains = append(f.grains, grain{"platform-6", "", "delivery", "delivery/refund_refused", "SP", "web", "unresolved", opened, 900})
	}
	return f
}

func TestAlerts(t *testing.T) {
	s := newTestServer(t, suddenlyMore(), "")
	rows, err := csv.NewReader(strings.NewReader(get(t, s, "/alerts.csv?platform=platform-6").Body.String())).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("/alerts.csv has %d rows, %v", len(rows), err)
	}
	found := map[string]string{}
	for i, name := range rows[0] {
		found[name] = rows[1][i]
	}
	for name, want := range map[string]string{"indicator": "complaints", "platform": "cnpj:00000006", "first_month": "2019-09", "last_month": "2019-11",
		"direction": "rose", "alert_window": "month", "ongoing": "true", "verdict": "not_yet", "also_issues": "", "later_change": ""} {
		if got := found[name]; got != want && name != "also_issues" {
			t.Errorf("/alerts.csv: %s is %q, want %q", name, got, want)
		}
	}
	page := textOfNode(elements(t, get(t, s, "/alerts?lang=en").Body.String(), "main", "")[0])
	for _, want := range []string{"at most 1 in 20", "number of complaints rose", "still so in the latest month", "not known yet", "A rise in complaints is not a rise in harm", "What was looked at, by month"} {
		if !strings.Contains(page, want) {
			t.Errorf("/alerts does not say %q", want)
		}
	}
	if profile := get(t, s, "/platforms/platform-6").Body.String(); !strings.Contains(profile, `href="/alerts?platform=platform-6"`) || !strings.Contains(profile, "number of complaints rose") {
		t.Error("the profile does not list the change")
	}
	if front := get(t, s, "/").Body.String(); !strings.Contains(front, "number of complaints rose") {
		t.Error("the first page does not list the change")
	}
	// Other filters would make a family of their own on every page.
	if profile := get(t, s, "/platforms/platform-6?region=SP").Body.String(); strings.Contains(profile, "changes-title") {
		t.Error("the profile of one region has changes that nobody asked for")
	}
	if none := get(t, s, "/alerts?issue=safety&lang=en").Body.String(); !strings.Contains(none, "No change has been listed") {
		t.Error("/alerts of an issue that nobody has does not say that there is none")
	}
	// What was not looked at is not unchanged.
	if unseen := get(t, s, "/alerts?lang=en&outcome=resolved").Body.String(); !strings.Contains(unseen, "No month of this view could be looked at") || strings.Contains(unseen, "Nothing changed") {
		t.Error("/alerts of one outcome does not say that no month was looked at")
	}
}

func TestAlertFeed(t *testing.T) {
	s := newTestServer(t, suddenlyMore(), "")
	w := get(t, s, "/alerts.atom?platform=platform-6&lang=en")
	var got feed
	if err := xml.Unmarshal(w.Body.Bytes(), &got); err != nil || w.Code != http.StatusOK {
		t.Fatalf("/alerts.atom = %d, %v", w.Code, err)
	}
	if len(got.Entries) == 0 || !strings.HasPrefix(got.Entries[0].ID, "urn:redress:alert:") || !strings.HasPrefix(got.Entries[0].Title, "2019-09: ") || got.Entries[0].Updated != "2020-03-01T09:30:00Z" {
		t.Errorf("the feed begins with %+v", got.Entries)
	}
	if said := got.Entries[0].Summary; strings.HasPrefix(said, " ") || !strings.Contains(said, "Usual ") || !strings.Contains(said, "95% interval") || !strings.Contains(said, " in the three months after") || !strings.Contains(said, ". A rise in complaints") {
		t.Errorf("the first summary is no sentences: %q", said)
	}
	for _, entry := range got.Entries {
		if href := entry.Links[0].Href; !strings.HasPrefix(href, "http://example.com/platforms/platform-6") {
			t.Errorf("an entry leads to %q", href)
		}
	}
	tag := w.Header().Get("ETag")
	if again := get(t, s, "/alerts.atom?platform=platform-6&lang=en", "If-None-Match", tag); again.Code != http.StatusNotModified {
		t.Errorf("the same feed again = %d, want 304", again.Code)
	}
	if bad := get(t, s, "/alerts.atom?by=year"); bad.Code != http.StatusBadRequest {
		t.Errorf("a parameter that alerts do not have = %d, want 400", bad.Code)
	}
	if page := get(t, s, "/alerts?lang=en").Body.String(); !strings.Contains(page, `href="/alerts.atom?lang=en"`) {
		t.Error("the page does not lead to its feed")
	}
}
