package ingest_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"
	"time"

	diff "github.com/google/go-cmp/cmp"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A pile is a Sink that counts in memory.
type pile struct {
	accepted, rejected, published, held int
	fresh                               int64
	replaced                            int64          // of the accepted ones, in every file
	outlook                             ingest.Outlook // apart from what is new
	progress                            []ingest.Progress
	known                               map[string]int64
	abandoned                           error
	lose                                int // rows that vanish: a fault Run must notice
}

func (*pile) LoadID() uint32                         { return 7 }
func (*pile) Slot() time.Time                        { return time.Unix(1_800_000_000, 0) }
func (*pile) Current() uint32                        { return 3 }
func (*pile) OpenFile(context.Context, string) error { return nil }

func (p *pile) Progress(_ context.Context, now ingest.Progress) { p.progress = append(p.progress, now) }

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
	p.fresh += n - p.replaced
	return ingest.Counts{Accepted: n, New: n - p.replaced, Replaced: p.replaced}, nil
}

func (p *pile) Outlook(context.Context) (ingest.Outlook, error) {
	o := p.outlook
	o.After += p.fresh
	return o, nil
}

func (p *pile) Filled(context.Context, []string) (ingest.Filled, error) {
	return ingest.Filled{Complaints: 100, Known: p.known}, nil
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
	reason    ingest.Reason // of the rejects; empty: ragged
	end       error
	limits    ingest.Limits
}

// none are limits that nothing is over.
func none() ingest.Limits {
	return ingest.Limits{Rejects: -1, Shrink: -1, Future: -1, Vanished: -1, Moved: -1, Duplicates: -1}
}

func rejects(share float64) ingest.Limits {
	l := none()
	l.Rejects = share
	return l
}

func (r rows) Publisher() ingest.Publisher {
	return ingest.Publisher{Code: "s", Limits: r.limits}
}

func (r rows) Files(context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) { yield(r, nil) }
}

func (rows) Path() string                  { return "f.csv" }
func (rows) SHA256() string                { return "00" }
func (rows) Progress() (done, total int64) { return 5, 9 }
func (rows) LostCharacters() int64         { return 0 }
func (rows) Layout() ingest.Layout {
	return ingest.Layout{Lost: []ingest.LostField{{Field: "category", Columns: []string{"Kind", "Sort"}}, {Field: "sex", Columns: []string{"Sex"}}}}
}

func (rows) UnreadSheets() []string { return nil }
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
			if !yield(nil, &ingest.RowError{File: "f.csv", Line: i + 2, Reason: cmp.Or(r.reason, ingest.Ragged)}) {
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
	report, err := ingest.Run(t.Context(), rows{good: 97, bad: 3, limits: rejects(0.05)}, sink)
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

func TestRunTellsProgress(t *testing.T) {
	sink := &pile{}
	if _, err := ingest.Run(t.Context(), rows{good: 20_000, limits: none()}, sink); err != nil {
		t.Fatal(err)
	}
	want := []ingest.Progress{{Rows: 8192, File: "f.csv", BytesDone: 5, BytesTotal: 9}, {Rows: 16384, File: "f.csv", BytesDone: 5, BytesTotal: 9}}
	if !slices.Equal(sink.progress, want) {
		t.Errorf("Progress was told %v, want %v", sink.progress, want)
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
		if sink.published+sink.held != 0 || report.Published || report.Release != 3 || sink.abandoned == nil || report.Problem == "" {
			t.Errorf("%s: published %d, report %+v, abandoned with %v", name, sink.published, report, sink.abandoned)
		}
	}
	f("nothing but rejects", rows{bad: 10, limits: none()}, &pile{}, true, "f.csv line 2: ragged")
	f("nothing", rows{limits: none()}, &pile{}, true, "no rows")
	f("an error", rows{good: 5, limits: none(), end: errors.New("the disk hums")}, &pile{}, false, "the disk hums")
	f("lost rows", rows{good: 5, limits: none()}, &pile{lose: 1}, false, "do not balance")
	f("complaints from nowhere", rows{good: 5, limits: none()}, &pile{outlook: ingest.Outlook{Before: 3, After: 4}}, false, "3 complaints + 5 new - 0 removed")
	f("removed by nobody", rows{good: 5, limits: none()}, &pile{outlook: ingest.Outlook{Removed: []int64{0, 1}}}, false, "not read")
}

// Every gate holds a load back, with its evidence, and not below its limit.
func TestGates(t *testing.T) {
	f := func(name string, source rows, outlook ingest.Outlook, says string, want ...ingest.Breach) {
		t.Helper()
		sink := &pile{outlook: outlook}
		if source.limits.Moved >= 0 {
			sink.replaced = 20
		}
		report, err := ingest.Run(t.Context(), source, sink)
		var held *ingest.HeldError
		if len(want) == 0 {
			if err != nil || report.Held || !report.Published {
				t.Errorf("%s: Run = %v, report %+v, want it published", name, err, report)
			}
			return
		}
		if !errors.As(err, &held) || !strings.Contains(err.Error(), says) || !report.Held || report.Published || sink.held != 1 {
			t.Errorf("%s: Run = %v (held %d times), want it held with %q", name, err, sink.held, says)
		}
		if diff := diff.Diff(want, report.Breaches); diff != "" {
			t.Errorf("%s: breaches (-want +got):\n%s", name, diff)
		}
		if sink.abandoned != nil || !strings.Contains(report.Problem, "held back: ") || strings.Contains(report.Problem, "f.csv") {
			t.Errorf("%s: problem %q, abandoned with %v", name, report.Problem, sink.abandoned)
		}
	}
	with := func(change func(*ingest.Limits)) ingest.Limits {
		l := none()
		change(&l)
		return l
	}
	f("rejects", rows{good: 90, bad: 10, limits: rejects(0.05)}, ingest.Outlook{}, "10 rows were rejected, 10 % of those read (limits: rejects allows 5 %); check",
		ingest.Breach{Gate: "rejects", Measured: 0.1, Allowed: 0.05, Rows: 10})
	f("no more rejects than allowed", rows{good: 90, bad: 10, limits: rejects(0.1)}, ingest.Outlook{}, "")
	future := rows{good: 90, bad: 10, reason: ingest.FutureDate, limits: with(func(l *ingest.Limits) { l.Future = 0.01 })}
	f("future", future, ingest.Outlook{}, "10 rows have a day in the future", ingest.Breach{Gate: "future", Measured: 0.1, Allowed: 0.01, Rows: 10})
	future.reason = ""
	f("other rejects are no future", future, ingest.Outlook{}, "")
	unmapped := func(field string, share float64) ingest.Limits {
		return with(func(l *ingest.Limits) { l.Unmapped = map[string]float64{field: share} })
	}
	if got := ingest.Unmappable("closed_on"); got != "cannot be read" {
		t.Errorf("Unmappable(closed_on) = %q, want that it cannot be read", got)
	}
	f("unmapped", rows{good: 100, limits: unmapped("issue", 0.25)}, ingest.Outlook{}, "26 rows have a value of issue that no table maps",
		ingest.Breach{Gate: "unmapped", Subject: "issue", Measured: 0.26, Allowed: 0.25, Rows: 26})
	f("absent values are not unmapped", rows{good: 100, limits: unmapped("issue", 0.26)}, ingest.Outlook{}, "")
	f("absent", rows{good: 100, limits: unmapped("issue (absent)", 0.5)}, ingest.Outlook{}, "90 rows",
		ingest.Breach{Gate: "unmapped", Subject: "issue (absent)", Measured: 0.9, Allowed: 0.5, Rows: 90})
	shrink := rows{good: 10, limits: with(func(l *ingest.Limits) { l.Shrink = 0.2 })}
	f("shrink", shrink, ingest.Outlook{Before: 100, After: 60, Removed: []int64{40}}, "would lose 30 complaints, 30 % of what it has",
		ingest.Breach{Gate: "shrink", Measured: 0.3, Allowed: 0.2, Rows: 30})
	f("replaced by as many", shrink, ingest.Outlook{Before: 100, After: 90, Removed: []int64{10}}, "")
	vanished := rows{good: 10, limits: with(func(l *ingest.Limits) { l.Vanished = 0.05 })}
	f("vanished", vanished, ingest.Outlook{Recent: 1000, Vanished: []ingest.Vanished{{Platform: "Aurora", Complaints: 30}, {Platform: "Boreal", Complaints: 40}}},
		"platforms with 70 complaints, 7 % of the last year's, are suddenly gone",
		ingest.Breach{Gate: "vanished", Measured: 0.07, Allowed: 0.05, Rows: 70},
		ingest.Breach{Gate: "vanished", Subject: "Boreal", Measured: 0.04, Allowed: 0.05, Rows: 40},
		ingest.Breach{Gate: "vanished", Subject: "Aurora", Measured: 0.03, Allowed: 0.05, Rows: 30})
	f("few vanished", vanished, ingest.Outlook{Recent: 1000, Vanished: []ingest.Vanished{{Platform: "Aurora", Complaints: 30}}}, "")
	moved := rows{good: 100, limits: with(func(l *ingest.Limits) { l.Moved = 0.1 })}
	f("moved", moved, ingest.Outlook{Moved: 5}, "5 complaints would be replaced by some of another day and another platform, 25 % of those replaced",
		ingest.Breach{Gate: "moved", Measured: 0.25, Allowed: 0.1, Rows: 5})
	f("few moved", moved, ingest.Outlook{Moved: 4}, "")
	moved.limits.Moved = 0
	f("none moved", moved, ingest.Outlook{}, "")
	f("moved where none may", moved, ingest.Outlook{Moved: 1}, "1 complaints", ingest.Breach{Gate: "moved", Measured: 0.05, Rows: 1})
	f("two at once", rows{good: 90, bad: 10, reason: ingest.FutureDate, limits: with(func(l *ingest.Limits) { l.Rejects, l.Future = 0, 0 })},
		ingest.Outlook{}, "; 10 rows have a day in the future", ingest.Breach{Gate: "rejects", Measured: 0.1, Rows: 10},
		ingest.Breach{Gate: "future", Measured: 0.1, Rows: 10})
}

// unread is a Source whose files have not changed, but for some.
type unread struct {
	rows
	read int
	kind ingest.ReplaceKind
}

func (u unread) Publisher() ingest.Publisher {
	p := u.rows.Publisher()
	p.Replace.Kind = u.kind
	return p
}

func (u unread) Files(context.Context) iter.Seq2[ingest.File, error] {
	return func(yield func(ingest.File, error) bool) {
		if !yield(nil, fmt.Errorf("https://example.org/a.csv: %w", ingest.ErrNotModified)) {
			return
		}
		for range u.read {
			if !yield(u.rows, nil) {
				return
			}
		}
	}
}

// TestGateOfColumns: a column that is gone holds the load where what it fills is
// known of complaints, and its header is the evidence.
func TestGateOfColumns(t *testing.T) {
	f := func(allowed float64, known map[string]int64, want ...ingest.Breach) {
		t.Helper()
		limits := none()
		limits.Columns = allowed
		report, err := ingest.Run(t.Context(), rows{good: 10, limits: limits}, &pile{known: known})
		if d := diff.Diff(want, report.Breaches); d != "" || (err != nil) != (len(want) > 0) {
			t.Errorf("columns %v, known %v: %v, breaches (-want +got):\n%s", allowed, known, err, d)
		}
	}
	f(0, nil)
	f(0, map[string]int64{"category": 40}, ingest.Breach{Gate: "columns", Subject: "Kind, Sort", Measured: 0.4, Rows: 40})
	f(0.3, map[string]int64{"category": 40, "sex": 20}, ingest.Breach{Gate: "columns", Subject: "Kind, Sort", Measured: 0.4, Allowed: 0.3, Rows: 40})
	f(-1, map[string]int64{"category": 40})
}

func TestRunOfFilesThatHaveNotChanged(t *testing.T) {
	f := func(name string, source unread, published bool) {
		t.Helper()
		sink := &pile{}
		report, err := ingest.Run(t.Context(), source, sink)
		if (err == nil) != published || report.Published != published || report.NotModified != (source.read == 0) {
			t.Errorf("%s: Run = %+v, %v, want published %v", name, report, err, published)
		}
	}
	good := rows{good: 5, limits: none()}
	f("none has changed", unread{rows: good, kind: ingest.Snapshot}, true)
	f("one has changed", unread{rows: good, read: 1}, true)
	f("one of a whole has changed", unread{rows: good, read: 1, kind: ingest.Snapshot}, false)
}
