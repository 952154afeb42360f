package fetch

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What a server packs on its own account is unpacked under the same limits as a
// file that was packed.
func TestPackedAnswers(t *testing.T) {
	var body []byte
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "identity" {
			t.Errorf("Accept-Encoding %q, want that nothing is packed", r.Header.Get("Accept-Encoding"))
		}
		w.Header().Set("Content-Encoding", "gzip")
		w.Write(body)
	}))
	defer server.Close()
	for _, kept := range []bool{false, true} {
		w := newWorld(t, kept)
		w.Limits = Limits{RatioFrom: 256 << 10, MaxBytes: 1 << 20}
		body = gzipOf(t, "a,b\n1,2\n")
		have, _, err := w.read(t, server.URL+"/a.csv")
		w.want(t, "a packed answer", have, err, read{server.URL + "/a.csv", "a,b\n1,2\n"})
		for name, packed := range map[string][]byte{"zip bomb": gzipOf(t, strings.Repeat("0", 3<<18)), "limit of 1048576": gzipOf(t, string(lines(5<<18))),
			"more than 2 layers": gzipOf(t, string(gzipOf(t, string(gzipOf(t, "a,b\n")))))} {
			body = packed
			if _, _, err := w.read(t, server.URL+"/a.csv"); err == nil || !strings.Contains(err.Error(), name) {
				t.Errorf("Open of what is packed, kept %v = %v, want an error about %q", kept, err, name)
			}
		}
	}
}

// lines are n bytes that pack badly.
func lines(n int) []byte {
	all, state := make([]byte, n), uint64(1)
	for i := range all {
		state = state*6364136223846793005 + 1442695040888963407
		all[i] = byte(state>>58) + ' '
	}
	return all
}
