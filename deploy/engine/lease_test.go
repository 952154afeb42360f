package engine_test

import (
	"bufio"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

// TestEngineEndsWithItsLastLease closes the DB that started the engine first:
// the other goes on with the same engine. After it the engine is gone, with its
// socket and its process, and the data are there when it is opened again.
func TestEngineEndsWithItsLastLease(t *testing.T) {
	config := own(t)
	first, err := engine.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	second, err := engine.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open() again = %v", err)
	}
	run(t, first, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, first, "INSERT INTO facts VALUES (7)")
	process := pid(t, config.DataDir)
	if err := first.Close(); err != nil {
		t.Errorf("first.Close() = %v", err)
	}
	if n := number(t, second, "SELECT n FROM facts"); n != 7 || pid(t, config.DataDir) != process {
		t.Errorf("after the first Close: n = %d on process %d, want 7 on %d", n, pid(t, config.DataDir), process)
	}
	if err := second.Close(); err != nil {
		t.Errorf("second.Close() = %v", err)
	}
	if _, err := os.Stat(filepath.Join(config.DataDir, "engine.sock")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("engine.sock after the last Close: %v, want it gone", err)
	}
	eventually(t, 5*time.Second, "the engine was reaped", func() bool { return !zombie(process) })
	if exists(process) {
		t.Errorf("the engine, process %d, is still there", process)
	}
	if n := number(t, open(t, config), "SELECT n FROM facts"); n != 7 {
		t.Errorf("n = %d after opening again, want 7", n)
	}
}

func zombie(pid int) bool { return syscall.Kill(pid, 0) == nil && !exists(pid) }

// TestCloseEndsGoroutines opens, uses and closes an engine, and counts.
func TestCloseEndsGoroutines(t *testing.T) {
	config := own(t)
	before := runtime.NumGoroutine()
	db, err := engine.Open(t.Context(), config)
	if err != nil {
		t.Fatalf("Open() = %v", err)
	}
	var work sync.WaitGroup
	for range 10 {
		work.Go(func() { run(t, db, "SELECT sleep(0.05)") })
	}
	work.Wait()
	if err := db.Close(); err != nil {
		t.Errorf("Close() = %v", err)
	}
	eventually(t, 5*time.Second, "as few goroutines as before", func() bool { return runtime.NumGoroutine() <= before })
	if err := db.Ping(t.Context()); err == nil {
		t.Error("Ping() after Close = nil, want an error")
	}
}

// TestManyOpenAtOnce opens one directory from many sides at once: one engine
// serves all of them.
func TestManyOpenAtOnce(t *testing.T) {
	config := own(t)
	var work sync.WaitGroup
	var mu sync.Mutex
	seen := map[int]bool{}
	opened := make(chan *engine.DB, 8)
	for range cap(opened) {
		work.Go(func() {
			db, err := engine.Open(t.Context(), config)
			if err != nil {
				t.Errorf("Open() = %v", err)
				return
			}
			opened <- db
			if err := db.Ping(t.Context()); err != nil {
				t.Errorf("Ping() = %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			seen[pid(t, config.DataDir)] = true
		})
	}
	work.Wait()
	close(opened)
	if len(seen) != 1 {
		t.Errorf("engines seen = %v, want one", seen)
	}
	for db := range opened {
		if err := db.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	}
}

// TestOpenAndCloseInTurn opens and closes one directory from several sides in
// disorder: nobody may take the engine from another, or meet one that ends.
func TestOpenAndCloseInTurn(t *testing.T) {
	config := own(t)
	var work sync.WaitGroup
	for range 4 {
		work.Go(func() {
			for range 5 {
				db, err := engine.Open(t.Context(), config)
				if err != nil {
					t.Errorf("Open() = %v", err)
					return
				}
				if n := number(t, db, "SELECT toUInt64(1)"); n != 1 {
					t.Errorf("SELECT 1 = %d", n)
				}
				if err := db.Close(); err != nil {
					t.Errorf("Close() = %v", err)
				}
			}
		})
	}
	work.Wait()
}

// TestEngineOutlivesItsStarter starts the engine from another process and kills
// that: whoever else holds a lease goes on with the same engine.
func TestEngineOutlivesItsStarter(t *testing.T) {
	config := own(t)
	starter := exec.Command(os.Args[0], "-test.run=^TestHelperOpens$")
	starter.Env = append(os.Environ(), "REDRESS_TEST_OPEN="+config.DataDir,
		"REDRESS_TEST_COMMAND="+strings.Join(config.Command, "\n"), "REDRESS_TEST_LIBRARY="+config.Library)
	output, err := starter.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := starter.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	for lines.Scan() && lines.Text() != "open" {
	}
	db := open(t, config)
	process := pid(t, config.DataDir)
	if err := starter.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = starter.Wait() // killed, as it should be
	eventually(t, 5*time.Second, "the lease of the dead was dropped", func() bool { return !exists(starter.Process.Pid) })
	if n := number(t, db, "SELECT toUInt64(1)"); n != 1 || pid(t, config.DataDir) != process {
		t.Errorf("SELECT 1 = %d on process %d, want 1 on %d", n, pid(t, config.DataDir), process)
	}
}

// TestHelperOpens is the other process of the test above, not a test.
func TestHelperOpens(t *testing.T) {
	dir := os.Getenv("REDRESS_TEST_OPEN")
	if dir == "" {
		return
	}
	_, err := engine.Open(t.Context(), engine.Config{DataDir: dir, Command: strings.Split(os.Getenv("REDRESS_TEST_COMMAND"), "\n"),
		Library: os.Getenv("REDRESS_TEST_LIBRARY"), MemoryLimit: testMemory})
	if err != nil {
		t.Fatal(err)
	}
	os.Stdout.WriteString("open\n")
	select {}
}

// TestOrphanEngineEnds kills the only holder of a lease: the engine ends by
// itself after its grace.
func TestOrphanEngineEnds(t *testing.T) {
	config := own(t)
	lease := startByHand(t, config)
	process := pid(t, config.DataDir)
	if err := lease.Close(); err != nil { // without a goodbye
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "the engine has ended", func() bool { return !exists(process) })
}

// startByHand starts the child like Open does, and takes a lease on it.
func startByHand(t *testing.T, config engine.Config) net.Conn {
	t.Helper()
	args := append(config.Command[1:len(config.Command):len(config.Command)], "--data", config.DataDir, "--library", config.Library)
	cmd := exec.Command(config.Command[0], args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	t.Cleanup(func() { _ = cmd.Process.Kill(); <-ended })
	var conn net.Conn
	eventually(t, 10*time.Second, "the engine listens", func() bool {
		var err error
		conn, err = net.Dial("unix", filepath.Join(config.DataDir, "engine.sock"))
		return err == nil
	})
	if _, err := conn.Write([]byte("GET /lease HTTP/1.1\r\nHost: engine\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(conn).ReadString('\n'); err != nil || !strings.Contains(line, "200") {
		t.Fatalf("lease = %q, %v", line, err)
	}
	return conn
}

// TestTerminatedEngineIsReplaced sends the signal of a service manager to the
// engine while it is in use: it ends in order, and another takes over.
func TestTerminatedEngineIsReplaced(t *testing.T) {
	config := own(t)
	db := open(t, config)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, db, "INSERT INTO facts VALUES (7)")
	old := pid(t, config.DataDir)
	if err := syscall.Kill(old, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	eventually(t, 10*time.Second, "the engine has ended", func() bool { return !exists(old) })
	if n := number(t, db, "SELECT n FROM facts"); n != 7 {
		t.Errorf("n = %d, want 7", n)
	}
}

// TestSecondEngineIsRefused starts a second engine process on a directory.
func TestSecondEngineIsRefused(t *testing.T) {
	config := own(t)
	open(t, config)
	output, err := exec.Command(config.Command[0], "--data", config.DataDir, "--library", config.Library).CombinedOutput()
	if err == nil || !strings.Contains(string(output), "another engine is running in "+config.DataDir) {
		t.Errorf("a second engine: %v, %s, want a refusal", err, output)
	}
}

// TestLongDirectory uses a directory whose path is too long for a socket.
func TestLongDirectory(t *testing.T) {
	config := own(t)
	config.DataDir = filepath.Join(t.TempDir(), strings.Repeat("a", 60), strings.Repeat("b", 60))
	db := open(t, config)
	if n := number(t, db, "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("SELECT 1 = %d", n)
	}
}

// TestModes looks who may read the data directory and the socket.
func TestModes(t *testing.T) {
	config := own(t)
	open(t, config)
	f := func(name string, want os.FileMode) {
		t.Helper()
		info, err := os.Stat(filepath.Join(config.DataDir, name))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: mode %v, %v, want %v", name, info.Mode().Perm(), err, want)
		}
	}
	f(".", 0o700)
	f("engine.sock", 0o600)
	f("engine.lock", 0o600)
	f("engine.log", 0o600)
}

// TestStaleSocket finds the remains of an engine that was killed with nobody
// there to replace it.
func TestStaleSocket(t *testing.T) {
	config := own(t)
	lease := startByHand(t, config)
	defer lease.Close()
	old := pid(t, config.DataDir)
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	eventually(t, 5*time.Second, "the engine is dead", func() bool { return !exists(old) })
	if _, err := os.Stat(filepath.Join(config.DataDir, "engine.sock")); err != nil {
		t.Fatalf("engine.sock = %v, want it left behind", err)
	}
	if n := number(t, open(t, config), "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("SELECT 1 = %d", n)
	}
}

// TestEngineStoppedBeforeOpen finds an engine that holds the directory and does
// not answer: it is ended and replaced.
func TestEngineStoppedBeforeOpen(t *testing.T) {
	config := own(t)
	lease := startByHand(t, config)
	defer lease.Close()
	old := pid(t, config.DataDir)
	stop(t, old)
	if n := number(t, open(t, config), "SELECT toUInt64(1)"); n != 1 {
		t.Errorf("SELECT 1 = %d", n)
	}
}

// TestSharedEngine checks that the tests of one process share an engine.
func TestSharedEngine(t *testing.T) {
	a, b := enginetest.Open(t), enginetest.Open(t)
	var first, second string
	if err := a.QueryRow(t.Context(), "SELECT toString(serverUUID())").Scan(&first); err != nil {
		t.Fatal(err)
	}
	if err := b.QueryRow(t.Context(), "SELECT toString(serverUUID())").Scan(&second); err != nil {
		t.Fatal(err)
	}
	if first != second {
		t.Errorf("server ids = %s, %s, want one", first, second)
	}
}
