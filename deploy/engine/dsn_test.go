package engine_test

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/engine"
)

// freeAddress finds a loopback address on which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// TestDSN opens a server over HTTP: the embedded engine of another DB, on its
// loopback address.
func TestDSN(t *testing.T) {
	config := own(t)
	config.Listen = freeAddress(t)
	open(t, config)

	server := open(t, engine.Config{DSN: "http://" + config.Listen + "/statistics?max_threads=1"})
	if server.Database != "statistics" || server.Embedded() || !strings.HasPrefix(server.Version(), "26.7.") {
		t.Errorf("Database, Embedded, Version = %q, %t, %q, want statistics, false, 26.7.x", server.Database, server.Embedded(), server.Version())
	}
	run(t, server, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, server, "INSERT INTO facts VALUES (7)")
	if n := number(t, server.ReadOnly(), "SELECT n + toUInt64(getSetting('max_threads')) FROM statistics.facts"); n != 8 {
		t.Errorf("n + max_threads = %d, want 8", n)
	}
	if err := server.ReadOnly().Exec(t.Context(), "DROP TABLE facts"); code(err) != 164 {
		t.Errorf("ReadOnly().Exec(DROP) = %v, want code 164", err)
	}
	other := open(t, engine.Config{DSN: "http://" + config.Listen, Database: "other"})
	if n := number(t, other, "SELECT count() FROM system.databases WHERE name = currentDatabase() AND name = 'other'"); n != 1 {
		t.Errorf("current database is other = %d, want 1", n)
	}
	named := open(t, engine.Config{DSN: "http://" + config.Listen})
	if named.Database != "redress" {
		t.Errorf("Database = %q, want redress", named.Database)
	}
}

// TestBadDSN gives addresses that cannot be used, each with a password in it:
// the error is one sentence without it.
func TestBadDSN(t *testing.T) {
	nobody := freeAddress(t)
	f := func(dsn, want string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		db, err := engine.Open(ctx, engine.Config{DSN: dsn})
		if err == nil {
			t.Errorf("Open(%s) = nil, want an error", dsn)
			_ = db.Close()
			return
		}
		for _, secret := range []string{"s3cret", "s3%63ret", "hunter"} {
			if strings.Contains(err.Error(), secret) {
				t.Errorf("Open(%s) = %q, want no password in it", dsn, err)
			}
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("Open(%s) = %q, want one line with %q", dsn, err, want)
		}
	}
	const form = "not of the form"
	f("clickhouse://user:s3cret@%zz/db", form)
	f("clickhouse://user:s3cret@host:port/db", form)
	f("://user:s3cret@host", form)
	f("postgres://user:s3cret@host:5432/db", form)
	f("user:s3cret@host:9000", form)
	f("clickhouse://user:s3cret@"+nobody+"/db?dial_timeout=s3cret", "dial_timeout")
	f("clickhouse://user:s3cret@"+nobody+"/db?secure=hunter", "secure")
	f("clickhouse://user:s3cret@"+nobody+"/db", "cannot be reached")
	f("http://user:s3cret@"+nobody+"/db?password=hunter", "cannot be reached")
	f("https://user:s3cret@"+nobody+"/db", "cannot be reached")
}

// TestNothingToOpen says so.
func TestNothingToOpen(t *testing.T) {
	if _, err := engine.Open(t.Context(), engine.Config{}); err == nil {
		t.Error("Open() of nothing = nil, want an error")
	}
}

// TestListenOnLoopbackOnly refuses to serve the data to other machines.
func TestListenOnLoopbackOnly(t *testing.T) {
	for _, address := range []string{"0.0.0.0:8123", ":8123", "192.0.2.1:8123", "8123"} {
		err := engine.Serve(t.Context(), engine.ServeConfig{DataDir: filepath.Join(t.TempDir(), "data"), TCP: address})
		if err == nil {
			t.Errorf("Serve(TCP: %s) = nil, want an error", address)
		}
	}
}

// TestErrorsHideParameters fails a query that has a parameter, in the ways that
// put the URL into the driver's error: a narrative must not end up in a log.
func TestErrorsHideParameters(t *testing.T) {
	config := own(t)
	db := open(t, config)
	const private = "Jane Roe of Elm Street"
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	var n uint64
	err := db.QueryRow(ctx, "SELECT count() FROM numbers(1000000000000) WHERE toString(number) = {s:String}", clickhouse.Named("s", private)).Scan(&n)
	if err == nil {
		t.Fatal("Scan() = nil, want an error")
	}
	if text := fmt.Sprintf("%v %+v", err, err); strings.Contains(text, "Elm") {
		t.Errorf("Scan() = %s, want no parameter in it", text)
	}
}
