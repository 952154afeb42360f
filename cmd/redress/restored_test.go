package main_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
)

// What has not changed since another database published it is read: the folder
// may be older than its database.
func TestAnotherDatabaseInTheFolder(t *testing.T) {
	file, err := os.ReadFile(demoFile(t, "demo.csv", 300, 1))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"v1"`)
		if r.Header.Get("If-None-Match") != "" {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		_, _ = w.Write(file)
	}))
	defer server.Close()
	data := filepath.Join(t.TempDir(), "data")
	load := func() books {
		t.Helper()
		return report(t, must(t, "ingest", "--data", data, "--json", "--allow-private", "demo", server.URL+"/demo.csv"))
	}
	if first, again := load(), load(); first.Accepted != 300 || again.Read != 0 {
		t.Fatalf("first %+v, then %+v, want it read once", first, again)
	}
	if err := os.RemoveAll(filepath.Join(data, "engine")); err != nil {
		t.Fatal(err)
	}
	ingested(t, data, "demo", demoFile(t, "other.csv", 10, 2)) // its loads have the numbers of those before
	if other := load(); other.Accepted != 300 {
		t.Errorf("in a new database the address gives %+v, want it read", other)
	}
}
