package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

const (
	watchInterval = 150 * time.Millisecond // between two looks at the engine
	pingPatience  = 500 * time.Millisecond // for the process to answer
	pingStillness = 2 * time.Second        // without a sign of life while it does not
	probeInterval = 5 * time.Second        // between two questions to the engine inside
	probePatience = 10 * time.Second       // for it to answer, or to be seen at work
	retryInterval = 500 * time.Millisecond // between two starts that failed
)

// A watchdog keeps an engine running for one DB: it holds the lease, notices
// when the engine is dead or hangs, and brings the next one up. Requests ask it
// for the engine that is alive.
type watchdog struct {
	starter *starter
	log     *slog.Logger
	http    *http.Client // for pings and probes

	mu    sync.Mutex
	state *state

	stop context.CancelFunc
	done sync.WaitGroup
}

// A state is what requests see of the engine: alive with a lease, or not.
type state struct {
	lease   *lease        // nil while there is no engine
	err     error         // why the last start failed, nil while one is under way
	changed chan struct{} // closed when another state has taken its place
	number  int           // counts the engines
}

// newWatchdog takes the first lease and starts watching. Its context bounds the
// start only.
func newWatchdog(ctx context.Context, starter *starter) (*watchdog, error) {
	first, err := starter.lease(ctx)
	if err != nil {
		return nil, err
	}
	w := &watchdog{
		starter: starter,
		log:     starter.log,
		http: &http.Client{Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) { return starter.place.dial(ctx) },
		}},
		state: &state{lease: first, changed: make(chan struct{}), number: 1},
	}
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	w.stop = stop
	w.done.Go(func() { w.run(life, first) })
	return w, nil
}

// current returns what is known now.
func (w *watchdog) current() *state {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.state
}

// become replaces the state and tells those who wait for it.
func (w *watchdog) become(lease *lease, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := w.state
	w.state = &state{lease: lease, err: err, changed: make(chan struct{}), number: old.number}
	if lease != nil {
		w.state.number++
	}
	close(old.changed)
}

// alive waits for an engine whose number is greater than the one given, and
// returns its number. It waits while a start is under way, and returns the
// error of one that failed.
func (w *watchdog) alive(ctx context.Context, after int) (int, error) {
	failed := false
	for {
		state := w.current()
		switch {
		case state.lease != nil && state.number > after:
			return state.number, nil
		case state.err != nil && failed:
			return 0, state.err
		case state.err != nil:
			// One more start, in case its reason has gone since.
			failed = true
		}
		select {
		case <-state.changed:
		case <-ctx.Done():
			if state.err != nil {
				return 0, state.err
			}
			return 0, context.Cause(ctx)
		}
	}
}

// run watches one engine after another until the context ends, and then gives
// the lease back.
func (w *watchdog) run(ctx context.Context, current *lease) {
	for {
		w.watch(ctx, current)
		if ctx.Err() != nil {
			if err := current.close(); err != nil {
				w.log.WarnContext(ctx, "engine not closed", slog.Any("error", err))
			}
			return
		}
		w.log.WarnContext(ctx, "engine lost, starting another")
		w.become(nil, nil)
		current.drop()
		w.http.CloseIdleConnections()
		if current = w.restart(ctx); current == nil {
			return
		}
		w.become(current, nil)
	}
}

// restart tries until there is an engine again, or the context ends.
func (w *watchdog) restart(ctx context.Context) *lease {
	for {
		lease, err := w.starter.lease(ctx)
		if err == nil {
			return lease
		}
		if ctx.Err() != nil {
			return nil
		}
		w.log.ErrorContext(ctx, "engine not started", slog.Any("error", err))
		w.become(nil, err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(retryInterval):
		}
	}
}

// watch returns when the engine of the lease is dead, or the context ends. An
// engine that hangs is ended here.
func (w *watchdog) watch(ctx context.Context, lease *lease) {
	look := time.NewTicker(watchInterval)
	defer look.Stop()
	engine := lease.engine
	health := &health{watchdog: w, engine: engine}
	defer health.stop()
	stopped := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-lease.lost:
			return
		case <-look.C:
		}
		// A process that a signal stopped does not go on by itself. Twice in a
		// row, so that a stop that ends at once harms nobody.
		if stopped++; !engine.stopped() {
			stopped = 0
		}
		if stopped > 1 {
			w.end(engine, "the process is stopped")
			continue
		}
		if !w.answers(ctx, "/ping", pingPatience) && ctx.Err() == nil {
			if engine.hung(watchInterval+pingPatience, pingStillness) {
				w.end(engine, "the process does not answer")
			}
			continue
		}
		if health.hung(ctx) {
			w.end(engine, "the engine inside does not answer")
		}
	}
}

func (w *watchdog) end(engine *process, why string) {
	if engine == nil {
		return
	}
	w.log.Warn("engine hangs, ending it", slog.Int("pid", engine.pid), slog.String("why", why))
	engine.kill()
}

// answers asks the engine process something and reports whether an answer came
// in time.
func (w *watchdog) answers(ctx context.Context, path string, patience time.Duration) bool {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://engine"+path, nil)
	if err != nil {
		return false
	}
	response, err := w.http.Do(request)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return err == nil
}

// close gives the lease back and waits for the watchdog's goroutines.
func (w *watchdog) close() {
	w.stop()
	w.done.Wait()
	w.become(nil, errClosed)
	w.http.CloseIdleConnections()
}

var errClosed = errors.New("the engine is closed")

// health asks the engine inside the process a question from time to time. One
// that does not answer it, while the process uses no processor either, hangs:
// a crash on a thread of the engine can leave the process like that.
type health struct {
	watchdog *watchdog
	engine   *process
	waited   time.Duration // since the last question began
	answer   chan bool     // of the question under way, nil for none
	cancel   context.CancelFunc
}

// hung is called at the watch interval.
func (h *health) hung(ctx context.Context) bool {
	h.waited += watchInterval
	if h.answer == nil {
		if h.waited < probeInterval {
			return false
		}
		h.ask(ctx)
		return false
	}
	select {
	case <-h.answer:
		h.engine.answered()
		h.stop()
		h.waited = 0
		return false
	default:
		return h.engine.hung(watchInterval, probePatience)
	}
}

func (h *health) ask(ctx context.Context) {
	ctx, h.cancel = context.WithCancel(ctx)
	answer := make(chan bool, 1)
	h.answer, h.waited = answer, 0
	h.watchdog.done.Go(func() { answer <- h.watchdog.answers(ctx, "/health", time.Hour) })
}

// stop gives the question up.
func (h *health) stop() {
	if h.answer != nil {
		h.cancel()
		h.answer = nil
	}
}

// errUnavailable is what requests get that waited for a restart in vain.
func errUnavailable(cause error) error {
	return fmt.Errorf("the engine is not available: %w", cause)
}
