package sink

import (
	"context"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Fingerprint is the fingerprint of the key that the database's ids were made
// with; empty when it has never seen a key.
func Fingerprint(ctx context.Context, conn driver.Conn, database string) (string, error) {
	var fingerprint string
	err := conn.QueryRow(ctx, `SELECT min(key_fingerprint) FROM {database:Identifier}.installation`,
		clickhouse.Named("database", database)).Scan(&fingerprint)
	if err != nil {
		return "", fmt.Errorf("read the key's fingerprint: %w", err)
	}
	return fingerprint, nil
}

// BindKey records the fingerprint of the key the database's ids will be made
// with. It is called once in a database's life.
func BindKey(ctx context.Context, conn driver.Conn, database, fingerprint string, now func() time.Time) error {
	const bind = `INSERT INTO {database:Identifier}.installation
SELECT {fingerprint:String}, toDateTime64({at:String}, 3, 'UTC')`
	err := conn.Exec(ctx, bind, clickhouse.Named("database", database), clickhouse.Named("fingerprint", fingerprint),
		clickhouse.Named("at", now().UTC().Format("2006-01-02 15:04:05.000")))
	if err != nil {
		return fmt.Errorf("record the key's fingerprint: %w", err)
	}
	return nil
}

// Stands reports whether a load of a source ran to its end and no later load of
// that source has changed anything: then the source says what that load read.
func Stands(ctx context.Context, conn driver.Conn, database, source string, load uint32) (bool, error) {
	var its, later uint64
	err := conn.QueryRow(ctx, `SELECT countIf(load_id = {load:UInt32}), countIf(load_id > {load:UInt32} AND state = 'published')
FROM {database:Identifier}.loads FINAL WHERE source = {source:String} AND state IN ('published', 'unchanged')`,
		clickhouse.Named("database", database), clickhouse.Named("source", source), clickhouse.Named("load", fmt.Sprint(load))).Scan(&its, &later)
	if err != nil {
		return false, fmt.Errorf("read the loads of %s: %w", source, err)
	}
	return its > 0 && later == 0, nil
}
