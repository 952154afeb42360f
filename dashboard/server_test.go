package dashboard

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/labstack/echo/v4"

	"redress/analytics"
)

// Bad input gets one clear sentence and the right status, on pages and as a
// problem document, in the reader's language.
func TestErrors(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	f := func(address string, status int, sentence string) {
		t.Helper()
		path, query, _ := strings.Cut(address, "?")
		w := get(t, s, address)
		page := w.Body.String()
		if w.Code != status || !strings.Contains(textOfNode(elements(t, page, "main", "")[0]), sentence) {
			t.Errorf("GET %s = %d, want %d and %q", address, w.Code, status, sentence)
		}
		if got := w.Header().Get("Cache-Control"); got != "no-store" {
			t.Errorf("GET %s has Cache-Control %q, want no-store", address, got)
		}
		for _, twin := range []string{".csv", ".json"} {
			w := get(t, s, withQuery(path+twin, query))
			var p problem
			if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
				t.Fatalf("GET %s%s: %v", path, twin, err)
			}
			if w.Code != status || p.Status != status || p.Detail != sentence || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Errorf("GET %s%s = %d %+v, want %d and %q", path, twin, w.Code, p, status, sentence)
			}
		}
	}
	f("/platforms?colour=red", 400, "This page has no parameter “colour”.")
	f("/platforms?compare=year", 400, "This page has no parameter “compare”.")
	f("/platforms?from=soon", 400, "“soon” in “from” is not a date. Write 2018, 2018-06 or 2018-06-30.")
	f("/platforms?from=2019&to=2018", 400, "The range ends before it begins: “from” is 2019-01-01.")
	f("/platforms?source=a&source=b", 400, "“source” is given more than once. It takes one value.")
	f("/platforms?source=nobody", 400, "“nobody” is not a value of “source” that this view knows.")
	f("/platforms?platform=nobody", 400, "“nobody” is not a value of “platform” that this view knows.")
	f("/platforms?issue=boredom", 400, "“boredom” is not a value of “issue” that this view knows.")
	f("/platforms/platform-0?platform=platform-1", 400, "This page has no parameter “platform”.")
	f("/platforms?platform="+strings.Repeat("x", 2000), 414, "The address is too long: its parameters may have 2,000 characters at most.")
	f("/platforms/nobody", 404, "Nothing by this name is in the current release.")
	f("/issues/boredom", 404, "Nothing by this name is in the current release.")
	f("/nowhere", 404, "There is no page at this address.")

	zh := get(t, s, "/platforms?colour=red", "Accept-Language", "zh")
	if !strings.Contains(zh.Body.String(), "本页没有参数“colour”。") {
		t.Error("the error page in Chinese does not say what is wrong")
	}
	hostile := get(t, s, "/platforms?def=%3Cscript%3Ealert(1)%3C/script%3E")
	if strings.Contains(hostile.Body.String(), "<script>alert") {
		t.Error("the error page shows a value as markup")
	}
	if remedy := elements(t, get(t, s, "/platforms?issue=delivery&colour=red").Body.String(), "main", "")[0]; !strings.Contains(textOfNode(remedy), "The same page without “colour”") {
		t.Error("the error page offers no way on")
	}
	if remedy := elements(t, get(t, s, "/platforms?a=%zz").Body.String(), "main", "")[0]; !strings.Contains(textOfNode(remedy), "The same page without filters") {
		t.Error("an address that cannot be read offers the same page without a parameter that it does not have")
	}
}

// Our own faults show a number and nothing of their text.
func TestInternalError(t *testing.T) {
	store := newFixture()
	store.err = errors.New("dial unix /secret/engine.sock: refused")
	var logs bytes.Buffer
	s := newTestServer(t, store, "")
	s.config.Log = slog.New(slog.NewTextHandler(&logs, nil))
	w := get(t, s, "/platforms?source=demo")
	if w.Code != 500 || strings.Contains(w.Body.String(), "secret") || !strings.Contains(w.Body.String(), w.Header().Get("X-Request-ID")) {
		t.Errorf("GET /platforms = %d, want 500 with the request id and nothing of the cause", w.Code)
	}
	if !strings.Contains(logs.String(), "/secret/engine.sock") || !strings.Contains(logs.String(), "route=/platforms") {
		t.Errorf("the log does not name the cause and the route: %s", logs.String())
	}
	if strings.Contains(logs.String(), "source=demo") || strings.Contains(logs.String(), "192.0.2.1") {
		t.Errorf("the log holds a query string or an address: %s", logs.String())
	}
}

func TestNothingYet(t *testing.T) {
	store := newFixture()
	store.err, store.loads = analytics.ErrNoRelease, nil
	s := newTestServer(t, store, "")
	for address, want := range map[string]int{"/": 200, "/data": 200, "/methods": 200, "/platforms": 404, "/issues": 404, "/trends": 404,
		"/platforms/x": 404, "/platforms.csv": 404, "/index.json": 404, "/data.csv": 404, "/readyz": 503, "/healthz": 200} {
		w := get(t, s, address)
		if w.Code != want {
			t.Errorf("GET %s = %d without a release, want %d", address, w.Code, want)
		}
		says := strings.Contains(w.Body.String(), "Nothing has been loaded and published yet")
		if wantSays := address != "/methods" && address != "/healthz"; says != wantSays {
			t.Errorf("GET %s says that nothing is loaded: %v, want %v", address, says, wantSays)
		}
	}
}

func TestHealth(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	if w := get(t, s, "/healthz"); w.Code != 200 || !strings.Contains(w.Body.String(), `"version":"test"`) {
		t.Errorf("/healthz = %d %s", w.Code, w.Body)
	}
	if w := get(t, s, "/readyz"); w.Code != 200 || !strings.Contains(w.Body.String(), `"release":7`) {
		t.Errorf("/readyz = %d %s", w.Code, w.Body)
	}
}

func TestCanonicalRedirect(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	f := func(address, want string) {
		t.Helper()
		w := get(t, s, address)
		if got := w.Header().Get("Location"); w.Code != http.StatusFound || got != want {
			t.Errorf("GET %s = %d to %q, want 302 to %q", address, w.Code, got, want)
		}
	}
	f("/platforms?source=&issue=quality&issue=price", "/platforms?issue=price~quality")
	f("/platforms?to=2018&from=2018&def=rated", "/platforms?from=2018-01-01&to=2018-12-31")
	f("/platforms/platform-0?by=month", "/platforms/platform-0")
	if w := get(t, s, "/platforms.csv?source=&from=2018"); w.Code != http.StatusOK {
		t.Errorf("a file with an empty parameter = %d, want 200 without a detour", w.Code)
	}
}

func TestETag(t *testing.T) {
	store := newFixture()
	s := newTestServer(t, store, "")
	tags := map[string]string{}
	for _, address := range []string{"/", "/platforms", "/platforms.csv", "/platforms.json", "/platforms?limit=3", "/platforms/platform-1", "/methods", "/data"} {
		first := get(t, s, address)
		tag := first.Header().Get("ETag")
		if !strings.HasPrefix(tag, `W/"`) || tags[tag] != "" {
			t.Errorf("%s has ETag %s, want a weak one of its own (%s has it)", address, tag, tags[tag])
		}
		tags[tag] = address
		asked := store.asked.Load()
		again := get(t, s, address, "If-None-Match", `"other", `+tag)
		if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
			t.Errorf("%s with its ETag = %d and %d bytes, want 304 and none", address, again.Code, again.Body.Len())
		}
		if store.asked.Load() != asked {
			t.Errorf("%s with its ETag counted complaints again", address)
		}
		if other := get(t, s, address, "If-None-Match", tag, "Accept-Language", "zh"); other.Code != http.StatusOK && !strings.HasSuffix(address, ".csv") {
			t.Errorf("%s in another language = %d with the English ETag, want 200", address, other.Code)
		}
	}
	tag := get(t, s, "/platforms").Header().Get("ETag")
	store.release.Number++
	if w := get(t, s, "/platforms", "If-None-Match", tag); w.Code != http.StatusOK {
		t.Errorf("/platforms of a new release = %d with the old ETag, want 200", w.Code)
	}
}

// What the operator changes between two starts changes every answer's tag.
func TestETagNamesTheConfiguration(t *testing.T) {
	charts := echartsFile(t)
	server := func(change func(*analytics.Config, *Config)) *Server {
		t.Helper()
		asked := analytics.Config{Floors: analytics.DefaultFloors, DefaultSource: "demo"}
		shown := Config{Version: "1", Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)}
		change(&asked, &shown)
		shown.Service = analytics.New(newFixture(), asked)
		s, err := New(shown)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	before := server(func(*analytics.Config, *Config) {})
	for name, change := range map[string]func(*analytics.Config, *Config){
		"closed floor":   func(a *analytics.Config, _ *Config) { a.Floors.RankClosed++ },
		"rated floor":    func(a *analytics.Config, _ *Config) { a.Floors.RankRated++ },
		"rate floor":     func(a *analytics.Config, _ *Config) { a.Floors.Rate++ },
		"default source": func(a *analytics.Config, _ *Config) { a.DefaultSource = "other" },
		"version":        func(_ *analytics.Config, d *Config) { d.Version = "2" },
		"charts":         func(_ *analytics.Config, d *Config) { d.ECharts = charts },
		"timetable":      func(_ *analytics.Config, d *Config) { d.Updates = func() Freshness { return Freshness{Next: now} } },
	} {
		after := server(change)
		for _, address := range []string{"/", "/platforms", "/platforms.csv", "/platforms.json", "/platforms/platform-1", "/methods"} {
			tag := get(t, before, address).Header().Get("ETag")
			if w := get(t, after, address, "If-None-Match", tag); w.Code != http.StatusOK {
				t.Errorf("%s after another %s = %d with the old ETag, want 200", address, name, w.Code)
			}
		}
	}
}

func TestHeadersAndMethods(t *testing.T) {
	s := newTestServer(t, newFixture(), "")
	for _, address := range []string{"/", "/platforms.csv", "/nowhere", "/healthz"} {
		w := get(t, s, address)
		for name, want := range map[string]string{"Content-Security-Policy": contentPolicy, "X-Content-Type-Options": "nosniff",
			"X-XSS-Protection": "0", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s: %s = %q, want %q", address, name, got, want)
			}
		}
		if w.Header().Get("X-Request-ID") == "" {
			t.Errorf("%s has no request id", address)
		}
	}
	for method, want := range map[string]int{http.MethodPost: 405, http.MethodDelete: 405, http.MethodHead: 200} {
		w := httptest.NewRecorder()
		s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, "/platforms", nil))
		if w.Code != want {
			t.Errorf("%s /platforms = %d, want %d", method, w.Code, want)
		}
	}
}

func TestTrustedProxies(t *testing.T) {
	address := func(trusted []netip.Prefix, remote, forwarded string) string {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.RemoteAddr = remote + ":1234"
		r.Header.Set(echo.HeaderXForwardedFor, forwarded)
		return clientAddress(trusted)(r)
	}
	proxy := []netip.Prefix{netip.MustParsePrefix("10.1.0.0/16")}
	for _, c := range []struct {
		trusted           []netip.Prefix
		remote, xff, want string
	}{{nil, "192.0.2.1", "203.0.113.9", "192.0.2.1"}, {nil, "127.0.0.1", "203.0.113.9", "127.0.0.1"},
		{proxy, "10.1.2.3", "203.0.113.9", "203.0.113.9"}, {proxy, "192.0.2.1", "203.0.113.9", "192.0.2.1"},
		{proxy, "10.1.2.3", "198.51.100.7, 203.0.113.9", "203.0.113.9"}} {
		if got := address(c.trusted, c.remote, c.xff); got != c.want {
			t.Errorf("client of %s via %s = %s, want %s", c.remote, c.xff, got, c.want)
		}
	}
}

// Assets are kept for ever under their hash, in both encodings.
func TestStaticFiles(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	for _, name := range []string{"app.css", "charts.js", "icon.svg", echartsName} {
		address := s.assets.address(name)
		plain := get(t, s, address)
		packed := get(t, s, address, "Accept-Encoding", "gzip")
		refused := get(t, s, address, "Accept-Encoding", "gzip;q=0, br")
		if plain.Code != 200 || packed.Header().Get("Content-Encoding") != "gzip" || refused.Header().Get("Content-Encoding") != "" {
			t.Fatalf("%s: %d, encodings %q and %q", address, plain.Code, packed.Header().Get("Content-Encoding"), refused.Header().Get("Content-Encoding"))
		}
		reader, err := gzip.NewReader(packed.Body)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(reader)
		if err != nil || !bytes.Equal(body, plain.Body.Bytes()) {
			t.Errorf("%s differs between its encodings (%v)", address, err)
		}
		tag := packed.Header().Get("ETag")
		if tag == plain.Header().Get("ETag") || strings.HasPrefix(tag, "W/") {
			t.Errorf("%s has ETag %s, want a strong one per encoding", address, tag)
		}
		if got := plain.Header().Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("%s has Cache-Control %q", address, got)
		}
		if w := get(t, s, address, "Accept-Encoding", "gzip", "If-None-Match", tag); w.Code != http.StatusNotModified {
			t.Errorf("%s with its ETag = %d, want 304", address, w.Code)
		}
	}
	if w := get(t, s, "/static/app.css"); w.Code != http.StatusNotFound {
		t.Errorf("/static/app.css = %d, want 404: names hold a hash", w.Code)
	}
}

// The licences of the chart library travel with it: linked on every page and
// served as text. Without charts there is nothing to license.
func TestChartLicences(t *testing.T) {
	licence := filepath.Join(t.TempDir(), "echarts-LICENSE")
	writeFile(t, licence, "Apache License\nVersion 2.0 <b>")
	server := func(charts string, notices ...string) (*Server, error) {
		return New(Config{Service: analytics.New(newFixture(), analytics.Config{Floors: analytics.DefaultFloors}), ECharts: charts, ChartNotices: notices,
			Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	}
	s, err := server(echartsFile(t), licence)
	if err != nil {
		t.Fatal(err)
	}
	for lang, words := range map[string]string{"en": "Charts: Apache ECharts. Licences: echarts-LICENSE", "zh": "图表：Apache ECharts。许可证： echarts-LICENSE"} {
		for _, address := range pageAddresses() {
			foot := elements(t, follow(t, s, withLang(address, lang)).Body.String(), "footer", "")[0]
			if !strings.Contains(textOfNode(foot), words) {
				t.Errorf("the footer of %s in %s does not say %q", address, lang, words)
			}
		}
	}
	var address string
	for _, a := range elements(t, get(t, s, "/").Body.String(), "a", "") {
		if textOfNode(a) == "echarts-LICENSE" {
			address = attr(a, "href")
		}
	}
	w := get(t, s, address)
	if w.Code != 200 || w.Header().Get("Content-Type") != "text/plain; charset=utf-8" || !strings.HasPrefix(w.Body.String(), "Apache License") {
		t.Errorf("GET %s = %d %s %q, want the licence as text", address, w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if bare, err := server("", licence); err != nil || strings.Contains(get(t, bare, "/").Body.String(), "ECharts") {
		t.Errorf("without charts (%v) the footer still names their library", err)
	}
	if _, err := server(echartsFile(t), "no-such-licence"); err == nil {
		t.Error("New without a licence file = nil, want an error")
	}
}

// A profile that only another source knows is shown from there, and its links
// stay in that source.
func TestProfileOfAnotherSource(t *testing.T) {
	store := newFixture()
	store.only = map[string]string{"platform-9": "other"}
	s := newTestServer(t, store, "")
	w := get(t, s, "/platforms/platform-9")
	if w.Code != http.StatusOK {
		t.Fatalf("GET /platforms/platform-9 = %d, want 200 from the source that has it", w.Code)
	}
	page := w.Body.String()
	if got := textOfNode(elements(t, page, "p", "scope-line")[0]); !strings.Contains(got, "Another agency (shown because no source was chosen)") {
		t.Errorf("the page names its source as %q", got)
	}
	for _, a := range elements(t, page, "a", "") {
		href := attr(a, "href")
		if href != "/data" && href != "/methods" && strings.HasPrefix(href, "/") && !strings.Contains(href, "source=other") {
			t.Errorf("the page links to %s, which shows another source", href)
		}
	}
	if w := get(t, s, "/platforms/platform-9.csv"); w.Code != http.StatusOK {
		t.Errorf("GET /platforms/platform-9.csv = %d, want 200", w.Code)
	}
	if w := get(t, s, "/platforms/platform-9?source=demo"); w.Code != http.StatusNotFound {
		t.Errorf("GET /platforms/platform-9?source=demo = %d, want 404: that source was asked for", w.Code)
	}
	if page := get(t, s, "/platforms/platform-8").Body.String(); strings.Contains(page, "source=demo") {
		t.Error("a profile of the default source names it in its links")
	}
}

// The first page and all it needs stay small.
func TestFirstPageIsSmall(t *testing.T) {
	s := newTestServer(t, newFixture(), echartsFile(t))
	total := 0
	for _, address := range []string{"/", s.assets.address("app.css"), s.assets.address("charts.js"), s.assets.address("icon.svg")} {
		total += get(t, s, address, "Accept-Encoding", "gzip").Body.Len()
	}
	if limit := 150 << 10; total > limit {
		t.Errorf("the first page is %d bytes compressed, want at most %d", total, limit)
	}
	t.Logf("first page before the chart library: %d bytes compressed", total)
}

func TestNewFails(t *testing.T) {
	_, err := New(Config{ECharts: "no-such-file.js", Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err == nil {
		t.Error("New without the chart library's file = nil, want an error")
	}
}
