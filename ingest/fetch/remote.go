package fetch

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"redress/ingest/fetch/bucket"
	"redress/ingest/fetch/pages"
	"redress/ingest/fetch/web"
	"redress/ingest/keep"
)

// A NotModifiedError says that none of the addresses has changed since they were
// last published together. Nothing was read, and nothing needs to be.
type NotModifiedError struct {
	URL   string    // of the first, without query and user information
	Since time.Time // when the load was published that read it
}

// Error says it in one sentence.
func (e NotModifiedError) Error() string {
	return fmt.Sprintf("%s: has not changed since it was last published, at %s", e.URL, e.Since.UTC().Format(time.RFC3339))
}

// A collector fetches what remote places name, whole, before anything of it is
// read: a source that breaks off leaves nothing half done.
type collector struct {
	options Options
	network *Network
	client  *web.Client
	given   string // all places, as part of who asks
}

// A collected is one file to be read. Its blob has the path it is shown by.
type collected struct {
	blob      *Blob
	unchanged *keep.Published // nil: it is here; else nothing was fetched
}

// state returns the key of what is asked, for what was published. It depends on
// who asks: another reading of the same file is another load.
func (c *collector) state(address string) string {
	return c.network.Kept.Key("state", address, c.options.Reader, c.given)
}

// copies returns the key of the kept copies of an address.
func (c *collector) copies(address string) string { return c.network.Kept.Key("copy", address) }

// published returns what is known of an address; ok is false where nothing is, or
// where it does not stand any more.
func (c *collector) published(ctx context.Context, address string) (known keep.Published, ok bool, err error) {
	if c.network.Kept == nil {
		return known, false, nil
	}
	known, ok, err = c.network.Kept.Validators(c.state(address))
	if ok && c.network.Stands != nil {
		ok, err = c.network.Stands(ctx, known.Load)
	}
	return known, ok, err
}

// whole is an address with all that tells it from others.
func whole(u *url.URL) string {
	address := *u
	address.User, address.Fragment = nil, ""
	return address.String()
}

// fetch fetches one file. anew fetches it even if it has not changed.
func (c *collector) fetch(ctx context.Context, address string, request web.Request, anew bool) (collected, error) {
	known, ok, err := c.published(ctx, address)
	if err != nil {
		return collected{}, err
	}
	if ok && anew {
		kept, found, err := c.network.Kept.Find(c.copies(address), known.ETag, known.LastModified)
		if err != nil {
			return collected{}, err
		}
		if found {
			return collected{blob: c.keptBlob(kept, c.asked(address, kept))}, nil
		}
	} else if ok {
		request.Since = web.Validators{ETag: known.ETag, LastModified: known.LastModified}
	}
	shelf := &shelf{collector: c, request: request, address: address}
	defer shelf.drop()
	result, err := c.client.Download(ctx, request, shelf.begin)
	switch {
	case err != nil:
		return collected{}, err
	case result.NotModified:
		return collected{unchanged: &known}, nil
	}
	blob, err := shelf.settle(ctx, result)
	return collected{blob: blob}, err
}

// asked is the note of a copy for keep.
func (c *collector) asked(address string, kept keep.Copy) keep.Fetch {
	return keep.Fetch{Key: c.state(address), ETag: kept.ETag, LastModified: kept.LastModified, Copy: kept.ID}
}

// pages reads a paged API; it has no state that could be asked for.
func (c *collector) pages(ctx context.Context, request web.Request) (collected, error) {
	shelf := &shelf{collector: c, request: request, address: whole(request.URL), lines: true}
	defer shelf.drop()
	to, err := shelf.begin()
	if err != nil {
		return collected{}, err
	}
	if _, err := pages.Read(ctx, c.client, request, *c.options.API, to); err != nil {
		return collected{}, err
	}
	blob, err := shelf.settle(ctx, web.Result{})
	return collected{blob: blob}, err
}

// prefix fetches the objects below a prefix. What has not changed since it was
// kept is not fetched again.
func (c *collector) prefix(ctx context.Context, store *bucket.Store, p place, anew bool) ([]collected, error) {
	objects, err := store.List(ctx, p.bucket, p.key, c.options.Limits.MaxMembers)
	if err != nil {
		return nil, err
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("%s: holds no object; check the address", c.options.names.text(p.shown()))
	}
	address, state := p.shown(), bucket.State(objects)
	known, ok, err := c.published(ctx, address)
	if err != nil {
		return nil, err
	}
	if ok && known.ETag == state && !anew {
		return []collected{{unchanged: &known}}, nil
	}
	var index keep.Index // nil is empty
	if c.network.Kept != nil {
		if index, err = c.network.Kept.Index(); err != nil {
			return nil, err
		}
	}
	var all []collected
	for _, object := range objects {
		if leftOut(strings.TrimPrefix(object.Key, p.key)) {
			continue
		}
		one, err := c.object(ctx, store, p.bucket, object, index)
		if err != nil {
			return nil, err
		}
		if c.network.Kept != nil {
			one.blob.provenance.Fetched = append(one.blob.provenance.Fetched, keep.Fetch{Key: c.state(address), ETag: state})
		}
		all = append(all, one)
	}
	return all, nil
}

// object brings one object of a prefix, from the copies of the index where it is
// among them.
func (c *collector) object(ctx context.Context, store *bucket.Store, name string, object bucket.Object, index keep.Index) (collected, error) {
	address := bucket.Shown(name, object.Key)
	if len(index) > 0 {
		if found, ok := index.Find(c.copies(address), object.ETag, ""); ok {
			return collected{blob: c.keptBlob(found, keep.Fetch{Copy: found.ID})}, nil
		}
	}
	shelf := &shelf{collector: c, request: c.request(store, name, object.Key), address: address}
	defer shelf.drop()
	result, err := c.client.Download(ctx, shelf.request, shelf.begin)
	if err != nil {
		return collected{}, err
	}
	blob, err := shelf.settle(ctx, result)
	return collected{blob: blob}, err
}

// request is the one for an object, which errors call as it is shown.
func (c *collector) request(store *bucket.Store, name, key string) web.Request {
	r := store.Request(name, key)
	r.Shown = c.options.names.text(r.Shown)
	return r
}

// replay gives the blobs of a load once more.
func (c *collector) replay(load string) ([]collected, error) {
	copies, err := c.network.Kept.Replay(load)
	if err != nil {
		return nil, err
	}
	if len(copies) == 0 {
		return nil, fmt.Errorf("load %s: nothing that it fetched is kept; load its source again", load)
	}
	var all []collected
	for _, kept := range copies {
		all = append(all, collected{blob: c.keptBlob(kept, keep.Fetch{Copy: kept.ID})})
	}
	return all, nil
}

// keptBlob returns the blob of a kept copy.
func (c *collector) keptBlob(kept keep.Copy, note keep.Fetch) *Blob {
	called := c.options.names.call(kept.Name)
	h := &holder{path: called, share: 1, size: kept.Size, sum: kept.SHA256, inLarge: true, from: func() (content, error) {
		opened, err := c.network.Kept.Open(kept.ID)
		if err != nil {
			return content{}, err
		}
		return content{ReaderAt: opened, Closer: opened, facts: func() (int64, time.Time, error) {
			return kept.Size, time.Time{}, nil
		}}, nil
	}}
	modified, _ := http.ParseTime(kept.LastModified) // unknown is zero
	return &Blob{Path: called, Name: kept.Name, Lines: kept.Lines, source: &wholeFile{h}, limits: c.options.Limits, total: kept.Size,
		provenance: Provenance{URL: kept.URL, ETag: kept.ETag, LastModified: modified, FetchedAt: kept.FetchedAt, SHA256: kept.SHA256,
			Fetched: []keep.Fetch{note}}}
}

// A shelf is where the bytes of one file go while they come.
type shelf struct {
	*collector
	request web.Request
	address string // whole, for keys
	lines   bool   // the records of an API

	writer *keep.Writer // where copies are kept
	file   *os.File     // otherwise
}

// begin makes a fresh place; what was written to the former is thrown away.
func (s *shelf) begin() (io.Writer, error) {
	s.drop()
	if s.network.Kept == nil {
		file, err := unnamed(s.options.Temp)
		s.file = file
		return file, err
	}
	writer, err := s.network.Kept.Put(keep.Copy{URL: s.shownURL(), Key: s.copies(s.address), Encrypted: !s.options.Public, Lines: s.lines})
	s.writer = writer
	return writer, err
}

// drop throws away what did not become a file.
func (s *shelf) drop() {
	if s.writer != nil {
		s.writer.Discard()
	}
	if s.file != nil {
		s.file.Close()
	}
	s.writer, s.file = nil, nil
}

func (s *shelf) shownURL() string {
	if s.request.Shown != "" {
		return s.request.Shown
	}
	return web.Show(s.request.URL)
}

// settle makes a blob of what has come whole.
func (s *shelf) settle(ctx context.Context, result web.Result) (*Blob, error) {
	blob, err := s.blob(result)
	if err == nil && s.network.Log != nil {
		s.network.Log.InfoContext(ctx, "fetch: fetched", slog.String("url", s.shownURL()), slog.Int64("bytes", blob.total),
			slog.Bool("kept", s.network.Kept != nil))
	}
	return blob, err
}

func (s *shelf) blob(result web.Result) (*Blob, error) {
	name := s.path(result.Name)
	if s.writer != nil {
		kept, err := s.writer.Commit(func(c *keep.Copy) {
			c.Path, c.Name, c.ETag, c.LastModified = s.options.names.call(name), name, result.ETag, result.LastModified
		})
		if err != nil {
			return nil, err
		}
		return s.keptBlob(kept, s.asked(s.address, kept)), nil
	}
	info, err := s.file.Stat()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.shownURL(), err)
	}
	called := s.options.names.call(name)
	h := unlinkedFile(called, s.file, info.Size())
	s.file = nil // its blob holds it now
	h.sum = result.SHA256
	modified, _ := http.ParseTime(result.LastModified) // unknown is zero
	return &Blob{Path: called, Name: name, Lines: s.lines, source: &wholeFile{h}, limits: s.options.Limits, total: info.Size(),
		provenance: Provenance{URL: s.shownURL(), ETag: result.ETag, LastModified: modified, FetchedAt: s.network.Now(),
			SHA256: result.SHA256}}, nil
}

// path is what a fetched file is, before anybody decides how it is shown: its address without query, ending in
// the name that the server gives it.
func (s *shelf) path(name string) string {
	if strings.HasPrefix(s.address, "s3://") {
		return s.address
	}
	u := *s.request.URL
	folder, last := path.Split(u.Path)
	switch {
	case s.lines && last == "":
		name = "records.ndjson"
	case s.lines:
		name = web.SafeName(last) + ".ndjson"
	case name == "":
		name = web.SafeName(last)
	}
	u.Path, u.RawPath = folder, ""
	if folder == "" {
		u.Path = "/"
	}
	return web.Show(&u) + name
}
