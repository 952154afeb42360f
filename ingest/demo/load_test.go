package demo_test

import (
	"math"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"redress/ingest"
	"redress/ingest/anonymise"
	"redress/ingest/complaint"
	"redress/ingest/demo"
	"redress/ingest/publisher"
)

// until is the last day of every test's window.
func until(t testing.TB) complaint.Day {
	t.Helper()
	day, ok := complaint.NewDay(2026, 10, 31)
	if !ok {
		t.Fatal("no such day")
	}
	return day
}

// A loaded file is a demo file after the real ingest path up to the sink.
type loaded struct {
	publisher  ingest.Publisher
	complaints []complaint.Complaint
	unmapped   map[string]map[string]int
	raw        string
}

// load writes a demo file and reads it with the built-in declaration. A
// rejected row fails the test.
func load(t testing.TB, complaints int, seed uint64) loaded {
	t.Helper()
	path := filepath.Join(t.TempDir(), "demo.csv")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := demo.Write(file, demo.Options{Complaints: complaints, Seed: seed, Until: until(t)}); err != nil {
		t.Fatalf("Write: %v", err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decl, err := publisher.Load(demo.Code)
	if err != nil {
		t.Fatalf("Load(%s): %v", demo.Code, err)
	}
	key, err := anonymise.NewKey(make([]byte, anonymise.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	source := publisher.Open(decl, key, []string{path}, publisher.Options{LoadDay: until(t)})
	out := loaded{publisher: source.Publisher(), raw: string(raw)}
	for f, err := range source.Files(t.Context()) {
		if err != nil {
			t.Fatalf("Files: %v", err)
		}
		for c, err := range f.Complaints(t.Context()) {
			if err != nil {
				t.Fatalf("Complaints: %v", err)
			}
			out.complaints = append(out.complaints, keep(c))
		}
		out.unmapped = f.Unmapped()
	}
	return out
}

// keep copies a complaint that its source reuses.
func keep(c *complaint.Complaint) complaint.Complaint {
	k := *c
	k.Remedies, k.Evidence = slices.Clone(c.Remedies), slices.Clone(c.Evidence)
	k.Stages, k.Actions = slices.Clone(c.Stages), slices.Clone(c.Actions)
	k.Associations = slices.Clone(c.Associations)
	return k
}

// A rate is resolved of rated complaints.
type rate struct{ resolved, rated int }

func (r *rate) add(c *complaint.Complaint) {
	switch c.Outcome {
	case complaint.Resolved:
		r.resolved++
		r.rated++
	case complaint.Unresolved:
		r.rated++
	}
}

func (r rate) value() float64 { return float64(r.resolved) / float64(r.rated) }

// interval is the 95 % Wilson interval. The tests compute it themselves: the
// read path's statistics shall be judged by this data, not the other way round.
func (r rate) interval() (low, high float64) {
	const z = 1.96
	n, p := float64(r.rated), r.value()
	centre := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return centre - half, centre + half
}

// rates counts the rated complaints that pass a filter under a key.
func rates[K comparable](complaints []complaint.Complaint, key func(*complaint.Complaint) (K, bool)) map[K]rate {
	out := map[K]rate{}
	for i := range complaints {
		c := &complaints[i]
		if k, ok := key(c); ok {
			r := out[k]
			r.add(c)
			out[k] = r
		}
	}
	return out
}
