package fetch

import (
	"bufio"
	"fmt"
	"io"
	"sync/atomic"
)

// A Blob is one file to be read: a plain or compressed file, or a member of an
// archive.
type Blob struct {
	// Path is the path as given, with "!member" for a member of an archive.
	Path string

	source source
	limits Limits
	sum    string
	total  int64
	done   atomic.Int64
}

// A source opens the packed bytes of a blob.
type source interface {
	// open returns the packed bytes, how they are packed, and what to verify
	// at the end.
	open() (packed, error)
}

// A packed is an open source.
type packed struct {
	bytes  io.ReadCloser
	kind   kind
	inside string // "" or the word for what holds it, where the blob may not be an archive itself
	verify *checksum
	hashed bool // bytes are the file as given: their digest is the blob's
}

// SHA256 returns the digest, in hex, of the file as given: of the archive for
// a member, of the compressed bytes for a compressed file. It is empty, for
// unknown, until the stream has been read to its end; for members of an
// archive it is known at once.
func (b *Blob) SHA256() string { return b.sum }

// Progress returns how many bytes of the file as given (packed, for a member)
// have been read so far, and how many there are. It may be called while
// another goroutine reads.
func (b *Blob) Progress() (done, total int64) { return b.done.Load(), b.total }

// Open opens the blob for one reading from its beginning, unpacked. A blob may
// be opened again once the stream is closed. An error while reading is fatal
// for the load: what came before it is not the whole file.
func (b *Blob) Open() (io.ReadCloser, error) {
	raw, err := b.source.open()
	if err != nil {
		return nil, err
	}
	s := &stream{blob: b, packed: raw, meter: &meter{src: raw.bytes, done: &b.done}}
	b.done.Store(0)
	if raw.hashed {
		b.sum = ""
		s.meter.startDigest()
	}
	if s.body, err = unpack(s.meter, raw.kind); err != nil {
		raw.bytes.Close()
		return nil, s.explain(err)
	}
	if raw.kind == plain && raw.inside == "" {
		return s, nil
	}
	if err := s.refuseNested(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// refuseNested returns an error where the unpacked bytes are packed once more.
func (s *stream) refuseNested() error {
	peeker := bufio.NewReaderSize(s.body, 4<<10)
	head, _ := peeker.Peek(headBytes) // a fault comes again with the first Read
	if inner := sniff(head); inner != plain {
		holder := string(s.packed.kind)
		if s.packed.inside != "" {
			holder = s.packed.inside
		}
		what := string(inner)
		if inner == zipped {
			what += " or spreadsheet"
		}
		return fmt.Errorf("%s: is %s inside %s, and only one layer is unpacked here; unpack the outer one and give "+
			"what it holds", s.blob.Path, what, holder)
	}
	s.peeked = peeker
	return nil
}
