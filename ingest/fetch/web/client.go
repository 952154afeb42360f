// Package web asks servers for files and answers. It knows how the network
// fails: it tries again what passes, goes on where a download broke off, and
// waits as long as a server asks.
//
// Its one rule: what it hands over is whole and of one version of the file, or
// it is an error. And because addresses hold tokens and names, an error or a log
// line shows an address without its query and user information, and nothing of
// what a server said.
package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"

	"redress/ingest/fetch/guard"
)

// Config of a Client. A zero field means its default.
type Config struct {
	AllowPrivate bool                                       // whether addresses that are not public may be reached; see guard.Judge
	Proxy        func(*url.URL) (*url.URL, error)           // the proxy for an address; nil: none is used
	Roots        *x509.CertPool                             // who may vouch for servers; nil: whom the system trusts
	MaxBytes     int64                                      // of one file; default 20 GiB
	Silence      time.Duration                              // how long a server may say next to nothing; default 1 minute
	Timeout      time.Duration                              // for one file or all pages of an API; default 12 hours
	Retries      int                                        // in a row without progress; default 8; negative: none
	MaxWait      time.Duration                              // the longest wait that a server may ask for; default 10 minutes
	Agent        string                                     // the User-Agent header; default "redress"
	Now          func() time.Time                           // needed: a server may ask to wait until a time
	Sleep        func(context.Context, time.Duration) error // default: until the time is over or the context is
	Rand         func() float64                             // 0 to 1; default: chance
	Log          *slog.Logger                               // default: none
}

func (c Config) withDefaults() Config {
	c.MaxBytes = orDefault(c.MaxBytes, 20<<30)
	c.Silence = orDefault(c.Silence, time.Minute)
	c.Timeout = orDefault(c.Timeout, 12*time.Hour)
	c.Retries = orDefault(c.Retries, 8)
	c.MaxWait = orDefault(c.MaxWait, 10*time.Minute)
	c.Agent = orDefault(c.Agent, "redress")
	if c.Sleep == nil {
		c.Sleep = sleep
	}
	if c.Rand == nil {
		c.Rand = rand.Float64
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return c
}

func orDefault[T comparable](value, standard T) T {
	var zero T
	if value == zero {
		return standard
	}
	return value
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// A Client asks servers. It keeps no cookies.
type Client struct {
	config    Config
	transport *http.Transport
	following *http.Client
	strict    *http.Client // follows no redirect
}

// New returns a client. Close it.
func New(config Config) *Client {
	c := &Client{config: config.withDefaults()}
	c.transport = &http.Transport{
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: config.Roots},
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  c.config.Silence,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // lengths are those of the file
		ForceAttemptHTTP2:      true,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        30 * time.Second,
	}
	c.dialAndProxy()
	c.following = &http.Client{Transport: c.transport, CheckRedirect: c.checkRedirect}
	c.strict = &http.Client{Transport: c.transport, CheckRedirect: func(*http.Request, []*http.Request) error {
		return errRedirected
	}}
	return c
}

const connectTimeout = 15 * time.Second

// dialAndProxy sets who is dialled. A proxy is configured by the operator and
// may be a neighbour; what it reaches is for it to judge, but an address that is
// written out is judged here too.
func (c *Client) dialAndProxy() {
	var proxies sync.Map
	c.transport.DialContext = guard.Dialer(connectTimeout, c.config.AllowPrivate, func(hostPort string) bool {
		_, isProxy := proxies.Load(hostPort)
		return isProxy
	})
	if c.config.Proxy == nil {
		return
	}
	c.transport.Proxy = func(r *http.Request) (*url.URL, error) {
		proxy, err := c.config.Proxy(r.URL)
		if err != nil || proxy == nil {
			return nil, err
		}
		if err := c.judgeLiteral(r.Context(), r.URL); err != nil {
			return nil, err
		}
		port := proxy.Port()
		if port == "" {
			port = map[string]string{"https": "443", "socks5": "1080", "socks5h": "1080"}[proxy.Scheme]
		}
		proxies.Store(net.JoinHostPort(proxy.Hostname(), orDefault(port, "80")), true)
		return proxy, nil
	}
}

// Transport is how the client connects, for libraries that ask by themselves.
func (c *Client) Transport() http.RoundTripper { return c.transport }

// Close gives up the connections that are not in use.
func (c *Client) Close() { c.transport.CloseIdleConnections() }

const maxRedirects = 10

var (
	errRedirected  = errors.New("redirected")
	errManyHops    = errors.New("redirects more than 10 times")
	errOtherScheme = errors.New("redirects to an address that is neither http nor https")
	errDowngraded  = errors.New("redirects from https to http, where anybody could read along")
)

// checkRedirect judges one hop. What goes with the first request only, is taken
// off the next ones: the Referer, which net/http makes with the query in it, and
// for another host the credentials.
func (c *Client) checkRedirect(next *http.Request, via []*http.Request) error {
	last := via[len(via)-1]
	switch {
	case len(via) > maxRedirects:
		return errManyHops
	case next.URL.Scheme != "http" && next.URL.Scheme != "https":
		return errOtherScheme
	case last.URL.Scheme == "https" && next.URL.Scheme == "http":
		return errDowngraded
	}
	// A connection that is open already is not dialled again.
	if err := c.judgeLiteral(next.Context(), next.URL); err != nil {
		return err
	}
	next.Header.Del("Referer")
	next.URL.User = nil
	if next.URL.Host != via[0].URL.Host || next.URL.Scheme != via[0].URL.Scheme {
		next.Header.Del("Authorization")
	}
	return nil
}
