package sink

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
	"redress/ingest"
)

//go:embed net.sql
var netSQL string

//go:embed confirm.sql
var confirmSQL string

//go:embed history.sql
var historySQL string

//go:embed point.sql
var pointSQL string

// Publish makes the load visible in one step. A load that changes nothing is
// published by the release that is already served.
func (l *Load) Publish(ctx context.Context, r *ingest.Report) (uint32, error) {
	if err := l.lease.held(ctx); err != nil {
		return 0, err
	}
	if err := l.books(ctx, r); err != nil {
		return 0, err
	}
	changed, err := l.changed(ctx, r)
	if err != nil {
		return 0, err
	}
	if !changed {
		r.Release = l.current
		if err := l.remember(ctx); err != nil {
			return 0, err
		}
		return l.current, l.end(ctx, stateUnchanged, r)
	}
	if err := l.publishNext(ctx, r); err != nil {
		return 0, err
	}
	return r.Release, nil
}

// publishNext builds the next release and makes it the one that is served.
func (l *Load) publishNext(ctx context.Context, r *ingest.Report) error {
	if err := l.build(ctx); err != nil {
		return fmt.Errorf("build release %d: %w", l.next, err)
	}
	r.Release = l.next
	if err := l.writeHistory(ctx); err != nil {
		return fmt.Errorf("write history: %w", err)
	}
	// A renewal under way may hold a copy of the books as they were before.
	l.progress.stop()
	// Should the program die right after the pointer, the next one finds the
	// books of the load it then calls published.
	if err := l.record(ctx, l.state, r); err != nil {
		return err
	}
	if err := l.point(ctx, r.Release); err != nil {
		return err
	}
	// The load is visible from here on: what follows must not report it as failed.
	l.tidy(context.WithoutCancel(ctx), r)
	return nil
}

// writeHistory adds the states that the load's complaints pass to.
func (l *Load) writeHistory(ctx context.Context) error {
	if l.register != nil {
		return nil // it brings no complaints
	}
	if err := l.exec(ctx, historySQL); err != nil {
		return err
	}
	return l.exec(ctx, removalsSQL)
}

// changed works out what the whole load changes, and whether that is anything.
func (l *Load) changed(ctx context.Context, r *ingest.Report) (bool, error) {
	if err := l.work(ctx); err != nil {
		return false, err
	}
	var net, gone uint64
	err := l.ask(ctx, `SELECT (SELECT count() FROM {database:Identifier}.{net:Identifier}),
(SELECT countIf(known) FROM {database:Identifier}.{gone:Identifier})`, []any{&net, &gone})
	if err != nil {
		return false, fmt.Errorf("count what changes: %w", err)
	}
	if net == 0 && l.current == 0 && r.Accepted > 0 {
		return false, errors.New("a first load of accepted complaints would publish none of them: a fault of the program")
	}
	return net+gone > 0 || l.current == 0, nil
}

// books writes the file books and rejects; they stay whatever becomes of the
// load.
func (l *Load) books(ctx context.Context, r *ingest.Report) error {
	if l.booked {
		return nil
	}
	if err := l.writeRejects(ctx); err != nil {
		return err
	}
	if err := l.recordFiles(ctx, r.Files); err != nil {
		return err
	}
	l.booked = true
	return nil
}

// point publishes: one row, written through to disk. Once it is under way it is
// not cancelled, and when its answer is lost the table says what became of it.
func (l *Load) point(ctx context.Context, release uint32) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx)
	err := l.exec(ctx, pointSQL, clickhouse.Named("number", release), clickhouse.Named("current", l.current),
		clickhouse.Named("at", l.timestamp()), clickhouse.Named("term", l.lease.fence()))
	pointed, read := l.pointed(ctx)
	switch {
	case read == nil && pointed == release:
		return nil
	case err == nil && read == nil:
		if err = l.lease.held(ctx); err == nil {
			err = errors.New("another release was published while this load ran; run the load again")
		}
	}
	return fmt.Errorf("set the release pointer: %w", errors.Join(err, read))
}

// pointed is the release that holds the load; 0 when none does.
func (l *Load) pointed(ctx context.Context) (uint32, error) {
	var number uint32
	err := l.Conn.QueryRow(ctx, `SELECT max(number) FROM {database:Identifier}.releases WHERE has(load_ids, {load_id:UInt32})`,
		l.parameters()...).Scan(&number)
	if err != nil {
		return 0, fmt.Errorf("read the release pointer: %w", err)
	}
	return number, nil
}

// timestamp is the present instant as the engine reads it.
func (l *Load) timestamp() string { return l.Now().UTC().Format("2006-01-02 15:04:05.000") }

// tidy records the end of a published load and lets old releases go. What fails
// here is done by the next load when it begins.
func (l *Load) tidy(ctx context.Context, r *ingest.Report) {
	l.ended = true
	l.progress.stop()
	err := l.remember(ctx)
	if err == nil {
		err = errors.Join(l.end(ctx, statePublished, r), l.dropOld(ctx), l.moveSlugs(ctx, r.Release))
	}
	if err != nil {
		l.Log.LogAttrs(ctx, slog.LevelWarn, "tidying after a published load; the next load will do it", slog.Any("error", err))
	}
}

// end records the load's last state; its tables go now or with the next load.
func (l *Load) end(ctx context.Context, state string, r *ingest.Report) error {
	l.progress.stop()
	if err := l.record(ctx, state, r); err != nil {
		return err
	}
	l.ended = true
	if state == statePublished || state == stateUnchanged || state == stateHeld {
		if err := l.replaceHeld(ctx); err != nil {
			l.Log.LogAttrs(ctx, slog.LevelWarn, "discarding older held loads; the next load will do it", slog.Any("error", err))
		}
	}
	if err := l.dropOwnTables(ctx, state == stateHeld); err != nil {
		l.Log.LogAttrs(ctx, slog.LevelWarn, "dropping a load's tables; the next load will do it", slog.Any("error", err))
	}
	return nil
}

// dropOwnTables drops the load's tables, but what it staged if that is kept.
func (l *Load) dropOwnTables(ctx context.Context, keepStaged bool) error {
	tables := []string{l.changesTable(), l.netTable(), l.goneTable(), l.replacedTable(), l.verdictsTable(),
		l.restagedTable()}
	if !keepStaged {
		tables = append(tables, l.stagingTable())
	}
	var err error
	for _, table := range tables {
		err = errors.Join(err, l.exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`,
			clickhouse.Named("table", table)))
	}
	return err
}

// Abandon drops everything the load wrote but its books, which say why.
func (l *Load) Abandon(ctx context.Context, r *ingest.Report, cause error) error {
	state := stateFailed
	var refused *ingest.RefusedError
	switch {
	case errors.As(cause, &refused):
		state = stateRefused
	case errors.Is(cause, context.Canceled):
		state = stateInterrupted
	}
	r.Release = l.current
	return errors.Join(l.books(ctx, r), l.drop(ctx, state, r))
}

// drop ends a load that is not published.
func (l *Load) drop(ctx context.Context, state string, r *ingest.Report) error {
	if l.staging != nil {
		if err := l.staging.wait(); err != nil {
			l.Log.LogAttrs(ctx, slog.LevelDebug, "last block of an abandoned load", slog.Any("error", err))
		}
	}
	return errors.Join(l.end(ctx, state, r), l.dropUnbuilt(ctx))
}

// dropUnbuilt drops the release that the load was building. Of a load whose turn
// was taken over, whoever took over clears it away.
func (l *Load) dropUnbuilt(ctx context.Context) error {
	if !l.building {
		return nil
	}
	// An answer may have been lost together with the question whether it was
	// published: it is dropped only where the pointer is known to lie below.
	if current, err := l.currentRelease(ctx); err != nil || current >= l.next {
		return err
	}
	return l.takeAway(ctx, `DROP DATABASE IF EXISTS {release:Identifier} SYNC`,
		clickhouse.Named("release", schema.ReleaseDatabase(l.Database, l.next)))
}
