package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"redress/deploy/assets"
)

const (
	startPatience = 30 * time.Second      // for a new engine to answer
	endPatience   = 20 * time.Second      // for an old one to give up the directory
	pollInterval  = 5 * time.Millisecond  // while one of them is awaited
	endStillness  = 8 * time.Second       // without a sign of life, of an engine that ends
	maxLog        = 1 << 20               // bytes of engine.log before it starts afresh
	lineLimit     = 2000                  // bytes of a child's last words
	tailLength    = int64(16 * lineLimit) // bytes of its log that are read for them
)

// A starter brings up the engine of a place when nobody else has.
type starter struct {
	place  *place
	config Config
	log    *slog.Logger
}

// lease returns a lease on the running engine, and starts it first if there is
// none. The start lock decides who does, so that many who come at once get one
// engine.
func (s *starter) lease(ctx context.Context) (*lease, error) {
	if lease, err := takeLease(ctx, s.place); err == nil {
		return lease, nil
	}
	unlock, err := s.place.startLock(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for the start of the engine: %w", err)
	}
	defer unlock()
	lease, err := s.awaitOwner(ctx)
	if errors.Is(err, errNoOwner) {
		return s.start(ctx)
	}
	return lease, err
}

// errNoOwner says that no engine holds the directory.
var errNoOwner = errors.New("no engine holds the directory")

// awaitOwner deals with an engine that holds the directory: it answers now, or
// it is about to end, or it hangs and is ended. When there is none, or none any
// more, the error is errNoOwner.
func (s *starter) awaitOwner(ctx context.Context) (*lease, error) {
	ctx, cancel := context.WithTimeout(ctx, endPatience)
	defer cancel()
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	var watched *process
	defer func() { watched.release() }()
	for {
		if lease, err := takeLease(ctx, s.place); err == nil {
			return lease, nil
		}
		pid := s.place.owner()
		if pid == 0 {
			return nil, errNoOwner
		}
		if watched == nil || watched.pid != pid {
			watched.release()
			watched = openProcess(pid)
		}
		if watched.hung(pollInterval, endStillness) {
			s.log.WarnContext(ctx, "engine hangs, ending it", slog.Int("pid", pid))
			watched.kill()
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("the engine in %s (process %d) neither answers nor ends: %w", s.place.dir, pid, context.Cause(ctx))
		case <-poll.C:
		}
	}
}

// start runs the child and waits until it gives a lease. The caller holds the
// start lock and knows that no engine holds the directory.
func (s *starter) start(ctx context.Context) (*lease, error) {
	_ = os.Remove(s.place.socket) // stale: its engine is dead
	library, err := s.library(ctx)
	if err != nil {
		return nil, err
	}
	cmd, said, begin, err := s.command(library)
	if err != nil {
		return nil, err
	}
	defer said.Close()
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("start the engine process: %w", err)
	}
	child := reap(cmd)
	ctx, cancel := context.WithTimeout(ctx, startPatience)
	defer cancel()
	poll := time.NewTicker(pollInterval)
	defer poll.Stop()
	for {
		lease, err := takeLease(ctx, s.place)
		if err == nil {
			lease.child = child
			s.log.InfoContext(ctx, "engine started", slog.Int("pid", cmd.Process.Pid))
			return lease, nil
		}
		select {
		case <-child.ended:
			return nil, s.failure(library, child, lastWords(said, begin))
		case <-ctx.Done():
			_ = cmd.Process.Kill()
			<-child.ended
			return nil, fmt.Errorf("the engine did not start: %w", context.Cause(ctx))
		case <-poll.C:
		}
	}
}

// library returns the library that the child loads: the user's own, or the
// provisioned one, which is fetched on first need.
func (s *starter) library(ctx context.Context) (string, error) {
	if s.config.Library != "" {
		info, err := os.Stat(s.config.Library)
		if err != nil {
			return "", libraryError(s.config.Library, "is missing")
		}
		if !info.Mode().IsRegular() {
			return "", libraryError(s.config.Library, "is no file")
		}
		return s.config.Library, nil
	}
	if err := assets.PlatformError(); err != nil {
		return "", err
	}
	found, err := assets.Ensure(ctx, assets.Options{Progress: s.config.Progress})
	if err != nil {
		return "", err
	}
	return found.Library, nil
}

// command prepares the child: in a process group of its own, so that a Ctrl-C
// meant for its starter does not reach it, with its words going to engine.log.
// The file is returned with the place where those words begin.
func (s *starter) command(library string) (cmd *exec.Cmd, said *os.File, begin int64, err error) {
	words, err := s.config.command()
	if err != nil {
		return nil, nil, 0, fmt.Errorf("find the engine command: %w", err)
	}
	flags := os.O_CREATE | os.O_RDWR | os.O_APPEND
	if info, err := os.Stat(s.place.file("engine.log")); err == nil && info.Size() > maxLog {
		flags |= os.O_TRUNC
	}
	said, err = os.OpenFile(s.place.file("engine.log"), flags, 0o600)
	if err != nil {
		return nil, nil, 0, fmt.Errorf("open the engine's log: %w", err)
	}
	if begin, err = said.Seek(0, io.SeekEnd); err != nil {
		_ = said.Close()
		return nil, nil, 0, fmt.Errorf("open the engine's log: %w", err)
	}
	args := append(words[1:len(words):len(words)], "--data", s.place.dir, "--library", library,
		"--memory", strconv.FormatInt(s.config.MemoryLimit, 10))
	if s.config.Listen != "" {
		args = append(args, "--listen", s.config.Listen)
	}
	cmd = exec.Command(words[0], args...)
	cmd.Stdout, cmd.Stderr = said, said
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd, said, begin, nil
}

// A child is an engine process that this process started and has to reap.
type child struct {
	ended   chan struct{} // closed when it has ended and was reaped
	crashed bool          // how; valid when ended is closed
}

// reap waits for the process to end. It is the one goroutine that may outlive
// Close: an engine that others hold leases on outlives it too, and only its
// parent can reap it.
func reap(cmd *exec.Cmd) *child {
	c := &child{ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		_ = cmd.Wait()
		// The Go runtime ends a crash with this status, unless a signal was
		// faster.
		c.crashed = cmd.ProcessState.ExitCode() == 2 || cmd.ProcessState.ExitCode() == -1
	}()
	return c
}

// failure explains why a child did not start. One that crashed may have loaded
// a damaged library, which no program survives, so its checksum is looked at.
func (s *starter) failure(library string, child *child, words string) error {
	if child.crashed && assets.VerifyLibrary(library) != nil {
		return libraryError(library, "made the engine process crash, and its checksum differs from that of the published file")
	}
	return &startError{words}
}

// A startError is the last line of a child that failed to start.
type startError struct{ line string }

func (e *startError) Error() string { return e.line }

// Is lets errors.Is find the cause through the process border.
func (e *startError) Is(target error) bool {
	return target == ErrLibrary && strings.HasPrefix(e.line, ErrLibrary.Error())
}

// crashLine is how the Go runtime begins the report of a crash.
var crashLine = regexp.MustCompile(`^(SIG[A-Z]+:|fatal error:|panic:|unexpected fault|runtime:)`)

// lastWords returns the last line of what stands in the file from the beginning
// on, without the name of the program in front and without what an exception
// quotes; of a crash, its first line.
func lastWords(file *os.File, begin int64) string {
	const silent = "the engine ended at its start and did not say why"
	end, err := file.Seek(0, io.SeekEnd)
	if err != nil || end <= begin {
		return silent
	}
	body := make([]byte, min(end-begin, tailLength))
	n, err := file.ReadAt(body, end-int64(len(body)))
	if err != nil && !errors.Is(err, io.EOF) {
		return silent
	}
	lines := strings.Split(strings.TrimSpace(string(body[:n])), "\n")
	line := strings.TrimSpace(lines[len(lines)-1])
	for _, crash := range lines {
		if crashLine.MatchString(crash) {
			line = "the engine process crashed: " + strings.TrimSpace(crash)
			break
		}
	}
	for _, prefix := range []string{"redress: ", "engine: ", "error: "} {
		line = strings.TrimPrefix(line, prefix)
	}
	if line == "" {
		return silent
	}
	line = unquotedException(line)
	return line[:min(len(line), lineLimit)]
}
