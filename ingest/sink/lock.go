//go:build unix

package sink

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"syscall"
	"time"
)

// lockRetry is how often a waiting load asks again: loads take seconds, and
// flock has no wait that a context can end.
const lockRetry = 100 * time.Millisecond

// lock takes the file lock that lets one load at a time run on a data
// directory. The system drops it when the process ends, however it ends.
func lock(ctx context.Context, path string, log *slog.Logger) (unlock func() error, err error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open lock file: %w", err)
	}
	waiting := false
	for {
		err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return file.Close, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			return nil, errors.Join(fmt.Errorf("lock %s: %w", path, err), file.Close())
		}
		if !waiting {
			waiting = true
			log.LogAttrs(ctx, slog.LevelInfo, "another load is running; waiting for it to end")
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("wait for the running load: %w", ctx.Err()), file.Close())
		case <-time.After(lockRetry):
		}
	}
}
