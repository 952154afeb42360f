package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
)

// An answer writes the outcome of one request and knows whether any of it has
// left for the client.
type answer struct {
	w    http.ResponseWriter
	tag  string // marks an exception inside the output
	sent bool
}

// newAnswer announces the format, the query's id and the tag by which the
// client tells an exception from data that look like one.
func newAnswer(w http.ResponseWriter, req *request, tag string) *answer {
	header := w.Header()
	header.Set("X-ClickHouse-Exception-Tag", tag)
	header.Set("X-ClickHouse-Query-Id", req.queryID)
	header.Set("Content-Type", contentType(req.format))
	return &answer{w: w, tag: tag}
}

func contentType(format string) string {
	switch {
	case strings.HasPrefix(format, "JSON"):
		return "application/json; charset=UTF-8"
	case strings.HasPrefix(format, "CSV"):
		return "text/csv; charset=UTF-8"
	case strings.HasPrefix(format, "TabSeparated"), strings.HasPrefix(format, "TSV"):
		return "text/tab-separated-values; charset=UTF-8"
	}
	return "application/octet-stream"
}

// write sends output on; an error means that the client has gone.
func (a *answer) write(piece []byte) error {
	a.sent = true
	_, err := a.w.Write(piece)
	return err
}

// fail reports an error. Before the first output it is a status and the
// engine's text. Afterwards the status is out, so the output ends in a marked
// exception and the connection breaks: no client can take a part for the whole.
func (a *answer) fail(err error) {
	text := err.Error()
	var engine *engineError
	if !errors.As(err, &engine) {
		engine = refusal(1000, "POCO_EXCEPTION", text)
		text = engine.text
	}
	if !a.sent {
		a.w.Header().Set("Content-Type", "text/plain; charset=UTF-8")
		a.w.Header().Set("X-ClickHouse-Exception-Code", strconv.Itoa(engine.code))
		http.Error(a.w, text, statusOf(engine.code))
		return
	}
	text = strings.TrimSuffix(text[:min(len(text), 15<<10)], "\n")
	fmt.Fprintf(a.w, "\r\n__exception__\r\n%s\r\n%s\n%d %s\r\n__exception__\r\n", a.tag, text, len(text)+1, a.tag)
	_ = http.NewResponseController(a.w).Flush()
	panic(http.ErrAbortHandler)
}

// statusOf is the HTTP status that ClickHouse gives to the error codes that
// clients tell apart; everything else is 500.
func statusOf(code int) int {
	switch code {
	case 60, 81: // unknown table, unknown database
		return http.StatusNotFound
	case 48:
		return http.StatusNotImplemented
	case 62, 36, 115: // syntax, arguments, settings
		return http.StatusBadRequest
	case 164: // readonly
		return http.StatusForbidden
	}
	return http.StatusInternalServerError
}

// run runs the request on a session and answers it.
func (a *answer) run(ctx context.Context, conn *connection, req *request) error {
	what, err := conn.classify(req.query)
	if err != nil {
		return err
	}
	if what.statements > 1 {
		return refusal(62, "SYNTAX_ERROR", "Multi-statements are not allowed")
	}
	// The engine checks readonly itself, but lets a statement that sets it back
	// to its default out of it.
	if req.readonly && what.class != classRead && what.class != classUnknown {
		return refusal(164, "READONLY", "Cannot execute query in readonly mode")
	}
	switch {
	case req.data != nil:
		return a.insert(ctx, conn, req)
	case what.class == classRead && !req.whole:
		if heading, ok := streamable(req); ok {
			return a.stream(ctx, conn, req, heading)
		}
	}
	return a.whole(conn, req)
}

func (a *answer) whole(conn *connection, req *request) error {
	result, err := conn.query(req.query, req.format, req.parameters)
	if err != nil {
		return err
	}
	defer result.close()
	output := result.bytes()
	a.w.Header().Set("Content-Length", strconv.Itoa(len(output)))
	if len(output) == 0 {
		return nil
	}
	return a.write(output)
}

// insert passes the data on. A body that breaks off gives the insert up: what
// the client did not finish sending must not count.
func (a *answer) insert(ctx context.Context, conn *connection, req *request) error {
	insert, err := conn.insert(req.query, req.insertFormat, req.parameters)
	if err != nil {
		return err
	}
	defer insert.close()
	buffer := make([]byte, 256<<10)
	for {
		n, err := req.data.Read(buffer)
		if appendErr := insert.append(buffer[:n]); appendErr != nil {
			return appendErr
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			insert.cancel()
			return fmt.Errorf("read the data of an insert: %w", err)
		}
	}
	if ctx.Err() != nil {
		insert.cancel()
		return context.Cause(ctx)
	}
	rows, err := insert.finish()
	if err != nil {
		return err
	}
	a.w.Header().Set("X-ClickHouse-Summary", fmt.Sprintf(`{"written_rows":"%d"}`, rows))
	a.w.Header().Set("Content-Length", "0")
	return nil
}
