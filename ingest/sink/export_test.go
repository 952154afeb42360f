package sink

import (
	"context"

	"redress/ingest/complaint"
)

// Digest is what tells two states of a complaint apart, for tests.
func Digest(c *complaint.Complaint) uint64 { return new(digester).sum(c) }

// RekeyBy is Rekey with another number of ids carried at a time.
func RekeyBy(ctx context.Context, config Config, from func(string) (Carry, error), rows uint64) (uint32, error) {
	return rekey(ctx, config, from, rows)
}

// Renew renews the load's row once, beside whatever else happens, as its pulse
// does. The first channel is closed when the load ends its renewals, the second
// when this one is over.
func Renew(l *Load) (ending, over <-chan struct{}) {
	ctx, cancel := context.WithCancel(context.Background())
	before, done := l.progress.cancel, make(chan struct{})
	l.progress.cancel = func() { before(); cancel() }
	l.progress.done.Go(func() {
		defer close(done)
		l.renew(ctx)
	})
	return ctx.Done(), done
}
