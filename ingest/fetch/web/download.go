package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A Result says what a download brought.
type Result struct {
	// NotModified: the file is as Request.Since says, and nothing was sent.
	NotModified bool
	Validators
	Name   string // of the file, as the server calls it; empty where it does not
	Size   int64
	SHA256 string // in hex
}

// maxChanges is how often a file may change while it is fetched.
const maxChanges = 5

// leastProgress is how many new bytes make a broken download count as a first
// try again.
const leastProgress = 64 << 10

// Download fetches a file. begin makes a fresh place for its bytes; it is called
// again when the file must be fetched anew, and what was written before is then
// to be thrown away. After a fault, what was written is no file.
//
// A download that breaks off goes on where it was, if the server tells versions
// apart; the rest must be of the same version, else all is fetched anew.
func (c *Client) Download(ctx context.Context, r Request, begin func() (io.Writer, error)) (Result, error) {
	ctx, cancel := c.Deadline(ctx)
	defer cancel()
	d := &download{client: c, request: r, begin: begin, buffer: make([]byte, 128<<10)}
	for tries := 0; ; {
		best := d.best
		done, err := d.attempt(ctx)
		if done {
			return d.result()
		}
		var broken *passing
		switch {
		case errors.Is(err, errChanged):
			if err := d.changed(ctx); err != nil {
				return Result{}, err
			}
			broken = &passing{what: "the file changed while it was fetched"}
		case !errors.As(err, &broken):
			return Result{}, err
		}
		if d.best-best >= leastProgress {
			tries = 0
		}
		tries++
		if err := c.again(ctx, r, broken, tries); err != nil {
			return Result{}, err
		}
	}
}

// errChanged: the rest that came is of another version than the beginning.
var errChanged = errors.New("changed")

// A download is one file on its way.
type download struct {
	client  *Client
	request Request
	begin   func() (io.Writer, error)
	buffer  []byte

	to         io.Writer
	sum        hash.Hash
	got        int64 // bytes written to to
	total      int64 // of the file; -1: the server does not say
	best       int64 // the most that was ever got
	validators Validators
	resumable  string // what goes into If-Range; empty: the rest cannot be asked for
	name       string
	unchanged  bool
	changes    int
}

// forget drops what was got.
func (d *download) forget() { d.to, d.got, d.resumable = nil, 0, "" }

// changed begins anew, because the file is another one now.
func (d *download) changed(ctx context.Context) error {
	d.forget()
	if d.changes++; d.changes > maxChanges {
		return failf(d.request, "has changed %d times while it was fetched; load it when it is at rest", d.changes)
	}
	d.client.config.Log.WarnContext(ctx, "fetch: the file changed meanwhile, fetching it anew",
		slog.String("url", d.request.shown()))
	return nil
}

func (d *download) result() (Result, error) {
	if d.unchanged {
		return Result{NotModified: true, Validators: d.validators}, nil
	}
	return Result{Validators: d.validators, Name: d.name, Size: d.got, SHA256: hex.EncodeToString(d.sum.Sum(nil))}, nil
}

// attempt asks once for what is missing. done says that the file is whole.
func (d *download) attempt(ctx context.Context) (done bool, err error) {
	ctx, pulse, stop := d.client.watch(ctx)
	defer stop()
	request, err := d.client.build(ctx, d.request)
	if err != nil {
		return false, err
	}
	if d.resumable == "" || d.got == 0 {
		d.forget()
		if since := d.request.Since; since.ETag != "" {
			request.Header.Set("If-None-Match", since.ETag)
		} else if since.LastModified != "" {
			request.Header.Set("If-Modified-Since", since.LastModified)
		}
	} else {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", d.got))
		request.Header.Set("If-Range", d.resumable)
	}
	response, err := d.client.do(d.request, request)
	if err != nil {
		return false, d.client.explain(ctx, d.request, err)
	}
	defer response.Body.Close()
	if done, err := d.judge(ctx, response); done || err != nil {
		return done, err
	}
	pulse.answered()
	return d.copy(ctx, response, pulse)
}

// judge decides what an answer is: the file, its rest, or none of both.
func (d *download) judge(ctx context.Context, response *http.Response) (done bool, err error) {
	switch status := response.StatusCode; {
	case status == http.StatusNotModified && d.got == 0 && d.request.Since != (Validators{}):
		d.unchanged, d.validators = true, d.request.Since
		return true, nil
	case d.got > 0 && (status == http.StatusRequestedRangeNotSatisfiable || status == http.StatusPreconditionFailed):
		return false, errChanged
	case status == http.StatusPartialContent && d.got == 0:
		return false, failf(d.request, "the server sends a part of the file that nobody asked for; check the address")
	case status == http.StatusPartialContent:
		return false, d.judgeRest(response)
	}
	if err := d.client.judgeStatus(d.request, response); err != nil {
		return false, err
	}
	return false, d.judgeWhole(ctx, response)
}

// judgeWhole prepares for the file from its beginning.
func (d *download) judgeWhole(ctx context.Context, response *http.Response) error {
	validators := validatorsOf(response)
	if d.got > 0 && (validators != d.validators || response.ContentLength != d.total) {
		if err := d.changed(ctx); err != nil {
			return err
		}
	}
	if !readable(response.Header.Get("Content-Encoding")) {
		return failf(d.request, "the server sends it packed in a way that was not asked for; give another address")
	}
	delimited := len(response.TransferEncoding) > 0 || response.ProtoMajor >= 2
	if response.ContentLength < 0 && !delimited {
		return failf(d.request, "the server does not say how long it is, so a part could not be told from the whole; "+
			"download it and give the file")
	}
	if response.ContentLength > d.client.config.MaxBytes {
		return d.tooLarge()
	}
	to, err := d.begin()
	if err != nil {
		return err
	}
	d.to, d.sum, d.got = to, sha256.New(), 0
	d.total, d.validators, d.name = response.ContentLength, validators, nameOf(response)
	d.resumable = resumable(response)
	return nil
}

// readable reports whether a Content-Encoding, which was not asked for, leaves
// bytes that fetch can unpack. Stores also say aws-chunked, of how an object once
// came to them.
func readable(encoding string) bool {
	for how := range strings.SplitSeq(encoding, ",") {
		switch strings.ToLower(strings.TrimSpace(how)) {
		case "", "identity", "gzip", "x-gzip", "zstd", "aws-chunked":
		default:
			return false
		}
	}
	return true
}

// judgeRest makes sure that a part continues what was got.
func (d *download) judgeRest(response *http.Response) error {
	from, to, total, ok := contentRange(response.Header.Get("Content-Range"))
	have := validatorsOf(response)
	switch {
	case !ok, from != d.got, total >= 0 && to >= total, d.total >= 0 && total >= 0 && total != d.total, d.total >= 0 && to >= d.total:
		return errChanged
	case response.ContentLength >= 0 && response.ContentLength != to-from+1:
		return errChanged
	case d.resumable != d.validators.strong() && have.LastModified != d.validators.LastModified:
		return errChanged
	case have.ETag != d.validators.ETag:
		return errChanged
	case d.total < 0 && total < 0:
		return errChanged // nothing says where the whole ends
	}
	if d.total < 0 {
		d.total = total
	}
	if d.total > d.client.config.MaxBytes {
		return d.tooLarge()
	}
	return nil
}

// copy writes the body to where it belongs.
func (d *download) copy(ctx context.Context, response *http.Response, pulse *pulse) (done bool, err error) {
	for {
		n, reading := response.Body.Read(d.buffer)
		if n > 0 {
			pulse.beat(n)
			if d.got+int64(n) > d.client.config.MaxBytes {
				return false, d.tooLarge()
			}
			d.sum.Write(d.buffer[:n])
			if _, err := d.to.Write(d.buffer[:n]); err != nil {
				return false, fmt.Errorf("%s: cannot be stored: %w", d.request.shown(), err)
			}
			d.got += int64(n)
			d.best = max(d.best, d.got)
		}
		switch {
		case reading == io.EOF && d.total < 0, reading != nil && d.got == d.total:
			return true, nil
		case reading == io.EOF:
			return false, &passing{what: "the answer ended too early"}
		case reading != nil:
			return false, d.client.explain(ctx, d.request, reading)
		}
	}
}

func (d *download) tooLarge() error {
	return failf(d.request, "is larger than the limit of %d bytes; raise the limit (download: size) if you trust it", d.client.config.MaxBytes)
}

func validatorsOf(response *http.Response) Validators {
	return Validators{ETag: response.Header.Get("ETag"), LastModified: response.Header.Get("Last-Modified")}
}

// resumable returns what an If-Range may hold: a strong ETag, else a date that
// is old enough for a change in the same second to be ruled out (RFC 9110,
// 8.8.2.2; a minute, because clocks differ).
func resumable(response *http.Response) string {
	if strings.EqualFold(response.Header.Get("Accept-Ranges"), "none") {
		return ""
	}
	validators := validatorsOf(response)
	if strong := validators.strong(); strong != "" || validators.ETag != "" {
		return strong
	}
	modified, err := http.ParseTime(validators.LastModified)
	date, err2 := http.ParseTime(response.Header.Get("Date"))
	if err != nil || err2 != nil || date.Sub(modified) < time.Minute {
		return ""
	}
	return validators.LastModified
}

// contentRange reads "bytes from-to/total"; total is -1 for "*".
func contentRange(text string) (from, to, total int64, ok bool) {
	text, isBytes := strings.CutPrefix(text, "bytes ")
	bounds, whole, hasTotal := strings.Cut(text, "/")
	first, last, hasBounds := strings.Cut(bounds, "-")
	if !isBytes || !hasTotal || !hasBounds {
		return 0, 0, 0, false
	}
	total = -1
	var err, err2, err3 error
	from, err = strconv.ParseInt(first, 10, 63)
	to, err2 = strconv.ParseInt(last, 10, 63)
	if whole != "*" {
		total, err3 = strconv.ParseInt(whole, 10, 63)
	}
	return from, to, total, err == nil && err2 == nil && err3 == nil && from >= 0 && to >= from
}
