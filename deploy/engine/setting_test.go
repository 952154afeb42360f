package engine_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/engine/enginetest"
)

// code returns ClickHouse's error code, 0 when the error is none of its.
func code(err error) int32 {
	if exception, ok := errors.AsType[*clickhouse.Exception](err); ok {
		return exception.Code
	}
	return 0
}

// TestSettingsOfOneRequest passes a setting and finds it gone in the next
// request, and beside it.
func TestSettingsOfOneRequest(t *testing.T) {
	db := enginetest.Open(t)
	var work sync.WaitGroup
	for i := range 40 {
		work.Go(func() {
			want := "0"
			ctx := t.Context()
			if i%2 == 0 {
				want = fmt.Sprint(1000 + i)
				ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"max_result_rows": want}))
			}
			var got string
			if err := db.QueryRow(ctx, "SELECT toString(getSetting('max_result_rows'))").Scan(&got); err != nil || got != want {
				t.Errorf("max_result_rows = %q, %v, want %q", got, err, want)
			}
		})
	}
	work.Wait()
}

// TestSetDoesNotStick runs SET and USE like any client may, and finds the next
// request untouched.
func TestSetDoesNotStick(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "SET max_threads = 1, readonly = 1")
	run(t, db, "USE system")
	var readonly uint64
	var database string
	if err := db.QueryRow(t.Context(), "SELECT toUInt64(getSetting('readonly')), currentDatabase()").Scan(&readonly, &database); err != nil {
		t.Fatalf("Scan() = %v", err)
	}
	if readonly != 0 || database != db.Database {
		t.Errorf("readonly, database = %d, %q, want 0, %q", readonly, database, db.Database)
	}
}

// TestBadSettings are refused with ClickHouse's own words.
func TestBadSettings(t *testing.T) {
	db := enginetest.Open(t)
	f := func(name string, value any, want int32) {
		t.Helper()
		ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{name: value}))
		if err := db.Exec(ctx, "SELECT 1"); code(err) != want {
			t.Errorf("setting %s = %v: error %v, want code %d", name, value, err, want)
		}
	}
	f("no_such_setting", 1, 115)
	f("max_threads = 1, readonly", 0, 115)
	f("max_threads", "many", 27)
}

// TestReadOnly tries to change things on the connection that must not, in every
// way that a single request offers.
func TestReadOnly(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, db, "INSERT INTO facts VALUES (1)")
	for _, query := range []string{
		"INSERT INTO facts VALUES (2)",
		"INSERT INTO facts SETTINGS readonly = DEFAULT VALUES (2)",
		"INSERT INTO facts SETTINGS readonly = 0 VALUES (2)",
		"INSERT INTO facts SELECT 2 SETTINGS readonly = DEFAULT",
		"SET readonly = DEFAULT",
		"SET readonly = DEFAULT; DROP TABLE facts",
		"SELECT 1; DROP TABLE facts",
		"CREATE TABLE others (n UInt64) ENGINE = Memory",
		"CREATE TEMPORARY TABLE others (n UInt64)",
		"ALTER TABLE facts DELETE WHERE 1",
		"TRUNCATE TABLE facts",
		"DROP TABLE facts",
		"OPTIMIZE TABLE facts FINAL",
		"KILL QUERY WHERE 1",
		"SYSTEM STOP MERGES",
		"SELECT 1 INTO OUTFILE '/tmp/redress-readonly-test'",
		"SELECT * FROM file('/etc/hostname', 'LineAsString')",
		"SELECT * FROM url('http://127.0.0.1:1/', 'CSV', 'a String')",
	} {
		if err := db.ReadOnly().Exec(t.Context(), query); err == nil {
			t.Errorf("ReadOnly().Exec(%s) = nil, want an error", query)
		}
	}
	if batch, err := db.ReadOnly().PrepareBatch(t.Context(), "INSERT INTO facts"); err != nil {
		t.Errorf("PrepareBatch() = %v", err)
	} else {
		if err := batch.Append(uint64(3)); err != nil {
			t.Errorf("Append() = %v", err)
		}
		if err := batch.Send(); code(err) != 164 {
			t.Errorf("Send() = %v, want code 164", err)
		}
	}
	if n := number(t, db.ReadOnly(), "SELECT sum(n) FROM facts"); n != 1 {
		t.Errorf("sum(n) = %d, want 1", n)
	}
	run(t, db, "INSERT INTO facts VALUES (4)")
	if n := number(t, db, "SELECT sum(n) FROM facts"); n != 5 {
		t.Errorf("sum(n) = %d after writing again, want 5", n)
	}
}

// TestReadOnlyReads runs every kind of read, with a setting of its own.
func TestReadOnlyReads(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"max_execution_time": 5, "zstd_window_log_max": 20}))
	for _, query := range []string{
		"SELECT n FROM facts", "WITH 1 AS one SELECT one", "(SELECT 1) UNION ALL (SELECT 2)", "SHOW TABLES", "DESCRIBE facts",
		"EXISTS TABLE facts", "EXPLAIN SELECT n FROM facts", "SHOW CREATE TABLE facts", "-- why\nSELECT 1", "/* why */ SELECT 1;",
		"SELECT ';' AS s", "SELECT 1 -- ; DROP TABLE facts",
	} {
		rows, err := db.ReadOnly().Query(ctx, query)
		if err != nil {
			t.Errorf("ReadOnly().Query(%s) = %v", query, err)
			continue
		}
		for rows.Next() {
		}
		if err := rows.Err(); err != nil {
			t.Errorf("ReadOnly().Query(%s).Err() = %v", query, err)
		}
		if err := rows.Close(); err != nil {
			t.Errorf("ReadOnly().Query(%s).Close() = %v", query, err)
		}
	}
}

// TestUnknownDatabase names a database that is not there.
func TestUnknownDatabase(t *testing.T) {
	db := enginetest.Open(t)
	ctx := clickhouse.Context(t.Context(), clickhouse.WithSettings(clickhouse.Settings{"database": "no'such db`"}))
	if err := db.Exec(ctx, "SELECT 1"); code(err) != 81 || !strings.Contains(err.Error(), "does not exist") {
		t.Errorf("Exec() = %v, want code 81 and that it does not exist", err)
	}
}
