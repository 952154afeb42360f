package sink

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Fingerprint is the fingerprint of the key that the database's ids were made
// with; empty when it has never seen a key. Where there are two, as programs
// before this one could write, it is the older one.
func Fingerprint(ctx context.Context, conn driver.Conn, database string) (string, error) {
	var fingerprint string
	err := conn.QueryRow(ctx, `SELECT argMin(key_fingerprint, (created_at, key_fingerprint)) FROM {database:Identifier}.installation`,
		clickhouse.Named("database", database)).Scan(&fingerprint)
	if err != nil {
		return "", fmt.Errorf("read the key's fingerprint: %w", err)
	}
	return fingerprint, nil
}

// ErrOtherKey says that a database is bound to another key than the one offered.
var ErrOtherKey = errors.New("another machine that began at the same moment recorded another key in this database: " +
	"put its key file in the place of this one, or name it with --key-file; two keys would count every complaint twice")

// Whoever creates the table binding binds the key: creating a table that exists
// fails, and of two that try at once one fails. It is dropped when the
// fingerprint is written. Its comment is the fingerprint, so that a binding that
// was cut off can be finished with the same key, and with no other.
const (
	bindingPoll   = 50 * time.Millisecond
	bindingSilent = 10 * time.Second // then its owner was cut off
)

// BindKey records the fingerprint of the key the database's ids will be made
// with, once in a database's life. Of several that do so at the same moment one
// is heard; the others are content with the same key, and with another one get
// ErrOtherKey.
func BindKey(ctx context.Context, conn driver.Conn, database, fingerprint string, now func() time.Time) error {
	if err := bindKey(ctx, conn, database, fingerprint, now); err != nil {
		return fmt.Errorf("record the key's fingerprint: %w", err)
	}
	return nil
}

func bindKey(ctx context.Context, conn driver.Conn, database, fingerprint string, now func() time.Time) error {
	poll := time.NewTicker(bindingPoll)
	defer poll.Stop()
	silent := time.NewTimer(bindingSilent)
	defer silent.Stop()
	for abandoned := false; ; {
		taken, err := createBinding(ctx, conn, database, fingerprint)
		if err != nil {
			return err
		}
		if taken {
			return bind(ctx, conn, database, fingerprint, now)
		}
		if known, err := Fingerprint(ctx, conn, database); err != nil || known != "" {
			return sameKey(known, fingerprint, err)
		}
		if abandoned {
			owner, err := bindingOwner(ctx, conn, database)
			if err != nil || owner != "" && owner != fingerprint {
				return sameKey(owner, fingerprint, err)
			}
			if owner == fingerprint {
				return bind(ctx, conn, database, fingerprint, now)
			}
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-silent.C:
			abandoned = true
		case <-poll.C:
		}
	}
}

func sameKey(known, fingerprint string, err error) error {
	if err == nil && known != fingerprint {
		return ErrOtherKey
	}
	return err
}

// createBinding takes the right to bind the key; false when somebody has it.
func createBinding(ctx context.Context, conn driver.Conn, database, fingerprint string) (bool, error) {
	// A comment takes no parameter.
	statement := `CREATE TABLE {database:Identifier}.binding (nothing UInt8) ENGINE = MergeTree ORDER BY tuple() COMMENT '` +
		strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(fingerprint) + `'`
	err := conn.Exec(ctx, statement, clickhouse.Named("database", database))
	if isCode(err, tableExists) {
		return false, nil
	}
	return err == nil, err
}

// bindingOwner is the fingerprint that is being recorded; empty when none is.
func bindingOwner(ctx context.Context, conn driver.Conn, database string) (owner string, err error) {
	err = conn.QueryRow(ctx, `SELECT max(comment) FROM system.tables WHERE database = {database:String} AND name = 'binding'`,
		clickhouse.Named("database", database)).Scan(&owner)
	return owner, err
}

// bind writes the fingerprint, unless one was written before the right to was
// taken, and gives the right back.
func bind(ctx context.Context, conn driver.Conn, database, fingerprint string, now func() time.Time) error {
	known, err := Fingerprint(ctx, conn, database)
	if err != nil {
		return err
	}
	if known == "" {
		known = fingerprint
		err := conn.Exec(ctx, `INSERT INTO {database:Identifier}.installation
SELECT {fingerprint:String}, toDateTime64({at:String}, 3, 'UTC')`, clickhouse.Named("database", database),
			clickhouse.Named("fingerprint", fingerprint), clickhouse.Named("at", now().UTC().Format("2006-01-02 15:04:05.000")))
		if err != nil {
			return err // the right is kept: the row may have been written
		}
	}
	if err := conn.Exec(ctx, `DROP TABLE IF EXISTS {database:Identifier}.binding SYNC`, clickhouse.Named("database", database)); err != nil {
		return err
	}
	return sameKey(known, fingerprint, nil)
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
