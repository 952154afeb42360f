package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
)

// maxReplay is how much of a request body is kept to be sent again. Before the
// first byte leaves, less than this is read ahead; the text of a query is
// rarely longer.
const maxReplay = 1 << 20

// A replayBody is the body of a request that can be sent again. The body of an
// insert comes from a pipe and cannot be asked for twice, so what was read is
// kept for the next attempt.
type replayBody struct {
	mu      sync.Mutex
	body    io.ReadCloser
	kept    []byte // what was read so far
	dropped bool   // more was read than is kept
}

// attempt returns the body from its beginning, false when that is gone. An
// earlier attempt may still be reading: what it reads is kept for this one.
func (b *replayBody) attempt() (io.ReadCloser, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return io.NopCloser(&replay{from: b}), !b.dropped
}

// close closes the body, as a RoundTripper must, when no attempt needs it.
func (b *replayBody) close() {
	if b.body != nil {
		_ = b.body.Close()
	}
}

// A replay is one attempt at reading a replayBody.
type replay struct {
	from *replayBody
	at   int
}

func (r *replay) Read(p []byte) (int, error) {
	b := r.from
	b.mu.Lock()
	defer b.mu.Unlock()
	if r.at < len(b.kept) {
		n := copy(p, b.kept[r.at:])
		r.at += n
		return n, nil
	}
	n, err := b.body.Read(p)
	if !b.dropped && len(b.kept)+n > maxReplay {
		b.kept, b.dropped = nil, true
	}
	if !b.dropped {
		b.kept = append(b.kept, p[:n]...)
		r.at = len(b.kept)
	}
	return n, err
}

// A lostBody is the body of a response. A break in the middle that its reader
// did not cause means that the engine is gone.
type lostBody struct {
	io.ReadCloser
	ctx context.Context
}

func (b *lostBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err == nil || errors.Is(err, io.EOF) || b.ctx.Err() != nil {
		return n, err
	}
	return n, fmt.Errorf("%w: %w", ErrLost, err)
}
