package main_test

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"redress/deploy/engine"
	"redress/deploy/schema"
)

// BenchmarkLoadAgainstTheEngine loads an invented export of 500,000 complaints
// through the real program, and the same file by the engine's own INSERT … SELECT
// FROM file() into a table of the file's columns. Its figure is the ratio:
// 1 would be a load, redaction, judging and publishing included, as fast as the
// engine reads the bare file.
func BenchmarkLoadAgainstTheEngine(b *testing.B) {
	const rows = 500_000
	path := filepath.Join(b.TempDir(), "complaints.csv")
	writeDemoFile(b, path, rows, 1)
	var own, ours time.Duration
	for range b.N {
		data := b.TempDir()
		db, err := engine.Open(b.Context(), engine.Config{DataDir: data, Command: []string{program(b), "engine"}})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := schema.Apply(b.Context(), db, db.Database, time.Now); err != nil {
			b.Fatal(err)
		}
		own += bare(b, db, path)
		began := time.Now()
		must(b, "ingest", "--data", data, "demo", path)
		ours += time.Since(began)
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(own.Seconds()/ours.Seconds(), "engine/ours")
	b.ReportMetric(rows*float64(b.N)/ours.Seconds(), "rows/s")
}

// bare is how long the engine takes for the file alone.
func bare(b *testing.B, db *engine.DB, path string) time.Duration {
	b.Helper()
	const word, day, instant, amount = "LowCardinality(Nullable(String))", "Date", "Nullable(DateTime)", "Nullable(Decimal(18, 2))"
	columns := ""
	for i, kind := range []string{"String", day, word, word, word, word, word, word, word, word, "DateTime", instant, instant, word, word,
		amount, amount, "String", "String", word, word, word, "Nullable(UInt8)", word, word, word, "Nullable(String)"} {
		if i > 0 {
			columns += ", "
		}
		columns += fmt.Sprintf("c%d %s", i, kind)
	}
	err := db.Exec(b.Context(), "CREATE TABLE "+db.Database+".bare ("+columns+
		") ENGINE = MergeTree PARTITION BY toYear(c10) ORDER BY (c2, c7, c10) SETTINGS allow_nullable_key = 1")
	if err != nil {
		b.Fatal(err)
	}
	began := time.Now()
	err = db.Exec(b.Context(), "INSERT INTO "+db.Database+".bare SELECT * FROM file('"+path+"', CSV, '"+columns+
		"') SETTINGS input_format_csv_skip_first_lines = 1, max_partitions_per_insert_block = 0")
	if err != nil {
		b.Fatal(err)
	}
	return time.Since(began)
}
