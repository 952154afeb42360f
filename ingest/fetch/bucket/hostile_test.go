package bucket

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// TestHostileStore: a list that never ends, or whose names have no end, is given
// up before it fills the memory.
func TestHostileStore(t *testing.T) {
	f := func(about string, most, requests int, page func(n int) string) {
		t.Helper()
		asked := 0
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked++
			fmt.Fprintf(w, `<ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>%d</NextContinuationToken>%s</ListBucketResult>`, asked, page(asked))
		}))
		defer server.Close()
		b, err := New(newClient(t, server.URL), Config{Endpoint: server.URL, PathStyle: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.List(t.Context(), "complaints", "", most); err == nil || !strings.Contains(err.Error(), about) || asked != requests {
			t.Errorf("List = %v after %d requests, want an error about %q after %d", err, asked, about, requests)
		}
	}
	f("does not end", 20, 21, func(int) string { return "" })
	f("does not end", 20, 21, func(n int) string { return fmt.Sprintf("<Contents><Key>folder%d/</Key></Contents>", n) })
	f("longer than any can be", 20, 1, func(int) string { return "<Contents><Key>" + strings.Repeat("a", 1025) + "</Key></Contents>" })
	f("longer than any can be", 20, 1, func(int) string {
		return "<Contents><Key>a</Key><ETag>" + strings.Repeat("a", 1025) + "</ETag></Contents>"
	})
}
