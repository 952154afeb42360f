// Package anonymise takes persons out of complaints: it replaces the
// publisher's numbers by keyed hashes, gives natural persons and sole traders
// pseudonyms, and redacts free text. It stands inside the mapping, before
// validation, so that nothing behind it (errors, logs, rejects, queries) can
// hold personal data.
//
// Its one rule: err on the side of removing too much. Losing a product code
// costs a little meaning, keeping a tax number costs someone their privacy.
// It is pure but for the files of keys: the same key and the same text always
// give the same result.
//
// # What the key protects, and what it does not
//
// Ids and pseudonyms are HMAC-SHA-256 of what identifies a complaint or person.
// Taxpayer numbers and names are few enough to try them all, so what keeps an id
// from being turned back is the key alone. Who has the database and not the key
// can tell that two complaints concern the same person, and no more. Who has the
// key, or can have texts hashed with it, can test whether a given number stands
// behind an id. The key therefore lives in a file of its own, mode 0600, outside
// the database and its backups; a fingerprint of it is public.
//
// The four digits that a pseudonym shows are for reading. Two persons can share
// them; the key of sixteen tells them apart.
//
// # Rotation
//
// A key that may have been seen is rotated in one of two ways.
//
// Over: RotateKey appends a new key to the file. Stored ids are hashed again with
// the new key (Rekeyer), and ids of new rows are made with the first key and then
// with each later one, so complaints stay the same complaints. From then on the
// old key alone tests nothing. Rows that left the installation before (exports,
// releases already published) keep the ids of the old key, and can be linked to
// the new ones by who has the whole file only.
//
// Replay: a fresh file. All ids change, and everything is loaded again from the
// kept copies. It is the only way that lets the old key be destroyed, because
// over needs every key to hash what the publisher's next file holds.
//
// ClickHouse has no HMAC, so stored ids are hashed again in Go: read, Rekeyer,
// write.
//
// # Redaction
//
// Redact finds what has a form (numbers, addresses of mail and pages) wherever it
// stands, and names and postal addresses where words announce them. A name that
// nothing announces stays: the text is protected further by being shown to few.
// The tests print recall and precision on sentences written by hand and
// generated ones.
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

// KeySize is the length of a single key in bytes.
const KeySize = 32

// maxKeyFile is the size from which on a file holds no keys.
const maxKeyFile = 1 << 16

// A Key is an installation's secret. Who has it can test whether a given
// complaint number or person stands behind an id, so it is never printed,
// logged or stored beside the data.
//
// A rotated Key holds all keys there have been, and makes ids with the first and
// then with each later one over the result.
type Key struct {
	secret [KeySize]byte // the first
	over   string        // the later ones, KeySize bytes each
}

// NewKey makes a Key of exactly KeySize bytes.
func NewKey(secret []byte) (Key, error) {
	var k Key
	if len(secret) != KeySize {
		return k, fmt.Errorf("key of %d bytes: it has to be %d", len(secret), KeySize)
	}
	copy(k.secret[:], secret)
	return k, nil
}

// Fingerprint is a short public digest of the key with all its rotations, 8 hex
// digits. It tells whether two loads used the same key and is safe to store and
// show.
func (k Key) Fingerprint() string {
	all := k.Fingerprints()
	return all[len(all)-1]
}

// String names the key without showing it.
func (k Key) String() string { return "key " + k.Fingerprint() }

// GoString keeps the secret out of %#v.
func (k Key) GoString() string { return k.String() }

// Format keeps the secret out of every other verb.
func (k Key) Format(f fmt.State, _ rune) { io.WriteString(f, k.String()) }

// LogValue keeps the secret out of logs.
func (k Key) LogValue() slog.Value { return slog.StringValue(k.String()) }

// LoadKey reads the key in path: 32 raw bytes, or 64 hex digits on a line, and
// below it a line for every key that was put over it since (RotateKey); empty
// lines and those that begin with # do not count. With create, a file that does not exist is made from the system's
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
	content, err := io.ReadAll(io.LimitReader(file, maxKeyFile))
	if err != nil {
		return Key{}, fmt.Errorf("anonymisation key: %w", err)
	}
	key, ok := parseKey(content)
	if !ok {
		return Key{}, fmt.Errorf("anonymisation key %s holds neither 64 hex digits a line nor 32 bytes", path)
	}
	return key, nil
}

// parseKey never quotes what it read: it may be nearly the key.
func parseKey(content []byte) (Key, bool) {
	if len(content) == KeySize {
		key, err := NewKey(content)
		return key, err == nil
	}
	var key Key
	keys := 0
	for line := range strings.Lines(string(content)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		secret, err := hex.DecodeString(line)
		if err != nil || len(secret) != KeySize {
			return Key{}, false
		}
		if keys == 0 {
			key, err = NewKey(secret)
		} else {
			key, err = key.Rotate(secret)
		}
		if err != nil {
			return Key{}, false
		}
		keys++
	}
	return key, keys > 0
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
