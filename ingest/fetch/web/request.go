package web

import (
	"context"
	"net/http"
	"net/netip"
	"net/url"
	"strings"

	"redress/ingest/fetch/guard"
)

// A Request is what to ask for.
type Request struct {
	// URL is http or https. Its user information is sent as basic
	// authentication, to its host only.
	URL *url.URL
	// Since is the state that is known already: an unchanged file is not sent.
	Since Validators
	// Shown is how errors call it; empty: Show(URL).
	Shown string
	// Sign signs a request, which then follows no redirect; nil: nothing is
	// signed.
	Sign func(*http.Request) *http.Request
}

// Validators are what a server tells versions of a file apart by. Both are as
// the server wrote them; empty where it did not.
type Validators struct{ ETag, LastModified string }

// strong returns the ETag where it promises that equal ETags are equal bytes.
func (v Validators) strong() string {
	if strings.HasPrefix(v.ETag, `"`) {
		return v.ETag
	}
	return ""
}

// Show returns an address without what may be secret in it: the query, the user
// information and the fragment.
func Show(u *url.URL) string {
	plain := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return plain.String()
}

func (r Request) shown() string {
	if r.Shown != "" {
		return r.Shown
	}
	return Show(r.URL)
}

// build makes the request with what every one of ours carries.
func (c *Client) build(ctx context.Context, r Request) (*http.Request, error) {
	address := *r.URL
	address.User, address.Fragment = nil, ""
	request, err := http.NewRequestWithContext(guard.Named(ctx, address.Hostname()), http.MethodGet, address.String(), nil)
	if err != nil {
		return nil, failf(r, "is no address that can be asked; check it")
	}
	request.URL = &address // as it is: the path of a signed one is encoded in its own way
	request.Header.Set("User-Agent", c.config.Agent)
	request.Header.Set("Accept-Encoding", "identity")
	if user := r.URL.User; user != nil {
		password, _ := user.Password()
		request.SetBasicAuth(user.Username(), password)
	}
	return request, nil
}

// do sends a request.
func (c *Client) do(r Request, request *http.Request) (*http.Response, error) {
	if r.Sign != nil {
		return c.strict.Do(r.Sign(request))
	}
	return c.following.Do(request)
}

// judgeLiteral refuses what guard refuses where it stands in an address as it is.
func (c *Client) judgeLiteral(ctx context.Context, u *url.URL) error {
	address, err := netip.ParseAddr(u.Hostname())
	if err != nil {
		return nil // a name, which is judged when it is dialled
	}
	return guard.Judge(ctx, address, c.config.AllowPrivate)
}
