package engine

import (
	"context"
	"sync"
)

const (
	maxSessions   = 32 // requests that run at the same time; more of them wait
	spareSessions = 2
)

// A pool hands out sessions of the engine, one per request. A session is used
// once: SET and USE stick to it, and opening one costs 0.2 ms, so throwing it
// away is the cheap way to be sure that no setting of one request (readonly
// least of all) reaches the next. A few are opened ahead.
type pool struct {
	open   func() (*connection, error)
	slots  chan struct{}
	spare  chan *connection
	refill chan struct{}
	quit   chan struct{}
	done   sync.WaitGroup
}

func newPool(open func() (*connection, error)) *pool {
	p := &pool{
		open:   open,
		slots:  make(chan struct{}, maxSessions),
		spare:  make(chan *connection, spareSessions),
		refill: make(chan struct{}, 1),
		quit:   make(chan struct{}),
	}
	p.done.Go(p.keepSpares)
	p.refill <- struct{}{}
	return p
}

// get returns a fresh session, and waits for one as long as the context allows.
func (p *pool) get(ctx context.Context) (*connection, error) {
	select {
	case p.slots <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	select {
	case conn := <-p.spare:
		return conn, nil
	default:
	}
	conn, err := p.open()
	if err != nil {
		<-p.slots
	}
	return conn, err
}

// put closes a used session.
func (p *pool) put(conn *connection) {
	conn.close()
	<-p.slots
	select {
	case p.refill <- struct{}{}:
	default:
	}
}

func (p *pool) keepSpares() {
	for {
		select {
		case <-p.quit:
			return
		case <-p.refill:
		}
		for len(p.spare) < cap(p.spare) {
			conn, err := p.open()
			if err != nil {
				break // the next request will meet the error itself
			}
			p.spare <- conn
		}
	}
}

// close closes the spare sessions. No session may be in use.
func (p *pool) close() {
	close(p.quit)
	p.done.Wait()
	for {
		select {
		case conn := <-p.spare:
			conn.close()
		default:
			return
		}
	}
}
