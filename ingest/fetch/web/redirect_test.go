package web

import (
	"bytes"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"
)

// TestRedirects follows what may be followed, without what is for the first
// host only.
func TestRedirects(t *testing.T) {
	var seen http.Header
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = r.Header.Clone()
		io.WriteString(w, "there")
	})
	var target string
	first := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "u" || password != "p" {
			t.Errorf("the first host got %q and %q, want the credentials", user, password)
		}
		if r.URL.Path == "/self" {
			seen = r.Header.Clone()
			io.WriteString(w, "here")
			return
		}
		w.Header().Set("Set-Cookie", "a=b")
		http.Redirect(w, r, target, http.StatusFound)
	})
	f := func(to, want, about string) {
		t.Helper()
		seen, target = nil, to
		w := newWorld(t, Config{Retries: -1})
		address := strings.Replace(first.URL, "http://", "http://u:p@", 1) + "/start?token=secret"
		_, have, err := w.get(t, address, Validators{})
		switch {
		case about == "" && (err != nil || string(have) != want):
			t.Errorf("Download with a redirect to %s = %q, %v, want %q", to, have, err, want)
		case about != "" && (err == nil || !strings.Contains(err.Error(), about) || strings.Contains(err.Error(), "secret") ||
			strings.Contains(err.Error(), "u:p")):
			t.Errorf("Download with a redirect to %s = %v, want an error about %q", to, err, about)
		}
		if seen.Get("Referer") != "" || seen.Get("Cookie") != "" {
			t.Errorf("a redirect to %s carried %v", to, seen)
		}
	}
	f(other.URL+"/x", "there", "")
	if seen.Get("Authorization") != "" {
		t.Error("the credentials went to another host")
	}
	f(strings.Replace(other.URL, "http://", "http://x:y@", 1), "there", "")
	if seen.Get("Authorization") != "" {
		t.Error("credentials of the redirect were used")
	}
	f("/self", "here", "")
	f("/again", "", "more than 10 times")
	f("file:///etc/passwd", "", "neither http nor https")
	f("ftp://host/secret", "", "neither http nor https")
	f("//[::1", "", "broke off")
}

// TestGuarded refuses neighbours, also where a redirect leads to them.
func TestGuarded(t *testing.T) {
	reached := false
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { reached = true })
	now := func() time.Time { return start }
	guarded := New(Config{Now: now})
	defer guarded.Close()
	get := func(c *Client, address string) error {
		u, err := url.Parse(address)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Download(t.Context(), Request{URL: u}, func() (io.Writer, error) { return io.Discard, nil })
		return err
	}
	if err := get(guarded, server.URL+"/x?secret"); err == nil || !strings.Contains(err.Error(), "private or reserved") ||
		strings.Contains(err.Error(), "secret") || reached {
		t.Errorf("Download from a neighbour = %v, reached %v; want it refused", err, reached)
	}
	// A proxy may be a neighbour, but is not asked for one.
	asked := ""
	proxy := serve(t, func(w http.ResponseWriter, r *http.Request) { asked = r.URL.String() })
	proxied := New(Config{Now: now, Retries: -1, Proxy: func(*url.URL) (*url.URL, error) { return url.Parse(proxy.URL) }})
	defer proxied.Close()
	if err := get(proxied, "http://example.invalid/x"); err != nil || asked != "http://example.invalid/x" {
		t.Errorf("Download through a proxy = %v, it was asked for %q", err, asked)
	}
	if err := get(proxied, "http://169.254.169.254/latest"); err == nil || !strings.Contains(err.Error(), "private or reserved") {
		t.Errorf("Download of metadata through a proxy = %v, want it refused", err)
	}
}

func TestTLS(t *testing.T) {
	plain := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "plain") })
	secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/down" {
			http.Redirect(w, r, plain.URL, http.StatusFound)
			return
		}
		io.WriteString(w, "secure")
	}))
	t.Cleanup(secure.Close)
	secure.Config.ErrorLog = nil
	roots := x509.NewCertPool()
	roots.AddCert(secure.Certificate())
	w := newWorld(t, Config{Roots: roots})
	if _, have, err := w.get(t, secure.URL, Validators{}); err != nil || string(have) != "secure" {
		t.Errorf("Download by https = %q, %v", have, err)
	}
	if _, _, err := w.get(t, secure.URL+"/down", Validators{}); err == nil || !strings.Contains(err.Error(), "from https to http") {
		t.Errorf("Download with a redirect to http = %v, want it refused", err)
	}
	if _, _, err := newWorld(t, Config{}).get(t, secure.URL, Validators{}); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("Download from a server that nobody vouches for = %v, want an error about its certificate", err)
	}
}

// TestHTTP2 breaks off streams instead of connections.
func TestHTTP2(t *testing.T) {
	content := random(1, 1<<20)
	p := &publisher{versions: [][]byte{content}, tags: []string{`"one"`}, ranges: true, breaks: []int{300_000, 1, 400_000}}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 2 {
			t.Errorf("the request came by %s, want HTTP/2", r.Proto)
		}
		p.ServeHTTP(w, r)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	w := newWorld(t, Config{Roots: roots})
	if _, have, err := w.get(t, server.URL, Validators{}); err != nil || !bytes.Equal(have, content) || p.asked != 4 {
		t.Errorf("Download by HTTP/2 = %d bytes after %d requests, %v, want %d after 4", len(have), p.asked, err, len(content))
	}
}

// TestCannotStore has no room for the file.
func TestCannotStore(t *testing.T) {
	server := serve(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "content") })
	u, err := url.Parse(server.URL + "/a.csv?secret")
	if err != nil {
		t.Fatal(err)
	}
	full := errors.New("no space left")
	w := newWorld(t, Config{})
	for _, begin := range []func() (io.Writer, error){
		func() (io.Writer, error) { return nil, full },
		func() (io.Writer, error) { return fullDisk{full}, nil },
	} {
		if _, err := w.Download(t.Context(), Request{URL: u}, begin); !errors.Is(err, full) || strings.Contains(err.Error(), "secret") ||
			len(w.slept) > 0 {
			t.Errorf("Download to a full disk = %v, waits %v, want the error at once", err, w.slept)
		}
	}
}

type fullDisk struct{ err error }

func (f fullDisk) Write([]byte) (int, error) { return 0, f.err }
