package main_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A source that lies at an address: it is fetched when it has changed, kept for
// a replay, and given up when it takes too long.
func TestSourceAtAnAddress(t *testing.T) {
	folder := t.TempDir()
	data := filepath.Join(folder, "data")
	file, err := os.ReadFile(demoFile(t, "demo.csv", 300, 1))
	if err != nil {
		t.Fatal(err)
	}
	var whole, same atomic.Int64
	done := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/slow.csv":
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write(file[:1000])
			w.(http.Flusher).Flush()
			select {
			case <-r.Context().Done():
			case <-done:
			}
		case r.Header.Get("If-None-Match") == `"v1"`:
			same.Add(1)
			w.WriteHeader(http.StatusNotModified)
		default:
			whole.Add(1)
			w.Header().Set("ETag", `"v1"`)
			_, _ = w.Write(file)
		}
	}))
	defer server.Close()
	defer close(done)
	configure := func(rest string) {
		writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: demo\n    "+rest+"\n")
	}
	load := func(args ...string) outcome {
		return redress(t, append([]string{"ingest", "--data", data, "--config", folder, "--json", "demo"}, args...)...)
	}

	configure("places: [\"" + server.URL + "/demo.csv\"]")
	if o := load(); o.code != 1 || !strings.Contains(o.stderr, "allow_private") && !strings.Contains(o.stderr, "private") && !strings.Contains(o.stderr, "public") {
		t.Errorf("an address of this machine: exit %d, %q, want 1 and that it is not of the public network", o.code, o.stderr)
	}
	configure("places: [\"" + server.URL + "/demo.csv?key=secret\"]\n    allow_private: true")
	first := report(t, load().stdout)
	if !first.Published || first.State != "published" || first.Accepted != 300 {
		t.Fatalf("the address gives %+v, want 300 complaints published", first)
	}
	again := report(t, load().stdout)
	if again.Published || again.State != "unchanged" || again.Read != 0 || again.Release != first.Release || whole.Load() != 1 || same.Load() != 1 {
		t.Errorf("unchanged: %+v after %d whole answers and %d of 304, want nothing read, 1 and 1", again, whole.Load(), same.Load())
	}
	replay := report(t, must(t, "ingest", "--data", data, "--json", "--replay", fmt.Sprint(first.LoadID), "demo"))
	if replay.Read != first.Read || replay.Unchanged != first.Accepted || whole.Load() != 1 {
		t.Errorf("the replay gives %+v, want the same rows without asking", replay)
	}
	if list := must(t, "loads", "--data", data); strings.Contains(list, "secret") {
		t.Errorf("redress loads tells the query of an address:\n%s", list)
	}

	configure("places: [\"" + server.URL + "/slow.csv\"]\n    allow_private: true\n    timeout: 500ms")
	start := time.Now()
	if o := load(); o.code != 1 || !strings.Contains(o.stderr, "the load of demo took longer than 500ms (its timeout); nothing was published") || time.Since(start) > 20*time.Second {
		t.Errorf("after %v: exit %d, %q, want 1 and a sentence on the timeout", time.Since(start), o.code, o.stderr)
	}
	if list := must(t, "loads", "--data", data, "--limit", "1"); !strings.Contains(list, "failed") || !strings.Contains(list, "took longer than 500ms") {
		t.Errorf("the books of the load say:\n%s", list)
	}
	configure("places: [\"s3://bucket/key\"]\n    s3: {access_key_env: REDRESS_TEST_NO_SUCH, secret_key_env: REDRESS_TEST_NO_SUCH}")
	if o := load(); o.code != 1 || !strings.Contains(o.stderr, "REDRESS_TEST_NO_SUCH of the environment") {
		t.Errorf("credentials that are missing: exit %d, %q", o.code, o.stderr)
	}
}
