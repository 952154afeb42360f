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
)

// deflated is the packing of a zip member.
const deflated kind = "deflate data"

// A stream is an open blob: it unpacks, verifies, counts and keeps the limits.
type stream struct {
	blob   *Blob
	packed packed
	meter  *meter
	body   io.ReadCloser // unpacked
	peeked *bufio.Reader // body with its head looked at; nil for a plain file
	size   int64         // unpacked bytes so far
	err    error         // what ended the stream
	closed bool
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
	return io.NopCloser(raw), nil
}

// Read implements io.Reader.
func (s *stream) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	var n int
	var err error
	if s.peeked != nil {
		n, err = s.peeked.Read(p)
	} else {
		n, err = s.body.Read(p)
	}
	s.size += int64(n)
	if s.packed.verify != nil {
		s.packed.verify.add(p[:n])
	}
	if s.err = s.overLimit(); s.err != nil {
		return n, s.err
	}
	switch err {
	case nil:
	case io.EOF:
		s.err = s.finish()
	default:
		s.err = s.explain(err)
	}
	return n, s.err
}

// overLimit returns an error once the stream has cost more than it may.
func (s *stream) overLimit() error {
	limits := s.blob.limits
	switch {
	case s.packed.kind == plain && s.packed.inside == "":
		return nil
	case s.size > limits.MaxBytes:
		return fmt.Errorf("%s: unpacks to more than the limit of %d bytes; unpack it yourself if you trust it, "+
			"and split it", s.blob.Path, limits.MaxBytes)
	case s.size > limits.RatioFrom && s.size/limits.MaxRatio > s.meter.count:
		return fmt.Errorf("%s: unpacks to more than %d times its size, as a zip bomb does; unpack it yourself if you "+
			"trust it", s.blob.Path, limits.MaxRatio)
	}
	return nil
}

// finish verifies what was read and settles the digest. It returns io.EOF when
// all is well.
func (s *stream) finish() error {
	if s.packed.verify != nil && !s.packed.verify.holds() {
		return fmt.Errorf("%s: the data do not match their checksum, so the archive is damaged; download it again",
			s.blob.Path)
	}
	if s.packed.hashed {
		// A decompressor may stop short of the file's last bytes.
		if _, err := io.Copy(io.Discard, s.meter); err != nil {
			return s.explain(err)
		}
		s.blob.sum = s.meter.digest()
	}
	return io.EOF
}

// explain makes one sentence of a fault, with the way out.
func (s *stream) explain(err error) error {
	var system *fs.PathError
	switch {
	case errors.As(err, &system) || s.packed.kind == plain && !errors.Is(err, io.ErrUnexpectedEOF):
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
	s.body.Close() // its error is the fault that Read has told
	return s.packed.bytes.Close()
}

// A meter counts and, if asked to, digests what is read through it.
type meter struct {
	src   io.Reader
	done  *atomic.Int64
	count int64
	hash  hash.Hash
}

func (m *meter) startDigest() { m.hash = sha256.New() }

func (m *meter) digest() string { return hex.EncodeToString(m.hash.Sum(nil)) }

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

// A checksum is what an archive says of a member's unpacked bytes.
type checksum struct {
	wantSize, size uint64
	wantSum, sum   uint32 // CRC-32; a wanted 0 was not set
}

func (c *checksum) add(p []byte) {
	c.size += uint64(len(p))
	c.sum = crc32.Update(c.sum, crc32.IEEETable, p)
}

func (c *checksum) holds() bool {
	return c.size == c.wantSize && (c.sum == c.wantSum || c.wantSum == 0)
}

// A packedFile is a file that stands by itself, plain or compressed.
type packedFile struct {
	path string
	kind kind
}

func (f *packedFile) open() (packed, error) {
	file, err := os.Open(f.path)
	if err != nil {
		return packed{}, explainPath(f.path, err)
	}
	return packed{bytes: file, kind: f.kind, hashed: true}, nil
}
