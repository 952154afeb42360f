package dashboard

import (
	"net/http"
	"strings"
	"testing"

	"redress/analytics"
)

// An address that was cited under a former name leads on for ever.
func TestFormerSlugRedirects(t *testing.T) {
	store := newFixture()
	store.names["former-name"] = store.names["platform-8"]
	s := newTestServer(t, store, "")
	for from, to := range map[string]string{
		"/platforms/former-name?from=2018-03-01": "/platforms/platform-8?from=2018-03-01",
		"/platforms/former-name.csv":             "/platforms/platform-8.csv",
	} {
		w := get(t, s, from)
		if w.Code != http.StatusMovedPermanently || w.Header().Get("Location") != to {
			t.Errorf("GET %s = %d to %q, want 301 to %q", from, w.Code, w.Header().Get("Location"), to)
		}
	}
}

// The public page names files, not the server's folders, and says why a load
// was refused, not what a broken one tripped over.
func TestHoldingsTellNothingOfTheServer(t *testing.T) {
	store := newFixture()
	store.loads = []analytics.Load{
		{ID: 2, Source: "demo", State: analytics.LoadFailed, Problem: "open /srv/secret/x.csv: no such file",
			Files: []analytics.LoadedFile{{Path: "/srv/secret/a.zip!part/b.csv"}}},
		{ID: 1, Source: "demo", State: analytics.LoadRefused, Problem: "12 of 40 rows were rejected"},
	}
	s := newTestServer(t, store, "")
	for _, address := range []string{"/data", "/data.csv", "/data.json"} {
		body := get(t, s, address).Body.String()
		if strings.Contains(body, "secret") || !strings.Contains(body, "12 of 40") {
			t.Errorf("%s tells of the server's folders, or not why a load was refused", address)
		}
	}
	if page := get(t, s, "/data").Body.String(); !strings.Contains(page, "a.zip!part/b.csv") {
		t.Error("/data does not name the file")
	}
}
