package sink

import (
	"context"
	"errors"
	"log/slog"
)

// Alone does something while no load of this data folder runs: it waits for the
// one that does, and those that begin meanwhile wait for it. lockPath is the
// loads' Config.Lock.
func Alone(ctx context.Context, lockPath string, log *slog.Logger, do func() error) error {
	unlock, err := lock(ctx, lockPath, log)
	if err != nil {
		return err
	}
	return errors.Join(do(), unlock())
}
