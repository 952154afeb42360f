package fetch

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"redress/ingest/fetch/bucket"
	"redress/ingest/fetch/web"
)

// A place is one of those given to Open, looked up as far as that goes without
// asking anybody.
type place struct {
	files   []string // on disk
	waiting []string // on disk, but still being written
	address *url.URL // http or https
	bucket  string   // with key, or prefix where key ends in a slash or is empty
	key     string
	load    string // whose kept copies are read again
}

func (p place) remote() bool { return p.address != nil || p.bucket != "" }

// shown is how a remote place is called in errors.
func (p place) shown() string {
	if p.address != nil {
		return web.Show(p.address)
	}
	return bucket.Shown(p.bucket, p.key)
}

// isPrefix reports whether the place stands for all objects below it.
func (p place) isPrefix() bool {
	return p.bucket != "" && (p.key == "" || strings.HasSuffix(p.key, "/"))
}

// lookUp makes places of what was given. All mistakes are one error, a line for
// each.
func lookUp(given []string, o Options) ([]place, error) {
	if len(given) == 0 {
		return nil, errors.New("no path given; name at least one file, folder, pattern or address")
	}
	var places []place
	var mistakes []error
	for _, text := range given {
		p, err := lookUpOne(text, o)
		if err != nil {
			mistakes = append(mistakes, err)
		}
		places = append(places, p)
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	nothing, some := NothingYetError{Place: o.names.text(given[0])}, false
	for _, p := range places {
		some = some || len(p.files) > 0 || p.remote() || p.load != ""
		nothing.Waiting = append(nothing.Waiting, p.waiting...)
	}
	if some && (len(nothing.Waiting) == 0 || !o.Whole) {
		return places, nil
	}
	nothing.Others = some
	return nil, nothing
}

func lookUpOne(text string, o Options) (p place, err error) {
	if load, isKept := strings.CutPrefix(text, "kept:"); isKept {
		if o.Network == nil || o.Network.Kept == nil {
			return p, fmt.Errorf("%s: nothing is kept here; configure a folder for kept copies", o.names.text(text))
		}
		return place{load: load}, nil
	}
	scheme, rest, isAddress := strings.Cut(text, "://")
	if !isAddress || strings.ContainsAny(scheme, `/\*?[`) {
		p.files, err = expandOne(text, o)
		if err == nil {
			p.files, p.waiting, err = o.settled(p.files)
		}
		return p, err
	}
	// The rest may hold what is secret, and is not shown before it is parsed.
	if o.Network == nil {
		return p, fmt.Errorf("%s: is an address, and no network is configured; download it and give the file", o.names.text(hidden(scheme, rest)))
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		p.address, err = url.Parse(text)
		if err != nil || p.address.Hostname() == "" {
			return p, fmt.Errorf("%s: is no whole address; check it", o.names.text(hidden(scheme, rest)))
		}
		return p, nil
	case "s3":
		p.bucket, p.key, err = bucket.Split(text)
		return p, err
	}
	return p, fmt.Errorf("%s: only http, https and s3 addresses are read; check the address", o.names.text(hidden(scheme, rest)))
}

// hidden shows an address without what may be secret; where it cannot be
// parsed, no part of it is known to be harmless.
func hidden(scheme, rest string) string {
	if u, err := url.Parse(scheme + "://" + rest); err == nil {
		return web.Show(u)
	}
	return scheme + "://…"
}
