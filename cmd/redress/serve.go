package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"time"

	"redress/dashboard"
	"redress/deploy/assets"
	"redress/deploy/engine"
	"redress/ingest"
	"redress/ingest/schedule"
)

type serveCommand struct {
	installation
	serving
	NoSchedule bool `help:"Serve only; load nothing."`
}

// serving is how the dashboard listens.
type serving struct {
	Addr           string         `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT"`
	TrustedProxies []netip.Prefix `help:"Networks of proxies whose X-Forwarded-For is believed." placeholder:"CIDR"`
}

// Help is the manual behind --help.
func (serveCommand) Help() string {
	return `Serves the dashboard and, unless --no-schedule, loads the sources of --config by their
timetable. Other commands may run on the same folder meanwhile: they share the database.

  redress serve --data DIR --addr 127.0.0.1:8080 --config redress.yaml

--config is a file, or a folder with redress.yaml and declarations/*.yaml, which are sources
like built-in ones. What a source may say there:

  sources:
    - publisher: consumidor-gov-br     # or declaration: FILE
      places: [files/*.zip, "https://example.org/{slot:2006-01}.csv", s3://bucket/folder/]
      schedule: "30 4 5 * *"           # minute hour day month weekday, @daily, @every 6h
      zone: America/Sao_Paulo          # the clock of the schedule; default UTC
      jitter: 30m                      # begin up to so much after the slot
      catch_up: once                   # or each: every slot that was missed, oldest first
      timeout: 2h                      # abandon a load that takes longer
      keep: 30d                        # keep what was fetched, for ingest --replay; 0s: not
      settled: 10m                     # leave files alone that changed more lately
      allow_private: true              # fetch from addresses that are not public
      parameters: {company: Cedar}     # what the declaration asks for
      limits: {rejects: 0.02, shrink: 0.3, unmapped: {issue: 0.5}}
      s3: {endpoint: "https://…", access_key_env: NAME, secret_key_env: NAME}
      download: {size: 20GiB, timeout: 12h, silence: 1m, retries: 8, wait: 10m} # the limits of one file
      unpack: {size: 20GiB, files: 10000, ratio: 200, members: ["*.csv"]} # and what is read of archives

{slot:2006-01} is the slot a load is for, {previous:2006-01} the one before it, as Go writes
dates. Where clocks go back, a slot comes the first time only; where they go forward past
it, at that moment. A failed load is tried again after 5, 20 and 80 minutes.

/healthz says whether the process lives, /readyz whether it has something to show. Ends
cleanly on SIGINT or SIGTERM: a load that runs publishes nothing, and is done again at
the next start. A second signal ends at once.`
}

// Run serves until the process is told to stop.
func (c serveCommand) Run(ctx context.Context, t terminal) error {
	settings, err := readConfig(c.Config)
	if err != nil {
		return usageError{err}
	}
	log := t.logger(slog.LevelInfo)
	db, err := c.open(ctx, t, log)
	if err != nil {
		return err
	}
	var timetable *schedule.Timetable
	if !c.NoSchedule {
		timetable, err = c.timetable(settings, db, log)
	}
	if err == nil {
		err = c.serve(ctx, t, c.installation, settings, db, timetable, log)
	}
	return errors.Join(err, db.Close())
}

// timetable makes a job of every configured source that has a schedule.
func (i installation) timetable(settings config, db *engine.DB, log *slog.Logger) (*schedule.Timetable, error) {
	var jobs []schedule.Job
	for s := range settings.Sources {
		source := &settings.Sources[s]
		if !source.scheduled() {
			continue
		}
		jobs = append(jobs, schedule.Job{Source: source.code(), Spec: source.Schedule, Zone: source.zone, Jitter: source.Jitter.Duration,
			CatchUp: source.CatchUp, Run: func(ctx context.Context, slot time.Time) error {
				l := loading{installation: i, db: db, log: log, watch: written(log, serverEvery)}
				o := source.order(slot)
				o.unless = l.passed(o.code, slot)
				report, err := l.run(ctx, o)
				return concluded(ctx, report, err, log)
			}})
	}
	return schedule.New(jobs, ledger(db), i.seed(), time.Now, log)
}

// concluded logs the books of a load and tells the timetable whether its slot
// is used.
func concluded(ctx context.Context, report *ingest.Report, err error, log *slog.Logger) error {
	if report != nil {
		log.LogAttrs(ctx, slog.LevelInfo, "load finished", slog.String("source", report.Source),
			slog.String("state", stateOf(report)), slog.Uint64("release", uint64(report.Release)),
			slog.Int64("read", report.Read), slog.Int64("accepted", report.Accepted))
	}
	var refused *ingest.RefusedError
	if err != nil && (errors.As(err, &refused) || report != nil && report.Held) {
		return schedule.Settled{Err: err}
	}
	return err
}

// serve runs the dashboard, and beside it the timetable if there is one, until
// ctx is done or the listener fails.
func (s serving) serve(ctx context.Context, t terminal, at installation, settings config, db *engine.DB,
	timetable *schedule.Timetable, log *slog.Logger) error {
	provisioned, err := assets.Ensure(ctx, assets.Options{Progress: t.stderr, WithoutLibrary: at.ClickHouse != "" || at.Library != ""})
	if err != nil {
		// The tables under every chart say the same; a server without npm still serves.
		log.LogAttrs(ctx, slog.LevelWarn, "pages have no charts: the chart library is missing", slog.String("error", err.Error()))
	}
	service := at.service(db, settings)
	names, err := newNameGuard()
	if err != nil {
		return err
	}
	handler, err := dashboard.New(dashboard.Config{Service: service, ECharts: provisioned.ECharts,
		ChartNotices: provisioned.Notices,
		Version:      version(), Now: time.Now, Log: log, TrustedProxies: s.TrustedProxies, Updates: updates(settings, timetable),
		Notes: settings.notes(), PrivateName: names.unfit, Titles: settings.titles()})
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.Addr, err)
	}
	fmt.Fprintf(t.stderr, "serving http://%s/\n", listener.Addr())
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	loads := make(chan error, 1)
	go func() { loads <- runTimetable(ctx, timetable) }()
	swept := make(chan struct{})
	go func() {
		defer close(swept)
		at.sweep(ctx, settings, log)
	}()
	err = serveUntilDone(ctx, handler, listener)
	stop()
	<-swept
	return errors.Join(err, <-loads)
}

// overdueAfter is how late a planned load may be before pages say so: loads wait
// for each other, and a large one takes minutes.
const overdueAfter = time.Hour

// updates says when the next load of any source is due; nil without a timetable.
func updates(settings config, timetable *schedule.Timetable) func() dashboard.Freshness {
	if timetable == nil {
		return nil
	}
	return func() dashboard.Freshness {
		var fresh dashboard.Freshness
		for i := range settings.Sources {
			code := settings.Sources[i].code()
			at, ok := timetable.Next(code)
			if !ok {
				continue
			}
			overdue := time.Since(at) > overdueAfter
			fresh.Sources = append(fresh.Sources, dashboard.Planned{Source: code, Next: at, Overdue: overdue})
			if fresh.Next.IsZero() || at.Before(fresh.Next) {
				fresh.Next = at
			}
			fresh.Overdue = fresh.Overdue || overdue
		}
		return fresh
	}
}

func runTimetable(ctx context.Context, timetable *schedule.Timetable) error {
	if timetable == nil {
		return nil
	}
	return timetable.Run(ctx)
}

// Limits of the HTTP server. Pages are small; long streams extend their own
// write deadline.
const (
	readHeaderTimeout = 10 * time.Second
	readTimeout       = 30 * time.Second
	writeTimeout      = 2 * time.Minute
	idleTimeout       = 2 * time.Minute
	shutdownTimeout   = 15 * time.Second
)

// serveUntilDone serves until ctx is done, then lets running requests end. Any
// other end of the listener is an error.
func serveUntilDone(ctx context.Context, handler http.Handler, listener net.Listener) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: readHeaderTimeout, ReadTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	err := server.Shutdown(patience)
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
