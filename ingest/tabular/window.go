package tabular

import "io"

const (
	sampleBytes = 1 << 20   // read before anything is decided
	chunkBytes  = 128 << 10 // read at a time afterwards: stays in the processor's cache
)

// A window is the part of a stream that the parser can see: buf[pos:end]. It
// grows only as far as one record needs.
type window struct {
	src      io.Reader
	buf      []byte
	pos, end int
	err      error // why there is no more: io.EOF or a fault of src
}

// view returns the bytes in sight. They move with the next call of more.
func (w *window) view() []byte { return w.buf[w.pos:w.end] }

// more brings further bytes into sight behind the present ones, which keep
// their distance from pos. It is false when the stream has ended; err says how.
func (w *window) more() bool {
	if w.err != nil {
		return false
	}
	w.makeRoom()
	for range 100 {
		limit := min(len(w.buf), w.end+chunkBytes)
		n, err := w.src.Read(w.buf[w.end:limit])
		w.end += n
		w.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	w.err = io.ErrNoProgress
	return false
}

// makeRoom moves the bytes in sight to the front when less than half a chunk
// is free behind them. When they fill half the buffer it doubles that, so that
// a long record is not moved again with every chunk.
func (w *window) makeRoom() {
	if len(w.buf)-w.end >= chunkBytes/2 {
		return
	}
	kept := w.end - w.pos
	target := w.buf
	if kept > len(w.buf)/2 {
		target = make([]byte, 2*len(w.buf))
	}
	copy(target, w.buf[w.pos:w.end])
	w.buf, w.pos, w.end = target, 0, kept
}
