package web

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A world is a client with a clock that sleeping moves.
type world struct {
	*Client
	mu    sync.Mutex
	slept []time.Duration
	log   bytes.Buffer
}

func newWorld(t *testing.T, config Config) *world {
	t.Helper()
	w := &world{}
	config.AllowPrivate = true
	if config.Now == nil {
		config.Now = func() time.Time { return start }
	}
	config.Sleep = func(ctx context.Context, d time.Duration) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.slept = append(w.slept, d)
		return ctx.Err()
	}
	if config.Rand == nil {
		config.Rand = func() float64 { return 1 }
	}
	config.Log = slog.New(slog.NewTextHandler(&w.log, nil))
	w.Client = New(config)
	t.Cleanup(w.Close)
	return w
}

// get downloads an address and returns what the last place holds.
func (w *world) get(t *testing.T, address string, since Validators) (Result, []byte, error) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	var place *bytes.Buffer
	result, err := w.Download(t.Context(), Request{URL: u, Since: since}, func() (io.Writer, error) {
		place = &bytes.Buffer{}
		return place, nil
	})
	if place == nil {
		return result, nil, err
	}
	return result, place.Bytes(), err
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	server := httptest.NewServer(handler)
	server.Config.ErrorLog = nil
	t.Cleanup(server.Close)
	return server
}

func random(seed byte, n int) []byte {
	content := make([]byte, n)
	source := rand.NewChaCha8([32]byte{seed})
	source.Read(content)
	return content
}

// A publisher serves a file that may change, over connections that break.
type publisher struct {
	mu       sync.Mutex
	versions [][]byte
	tags     []string // ETags; nil: none
	dates    bool     // whether Last-Modified is sent
	ranges   bool
	current  int
	breaks   []int // after how many bytes the answer to each request ends; none left: whole
	changes  []int // which requests change the file before they are answered
	asked    int
	sent     int64
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, change := range p.changes {
		if change == p.asked && p.current < len(p.versions)-1 {
			p.current++
		}
	}
	p.asked++
	limit := -1
	if len(p.breaks) > 0 {
		limit, p.breaks = p.breaks[0], p.breaks[1:]
	}
	if p.tags != nil {
		w.Header().Set("ETag", p.tags[p.current])
	}
	modified := time.Time{}
	if p.dates {
		modified = start.Add(time.Duration(p.current-10) * time.Hour)
	}
	if !p.ranges {
		r.Header.Del("Range")
		w.Header().Set("Accept-Ranges", "none")
	}
	http.ServeContent(&breaking{ResponseWriter: w, left: limit, publisher: p}, r, "", modified, bytes.NewReader(p.versions[p.current]))
}

// A breaking answer ends its connection after some bytes of the body.
type breaking struct {
	http.ResponseWriter
	left      int
	publisher *publisher
}

func (b *breaking) Write(p []byte) (int, error) {
	if b.left < 0 {
		b.publisher.sent += int64(len(p))
		return b.ResponseWriter.Write(p)
	}
	n := min(b.left, len(p))
	b.publisher.sent += int64(n)
	b.ResponseWriter.Write(p[:n])
	if b.left -= n; b.left == 0 {
		b.ResponseWriter.(http.Flusher).Flush()
		panic(http.ErrAbortHandler)
	}
	return n, nil
}

// TestBreaksOff breaks the connection at 20 random points, with and without the
// means to go on: what comes is the file.
func TestBreaksOff(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	content := random(1, 1<<20)
	for _, kind := range []*publisher{
		{ranges: true, tags: []string{`"one"`}},
		{ranges: true, dates: true},
		{ranges: true, tags: []string{`W/"one"`}, dates: true},
		{ranges: true},
		{tags: []string{`"one"`}},
	} {
		resumes := kind.ranges && (kind.tags != nil && kind.tags[0] == `"one"` || kind.tags == nil && kind.dates)
		for range 20 {
			p := &publisher{versions: [][]byte{content}, ranges: kind.ranges, tags: kind.tags, dates: kind.dates}
			for range 1 + dice.IntN(4) {
				p.breaks = append(p.breaks, dice.IntN(len(content)/4))
			}
			broke := len(p.breaks)
			server := serve(t, p.ServeHTTP)
			w := newWorld(t, Config{})
			result, have, err := w.get(t, server.URL+"/a.csv", Validators{})
			if err != nil || !bytes.Equal(have, content) {
				t.Fatalf("Download of a file that breaks off = %d bytes, %v, want %d", len(have), err, len(content))
			}
			sum := sha256.Sum256(content)
			if result.SHA256 != hex.EncodeToString(sum[:]) || result.Size != int64(len(content)) {
				t.Errorf("Result = %+v, want size and digest of the file", result)
			}
			if resumes && p.sent > int64(len(content))+int64(broke)*(512<<10) {
				t.Errorf("the server sent %d bytes of a file of %d over %d breaks, want little more", p.sent, len(content), broke)
			}
			server.Close()
		}
	}
}

// TestChanges changes the file at 20 random requests of a download that breaks
// off often: what comes is one version, whole.
func TestChanges(t *testing.T) {
	dice := rand.New(rand.NewPCG(3, 4))
	for i := range 20 {
		for _, tagged := range []bool{true, false} {
			size := 600_000
			p := &publisher{ranges: true, dates: true}
			for v := range 4 {
				length := size
				if i%2 == 0 {
					length += dice.IntN(1000) // the same length is the harder case
				}
				p.versions = append(p.versions, random(byte(10+v), length))
				p.tags = append(p.tags, fmt.Sprintf(`"v%d"`, v))
			}
			if !tagged {
				p.tags = nil
			}
			for range 6 {
				p.breaks = append(p.breaks, 1+dice.IntN(size/4))
				p.changes = append(p.changes, 1+dice.IntN(6))
			}
			server := serve(t, p.ServeHTTP)
			w := newWorld(t, Config{})
			_, have, err := w.get(t, server.URL+"/a.csv", Validators{})
			if err != nil {
				t.Fatalf("Download of a file that changes = %v, want no error", err)
			}
			whole := false
			for _, version := range p.versions {
				whole = whole || bytes.Equal(have, version)
			}
			if !whole {
				t.Fatalf("Download gave %d bytes that are no version of the file", len(have))
			}
			if !bytes.Equal(have, p.versions[p.current]) {
				t.Error("Download gave an older version than the server has")
			}
			server.Close()
		}
	}
	p := &publisher{ranges: true}
	for v := range 20 {
		p.versions, p.tags = append(p.versions, random(byte(v), 200_000)), append(p.tags, fmt.Sprintf(`"v%d"`, v))
		p.breaks, p.changes = append(p.breaks, 100_000), append(p.changes, v)
	}
	_, _, err := newWorld(t, Config{Retries: 50}).get(t, serve(t, p.ServeHTTP).URL+"/a.csv", Validators{})
	if err == nil || !strings.Contains(err.Error(), "has changed 6 times") {
		t.Errorf("Download of a file that never rests = %v, want an error", err)
	}
}

// TestLyingRest answers a request for the rest with what does not continue it.
func TestLyingRest(t *testing.T) {
	content, other := random(1, 200_000), random(2, 200_000)
	for name, rest := range map[string]func(w http.ResponseWriter, from int){
		"another start":  func(w http.ResponseWriter, from int) { part(w, other, from-1, 200_000, `"one"`) },
		"another length": func(w http.ResponseWriter, from int) { part(w, append(other, 1), from, 200_001, `"one"`) },
		"another tag":    func(w http.ResponseWriter, from int) { part(w, other, from, 200_000, `"two"`) },
		"no tag":         func(w http.ResponseWriter, from int) { part(w, other, from, 200_000, "") },
		"no range": func(w http.ResponseWriter, from int) {
			w.Header().Set("ETag", `"one"`)
			w.WriteHeader(http.StatusPartialContent)
			w.Write(other[from:])
		},
		"not satisfiable": func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusRequestedRangeNotSatisfiable) },
		"failed":          func(w http.ResponseWriter, _ int) { w.WriteHeader(http.StatusPreconditionFailed) },
	} {
		asked := 0
		server := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked++
			from, isRange := strings.CutPrefix(r.Header.Get("Range"), "bytes=")
			if isRange && asked == 2 {
				n, err := strconv.Atoi(strings.TrimSuffix(from, "-"))
				if err != nil || r.Header.Get("If-Range") != `"one"` {
					t.Errorf("Range %q, If-Range %q", from, r.Header.Get("If-Range"))
				}
				rest(w, n)
				return
			}
			w.Header().Set("ETag", `"one"`)
			w.Header().Set("Content-Length", "200000")
			if asked == 1 {
				w.Write(content[:70_000])
				w.(http.Flusher).Flush()
				panic(http.ErrAbortHandler)
			}
			w.Write(content)
		})
		_, have, err := newWorld(t, Config{}).get(t, server.URL+"/a.csv", Validators{})
		if err != nil || !bytes.Equal(have, content) {
			t.Errorf("Download with a rest of %s = %d bytes, %v, want the file", name, len(have), err)
		}
		if asked != 3 {
			t.Errorf("Download with a rest of %s asked %d times, want 3", name, asked)
		}
	}
}

func part(w http.ResponseWriter, content []byte, from, total int, tag string) {
	if tag != "" {
		w.Header().Set("ETag", tag)
	}
	w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, total-1, total))
	w.WriteHeader(http.StatusPartialContent)
	w.Write(content[from:])
}

// TestShortParts answers each request for the rest with a small part of it.
func TestShortParts(t *testing.T) {
	content := random(1, 1<<20)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", `"one"`)
		from, isRange := strings.CutPrefix(r.Header.Get("Range"), "bytes=")
		if !isRange {
			w.Header().Set("Content-Length", strconv.Itoa(len(content)))
			w.Write(content[:100_000])
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		n, err := strconv.Atoi(strings.TrimSuffix(from, "-"))
		if err != nil {
			t.Error(err)
		}
		end := min(n+150_000, len(content))
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", n, end-1, len(content)))
		w.WriteHeader(http.StatusPartialContent)
		w.Write(content[n:end])
	})
	_, have, err := newWorld(t, Config{Retries: 1}).get(t, server.URL+"/a.csv", Validators{})
	if err != nil || !bytes.Equal(have, content) {
		t.Errorf("Download in short parts = %d bytes, %v, want the file", len(have), err)
	}
}

func TestNotModified(t *testing.T) {
	p := &publisher{versions: [][]byte{[]byte("one"), []byte("two")}, tags: []string{`"1"`, `"2"`}, dates: true}
	server := serve(t, p.ServeHTTP)
	w := newWorld(t, Config{})
	first, _, err := w.get(t, server.URL, Validators{})
	if err != nil {
		t.Fatal(err)
	}
	for _, since := range []Validators{first.Validators, {ETag: first.ETag}, {LastModified: first.LastModified}} {
		again, content, err := w.get(t, server.URL, since)
		if err != nil || !again.NotModified || content != nil {
			t.Errorf("Download since %v = %+v, %d bytes, %v, want it not modified", since, again, len(content), err)
		}
	}
	p.current = 1
	if again, content, err := w.get(t, server.URL, first.Validators); err != nil || again.NotModified || string(content) != "two" {
		t.Errorf("Download of a changed file = %+v, %q, %v, want it", again, content, err)
	}
	odd := serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotModified) })
	if _, _, err := w.get(t, odd.URL, Validators{}); err == nil {
		t.Error("Download with a 304 that nobody asked for = nil, want an error")
	}
}

func TestRetries(t *testing.T) {
	f := func(status, failing int, header string, want []time.Duration, about string) {
		t.Helper()
		asked := 0
		server := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			if asked++; asked <= failing {
				if header != "" {
					w.Header().Set("Retry-After", header)
				}
				http.Error(w, "secret", status)
				return
			}
			io.WriteString(w, "fine")
		})
		w := newWorld(t, Config{Retries: 3})
		_, have, err := w.get(t, server.URL+"/a.csv?token=secret", Validators{})
		if about == "" && (err != nil || string(have) != "fine") {
			t.Errorf("Download after %d times %d = %q, %v, want the file", failing, status, have, err)
		}
		if about != "" && (err == nil || !strings.HasPrefix(err.Error(), server.URL+"/a.csv: ") || !strings.Contains(err.Error(), about) ||
			strings.Contains(err.Error(), "secret")) {
			t.Errorf("Download after %d times %d = %v, want one sentence about %q without the query", failing, status, err, about)
		}
		if diff := cmp.Diff(want, w.slept); diff != "" {
			t.Errorf("waits after %d times %d (-want +got):\n%s", failing, status, diff)
		}
		if strings.Contains(w.log.String(), "secret") {
			t.Errorf("the log holds the query: %s", w.log.String())
		}
	}
	s := time.Second
	f(503, 3, "", []time.Duration{s, 2 * s, 4 * s}, "")
	f(500, 4, "", []time.Duration{s, 2 * s, 4 * s}, "500 (Internal Server Error), 4 times in a row")
	f(429, 2, "7", []time.Duration{7 * s, 7 * s}, "")
	f(503, 1, start.Add(90*s).Format(http.TimeFormat), []time.Duration{90 * s}, "")
	f(503, 1, start.Add(-90*s).Format(http.TimeFormat), []time.Duration{s}, "")
	f(429, 1, "86400", nil, "asks to wait 24h0m0s")
	f(408, 1, "rubbish", []time.Duration{s}, "")
	f(425, 1, "", []time.Duration{s}, "")
	f(404, 1, "", nil, "404 (Not Found); check the address")
	f(403, 1, "", nil, "credentials")
	f(401, 1, "", nil, "credentials")
	f(418, 1, "", nil, "418")
	f(204, 1, "", nil, "204")
}

func TestBackoff(t *testing.T) {
	dice := rand.New(rand.NewPCG(1, 2))
	w := newWorld(t, Config{Rand: dice.Float64})
	for tries := 1; tries < 100; tries++ {
		for range 20 {
			if have := w.backoff(tries); have < 0 || have > time.Minute || tries < 5 && have > time.Second<<(tries-1) {
				t.Fatalf("backoff(%d) = %s", tries, have)
			}
		}
	}
}

func TestSilence(t *testing.T) {
	asked := 0
	release := make(chan struct{})
	defer close(release)
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if asked++; asked < 3 {
			w.Header().Set("Content-Length", "100")
			if asked == 2 {
				io.WriteString(w, "some")
				w.(http.Flusher).Flush()
			}
			select {
			case <-r.Context().Done():
			case <-release:
			}
			return
		}
		io.WriteString(w, "fine")
	})
	w := newWorld(t, Config{Silence: 50 * time.Millisecond})
	if _, have, err := w.get(t, server.URL, Validators{}); err != nil || string(have) != "fine" {
		t.Errorf("Download from a silent server = %q, %v, want the file at the third try", have, err)
	}
	asked = 0
	w = newWorld(t, Config{Timeout: 50 * time.Millisecond})
	if _, _, err := w.get(t, server.URL, Validators{}); err == nil || !strings.Contains(err.Error(), "within 50ms") {
		t.Errorf("Download that takes too long = %v, want an error about the limit", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	u, _ := url.Parse(server.URL)
	_, err := w.Download(ctx, Request{URL: u}, func() (io.Writer, error) { return io.Discard, nil })
	if err == nil || !strings.Contains(err.Error(), context.Canceled.Error()) {
		t.Errorf("Download after cancel = %v, want it cancelled", err)
	}
}

func TestRefuses(t *testing.T) {
	refused := func(name, about string, handler http.HandlerFunc) {
		t.Helper()
		server := serve(t, handler)
		w := newWorld(t, Config{MaxBytes: 1000, Retries: -1})
		_, _, err := w.get(t, server.URL+"/a.csv?cpf=secret", Validators{})
		if err == nil || !strings.HasPrefix(err.Error(), server.URL+"/a.csv: ") || !strings.Contains(err.Error(), about) ||
			strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "\n") {
			t.Errorf("Download of %s = %v, want one sentence about %q", name, err, about)
		}
	}
	refused("a large file", "limit of 1000", func(w http.ResponseWriter, _ *http.Request) { w.Write(make([]byte, 1001)) })
	refused("a large file without length", "limit of 1000", func(w http.ResponseWriter, _ *http.Request) {
		for range 100 {
			w.Write(make([]byte, 100))
			w.(http.Flusher).Flush()
		}
	})
	refused("a short file", "broke off", func(w http.ResponseWriter, _ *http.Request) {
		raw(w, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsecret")
	})
	refused("a short chunked file", "broke off", func(w http.ResponseWriter, _ *http.Request) {
		raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nsecret\r\n")
	})
	refused("a file of unknown length", "how long", func(w http.ResponseWriter, _ *http.Request) {
		raw(w, "HTTP/1.1 200 OK\r\n\r\nsecret")
	})
	refused("rubbish", "broke off", func(w http.ResponseWriter, _ *http.Request) { raw(w, "secret rubbish\r\n\r\n") })
	refused("endless headers", "broke off", func(w http.ResponseWriter, _ *http.Request) {
		raw(w, "HTTP/1.1 200 OK\r\nX-A: "+strings.Repeat("secret", 30_000)+"\r\n\r\n")
	})
	refused("a packed file", "packed in a way", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "br")
		io.WriteString(w, "secret")
	})
	refused("a part", "nobody asked for", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Range", "bytes 0-5/100")
		w.WriteHeader(http.StatusPartialContent)
		io.WriteString(w, "secret")
	})
	w := newWorld(t, Config{Retries: -1})
	gone := serve(t, func(http.ResponseWriter, *http.Request) {})
	gone.Close()
	if _, _, err := w.get(t, gone.URL+"/?secret", Validators{}); err == nil || !strings.Contains(err.Error(), "could not be reached") {
		t.Errorf("Download from a server that is gone = %v", err)
	}
	if _, _, err := w.get(t, "http://nobody.invalid/?secret", Validators{}); err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("Download from a name that is none = %v", err)
	}
}

func TestPage(t *testing.T) {
	w := newWorld(t, Config{Retries: 1})
	asked := 0
	server := serve(t, func(out http.ResponseWriter, _ *http.Request) {
		asked++
		io.WriteString(out, strings.Repeat("x", 100))
		out.(http.Flusher).Flush() // its length is not said
		io.WriteString(out, strings.Repeat("y", 100))
	})
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	fine := func([]byte) string { return "" }
	if page, err := w.Page(t.Context(), Request{URL: u}, 200, fine); err != nil || len(page) != 200 {
		t.Errorf("Page = %d bytes, %v, want 200", len(page), err)
	}
	if _, err := w.Page(t.Context(), Request{URL: u}, 199, fine); err == nil || !strings.Contains(err.Error(), "limit of 199") {
		t.Errorf("Page over the limit = %v, want an error", err)
	}
	asked = 0
	_, err = w.Page(t.Context(), Request{URL: u}, 200, func([]byte) string { return "the answer is strange" })
	if err == nil || !strings.Contains(err.Error(), "strange, 2 times") || asked != 2 {
		t.Errorf("Page that is refused = %v after %d requests, want an error after 2", err, asked)
	}
}

// raw answers with bytes of its own and closes the connection.
func raw(w http.ResponseWriter, answer string) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	io.WriteString(connection, answer)
	connection.Close()
}

func TestNames(t *testing.T) {
	f := func(disposition, want string) {
		t.Helper()
		response := &http.Response{Header: http.Header{"Content-Disposition": {disposition}}}
		if have := nameOf(response); have != want {
			t.Errorf("nameOf(%q) = %q, want %q", disposition, have, want)
		}
	}
	f(`attachment; filename="base.csv"`, "base.csv")
	f(`attachment; filename*=UTF-8''Reclama%C3%A7%C3%B5es.csv`, "Reclamações.csv")
	f(`attachment; filename="../../etc/passwd"`, "passwd")
	f(`attachment; filename="C:\\x\\base.csv"`, "base.csv")
	f(`attachment; filename="a!b?c.zip"`, "a_b_c.zip")
	f(`attachment; filename=".hidden"`, "hidden")
	f(`attachment; filename="/"`, "")
	f(`attachment`, "")
	f(`;;;`, "")
	if have := SafeName("a\x1b[2J\u202Eb\xFF.csv"); have != "a[2Jb.csv" {
		t.Errorf("SafeName = %q", have)
	}
	if have := SafeName(strings.Repeat("长", 200) + ".csv"); len(have) > 150 || !strings.HasSuffix(have, ".csv") {
		t.Errorf("SafeName of a long name = %q", have)
	}
}
