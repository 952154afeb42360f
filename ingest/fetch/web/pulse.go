package web

import (
	"context"
	"time"
)

// leastPulse is how many bytes a server must send within Config.Silence to count
// as one that speaks: who sends a byte now and then would keep a load waiting,
// and all others behind it, for as long as a whole file may take.
const leastPulse = 8 << 10

// A pulse ends a request whose server falls silent.
type pulse struct {
	timer  *time.Timer
	window time.Duration
	bytes  int
}

// watch returns the context of a request and its pulse. Stop it.
func (c *Client) watch(ctx context.Context) (context.Context, *pulse, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	p := &pulse{timer: time.AfterFunc(c.config.Silence, func() { cancel(errSilent) }), window: c.config.Silence}
	return ctx, p, func() {
		p.timer.Stop()
		cancel(nil)
	}
}

// answered says that the head of an answer has come.
func (p *pulse) answered() { p.timer.Reset(p.window) }

// beat says that bytes of its body have come.
func (p *pulse) beat(bytes int) {
	if p.bytes += bytes; p.bytes >= leastPulse {
		p.bytes = 0
		p.timer.Reset(p.window)
	}
}
