// Package fetch finds the bytes of a load: it turns the paths, patterns and
// folders of a command into streams, one per file or archive member, each with
// the digest of the file it came from. tabular reads the streams.
//
// Its one rule: nothing is left out in silence. A path without a file, an
// archive that is damaged, too large or of a kind that cannot be read is one
// error of one sentence, which names the file and what to do; it ends the load.
// What is left out by intention is listed at expand and openArchive.
//
// Nothing is unpacked to disk, so a hostile archive can cost time only, and
// Limits bound that.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
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

// Open yields the files that paths name, in that order: a path is a file, a
// pattern of path/filepath.Match (its matches sorted by name) or a folder (its
// files sorted by name, subfolders left aside). A zip archive yields its
// members, sorted by name.
//
// All paths are looked up before the first blob is yielded; what is wrong with
// them is one error, a line for each. An error is the last thing yielded.
func Open(ctx context.Context, paths []string, limits Limits) iter.Seq2[*Blob, error] {
	limits = limits.withDefaults()
	return func(yield func(*Blob, error) bool) {
		files, err := expand(paths)
		if err != nil {
			yield(nil, err)
			return
		}
		for _, path := range files {
			blobs, err := openPath(ctx, path, limits)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, blob := range blobs {
				if err := ctx.Err(); err != nil {
					yield(nil, fmt.Errorf("%s: %w", blob.Path, err))
					return
				}
				if !yield(blob, nil) {
					return
				}
			}
		}
	}
}

// openPath makes the blobs of one file.
func openPath(ctx context.Context, path string, limits Limits) ([]*Blob, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, explainPath(path, err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, explainPath(path, err)
	}
	head := make([]byte, headBytes)
	n, err := io.ReadFull(file, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, explainRead(path, err)
	}
	switch kind := sniff(head[:n]); kind {
	case zipped:
		return openArchive(ctx, path, limits)
	case plain, gzipped, zstandard:
		return []*Blob{{Path: path, total: info.Size(), source: &packedFile{path: path, kind: kind}, limits: limits}}, nil
	default:
		return nil, fmt.Errorf("%s: is %s, which is not read here; unpack it and give the files in it", path, kind)
	}
}
