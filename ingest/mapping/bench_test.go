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
	source, err := os.ReadFile(filepath.Join("..", "publisher", "procon-cnrf.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	d, err := mapping.Parse("procon-cnrf.yaml", source)
	if err != nil {
		b.Fatal(err)
	}
	for blob, err := range fetch.Open(b.Context(), []string{path}, fetch.Limits{}) {
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

// BenchmarkRead is bytes to validated complaints.
func BenchmarkRead(b *testing.B) {
	d, content := cnrf(b)
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
