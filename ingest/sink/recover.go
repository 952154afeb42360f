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
	// A load may have ended between the pointer and its tidying, a change of the
	// key between the pointer and its tables.
	if err := l.finishRekeys(ctx); err != nil {
		return fmt.Errorf("finish a change of the key: %w", err)
	}
	if err := l.moveSlugs(ctx, l.current); err != nil {
		return err
	}
	if err := l.rememberPublished(ctx); err != nil {
		return err
	}
	if err := l.takeAway(ctx, settleSQL, clickhouse.Named("at", l.timestamp())); err != nil {
		return fmt.Errorf("settle loads: %w", err)
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
	return l.forget(ctx)
}

//go:embed unsettled.sql
var unsettledSQL string

// rememberPublished does for loads that died right after they were published
// what they had left to do: their tables are still there.
func (l *Load) rememberPublished(ctx context.Context) error {
	rows, err := l.Conn.Query(ctx, unsettledSQL, clickhouse.Named("database", l.Database))
	if err != nil {
		return fmt.Errorf("look for unfinished loads: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		dead := &Load{Config: l.Config, current: l.current}
		if err := rows.Scan(&dead.id, &dead.publisher.Code); err != nil {
			return err
		}
		if err := dead.remember(ctx); err != nil {
			return fmt.Errorf("finish load %d: %w", dead.id, err)
		}
	}
	return rows.Err()
}

// dropWorkTables drops the tables of any load, but the rows that held loads wait
// with.
func (l *Load) dropWorkTables(ctx context.Context) error {
	tables, err := l.texts(ctx, `SELECT name FROM system.tables
WHERE database = {database:String} AND match(name, '^(staging|restaged|changes|net|gone|replaced|verdicts)_[0-9]+$')
  AND name NOT IN (SELECT concat('staging_', toString(load_id)) FROM {database:Identifier}.loads FINAL WHERE state = 'held')
ORDER BY name`, clickhouse.Named("database", l.Database))
	for _, table := range tables {
		err = errors.Join(err, l.takeAway(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`,
			clickhouse.Named("table", table)))
	}
	return err
}

// takeAway runs a statement that takes away what others may need, if it is still
// the load's turn. What the statement names was listed before: so it is nobody's
// whose turn came later.
func (l *Load) takeAway(ctx context.Context, statement string, parameters ...any) error {
	if err := l.lease.held(ctx); err != nil {
		return err
	}
	return l.exec(ctx, statement, parameters...)
}

// dropUnpublished drops the databases of releases that were being built and
// never published: their number lies above the pointer.
func (l *Load) dropUnpublished(ctx context.Context) error {
	return l.dropReleases(ctx, func(number, current uint32) bool { return number > current })
}

// dropOld drops releases nobody can be reading any more.
func (l *Load) dropOld(ctx context.Context) error {
	// A release is out of use from when the next one was published.
	var outOfUse uint32
	err := l.Conn.QueryRow(ctx, `SELECT max(number) FROM {database:Identifier}.releases
WHERE published_at < toDateTime64({before:String}, 3, 'UTC')`, clickhouse.Named("database", l.Database),
		clickhouse.Named("before", l.Now().Add(-keepAge).UTC().Format("2006-01-02 15:04:05.000"))).Scan(&outOfUse)
	if err != nil {
		return fmt.Errorf("find old releases: %w", err)
	}
	// Those with the pseudonyms of a key that was changed since go as soon as
	// nobody reads them.
	var rekeyed uint32
	err = l.Conn.QueryRow(ctx, `SELECT max(number) FROM {database:Identifier}.releases WHERE hasAny(load_ids,
(SELECT groupArray(load_id) FROM {database:Identifier}.loads WHERE source = {of:String}))`, clickhouse.Named("database", l.Database),
		clickhouse.Named("of", rekeySource)).Scan(&rekeyed)
	if err != nil {
		return fmt.Errorf("find releases of another key: %w", err)
	}
	return l.dropReleases(ctx, func(number, current uint32) bool {
		return number+keepMost <= current || (number+keepLeast <= current || number < rekeyed) && number < outOfUse
	})
}

// dropReleases drops the databases of the releases that unwanted picks. The
// pointer is read after the databases were listed: one of them that lies above it
// was not published. It may stand higher than the load thinks, where its answer
// was lost.
func (l *Load) dropReleases(ctx context.Context, unwanted func(number, current uint32) bool) error {
	releases, err := l.releases(ctx)
	if err != nil {
		return err
	}
	current, err := l.currentRelease(ctx)
	if err != nil {
		return err
	}
	for _, number := range releases {
		if !unwanted(number, current) {
			continue
		}
		name := schema.ReleaseDatabase(l.Database, number)
		if err := l.takeAway(ctx, `DROP DATABASE IF EXISTS {release:Identifier} SYNC`, clickhouse.Named("release", name)); err != nil {
			return fmt.Errorf("drop release %d: %w", number, err)
		}
	}
	return nil
}

// releases are the numbers of the releases that have a database, published or
// not.
func (l *Load) releases(ctx context.Context) ([]uint32, error) {
	names, err := l.texts(ctx, `SELECT name FROM system.databases
WHERE startsWith(name, {database:String} || '_r') AND match(name, '_r[0-9]{6,}$') ORDER BY name`,
		clickhouse.Named("database", l.Database))
	if err != nil {
		return nil, fmt.Errorf("list the releases: %w", err)
	}
	var numbers []uint32
	for _, name := range names {
		var number uint32
		if _, err := fmt.Sscanf(name[len(l.Database)+len("_r"):], "%d", &number); err == nil && name == schema.ReleaseDatabase(l.Database, number) {
			numbers = append(numbers, number)
		}
	}
	return numbers, nil
}

// forget deletes what loads that were never published wrote into the history.
func (l *Load) forget(ctx context.Context) error {
	for _, table := range []string{"history", "removals"} {
		into := clickhouse.Named("table", table)
		var orphans uint64
		const count = `SELECT count() FROM {database:Identifier}.{table:Identifier}
WHERE load_id NOT IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)`
		if err := l.Conn.QueryRow(ctx, count, append(l.parameters(), into)...).Scan(&orphans); err != nil {
			return fmt.Errorf("look for states that no release holds: %w", err)
		}
		if orphans == 0 {
			continue
		}
		const forget = `DELETE FROM {database:Identifier}.{table:Identifier}
WHERE load_id NOT IN (SELECT arrayJoin(load_ids) FROM {database:Identifier}.releases)`
		if err := l.takeAway(ctx, forget, into); err != nil {
			return fmt.Errorf("delete states that no release holds: %w", err)
		}
	}
	return nil
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
