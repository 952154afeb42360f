package sink

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
)

//go:embed settle.sql
var settleSQL string

// Releases that stay attached. A reader holds a release for one page, so a
// release goes only when it has been out of use for a while; the ceiling keeps
// starting fast.
const (
	keepLeast = 3
	keepMost  = 10
	keepAge   = 5 * time.Minute
)

// recover clears what loads left behind that ended without a word. The lock is
// ours, so nothing of another load is in use.
func (l *Load) recover(ctx context.Context) error {
	// A load may have ended between the pointer and its tidying.
	if err := l.moveSlugs(ctx, l.current); err != nil {
		return err
	}
	if err := l.dropWorkTables(ctx); err != nil {
		return err
	}
	if err := l.dropUnpublished(ctx); err != nil {
		return err
	}
	if err := l.dropOld(ctx); err != nil {
		return err
	}
	return l.settleLoads(ctx)
}

// dropWorkTables drops the tables of any load.
func (l *Load) dropWorkTables(ctx context.Context) error {
	tables, err := l.texts(ctx, `SELECT name FROM system.tables
WHERE database = {database:String} AND match(name, '^(staging|changes|net|verdicts)_[0-9]+$') ORDER BY name`,
		clickhouse.Named("database", l.Database))
	for _, table := range tables {
		err = errors.Join(err, l.exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`,
			clickhouse.Named("table", table)))
	}
	return err
}

// dropUnpublished drops the databases of releases that were being built and
// never published: their number lies above the pointer, which is read now. A
// pointer whose answer was lost may stand higher than the load thinks.
func (l *Load) dropUnpublished(ctx context.Context) error {
	current, err := l.currentRelease(ctx)
	if err != nil {
		return err
	}
	return l.dropReleases(ctx, func(number uint32) bool { return number > current })
}

// dropOld drops releases nobody can be reading any more.
func (l *Load) dropOld(ctx context.Context) error {
	current, err := l.currentRelease(ctx)
	if err != nil {
		return err
	}
	// A release is out of use from when the next one was published.
	var outOfUse uint32
	err = l.Conn.QueryRow(ctx, `SELECT max(number) FROM {database:Identifier}.releases
WHERE published_at < toDateTime64({before:String}, 3, 'UTC')`, clickhouse.Named("database", l.Database),
		clickhouse.Named("before", l.Now().Add(-keepAge).UTC().Format("2006-01-02 15:04:05.000"))).Scan(&outOfUse)
	if err != nil {
		return fmt.Errorf("find old releases: %w", err)
	}
	return l.dropReleases(ctx, func(number uint32) bool {
		return number+keepMost <= current || number+keepLeast <= current && number < outOfUse
	})
}

// dropReleases drops the databases of the releases that unwanted picks.
func (l *Load) dropReleases(ctx context.Context, unwanted func(number uint32) bool) error {
	names, err := l.texts(ctx, `SELECT name FROM system.databases
WHERE startsWith(name, {database:String} || '_r') AND match(name, '_r[0-9]{6,}$') ORDER BY name`,
		clickhouse.Named("database", l.Database))
	for _, name := range names {
		var number uint32
		if _, scan := fmt.Sscanf(name[len(l.Database)+len("_r"):], "%d", &number); scan != nil ||
			name != schema.ReleaseDatabase(l.Database, number) || !unwanted(number) {
			continue
		}
		if drop := l.exec(ctx, `DROP DATABASE IF EXISTS {release:Identifier} SYNC`, clickhouse.Named("release", name)); drop != nil {
			err = errors.Join(err, fmt.Errorf("drop release %d: %w", number, drop))
		}
	}
	return err
}

// settleLoads gives every load that still says "running" its true end, and
// forgets the history of those that were never published.
func (l *Load) settleLoads(ctx context.Context) error {
	if err := l.exec(ctx, settleSQL, clickhouse.Named("at", l.timestamp())); err != nil {
		return fmt.Errorf("settle loads: %w", err)
	}
	var orphans uint64
	const count = `SELECT count() FROM {database:Identifier}.history
WHERE load_id NOT IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)`
	if err := l.Conn.QueryRow(ctx, count, l.parameters()...).Scan(&orphans); err != nil || orphans == 0 {
		return err
	}
	const forget = `DELETE FROM {database:Identifier}.history
WHERE load_id NOT IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)`
	return l.exec(ctx, forget)
}

// texts runs a query of one text column.
func (l *Load) texts(ctx context.Context, query string, parameters ...any) ([]string, error) {
	rows, err := l.Conn.Query(ctx, query, parameters...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
