// Package schema makes and moves the tables. Migrations are numbered .sql
// files, one statement each, forward only and safe to run twice, because
// ClickHouse has no transactional DDL. Its one rule: a migration that has run
// never changes, which its recorded checksum proves.
package schema

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

//go:embed migrations/*.sql
var migrations embed.FS

//go:embed release/*.sql
var releaseTables embed.FS

// ErrChanged marks a database whose migrations are not this program's: an old
// one differs, or there is one from a newer version.
var ErrChanged = errors.New("database schema does not fit this program")

// A Migration is one numbered statement.
type Migration struct {
	Name   string // 0001_loads.sql
	SQL    string
	SHA256 string // hex
}

// Migrations lists the statements in the order they are applied.
func Migrations() ([]Migration, error) { return read(migrations, "migrations") }

func read(dir fs.FS, folder string) ([]Migration, error) {
	entries, err := fs.ReadDir(dir, folder) // sorted by name
	if err != nil {
		return nil, err
	}
	list := make([]Migration, 0, len(entries))
	for _, entry := range entries {
		text, err := fs.ReadFile(dir, folder+"/"+entry.Name())
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(text)
		list = append(list, Migration{Name: entry.Name(), SQL: string(text), SHA256: hex.EncodeToString(sum[:])})
	}
	return list, nil
}

// Apply brings the database's tables to the newest migration and returns the
// names of those it ran. Several may do so at the same moment. It refuses, with ErrChanged, a database that a newer
// program has moved or whose applied migrations differ from ours.
func Apply(ctx context.Context, conn driver.Conn, database string, now func() time.Time) ([]string, error) {
	list, err := Migrations()
	if err != nil {
		return nil, err
	}
	inDatabase := clickhouse.Named("database", database)
	if err := conn.Exec(ctx, versionsTable, inDatabase); err != nil {
		return nil, fmt.Errorf("create schema_versions: %w", err)
	}
	applied, err := Applied(ctx, conn, database)
	if err != nil {
		return nil, err
	}
	if err := check(list, applied); err != nil {
		return nil, err
	}
	var ran []string
	for _, m := range list {
		if _, done := applied[m.Name]; done {
			continue
		}
		if err := conn.Exec(ctx, m.SQL, inDatabase); err != nil {
			return ran, fmt.Errorf("migration %s: %w", m.Name, err)
		}
		err := conn.Exec(ctx, recordVersion, inDatabase, clickhouse.Named("name", m.Name),
			clickhouse.Named("sha256", m.SHA256), clickhouse.Named("at", now().UTC().Format("2006-01-02 15:04:05.000")))
		if err != nil {
			return ran, fmt.Errorf("record migration %s: %w", m.Name, err)
		}
		ran = append(ran, m.Name)
	}
	return ran, nil
}

// Missing lists the migrations the database does not have yet. ErrChanged as
// with Apply.
func Missing(ctx context.Context, conn driver.Conn, database string) ([]string, error) {
	list, err := Migrations()
	if err != nil {
		return nil, err
	}
	var tables uint64
	err = conn.QueryRow(ctx, `SELECT count() FROM system.tables WHERE database = {database:String} AND name = 'schema_versions'`,
		clickhouse.Named("database", database)).Scan(&tables)
	if err != nil {
		return nil, fmt.Errorf("look for schema_versions: %w", err)
	}
	applied := map[string]string{}
	if tables > 0 {
		if applied, err = Applied(ctx, conn, database); err != nil {
			return nil, err
		}
	}
	if err := check(list, applied); err != nil {
		return nil, err
	}
	var missing []string
	for _, m := range list {
		if _, done := applied[m.Name]; !done {
			missing = append(missing, m.Name)
		}
	}
	return missing, nil
}

const versionsTable = `CREATE TABLE IF NOT EXISTS {database:Identifier}.schema_versions
(
    name       String,
    sha256     String,
    applied_at DateTime64(3, 'UTC')
)
ENGINE = MergeTree
ORDER BY name`

// Two that apply at the same moment may both record a migration, which has run
// twice then and done nothing the second time.
const recordVersion = `INSERT INTO {database:Identifier}.schema_versions
SELECT {name:String}, {sha256:String}, {at:DateTime64(3, 'UTC')}
WHERE ({name:String}, {sha256:String}) NOT IN (SELECT name, sha256 FROM {database:Identifier}.schema_versions)`

// Applied gives the checksum of each migration the database records. A migration
// that is recorded with two is ErrChanged.
func Applied(ctx context.Context, conn driver.Conn, database string) (map[string]string, error) {
	const question = `SELECT DISTINCT name, sha256 FROM {database:Identifier}.schema_versions ORDER BY name, sha256`
	rows, err := conn.Query(ctx, question, clickhouse.Named("database", database))
	if err != nil {
		return nil, fmt.Errorf("read schema_versions: %w", err)
	}
	defer rows.Close()
	applied := map[string]string{}
	for rows.Next() {
		var name, sum string
		if err := rows.Scan(&name, &sum); err != nil {
			return nil, err
		}
		if _, twice := applied[name]; twice {
			return nil, fmt.Errorf("%w: migration %s was applied with two different contents", ErrChanged, name)
		}
		applied[name] = sum
	}
	return applied, rows.Err()
}

func check(list []Migration, applied map[string]string) error {
	ours := make(map[string]string, len(list))
	for _, m := range list {
		ours[m.Name] = m.SHA256
	}
	for name, sum := range applied {
		switch wanted, known := ours[name]; {
		case !known:
			return fmt.Errorf("%w: migration %s was applied by a newer version; use that version", ErrChanged, name)
		case wanted != sum:
			return fmt.Errorf("%w: migration %s was applied with other contents (checksum %.12s, ours %.12s)",
				ErrChanged, name, sum, wanted)
		}
	}
	return nil
}

// ReleaseDatabase is the database that holds one release's tables.
func ReleaseDatabase(database string, number uint32) string {
	return fmt.Sprintf("%s_r%06d", database, number)
}

// CreateRelease makes the empty tables of a release in its own, new database.
func CreateRelease(ctx context.Context, conn driver.Conn, database, release string) error {
	if err := CreateReleaseDatabase(ctx, conn, release); err != nil {
		return err
	}
	return CreateReleaseTables(ctx, conn, database, release)
}

// CreateReleaseDatabase makes the database of a release. It is an error where
// there is one: without an error it is the caller's, and nobody else's.
func CreateReleaseDatabase(ctx context.Context, conn driver.Conn, release string) error {
	err := conn.Exec(ctx, `CREATE DATABASE {release:Identifier} ENGINE = Atomic`, clickhouse.Named("release", release))
	if err != nil {
		return fmt.Errorf("create database of the release: %w", err)
	}
	return nil
}

// CreateReleaseTables makes the empty tables of a release in its database.
func CreateReleaseTables(ctx context.Context, conn driver.Conn, database, release string) error {
	inRelease := clickhouse.Named("release", release)
	tables, err := read(releaseTables, "release")
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := conn.Exec(ctx, t.SQL, inRelease, clickhouse.Named("database", database)); err != nil {
			return fmt.Errorf("create release table %s: %w", t.Name, err)
		}
	}
	return nil
}
