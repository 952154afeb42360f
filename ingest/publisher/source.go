package publisher

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

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
	// Fetch says how places are read. What the declaration knows about it, its
	// API, whether the files hold personal data and whether they only count
	// together, is filled in by Open.
	Fetch fetch.Options
	// Fetched is told where each file is from before it is read; nil: nobody is.
	// Its error ends the load.
	Fetched func(fetch.Provenance) error
}

// Open returns the source of one load: the files that paths name, read with a
// declaration. Nothing is opened before Files is ranged over. The complaints
// have passed ingest.Validate.
func Open(decl *mapping.Declaration, key anonymise.Key, paths []string, opts Options) ingest.Source {
	if !opts.FileDate.Known() {
		opts.FileDate = opts.LoadDay
	}
	opts.Fetch.API, opts.Fetch.Public = pagesOf(decl, paths), !decl.PersonalData()
	opts.Fetch.Whole = decl.Publisher().Replace.Kind != ingest.Upsert
	return &source{decl: decl, key: key, paths: paths, opts: opts}
}

// pagesOf is how the declaration's API is read; nil where it has none, or where
// the addresses of the load are not the declared ones: those are files.
func pagesOf(decl *mapping.Declaration, paths []string) *fetch.Pages {
	declared := decl.Fetch()
	if declared == nil || declared.API == nil {
		return nil
	}
	for _, path := range paths {
		if strings.Contains(path, "://") && !slices.ContainsFunc(declared.URLs, func(u string) bool { return sameButQuery(u, path) }) {
			return nil
		}
	}
	api := declared.API
	return &fetch.Pages{Records: api.Records, Cursor: fetch.Cursor{From: api.Cursor.From, To: api.Cursor.To},
		Size: fetch.Size{Parameter: api.Size.Parameter, Value: api.Size.Value}, Total: api.Total, Pause: api.Pause}
}

// sameButQuery reports whether two addresses differ in their query at most.
func sameButQuery(a, b string) bool {
	a, _, _ = strings.Cut(a, "?")
	b, _, _ = strings.Cut(b, "?")
	return a == b
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
		for blob, err := range fetch.Open(ctx, s.paths, s.opts.Fetch) {
			if err == nil && s.opts.Fetched != nil {
				err = s.opts.Fetched(blob.Provenance())
			}
			var same fetch.NotModifiedError
			var waiting fetch.NothingYetError
			if errors.As(err, &same) || errors.As(err, &waiting) {
				err = fmt.Errorf("%w: %w", ingest.ErrNotModified, err)
			}
			if err != nil {
				yield(nil, err)
				return
			}
			mapper := mapping.NewMapper(s.decl, s.key, mapping.File{Path: blob.Path, Name: blob.Name, Lines: blob.Lines, Date: s.opts.FileDate})
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
func (f *file) LostCharacters() int64               { return f.mapper.LostCharacters() }
func (f *file) Unmapped() map[string]map[string]int { return f.mapper.Unmapped() }

// Layout is how the rows lie in the file, and what of its archive was left out.
func (f *file) Layout() ingest.Layout {
	layout := f.mapper.Layout()
	layout.LeftOut = f.blob.LeftOut
	return layout
}

// UnreadSheets names the sheets that are not read where the declaration names
// none that is.
func (f *file) UnreadSheets() []string {
	if f.source.decl.Format().Sheet != "" {
		return nil
	}
	return f.mapper.UnreadSheets()
}

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
