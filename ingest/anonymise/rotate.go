package anonymise

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"redress/ingest/complaint"
)

// Rotate returns the key with another one of KeySize bytes put over it. Ids
// change; a Rekeyer carries stored ones along.
func (k Key) Rotate(secret []byte) (Key, error) {
	if len(secret) != KeySize {
		return Key{}, fmt.Errorf("key of %d bytes: it has to be %d", len(secret), KeySize)
	}
	for _, known := range k.singles() {
		if bytes.Equal(known.secret[:], secret) {
			return Key{}, errors.New("a key cannot be put over itself")
		}
	}
	k.over += string(secret)
	return k, nil
}

// singles are the keys that k is made of, oldest first.
func (k Key) singles() []Key {
	all := []Key{{secret: k.secret}}
	for over := k.over; len(over) >= KeySize; over = over[KeySize:] {
		all = append(all, Key{secret: [KeySize]byte([]byte(over[:KeySize]))})
	}
	return all
}

// Fingerprints are those of the key before each of its rotations and after the
// last, oldest first. The last is Fingerprint.
func (k Key) Fingerprints() []string {
	var all []string
	for i, single := range k.singles() {
		h := single.Hasher("", "fingerprint")
		if i > 0 {
			h.Add(all[i-1])
		}
		sum := h.sum256()
		all = append(all, hex.EncodeToString(sum[:4]))
	}
	return all
}

// A Rekeyer carries stored ids and pseudonyms from an earlier state of a key to
// its current one. It is not safe for use by several goroutines.
type Rekeyer struct {
	key  Key
	over []*over
}

// Rekeyer returns what carries ids from the state of k with the fingerprint from,
// which is stored beside them, to the current one. It is an error if k was never
// in that state; from the current state, everything stays.
func (k Key) Rekeyer(from string) (*Rekeyer, error) {
	at := slices.Index(k.Fingerprints(), from)
	if at < 0 {
		return nil, fmt.Errorf("the ids were made with key %s, and %v was never rotated from that: put the right file back", from, k)
	}
	return &Rekeyer{key: k, over: k.overs()[at:]}, nil
}

// Format keeps the keys out of everything printed.
func (r Rekeyer) Format(f fmt.State, _ rune) { io.WriteString(f, "rekeyer to "+r.key.String()) }

// Steps is how many rotations lie between; 0 says that there is nothing to do.
func (r *Rekeyer) Steps() int { return len(r.over) }

// ID carries a complaint's id along.
func (r *Rekeyer) ID(id complaint.ID) complaint.ID {
	for _, o := range r.over {
		id = o.id(id)
	}
	return id
}

// Party carries key and name of a platform or seller of a publisher along. Only
// pseudonyms change: of a business with a number of its own under its owner's
// pseudonym, the name alone.
func (r *Rekeyer) Party(publisher, key, name string) (newKey, newName string) {
	if len(r.over) == 0 {
		return key, name
	}
	for _, kind := range [...]Kind{SoleTrader(), NaturalPerson()} {
		digits, isKey := strings.CutPrefix(key, kind.scheme+":")
		shown, isName := strings.CutPrefix(name, kind.label+" ")
		isName = isName && len(shown) == 4 && isHex(shown)
		switch {
		case isKey && len(digits) == 16 && isHex(digits):
			for _, o := range r.over {
				digits = o.pseudonym(kind.scheme, digits)
			}
			if isName {
				name = kind.label + " " + digits[:4]
			}
			return kind.scheme + ":" + digits, name
		case isName && key != "":
			name, _ = r.key.Pseudonym(kind, publisher, key)
			return key, name
		}
	}
	return key, name
}

func isHex(text string) bool {
	return strings.Trim(text, "0123456789abcdef") == ""
}

// An over is one key put over others: it hashes what they made once more.
type over struct{ h *Hasher }

func (k Key) overs() []*over {
	var all []*over
	for _, single := range k.singles()[1:] {
		all = append(all, &over{single.Hasher("", "over")})
	}
	return all
}

func (o *over) id(id complaint.ID) complaint.ID {
	o.h.Add("complaint")
	o.h.Add(string(id[:]))
	sum := o.h.sum256()
	return complaint.ID(sum[:16])
}

func (o *over) pseudonym(scheme, digits string) string {
	o.h.Add(scheme)
	o.h.Add(digits)
	sum := o.h.sum256()
	return hex.EncodeToString(sum[:8])
}

// RotateKey makes a new key from the system's random source, appends it to the
// file in path, and returns the key as it was and as it is now. The file is
// replaced as a whole: after a crash it holds the old keys or the old ones and
// the new one. A file of raw bytes becomes one of hex digits.
//
// Until the stored ids are carried along, the database holds the old
// fingerprint: loads into it have to wait.
func RotateKey(path string) (before, after Key, err error) {
	if before, err = LoadKey(path, false); err != nil {
		return Key{}, Key{}, err
	}
	secret := make([]byte, KeySize)
	if _, err := rand.Read(secret); err != nil {
		return Key{}, Key{}, fmt.Errorf("rotate anonymisation key: %w", err)
	}
	if after, err = before.Rotate(secret); err != nil {
		return Key{}, Key{}, fmt.Errorf("rotate anonymisation key: %w", err)
	}
	var content strings.Builder
	content.WriteString("# The keys of ids and pseudonyms, oldest first. All of them are needed.\n")
	for _, single := range after.singles() {
		content.WriteString(hex.EncodeToString(single.secret[:]) + "\n")
	}
	if err := replaceFile(path, content.String()); err != nil {
		return Key{}, Key{}, err
	}
	return before, after, nil
}

// replaceFile writes beside the file and moves the result into its place. The
// draft's name is fixed: of two processes only one can be at it.
func replaceFile(path, content string) error {
	draft := path + ".rotating"
	file, err := os.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("rotate anonymisation key: %s is there: another rotation is running, or was cut off and left a key "+
			"that was never used; remove that file in the second case", draft)
	}
	if err != nil {
		return fmt.Errorf("rotate anonymisation key: %w", err)
	}
	_, err = file.WriteString(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return fmt.Errorf("rotate anonymisation key %s: %w", path, errors.Join(err, os.Remove(draft)))
	}
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("rotate anonymisation key %s: %w", path, err)
	}
	if err := errors.Join(dir.Sync(), dir.Close()); err != nil {
		return fmt.Errorf("rotate anonymisation key %s: %w", path, err)
	}
	return nil
}
