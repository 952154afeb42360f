package ingest_test

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"
	"time"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A pile is a Sink that counts in memory.
type pile struct {
	accepted, rejected, published, held int
	abandoned                           error
	lose                                int // rows that vanish: a fault Run must notice
}

func (*pile) LoadID() uint32                            { return 7 }
func (*pile) Current() uint32                           { return 3 }
func (*pile) Slot() time.Time                           { return time.Time{} }
func (*pile) Progress(context.Context, ingest.Progress) {}
func (*pile) OpenFile(context.Context, string) error    { return nil }
func (p *pile) Accept(context.Context, *complaint.Complaint) error {
	p.accepted++
	return nil
}
func (p *pile) Reject(context.Context, *ingest.RowError) error {
	p.rejected++
	return nil
}
func (p *pile) CloseFile(context.Context) (ingest.Counts, error) {
	n := int64(p.accepted - p.lose)
	p.accepted = 0
	return ingest.Counts{Accepted: n, New: n}, nil
}
func (p *pile) Publish(context.Context, *ingest.Report) (uint32, error) {
	p.published++
	return 4, nil
}
func (p *pile) Hold(context.Context, *ingest.Report, []ingest.Breach) error {
	p.held++
	return nil
}

func (p *pile) Abandon(_ context.Context, _ *ingest.Report, cause error) error {
	p.abandoned = cause
	return nil
}

// rows is a Source of one file: good complaints, then rejects, then an error.
type rows struct {
	good, bad int
	end       error
	limit     float64
}

func (r rows) Publisher() ingest.Publisher {
	return ingest.Publisher{Code: "s", Limits: ingest.Limits{Rejects: r.limit, Shrink: -1, Future: -1, Vanished: -1}}
}

func (r rows) Files(context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) { yield(r, nil) }
}

func (rows) Path() string                  { return "f.csv" }
func (rows) SHA256() string                { return "00" }
func (rows) Progress() (done, total int64) { return 0, 0 }
func (rows) Unmapped() map[string]map[string]int {
	many := map[string]int{"(absent)": 90}
	for _, word := range strings.Split("abcdefghijklmnopqrstuvwxyz", "") {
		many[word] = 1
	}
	return map[string]map[string]int{"issue": many}
}

func (r rows) Complaints(context.Context) iter.Seq2[*complaint.Complaint, error] {
	return func(yield func(*complaint.Complaint, error) bool) {
		for range r.good {
			if !yield(&complaint.Complaint{}, nil) {
				return
			}
		}
		for i := range r.bad {
			if !yield(nil, &ingest.RowError{File: "f.csv", Line: i + 2, Reason: ingest.Ragged}) {
				return
			}
		}
		if r.end != nil {
			yield(nil, r.end)
		}
	}
}

func TestRunPublishesBooksThatBalance(t *testing.T) {
	sink := &pile{}
	report, err := ingest.Run(t.Context(), rows{good: 97, bad: 3, limit: 0.05}, sink)
	if err != nil || !report.Published || report.Release != 4 || sink.published != 1 {
		t.Fatalf("Run = %+v, %v", report, err)
	}
	if report.Read != 100 || report.Accepted != 97 || report.Rejected[ingest.Ragged] != 3 || report.Balance() != nil {
		t.Errorf("books %+v", report.Counts)
	}
	if got := report.Unmapped["issue"]; len(got) != 20 || got["(absent)"] != 90 || got["s"] != 1 || got["t"] != 0 {
		t.Errorf("unmapped = %v, want the 20 most frequent, ties by value", got)
	}
	if got := report.Rejects[ingest.Ragged]; len(got) != 3 || got[0].Line != 2 {
		t.Errorf("rejects = %v, want their places", got)
	}
}

func TestRunRefuses(t *testing.T) {
	f := func(name string, source rows, sink *pile, refusal bool, says string) {
		t.Helper()
		report, err := ingest.Run(t.Context(), source, sink)
		var refused *ingest.RefusedError
		if err == nil || errors.As(err, &refused) != refusal || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: Run = %v, want an error with %q, refusal %v", name, err, says, refusal)
		}
		if sink.published != 0 || report.Published || report.Release != 3 || sink.abandoned == nil || report.Problem == "" {
			t.Errorf("%s: published %d, report %+v, abandoned with %v", name, sink.published, report, sink.abandoned)
		}
	}
	f("too many rejects", rows{good: 90, bad: 10, limit: 0.05}, &pile{}, true, "f.csv line 2: ragged")
	f("nothing", rows{limit: 1}, &pile{}, true, "no rows")
	f("an error", rows{good: 5, limit: 1, end: errors.New("the disk hums")}, &pile{}, false, "the disk hums")
	f("lost rows", rows{good: 5, limit: 1}, &pile{lose: 1}, false, "do not balance")
}
