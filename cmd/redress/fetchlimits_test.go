package main_test

import (
	"compress/gzip"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// What is fetched and unpacked has limits, and the configuration can raise and
// lower them.
func TestLimitsOfFetching(t *testing.T) {
	content := ownTable("未解决")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/busy.csv" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = w.Write([]byte(content))
	}))
	defer server.Close()
	folder := t.TempDir()
	data, zipped := filepath.Join(folder, "data"), new(strings.Builder)
	archive := gzip.NewWriter(zipped)
	if _, err := archive.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	writeText(t, filepath.Join(folder, "a.csv.gz"), zipped.String())
	load := func(place, limits string) outcome {
		writeText(t, filepath.Join(folder, "redress.yaml"), "sources:\n  - publisher: cn-generic\n    places: [\""+place+
			"\"]\n    allow_private: true\n    "+limits+"\n")
		return redress(t, "ingest", "--data", data, "--config", folder, "cn-generic")
	}
	for _, c := range []struct{ place, limits, says string }{
		{server.URL + "/a.csv", "download: {size: 40}", "larger than the limit of 40 bytes; raise the limit (download: size)"},
		{server.URL + "/a.csv", "download: {timeout: 1ns}", "raise the limit (download: timeout)"},
		{server.URL + "/a.csv", "download: {size: 1 KiB, timeout: 1m, silence: 10s, retries: 1, wait: 1m}", ""},
		{server.URL + "/busy.csv", "download: {retries: 0}", "503 (Service Unavailable), 1 times in a row"},
		{server.URL + "/busy.csv", "download: {retries: 1}", "503 (Service Unavailable), 2 times in a row"},
		{"a.csv.gz", "unpack: {size: 40 B}", "the limit of 40 bytes"},
		{"a.csv.gz", "unpack: {size: 1kB, files: 1, ratio: 10}", ""},
	} {
		o := load(c.place, c.limits)
		if c.says == "" && o.code != 0 || c.says != "" && (o.code != 1 || !strings.Contains(o.stderr, c.says)) {
			t.Errorf("%s: exit %d, %q, want it to say %q", c.limits, o.code, o.stderr, c.says)
		}
	}
}
