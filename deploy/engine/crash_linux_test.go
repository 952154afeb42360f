package engine_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// TestCrashInsideIsReplaced raises the signal of a crash on a thread of the
// engine itself, which the Go runtime knows nothing of.
func TestCrashInsideIsReplaced(t *testing.T) {
	config := own(t)
	db := open(t, config)
	old := pid(t, config.DataDir)
	thread := engineThread(t, old)
	if err := unix.Tgkill(old, thread, unix.SIGSEGV); err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	eventually(t, 20*time.Second, "the crashed engine is gone", func() bool { return !exists(old) })
	t.Logf("gone after %v", time.Since(begin))
	if n := number(t, db, "SELECT toUInt64(42)"); n != 42 {
		t.Errorf("SELECT 42 = %d", n)
	}
}

// engineThread finds a thread that the library started: it gives them names of
// its own.
func engineThread(t *testing.T, pid int) int {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("/proc", strconv.Itoa(pid), "task", "*", "comm"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		body, err := os.ReadFile(name)
		if err != nil || strings.TrimSpace(string(body)) == "child" {
			continue
		}
		thread, err := strconv.Atoi(filepath.Base(filepath.Dir(name)))
		if err != nil {
			t.Fatal(err)
		}
		return thread
	}
	t.Fatal("no thread of the engine was found")
	return 0
}
