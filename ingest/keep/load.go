package keep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A Fetch is one thing that a load fetched: the state of what was asked, and
// the copy that answers.
type Fetch struct {
	Key          string `json:"key"` // Store.Key of the address and of who asks
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Copy         string `json:"copy,omitempty"` // the id; empty for the list of a bucket
}

// A Published is the state of an address when a load of it was last published.
type Published struct {
	ETag         string    `json:"etag,omitempty"`
	LastModified string    `json:"last_modified,omitempty"`
	Load         string    `json:"load"`
	At           time.Time `json:"at"`
}

// record is what is kept of a load.
type record struct {
	Load      string    `json:"load"`
	At        time.Time `json:"at"` // when it was first linked
	Published bool      `json:"published"`
	FileDate  string    `json:"file_date,omitempty"` // yyyy-mm-dd, the day its files speak of
	Fetches   []Fetch   `json:"fetches"`
}

// Link notes what a load has fetched, and the day its files speak of as
// yyyy-mm-dd, so that it can be replayed. It may be called for each file in turn;
// what is noted already is noted once.
func (s *Store) Link(load, fileDate string, fetches ...Fetch) error {
	if !safeName.MatchString(load) {
		return fmt.Errorf("%q is no id of a load", load)
	}
	r := record{Load: load, At: s.now().UTC()}
	if err := readJSON(s.record(load), &r); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	r.FileDate = fileDate
	for _, fetch := range fetches {
		if !slices.Contains(r.Fetches, fetch) {
			r.Fetches = append(r.Fetches, fetch)
		}
	}
	if err := writeJSON(s.record(load), r); err != nil {
		return fmt.Errorf("note what a load fetched: %w", err)
	}
	return nil
}

// MarkLoaded says that a load was published: from now on Validators answers
// with the states of what it fetched. A load that fetched nothing may be marked.
func (s *Store) MarkLoaded(load string) error {
	if !safeName.MatchString(load) {
		return fmt.Errorf("%q is no id of a load", load)
	}
	var r record
	err := readJSON(s.record(load), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, fetch := range r.Fetches {
		if fetch.Key == "" {
			continue
		}
		state := Published{ETag: fetch.ETag, LastModified: fetch.LastModified, Load: load, At: s.now().UTC()}
		if err := writeJSON(s.published(fetch.Key), state); err != nil {
			return fmt.Errorf("note what was published: %w", err)
		}
	}
	r.Published = true
	if err := writeJSON(s.record(load), r); err != nil {
		return fmt.Errorf("note what was published: %w", err)
	}
	return nil
}

// Validators returns the state that what is asked had when a load of it was
// last published; ok is false where none was. key is the Fetch's.
func (s *Store) Validators(key string) (state Published, ok bool, err error) {
	err = readJSON(s.published(key), &state)
	if errors.Is(err, fs.ErrNotExist) {
		return state, false, nil
	}
	return state, err == nil, err
}

// FileDate returns the day that the files of a load speak of, as yyyy-mm-dd: to
// read them again as of another day would put what they say over what is newer.
// Where the load noted none, it is the day (UTC) on which the load fetched them.
func (s *Store) FileDate(load string) (string, error) {
	r, err := s.linked(load)
	if err != nil || r.FileDate != "" {
		return r.FileDate, err
	}
	return r.At.UTC().Format(time.DateOnly), nil
}

// Replay returns the copies that a load fetched, in their order. It is an error
// when one of them has expired: the load would not be the same.
func (s *Store) Replay(load string) ([]Copy, error) {
	r, err := s.linked(load)
	if err != nil {
		return nil, err
	}
	var copies []Copy
	for _, fetch := range r.Fetches {
		if fetch.Copy == "" {
			continue
		}
		c, err := s.describe(fetch.Copy)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("load %s: a part of what it fetched is not kept any more; load its source again", load)
		}
		if err != nil {
			return nil, err
		}
		copies = append(copies, c)
	}
	return copies, nil
}

// linked reads the record of a load that is to be replayed.
func (s *Store) linked(load string) (record, error) {
	var r record
	if !safeName.MatchString(load) {
		return r, fmt.Errorf("%q is no id of a load", load)
	}
	err := readJSON(s.record(load), &r)
	if errors.Is(err, fs.ErrNotExist) {
		return r, fmt.Errorf("load %s: nothing that it fetched is kept; load its source again", load)
	}
	return r, err
}

// forgetLoads removes the records of loads none of whose copies is alive.
func (s *Store) forgetLoads(alive map[string]bool) error {
	entries, err := os.ReadDir(filepath.Join(s.dir, "loads"))
	if err != nil {
		return fmt.Errorf("list the loads of kept copies: %w", err)
	}
	for _, entry := range entries {
		load, isRecord := strings.CutSuffix(entry.Name(), ".json")
		if !isRecord {
			continue
		}
		var r record
		err := readJSON(s.record(load), &r)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		if slices.ContainsFunc(r.Fetches, func(f Fetch) bool { return alive[f.Copy] }) {
			continue
		}
		if err := os.Remove(s.record(load)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("forget a load: %w", err)
		}
	}
	return nil
}

func (s *Store) record(load string) string { return filepath.Join(s.dir, "loads", load+".json") }

func (s *Store) published(key string) string { return filepath.Join(s.dir, "published", key+".json") }
