package sink

import (
	"context"
	_ "embed"
	"errors"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
	"redress/ingest"
)

//go:embed net.sql
var netSQL string

// Publish makes the load visible in one step. A load that changes nothing is
// published by the release that is already served.
func (l *Load) Publish(ctx context.Context, r *ingest.Report) (uint32, error) {
	if err := l.books(ctx, r); err != nil {
		return 0, err
	}
	if err := l.exec(ctx, netSQL); err != nil {
		return 0, err
	}
	err := l.Conn.QueryRow(ctx, `SELECT count() FROM {database:Identifier}.{net:Identifier}`, l.parameters()...).Scan(&l.net)
	if err != nil {
		return 0, err
	}
	if l.net == 0 && l.current != 0 {
		r.Release = l.current
		return l.current, l.finish(ctx, stateUnchanged, r)
	}
	next := l.current + 1
	if err := l.build(ctx, next); err != nil {
		return 0, fmt.Errorf("build release %d: %w", next, err)
	}
	if err := l.exec(ctx, `INSERT INTO {database:Identifier}.history SELECT * FROM {database:Identifier}.{net:Identifier}
SETTINGS max_partitions_per_insert_block = 0`); err != nil {
		return 0, fmt.Errorf("write history: %w", err)
	}
	if err := l.point(ctx, next); err != nil {
		return 0, err
	}
	r.Release = next
	// The load is visible from here on: what follows must not report it as failed.
	l.tidy(context.WithoutCancel(ctx), next, r)
	return next, nil
}

// books writes the file books and rejects; they stay whatever becomes of the
// load.
func (l *Load) books(ctx context.Context, r *ingest.Report) error {
	if err := l.writeRejects(ctx); err != nil {
		return err
	}
	return l.recordFiles(ctx, r.Files)
}

// point publishes: one row, written through to disk.
func (l *Load) point(ctx context.Context, release uint32) error {
	current, err := l.currentRelease(ctx)
	if err != nil {
		return err
	}
	if current != l.current {
		return fmt.Errorf("release %d was published by another program while this load ran; run the load again", current)
	}
	const pointer = `INSERT INTO {database:Identifier}.releases
SELECT {number:UInt32}, toDateTime64({at:String}, 3, 'UTC'), [{load_id:UInt32}]`
	err = l.exec(ctx, pointer, clickhouse.Named("number", release), clickhouse.Named("at", l.timestamp()))
	if err != nil {
		return fmt.Errorf("set the release pointer: %w", err)
	}
	return nil
}

// timestamp is the present instant as the engine reads it.
func (l *Load) timestamp() string { return l.Now().UTC().Format("2006-01-02 15:04:05.000") }

// tidy records the end of a published load and lets old releases go. What fails
// here is done again by the next load.
func (l *Load) tidy(ctx context.Context, release uint32, r *ingest.Report) {
	err := l.finish(ctx, statePublished, r)
	keep := uint32(l.Keep)
	old := l.dropReleases(ctx, func(number uint32) bool { return number+keep <= release })
	if err := errors.Join(err, old); err != nil {
		l.Log.WarnContext(ctx, "tidying after a published load; the next load will do it", "error", err)
	}
}

// finish records the load's end and drops its tables.
func (l *Load) finish(ctx context.Context, state string, r *ingest.Report) error {
	return errors.Join(l.record(ctx, state, r), l.dropWorkTables(ctx))
}

// Abandon drops everything the load wrote but its books, which say why.
func (l *Load) Abandon(ctx context.Context, r *ingest.Report) error {
	if err := l.staging.wait(); err != nil {
		l.Log.DebugContext(ctx, "last block of an abandoned load", "error", err)
	}
	state := stateFailed
	if r.Read > 0 && r.Balance() == nil && len(r.Files) == len(l.paths) {
		state = stateRefused
	}
	r.Release = l.current
	var books error
	if len(r.Files) > 0 {
		books = l.books(ctx, r)
	}
	return errors.Join(books, l.finish(ctx, state, r), l.dropUnpublished(ctx))
}

// Release databases are made by schema; this name keeps the two in step.
func (l *Load) releaseDatabase(number uint32) string {
	return schema.ReleaseDatabase(l.Database, number)
}
