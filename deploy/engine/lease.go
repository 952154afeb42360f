package engine

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"
)

// leasePatience bounds the wait for a lease from an engine that listens: one
// that is alive gives it at once.
const leasePatience = time.Second

// A lease is the holder's end of a lease connection. While it is open, the
// engine goes on; when it breaks, the engine is gone.
type lease struct {
	conn   net.Conn
	reader *bufio.Reader
	engine *process
	child  *child // set when this process is the parent of the engine

	lost chan struct{} // closed when the connection has ended
	word chan string   // what the engine answered to the goodbye
}

// takeLease asks the engine of a place for a lease. It does not start one.
func takeLease(ctx context.Context, place *place) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, leasePatience)
	defer cancel()
	conn, err := place.dial(ctx)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })
	l := &lease{conn: conn, reader: bufio.NewReader(conn), lost: make(chan struct{}), word: make(chan string, 1)}
	if err := l.ask(); err != nil {
		stop()
		_ = conn.Close()
		return nil, err
	}
	if !stop() {
		_ = conn.Close()
		return nil, context.Cause(ctx)
	}
	l.engine = openProcess(peer(conn))
	go l.listen() // ends with the connection, which close ends
	return l, nil
}

// ask speaks the little HTTP that a lease needs.
func (l *lease) ask() error {
	if _, err := io.WriteString(l.conn, "GET /lease HTTP/1.1\r\nHost: engine\r\n\r\n"); err != nil {
		return err
	}
	response, err := http.ReadResponse(l.reader, nil)
	if err != nil {
		return err
	}
	// The lease says Connection: close, for which Close reads nothing: what
	// comes next on the connection is for listen.
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the engine gives no lease: %s", response.Status)
	}
	return nil
}

// listen waits for the end of the connection.
func (l *lease) listen() {
	defer close(l.lost)
	for {
		line, err := l.reader.ReadString('\n')
		if err != nil {
			return
		}
		select {
		case l.word <- strings.TrimSpace(line):
		default:
		}
	}
}

// close gives the lease back. If it was the last one it waits for the engine to
// end, so that its directory is free, its files are whole and, for a parent, no
// zombie is left.
func (l *lease) close() error {
	defer l.engine.release()
	defer func() {
		_ = l.conn.Close()
		<-l.lost
	}()
	patience := time.NewTimer(endPatience)
	defer patience.Stop()
	if _, err := io.WriteString(l.conn, wordBye+"\n"); err != nil {
		return l.reaped(patience.C) // it is gone already
	}
	select {
	case <-l.lost:
	case word := <-l.word:
		if word == wordHeld {
			return nil
		}
		select {
		case <-l.lost:
		case <-patience.C:
			return errors.New("the engine takes long to end and was left to it")
		}
	case <-patience.C:
		return errors.New("the engine did not answer the goodbye and was left alone")
	}
	return l.reaped(patience.C)
}

// drop closes a lease whose engine is gone.
func (l *lease) drop() {
	_ = l.conn.Close()
	<-l.lost
	l.engine.release()
}

// reaped waits until the ended child is reaped, if it is ours.
func (l *lease) reaped(patience <-chan time.Time) error {
	if l.child == nil {
		return nil
	}
	select {
	case <-l.child.ended:
		return nil
	case <-patience:
		return errors.New("the engine process did not end")
	}
}
