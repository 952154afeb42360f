package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"redress/ingest/complaint"
)

// A Sink keeps one load. Files are judged one after the other: a file is
// compared with the release and with the files before it. Nothing is visible
// before Publish. It is declared here because Run is its caller; sink.Begin
// makes the real one.
type Sink interface {
	// LoadID is the number of the load.
	LoadID() uint32
	// Slot is the instant of the timetable the load was due at; zero for none.
	Slot() time.Time
	// Current is the release the load is compared with; 0 when there is none.
	Current() uint32
	// OpenFile begins the next file.
	OpenFile(ctx context.Context, path string) error
	// Accept takes a complaint of the open file. It keeps no reference to c.
	Accept(ctx context.Context, c *complaint.Complaint) error
	// Reject records a rejected row of the open file.
	Reject(ctx context.Context, row *RowError) error
	// Progress tells how far the load has come. It is called often and must be
	// cheap; what it fails at ends no load.
	Progress(ctx context.Context, p Progress)
	// CloseFile judges the file's complaints and counts accepted, duplicate,
	// new, replaced, unchanged and outdated.
	CloseFile(ctx context.Context) (Counts, error)
	// Outlook says what publishing the load would do. It is asked once all files
	// are closed.
	Outlook(ctx context.Context) (Outlook, error)
	// Filled says of how many complaints that the source holds now each of the fields
	// is known. It is asked once all files are closed.
	Filled(ctx context.Context, fields []string) (Filled, error)
	// Publish makes the load visible in one step, and with it the report's
	// books. It returns the number of the release that holds the load.
	Publish(ctx context.Context, r *Report) (release uint32, err error)
	// Hold keeps the load's rows unpublished, with the report and the breaches
	// that somebody must look at, until the load is released or discarded.
	Hold(ctx context.Context, r *Report, breaches []Breach) error
	// Abandon drops everything the load wrote but its books, which say why.
	Abandon(ctx context.Context, r *Report, cause error) error
}

// RejectsShown is how many rejected rows of each reason a report names.
const RejectsShown = 5

// progressRows is how many rows pass between two words of progress.
const progressRows = 8192

// unmappedShown is how many unmapped values per field a report holds.
const unmappedShown = 20

// A RefusedError is a load that was read whole and must not be published.
type RefusedError struct {
	Problem string // for everybody: no path, no place
	Hint    string // for whoever runs the load; may be empty
}

// Error is the reason and the hint.
func (e *RefusedError) Error() string { return join(e.Problem, e.Hint) }

// ErrNotModified is what a Source yields in the place of files that have not
// changed since a load of them was published. A load of nothing else ends
// unchanged.
var ErrNotModified = errors.New("not modified since the last load")

// Run carries one load from source to sink and returns its report. The report
// is filled as far as the load came, also beside an error. A *RefusedError
// means that the files were read and the last release stays on purpose, a
// *HeldError that it stays until somebody has looked.
func Run(ctx context.Context, source Source, sink Sink) (*Report, error) {
	publisher := source.Publisher()
	report := NewReport(sink, publisher)
	unmapped, err := readFiles(ctx, source, sink, report)
	if err == nil {
		err = weigh(ctx, publisher, sink, report, unmapped)
	}
	if err == nil {
		err = publish(ctx, sink, report)
	}
	if err == nil {
		return report, nil
	}
	// The load's own context may be the reason it ended.
	ctx = context.WithoutCancel(ctx)
	var held *HeldError
	if errors.As(err, &held) {
		report.Problem, report.Held, report.Breaches = held.Problem, true, held.Breaches
		hold := sink.Hold(ctx, report, held.Breaches)
		if hold == nil {
			return report, err
		}
		report.Held = false
		err = fmt.Errorf("hold the load back: %w", hold)
	}
	report.Problem = err.Error()
	var refused *RefusedError
	if errors.As(err, &refused) {
		report.Problem = refused.Problem
	}
	if abandon := sink.Abandon(ctx, report, err); abandon != nil {
		err = errors.Join(err, abandon)
	}
	return report, err
}

// NewReport is the empty report of a sink's load.
func NewReport(sink Sink, publisher Publisher) *Report {
	return &Report{LoadID: sink.LoadID(), Source: publisher.Code, Release: sink.Current(), Slot: sink.Slot(), Files: []FileReport{},
		Counts: emptyCounts(), Unmapped: map[string]map[string]int64{}, Rejects: map[Reason][]RowError{}}
}

func emptyCounts() Counts { return Counts{Rejected: map[Reason]int64{}} }

// readFiles reads every file and counts, per field, the values no table maps.
func readFiles(ctx context.Context, source Source, sink Sink, report *Report) (map[string]map[string]int64, error) {
	unmapped := map[string]map[string]int64{}
	untouched := false
	for file, err := range source.Files(ctx) {
		if errors.Is(err, ErrNotModified) {
			untouched = true
			continue
		}
		if err != nil {
			return unmapped, err
		}
		books, err := readFile(ctx, file, sink, report)
		if err != nil {
			return unmapped, err
		}
		report.Files = append(report.Files, books)
		report.add(books.Counts)
		tally(unmapped, file.Unmapped())
	}
	report.Unmapped = MostFrequent(unmapped)
	switch kind := source.Publisher().Replace.Kind; {
	case !untouched:
	case len(report.Files) == 0:
		report.NotModified = true
	case kind == Snapshot || kind == Slice:
		return unmapped, &RefusedError{Problem: "some files of the load have not changed and were not read; without them what " +
			"the others lack would count as removed", Hint: "load all files again"}
	}
	return unmapped, nil
}

// readFile reads one file; its rows come on top of those the report counts.
func readFile(ctx context.Context, file File, sink Sink, report *Report) (FileReport, error) {
	books, rejects := FileReport{Path: file.Path(), Counts: emptyCounts()}, report.Rejects
	if err := sink.OpenFile(ctx, file.Path()); err != nil {
		return books, err
	}
	for c, err := range file.Complaints(ctx) {
		var bad *RowError
		switch {
		case err == nil:
			err = sink.Accept(ctx, c)
		case errors.As(err, &bad):
			books.Rejected[bad.Reason]++
			if len(rejects[bad.Reason]) < RejectsShown {
				rejects[bad.Reason] = append(rejects[bad.Reason], *bad)
			}
			err = sink.Reject(ctx, bad)
		}
		if err != nil {
			return books, err
		}
		if books.Read++; books.Read%progressRows == 0 {
			done, total := file.Progress()
			sink.Progress(ctx, Progress{Rows: report.Read + books.Read, File: books.Path, BytesDone: done, BytesTotal: total})
		}
	}
	books.SHA256, books.LostCharacters, books.UnreadSheets = file.SHA256(), file.LostCharacters(), file.UnreadSheets()
	layout := file.Layout()
	books.LeftOut = layout.LeftOut
	books.ReadSheets, books.SkippedRows, books.BlankRows, books.lost = layout.Sheets, layout.SkippedRows, layout.BlankRows, layout.Lost
	judged, err := sink.CloseFile(ctx)
	if err != nil {
		return books, fmt.Errorf("judge %s: %w", file.Path(), err)
	}
	books.Accepted, books.Duplicate = judged.Accepted, judged.Duplicate
	books.New, books.Replaced, books.Unchanged, books.Outdated = judged.New, judged.Replaced, judged.Unchanged, judged.Outdated
	return books, books.Balance()
}

// firstReject is the place of one rejected row.
func firstReject(rejects map[Reason][]RowError) string {
	for _, reason := range Reasons {
		if len(rejects[reason]) > 0 {
			return rejects[reason][0].Error()
		}
	}
	return "no row that was kept"
}

func publish(ctx context.Context, sink Sink, report *Report) error {
	report.Published = true
	release, err := sink.Publish(ctx, report)
	if err != nil {
		report.Published = false
		return fmt.Errorf("publish: %w", err)
	}
	report.Release = release
	return nil
}

func tally(into map[string]map[string]int64, from map[string]map[string]int) {
	for field, values := range from {
		if into[field] == nil {
			into[field] = map[string]int64{}
		}
		for value, n := range values {
			into[field][value] += int64(n)
		}
	}
}

// MostFrequent keeps of how often each value of each field occurs what a report
// shows: the 20 most frequent values of a field; ties go by value, so that a
// report is the same every time.
func MostFrequent(all map[string]map[string]int64) map[string]map[string]int64 {
	out := make(map[string]map[string]int64, len(all))
	for field, values := range all {
		names := slices.SortedFunc(maps.Keys(values), func(a, b string) int {
			return cmp.Or(cmp.Compare(values[b], values[a]), cmp.Compare(a, b))
		})
		names = names[:min(unmappedShown, len(names))]
		kept := make(map[string]int64, len(names))
		for _, name := range names {
			kept[name] = values[name]
		}
		out[field] = kept
	}
	return out
}
