// Package keep holds what was fetched for some time, so that a load can be
// replayed without asking the publisher again, and remembers with which ETag an
// address was last published, so that an unchanged file is not fetched at all.
// fetch writes the copies; who runs loads links them to a load, marks it as
// published, and lets copies expire.
//
// Its one rule: what is here is whole, or it is not here. A copy comes into
// being with the rename of its description, after its bytes are safe on disk;
// whatever a crash leaves behind is removed when the store is next opened.
//
// Complaints hold personal data, so copies are encrypted with age to a key in
// the same folder, which only its owner may read: a copy of the folder without
// the key says nothing, and losing the key loses the copies. Only what its
// publisher declares free of personal data is kept as it came. Addresses are
// described without query and user information, which may hold tokens; where
// the whole address matters, a keyed hash of it stands for it.
//
// The folder:
//
//	keep.key             the age identity, mode 0600
//	kept/ID.age          a copy, encrypted; kept/ID where it may stand open
//	kept/ID.json         its description, a Copy
//	loads/LOAD.json      what a load fetched
//	published/KEY.json   the state of an address when it was last published
package keep

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"filippo.io/age"
)

// A Store is a folder of kept copies. Several processes may use one folder.
type Store struct {
	dir      string
	now      func() time.Time
	identity *age.X25519Identity
	secret   []byte // keys the hashes of addresses
}

// A Copy describes one kept file. Nothing in it is secret.
type Copy struct {
	ID   string `json:"id"`
	Path string `json:"path"` // what its blobs are called: the address with the file's name, as they may be shown
	// Name is the path as it is. Where it may not be shown, only Sealed holds it,
	// encrypted: a file may be called after a person.
	Name         string    `json:"-"`
	Sealed       []byte    `json:"sealed,omitempty"` // by the store
	URL          string    `json:"url"`              // without query and user information
	Key          string    `json:"key"`              // Store.Key of the whole address
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"` // as the server wrote it
	FetchedAt    time.Time `json:"fetched_at"`              // when its last byte had come
	Size         int64     `json:"size"`                    // bytes as fetched
	SHA256       string    `json:"sha256"`                  // hex, of the bytes as fetched
	Encrypted    bool      `json:"encrypted"`
	Lines        bool      `json:"lines,omitempty"` // the records of a paged API as NDJSON
}

// New opens the folder, makes what is missing in it, and removes what a crash
// has left behind. now gives the time of fetching.
func New(dir string, now func() time.Time) (*Store, error) {
	s := &Store{dir: dir, now: now}
	for _, folder := range []string{"kept", "loads", "published"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			return nil, fmt.Errorf("make the folder of kept copies: %w", err)
		}
	}
	if err := s.openKey(); err != nil {
		return nil, err
	}
	if err := s.clean(); err != nil {
		return nil, err
	}
	return s, nil
}

// Key returns the keyed hash that stands for parts: an address with all that
// may be secret in it, and who asks. It tells nothing without the store's key.
func (s *Store) Key(parts ...string) string {
	sum := hmac.New(sha256.New, s.secret)
	for _, part := range parts {
		fmt.Fprintf(sum, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// List returns the copies, oldest first.
func (s *Store) List() ([]Copy, error) {
	entries, err := os.ReadDir(filepath.Join(s.dir, "kept"))
	if err != nil {
		return nil, fmt.Errorf("list kept copies: %w", err)
	}
	var copies []Copy
	for _, entry := range entries {
		id, isCopy := strings.CutSuffix(entry.Name(), ".json")
		if !isCopy {
			continue
		}
		c, err := s.describe(id)
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process has just let it expire
		}
		if err != nil {
			return nil, err
		}
		copies = append(copies, c)
	}
	slices.SortFunc(copies, func(a, b Copy) int {
		if c := a.FetchedAt.Compare(b.FetchedAt); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
	return copies, nil
}

// Find returns the newest copy of an address (its Key) that has this state: this
// ETag or, where there is none, this time of the last change. ok is false where
// there is no such copy, or etag and lastModified are both empty.
func (s *Store) Find(key, etag, lastModified string) (c Copy, ok bool, err error) {
	if etag == "" && lastModified == "" {
		return Copy{}, false, nil
	}
	index, err := s.Index()
	if err != nil {
		return Copy{}, false, err
	}
	c, ok = index.Find(key, etag, lastModified)
	return c, ok, nil
}

// An Index is the copies of a store at one time, by address: to look for many, it
// reads every description once.
type Index map[string][]Copy

// Index returns the copies there are now.
func (s *Store) Index() (Index, error) {
	copies, err := s.List()
	if err != nil {
		return nil, err
	}
	index := Index{}
	for _, c := range copies {
		index[c.Key] = append(index[c.Key], c)
	}
	return index, nil
}

// Find is Store.Find among the copies of the index.
func (i Index) Find(key, etag, lastModified string) (c Copy, ok bool) {
	if etag == "" && lastModified == "" {
		return Copy{}, false
	}
	for _, c := range slices.Backward(i[key]) {
		if c.ETag == etag && (etag != "" || c.LastModified == lastModified) {
			return c, true
		}
	}
	return Copy{}, false
}

// Expire removes the copies that were fetched before olderThan, and the records
// of loads none of whose copies is left. It returns how many copies it removed.
// What was published last, and with which ETag, stays known.
func (s *Store) Expire(olderThan time.Time) (removed int, err error) {
	copies, err := s.List()
	if err != nil {
		return 0, err
	}
	alive := map[string]bool{}
	for _, c := range copies {
		if !c.FetchedAt.Before(olderThan) {
			alive[c.ID] = true
			continue
		}
		// Its description first: then it is no copy any more, whatever happens.
		err := os.Remove(s.description(c.ID))
		if err == nil || errors.Is(err, fs.ErrNotExist) {
			err = os.Remove(s.bytes(c))
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return removed, fmt.Errorf("remove a kept copy: %w", err)
		}
		removed++
	}
	return removed, s.forgetLoads(alive)
}

// describe reads the description of a copy.
func (s *Store) describe(id string) (Copy, error) {
	var c Copy
	if err := readJSON(s.description(id), &c); err != nil {
		return c, err
	}
	if c.ID != id {
		return c, fmt.Errorf("%s: describes another copy; remove it", s.description(id))
	}
	if c.Name = c.Path; c.Sealed != nil {
		name, err := s.unseal(c.Sealed)
		if err != nil {
			return c, fmt.Errorf("%s: is damaged (%w); remove it", s.description(id), err)
		}
		c.Name = name
	}
	return c, nil
}

func (s *Store) description(id string) string { return filepath.Join(s.dir, "kept", id+".json") }

// bytes is where the bytes of a copy are.
func (s *Store) bytes(c Copy) string {
	name := c.ID
	if c.Encrypted {
		name += ".age"
	}
	return filepath.Join(s.dir, "kept", name)
}

// newID names a copy so that names sort by time.
func (s *Store) newID() string {
	var random [6]byte
	rand.Read(random[:]) // never fails: see crypto/rand
	return s.now().UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(random[:])
}

// safeName is a name that may become the name of a file.
var safeName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,120}$`)

// readJSON reads one of the store's small files.
func readJSON(path string, into any) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, into); err != nil {
		return fmt.Errorf("%s: is damaged (%w); remove it", path, err)
	}
	return nil
}
