package keep

import (
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"filippo.io/age"
)

// A Content is an open copy. It may be read by several goroutines.
type Content struct {
	io.ReaderAt
	copy Copy
	file *os.File
	once sync.Once
}

// Open opens a copy for reading, decrypted. It does not read all of it: whoever
// does compares the digest with Copy.SHA256. Encrypted bytes that have changed
// are found where they are read.
func (s *Store) Open(id string) (*Content, error) {
	if !safeName.MatchString(id) {
		return nil, fmt.Errorf("%q is no id of a kept copy; redress loads lists them", id)
	}
	c, err := s.describe(id)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("no copy %s is kept any more; fetch it again", id)
	}
	if err != nil {
		return nil, err
	}
	file, err := os.Open(s.bytes(c))
	if err != nil {
		return nil, &DamagedError{Path: c.Path, cause: errors.New("its bytes are gone")}
	}
	bytes, size, err := s.decrypt(file, c)
	if err == nil && size != c.Size {
		err = fmt.Errorf("it has %d bytes, not %d", size, c.Size)
	}
	if err != nil {
		file.Close()
		return nil, &DamagedError{Path: c.Path, cause: err}
	}
	return &Content{ReaderAt: bytes, copy: c, file: file}, nil
}

// decrypt returns the bytes of a copy as they were fetched.
func (s *Store) decrypt(file *os.File, c Copy) (io.ReaderAt, int64, error) {
	info, err := file.Stat()
	if err != nil || !c.Encrypted {
		return file, info.Size(), err
	}
	bytes, size, err := age.DecryptReaderAt(file, info.Size(), s.identity)
	var other *age.NoIdentityMatchError
	if errors.As(err, &other) {
		err = errors.New("it was encrypted to another key than keep.key")
	}
	if err != nil {
		return nil, 0, err
	}
	return &checkedBytes{bytes, c}, size, nil
}

// Copy returns the description.
func (c *Content) Copy() Copy { return c.copy }

// Close implements io.Closer. A second call does nothing.
func (c *Content) Close() (err error) {
	c.once.Do(func() { err = c.file.Close() })
	return err
}

// A DamagedError says that a kept copy is not what was written.
type DamagedError struct {
	Path  string // of the copy
	cause error
}

// Error says it in one sentence, with the way out.
func (e *DamagedError) Error() string {
	return fmt.Sprintf("%s: its kept copy is damaged (%v); fetch it again", e.Path, e.cause)
}

// Unwrap returns the cause.
func (e *DamagedError) Unwrap() error { return e.cause }

// checkedBytes makes a DamagedError of what does not decrypt.
type checkedBytes struct {
	io.ReaderAt
	copy Copy
}

func (b *checkedBytes) ReadAt(p []byte, offset int64) (int, error) {
	if offset >= b.copy.Size {
		return 0, io.EOF
	}
	n, err := b.ReaderAt.ReadAt(p, offset)
	if err != nil && err != io.EOF {
		err = &DamagedError{Path: b.copy.Path, cause: err}
	}
	return n, err
}
