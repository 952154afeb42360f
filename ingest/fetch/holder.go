package fetch

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"sync"
	"time"
)

// A holder is one file as given: on disk, fetched, kept, or unpacked from
// another. It is open only while somebody reads, so that a blob may be opened
// long after it was listed.
type holder struct {
	path string // as it is shown
	from func() (content, error)
	sum  string // digest in hex of the file as given; "" until known
	// share is how many bytes of the file as given stand for one byte here: 1,
	// or less for what was unpacked from it. It carries the limit of the ratio
	// through both layers.
	share float64
	// inLarge says that small reads cost much more than large ones, as of what is
	// decrypted piece by piece.
	inLarge bool

	size     int64
	modified time.Time

	mu    sync.Mutex
	open  content
	users int
}

// A content is the open bytes of a holder.
type content struct {
	io.ReaderAt
	io.Closer
	// facts are the size and the time of the last change; they tell whether it
	// is still the file that was listed.
	facts func() (int64, time.Time, error)
}

// diskFile returns the holder of a file on disk, and remembers its facts. Errors
// call it as it is called.
func diskFile(path, called string) (*holder, error) {
	h := &holder{path: called, share: 1, from: func() (content, error) {
		file, err := os.Open(path)
		if err != nil {
			return content{}, explainPath(called, err)
		}
		return content{ReaderAt: file, Closer: file, facts: func() (int64, time.Time, error) {
			info, err := file.Stat()
			if err != nil {
				return 0, time.Time{}, explainPath(called, err)
			}
			return info.Size(), info.ModTime(), nil
		}}, nil
	}}
	if err := h.acquire(); err != nil {
		return nil, err
	}
	return h, h.release()
}

// unlinkedFile returns the holder of a file without a name. Its space is given
// back once nobody holds it any more: the file closes itself.
func unlinkedFile(path string, file *os.File, size int64) *holder {
	return &holder{path: path, share: 1, size: size, from: func() (content, error) {
		return content{ReaderAt: file, Closer: io.NopCloser(nil), facts: func() (int64, time.Time, error) {
			return size, time.Time{}, nil
		}}, nil
	}}
}

// acquire opens the file for one more user. A file that has changed since it
// was listed is refused: its digest and directory are of the old one.
func (h *holder) acquire() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.users > 0 {
		h.users++
		return nil
	}
	opened, err := h.from()
	if err != nil {
		return err
	}
	size, modified, err := opened.facts()
	if err != nil {
		opened.Close()
		return err
	}
	if h.modified.IsZero() {
		h.size, h.modified = size, modified
	}
	if size != h.size || !modified.Equal(h.modified) {
		opened.Close()
		return h.changed()
	}
	h.open, h.users = opened, 1
	return nil
}

func (h *holder) changed() error {
	return fmt.Errorf("%s: has changed since the load began; load it again", h.path)
}

// unchanged returns an error where the file is no longer what was listed. Who
// has read it to the end asks, because what was read may be a mixture.
func (h *holder) unchanged() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	size, modified, err := h.open.facts()
	if err != nil {
		return err
	}
	if size != h.size || !modified.Equal(h.modified) {
		return h.changed()
	}
	return nil
}

// release gives the file up for one user.
func (h *holder) release() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.users--; h.users > 0 {
		return nil
	}
	return h.open.Close()
}

// ReadAt implements io.ReaderAt for those who hold the file.
func (h *holder) ReadAt(p []byte, offset int64) (int, error) { return h.open.ReadAt(p, offset) }

// digest settles the SHA-256 of the whole file, in hex.
func (h *holder) digest(ctx context.Context) error {
	if h.sum != "" {
		return nil
	}
	sum, all, chunk := sha256.New(), io.NewSectionReader(h, 0, h.size), make([]byte, 1<<20)
	for {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("%s: %w", h.path, err)
		}
		n, err := all.Read(chunk)
		sum.Write(chunk[:n])
		if err == io.EOF {
			h.sum = hex.EncodeToString(sum.Sum(nil))
			return nil
		}
		if err != nil {
			return explainRead(h.path, err)
		}
	}
}

// heldBytes gives its holder up once, when it is closed.
type heldBytes struct {
	io.Reader
	holder *holder
	once   sync.Once
}

func (b *heldBytes) Close() (err error) {
	b.once.Do(func() { err = b.holder.release() })
	return err
}

// spool copies r to a file without a name in folder ("": the system's one for
// temporary files) and returns it with its size. The caller bounds r.
func spool(folder string, r io.Reader) (*os.File, int64, error) {
	file, err := unnamed(folder)
	if err != nil {
		return nil, 0, err
	}
	size, err := io.Copy(file, r)
	if err != nil {
		file.Close()
		return nil, 0, err
	}
	return file, size, nil
}

// unnamed makes a file that no other program can find.
func unnamed(folder string) (*os.File, error) {
	file, err := os.CreateTemp(folder, "redress-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		file.Close()
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	return file, nil
}
