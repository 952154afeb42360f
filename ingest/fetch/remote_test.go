package fetch

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/keep"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// A site serves files that may change, over connections that break.
type site struct {
	files  map[string][]byte
	tags   map[string]string
	breaks []int // after how many bytes the next answers end; none left: whole
	asked  []string
	sent   int
}

func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked = append(s.asked, r.URL.Path)
	content, ok := s.files[r.URL.Path]
	if !ok {
		http.NotFound(w, r)
		return
	}
	if tag := s.tags[r.URL.Path]; tag != "" {
		w.Header().Set("ETag", tag)
	}
	if name, isNamed := strings.CutPrefix(r.URL.RawQuery, "name="); isNamed {
		w.Header().Set("Content-Disposition", "attachment; filename="+name)
	}
	left := -1
	if len(s.breaks) > 0 {
		left, s.breaks = s.breaks[0], s.breaks[1:]
	}
	http.ServeContent(&breaking{w, s, left}, r, "", time.Time{}, bytes.NewReader(content))
}

// A breaking answer ends its connection after some bytes of the body.
type breaking struct {
	http.ResponseWriter
	site *site
	left int
}

func (b *breaking) Write(p []byte) (int, error) {
	n := len(p)
	if b.left >= 0 {
		n = min(n, b.left)
	}
	b.site.sent += n
	b.ResponseWriter.Write(p[:n])
	if b.left >= 0 {
		if b.left -= n; b.left == 0 {
			b.ResponseWriter.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
	}
	return n, nil
}

// A world is a network with a clock, a log and perhaps a folder of copies.
type world struct {
	Options
	server *httptest.Server
	site   *site
	now    time.Time
	log    bytes.Buffer
	temp   string
}

func newWorld(t *testing.T, kept bool) *world {
	t.Helper()
	w := &world{site: &site{files: map[string][]byte{}, tags: map[string]string{}}, now: start, temp: t.TempDir()}
	w.server = httptest.NewServer(w.site)
	t.Cleanup(w.server.Close)
	now := func() time.Time { return w.now }
	w.Options = Options{Temp: w.temp, Now: now, Network: &Network{AllowPrivate: true, Retries: 3, Now: now,
		Log:   slog.New(slog.NewTextHandler(&w.log, nil)),
		Sleep: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }}}
	if kept {
		store, err := keep.New(t.TempDir(), now)
		if err != nil {
			t.Fatal(err)
		}
		w.Network.Kept = store
	}
	t.Cleanup(func() {
		left, err := os.ReadDir(w.temp)
		if err != nil || len(left) > 0 {
			t.Errorf("temporary files: %v, %v, want none", left, err)
		}
		if strings.Contains(w.log.String(), "secret") {
			t.Errorf("the log holds a secret: %s", &w.log)
		}
	})
	return w
}

// read reads what places name, and returns the notes of it.
func (w *world) read(t *testing.T, places ...string) (all []read, notes []keep.Fetch, err error) {
	t.Helper()
	for i, place := range places {
		if strings.HasPrefix(place, "/") && !strings.HasPrefix(place, os.TempDir()) {
			places[i] = w.server.URL + place
		}
	}
	for blob, err := range Open(t.Context(), places, w.Options) {
		if err != nil {
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("Open = %v, which holds a secret", err)
			}
			return all, notes, err
		}
		stream, err := blob.Open()
		if err != nil {
			return all, notes, err
		}
		text, err := io.ReadAll(stream)
		if err != nil {
			return all, notes, err
		}
		stream.Close()
		if blob.SHA256() == "" || blob.SHA256() != blob.Provenance().SHA256 {
			t.Errorf("SHA256(%s) = %q", blob.Path, blob.SHA256())
		}
		all = append(all, read{strings.TrimPrefix(blob.Path, w.server.URL), string(text)})
		notes = append(notes, blob.Provenance().Fetched...)
	}
	return all, notes, nil
}

func (w *world) want(t *testing.T, about string, have []read, err error, want ...read) {
	t.Helper()
	if err != nil {
		t.Errorf("Open %s = %v, want no error", about, err)
	}
	if diff := cmp.Diff(want, have, cmp.AllowUnexported(read{})); diff != "" {
		t.Errorf("Open %s (-want +got):\n%s", about, diff)
	}
}

func TestAddresses(t *testing.T) {
	for _, kept := range []bool{false, true} {
		w := newWorld(t, kept)
		local := write(t, t.TempDir(), "l.csv", []byte("local"))
		book := zipOf(t, zip.Deflate, "xl/workbook.xml", "x")
		w.site.files = map[string][]byte{"/d/a.csv": []byte("aa"), "/d/x.zip": zipOf(t, zip.Deflate, "b.csv", "bb", "in.zip",
			string(zipOf(t, zip.Deflate, "c.csv", "cc"))), "/d/e.csv.gz": gzipOf(t, "ee"), "/": []byte("root"), "/d/b k.xlsx": book}
		have, notes, err := w.read(t, "/d/a.csv?token=secret#part", local, "/d/x.zip", "/d/e.csv.gz", "/?name=n.csv", "/d/b%20k.xlsx")
		w.want(t, "addresses and a path", have, err, read{"/d/a.csv", "aa"}, read{local, "local"}, read{"/d/x.zip!b.csv", "bb"},
			read{"/d/x.zip!in.zip!c.csv", "cc"}, read{"/d/e.csv.gz", "ee"}, read{"/n.csv", "root"}, read{"/d/b k.xlsx", string(book)})
		twice, _, err := w.read(t, "/d/a.csv?year=1", "/d/a.csv?year=2")
		w.want(t, "addresses that differ in their query", twice, err, read{"/d/a.csv", "aa"}, read{"/d/a.csv (2)", "aa"})
		if kept != (len(notes) == 6) {
			t.Errorf("notes = %v, want those of what is kept: %v", notes, kept)
		}
		if _, _, err := w.read(t, "/none.csv?secret"); err == nil || !strings.HasPrefix(err.Error(), w.server.URL+"/none.csv: ") {
			t.Errorf("Open of no file = %v, want one sentence", err)
		}
	}
}

func TestProvenance(t *testing.T) {
	w := newWorld(t, true)
	w.site.files["/a.csv"], w.site.tags["/a.csv"] = []byte("aa"), `"one"`
	for blob, err := range Open(t.Context(), []string{strings.Replace(w.server.URL, "//", "//secret:secret@", 1) + "/a.csv?secret"}, w.Options) {
		if err != nil {
			t.Fatal(err)
		}
		have := blob.Provenance()
		if len(have.Fetched) != 1 || have.Fetched[0].Copy == "" || have.Fetched[0].Key == "" {
			t.Errorf("Fetched = %+v, want one note", have.Fetched)
		}
		have.Fetched = nil
		want := Provenance{URL: w.server.URL + "/a.csv", ETag: `"one"`, FetchedAt: start,
			SHA256: "961b6dd3ede3cb8ecbaacbd68de040cd78eb2ed5889130cceb4c49268ea4d506"}
		if diff := cmp.Diff(want, have); diff != "" {
			t.Errorf("Provenance (-want +got):\n%s", diff)
		}
	}
}

// TestBreaksOffWhole breaks the network at 20 random points of an archive: what
// is read is what an undisturbed fetch reads; or, where the server is gone for
// good, nothing at all.
func TestBreaksOffWhole(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	text := make([]byte, 400_000)
	for i := range text {
		text[i] = byte('a' + dice.IntN(26))
	}
	packed := zipOf(t, zip.Deflate, "a.csv", string(text[:300_000]), "b.csv", string(text[300_000:]))
	for _, kept := range []bool{false, true} {
		w := newWorld(t, kept)
		w.site.files["/x.zip"] = packed
		want, _, err := w.read(t, "/x.zip")
		if err != nil {
			t.Fatal(err)
		}
		for i := range 20 {
			w.site.tags["/x.zip"] = []string{"", fmt.Sprintf(`"%d"`, i)}[i%2]
			w.site.breaks = []int{1 + dice.IntN(len(packed)-1), 1 + dice.IntN(1000)}
			have, _, err := w.read(t, "/x.zip")
			w.want(t, "over a broken connection", have, err, want...)
			w.site.breaks = []int{1 + dice.IntN(len(packed)-1), 1, 1, 1, 1, 1}
			have, _, err = w.read(t, "/x.zip")
			if err == nil || len(have) > 0 {
				t.Errorf("Open over a connection that stays broken = %d blobs, %v, want none and an error", len(have), err)
			}
			w.site.breaks = nil
		}
		if kept {
			if copies, err := w.Network.Kept.List(); err != nil || len(copies) != 21 {
				t.Errorf("List = %d copies, %v, want 21: broken ones are none", len(copies), err)
			}
		}
	}
}

func TestNotModified(t *testing.T) {
	w := newWorld(t, true)
	store := w.Network.Kept
	w.site.files = map[string][]byte{"/a.csv": []byte("a1"), "/b.csv": []byte("b1")}
	w.site.tags = map[string]string{"/a.csv": `"a1"`, "/b.csv": `"b1"`}
	both := []read{{"/a.csv", "a1"}, {"/b.csv", "b1"}}
	publish := func(load string, notes []keep.Fetch) {
		t.Helper()
		if err := errors.Join(store.Link(load, "", notes...), store.MarkLoaded(load)); err != nil {
			t.Fatal(err)
		}
	}
	have, notes, err := w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "the first time", have, err, both...)
	have, _, err = w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "before the load is published", have, err, both...)
	publish("1", notes)
	w.now = w.now.Add(time.Hour)

	_, _, err = w.read(t, "/a.csv?secret", "/b.csv")
	var same NotModifiedError
	if !errors.As(err, &same) || same.URL != w.server.URL+"/a.csv" || !same.Since.Equal(start) {
		t.Errorf("Open of what has not changed = %v, want a NotModifiedError since %s", err, start)
	}
	// Others, and others of the same, read all of it.
	have, _, err = w.read(t, "/a.csv?secret")
	w.want(t, "by another list of places", have, err, both[0])
	w.Reader = "other"
	have, _, err = w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "by another reader", have, err, both...)
	w.Reader = ""

	// One has changed: the other is read from its copy.
	w.site.files["/b.csv"], w.site.tags["/b.csv"] = []byte("b2"), `"b2"`
	sent := w.site.sent
	have, notes, err = w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "of which one has changed", have, err, both[0], read{"/b.csv", "b2"})
	if w.site.sent != sent+2 {
		t.Errorf("the site sent %d bytes, want 2: the other file is kept", w.site.sent-sent)
	}
	publish("2", notes)
	if _, _, err = w.read(t, "/a.csv?secret", "/b.csv"); !errors.As(err, &same) || !same.Since.Equal(w.now) {
		t.Errorf("Open after the second load = %v, want a NotModifiedError since %s", err, w.now)
	}
	// Another load came over it: it is read again, although it has not changed.
	asked := ""
	w.Network.Stands = func(_ context.Context, load string) (bool, error) { asked = load; return false, nil }
	have, _, err = w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "that does not stand any more", have, err, both[0], read{"/b.csv", "b2"})
	if asked != "2" {
		t.Errorf("Open asks whether load %q still stands, want 2", asked)
	}
	w.Network.Stands = nil
	// The copy has expired: it is fetched again.
	if _, err := store.Expire(w.now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	w.site.files["/b.csv"], w.site.tags["/b.csv"] = []byte("b3"), `"b3"`
	have, _, err = w.read(t, "/a.csv?secret", "/b.csv")
	w.want(t, "whose copy has expired", have, err, both[0], read{"/b.csv", "b3"})
	if _, _, err = w.read(t, "/a.csv?secret", "/b.csv", write(t, t.TempDir(), "l.csv", nil)); err != nil {
		t.Errorf("Open with a local file = %v, want no error", err)
	}
}

func TestReplay(t *testing.T) {
	for _, public := range []bool{false, true} {
		w := newWorld(t, true)
		w.Public = public
		w.site.files = map[string][]byte{"/x.zip": zipOf(t, zip.Store, "a.csv", "plaintext", "b.csv", "bb"), "/c.csv": []byte("cc")}
		first, notes, err := w.read(t, "/c.csv?name=d.csv", "/x.zip")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Network.Kept.Link("7", "", notes...); err != nil {
			t.Fatal(err)
		}
		asked := len(w.site.asked)
		again, notes, err := w.read(t, "kept:7")
		w.want(t, "what was kept", again, err, first...)
		if len(w.site.asked) != asked {
			t.Error("a replay asked the site")
		}
		for _, note := range notes {
			if note.Key != "" {
				t.Errorf("a replay notes %+v, want no state to publish", note)
			}
		}
		if _, _, err := w.read(t, "kept:8"); err == nil {
			t.Error("Open(kept:8) = nil, want an error")
		}
		copies, err := w.Network.Kept.List()
		if err != nil || len(copies) != 2 || copies[0].Encrypted == public {
			t.Errorf("List = %+v, %v, want two copies, encrypted: %v", copies, err, !public)
		}
	}
	if _, err := readAll(t, Limits{}, "kept:7"); err == nil || !strings.Contains(err.Error(), "nothing is kept here") {
		t.Errorf("Open(kept:7) without a store = %v, want an error", err)
	}
}

// TestDamagedCopy replays copies that have rotted.
func TestDamagedCopy(t *testing.T) {
	for _, public := range []bool{false, true} {
		dir := t.TempDir()
		w := newWorld(t, false)
		store, err := keep.New(dir, w.Now)
		if err != nil {
			t.Fatal(err)
		}
		w.Network.Kept, w.Public = store, public
		w.site.files = map[string][]byte{"/c.csv": bytes.Repeat([]byte("plaintext\n"), 30_000),
			"/x.zip": zipOf(t, zip.Store, "a.csv", strings.Repeat("plaintext\n", 30_000))}
		for i, place := range []string{"/c.csv", "/x.zip"} {
			load := fmt.Sprint(i)
			_, notes, err := w.read(t, place)
			if err != nil {
				t.Fatal(err)
			}
			if err := store.Link(load, "", notes...); err != nil {
				t.Fatal(err)
			}
			matches, err := filepath.Glob(filepath.Join(dir, "kept", notes[0].Copy+"*"))
			if err != nil {
				t.Fatal(err)
			}
			for _, path := range matches {
				if strings.HasSuffix(path, ".json") {
					continue
				}
				rotten, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				rotten[150_000] ^= 1
				if err := os.WriteFile(path, rotten, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			_, _, err = w.read(t, "kept:"+load)
			if err == nil || !strings.Contains(err.Error(), "damaged") || strings.Contains(err.Error(), "\n") ||
				!strings.HasPrefix(err.Error(), w.server.URL+place) {
				t.Errorf("Open of a rotten copy of %s (public %v) = %v, want one sentence", place, public, err)
			}
		}
	}
}

func TestAPI(t *testing.T) {
	for _, kept := range []bool{false, true} {
		w := newWorld(t, kept)
		fails := false
		w.server.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
			switch {
			case fails && r.URL.Query().Get("after") != "":
				http.Error(out, "secret", http.StatusBadGateway)
			case r.URL.Query().Get("after") == "":
				io.WriteString(out, `{"r": [{"id": 1, "t": "a"}, {"id": 2}]}`)
			case r.URL.Query().Get("after") == "2":
				io.WriteString(out, `{"r": [{"id": 3}]}`)
			default:
				io.WriteString(out, `{"r": []}`)
			}
		})
		w.API = &Pages{Records: "r", Cursor: Cursor{From: "r[-1].id", To: "after"}}
		want := "{\"id\":1,\"t\":\"a\"}\n{\"id\":2}\n{\"id\":3}\n"
		have, notes, err := w.read(t, "/api/v1/?q=secret", "/search")
		w.want(t, "an API", have, err, read{"/api/v1/records.ndjson", want}, read{"/search.ndjson", want})
		if kept {
			if err := w.Network.Kept.Link("1", "", notes...); err != nil {
				t.Fatal(err)
			}
			have, _, err = w.read(t, "kept:1")
			w.want(t, "a kept API", have, err, read{"/api/v1/records.ndjson", want}, read{"/search.ndjson", want})
			for blob, err := range Open(t.Context(), []string{"kept:1"}, w.Options) {
				if err != nil || !blob.Lines {
					t.Errorf("Lines of a kept API = false, %v, want true", err)
				}
			}
		}
		fails = true
		if have, _, err := w.read(t, "/api/v1/?q=secret"); err == nil || len(have) > 0 {
			t.Errorf("Open of an API that breaks off = %d blobs, %v, want none and an error", len(have), err)
		}
	}
}

func TestBucket(t *testing.T) {
	w := newWorld(t, true)
	w.site.files = map[string][]byte{"/complaints/in/a.csv": []byte("a1"), "/complaints/in/b.csv": []byte("b1")}
	etag := func(key string) string { return `"` + string(w.site.files["/complaints/"+key]) + `"` }
	w.server.Config.Handler = http.HandlerFunc(func(out http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/complaints/" {
			io.WriteString(out, "<ListBucketResult>")
			for _, key := range []string{"in/", "in/.hidden", "in/a.csv", "in/b.csv"} {
				fmt.Fprintf(out, "<Contents><Key>%s</Key><ETag>%s</ETag></Contents>", key, etag(key))
			}
			io.WriteString(out, "</ListBucketResult>")
			return
		}
		w.site.tags[r.URL.Path] = etag(strings.TrimPrefix(r.URL.Path, "/complaints/"))
		w.site.ServeHTTP(out, r)
	})
	w.Network.S3 = S3{Endpoint: w.server.URL, PathStyle: true}
	have, notes, err := w.read(t, "s3://complaints/in/")
	w.want(t, "a bucket", have, err, read{"s3://complaints/in/a.csv", "a1"}, read{"s3://complaints/in/b.csv", "b1"})
	have, one, err := w.read(t, "s3://complaints/in/a.csv")
	w.want(t, "an object", have, err, read{"s3://complaints/in/a.csv", "a1"})
	for load, notes := range map[string][]keep.Fetch{"1": notes, "2": one} {
		if err := errors.Join(w.Network.Kept.Link(load, "", notes...), w.Network.Kept.MarkLoaded(load)); err != nil {
			t.Fatal(err)
		}
	}
	var same NotModifiedError
	for _, place := range []string{"s3://complaints/in/", "s3://complaints/in/a.csv"} {
		if _, _, err := w.read(t, place); !errors.As(err, &same) || same.URL != place {
			t.Errorf("Open(%s) again = %v, want a NotModifiedError", place, err)
		}
	}
	w.site.files["/complaints/in/b.csv"] = []byte("b22")
	sent := w.site.sent
	have, _, err = w.read(t, "s3://complaints/in/")
	w.want(t, "a bucket that changed", have, err, read{"s3://complaints/in/a.csv", "a1"}, read{"s3://complaints/in/b.csv", "b22"})
	if w.site.sent-sent != 3 {
		t.Errorf("the store sent %d bytes, want 3: the other object is kept", w.site.sent-sent)
	}
}

func TestMistakenAddresses(t *testing.T) {
	w := newWorld(t, false)
	for place, about := range map[string]string{
		"ftp://u:secret@host/a?secret": "only http, https and s3", "https://": "no whole address", "http://u:secret@ho st/": "no whole address",
		"https://host:secret/": "no whole address", "s3://complaints/a?secret": "form s3://", "s3://k:secret@complaints/a": "form s3://",
	} {
		if _, _, err := w.read(t, place); err == nil || !strings.Contains(err.Error(), about) || strings.Contains(err.Error(), "secret") {
			t.Errorf("Open(%s) = %v, want an error about %q without secrets", place, err, about)
		}
	}
	w.site.files["/a.csv"] = []byte("a")
	have, _, err := w.read(t, strings.Replace(w.server.URL, "http", "HTTP", 1)+"/a.csv")
	w.want(t, "an address in capitals", have, err, read{"/a.csv", "a"})
	w.site.asked = nil
	w.Network.AllowPrivate = false
	if _, _, err := w.read(t, "/a.csv"); err == nil || !strings.Contains(err.Error(), "private or reserved") || len(w.site.asked) > 0 {
		t.Errorf("Open of a neighbour = %v, asked %v, want it refused", err, w.site.asked)
	}
}

func TestClock(t *testing.T) {
	for _, o := range []Options{{Settled: 1}, {Network: &Network{}}} {
		for _, err := range Open(t.Context(), []string{t.TempDir()}, o) {
			if err == nil || !strings.Contains(err.Error(), "no clock") {
				t.Errorf("Open without a clock = %v, want an error", err)
			}
		}
	}
}

// TestSettled reads a watched folder.
func TestSettled(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, false)
	w.Settled = 30 * time.Second
	w.Log = slog.New(slog.NewTextHandler(&w.log, nil))
	var nothing NothingYetError
	if _, _, err := w.read(t, dir); !errors.As(err, &nothing) || len(nothing.Waiting) != 0 {
		t.Errorf("Open of an empty watched folder = %v, want a NothingYetError", err)
	}
	at := func(name string, age time.Duration) string {
		path := write(t, dir, name, []byte(name))
		if err := os.Chtimes(path, start.Add(-age), start.Add(-age)); err != nil {
			t.Fatal(err)
		}
		return path
	}
	growing, ahead := at("growing.csv", 29*time.Second), at("ahead.csv", -time.Hour)
	if _, _, err := w.read(t, dir); !errors.As(err, &nothing) || len(nothing.Waiting) != 2 {
		t.Errorf("Open of a folder that is being filled = %v, want a NothingYetError about 2 files", err)
	}
	old := at("old.csv", 30*time.Second)
	have, _, err := w.read(t, dir)
	w.want(t, "a watched folder", have, err, read{old, "old.csv"})
	for _, path := range []string{growing, ahead} {
		if !strings.Contains(w.log.String(), path) {
			t.Errorf("the log does not name %s", path)
		}
	}
	w.Whole = true
	if _, _, err := w.read(t, dir); !errors.As(err, &nothing) || len(nothing.Waiting) != 2 || !nothing.Others {
		t.Errorf("Open of files that only count together = %v, want a NothingYetError about 2 of them", err)
	}
	w.Whole = false
	w.now = start.Add(time.Second)
	have, _, err = w.read(t, filepath.Join(dir, "*.csv"))
	w.want(t, "a watched pattern", have, err, read{growing, "growing.csv"}, read{old, "old.csv"})
}

// TestChangesWhileRead writes to a file that is being read.
func TestChangesWhileRead(t *testing.T) {
	for _, change := range []string{"more", "less", "other"} {
		path := write(t, t.TempDir(), "a.csv", bytes.Repeat([]byte("x"), 1<<20))
		for blob, err := range Open(t.Context(), []string{path}, Options{}) {
			if err != nil {
				t.Fatal(err)
			}
			stream, err := blob.Open()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(stream, make([]byte, 1000)); err != nil {
				t.Fatal(err)
			}
			switch change {
			case "more":
				err = os.WriteFile(path, bytes.Repeat([]byte("y"), 2<<20), 0o644)
			case "less":
				err = os.Truncate(path, 5000)
			case "other":
				err = os.Chtimes(path, start, start)
			}
			if err != nil {
				t.Fatal(err)
			}
			_, err = io.Copy(io.Discard, stream)
			oneSentence(t, err, path, "has changed")
			stream.Close()
		}
	}
}
