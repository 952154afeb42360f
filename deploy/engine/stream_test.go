package engine_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

// resident returns the anonymous memory of a process, in bytes: without the
// pages of the library's file.
func resident(t testing.TB, pid int) int64 {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(body)) {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kilobytes, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			if err != nil {
				t.Fatal(err)
			}
			return kilobytes << 10
		}
	}
	t.Fatal("the kernel does not tell the memory of a process")
	return 0
}

// TestStreamIsBounded reads five million rows, a gigabyte, through an engine
// that may use half of one, and neither side holds more than a part of it.
func TestStreamIsBounded(t *testing.T) {
	config := own(t)
	config.MemoryLimit = 512 << 20
	db := open(t, config)
	engine := pid(t, config.DataDir)
	rows, err := db.Query(t.Context(), "SELECT number, repeat('x', 200) FROM numbers(5000000)")
	if err != nil {
		t.Fatalf("Query() = %v", err)
	}
	defer rows.Close()
	var n, sum, number uint64
	var text string
	var heap uint64
	var child int64
	for rows.Next() {
		if err := rows.Scan(&number, &text); err != nil {
			t.Fatalf("Scan() = %v", err)
		}
		if n, sum = n+1, sum+number; n%500_000 == 0 {
			var stats runtime.MemStats
			runtime.ReadMemStats(&stats)
			heap, child = max(heap, stats.HeapInuse), max(child, resident(t, engine))
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("Err() = %v", err)
	}
	if n != 5_000_000 || sum != 12499997500000 || len(text) != 200 {
		t.Errorf("read %d rows with sum %d, want 5000000 and 12499997500000", n, sum)
	}
	t.Logf("largest heap %d MB, largest child %d MB", heap>>20, child>>20)
	if heap > 256<<20 || child > 512<<20 {
		t.Errorf("largest heap %d MB, largest child %d MB, want at most 256 and 512", heap>>20, child>>20)
	}
}

// TestErrorMidStream fails after rows have arrived: the reader must be told, by
// the driver's own error.
func TestErrorMidStream(t *testing.T) {
	db := enginetest.Open(t)
	rows, err := db.Query(t.Context(), "SELECT throwIf(number = 3000000), number FROM numbers(5000000)")
	if err != nil {
		t.Fatalf("Query() = %v, want rows first", err)
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		n++
	}
	if n == 0 || n > 3_000_000 {
		t.Errorf("rows before the error = %d, want some, at most 3000000", n)
	}
	if err := rows.Err(); code(err) != 395 {
		t.Errorf("Err() = %v, want code 395", err)
	}
	if errors.Is(rows.Err(), engine.ErrLost) {
		t.Errorf("Err() = %v, want no ErrLost: the engine is well", rows.Err())
	}
	if n := number(t, db, "SELECT toUInt64(7)"); n != 7 {
		t.Errorf("the next query = %d, want 7", n)
	}
}

// TestErrorBeforeTheFirstRow is an error of the call.
func TestErrorBeforeTheFirstRow(t *testing.T) {
	db := enginetest.Open(t)
	f := func(query string, want int32) {
		t.Helper()
		rows, err := db.Query(t.Context(), query)
		if err == nil {
			for rows.Next() {
			}
			err = errors.Join(rows.Err(), rows.Close())
		}
		if code(err) != want {
			t.Errorf("%s: %v, want code %d", query, err, want)
		}
	}
	f("SELECT nothing", 47)
	f("SELECT FROM WHERE", 62)
	f("SELECT * FROM nothing", 60)
	f("SELECT throwIf(1)", 395)
	f("SELECT 1; SELECT 2", 62)
	f("DROP TABLE nothing", 60)
	f("", 62)
}

// running counts the queries with the text in them. The list shows a query with
// its parameters filled in, so this one is left out.
func running(t *testing.T, db *engine.DB, text string) uint64 {
	t.Helper()
	var n uint64
	row := db.QueryRow(t.Context(), "SELECT count() FROM system.processes WHERE position(query, {text:String}) > 0 AND position(query, 'processes') = 0", clickhouse.Named("text", text))
	if err := row.Scan(&n); err != nil {
		t.Fatalf("Scan() = %v", err)
	}
	return n
}

// TestCancelStopsTheQuery cancels queries of every kind while they run, and sees
// them go from the engine's process list.
func TestCancelStopsTheQuery(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	const endless = "FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))"
	for mark, query := range map[string]string{
		"mark_one":   "SELECT count(), 'mark_one' " + endless,
		"mark_two":   "INSERT INTO facts SELECT number + length('mark_two') * 0 " + endless + " AND number % 1000000 = 0",
		"mark_three": "SELECT number, 'mark_three' " + endless,
		"mark_four":  "EXPLAIN PIPELINE SELECT 1 WHERE (SELECT count() " + endless + ") > length('mark_four')",
	} {
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() {
			rows, err := db.Query(ctx, query)
			if err == nil {
				for rows.Next() {
				}
				err = errors.Join(rows.Err(), rows.Close())
			}
			done <- err
		}()
		eventually(t, 10*time.Second, mark+" runs", func() bool { return running(t, db, mark) > 0 })
		cancel()
		select {
		case err := <-done:
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s: error %v, want context.Canceled", mark, err)
			}
		case <-time.After(10 * time.Second):
			t.Fatalf("%s: the caller still waits", mark)
		}
		eventually(t, 10*time.Second, mark+" has stopped", func() bool { return running(t, db, mark) == 0 })
	}
}

// TestDeadlineStopsTheQuery is the same by a deadline.
func TestDeadlineStopsTheQuery(t *testing.T) {
	db := enginetest.Open(t)
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	err := db.Exec(ctx, "SELECT count(), 'mark_late' FROM numbers(1000000000000) WHERE NOT ignore(sipHash64(number))")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("Exec() = %v, want context.DeadlineExceeded", err)
	}
	if err != nil && strings.Contains(err.Error(), "query=") {
		t.Errorf("Exec() = %v, want no URL parameters in it", err)
	}
	eventually(t, 10*time.Second, "it has stopped", func() bool { return running(t, db, "mark_late") == 0 })
}

// TestFormats asks for whole files: a header must stand once, a Parquet file
// must be one file, and an error must come through.
func TestFormats(t *testing.T) {
	db := enginetest.Open(t)
	f := func(format string, want func(string) bool) {
		t.Helper()
		stream, err := db.QueryFormat(t.Context(), format, "SELECT number AS n FROM numbers(200000)")
		if err != nil {
			t.Errorf("QueryFormat(%s) = %v", format, err)
			return
		}
		defer stream.Close()
		body, err := io.ReadAll(stream)
		if err != nil {
			t.Errorf("QueryFormat(%s): read: %v", format, err)
		}
		if !want(string(body)) {
			t.Errorf("QueryFormat(%s) = %d bytes beginning %.20q, ending %.20q", format, len(body), body, body[max(0, len(body)-20):])
		}
	}
	f("CSVWithNames", func(s string) bool {
		return strings.HasPrefix(s, "\"n\"\n0\n") && strings.Count(s, "n") == 1 && strings.Count(s, "\n") == 200_001
	})
	f("TSVWithNamesAndTypes", func(s string) bool {
		return strings.HasPrefix(s, "n\nUInt64\n0\n") && strings.Count(s, "n") == 2 && strings.Count(s, "\n") == 200_002
	})
	f("CSV", func(s string) bool { return strings.Count(s, "\n") == 200_000 })
	f("JSONEachRow", func(s string) bool { return strings.Count(s, "\n") == 200_000 })
	f("JSON", func(s string) bool { return strings.Count(s, `"meta"`) == 1 && strings.HasSuffix(s, "}\n") })
	f("Parquet", func(s string) bool { return strings.Count(s, "PAR1") == 2 && strings.HasSuffix(s, "PAR1") })

	f("JSONCompactEachRowWithNames", func(s string) bool { return strings.Count(s, `["n"]`) == 1 && strings.Count(s, "\n") == 200_001 })

	empty, err := db.QueryFormat(t.Context(), "CSVWithNames", "SELECT 1 AS n, 'x' AS `a\nb` WHERE 0")
	if err != nil {
		t.Fatalf("QueryFormat() of nothing = %v", err)
	}
	defer empty.Close()
	if body, err := io.ReadAll(empty); err != nil || string(body) != "\"n\",\"a\nb\"\n" {
		t.Errorf("CSVWithNames of nothing = %q, %v, want the heading", body, err)
	}

	stream, err := db.QueryFormat(t.Context(), "CSV", "SELECT throwIf(number = 3000000) FROM numbers(5000000)")
	if err != nil {
		t.Fatalf("QueryFormat() = %v", err)
	}
	defer stream.Close()
	if _, err := io.Copy(io.Discard, stream); code(err) != 395 {
		t.Errorf("read = %v, want code 395", err)
	}
}
