package pages

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"redress/ingest/fetch/web"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// cfpb is how the CFPB's search API is read.
func cfpb(size int) API {
	return API{
		Records: "hits.hits",
		Cursor:  Cursor{From: "hits.hits[-1].sort", To: "search_after"},
		Size:    Size{Parameter: "size", Value: size},
		Total:   "hits.total.value",
		Pause:   3 * time.Second,
	}
}

// A search answers like the CFPB's search API: records sorted by date and id,
// the page after the values of search_after joined by "_".
type search struct {
	t      *testing.T
	total  int
	most   int                                             // the largest page it gives; 0: any
	before func(n int, w http.ResponseWriter) (ended bool) // what goes wrong with the n-th request
	after  func(n int, answer []byte) []byte
	asked  int
}

func (s *search) record(i int) string {
	return fmt.Sprintf(`{"_index": "complaints", "_id": "%d", "_source": {"company": "A & B <%d>", "n": 12345678901234567890.10, `+
		`"text": "line\nü", "none": null},  "sort": [%d, "%d"]}`, i, i%7, 1700000000000-i/3, 1000-i)
}

func (s *search) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked++
	if s.before != nil && s.before(s.asked, w) {
		return
	}
	query := r.URL.Query()
	if query.Get("sort") != "created_date_desc" || query.Get("no_aggs") != "true" {
		s.t.Errorf("request %d lost the query of the address: %s", s.asked, r.URL.RawQuery)
	}
	size, err := strconv.Atoi(query.Get("size"))
	if err != nil {
		s.t.Errorf("size %q", query.Get("size"))
	}
	if s.most > 0 {
		size = min(size, s.most)
	}
	from := 0
	if after := query.Get("search_after"); after != "" {
		var date, id int
		if _, err := fmt.Sscanf(after, "%d_%d", &date, &id); err != nil {
			s.t.Errorf("search_after %q", after)
		}
		from = 1000 - id + 1
	}
	var hits []string
	for i := from; i < min(from+size, s.total); i++ {
		hits = append(hits, s.record(i))
	}
	answer := fmt.Appendf(nil, `{"took": 3, "timed_out": false, "_shards": {"total": 5, "failed": 0}, "hits": {"total": `+
		`{"value": %d, "relation": "eq"}, "hits": [%s]}}`, s.total, strings.Join(hits, ",\n  "))
	if s.after != nil {
		answer = s.after(s.asked, answer)
	}
	w.Write(answer)
}

// read asks the API and returns its lines and how long the client slept.
func read(t *testing.T, handler http.Handler, api API) (lines string, slept time.Duration, err error) {
	t.Helper()
	server := httptest.NewServer(handler)
	defer server.Close()
	now := start
	client := web.New(web.Config{AllowPrivate: true, Retries: 3, MaxBytes: 2 << 20, Now: func() time.Time { return now },
		Rand: func() float64 { return 0 },
		Sleep: func(_ context.Context, d time.Duration) error {
			now = now.Add(d)
			return nil
		}})
	defer client.Close()
	u, err := url.Parse(server.URL + "/api/v1/?sort=created_date_desc&no_aggs=true&search_term=secret")
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	records, err := Read(t.Context(), client, web.Request{URL: u}, api, &out)
	if n := int64(bytes.Count(out.Bytes(), []byte("\n"))); err == nil && n != records {
		t.Errorf("Read = %d records, wrote %d lines", records, n)
	}
	if err != nil && (!strings.HasPrefix(err.Error(), server.URL+"/api/v1/: ") || strings.Contains(err.Error(), "secret") ||
		strings.Contains(err.Error(), "\n")) {
		t.Errorf("Read = %q, want one sentence without the query", err)
	}
	return out.String(), now.Sub(start), err
}

func (s *search) lines() string {
	var lines bytes.Buffer
	for i := range s.total {
		if err := json.Compact(&lines, []byte(s.record(i))); err != nil {
			s.t.Fatal(err)
		}
		lines.WriteByte('\n')
	}
	return lines.String()
}

func TestRead(t *testing.T) {
	for _, total := range []int{0, 1, 9, 10, 11, 95, 100} {
		for _, most := range []int{0, 7} {
			s := &search{t: t, total: total, most: most}
			have, slept, err := read(t, s, cfpb(10))
			if err != nil || have != s.lines() {
				t.Errorf("Read of %d records, pages of %d = %d bytes, %v, want all", total, most, len(have), err)
			}
			if want := time.Duration(s.asked-1) * 3 * time.Second; slept != want {
				t.Errorf("Read of %d records slept %s over %d requests, want %s", total, slept, s.asked, want)
			}
		}
	}
}

// TestBreaksOff disturbs 20 reads at random: what comes is what an undisturbed
// read brings, or an error.
func TestBreaksOff(t *testing.T) {
	dice := rand.New(rand.NewPCG(5, 6))
	for range 20 {
		s := &search{t: t, total: 100}
		want := s.lines()
		spoiled := 0
		s.before = func(_ int, w http.ResponseWriter) bool {
			if spoiled++; dice.IntN(2) == 0 || spoiled%4 == 0 {
				spoiled = 0
				return false
			}
			switch dice.IntN(4) {
			case 0:
				w.Header().Set("Retry-After", "30")
				http.Error(w, "secret", http.StatusTooManyRequests)
			case 1:
				http.Error(w, "secret", http.StatusBadGateway)
			case 2:
				w.Header().Set("Content-Length", "10000")
				io.WriteString(w, `{"hits": {"hits": [{"secret"`)
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			case 3:
				io.WriteString(w, `{"timed_out": true, "hits": {"total": {"value": 1}, "hits": []}}`)
			}
			return true
		}
		if have, _, err := read(t, s, cfpb(10)); err != nil || have != want {
			t.Fatalf("Read of an API that breaks off = %d bytes, %v, want %d", len(have), err, len(want))
		}
	}
	for n := range 11 {
		s := &search{t: t, total: 100, before: func(asked int, w http.ResponseWriter) bool {
			if asked > n {
				http.Error(w, "secret", http.StatusServiceUnavailable)
			}
			return asked > n
		}}
		if _, _, err := read(t, s, cfpb(10)); err == nil || !strings.Contains(err.Error(), "503") {
			t.Errorf("Read of an API that ends after %d pages = %v, want an error", n, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	f := func(about string, api API, answers ...string) {
		t.Helper()
		asked := 0
		handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, answers[min(asked, len(answers)-1)])
			asked++
		})
		if _, _, err := read(t, handler, api); err == nil || !strings.Contains(err.Error(), about) {
			t.Errorf("Read of %q = %v, want an error about %q", answers, err, about)
		}
	}
	page := `{"hits": {"total": {"value": 5}, "hits": [{"sort": [1, "secret"]}]}}`
	f("round in circles", cfpb(1), page)
	f("broke off", cfpb(1), page, `{"hits": {"total": {"value": 5}, "hits": []}}`)
	f("no array of records", cfpb(1), `{"error": "secret"}`)
	f("no array of records", cfpb(1), `{"hits": {"total": {"value": 5}, "hits": null}}`)
	f("no array of records", cfpb(1), `{"hits": {"total": {"value": 5}, "hits": "secret"}}`)
	f("no number of records", cfpb(1), `{"hits": {"total": "secret", "hits": []}}`)
	f("no whole JSON", cfpb(1), `<html>secret</html>`)
	f("no whole JSON", cfpb(1), page[:40])
	f("ran out of time", cfpb(1), `{"timed_out": true}`)
	f("part of it is missing", cfpb(1), `{"_shards": {"failed": 2}}`)
	f("has no cursor", cfpb(1), `{"hits": {"total": {"value": 1}, "hits": [{"secret": 1}]}}`)
	f("has no cursor", cfpb(1), `{"hits": {"total": {"value": 1}, "hits": [{"sort": null}]}}`)
	f("neither a text nor a number", cfpb(1), `{"hits": {"total": {"value": 1}, "hits": [{"sort": [{"secret": 1}]}]}}`)
	f("is empty", cfpb(1), `{"hits": {"total": {"value": 1}, "hits": [{"sort": []}]}}`)

	f("which is none", cfpb(1), `{"hits": {"total": {"value": 1}, "hits": [{"sort": ["`+strings.Repeat("secret", 2_000)+`"]}]}}`)

	large := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(maxPage+1))
		w.WriteHeader(http.StatusOK)
	})
	if _, _, err := read(t, large, API{Records: "a"}); err == nil || !strings.Contains(err.Error(), "larger than the limit") {
		t.Errorf("Read of a large answer = %v, want an error", err)
	}

	n := 0
	endless := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		fmt.Fprintf(w, `{"data": [{"id": %d, "text": %q}]}`, n, strings.Repeat("x", 100_000))
	})
	api := API{Records: "data", Cursor: Cursor{From: "data[-1].id", To: "after"}}
	if _, _, err := read(t, endless, api); err == nil || !strings.Contains(err.Error(), "limit of 2097152 bytes") {
		t.Errorf("Read of an endless API = %v, want an error about bytes", err)
	}
	api.MaxPages = 20
	if _, _, err := read(t, endless, api); err == nil || !strings.Contains(err.Error(), "more than 20 pages") {
		t.Errorf("Read of an endless API = %v, want an error about pages", err)
	}
}

func TestOtherShapes(t *testing.T) {
	f := func(api API, want string, answers map[string]string) {
		t.Helper()
		handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, answers[r.URL.Query().Get("cursor")])
		})
		if have, _, err := read(t, handler, api); err != nil || have != want {
			t.Errorf("Read(%+v) = %q, %v, want %q", api, have, err, want)
		}
	}
	f(API{Records: "data"}, "{\"a\":1}\n{\"a\":2}\n", map[string]string{"": `{"data": [{"a": 1}, {"a": 2}]}`})
	f(API{}, "{\"a\":1}\n", map[string]string{"": `[ {"a": 1} ]`})
	next := API{Records: "data", Cursor: Cursor{From: "meta.next", To: "cursor"}}
	f(next, "1\n2\n3\n", map[string]string{"": `{"data": [1], "meta": {"next": "x y&z"}}`, "x y&z": `{"data": [2], "meta": {"next": 7}}`,
		"7": `{"data": [3], "meta": {"next": null}}`})
	f(next, "1\n", map[string]string{"": `{"data": [1], "meta": {}}`})
	f(next, "1\n", map[string]string{"": `{"data": [1], "meta": {"next": ""}}`})
	f(API{Records: "d[0].r", Cursor: Cursor{From: "d[0].r[-1].k", To: "cursor", Join: ","}}, "{\"k\":[1,\"b\"]}\n",
		map[string]string{"": `{"d": [{"r": [{"k": [1, "b"]}]}]}`, "1,b": `{"d": [{"r": []}]}`})
}

func FuzzLookup(f *testing.F) {
	f.Add(`{"hits": {"hits": [{"sort": [1, "b"]}]}}`, "hits.hits[-1].sort[0]")
	f.Add(`[[1], [2]]`, "[0][-1]")
	f.Fuzz(func(t *testing.T, answer, path string) {
		if found, ok := lookup([]byte(answer), path); ok && json.Valid([]byte(answer)) && !json.Valid(found) {
			t.Fatalf("lookup(%q, %q) = %q, want JSON", answer, path, found)
		}
		partial([]byte(answer))
	})
}
