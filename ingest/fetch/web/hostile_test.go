package web

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"
)

// TestDrip: a server that sends a byte now and then counts as one that is
// silent, for a file and for a page.
func TestDrip(t *testing.T) {
	drip := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(1<<20))
		for ticker := time.NewTicker(5 * time.Millisecond); ; {
			select {
			case <-r.Context().Done():
				return
			case <-ticker.C:
				io.WriteString(w, "x")
				w.(http.Flusher).Flush()
			}
		}
	})
	w := newWorld(t, Config{Silence: 500 * time.Millisecond, Timeout: 20 * time.Second, Retries: 1})
	if _, _, err := w.get(t, drip.URL, Validators{}); err == nil || !strings.Contains(err.Error(), "next to nothing for 500ms, 2 times") {
		t.Errorf("Download from a server that drips = %v, want it given up", err)
	}
	u, err := url.Parse(drip.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Page(t.Context(), Request{URL: u}, 1<<21, nil); err == nil || !strings.Contains(err.Error(), "next to nothing for 500ms, 2 times") {
		t.Errorf("Page from a server that drips = %v, want it given up", err)
	}
	// A slow one that sends enough goes on for as long as its file is.
	slow := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", strconv.Itoa(30*leastPulse))
		for range 30 {
			time.Sleep(50 * time.Millisecond)
			w.Write(make([]byte, leastPulse))
			w.(http.Flusher).Flush()
		}
	})
	w = newWorld(t, Config{Silence: time.Second, Retries: -1})
	if _, have, err := w.get(t, slow.URL, Validators{}); err != nil || len(have) != 30*leastPulse {
		t.Errorf("Download from a slow server = %d bytes, %v, want all", len(have), err)
	}
}

// TestAnswersToNothing: a server answers what was not asked, and is asked once.
func TestAnswersToNothing(t *testing.T) {
	for status, about := range map[int]string{http.StatusRequestedRangeNotSatisfiable: "416", http.StatusPreconditionFailed: "412",
		http.StatusNotModified: "304", http.StatusPartialContent: "nobody asked for", http.StatusNoContent: "204", http.StatusMultiStatus: "207"} {
		asked := 0
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			if asked++; r.Header.Get("Range") != "" || r.Header.Get("If-None-Match") != "" {
				t.Errorf("headers %v, want no condition", r.Header)
			}
			w.Header().Set("Content-Range", "bytes 0-9/10")
			w.WriteHeader(status)
		})
		w := newWorld(t, Config{})
		if _, have, err := w.get(t, server.URL, Validators{}); err == nil || !strings.Contains(err.Error(), about) || asked != 1 || len(have) > 0 {
			t.Errorf("Download answered with %d = %q, %v, asked %d times, want it refused at once", status, have, err, asked)
		}
	}
	part := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, "{}")
	})
	u, err := url.Parse(part.URL)
	if err != nil {
		t.Fatal(err)
	}
	fine := func([]byte) string { return "" }
	if _, err := newWorld(t, Config{}).Page(t.Context(), Request{URL: u}, 100, fine); err == nil || !strings.Contains(err.Error(), "nobody asked for") {
		t.Errorf("Page answered with a part = %v, want it refused", err)
	}
	// What was asked for with a condition, and with a method of packing that was
	// not: neither is a file.
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusPreconditionFailed) })
	if _, _, err := newWorld(t, Config{}).get(t, server.URL, Validators{ETag: `"one"`}); err == nil || !strings.Contains(err.Error(), "412") {
		t.Errorf("Download of what may not have changed, answered with 412 = %v, want it refused", err)
	}
}

// TestLyingLengths: what a server says of lengths never makes other bytes of a
// file than those of one version, whole.
func TestLyingLengths(t *testing.T) {
	content := random(1, 200_000)
	for name, rest := range map[string]func(w http.ResponseWriter, from int){
		"304": func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusNotModified) },
		"a part that goes on": func(w http.ResponseWriter, from int) { // without a length: it is chunked
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
			w.(http.Flusher).Flush()
			w.Write(content[:50_000])
		},
		"a part that is short": func(w http.ResponseWriter, from int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.(http.Flusher).Flush()
			w.Write(content[from : from+10])
		},
		"a part longer than its range": func(w http.ResponseWriter, from int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, from+9, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
		},
		"a range out of all bounds": func(w http.ResponseWriter, from int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-99999999999999999999/99999999999999999999", from))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
		},
		"a negative range": func(w http.ResponseWriter, from int) {
			w.Header().Set("Content-Range", fmt.Sprintf("bytes -%d--1/%d", from, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
		},
		"other units": func(w http.ResponseWriter, from int) {
			w.Header().Set("Content-Range", fmt.Sprintf("lines %d-%d/%d", from, len(content)-1, len(content)))
			w.WriteHeader(http.StatusPartialContent)
			w.Write(content[from:])
		},
	} {
		asked := 0
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			w.Header().Set("ETag", `"one"`)
			if from, isRange := strings.CutPrefix(r.Header.Get("Range"), "bytes="); isRange && asked == 2 {
				n, err := strconv.Atoi(strings.TrimSuffix(from, "-"))
				if err != nil {
					t.Error(err)
				}
				rest(w, n)
				return
			}
			if asked == 1 {
				w.Header().Set("Content-Length", strconv.Itoa(len(content)))
				w.Write(content[:70_000])
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			}
			http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
		})
		_, have, err := newWorld(t, Config{}).get(t, server.URL+"/a.csv", Validators{})
		if err == nil && !bytes.Equal(have, content) {
			t.Errorf("Download with %s = %d bytes, want the file or an error", name, len(have))
		}
		if err != nil && name != "304" {
			t.Errorf("Download with %s = %v, want the file", name, err)
		}
	}
	refused := func(name, about, answer string) {
		t.Helper()
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) { raw(w, answer) })
		if _, have, err := newWorld(t, Config{Retries: -1, MaxBytes: 1000}).get(t, server.URL, Validators{}); err == nil || !strings.Contains(err.Error(), about) {
			t.Errorf("Download with %s = %q, %v, want an error about %q", name, have, err, about)
		}
	}
	refused("two lengths", "broke off", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 6\r\n\r\nsecret")
	refused("a negative length", "broke off", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nsecret")
	refused("an enormous length", "limit of 1000", "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\nsecret")
	refused("a chunk out of all bounds", "broke off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nsecret")
	refused("endless interim answers", "broke off", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", 10_000))
}
