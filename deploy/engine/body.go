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
	reading sync.Mutex // held while the body is read, which may take long
	body    io.ReadCloser

	mu      sync.Mutex
	kept    []byte // what was read so far
	dropped bool   // more was read than is kept
	failed  error  // why it could not be read to its end
}

// broken returns the error of the body itself, which is the caller's and not
// the engine's.
func (b *replayBody) broken() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.failed
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
	if n := r.from.copy(p, &r.at); n > 0 {
		return n, nil
	}
	r.from.reading.Lock()
	defer r.from.reading.Unlock()
	// Another attempt may have read on in the meantime.
	if n := r.from.copy(p, &r.at); n > 0 {
		return n, nil
	}
	n, err := r.from.body.Read(p)
	r.from.keep(p[:n], err)
	r.at += n
	return n, err
}

// copy serves what is kept behind the position, and moves it.
func (b *replayBody) copy(p []byte, at *int) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if *at >= len(b.kept) {
		return 0
	}
	n := copy(p, b.kept[*at:])
	*at += n
	return n
}

// keep notes what was read.
func (b *replayBody) keep(piece []byte, err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if err != nil && err != io.EOF {
		b.failed = err
	}
	if len(b.kept)+len(piece) > maxReplay {
		b.kept, b.dropped = nil, true
	}
	if !b.dropped {
		b.kept = append(b.kept, piece...)
	}
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
