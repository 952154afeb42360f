// Package fetch finds the bytes of a load: it turns paths, patterns, folders and
// addresses into streams, one per file or archive member, each with the digest of
// the file it came from. tabular reads the streams.
//
// The packages below it ask the network: web fetches files over connections that
// break, pages reads paged APIs, bucket asks S3-compatible stores, and guard says
// which addresses may be reached. What was fetched is kept by package keep.
//
// Its one rule: nothing is left out in silence. A path without a file, an
// archive that is damaged, too large or of a kind that cannot be read is one
// error of one sentence, which names the file and what to do; it ends the load.
// What is left out by intention is listed at expandOne, leftOut and noTable.
//
// Only an archive that lies in another is unpacked to disk, to a file without a
// name; Limits bound what it may take there, and what a hostile archive may cost
// in time.
package fetch

import (
	"context"
	"errors"
	"iter"
	"log/slog"
	"time"
)

// Limits bound what an archive or compressed file may cost. A zero field means
// its default.
type Limits struct {
	MaxMembers int   // in one archive; default 10,000
	MaxBytes   int64 // unpacked, of one compressed file or member; default 20 GiB
	MaxRatio   int64 // unpacked to packed bytes, once RatioFrom is passed; default 200
	RatioFrom  int64 // unpacked bytes below which the ratio is free; default 64 MiB
}

func (l Limits) withDefaults() Limits {
	if l.MaxMembers == 0 {
		l.MaxMembers = 10_000
	}
	if l.MaxBytes == 0 {
		l.MaxBytes = 20 << 30
	}
	if l.MaxRatio == 0 {
		l.MaxRatio = 200
	}
	if l.RatioFrom == 0 {
		l.RatioFrom = 64 << 20
	}
	return l
}

// Options of Open. The zero value reads local files under the default limits.
type Options struct {
	Limits Limits
	// Temp is the folder for archives in archives while they are read, and for
	// what is fetched and not kept; empty: the system's one. The files there have
	// no names.
	Temp string

	// Network is how addresses are fetched; nil: they are refused.
	Network *Network
	// API says that the http and https addresses are paged JSON APIs, and how they
	// are read; nil: they are files.
	API *Pages
	// Public says that the source is declared free of personal data: then copies
	// are kept as they came, not encrypted.
	Public bool
	// Reader names who reads and how, for instance a digest of the declaration:
	// an address is unchanged only for the same reader of the same places.
	Reader string

	// Members are patterns of path.Match for the members of archives that are
	// read, upper and lower case alike: of the whole name in the archive where the
	// pattern has a slash, else of the last part. None: all that may be tables.
	Members []string

	// Settled is how long a local file must have been left alone to be taken; the
	// others are left for the next slot. 0: each is taken. It needs Now.
	Settled time.Duration
	// Whole says that the files stand for all that the source says, so that what
	// they lack goes: then all are left for the next slot while one must be.
	Whole bool
	Now   func() time.Time
	Log   *slog.Logger // where files and members that were left are named; nil: nowhere

	// Shown is how a path, an address or the name of a member is called wherever it
	// is named, in Blob.Path, errors and logs: a file may be called after the person
	// who complains. Files that would be called alike get numbers. nil: as it is.
	Shown func(path string) string

	names *namer
}

// Open yields the files that places name, in that order. A place is
//
//   - a file, a pattern of path/filepath.Match (its matches sorted by name) or a
//     folder (its files sorted by name, subfolders left aside);
//   - an http or https address of a file or, with Options.API, of a paged JSON
//     API, whose records are one file, one line each;
//   - s3://bucket/key, an object, or s3://bucket/prefix/, all objects below it,
//     sorted by key;
//   - kept:LOAD, what a load fetched, in its order, as it was kept.
//
// A zip archive yields its members, sorted by name; an archive or compressed
// file may hold another one. Of members without a table, such as a leaflet, see
// Options.Members and the log.
//
// All places are looked up before the first blob is yielded; what is wrong with
// them is one error, a line for each. What lies elsewhere is fetched whole
// before the first blob is yielded, too. If all of it is as it was when these
// places were last published, the error is a NotModifiedError; if no file is
// finished yet, a NothingYetError; with Options.Whole also if one is not. An error
// is the last thing yielded.
func Open(ctx context.Context, places []string, o Options) iter.Seq2[*Blob, error] {
	o.Limits = o.Limits.withDefaults()
	return func(yield func(*Blob, error) bool) {
		if err := open(ctx, places, o, func(b *Blob) bool { return yield(b, nil) }); err != nil {
			yield(nil, err)
		}
	}
}

// open yields the blobs. It returns nil, too, once yield wants no more.
func open(ctx context.Context, given []string, o Options, yield func(*Blob) bool) error {
	if o.Settled > 0 && o.Now == nil || o.Network != nil && o.Network.Now == nil {
		return errors.New("fetch has no clock to tell when files changed and were fetched")
	}
	o.names = newNamer(o.Shown)
	places, err := lookUp(given, o)
	if err != nil {
		return err
	}
	files, err := gather(ctx, places, given, o)
	if err != nil {
		return err
	}
	for _, file := range files {
		whole, err := file()
		if err != nil {
			return err
		}
		lister := &lister{ctx: ctx, limits: o.Limits, temp: o.Temp, names: o.names, patterns: o.Members, log: o.Log}
		if more, err := lister.list(whole, 0, yield); err != nil || !more {
			return err
		}
	}
	return nil
}
