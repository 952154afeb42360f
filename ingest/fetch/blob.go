package fetch

import (
	"bufio"
	"io"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"redress/ingest/keep"
)

// A Blob is one file to be read: a plain or compressed file, or a member of an
// archive.
type Blob struct {
	// Path is the path as given, with "!member" for a member of an archive; for
	// what was fetched it is the address without its query.
	// It is how Options.Shown calls it.
	Path string
	// Name is the path as it is, for whoever reads a day or a kind from it. It is
	// never shown nor stored: a file may be called after a person.
	Name string
	// LeftOut are the members of archives that were left out since the blob before
	// this one, as they are called: the first 100, and how many more.
	LeftOut []string
	// Lines says that the bytes are NDJSON whatever is said of files: the records
	// of a paged API, one a line.
	Lines bool

	source source
	// layers are unpacked one after the other from what source gives.
	layers []kind
	// whole says that the bytes are for the reader as they are, though they
	// begin like a zip archive: a spreadsheet.
	whole      bool
	limits     Limits
	provenance Provenance
	total      int64
	done       atomic.Int64
}

// Provenance says where the bytes of a blob are from. What is not known, as all
// but the digest of a local file, is empty.
type Provenance struct {
	URL          string    // without query and user information
	ETag         string    // as the server gave it
	LastModified time.Time // as the server gave it
	FetchedAt    time.Time // when the last byte had come
	SHA256       string    // in hex, of the file as given: see Blob.SHA256
	// Fetched are the notes that keep.Store.Link wants of it; empty where nothing
	// is kept.
	Fetched []keep.Fetch
}

// A source opens the bytes of a blob: those of a file, or a member unpacked
// from its archive.
type source interface {
	open() (opened, error)
	held() *holder
}

// An opened is an open source.
type opened struct {
	bytes  io.ReadCloser
	packed kind      // deflated for such a member, otherwise plain
	verify *checksum // what the archive says of a member; nil for a file
	hashed bool      // bytes are the file as given: their digest is the blob's
}

// SHA256 returns the digest, in hex, of the file as given: of the outermost
// archive for a member, of the compressed bytes for a compressed file. It is
// empty, for unknown, until the stream has been read to its end; for members of
// an archive and what was fetched it is known at once.
func (b *Blob) SHA256() string { return b.provenance.SHA256 }

// Provenance returns where the bytes are from; its digest is SHA256's.
func (b *Blob) Provenance() Provenance { return b.provenance }

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
	b.done.Store(0)
	if raw.hashed && b.source.held().sum == "" {
		b.provenance.SHA256 = ""
	}
	s := newStream(b, raw)
	if err := s.unpack(); err != nil {
		s.Close()
		return nil, s.explain(err)
	}
	return s, nil
}

// packedBy says what the innermost bytes lie in, for messages.
func (b *Blob) packedBy() string {
	if n := len(b.layers); n > 0 {
		return string(b.layers[n-1])
	}
	return string(zipped)
}

// with returns the blob with one more layer.
func (b *Blob) with(layer kind) *Blob {
	return &Blob{Path: b.Path, Name: b.Name, Lines: b.Lines, source: b.source, layers: append(slices.Clone(b.layers), layer), limits: b.limits,
		provenance: b.provenance, total: b.total}
}

// A wholeFile is a file that stands by itself, plain or compressed.
type wholeFile struct{ holder *holder }

func (f *wholeFile) held() *holder { return f.holder }

func (f *wholeFile) open() (opened, error) {
	if err := f.holder.acquire(); err != nil {
		return opened{}, err
	}
	// Read on to where it ends, not to where it ended: unchanged tells them apart.
	var all io.Reader = io.NewSectionReader(f.holder, 0, math.MaxInt64)
	if f.holder.inLarge {
		all = bufio.NewReaderSize(all, 512<<10)
	}
	return opened{bytes: &heldBytes{Reader: all, holder: f.holder}, packed: plain, hashed: true}, nil
}
