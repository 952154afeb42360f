package mapping_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"redress/deploy/fault"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/mapping"
	"redress/ingest/tabular"
)

// identical is a file whose rows repeat, some of which are ragged, broken or
// without a day, and which takes several batches.
func identical() string {
	var b strings.Builder
	b.WriteString("Number,Opened,Platform,Issue,Zip\n")
	for i := range 4000 {
		switch i % 50 {
		case 7:
			b.WriteString("1,2024-01-02\n")
		case 13:
			b.WriteString("1,\"2024-01-02\"x,Aurora,Fake,1\n")
		case 21:
			b.WriteString("1,,Aurora,Fake,1\n")
		default:
			fmt.Fprintf(&b, "%d,2024-01-02,Platform %d,Odd %d,1\n", i%700, i%90, i%30)
		}
	}
	return b.String()
}

// TestParallelIsSequential compares the pipeline with mapping row by row: the
// same complaints, rejects and counts in the same order.
func TestParallelIsSequential(t *testing.T) {
	d := parse(t, withIdentity("ordinal"))
	var want, got []string
	spell := func(c *complaint.Complaint, reject *ingest.RowError) string {
		if reject != nil {
			return reject.Error()
		}
		return fmt.Sprintf("%d %x %s %s", c.Line, c.ID, c.Platform, c.IssueSource)
	}
	alone := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
	reader := tabular.NewReader(strings.NewReader(identical()), d.Format())
	for n := 0; ; n++ {
		row, err := reader.Next()
		var bad *tabular.SyntaxError
		switch {
		case errors.As(err, &bad):
			want = append(want, spell(nil, &ingest.RowError{File: "f", Line: bad.Line, Reason: ingest.Reason(bad.Kind)}))
			continue
		case n == 0 && err == nil:
			_, err = alone.Start(row)
		case err == nil:
			want = append(want, spell(alone.Map(row)))
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
	for c, err := range m.Complaints(t.Context(), strings.NewReader(identical())) {
		var reject *ingest.RowError
		if err != nil && !errors.As(err, &reject) {
			t.Fatal(err)
		}
		got = append(got, spell(c, reject))
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-one by one +all at once):\n%s", diff)
	}
	if diff := cmp.Diff(alone.Unmapped(), m.Unmapped()); diff != "" {
		t.Errorf("unmapped differ (-one by one +all at once):\n%s", diff)
	}
}

// TestCheckedRows: a check rejects rows in their places, and what identical rows
// are told apart by does not depend on it.
func TestCheckedRows(t *testing.T) {
	d := parse(t, withIdentity("ordinal"))
	ids := func(check mapping.Check) (ids []complaint.ID, rejects []ingest.RowError) {
		m := mapping.NewMapper(d, testKey(t), mapping.File{Path: "f"})
		file := "Number,Opened,Platform,Zip\n" + strings.Repeat("7,2024-01-02,Aurora,1\n", 5)
		for c, err := range m.Checked(t.Context(), strings.NewReader(file), check) {
			var reject *ingest.RowError
			switch {
			case errors.As(err, &reject):
				rejects = append(rejects, *reject)
			case err != nil:
				t.Fatal(err)
			default:
				ids = append(ids, c.ID)
			}
		}
		return ids, rejects
	}
	all, _ := ids(nil)
	some, rejects := ids(func(c *complaint.Complaint) *ingest.RowError {
		if c.Line%2 == 1 {
			return &ingest.RowError{File: "f", Line: c.Line, Reason: ingest.BadValue}
		}
		return nil
	})
	if diff := cmp.Diff([]complaint.ID{all[0], all[2], all[4]}, some); diff != "" {
		t.Errorf("ids of the accepted rows (-want +got):\n%s", diff)
	}
	want := []ingest.RowError{{File: "f", Line: 3, Reason: ingest.BadValue}, {File: "f", Line: 5, Reason: ingest.BadValue}}
	if diff := cmp.Diff(want, rejects, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("rejects (-want +got):\n%s", diff)
	}
}

// TestPanicOfAWorkerIsAnError: it must not end the program, which serves pages
// beside.
func TestPanicOfAWorkerIsAnError(t *testing.T) {
	m := mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"})
	rows := "Number,Opened,Platform\n" + strings.Repeat("1,2024-01-02,Aurora\n", 5000)
	var last error
	for _, err := range m.Checked(t.Context(), strings.NewReader(rows), func(c *complaint.Complaint) *ingest.RowError {
		if c.Line == 3000 {
			panic("no")
		}
		return nil
	}) {
		last = err
	}
	var broken *fault.Panic
	if !errors.As(last, &broken) {
		t.Errorf("a panic in a check gives %v, want a *fault.Panic", last)
	}
}

// TestNothingRunsOn: however an iteration ends, its goroutines end with it, and
// nobody reads the file any more.
func TestNothingRunsOn(t *testing.T) {
	before := runtime.NumGoroutine()
	rows := []byte("Number,Opened,Platform\n" + strings.Repeat("1,2024-01-02,Aurora\n", 20_000))
	for _, stopAt := range []int{1, 100, 1000, 100_000} {
		ctx, cancel := context.WithCancel(t.Context())
		r := &watchedReader{r: bytes.NewReader(rows)}
		n := 0
		for range mapping.NewMapper(parse(t, small), testKey(t), mapping.File{Path: "f"}).Complaints(ctx, r) {
			if n++; n == stopAt {
				if stopAt == 100 {
					cancel()
					continue
				}
				break
			}
		}
		r.closed = true
		cancel()
		if r.readAfter {
			t.Errorf("stopped at row %d: the file was read after the end", stopAt)
		}
	}
	for deadline := time.Now().Add(5 * time.Second); runtime.NumGoroutine() > before; {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
		runtime.Gosched()
	}
}

// A watchedReader notices being read after it was closed.
type watchedReader struct {
	r                 io.Reader
	closed, readAfter bool
}

func (w *watchedReader) Read(p []byte) (int, error) {
	w.readAfter = w.readAfter || w.closed
	return w.r.Read(p)
}
