package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/keep"
	"redress/ingest/sink"
)

// defaultKeep is how long what was fetched is kept where nobody says.
const defaultKeep = 30 * 24 * time.Hour

// A reach is how the places of a source are reached.
type reach struct {
	AllowPrivate bool           `yaml:"allow_private"` // addresses that are not of the public network are allowed
	Keep         *length        `yaml:"keep"`          // how long what is fetched is kept for a replay; default 30d, 0s: not at all
	Settled      length         `yaml:"settled"`       // how long a file must have been left alone before it is read
	S3           s3Config       `yaml:"s3"`            // for addresses s3://bucket/key
	Download     downloadConfig `yaml:"download"`      // limits of what is fetched
	Unpack       unpackConfig   `yaml:"unpack"`        // limits of what is unpacked
}

// An s3Config says where an S3-compatible store is, and which variables of the
// environment hold the credentials: they never stand in the file.
type s3Config struct {
	Endpoint        string `yaml:"endpoint"` // default: Amazon's for the region
	Region          string `yaml:"region"`   // default us-east-1
	PathStyle       bool   `yaml:"path_style"`
	AccessKeyEnv    string `yaml:"access_key_env"`
	SecretKeyEnv    string `yaml:"secret_key_env"`
	SessionTokenEnv string `yaml:"session_token_env"`
}

// check lists what is wrong, under keys that begin with a dot.
func (r reach) check() []mistake {
	var wrong []mistake
	if r.Keep != nil && r.Keep.err != nil {
		wrong = append(wrong, mistake{".keep", r.Keep.err})
	}
	if r.Settled.err != nil {
		wrong = append(wrong, mistake{".settled", r.Settled.err})
	}
	if (r.S3.AccessKeyEnv == "") != (r.S3.SecretKeyEnv == "") {
		wrong = append(wrong, mistake{".s3", errors.New("access_key_env and secret_key_env belong together")})
	}
	return slices.Concat(wrong, r.Download.check(), r.Unpack.check())
}

func (r reach) keep() time.Duration {
	if r.Keep == nil {
		return defaultKeep
	}
	return r.Keep.Duration
}

// store is where the store is and as whom it is asked. A variable that is named
// and empty is an error: without it the store would be asked as nobody.
func (c s3Config) store() (fetch.S3, error) {
	s := fetch.S3{Endpoint: c.Endpoint, Region: c.Region, PathStyle: c.PathStyle}
	for _, one := range []struct {
		name string
		into *string
	}{{c.AccessKeyEnv, &s.AccessKey}, {c.SecretKeyEnv, &s.SecretKey}, {c.SessionTokenEnv, &s.SessionToken}} {
		if one.name == "" {
			continue
		}
		if *one.into = os.Getenv(one.name); *one.into == "" {
			return s, fmt.Errorf("the variable %s of the environment, which the configuration names for the S3 store, is empty", one.name)
		}
	}
	return s, nil
}

// keepFolder holds what was fetched for a source.
func (i installation) keepFolder(source string) string { return filepath.Join(i.Data, "keep", source) }

// fetching is how the places of an order are read, and the store of what is
// fetched; nil where nothing is kept. Files are called as names lets them be.
func (l loading) fetching(ctx context.Context, o order, names nameGuard) (fetch.Options, *keep.Store, error) {
	options := fetch.Options{Limits: o.reach.Unpack.limits(), Members: o.reach.Unpack.Members, Settled: o.reach.Settled.Duration, Now: time.Now, Log: l.log,
		Shown: names.shown}
	// What another database has published, this one has not.
	into, err := sink.Identity(ctx, l.db, l.db.Database)
	if err != nil {
		return options, nil, err
	}
	reader, err := o.readBy()
	if err != nil {
		return options, nil, err
	}
	options.Reader = reader + " into " + into
	s3, err := o.reach.S3.store()
	if err != nil {
		return options, nil, err
	}
	options.Network = &fetch.Network{AllowPrivate: o.reach.AllowPrivate, Now: time.Now, Log: l.log, S3: s3,
		Proxy: func(u *url.URL) (*url.URL, error) { return http.ProxyFromEnvironment(&http.Request{URL: u}) }}
	o.reach.Download.bound(options.Network)
	// Local files are where they are: only what is fetched is kept, and of
	// registers, which are read each time, nothing.
	if o.reach.keep() <= 0 || o.register != "" || !slices.ContainsFunc(o.places, isRemote) {
		return options, nil, nil
	}
	kept, err := keep.New(l.keepFolder(o.code), time.Now)
	if err != nil {
		return options, nil, err
	}
	options.Network.Kept = kept
	options.Network.Stands = func(ctx context.Context, load string) (bool, error) {
		id, err := strconv.ParseUint(load, 10, 32)
		if err != nil {
			return false, nil // no load of ours: it is fetched again
		}
		return sink.Stands(ctx, l.db, l.db.Database, o.declaration.Code(), uint32(id))
	}
	return options, kept, nil
}

// replayed is the place of what a load fetched.
func replayed(load uint32) string { return "kept:" + keptID(load) }

func keptID(load uint32) string { return strconv.FormatUint(uint64(load), 10) }

// keptLoad is the load whose copies a place stands for.
func keptLoad(place string) (load string, ok bool) { return strings.CutPrefix(place, "kept:") }

// isRemote reports whether a place is fetched or replayed.
func isRemote(place string) bool {
	_, replay := keptLoad(place)
	return isAddress(place) || replay
}

// dated is the day that the files of an order speak of: a replay reads as of the
// day of the load it replays.
func (o order) dated(kept *keep.Store, today complaint.Day) (complaint.Day, error) {
	day := o.fileDate
	if day.Known() {
		return day, nil
	}
	for _, place := range o.places {
		load, replay := keptLoad(place)
		if !replay || kept == nil {
			continue
		}
		text, err := kept.FileDate(load)
		if err != nil {
			return day, err
		}
		at, err := time.Parse(time.DateOnly, text)
		its, ok := complaint.DayOf(at)
		switch {
		case err != nil || !ok:
			return day, fmt.Errorf("load %s: what is kept of it names no day; give one with --file-date", load)
		case day.Known() && day != its:
			return day, errors.New("the replayed loads are of different days: replay one after the other, or give --file-date")
		}
		day = its
	}
	if !day.Known() {
		day = today
	}
	return day, nil
}

// settleKept notes what became of a load, and lets copies go that are too old,
// also those of a source of which nothing is kept any more.
func (l loading) settleKept(o order, kept *keep.Store, report *ingest.Report) error {
	var marked error
	if kept != nil && report.Published {
		marked = kept.MarkLoaded(keptID(report.LoadID))
	}
	return errors.Join(marked, l.expire(o.code, o.reach.keep()))
}

// released notes that a held load was published after all.
func (l loading) released(report *ingest.Report) error {
	folder := l.keepFolder(report.Source)
	if _, err := os.Stat(folder); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	kept, err := keep.New(folder, time.Now)
	if err != nil {
		return err
	}
	return kept.MarkLoaded(keptID(report.LoadID))
}

// readBy names who reads and how: what was published by another version of the
// program, under another declaration (of a file; built-in ones have the
// program's version) or with other parameters is read again although it has not
// changed.
func (o order) readBy() (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%q", version())
	if o.declaredIn != "" {
		text, err := os.ReadFile(o.declaredIn)
		if err != nil {
			return "", fmt.Errorf("read declaration: %w", err)
		}
		fmt.Fprintf(sum, "%q", text)
	}
	for _, name := range slices.Sorted(maps.Keys(o.parameters)) {
		fmt.Fprintf(sum, "%q=%q", name, o.parameters[name])
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
