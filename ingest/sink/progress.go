package sink

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"redress/ingest"
)

// A running load renews its row, so that everybody sees how far it has come and
// that it lives.
const (
	progressEvery = time.Second
	pulseEvery    = 10 * time.Second
)

// A progress is how far a load has come, as its row says.
type progress struct {
	mu     sync.Mutex
	now    ingest.Progress
	books  ingest.Report // as they were recorded last
	wrote  time.Time
	cancel context.CancelFunc
	done   sync.WaitGroup
}

// begin renews the load's row every now and then until stop, also while the
// engine works on one long statement.
func (p *progress) begin(l *Load) {
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.done.Go(func() {
		ticker := time.NewTicker(pulseEvery)
		defer ticker.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-ticker.C:
				l.renew(ctx)
			}
		}
	})
}

// stop ends the renewals; nothing is renewed after it returns.
func (p *progress) stop() {
	if p.cancel == nil {
		return
	}
	p.cancel()
	p.done.Wait()
}

// Progress notes how far the load has come, and once a second in its row.
func (l *Load) Progress(ctx context.Context, now ingest.Progress) {
	l.progress.mu.Lock()
	l.progress.now = now
	due := l.Now().Sub(l.progress.wrote) >= progressEvery
	l.progress.mu.Unlock()
	if due {
		l.renew(ctx)
	}
}

// renew writes the running load's row again. A load goes on without it.
func (l *Load) renew(ctx context.Context) {
	l.progress.mu.Lock()
	books := l.progress.books
	l.progress.mu.Unlock()
	if err := l.record(ctx, l.state, &books); err != nil && ctx.Err() == nil {
		l.Log.LogAttrs(ctx, slog.LevelWarn, "renewing a running load", slog.Any("error", err))
	}
}
