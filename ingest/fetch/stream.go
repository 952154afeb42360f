package fetch

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"redress/ingest/keep"
)

// deflated is the packing of a zip member.
const deflated kind = "deflate data"

// A fault is a finished sentence about a file. Unpackers hand it through.
type fault struct{ sentence string }

func (f *fault) Error() string { return f.sentence }

// A stream is an open blob: it unpacks, verifies, counts and keeps the limits.
//
// Bytes rise through floors: the file or the raw member, a member's deflate, its
// checksum, then the layers. Each floor that unpacks has its own limits: data
// that unpack to nothing twice over would otherwise cost time without end.
type stream struct {
	blob   *Blob
	opened opened
	meter  *meter
	floors []io.Reader // from the packed bytes up
	ends   []io.Closer // of the unpackers
	err    error       // what ended the stream
	closed bool
}

func newStream(b *Blob, raw opened) *stream {
	s := &stream{blob: b, opened: raw, meter: &meter{src: raw.bytes, done: &b.done}}
	if raw.hashed {
		s.meter.hash = sha256.New()
	}
	s.floors = []io.Reader{s.meter}
	return s
}

// unpack builds the floors and refuses what is packed once more.
func (s *stream) unpack() error {
	if s.opened.packed != plain {
		if err := s.rise(s.opened.packed); err != nil {
			return err
		}
	}
	if s.opened.verify != nil {
		s.floors = append(s.floors, &verifier{src: s.top(), checksum: s.opened.verify, path: s.blob.Path})
	}
	for _, layer := range s.blob.layers {
		if err := s.rise(layer); err != nil {
			return err
		}
	}
	if s.bare() {
		return nil
	}
	peeker := bufio.NewReaderSize(s.top(), 4<<10)
	head, _ := peeker.Peek(headBytes) // a fault comes again with the first Read
	s.floors = append(s.floors, peeker)
	if inner := sniff(head); inner != plain && !s.blob.whole {
		return tooDeep(s.blob, inner)
	}
	return nil
}

// bare says that the blob is a file that is not packed at all.
func (s *stream) bare() bool { return s.opened.verify == nil && len(s.blob.layers) == 0 }

func (s *stream) top() io.Reader { return s.floors[len(s.floors)-1] }

// rise adds the floor that unpacks k.
func (s *stream) rise(k kind) error {
	unpacker, err := unpack(s.top(), k)
	if err != nil {
		return err
	}
	s.ends = append(s.ends, unpacker)
	s.floors = append(s.floors, &limiter{src: unpacker, blob: s.blob, packed: s.meter})
	return nil
}

// unpack returns the unpacked bytes of raw.
func unpack(raw io.Reader, k kind) (io.ReadCloser, error) {
	switch k {
	case gzipped:
		return gzip.NewReader(bufio.NewReaderSize(raw, 64<<10))
	case deflated:
		return flate.NewReader(bufio.NewReaderSize(raw, 64<<10)), nil
	case zstandard:
		decoder, err := zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(128<<20))
		if err != nil {
			return nil, err
		}
		return decoder.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("no way to unpack %s", k)
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.top().Read(p)
	switch err {
	case nil:
	case io.EOF:
		s.err = s.finish()
	default:
		s.err = s.explain(err)
	}
	return n, s.err
}

// finish verifies what was read and settles the digest. It returns io.EOF when
// all is well.
func (s *stream) finish() error {
	// An unpacker may stop short of the last bytes below it.
	for i := len(s.floors) - 1; i >= 0; i-- {
		if _, err := io.Copy(io.Discard, s.floors[i]); err != nil {
			return s.explain(err)
		}
	}
	held := s.blob.source.held()
	if err := held.unchanged(); err != nil {
		return err
	}
	if s.opened.hashed {
		sum := hex.EncodeToString(s.meter.hash.Sum(nil))
		if held.sum != "" && held.sum != sum {
			return fmt.Errorf("%s: is no longer what was fetched, so the copy is damaged; fetch it again", s.blob.Path)
		}
		s.blob.provenance.SHA256 = sum
	}
	return io.EOF
}

// explain makes one sentence of a fault, with the way out.
func (s *stream) explain(err error) error {
	var told *fault
	var kept *keep.DamagedError
	var system *fs.PathError
	switch {
	case errors.As(err, &kept):
		return kept
	case errors.As(err, &told):
		return told
	case errors.As(err, &system) || s.bare() && !errors.Is(err, io.ErrUnexpectedEOF):
		return explainRead(s.blob.Path, err)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fmt.Errorf("%s: ends too early (%w), so it was cut short; download it again", s.blob.Path,
			io.ErrUnexpectedEOF)
	}
	return fmt.Errorf("%s: is damaged (%w); download it again", s.blob.Path, err)
}

// Close implements io.Closer. It says nothing of what was not read, and a
// second call does nothing.
func (s *stream) Close() error {
	if s.closed {
		return nil
	}
	s.closed = true
	if s.err == nil {
		s.err = os.ErrClosed
	}
	for _, end := range s.ends {
		end.Close() // its error is the fault that Read has told
	}
	return s.opened.bytes.Close()
}

// A meter counts and, if asked to, digests what is read through it.
type meter struct {
	src   io.Reader
	done  *atomic.Int64
	count int64
	hash  hash.Hash
}

// Read implements io.Reader.
func (m *meter) Read(p []byte) (int, error) {
	n, err := m.src.Read(p)
	m.count += int64(n)
	m.done.Store(m.count)
	if m.hash != nil {
		m.hash.Write(p[:n])
	}
	return n, err
}

// A limiter stops what unpacks to more than it may.
type limiter struct {
	src    io.Reader
	blob   *Blob
	packed *meter
	size   int64
}

// Read implements io.Reader.
func (l *limiter) Read(p []byte) (int, error) {
	n, err := l.src.Read(p)
	l.size += int64(n)
	limits := l.blob.limits
	packed := float64(l.packed.count) * l.blob.source.held().share
	switch {
	case l.size > limits.MaxBytes:
		return n, &fault{fmt.Sprintf("%s: unpacks to more than the limit of %d bytes; unpack it yourself if you trust it, "+
			"and split it", l.blob.Path, limits.MaxBytes)}
	case l.size > limits.RatioFrom && float64(l.size) > packed*float64(limits.MaxRatio):
		return n, &fault{fmt.Sprintf("%s: unpacks to more than %d times its size, as a zip bomb does; unpack it yourself "+
			"if you trust it", l.blob.Path, limits.MaxRatio)}
	}
	return n, err
}

// A checksum is what an archive says of a member's unpacked bytes.
type checksum struct {
	wantSize, size uint64
	wantSum, sum   uint32 // CRC-32; a wanted 0 was not set
}

// A verifier compares what is read through it with a checksum at the end.
type verifier struct {
	src      io.Reader
	checksum *checksum
	path     string
}

// Read implements io.Reader.
func (v *verifier) Read(p []byte) (int, error) {
	n, err := v.src.Read(p)
	c := v.checksum
	c.size += uint64(n)
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p[:n])
	if err == io.EOF && (c.size != c.wantSize || c.sum != c.wantSum && c.wantSum != 0) {
		err = &fault{v.path + ": the data do not match their checksum, so the archive is damaged; download it again"}
	}
	return n, err
}
