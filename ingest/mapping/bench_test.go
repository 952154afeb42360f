package mapping_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/demo"
	"redress/ingest/fetch"
	"redress/ingest/mapping"
	"redress/ingest/tabular"
)

// cnrf is the content of the real 2018 file, read where it lies beside the
// project.
func cnrf(b *testing.B) (*mapping.Declaration, []byte) {
	b.Helper()
	path := filepath.Join("..", "..", "..", "shared", "data", "procon_cnrf", "CNRF2018.zip")
	if _, err := os.Stat(path); err != nil {
		b.Skipf("the publishers' files are not beside the project: %v", err)
	}
	d := declaration(b, "procon-cnrf.yaml")
	for blob, err := range fetch.Open(b.Context(), []string{path}, fetch.Options{}) {
		if err != nil {
			b.Fatal(err)
		}
		r, err := blob.Open()
		if err != nil {
			b.Fatal(err)
		}
		defer r.Close()
		content, err := io.ReadAll(r)
		if err != nil {
			b.Fatal(err)
		}
		return d, content
	}
	return nil, nil
}

// BenchmarkMap is mapping alone: the rows are cut beforehand, and each round
// begins with empty caches.
func BenchmarkMap(b *testing.B) {
	d, content := cnrf(b)
	var rows []tabular.Record
	reader := tabular.NewReader(bytes.NewReader(content), d.Format())
	for {
		row, err := reader.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			b.Fatal(err)
		}
		row.Fields = append([]string(nil), row.Fields...)
		rows = append(rows, row)
	}
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	for b.Loop() {
		m := mapping.NewMapper(d, testKey(b), mapping.File{Path: "f"})
		if _, err := m.Start(rows[0]); err != nil {
			b.Fatal(err)
		}
		for _, row := range rows[1:] {
			if c, _ := m.Map(row); c != nil {
				ingest.Validate(c, "f", complaint.Day{})
			}
		}
	}
	b.ReportMetric(float64(len(rows)-1)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkRead is bytes to validated complaints: the real 2018 file, of short
// cells and many different businesses, and invented rows with every field and a
// narrative.
func BenchmarkRead(b *testing.B) {
	b.Run("cnrf", func(b *testing.B) {
		d, content := cnrf(b)
		benchmarkRead(b, d, content)
	})
	b.Run("demo", func(b *testing.B) {
		d, content := invented(b, 20_000)
		benchmarkRead(b, d, content)
	})
}

func benchmarkRead(b *testing.B, d *mapping.Declaration, content []byte) {
	b.SetBytes(int64(len(content)))
	b.ReportAllocs()
	rows := 0
	for b.Loop() {
		m := mapping.NewMapper(d, testKey(b), mapping.File{Path: "f"})
		for c, err := range m.Complaints(b.Context(), bytes.NewReader(content)) {
			var reject *ingest.RowError
			if err != nil && !errors.As(err, &reject) {
				b.Fatal(err)
			}
			if c != nil {
				ingest.Validate(c, "f", complaint.Day{})
			}
			rows++
		}
	}
	b.ReportMetric(float64(rows)/b.Elapsed().Seconds(), "rows/s")
}

// invented is a demo export.
func invented(b *testing.B, rows int) (*mapping.Declaration, []byte) {
	b.Helper()
	until, _ := complaint.NewDay(2026, 10, 31)
	var content bytes.Buffer
	if err := demo.Write(&content, demo.Options{Complaints: rows, Seed: 1, Until: until}); err != nil {
		b.Fatal(err)
	}
	return declaration(b, "demo.yaml"), content.Bytes()
}

// declaration is one of the built-in ones.
func declaration(b *testing.B, name string) *mapping.Declaration {
	b.Helper()
	source, err := os.ReadFile(filepath.Join("..", "publisher", name))
	if err != nil {
		b.Fatal(err)
	}
	d, err := mapping.Parse(name, source)
	if err != nil {
		b.Fatal(err)
	}
	return d
}
