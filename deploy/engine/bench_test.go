package engine_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

const benchTable = `CREATE TABLE facts (
	id FixedString(16), platform LowCardinality(String), seller String, issue LowCardinality(String), opened Date,
	closed Nullable(Date), outcome Enum8('resolved' = 1, 'unresolved' = 2), amount Nullable(Float64), version UInt64
) ENGINE = MergeTree ORDER BY (platform, opened)`

// rowsPerSecond reports the rate of b.N rounds of so many rows.
func rowsPerSecond(b *testing.B, rows int) {
	b.Helper()
	b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkPrepareBatch sends batches of 100,000 rows with nine columns from one
// goroutine.
func BenchmarkPrepareBatch(b *testing.B) {
	const rows = 100_000
	db := enginetest.Open(b)
	if err := db.Exec(b.Context(), benchTable); err != nil {
		b.Fatal(err)
	}
	ctx := clickhouse.Context(b.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_partitions_per_insert_block": 0}))
	opened, closed, amount := *day(2026, 1, 1), day(2026, 2, 1), 12.5
	for b.Loop() {
		batch, err := db.PrepareBatch(ctx, "INSERT INTO facts")
		if err != nil {
			b.Fatal(err)
		}
		for i := range rows {
			err := batch.Append(fmt.Sprintf("%016d", i), "name:platform", "name:seller", "delivery", opened, closed, "resolved", &amount, uint64(i))
			if err != nil {
				b.Fatal(err)
			}
		}
		if err := batch.Send(); err != nil {
			b.Fatal(err)
		}
	}
	rowsPerSecond(b, rows)
}

// fill makes a table of so many rows.
func fill(b *testing.B, db *engine.DB, rows int) {
	b.Helper()
	for _, statement := range []string{benchTable, fmt.Sprintf(`INSERT INTO facts SELECT leftPad(toString(number), 16, '0'), concat('name:p', toString(number %% 50)),
		concat('s', toString(number %% 5000)), concat('issue', toString(number %% 12)), toDate('2020-01-01') + number %% 2000,
		if(number %% 3 = 0, NULL, toDate('2020-02-01') + number %% 2000), if(number %% 5 = 0, 'resolved', 'unresolved'), number / 7, number FROM numbers(%d)`, rows)} {
		if err := db.Exec(b.Context(), statement); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkInsertSelect copies a table of a million rows.
func BenchmarkInsertSelect(b *testing.B) {
	const rows = 1_000_000
	db := enginetest.Open(b)
	fill(b, db, rows)
	if err := db.Exec(b.Context(), "CREATE TABLE others AS facts"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := db.Exec(b.Context(), "INSERT INTO others SELECT * FROM facts"); err != nil {
			b.Fatal(err)
		}
	}
	rowsPerSecond(b, rows)
}

// BenchmarkGroupBy ranks the platforms of five million rows.
func BenchmarkGroupBy(b *testing.B) {
	const rows = 5_000_000
	db := enginetest.Open(b)
	fill(b, db, rows)
	for b.Loop() {
		answer, err := db.ReadOnly().Query(b.Context(), `SELECT platform, count(), countIf(outcome = 'resolved') FROM facts
			WHERE opened >= {from:Date} AND issue != 'issue3' GROUP BY platform ORDER BY platform`, clickhouse.Named("from", "2020-06-01"))
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for answer.Next() {
			n++
		}
		if err := answer.Err(); err != nil || n != 50 {
			b.Fatalf("%d groups, %v", n, err)
		}
	}
	rowsPerSecond(b, rows)
}

// BenchmarkStream reads a million rows of three columns back.
func BenchmarkStream(b *testing.B) {
	const rows = 1_000_000
	db := enginetest.Open(b)
	for b.Loop() {
		answer, err := db.Query(b.Context(), "SELECT number, number * 2, toUInt32(number) FROM numbers(1000000)")
		if err != nil {
			b.Fatal(err)
		}
		var x, y uint64
		var z uint32
		for answer.Next() {
			if err := answer.Scan(&x, &y, &z); err != nil {
				b.Fatal(err)
			}
		}
		if err := answer.Err(); err != nil {
			b.Fatal(err)
		}
	}
	rowsPerSecond(b, rows)
}

// BenchmarkSelectOne is the least that a query costs.
func BenchmarkSelectOne(b *testing.B) {
	db := enginetest.Open(b)
	for b.Loop() {
		var n uint8
		if err := db.QueryRow(b.Context(), "SELECT 1").Scan(&n); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpenShared opens an engine that runs.
func BenchmarkOpenShared(b *testing.B) {
	config := engine.Config{DataDir: b.TempDir(), Command: enginetest.Command(b), Library: enginetest.Library(b)}
	holder, err := engine.Open(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	defer holder.Close()
	for b.Loop() {
		db, err := engine.Open(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkOpen starts an engine and ends it.
func BenchmarkOpen(b *testing.B) {
	config := engine.Config{DataDir: b.TempDir(), Command: enginetest.Command(b), Library: enginetest.Library(b)}
	for b.Loop() {
		db, err := engine.Open(b.Context(), config)
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRestart kills the engine and waits for the next answer.
func BenchmarkRestart(b *testing.B) {
	config := engine.Config{DataDir: b.TempDir(), Command: enginetest.Command(b), Library: enginetest.Library(b)}
	db, err := engine.Open(b.Context(), config)
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	for b.Loop() {
		process := pid(b, config.DataDir)
		if err := syscall.Kill(process, syscall.SIGKILL); err != nil {
			b.Fatal(err)
		}
		begin := time.Now()
		if err := db.Exec(b.Context(), "SELECT 1"); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(time.Since(begin).Milliseconds()), "ms/restart")
	}
	b.ReportMetric(float64(resident(b, pid(b, config.DataDir))>>20), "MB-anonymous")
}
