package keep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"filippo.io/age"
)

// A Writer receives the bytes of one copy. End it with Commit or Discard.
type Writer struct {
	store *Store
	copy  Copy
	part  *os.File
	out   io.Writer      // part, or what encrypts to it
	age   io.WriteCloser // nil where the copy stands open
	sum   hash.Hash
	ended bool
}

// Put begins a copy. about says what it is of; the store fills in ID,
// FetchedAt, Size and SHA256, and about.Encrypted says whether it encrypts.
func (s *Store) Put(about Copy) (*Writer, error) {
	about.ID = s.newID()
	part, err := createLocked(s.bytes(about) + partSuffix)
	if err != nil {
		return nil, fmt.Errorf("keep a copy: %w", err)
	}
	w := &Writer{store: s, copy: about, part: part, out: part, sum: sha256.New()}
	if about.Encrypted {
		if w.age, err = age.Encrypt(part, s.identity.Recipient()); err != nil {
			w.Discard()
			return nil, fmt.Errorf("keep a copy: %w", err)
		}
		w.out = w.age
	}
	return w, nil
}

// Write implements io.Writer.
func (w *Writer) Write(p []byte) (int, error) {
	n, err := w.out.Write(p)
	w.sum.Write(p[:n])
	w.copy.Size += int64(n)
	if err != nil {
		return n, fmt.Errorf("keep a copy: %w", err)
	}
	return n, nil
}

// Commit makes the copy of what was written: it survives a crash from here on.
// settle may complete the description first, with what is known only now.
func (w *Writer) Commit(settle func(*Copy)) (Copy, error) {
	if w.age != nil {
		if err := w.age.Close(); err != nil {
			w.Discard()
			return Copy{}, fmt.Errorf("keep a copy: %w", err)
		}
	}
	w.copy.FetchedAt = w.store.now().UTC()
	w.copy.SHA256 = hex.EncodeToString(w.sum.Sum(nil))
	if settle != nil {
		id, size, sum, encrypted := w.copy.ID, w.copy.Size, w.copy.SHA256, w.copy.Encrypted
		settle(&w.copy)
		w.copy.ID, w.copy.Size, w.copy.SHA256, w.copy.Encrypted = id, size, sum, encrypted
	}
	err := w.name()
	if err == nil {
		err = w.part.Sync()
	}
	if err == nil {
		err = os.Rename(w.part.Name(), w.store.bytes(w.copy))
	}
	if err == nil {
		err = writeJSON(w.store.description(w.copy.ID), w.copy)
	}
	if err != nil {
		w.Discard()
		return Copy{}, fmt.Errorf("keep a copy: %w", err)
	}
	w.ended = true
	return w.copy, w.part.Close() // gives up the lock that said: not left behind
}

// name seals the copy's name where it differs from what the copy is called.
func (w *Writer) name() (err error) {
	switch w.copy.Name {
	case "":
		w.copy.Name = w.copy.Path
	case w.copy.Path:
	default:
		w.copy.Sealed, err = w.store.seal(w.copy.Name)
	}
	return err
}

// Discard throws away what was written. After Commit it does nothing.
func (w *Writer) Discard() {
	if w.ended {
		return
	}
	w.ended = true
	os.Remove(w.part.Name())
	os.Remove(w.store.description(w.copy.ID))
	os.Remove(w.store.bytes(w.copy))
	w.part.Close()
}

// partSuffix marks files that are being written.
const partSuffix = ".part"

// createLocked makes a file that clean leaves alone while this process lives
// and holds it open.
func createLocked(path string) (*os.File, error) {
	for {
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return nil, err
		}
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			file.Close()
			return nil, err
		}
		// Between the two calls it may have been taken for a leftover.
		here, err := os.Stat(path)
		mine, err2 := file.Stat()
		if err == nil && err2 == nil && os.SameFile(here, mine) {
			return file, nil
		}
		file.Close()
	}
}

// writeJSON writes one of the store's small files, whole or not at all.
func writeJSON(path string, value any) error {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	// Its own name: two processes may write the same file.
	temp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*"+partSuffix)
	if err != nil {
		return err
	}
	_, err = temp.Write(append(text, '\n'))
	if err == nil {
		err = temp.Sync()
	}
	if err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	if err = errors.Join(err, temp.Close()); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes renames in a folder survive a crash of the machine.
func syncFolder(path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
