package sink

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
)

// recover clears what loads left behind that ended without a word. The lock is
// ours, so nothing of another load is in use.
func (l *Load) recover(ctx context.Context) error {
	if err := l.dropWorkTables(ctx); err != nil {
		return err
	}
	if err := l.dropUnpublished(ctx); err != nil {
		return err
	}
	return l.settleLoads(ctx)
}

// dropWorkTables drops the staging, changes and net tables of any load.
func (l *Load) dropWorkTables(ctx context.Context) error {
	tables, err := l.texts(ctx, `SELECT name FROM system.tables
WHERE database = {database:String} AND match(name, '^(staging|changes|net)_[0-9]+$') ORDER BY name`, clickhouse.Named("database", l.Database))
	if err != nil {
		return err
	}
	for _, table := range tables {
		err := l.exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`,
			clickhouse.Named("table", table))
		if err != nil {
			return err
		}
	}
	return nil
}

// dropUnpublished drops the databases of releases that were being built and
// never published: their number lies above the pointer.
func (l *Load) dropUnpublished(ctx context.Context) error {
	return l.dropReleases(ctx, func(number uint32) bool { return number > l.current })
}

// dropReleases drops the databases of the releases that unwanted picks.
func (l *Load) dropReleases(ctx context.Context, unwanted func(number uint32) bool) error {
	names, err := l.texts(ctx, `SELECT name FROM system.databases
WHERE startsWith(name, {database:String} || '_r') AND match(name, '_r[0-9]{6,}$') ORDER BY name`, clickhouse.Named("database", l.Database))
	if err != nil {
		return err
	}
	for _, name := range names {
		var number uint32
		if _, err := fmt.Sscanf(name[len(l.Database)+len("_r"):], "%d", &number); err != nil ||
			name != schema.ReleaseDatabase(l.Database, number) || !unwanted(number) {
			continue
		}
		if err := l.exec(ctx, `DROP DATABASE IF EXISTS {release:Identifier} SYNC`, clickhouse.Named("release", name)); err != nil {
			return fmt.Errorf("drop release %d: %w", number, err)
		}
	}
	return nil
}

// settleLoads gives every load that still says "running" its true end, and
// forgets the history of those that were never published.
func (l *Load) settleLoads(ctx context.Context) error {
	const settle = `INSERT INTO {database:Identifier}.loads
SELECT * REPLACE (
    if(load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases), 'published', 'interrupted') AS state,
    if(load_id IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases), '', 'the load was interrupted; nothing of it was published') AS problem,
    now64(6) AS updated_at)
FROM {database:Identifier}.loads FINAL
WHERE state = 'running'`
	if err := l.exec(ctx, settle); err != nil {
		return err
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
