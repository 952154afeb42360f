// Package engine opens the database that everything else works on: ClickHouse,
// either embedded or on a server. Whoever opens it gets a clickhouse-go
// connection and cannot tell the two apart.
//
// The embedded engine is libchdb, ClickHouse as a shared library. It never runs
// in the process that uses it. The program starts itself again as a child, which
// loads the library (Serve) and speaks ClickHouse's HTTP interface on a Unix
// socket in the data directory; Open connects to it, keeps a lease on it, and
// replaces it when it dies or hangs. So a crash inside the engine costs its
// users a wait of less than a second, its memory has a ceiling of its own, and
// several commands share one data directory.
//
// The one rule: a statement that may have been run is never run again, unless
// it only reads. Everything else is hidden from the caller; that is ErrLost.
package engine

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// maxConnections bounds the connections of one DB of each kind, and with it how
// many of its statements run at the same time.
const maxConnections = 24

// A DB is an open database. Its embedded connection reads and writes, and every
// method is safe for concurrent use.
type DB struct {
	driver.Conn
	// Database is the database of unqualified names. It exists.
	Database string

	readOnly driver.Conn
	version  string
	watchdog *watchdog // nil for a server
	place    *place    // nil for a server
}

// Open opens the database that the configuration names: the server of its DSN,
// or the embedded engine of its data directory, which is fetched and started if
// need be. The context bounds the opening only. The error is a sentence for the
// user, without secrets.
func Open(ctx context.Context, config Config) (*DB, error) {
	switch {
	case config.DSN != "":
		return openServer(ctx, config)
	case config.DataDir != "":
		return openEmbedded(ctx, config)
	}
	return nil, errors.New("open the database: neither a data directory nor the address of a server is given")
}

// openEmbedded opens the engine of a data directory.
func openEmbedded(ctx context.Context, config Config) (*DB, error) {
	place, err := openPlace(config.DataDir)
	if err != nil {
		return nil, err
	}
	watchdog, err := newWatchdog(ctx, &starter{place: place, config: config, log: config.log()})
	if err != nil {
		place.close()
		return nil, err
	}
	db := &DB{Database: config.Database, watchdog: watchdog, place: place}
	if db.Database == "" {
		db.Database = defaultDatabase
	}
	options := clickhouse.Options{
		Protocol: clickhouse.HTTP,
		Addr:     []string{"engine"},
		TransportFunc: func(base *http.Transport) (http.RoundTripper, error) {
			return discreet{newTransport(watchdog, base)}, nil
		},
		DialTimeout:     30 * time.Second,
		MaxOpenConns:    maxConnections,
		MaxIdleConns:    maxConnections,
		ConnMaxLifetime: 24 * time.Hour,
	}
	if err := db.connect(ctx, options, embeddedDatabase); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// embeddedDatabase creates the database of the embedded engine. The one called
// default would be of the engine Overlay, which lacks much.
const embeddedDatabase = "CREATE DATABASE IF NOT EXISTS {name:Identifier} ENGINE = Atomic"

// connect makes the two connections from the options, after the database was
// created with the statement if it is missing.
func (db *DB) connect(ctx context.Context, options clickhouse.Options, create string) error {
	bare := options
	bare.Auth.Database = "default"
	version, readonly, err := db.prepare(ctx, bare, create)
	if err != nil {
		return err
	}
	db.version = version

	options.Auth.Database = db.Database
	if db.Conn, err = openConn(&options); err != nil {
		return err
	}
	guarded := options
	guarded.Settings = clickhouse.Settings{}
	for name, value := range options.Settings {
		guarded.Settings[name] = value
	}
	if !readonly {
		// A user who may not write anyway may not set this either.
		guarded.Settings["readonly"] = 1
	}
	db.readOnly, err = openConn(&guarded)
	return err
}

// prepare creates the database if need be. It returns the version of the engine
// and whether its user is held to reading.
func (db *DB) prepare(ctx context.Context, options clickhouse.Options, create string) (version string, readonly bool, err error) {
	conn, err := openConn(&options)
	if err != nil {
		return "", false, err
	}
	defer conn.Close()
	var exists, mode uint64
	name := clickhouse.Named("name", db.Database)
	row := conn.QueryRow(ctx, "SELECT version(), toUInt64(getSetting('readonly')), (SELECT count() FROM system.databases WHERE name = {name:String})", name)
	if err := row.Scan(&version, &mode, &exists); err != nil {
		return "", false, err
	}
	if exists == 0 {
		if err := conn.Exec(ctx, create, name); err != nil {
			return "", false, fmt.Errorf("create the database %s: %w", db.Database, err)
		}
	}
	return version, mode != 0, nil
}

// ReadOnly returns a connection on which every statement that would change
// something is refused. It belongs to the DB and is closed with it.
func (db *DB) ReadOnly() driver.Conn { return db.readOnly }

// Version returns the ClickHouse version of the engine, like 26.7.2.1.
func (db *DB) Version() string { return db.version }

// Embedded reports whether the engine is the embedded one.
func (db *DB) Embedded() bool { return db.watchdog != nil }

// Close closes the connections and gives the lease back. It ends the embedded
// engine, and waits for its end, if nobody else holds a lease on it.
func (db *DB) Close() error {
	var failed []error
	for _, conn := range []driver.Conn{db.Conn, db.readOnly} {
		if conn != nil {
			failed = append(failed, conn.Close())
		}
	}
	if db.watchdog != nil {
		db.watchdog.close()
	}
	if db.place != nil {
		db.place.close()
	}
	return errors.Join(failed...)
}
