package web

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// TestSpecialAddresses: a server that may be private still does not lead to
// what answers on the link, such as a cloud's metadata. Only a place that is such
// an address itself is asked.
func TestSpecialAddresses(t *testing.T) {
	var target string
	asked := 0
	server := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		http.Redirect(w, r, target, http.StatusFound)
	})
	for _, to := range []string{"http://169.254.169.254/latest/meta-data", "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/",
		"http://[fe80::1%25eth0]/", "http://168.63.129.16/", "http://0.0.0.0:80/", "http://[::]/", "http://[fd00:ec2::254]/"} {
		target = to
		w := newWorld(t, Config{Retries: -1})
		if _, _, err := w.get(t, server.URL, Validators{}); err == nil || !strings.Contains(err.Error(), "only where it is the place itself") {
			t.Errorf("Download with a redirect to %s = %v, want it refused", to, err)
		}
	}
	if asked == 0 {
		t.Error("the redirecting server was not asked")
	}

	// What listens everywhere can be asked by 0.0.0.0, which is special too: it is
	// reached as a place, and not by a redirect, also over an open connection.
	everywhere, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	reached := 0
	local := &httptest.Server{Listener: everywhere, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		reached++
		_, _ = w.Write([]byte("here"))
	})}}
	local.Start()
	t.Cleanup(local.Close)
	_, port, err := net.SplitHostPort(everywhere.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, Config{Retries: -1})
	place := (&url.URL{Scheme: "http", Host: "0.0.0.0:" + port}).String()
	if _, have, err := w.get(t, place, Validators{}); err != nil || string(have) != "here" {
		t.Errorf("Download of a special address that is the place = %q, %v, want it", have, err)
	}
	target = place
	if _, _, err := w.get(t, server.URL, Validators{}); err == nil || reached != 1 {
		t.Errorf("Download with a redirect there = %v, reached %d times, want it refused", err, reached)
	}
}
