package web

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"redress/ingest/fetch/guard"
)

var (
	errSilent = errors.New("silent for too long")
	errTotal  = errors.New("took too long in all")
)

// failf is a fault for good: asking again would not help.
func failf(r Request, format string, args ...any) error {
	return fmt.Errorf("%s: %s", r.shown(), fmt.Sprintf(format, args...))
}

// A passing fault may be over the next time.
type passing struct {
	what  string        // completes "the server …" or stands alone
	after time.Duration // how long the server asks to wait; 0: it does not say
}

func (p *passing) Error() string { return p.what }

// explain tells what an error of net/http means. Its own text holds whole
// addresses and parts of answers, so it is never shown.
func (c *Client) explain(ctx context.Context, r Request, err error) error {
	var (
		refused  *guard.RefusedError
		name     *net.DNSError
		network  *net.OpError
		wrong    *tls.CertificateVerificationError
		unknown  x509.UnknownAuthorityError
		noTLS    tls.RecordHeaderError
		deadline interface{ Timeout() bool }
	)
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, errTotal):
		return failf(r, "was not fetched within %s; raise the limit (download: timeout) or ask for less", c.config.Timeout)
	case errors.Is(cause, errSilent):
		return &passing{what: fmt.Sprintf("the server sent next to nothing for %s", c.config.Silence)}
	case cause != nil:
		return fmt.Errorf("%s: %w", r.shown(), cause)
	}
	switch {
	case errors.As(err, &refused) && guard.Special(refused.Address):
		return failf(r, "%s, with private addresses allowed; check where the address leads", refused)
	case errors.As(err, &refused):
		return failf(r, "%s; allow private addresses in the configuration if it is yours", refused)
	case errors.Is(err, errRedirected):
		return failf(r, "answers with another address, which a signed request must not follow; check endpoint and region")
	case errors.Is(err, errManyHops), errors.Is(err, errOtherScheme), errors.Is(err, errDowngraded):
		return failf(r, "%s; give the address that it leads to", sentinel(err))
	case errors.As(err, &wrong), errors.As(err, &unknown):
		return failf(r, "the server's certificate is not one this machine trusts; check the address and the clock")
	case errors.As(err, &noTLS):
		return failf(r, "the server does not speak https; check the address")
	case errors.As(err, &name) && name.IsNotFound:
		return failf(r, "there is no server of that name; check the address")
	case errors.As(err, &name):
		return &passing{what: "the name of the server could not be looked up"}
	case errors.As(err, &deadline) && deadline.Timeout() || errors.Is(err, os.ErrDeadlineExceeded):
		return &passing{what: "the server did not answer in time"}
	case errors.As(err, &network) && network.Op == "dial":
		return &passing{what: "the server could not be reached"}
	}
	return &passing{what: "the connection broke off"}
}

// sentinel returns which of our errors err is, without what net/http adds.
func sentinel(err error) error {
	for _, known := range []error{errManyHops, errOtherScheme, errDowngraded} {
		if errors.Is(err, known) {
			return known
		}
	}
	return errRedirected
}

// judgeStatus returns nil for an answer with a body to read, a passing fault for
// what may be over the next time, and a fault for good otherwise.
func (c *Client) judgeStatus(r Request, response *http.Response) error {
	status := response.StatusCode
	said := fmt.Sprintf("the server answers %d (%s)", status, http.StatusText(status))
	switch {
	case status == http.StatusOK, status == http.StatusPartialContent:
		return nil
	case status == http.StatusRequestTimeout, status == http.StatusTooEarly, status == http.StatusTooManyRequests, status >= 500:
		after, err := c.retryAfter(r, response)
		if err != nil {
			return err
		}
		return &passing{what: said, after: after}
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return failf(r, "%s; check the credentials", said)
	case status == http.StatusNotFound, status == http.StatusGone:
		return failf(r, "%s; check the address", said)
	}
	return failf(r, "%s, not with a file; check the address", said)
}

// again waits before the next try, or says that there is none. tries counts
// those in a row that brought nothing.
func (c *Client) again(ctx context.Context, r Request, fault *passing, tries int) error {
	if tries > max(c.config.Retries, 0) {
		return failf(r, "%s, %d times in a row; try again later", fault.what, tries)
	}
	wait := max(fault.after, c.backoff(tries))
	c.config.Log.WarnContext(ctx, "fetch: trying again", slog.String("url", r.shown()), slog.String("because", fault.what),
		slog.Int("try", tries), slog.Duration("after", wait))
	if err := c.config.Sleep(ctx, wait); err != nil {
		return c.explain(ctx, r, err)
	}
	return nil
}

// backoff is chosen at random below a bound that doubles, so that many who
// failed together do not come back together.
func (c *Client) backoff(tries int) time.Duration {
	const first, most = 500 * time.Millisecond, time.Minute
	bound := most
	if tries < 8 {
		bound = min(most, first<<tries)
	}
	return time.Duration(c.config.Rand() * float64(bound))
}
