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
	base.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
		conn, err := w.starter.place.dial(ctx)
		if err != nil {
			return nil, err
		}
		return &countedConn{Conn: conn}, nil
	}
	return &transport{watchdog: w, base: base}
}

// CloseIdleConnections is what http.Client looks for.
func (t *transport) CloseIdleConnections() { t.base.CloseIdleConnections() }

// RoundTrip sends a request. One that never reached the engine is sent again
// always. One that did is sent again only if it reads, because nobody knows
// what a write has done; that is ErrLost.
func (t *transport) RoundTrip(request *http.Request) (*http.Response, error) {
	body := &replayBody{body: request.Body}
	defer body.close()
	var cause error
	engine := 0
	for attempt := 1; ; attempt++ {
		wait, cancel := context.WithTimeout(request.Context(), requestPatience)
		number, err := t.watchdog.alive(wait, engine)
		cancel()
		if err != nil {
			if request.Context().Err() != nil {
				return nil, context.Cause(request.Context())
			}
			return nil, errUnavailable(err)
		}
		again, ok := body.attempt()
		if !ok {
			return nil, lost(cause)
		}
		response, reached, err := t.send(request, again)
		if err == nil {
			response.Body = &lostBody{ReadCloser: response.Body, ctx: request.Context()}
			return response, nil
		}
		if request.Context().Err() != nil {
			return nil, err
		}
		t.base.CloseIdleConnections()
		if cause = err; reached && !reads(request) || attempt == attempts {
			return nil, lost(cause)
		}
		// The engine that failed is the one to outlive, unless it only closed
		// an idle connection.
		if !t.stillThere(request.Context(), number) {
			engine = number
		}
	}
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

// send sends the request once and reports whether a byte of it was taken by the
// engine's socket.
func (t *transport) send(request *http.Request, body io.ReadCloser) (response *http.Response, reached bool, err error) {
	var used *countedConn
	var before int64
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		if conn, ok := info.Conn.(*countedConn); ok {
			used, before = conn, conn.written.Load()
		}
	}}
	attempt := request.Clone(httptrace.WithClientTrace(request.Context(), trace))
	if request.Body != nil {
		attempt.Body, attempt.GetBody = body, nil
	}
	response, err = t.base.RoundTrip(attempt)
	return response, used != nil && used.written.Load() > before, err
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

// A countedConn counts the bytes that were written to it.
type countedConn struct {
	net.Conn
	written atomic.Int64
}

func (c *countedConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.written.Add(int64(n))
	return n, err
}
