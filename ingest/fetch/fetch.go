// Package fetch finds the bytes of a load: it turns the paths, patterns and
// folders of a command into streams, one per file or archive member, each with
// the digest of the file it came from. tabular reads the streams.
//
// Its one rule: nothing is left out in silence. A path without a file, an
// archive that is damaged, too large or of a kind that cannot be read is one
// error of one sentence, which names the file and what to do; it ends the load.
// What is left out by intention is listed at expand and openArchive.
//
// Only an archive that lies in another is unpacked to disk, to a file without a
// name; Limits bound what it may take there, and what a hostile archive may cost
// in time.
package fetch

import (
	"context"
	"iter"
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
	// Temp is the folder for archives in archives while they are read; empty:
	// the system's one. The files there have no names.
	Temp string
}

// Open yields the files that paths name, in that order: a path is a file, a
// pattern of path/filepath.Match (its matches sorted by name) or a folder (its
// files sorted by name, subfolders left aside). A zip archive yields its
// members, sorted by name; an archive or compressed file may hold another one.
//
// All paths are looked up before the first blob is yielded; what is wrong with
// them is one error, a line for each. An error is the last thing yielded.
func Open(ctx context.Context, paths []string, o Options) iter.Seq2[*Blob, error] {
	o.Limits = o.Limits.withDefaults()
	return func(yield func(*Blob, error) bool) {
		files, err := expand(paths)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, path := range files {
			if more, err := openPath(ctx, path, o, yield); err != nil {
				yield(nil, err)
				return
			} else if !more {
				return
			}
		}
	}
}

// openPath yields the blobs of one file.
func openPath(ctx context.Context, path string, o Options, yield func(*Blob, error) bool) (more bool, err error) {
	h, err := diskFile(path)
	if err != nil {
		return false, err
	}
	lister := &lister{ctx: ctx, limits: o.Limits, temp: o.Temp}
	whole := &Blob{Path: path, source: &wholeFile{h}, limits: o.Limits, total: h.size}
	return lister.list(whole, 0, func(b *Blob) bool { return yield(b, nil) })
}
