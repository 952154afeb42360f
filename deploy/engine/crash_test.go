package engine_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"redress/deploy/engine"
)

// TestKilledEngineIsReplaced kills the engine under readers that go on asking:
// none of them sees an error, and what was written before is there.
func TestKilledEngineIsReplaced(t *testing.T) {
	config := own(t)
	db := open(t, config)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, db, "INSERT INTO facts SELECT number FROM numbers(1000)")

	var ended atomic.Bool
	var asked atomic.Int64
	var slowest atomic.Int64
	var readers sync.WaitGroup
	for range 6 {
		readers.Go(func() {
			for !ended.Load() {
				begin := time.Now()
				var n uint64
				if err := db.ReadOnly().QueryRow(t.Context(), "SELECT sum(n) FROM facts").Scan(&n); err != nil || n != 499500 {
					t.Errorf("sum(n) = %d, %v, want 499500, nil", n, err)
					return
				}
				asked.Add(1)
				took := int64(time.Since(begin))
				for old := slowest.Load(); took > old && !slowest.CompareAndSwap(old, took); old = slowest.Load() {
				}
			}
		})
	}
	for range 3 {
		before := asked.Load()
		eventually(t, 10*time.Second, "readers are answered", func() bool { return asked.Load() > before+50 })
		old := pid(t, config.DataDir)
		if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, 10*time.Second, "another engine answers", func() bool { return pid(t, config.DataDir) != old && asked.Load() > before+200 })
	}
	ended.Store(true)
	readers.Wait()
	t.Logf("slowest answer across three restarts: %v", time.Duration(slowest.Load()))
	if slowest := time.Duration(slowest.Load()); slowest > 5*time.Second {
		t.Errorf("slowest answer took %v, want a few seconds at most", slowest)
	}
}

// TestStoppedEngineIsReplaced stops the engine process, as a crash on one of its
// threads may leave it.
func TestStoppedEngineIsReplaced(t *testing.T) {
	config := own(t)
	db := open(t, config)
	old := pid(t, config.DataDir)
	stop(t, old)
	begin := time.Now()
	if n := number(t, db, "SELECT toUInt64(42)"); n != 42 {
		t.Errorf("SELECT 42 = %d", n)
	}
	t.Logf("answered by another engine after %v", time.Since(begin))
	if pid(t, config.DataDir) == old || exists(old) {
		t.Errorf("the stopped engine, process %d, is still there", old)
	}
}

// TestWriteInFlightIsLost kills the engine while it writes: the caller is told
// that nobody knows, and the statement is not run again.
func TestWriteInFlightIsLost(t *testing.T) {
	config := own(t)
	db := open(t, config)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	failed := make(chan error, 1)
	go func() {
		failed <- db.Exec(t.Context(), "INSERT INTO facts SELECT number FROM numbers(100000000000) WHERE NOT ignore(sipHash64(number)) AND number % 1000000 = 0")
	}()
	eventually(t, 10*time.Second, "the insert runs", func() bool { return running(t, db, "INSERT INTO facts SELECT") > 0 })
	old := pid(t, config.DataDir)
	if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-failed:
		if !errors.Is(err, engine.ErrLost) {
			t.Errorf("Exec() = %v, want ErrLost", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("the caller still waits")
	}
	eventually(t, 5*time.Second, "the engine is dead", func() bool { return !exists(old) })
	run(t, db, "INSERT INTO facts VALUES (1)")
	if n := running(t, db, "INSERT INTO facts SELECT"); n != 0 {
		t.Errorf("inserts running on the new engine = %d, want 0", n)
	}
}

// TestWriteDuringRestartWaits sends a write while there is no engine: it never
// reached one, so it is sent when there is, and once.
func TestWriteDuringRestartWaits(t *testing.T) {
	config := own(t)
	db := open(t, config)
	run(t, db, "CREATE TABLE facts (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
	for round := range 3 {
		old := pid(t, config.DataDir)
		if err := syscall.Kill(old, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		eventually(t, 5*time.Second, "the engine is dead", func() bool { return !exists(old) })
		if err := insert(t, db, round*1000, 1000); err != nil {
			t.Fatalf("insert() during a restart = %v", err)
		}
	}
	if n, sum := number(t, db, "SELECT count() FROM facts"), number(t, db, "SELECT sum(n) FROM facts"); n != 3000 || sum != 4498500 {
		t.Errorf("rows, sum = %d, %d, want 3000, 4498500", n, sum)
	}
}

// TestReadInFlightIsRepeated kills the engine while it computes an answer of
// which nothing has arrived.
func TestReadInFlightIsRepeated(t *testing.T) {
	config := own(t)
	db := open(t, config)
	type answer struct {
		n   uint64
		err error
	}
	answers := make(chan answer, 1)
	go func() {
		var a answer
		a.err = db.QueryRow(t.Context(), "SELECT max(sipHash64(number)) FROM numbers(30000000)").Scan(&a.n)
		answers <- a
	}()
	eventually(t, 10*time.Second, "the query runs", func() bool { return running(t, db, "max(sipHash64") > 0 })
	if err := syscall.Kill(pid(t, config.DataDir), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if a := <-answers; a.err != nil || a.n == 0 {
		t.Errorf("the answer = %d, %v, want a number", a.n, a.err)
	}
}

// TestReadHalfWayIsLost kills the engine in the middle of a stream: what was
// read cannot be taken back, so the reader is told.
func TestReadHalfWayIsLost(t *testing.T) {
	config := own(t)
	db := open(t, config)
	rows, err := db.Query(t.Context(), "SELECT number, repeat('x', 100) FROM numbers(100000000)")
	if err != nil {
		t.Fatalf("Query() = %v", err)
	}
	defer rows.Close()
	for n := 0; rows.Next(); n++ {
		if n == 100_000 {
			if err := syscall.Kill(pid(t, config.DataDir), syscall.SIGKILL); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := rows.Err(); !errors.Is(err, engine.ErrLost) {
		t.Errorf("Err() = %v, want ErrLost", err)
	}
}

// TestBusyEngineIsLeftAlone keeps every processor busy for longer than a hung
// engine would live.
func TestBusyEngineIsLeftAlone(t *testing.T) {
	config := own(t)
	db := open(t, config)
	old := pid(t, config.DataDir)
	begin := time.Now()
	var work sync.WaitGroup
	for range 12 {
		work.Go(func() {
			for time.Since(begin) < 4*time.Second {
				var n uint64
				if err := db.QueryRow(t.Context(), "SELECT max(sipHash64(number)) FROM numbers(20000000)").Scan(&n); err != nil {
					t.Errorf("Scan() = %v", err)
					return
				}
			}
		})
	}
	work.Wait()
	if now := pid(t, config.DataDir); now != old {
		t.Errorf("the engine was replaced: process %d, then %d", old, now)
	}
}
