package demo_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"redress/ingest/complaint"
	"redress/ingest/demo"
)

func write(t testing.TB, o demo.Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := demo.Write(&b, o); err != nil {
		t.Fatalf("Write(%+v): %v", o, err)
	}
	return b.Bytes()
}

func TestWriteIsDeterministic(t *testing.T) {
	o := demo.Options{Complaints: 3000, Seed: 7, Until: until(t)}
	once, twice := write(t, o), write(t, o)
	if sha256.Sum256(once) != sha256.Sum256(twice) {
		t.Error("Write gave different bytes for the same options")
	}
	o.Seed = 8
	if bytes.Equal(once, write(t, o)) {
		t.Error("Write gave the same bytes for another seed")
	}
	if diff := cmp.Diff(demo.Truth(7), demo.Truth(7)); diff != "" {
		t.Errorf("Truth(7) differs from itself:\n%s", diff)
	}
	if cmp.Equal(demo.Truth(7), demo.Truth(8)) {
		t.Error("Truth(7) = Truth(8)")
	}
}

func TestWriteGivesTheRowsItIsAskedFor(t *testing.T) {
	for _, n := range []int{1, 2, 40, 1234} {
		rows, err := csv.NewReader(bytes.NewReader(write(t, demo.Options{Complaints: n, Until: until(t)}))).ReadAll()
		if err != nil {
			t.Fatalf("Complaints %d: %v", n, err)
		}
		if len(rows) != n+1 {
			t.Errorf("Complaints %d: %d rows behind the header", n, len(rows)-1)
		}
		ids := map[string]bool{}
		for _, row := range rows[1:] {
			ids[row[0]] = true
		}
		if len(ids) != n {
			t.Errorf("Complaints %d: %d different ids", n, len(ids))
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	early, _ := complaint.NewDay(1971, 1, 1)
	for _, o := range []demo.Options{{Complaints: 0, Until: until(t)}, {Complaints: -1, Until: until(t)}, {Complaints: 1},
		{Complaints: 1, Until: early}} {
		if err := demo.Write(io.Discard, o); err == nil {
			t.Errorf("Write(%+v) = nil, want an error", o)
		}
	}
}

type fullDisk struct{ left int }

var errFull = errors.New("disk full")

func (f *fullDisk) Write(b []byte) (int, error) {
	if f.left -= len(b); f.left < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestWriteReportsTheWriter(t *testing.T) {
	for _, left := range []int{0, 300_000, 900_000} {
		if err := demo.Write(&fullDisk{left}, demo.Options{Complaints: 3000, Until: until(t)}); !errors.Is(err, errFull) {
			t.Errorf("Write to a disk with %d bytes left = %v, want %v", left, err, errFull)
		}
	}
}

// TestMemoryDoesNotGrow: rows cost no memory of their own.
func TestMemoryDoesNotGrow(t *testing.T) {
	allocations := func(n int) float64 {
		o := demo.Options{Complaints: n, Until: until(t)}
		return testing.AllocsPerRun(1, func() {
			if err := demo.Write(io.Discard, o); err != nil {
				t.Error(err)
			}
		})
	}
	if few, many := allocations(1000), allocations(151_000); many-few > 200 {
		t.Errorf("150,000 more complaints cost %.0f more allocations, want next to none", many-few)
	}
}

func TestHeaderIsDocumented(t *testing.T) {
	header, _, _ := strings.Cut(string(write(t, demo.Options{Complaints: 1, Until: until(t)})), "\r\n")
	doc := packageComment(t)
	for _, name := range strings.Split(header, ",") {
		if !strings.Contains(doc, name) {
			t.Errorf("the package comment does not say what stands under %s", name)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	const rows = 200_000
	for b.Loop() {
		if err := demo.Write(io.Discard, demo.Options{Complaints: rows, Seed: 1, Until: until(b)}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
