package publisher_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/fetch/pages"
	"redress/ingest/fetch/web"
	"redress/ingest/publisher"
)

// searchAPI answers like CFPB's with the records of a saved answer, one a page.
func searchAPI(t *testing.T, declared *url.URL, size string) http.Handler {
	t.Helper()
	saved, err := os.ReadFile("testdata/cfpb-api.json")
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Hits struct{ Hits []json.RawMessage }
	}
	if err := json.Unmarshal(saved, &answer); err != nil {
		t.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		for key := range declared.Query() {
			if query.Get(key) != declared.Query().Get(key) {
				t.Errorf("%s: the query of the declared address is lost", r.URL)
			}
		}
		if query.Get("size") != size {
			t.Errorf("%s: want size=%s", r.URL, size)
		}
		page := []json.RawMessage{}
		for i, hit := range answer.Hits.Hits {
			var sorted struct{ Sort [2]any }
			decoder := json.NewDecoder(bytes.NewReader(hit))
			decoder.UseNumber()
			if err := decoder.Decode(&sorted); err != nil {
				t.Error(err)
			}
			if after := query.Get("search_after"); after == "" {
				page = answer.Hits.Hits[:1]
			} else if after == fmt.Sprintf("%s_%s", sorted.Sort[0], sorted.Sort[1]) && i+1 < len(answer.Hits.Hits) {
				page = answer.Hits.Hits[i+1 : i+2]
			}
		}
		if err := json.NewEncoder(w).Encode(map[string]any{"timed_out": false, "hits": map[string]any{"total": map[string]any{"value": 3, "relation": "eq"}, "hits": page}}); err != nil {
			t.Error(err)
		}
	})
}

// TestCFPBSearchAPI reads the search API page by page as the declaration says,
// and loads what came as if it were a saved answer.
func TestCFPBSearchAPI(t *testing.T) {
	decl, err := publisher.Load("cfpb")
	if err != nil {
		t.Fatal(err)
	}
	declared := decl.Fetch()
	address, err := url.Parse(declared.URLs[0])
	if err != nil {
		t.Fatal(err)
	}
	api := pages.API{Records: declared.API.Records, Cursor: pages.Cursor{From: declared.API.Cursor.From, To: declared.API.Cursor.To},
		Size: pages.Size{Parameter: declared.API.Size.Parameter, Value: declared.API.Size.Value}, Total: declared.API.Total, Pause: declared.API.Pause}
	server := httptest.NewServer(searchAPI(t, address, strconv.Itoa(declared.API.Size.Value)))
	defer server.Close()
	at, err := url.Parse(server.URL + address.Path + "?" + address.RawQuery)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2024, 3, 1, 12, 0, 0, 0, time.UTC)
	var waited time.Duration
	client := web.New(web.Config{AllowPrivate: true, Now: func() time.Time { return now }, Sleep: func(_ context.Context, d time.Duration) error {
		now, waited = now.Add(d), waited+d
		return nil
	}})
	defer client.Close()
	var lines bytes.Buffer
	n, err := pages.Read(t.Context(), client, web.Request{URL: at}, api, &lines)
	// Three pages with a record, and the empty one that says that it was the last.
	if err != nil || n != 3 || waited < 3*declared.API.Pause || declared.API.Pause != 3*time.Second {
		t.Fatalf("read %d records in %s with %s between requests, %v, want 3 with three seconds between", n, waited, declared.API.Pause, err)
	}
	path := filepath.Join(t.TempDir(), "api.ndjson")
	if err := os.WriteFile(path, lines.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	fetched := load(t, "cfpb", fixtureOptions(t), path)[0]
	index := load(t, "cfpb", fixtureOptions(t), "testdata/cfpb-index.ndjson")[0]
	if diff := cmp.Diff(shownComplaints(t, index.complaints), shownComplaints(t, fetched.complaints)); diff != "" {
		t.Errorf("the API, against its index (-want +got):\n%s", diff)
	}
}
