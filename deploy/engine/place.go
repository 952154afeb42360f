package engine

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A place is the data directory of an embedded engine:
//
//	engine/       ClickHouse's own files, and nothing else
//	engine.xml    its configuration, written at every start
//	engine.sock   where the running engine is reached, mode 0600
//	engine.lock   held by the engine for its life; holds its process id
//	start.lock    held by whoever starts it
//	engine.log    what the engine process said
type place struct {
	dir    string // absolute
	socket string
	handle *os.File // the open directory, for paths that are too long for a socket
}

// maxSocketPath is the longest path a Unix socket can have here, in bytes.
const maxSocketPath = 103

// openPlace makes the directory if need be, for its owner only.
func openPlace(dir string) (*place, error) {
	if dir == "" {
		return nil, errors.New("the data directory of the engine is not set")
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(filepath.Join(dir, "engine"), 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	handle, err := os.Open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data directory: %w", err)
	}
	return &place{dir: dir, socket: filepath.Join(dir, "engine.sock"), handle: handle}, nil
}

func (p *place) close() { _ = p.handle.Close() }

// file returns the path of a file in the place.
func (p *place) file(name string) string { return filepath.Join(p.dir, name) }

// socketPath returns a path for the named socket that the kernel accepts: a
// long one is reached through the open directory.
func (p *place) socketPath(name string) (string, error) {
	if path := p.file(name); len(path) <= maxSocketPath {
		return path, nil
	}
	return shortPath(p.handle, name)
}

// listen binds the socket under another name and renames it when it is ready,
// so that whoever sees it can use it, and nobody else ever could.
func (p *place) listen() (net.Listener, error) {
	const name = "engine.sock.new"
	_ = os.Remove(p.file(name))
	path, err := p.socketPath(name)
	if err != nil {
		return nil, err
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path, Net: "unix"})
	if err != nil {
		return nil, fmt.Errorf("make the engine's socket: %w", err)
	}
	listener.SetUnlinkOnClose(false)
	if err = os.Chmod(p.file(name), 0o600); err == nil {
		err = os.Rename(p.file(name), p.socket)
	}
	if err != nil {
		_ = listener.Close()
		return nil, fmt.Errorf("put the engine's socket in place: %w", err)
	}
	return listener, nil
}

// dial connects to the engine.
func (p *place) dial(ctx context.Context) (net.Conn, error) {
	path, err := p.socketPath("engine.sock")
	if err != nil {
		return nil, err
	}
	var dialer net.Dialer
	return dialer.DialContext(ctx, "unix", path)
}

// ownPatience bounds the wait for the engine lock: a client that looks who holds
// it holds it for a moment itself.
const ownPatience = time.Second

// own takes the engine lock for the life of this process and writes its id down.
func (p *place) own() (unlock func(), err error) {
	file, err := os.OpenFile(p.file("engine.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), ownPatience)
	defer cancel()
	if err := flock(ctx, file); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("another engine is running in %s", p.dir)
	}
	if err = file.Truncate(0); err == nil {
		_, err = file.WriteString(strconv.Itoa(os.Getpid()) + "\n")
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	return func() { _ = file.Close() }, nil
}

// owner returns the process id of the engine that holds the lock, 0 for none.
func (p *place) owner() int {
	file, err := os.OpenFile(p.file("engine.lock"), os.O_RDWR, 0)
	if err != nil {
		return 0
	}
	defer file.Close()
	if syscall.Flock(int(file.Fd()), syscall.LOCK_SH|syscall.LOCK_NB) == nil {
		return 0
	}
	body := make([]byte, 32)
	n, _ := file.Read(body)
	pid, err := strconv.Atoi(strings.TrimSpace(string(body[:n])))
	if err != nil {
		return -1
	}
	return pid
}

// startLock waits for the right to start the engine.
func (p *place) startLock(ctx context.Context) (unlock func(), err error) {
	file, err := os.OpenFile(p.file("start.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := flock(ctx, file); err != nil {
		_ = file.Close()
		return nil, err
	}
	return func() { _ = file.Close() }, nil
}

// flock takes the lock on an open file, and waits for it as long as the context
// allows. Closing the file gives it back, and so does the end of the process.
func flock(ctx context.Context, file *os.File) error {
	retry := time.NewTicker(10 * time.Millisecond)
	defer retry.Stop()
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-retry.C:
		}
	}
}
