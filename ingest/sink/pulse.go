package sink

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

// On a server the lock file of one machine says nothing to another. There a
// running load renews its row, and no other load begins while the newest
// renewal is fresh.
const (
	pulseEvery = 10 * time.Second
	pulseFresh = 45 * time.Second
)

// alone refuses to begin while a load of another machine is alive.
func (l *Load) alone(ctx context.Context) error {
	const question = `SELECT count(), max(load_id) FROM {database:Identifier}.loads FINAL
WHERE state = 'running' AND updated_at > toDateTime64({since:String}, 6, 'UTC')`
	var alive uint64
	var id uint32
	since := l.Now().Add(-pulseFresh).UTC().Format("2006-01-02 15:04:05.000000")
	err := l.Conn.QueryRow(ctx, question, clickhouse.Named("database", l.Database), clickhouse.Named("since", since)).Scan(&alive, &id)
	if err != nil {
		return fmt.Errorf("look for running loads: %w", err)
	}
	if alive > 0 {
		return fmt.Errorf("load %d is running on this server, started elsewhere; wait until it has ended, or %v after it died", id, pulseFresh)
	}
	return nil
}

// A pulse renews a running load's row until it is stopped.
type pulse struct {
	cancel context.CancelFunc
	done   sync.WaitGroup
}

func (l *Load) beat() *pulse {
	ctx, cancel := context.WithCancel(context.Background())
	p := &pulse{cancel: cancel}
	p.done.Go(func() {
		ticker := time.NewTicker(pulseEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				if err := l.record(ctx, stateRunning, &ingest.Report{}); err != nil && ctx.Err() == nil {
					l.Log.LogAttrs(ctx, slog.LevelWarn, "renewing a running load", slog.Any("error", err))
				}
			}
		}
	})
	return p
}

// stop ends the pulse; nothing is renewed after it returns.
func (p *pulse) stop() {
	if p == nil {
		return
	}
	p.cancel()
	p.done.Wait()
}
