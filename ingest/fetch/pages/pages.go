// Package pages reads a JSON API that answers page by page, and writes its
// records as NDJSON: one record a line, its values as the API wrote them.
//
// Its one rule: the lines are complete only when the API itself has said that
// nothing is left. An API that breaks off, goes round in circles or contradicts
// its own total is an error, never a shorter file.
package pages

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"redress/ingest/fetch/web"
)

// An API says how a paged JSON API is read.
//
// The cursor says how the next page is asked for. Where it is taken from the
// last record ([-1] behind the path of the records), pages are asked for until
// one is empty: a page that is shorter than asked for may be one that the server
// has cut. Where it lies elsewhere, the last page is the one without it.
type API struct {
	Records string // dot path of the array of records; empty: the answer is the array
	Cursor  Cursor // zero: one answer holds everything
	Size    Size   // zero: the server chooses
	Total   string // dot path of the number of all records; empty: the API does not say
	// Pause is the least time from one request to the next; 0: none.
	Pause time.Duration
	// MaxPages bounds an API without end; 0: 100,000.
	MaxPages int
}

// A Cursor takes a value of an answer to the next request.
type Cursor struct {
	From string // dot path; [-1] is the last of an array: hits.hits[-1].sort
	To   string // the query parameter; an array is sent joined by Join
	Join string // default "_", as the search API of the CFPB wants it
}

// A Size asks for a number of records in a page.
type Size struct {
	Parameter string // the query parameter
	Value     int
}

// maxPage is how large one answer may be. A page is held in memory, so that a
// broken one leaves no records behind.
const maxPage = 64 << 20

// maxCursor is how long a cursor may be: it goes into an address.
const maxCursor = 8 << 10

// Read asks for page after page and writes the records to w. It returns how many
// there were. request.URL may have a query of its own, which each request keeps.
func Read(ctx context.Context, client *web.Client, request web.Request, api API, w io.Writer) (records int64, err error) {
	ctx, cancel := client.Deadline(ctx)
	defer cancel()
	r := &reader{client: client, request: request, api: api, shown: web.Show(request.URL), seen: map[[sha256.Size]byte]bool{}, total: -1}
	if r.api.MaxPages == 0 {
		r.api.MaxPages = 100_000
	}
	if r.api.Cursor.Join == "" {
		r.api.Cursor.Join = "_"
	}
	cursor := ""
	for range r.api.MaxPages {
		if err := r.rest(ctx); err != nil {
			return r.records, err
		}
		next, err := r.page(ctx, cursor, w)
		if err != nil {
			return r.records, err
		}
		if next == "" {
			return r.records, r.complete()
		}
		if len(next) > maxCursor {
			return r.records, r.failf("the cursor of a page has more than %d bytes, which is none; check the declaration", maxCursor)
		}
		sum := sha256.Sum256([]byte(next))
		if r.seen[sum] {
			return r.records, r.failf("the API goes round in circles: a page leads to one that was read before; check the cursor")
		}
		r.seen[sum] = true
		cursor = next
	}
	return r.records, r.failf("the API has more than %d pages; ask for less, or for larger pages", r.api.MaxPages)
}

type reader struct {
	client  *web.Client
	request web.Request
	api     API
	shown   string

	asked   time.Time                  // when the last request began
	seen    map[[sha256.Size]byte]bool // digests of cursors
	records int64
	bytes   int64
	total   int64 // the least that the API has said there are; -1: it has not
}

func (r *reader) failf(format string, args ...any) error {
	return fmt.Errorf("%s: %s", r.shown, fmt.Sprintf(format, args...))
}

// rest keeps the rate.
func (r *reader) rest(ctx context.Context) error {
	now := r.client.Now()
	if wait := r.asked.Add(r.api.Pause).Sub(now); !r.asked.IsZero() && wait > 0 {
		if err := r.client.Wait(ctx, r.request, wait); err != nil {
			return err
		}
		now = r.client.Now()
	}
	r.asked = now
	return nil
}

// page reads the page at cursor, and returns the next cursor; empty: it was the
// last.
func (r *reader) page(ctx context.Context, cursor string, w io.Writer) (next string, err error) {
	query := r.request.URL.Query()
	if r.api.Size.Parameter != "" {
		query.Set(r.api.Size.Parameter, strconv.Itoa(r.api.Size.Value))
	}
	if cursor != "" {
		query.Set(r.api.Cursor.To, cursor)
	}
	request := r.request
	address := *r.request.URL
	address.RawQuery = query.Encode()
	request.URL = &address
	answer, err := r.client.Page(ctx, request, maxPage, partial)
	if err != nil {
		return "", err
	}
	found, ok := lookup(answer, r.api.Records)
	var records []json.RawMessage
	if !ok || json.Unmarshal(found, &records) != nil || records == nil {
		return "", r.failf("the answer has no array of records at %q; check the declaration", r.api.Records)
	}
	if err := r.noteTotal(answer); err != nil {
		return "", err
	}
	if err := r.write(w, records); err != nil {
		return "", err
	}
	if r.api.Cursor.From == "" || len(records) == 0 {
		return "", nil
	}
	return r.next(answer)
}

// partial refuses an answer that is no JSON, or says of itself that it is not
// whole, as Elasticsearch does when it ran out of time or lost a shard.
func partial(answer []byte) string {
	if !json.Valid(answer) {
		return "the answer is no whole JSON"
	}
	if timedOut, _ := lookup(answer, "timed_out"); string(timedOut) == "true" {
		return "the answer says that it ran out of time"
	}
	if failed, ok := lookup(answer, "_shards.failed"); ok && string(failed) != "0" {
		return "the answer says that a part of it is missing"
	}
	return ""
}

// noteTotal remembers how many records the API says there are. While pages are
// read some may come and go; the least number is one that must be reached.
func (r *reader) noteTotal(answer []byte) error {
	if r.api.Total == "" {
		return nil
	}
	found, ok := lookup(answer, r.api.Total)
	total, err := strconv.ParseInt(string(found), 10, 64)
	if !ok || err != nil {
		return r.failf("the answer has no number of records at %q; check the declaration", r.api.Total)
	}
	if r.total < 0 || total < r.total {
		r.total = total
	}
	return nil
}

// complete is asked at the end.
func (r *reader) complete() error {
	if r.records < r.total {
		return r.failf("the API broke off: it gave %d records and says there are %d; load it again", r.records, r.total)
	}
	return nil
}

// write writes one line a record.
func (r *reader) write(w io.Writer, records []json.RawMessage) error {
	var lines bytes.Buffer
	for _, record := range records {
		if err := json.Compact(&lines, record); err != nil {
			return r.failf("a record is no JSON; load it again")
		}
		lines.WriteByte('\n')
	}
	if r.bytes += int64(lines.Len()); r.bytes > r.client.MaxBytes() {
		return r.failf("the API gives more than the limit of %d bytes; ask for less", r.client.MaxBytes())
	}
	if _, err := w.Write(lines.Bytes()); err != nil {
		return fmt.Errorf("%s: cannot be stored: %w", r.shown, err)
	}
	r.records += int64(len(records))
	return nil
}

// next returns the cursor in an answer with records.
func (r *reader) next(answer []byte) (string, error) {
	from := r.api.Cursor.From
	found, ok := lookup(answer, from)
	if !ok || string(found) == "null" || string(found) == `""` {
		if r.api.Records != "" && strings.HasPrefix(from, r.api.Records+"[") || r.api.Records == "" {
			return "", r.failf("the last record of a page has no cursor at %q; check the declaration", from)
		}
		return "", nil
	}
	var values []json.RawMessage
	if json.Unmarshal(found, &values) != nil {
		values = []json.RawMessage{found}
	}
	parts := make([]string, len(values))
	for i, value := range values {
		part, ok := scalar(value)
		if !ok {
			return "", r.failf("the cursor at %q is neither a text nor a number nor an array of them; check the declaration", from)
		}
		parts[i] = part
	}
	next := strings.Join(parts, r.api.Cursor.Join)
	if next == "" {
		return "", r.failf("the cursor at %q is empty; check the declaration", from)
	}
	return next, nil
}
