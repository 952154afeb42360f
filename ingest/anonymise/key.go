// Package anonymise takes persons out of complaints: it replaces the
// publisher's numbers by keyed hashes, gives natural persons and sole traders
// pseudonyms, and redacts free text. It stands inside the mapping, before
// validation, so that nothing behind it (errors, logs, rejects, queries) can
// hold personal data.
//
// Its one rule: err on the side of removing too much. Losing a product code
// costs a little meaning, keeping a tax number costs someone their privacy.
// It is pure but for LoadKey: the same key and the same text always give the
// same result.
package anonymise

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"strings"
)

// KeySize is the length of a Key in bytes.
const KeySize = 32

// A Key is an installation's secret. Who has it can test whether a given
// complaint number or person stands behind an id, so it is never printed,
// logged or stored beside the data.
type Key struct{ secret [KeySize]byte }

// NewKey makes a Key of exactly KeySize bytes.
func NewKey(secret []byte) (Key, error) {
	var k Key
	if len(secret) != KeySize {
		return k, fmt.Errorf("key of %d bytes: it has to be %d", len(secret), KeySize)
	}
	copy(k.secret[:], secret)
	return k, nil
}

// Fingerprint is a short public digest of the key, 8 hex digits. It tells
// whether two loads used the same key and is safe to store and show.
func (k Key) Fingerprint() string {
	sum := k.Hasher("", "fingerprint").Sum()
	return hex.EncodeToString(sum[:4])
}

// String names the key without showing it.
func (k Key) String() string { return "key " + k.Fingerprint() }

// GoString keeps the secret out of %#v.
func (k Key) GoString() string { return k.String() }

// Format keeps the secret out of every other verb.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// LogValue keeps the secret out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// LoadKey reads the key in path: 64 hex digits (a line end may follow) or 32
// raw bytes. With create, a file that does not exist is made from the system's
// random source, readable by its owner only. A file that others may read is
// refused: the sentence says how to mend it.
func LoadKey(path string, create bool) (Key, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		if create {
			return createKey(path)
		}
		return Key{}, fmt.Errorf("anonymisation key %s does not exist: name the file that holds it in REDRESS_KEY_FILE, "+
			"or make a new one (complaints loaded with another key get other ids)", path)
	}
	if err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return Key{}, fmt.Errorf("anonymisation key %s can be read by others (mode %04o): run chmod 600 on it", path,
			info.Mode().Perm())
	}
	content, err := io.ReadAll(io.LimitReader(file, 4*KeySize))
	if err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	key, ok := parseKey(content)
	if !ok {
		return Key{}, fmt.Errorf("anonymisation key %s holds neither 64 hex digits nor 32 bytes", path)
	}
	return key, nil
}

// parseKey never quotes what it read: it may be nearly the key.
func parseKey(content []byte) (Key, bool) {
	if len(content) == KeySize {
		key, err := NewKey(content)
		return key, err == nil
	}
	secret, err := hex.DecodeString(strings.TrimSpace(string(content)))
	if err != nil {
		return Key{}, false
	}
	key, err := NewKey(secret)
	return key, err == nil
}

// createKey writes a new key. The file is written beside and linked into place,
// so that a crash leaves no half key and two processes agree on one.
func createKey(path string) (Key, error) {
	secret := make([]byte, KeySize)
	if _, err := rand.Read(secret); err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	draft := fmt.Sprintf("%s.%s", path, hex.EncodeToString(secret[:4]))
	// The name of the draft shows nothing of the key that is kept.
	if _, err := rand.Read(secret); err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	defer os.Remove(draft)
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Key{}, fmt.Errorf("create anonymisation key: %w", err)
	}
	_, err = file.WriteString(hex.EncodeToString(secret) + "\n")
	err = errors.Join(err, file.Sync(), file.Close())
	if err != nil {
		return Key{}, fmt.Errorf("create anonymisation key %s: %w", path, err)
	}
	err = os.Link(draft, path)
	if errors.Is(err, fs.ErrExist) {
		return LoadKey(path, false) // another process was faster
	}
	if err != nil {
		return Key{}, fmt.Errorf("create anonymisation key: %w", err)
	}
	return NewKey(secret)
}
