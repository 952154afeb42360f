package main_test

import (
	"fmt"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"redress/deploy/assets"
	"redress/deploy/engine"
)

// server starts a ClickHouse that many machines could use, and gives its
// address.
func server(t *testing.T) string {
	t.Helper()
	provisioned, err := assets.Ensure(t.Context(), assets.Options{})
	if err != nil {
		t.Fatal(err)
	}
	free, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	process := exec.Command(program(t), "engine", "--data", t.TempDir(), "--library", provisioned.Library, "--listen", address)
	stderr := new(lockedBuffer)
	process.Stderr = stderr
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = process.Process.Signal(syscall.SIGTERM)
		_ = process.Wait()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		connection, err := new(net.Dialer).DialContext(t.Context(), "tcp", address)
		if err == nil {
			_ = connection.Close()
			return address
		}
		if time.Now().After(deadline) {
			t.Fatalf("the server does not listen: %s", stderr)
		}
	}
}

// Two machines that load at once into one server do not overlap: a lease in the
// database decides, as no lock file reaches both.
func TestTwoMachinesOnOneServer(t *testing.T) {
	t.Parallel()
	address := server(t)
	folder := t.TempDir()
	file := demoFile(t, "demo.csv", 2_000, 1)
	key := writeText(t, filepath.Join(folder, "key"), strings.Repeat("5a", 32))
	arguments := func(machine, dsn string) []string {
		return []string{"ingest", "--clickhouse", dsn, "--data", filepath.Join(folder, machine), "--key-file", key, "demo", file}
	}
	want, whole := "", time.Duration(0)
	const pairs = 10                                                // each makes all tables anew
	waited := 0                                                     // of which one had to wait
	for i := 0; i < pairs || waited*2 < pairs && i < 3*pairs; i++ { // more where the machine is now slow, now fast
		dsn := fmt.Sprintf("http://%s/pair_%d", address, i)
		if start := time.Now(); i == 0 { // alone
			must(t, arguments("one", dsn)...)
			whole = time.Since(start)
		}
		one, stderr := exec.Command(program(t), arguments("one", dsn)...), new(lockedBuffer)
		one.Stderr = stderr
		start, ended, took := time.Now(), make(chan error, 1), time.Duration(0)
		if err := one.Start(); err != nil {
			t.Fatal(err)
		}
		go func() {
			err := one.Wait()
			took = time.Since(start)
			ended <- err
		}()
		time.Sleep(whole * time.Duration(i%pairs) / pairs)
		other := redress(t, arguments("other", dsn)...)
		if err := <-ended; err != nil || other.code != 0 {
			t.Errorf("pair %d: one machine ends with %v, the other with exit %d: %s", i, err, other.code, other.stderr)
		}
		if strings.Contains(stderr.String()+other.stderr, "waiting for it") {
			waited++
		} else {
			whole = took
		}
		db, err := engine.Open(t.Context(), engine.Config{DSN: dsn})
		if err != nil {
			t.Fatal(err)
		}
		got := checksumOf(t, db)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if want == "" {
			want = got
		}
		if got != want {
			t.Errorf("pair %d: the tables' checksums are\n%swant\n%s", i, got, want)
		}
	}
	t.Logf("in %d pairs one waited", waited)
	if waited*2 < pairs {
		t.Errorf("in %d pairs one waited, want at least half of %d: this test proves too little", waited, pairs)
	}
}
