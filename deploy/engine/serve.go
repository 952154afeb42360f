package engine

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"redress/deploy/assets"
)

// ServeConfig says how the child serves the engine.
type ServeConfig struct {
	// DataDir is the directory of the embedded engine; it is created with mode
	// 0700.
	DataDir string
	// Library is the path of libchdb; empty means the provisioned one.
	Library string
	// MemoryLimit is the most memory that queries and caches take together, in
	// bytes; 0 means half of the machine or of the control group.
	MemoryLimit int64
	// TCP is a loopback address like 127.0.0.1:8123 on which any ClickHouse
	// client can look at the data; empty means none. It asks for no password.
	TCP string
	// Keep goes on when the last lease is gone, for an engine started by hand.
	Keep bool
	// Log receives what happens; nil discards it.
	Log *slog.Logger
}

// Serve is the whole life of the child process: it takes the data directory,
// loads the engine into this process, serves it on a Unix socket and ends when
// the last lease is gone or the context ends. It can be called once in a
// process, and the process should end after it. The error is a sentence for the
// user.
func Serve(ctx context.Context, config ServeConfig) error {
	log := config.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	if err := loopback(config.TCP); err != nil {
		return err
	}
	place, err := openPlace(config.DataDir)
	if err != nil {
		return err
	}
	defer place.close()
	unlock, err := place.own()
	if err != nil {
		return err
	}
	defer unlock()
	if config.Library == "" {
		found, err := assets.Ensure(ctx, assets.Options{})
		if err != nil {
			return err
		}
		if config.Library = found.Library; config.Library == "" {
			return assets.PlatformError()
		}
	}
	embedded, err := boot(place, config, log)
	if err != nil {
		return err
	}
	defer embedded.shutdown()
	return embedded.serve(ctx, place, config, log)
}

// loopback refuses an address that other machines could reach.
func loopback(address string) error {
	if address == "" {
		return nil
	}
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("the address of the engine must be host:port: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errors.New("the engine asks for no password and listens on a loopback address only, like 127.0.0.1:8123")
	}
	return nil
}

// embedded is the engine inside this process.
type embedded struct {
	lib     *library
	pool    *pool
	control *connection
	probe   *connection
	version string
	running sync.WaitGroup // requests
	stuck   bool           // a request did not end: sessions must not be closed
}

// boot loads the library and starts the engine on the place. The signal
// handlers of the Go runtime are saved before and put back after, because the
// library replaces some of them when it is loaded and when it starts.
func boot(place *place, config ServeConfig, log *slog.Logger) (*embedded, error) {
	if _, err := os.Stat(config.Library); err != nil {
		return nil, libraryError(config.Library, "is missing")
	}
	signals := saveSignals()
	defer signals.restore()
	lib, err := loadLibrary(config.Library)
	if err != nil {
		return nil, libraryError(config.Library, fmt.Sprintf("is no library of the engine (%v)", err))
	}
	lib.setSignalHandlers(0)
	signals.restore()

	limit := config.MemoryLimit
	if limit <= 0 {
		limit = defaultMemory()
	}
	configFile := filepath.Join(place.dir, "engine.xml")
	if err := os.WriteFile(configFile, serverConfig(limit), 0o600); err != nil {
		return nil, fmt.Errorf("write the engine's configuration: %w", err)
	}
	args := []string{"clickhouse", "--path=" + filepath.Join(place.dir, "engine"), "--config-file=" + configFile}
	open := func() (*connection, error) { return lib.connect(args) }
	e := &embedded{lib: lib}
	if e.control, err = open(); err != nil {
		return nil, fmt.Errorf("start the engine in %s: %w", place.dir, err)
	}
	if e.probe, err = open(); err != nil {
		return nil, fmt.Errorf("start the engine in %s: %w", place.dir, err)
	}
	if e.version, err = version(e.probe); err != nil {
		return nil, err
	}
	if err := checkVersion(config.Library, e.version); err != nil {
		return nil, err
	}
	e.pool = newPool(open)
	log.Info("engine started", slog.String("version", e.version), slog.Int64("memory_limit", limit))
	return e, nil
}

// checkVersion refuses a library of another version: what was written with one
// may not be readable with another.
func checkVersion(library, version string) error {
	if strings.HasPrefix(version, wantVersion+".") {
		return nil
	}
	return libraryError(library, fmt.Sprintf("has version %s, not %s", version, wantVersion))
}

// version asks the engine for its version.
func version(conn *connection) (string, error) {
	result, err := conn.query("SELECT version()", "TabSeparated", nil)
	if err != nil {
		return "", fmt.Errorf("ask the engine for its version: %w", err)
	}
	defer result.close()
	return strings.TrimSpace(string(result.bytes())), nil
}

// serve answers until nobody needs the engine.
func (e *embedded) serve(ctx context.Context, place *place, config ServeConfig, log *slog.Logger) error {
	requests, cancelRequests := context.WithCancelCause(context.WithoutCancel(ctx))
	defer cancelRequests(nil)
	leases := newLeases()
	handler := &handler{
		pool: e.pool, probe: newProbe(e.probe), control: &control{conn: e.control, log: log},
		leases: leases, version: e.version, log: log,
	}
	server := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != "/lease" {
				e.running.Add(1)
				defer e.running.Done()
			}
			handler.ServeHTTP(w, r)
		}),
		BaseContext:       func(net.Listener) context.Context { return requests },
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       10 * time.Minute,
		MaxHeaderBytes:    64 << 20, // parameters travel in the URL
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	serve := func(listener net.Listener) {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			stop(&listenError{err})
		}
	}
	var serving sync.WaitGroup
	if config.TCP != "" {
		listener, err := net.Listen("tcp", config.TCP)
		if err != nil {
			return fmt.Errorf("listen for ClickHouse clients: %w", err)
		}
		serving.Go(func() { serve(listener) })
	}
	listener, err := place.listen()
	if err != nil {
		_ = server.Close()
		return err
	}
	serving.Go(func() { serve(listener) })

	if config.Keep {
		<-ctx.Done()
		leases.refuse()
	} else {
		leases.wait(ctx)
	}
	log.InfoContext(ctx, "engine ending")
	_ = os.Remove(place.socket)
	e.drain(server, cancelRequests)
	serving.Wait()
	if failed, ok := errors.AsType[*listenError](context.Cause(ctx)); ok {
		return failed
	}
	return nil
}

// A listenError says that the child could not go on listening.
type listenError struct{ err error }

func (e *listenError) Error() string { return "listen for requests: " + e.err.Error() }
func (e *listenError) Unwrap() error { return e.err }

// drain lets requests end, then cancels them, then gives up on them.
func (e *embedded) drain(server *http.Server, cancel context.CancelCauseFunc) {
	for _, patience := range []time.Duration{time.Second, 4 * time.Second} {
		ctx, done := context.WithTimeout(context.Background(), patience)
		err := server.Shutdown(ctx)
		done()
		if err == nil {
			return
		}
		cancel(errors.New("the engine is ending"))
	}
	_ = server.Close()
	ended := make(chan struct{})
	go func() { e.running.Wait(); close(ended) }()
	select {
	case <-ended:
	case <-time.After(time.Second):
		e.stuck = true
	}
}

// shutdown closes the engine, which writes down what it holds in memory. With a
// request still inside, closing would pull the ground from under it: the
// process just ends, as after kill -9, which loses nothing acknowledged.
func (e *embedded) shutdown() {
	if e.stuck {
		return
	}
	e.pool.close()
	e.probe.close()
	e.control.close()
	e.lib.shutdown()
}
