package engine

import (
	"bufio"
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// firstLease is how long a new engine waits for whoever started it.
	firstLease = 15 * time.Second
	// leaseGrace is how long it waits after a lease broke off without a word:
	// its holder died, and another may come at once to take its place.
	leaseGrace = 2 * time.Second
)

// leases counts who uses the engine. A lease is a connection that its holder
// keeps open. When the last holder says goodbye the engine ends; when the last
// one just goes, it ends after a short grace.
type leases struct {
	mu      sync.Mutex
	held    int
	ending  bool          // no lease is given any more
	changed chan struct{} // told of every change, holds one message
	goodbye bool          // how the last holder went
}

func newLeases() *leases { return &leases{changed: make(chan struct{}, 1)} }

// The words of the lease connection.
const (
	wordBye  = "bye"  // the holder goes
	wordHeld = "held" // others stay
	wordLast = "last" // the engine ends; the connection closes with the process
)

// serve gives a lease and holds it until its connection ends.
func (l *leases) serve(w http.ResponseWriter) {
	if !l.take() {
		http.Error(w, "the engine is ending", http.StatusServiceUnavailable)
		return
	}
	conn, buffered, err := http.NewResponseController(w).Hijack()
	if err != nil {
		l.drop(false)
		http.Error(w, "a lease needs a connection of its own", http.StatusBadRequest)
		return
	}
	_, err = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n")
	if err == nil && l.hold(conn, buffered.Reader) {
		return // the kernel closes it with the process, which tells the holder
	}
	_ = conn.Close()
}

// hold reads the lease connection to its end, and reports whether it must stay
// open.
func (l *leases) hold(conn net.Conn, reader *bufio.Reader) (keep bool) {
	line, err := reader.ReadString('\n')
	if err != nil || strings.TrimSpace(line) != wordBye {
		l.drop(false)
		return false
	}
	if l.drop(true) {
		_, _ = io.WriteString(conn, wordLast+"\n")
		return true
	}
	_, _ = io.WriteString(conn, wordHeld+"\n")
	return false
}

func (l *leases) take() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ending {
		return false
	}
	l.held++
	l.tell()
	return true
}

// drop gives a lease back and reports whether the engine ends with it.
func (l *leases) drop(goodbye bool) (last bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held--
	l.goodbye = goodbye
	last = goodbye && l.held == 0
	if last {
		l.ending = true
	}
	l.tell()
	return last
}

func (l *leases) tell() {
	select {
	case l.changed <- struct{}{}:
	default:
	}
}

// end stops giving leases, unless one is held.
func (l *leases) end() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.held > 0 {
		return false
	}
	l.ending = true
	return true
}

// refuse stops giving leases.
func (l *leases) refuse() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ending = true
}

// wait returns when nobody uses the engine any more, or the context ends.
func (l *leases) wait(ctx context.Context) {
	patience := time.NewTimer(firstLease)
	defer patience.Stop()
	for {
		select {
		case <-ctx.Done():
			l.refuse()
			return
		case <-patience.C:
			if l.end() {
				return
			}
		case <-l.changed:
		}
		l.mu.Lock()
		held, ending := l.held, l.ending
		l.mu.Unlock()
		switch {
		case ending:
			return
		case held == 0:
			patience.Reset(leaseGrace)
		default:
			patience.Stop()
		}
	}
}
