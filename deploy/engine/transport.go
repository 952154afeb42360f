package engine

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync/atomic"
	"time"
)

// requestPatience bounds how long a request waits for an engine that is being
// restarted.
const requestPatience = 15 * time.Second

// attempts bounds how often one request is sent, in case it is the request that
// ends the engine.
const attempts = 3

// A transport sends the requests of clickhouse-go to the embedded engine and
// hides its restarts: it waits for the next engine, and sends again what may be
// sent again.
type transport struct {
	watchdog *watchdog
	base     *http.Transport
}

// newTransport turns the transport that clickhouse-go made for one connection
// into ours.
func newTransport(w *watchdog, base *http.Transport) *transport {
	base.Proxy = nil // a socket is not behind the proxy of the environment
	base.ResponseHeaderTimeout = 0
	base.ExpectContinueTimeout = 24 * time.Hour // a write waits for the engine to ask for it
	base.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		return w.starter.place.dial(ctx)
	}
	return &transport{watchdog: w, base: base}
}

// CloseIdleConnections is what http.Client looks for.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// RoundTrip sends a request. One that never reached the engine is sent again
// always. One that did is sent again only if it reads, because nobody knows
// what a write has done; that is ErrLost.
//
// The socket of a dying engine takes bytes that nobody will read. So a write
// announces itself, and its body, which is the statement or its data, leaves
// only when the engine asks for it.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	body := &replayBody{body: request.Body}
	defer body.close()
	read := reads(request)
	var cause error
	engine := 0
	for attempt := 1; ; attempt++ {
		number, err := t.await(request.Context(), engine)
		if err != nil {
			return nil, err
		}
		again, ok := body.attempt()
		if !ok {
			return nil, lost(cause)
		}
		response, taken, err := t.send(request, again, !read)
		if err == nil {
			response.Body = &lostBody{ReadCloser: response.Body, ctx: request.Context()}
			return response, nil
		}
		if request.Context().Err() != nil {
			return nil, err
		}
		if broken := body.broken(); broken != nil {
			return nil, broken
		}
		t.base.CloseIdleConnections()
		if cause = err; (taken && !read) || attempt == attempts {
			return nil, lost(cause)
		}
		// The engine that failed is the one to outlive, unless it only closed
		// an idle connection.
		if !t.stillThere(request.Context(), number) {
			engine = number
		}
	}
}

// await waits for an engine after the one with the number, and returns its
// number.
func (t *transport) await(ctx context.Context, after int) (int, error) {
	wait, cancel := context.WithTimeout(ctx, requestPatience)
	defer cancel()
	number, err := t.watchdog.alive(wait, after)
	switch {
	case err == nil:
		return number, nil
	case ctx.Err() != nil:
		return 0, context.Cause(ctx)
	}
	return 0, errUnavailable(err)
}

// lost is the error about a request that is not sent again.
func lost(cause error) error {
	return fmt.Errorf("%w: %w", ErrLost, cause)
}

// stillThere reports whether the engine with the number answers.
func (t *transport) stillThere(ctx context.Context, number int) bool {
	state := t.watchdog.current()
	return state.lease != nil && state.number == number && t.watchdog.answers(ctx, "/ping", pingPatience)
}

// send sends the request once. With announce, its body is sent only when the
// engine asks for it, and taken says whether it did.
func (t *transport) send(request *http.Request, body io.ReadCloser, announce bool) (response *http.Response, taken bool, err error) {
	var asked atomic.Bool
	trace := &httptrace.ClientTrace{Got100Continue: func() { asked.Store(true) }}
	attempt := request.Clone(httptrace.WithClientTrace(request.Context(), trace))
	if request.Body != nil {
		attempt.Body, attempt.GetBody = body, nil
	}
	if announce {
		attempt.Header.Set("Expect", "100-continue")
	}
	response, err = t.base.RoundTrip(attempt)
	return response, asked.Load(), err
}

// reads reports whether the request may be repeated though it was begun.
func reads(request *http.Request) bool {
	query := request.URL.Query()
	if query.Get("readonly") == "1" {
		return true
	}
	if query.Has("query") || request.GetBody == nil {
		return false
	}
	body, err := request.GetBody()
	if err != nil {
		return false
	}
	defer body.Close()
	text, err := io.ReadAll(io.LimitReader(body, maxQuery))
	return err == nil && isRead(string(text))
}
