package sink_test

import (
	"fmt"
	"testing"

	"redress/deploy/schema/schematest"
	"redress/ingest"
	"redress/ingest/complaint"
	"redress/ingest/sink"
)

// BenchmarkLoad is a load of made complaints through judging and publishing,
// without reading files.
func BenchmarkLoad(b *testing.B) {
	const rows = 200_000
	db, lock := schematest.Open(b), lockFile(b)
	day := onDay(b, "2018-01-01")
	b.ReportAllocs()
	for n := range b.N {
		source := complaints{code: fmt.Sprintf("s%d", n), files: []madeFile{{rows, func(i int) complaint.Complaint {
			return made("a", i, day.Add(i%700), complaint.Resolved)
		}}}}
		l, err := sink.Begin(b.Context(), config(db, lock), source.Publisher())
		if err != nil {
			b.Fatal(err)
		}
		if _, err := ingest.Run(b.Context(), source, l); err != nil {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
