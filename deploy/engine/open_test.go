package engine_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

// testMemory is the memory limit of an engine that one test has to itself.
const testMemory = 1 << 30

// own returns the configuration of an engine that the test has to itself, for
// tests that end it.
func own(t *testing.T) engine.Config {
	t.Helper()
	return engine.Config{
		DataDir:     filepath.Join(t.TempDir(), "data"),
		Command:     enginetest.Command(t),
		Library:     enginetest.Library(t),
		MemoryLimit: testMemory,
	}
}

// open opens it and closes it at the end of the test.
func open(t *testing.T, config engine.Config) *engine.DB {
	t.Helper()
	db, err := engine.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	return db
}

// pid reads the process id of the engine of a data directory, and waits for it
// while one is starting.
func pid(t testing.TB, dir string) (id int) {
	t.Helper()
	eventually(t, 10*time.Second, "engine.lock names a process that is there", func() bool {
		body, err := os.ReadFile(filepath.Join(dir, "engine.lock"))
		if err != nil {
			t.Fatal(err)
		}
		id, err = strconv.Atoi(strings.TrimSpace(string(body)))
		return err == nil && exists(id)
	})
	return id
}

// exists reports whether a process is there and is no zombie.
func exists(pid int) bool {
	body, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	return err == nil && !strings.Contains(string(body), ") Z ")
}

// stop stops a process, and waits until all its threads stand still: one that
// waits for a disk takes the signal late.
func stop(t *testing.T, pid int) {
	t.Helper()
	if err := syscall.Kill(pid, syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "the process has stopped", func() bool {
		threads, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "stat"))
		if err != nil {
			t.Fatal(err)
		}
		for _, thread := range threads {
			if body, err := os.ReadFile(thread); err == nil && !strings.Contains(string(body), ") T ") {
				return false
			}
		}
		return true
	})
}

// eventually waits until the claim holds.
func eventually(t testing.TB, within time.Duration, claim string, holds func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), within)
	defer cancel()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for !holds() {
		select {
		case <-ctx.Done():
			t.Fatalf("after %v: not so: %s", within, claim)
		case <-look.C:
		}
	}
}

// number asks for one number.
func number(t *testing.T, conn driver.Conn, query string) uint64 {
	t.Helper()
	var n uint64
	if err := conn.QueryRow(t.Context(), query).Scan(&n); err != nil {
		t.Fatalf("QueryRow(%s) = %v", query, err)
	}
	return n
}

// run runs a statement that must succeed.
func run(t *testing.T, conn driver.Conn, query string) {
	t.Helper()
	if err := conn.Exec(t.Context(), query); err != nil {
		t.Fatalf("Exec(%s) = %v", query, err)
	}
}
