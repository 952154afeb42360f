package publisher

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
)

// Options of a load.
type Options struct {
	// FileDate is the day the files speak of, for publishers whose rows do not
	// say it: it orders the states of a complaint. Unknown: LoadDay.
	FileDate complaint.Day
	// LoadDay is the day of the load; nothing can have happened after the next.
	LoadDay complaint.Day
}

// Open returns the source of one load: the files that paths name, read with a
// declaration. Nothing is opened before Files is ranged over. The complaints
// have passed ingest.Validate.
func Open(decl *mapping.Declaration, key anonymise.Key, paths []string, opts Options) ingest.Source {
	if !opts.FileDate.Known() {
		opts.FileDate = opts.LoadDay
	}
	return &source{decl: decl, key: key, paths: paths, opts: opts}
}

type source struct {
	decl  *mapping.Declaration
	key   anonymise.Key
	paths []string
	opts  Options
}

func (s *source) Publisher() ingest.Publisher { return s.decl.Publisher() }

func (s *source) Files(ctx context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		for blob, err := range fetch.Open(ctx, s.paths, fetch.Options{}) {
			if err != nil {
				yield(nil, err)
				return
			}
			mapper := mapping.NewMapper(s.decl, s.key, mapping.File{Path: blob.Path, Date: s.opts.FileDate})
			if !yield(&file{source: s, blob: blob, mapper: mapper}, nil) {
				return
			}
		}
	}
}

// A file is one blob and the mapper of its rows. It is read once.
type file struct {
	source *source
	blob   *fetch.Blob
	mapper *mapping.Mapper
}

func (f *file) Path() string                        { return f.blob.Path }
func (f *file) Progress() (done, total int64)       { return f.blob.Progress() }
func (f *file) SHA256() string                      { return f.blob.SHA256() }
func (f *file) Unmapped() map[string]map[string]int { return f.mapper.Unmapped() }

func (f *file) Complaints(ctx context.Context) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		bytes, err := f.blob.Open()
		if err != nil {
			yield(nil, fmt.Errorf("open %s: %w", f.blob.Path, err))
			return
		}
		check := func(c *complaint.Complaint) *ingest.RowError {
			return ingest.Validate(c, f.blob.Path, f.source.opts.LoadDay)
		}
		for c, err := range f.mapper.Checked(ctx, bytes, check) {
			if !yield(c, err) {
				bytes.Close()
				return
			}
			var row *ingest.RowError
			if err != nil && !errors.As(err, &row) {
				bytes.Close()
				return
			}
		}
		if err := bytes.Close(); err != nil {
			yield(nil, fmt.Errorf("close %s: %w", f.blob.Path, err))
		}
	}
}
