package engine

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	chproto "github.com/ClickHouse/ch-go/proto"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// A handler serves the part of ClickHouse's HTTP interface that clickhouse-go,
// curl and other simple clients use.
type handler struct {
	pool    *pool
	probe   *probe
	control *control
	leases  *leases
	version string // of ClickHouse
	log     *slog.Logger
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-ClickHouse-Server-Display-Name", "redress")
	switch r.URL.Path {
	case "/ping":
		// Answered by the process alone: no query can delay it.
		fmt.Fprint(w, "Ok.\n")
	case "/health":
		if err := h.probe.run(r.Context()); err != nil {
			http.Error(w, withoutData(err).Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprint(w, "Ok.\n")
	case "/lease":
		h.leases.serve(w)
	case "/":
		h.query(w, r)
	default:
		http.NotFound(w, r)
	}
}

// query answers one request for a query.
func (h *handler) query(w http.ResponseWriter, r *http.Request) {
	req, err := readRequest(r)
	if err != nil {
		(&answer{w: w}).fail(err)
		return
	}
	if revision, ok := isHello(r, req); ok {
		h.hello(w, revision)
		return
	}
	tag := rand.Text()[:16]
	answer := newAnswer(w, req, tag)
	ctx := r.Context()
	conn, err := h.pool.get(ctx)
	if err != nil {
		answer.fail(err)
		return
	}
	// The stop runs before the session is given back: a query is never killed
	// that belongs to somebody else.
	defer h.pool.put(conn)
	stop := h.control.killOnDone(ctx, tag)
	defer stop()

	for _, statement := range req.prepare(tag) {
		if err := conn.exec(statement); err != nil {
			answer.fail(err)
			return
		}
	}
	if err := answer.run(ctx, conn, req); err != nil {
		if ctx.Err() != nil {
			// Nobody reads the answer.
			panic(http.ErrAbortHandler)
		}
		answer.fail(err)
	}
}

// helloQuery is what clickhouse-go asks first on every connection.
const helloQuery = "SELECT displayName(), version(), revision(), timezone()"

// isHello recognises the driver's first question and returns the revision of
// its protocol.
func isHello(r *http.Request, req *request) (revision uint64, ok bool) {
	if strings.TrimSpace(req.query) != helloQuery || req.format != "Native" {
		return 0, false
	}
	revision, err := strconv.ParseUint(r.URL.Query().Get("client_protocol_version"), 10, 64)
	return revision, err == nil
}

// hello answers in the driver's own revision, as it expects, and says that the
// server's is 0: from then on it reads plain Native blocks, which is what the
// engine's Native format writes.
func (h *handler) hello(w http.ResponseWriter, revision uint64) {
	block := proto.NewBlock()
	for _, column := range []struct {
		name  string
		value any
	}{{"displayName()", "redress"}, {"version()", h.version}, {"revision()", uint32(0)}, {"timezone()", "UTC"}} {
		kind := "String"
		if _, number := column.value.(uint32); number {
			kind = "UInt32"
		}
		if err := addColumn(block, column.name, kind, column.value); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
	}
	var buffer chproto.Buffer
	if err := block.Encode(&buffer, revision); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = w.Write(buffer.Buf)
}

// control is a session of its own for KILL, so that a full pool cannot keep a
// query from being stopped.
type control struct {
	mu   sync.Mutex
	conn *connection
	log  *slog.Logger
}

// killOnDone stops the query with the tag in its log_comment when the context
// ends before the returned function is called. It asks again until then,
// because a query that has not begun yet cannot be found. KILL … SYNC would
// hang inside the library; ASYNC only marks the query.
func (c *control) killOnDone(ctx context.Context, tag string) (stop func()) {
	ended := make(chan struct{})
	var killer sync.WaitGroup
	killer.Go(func() {
		select {
		case <-ended:
			return
		case <-ctx.Done():
		}
		again := time.NewTicker(50 * time.Millisecond)
		defer again.Stop()
		for {
			c.kill(tag)
			select {
			case <-ended:
				return
			case <-again.C:
			}
		}
	})
	return func() {
		close(ended)
		killer.Wait()
	}
}

func (c *control) kill(tag string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	err := c.conn.exec("KILL QUERY WHERE endsWith(Settings['log_comment'], " + quoteString(tag) + ") AND query NOT LIKE 'KILL %' ASYNC")
	if err != nil {
		c.log.Warn("query not stopped", slog.Any("error", withoutData(err)))
	}
}

// probe is a session of its own that shows whether the engine still answers.
type probe struct {
	turn chan struct{} // holds one token: a probe that hangs keeps the others out
	conn *connection
}

func newProbe(conn *connection) *probe {
	p := &probe{turn: make(chan struct{}, 1), conn: conn}
	p.turn <- struct{}{}
	return p
}

func (p *probe) run(ctx context.Context) error {
	select {
	case <-p.turn:
		defer func() { p.turn <- struct{}{} }()
		return p.conn.exec("SELECT 1")
	case <-ctx.Done():
		return errors.New("the engine does not answer")
	}
}
