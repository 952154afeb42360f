package fetch

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"testing"
)

// What is kept of a bucket is looked up once for all objects: the work grows
// with their number, not with its square.
func TestLargeBucket(t *testing.T) {
	work := func(objects int) uint64 {
		w := newWorld(t, true)
		newest := ""
		w.server.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/complaints/" {
				w.site.ServeHTTP(out, r)
				return
			}
			io.WriteString(out, "<ListBucketResult>")
			for i := range objects {
				fmt.Fprintf(out, "<Contents><Key>in/%d.csv</Key><ETag>\"%d\"</ETag></Contents>", i, i)
			}
			io.WriteString(out, newest+"</ListBucketResult>")
		})
		w.Network.S3 = S3{Endpoint: w.server.URL, PathStyle: true}
		for i := range objects {
			path := fmt.Sprintf("/complaints/in/%d.csv", i)
			w.site.files[path], w.site.tags[path] = []byte{'a'}, fmt.Sprintf(`"%d"`, i)
		}
		if _, _, err := w.read(t, "s3://complaints/in/"); err != nil || len(w.site.asked) != objects {
			t.Fatalf("the first Open asks for %d objects, %v, want %d", len(w.site.asked), err, objects)
		}
		w.site.files["/complaints/in/new.csv"] = []byte{'a'}
		newest = `<Contents><Key>in/new.csv</Key><ETag>"new"</ETag></Contents>`
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for _, err := range Open(t.Context(), []string{"s3://complaints/in/"}, w.Options) {
			if err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		if len(w.site.asked) != objects+1 {
			t.Errorf("the second Open asks for %d objects, want the new one", len(w.site.asked)-objects)
		}
		return after.Mallocs - before.Mallocs
	}
	small, large := work(40), work(160)
	if large > 6*small {
		t.Errorf("4 times the objects take %d allocations where they took %d, want some 4 times as many", large, small)
	}
}
