package engine

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// placeIn opens a place in a new directory.
func placeIn(t *testing.T) *place {
	t.Helper()
	p, err := openPlace(t.TempDir())
	if err != nil {
		t.Fatalf("openPlace() = %v", err)
	}
	t.Cleanup(p.close)
	return p
}

// TestListenTellsThatTheSocketIsNotInPlace puts a directory where the socket is
// to go: an engine that nobody can reach must not believe that it listens.
func TestListenTellsThatTheSocketIsNotInPlace(t *testing.T) {
	p := placeIn(t)
	if err := os.Mkdir(p.socket, 0o700); err != nil {
		t.Fatal(err)
	}
	listener, err := p.listen()
	if err == nil {
		_ = listener.Close()
	}
	if err == nil || !strings.Contains(err.Error(), "put the engine's socket in place") {
		t.Errorf("listen() = %v, want an error about putting the socket in place", err)
	}
}

// TestOwnTellsThatTheLockWasNotWritten makes a lock file that can be locked but
// not cut: an engine whose process id stands nowhere could not be ended.
func TestOwnTellsThatTheLockWasNotWritten(t *testing.T) {
	p := placeIn(t)
	if err := syscall.Mkfifo(p.file("engine.lock"), 0o600); err != nil {
		t.Fatal(err)
	}
	unlock, err := p.own()
	if err == nil {
		unlock()
	}
	if err == nil || !strings.Contains(err.Error(), "lock the data directory") {
		t.Errorf("own() = %v, want an error about locking the data directory", err)
	}
}
