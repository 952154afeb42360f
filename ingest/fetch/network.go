package fetch

import (
	"context"
	"crypto/x509"
	"log/slog"
	"net/url"
	"time"

	"redress/ingest/fetch/bucket"
	"redress/ingest/fetch/pages"
	"redress/ingest/fetch/web"
	"redress/ingest/keep"
)

// Network is how addresses are fetched. A zero field means its default; Now is
// needed.
type Network struct {
	// AllowPrivate lets addresses be reached that are not of the public network:
	// those of this machine and its neighbours. Link-local addresses and those at
	// which clouds answer their machines are reached only where one is the place
	// itself, never by a redirect or a name.
	AllowPrivate bool
	// Proxy gives the proxy for an address, such as that of the environment; nil:
	// none is used. What a proxy reaches is for it to judge.
	Proxy func(*url.URL) (*url.URL, error)
	Roots *x509.CertPool // who may vouch for servers; nil: whom the system trusts

	MaxBytes int64         // of one file as it is fetched; default 20 GiB
	Silence  time.Duration // how long a server may say next to nothing; default 1 minute
	Timeout  time.Duration // for one file, or all pages of an API; default 12 hours
	Retries  int           // in a row without progress; default 8; negative: none
	MaxWait  time.Duration // the longest wait that a server may ask for; default 10 minutes
	Agent    string        // the User-Agent header; default "redress"

	Now   func() time.Time
	Sleep func(context.Context, time.Duration) error // default: until the time is over or the context is
	Rand  func() float64                             // 0 to 1, spreads retries; default: chance
	Log   *slog.Logger                               // default: none

	S3 S3
	// Kept receives a copy of all that is fetched, and knows what was published;
	// nil: nothing is kept, and everything is fetched each time.
	Kept *keep.Store
	// Stands reports whether what a load published still stands: a file that has
	// not changed since then is read again once another one was loaded over it.
	// nil: it always does.
	Stands func(ctx context.Context, load string) (bool, error)
}

// S3 is where and as whom S3-compatible stores are asked.
type S3 = bucket.Config

// Pages is how an address that is a paged JSON API is read.
type Pages = pages.API

// Cursor is how Pages asks for the next page.
type Cursor = pages.Cursor

// Size is how Pages asks for a number of records.
type Size = pages.Size

func (n *Network) client() *web.Client {
	return web.New(web.Config{AllowPrivate: n.AllowPrivate, Proxy: n.Proxy, Roots: n.Roots, MaxBytes: n.MaxBytes, Silence: n.Silence,
		Timeout: n.Timeout, Retries: n.Retries, MaxWait: n.MaxWait, Agent: n.Agent, Now: n.Now, Sleep: n.Sleep, Rand: n.Rand, Log: n.Log})
}
