// Package warehouse answers analytics' questions from ClickHouse: one .sql file
// per question, and beside it the method that asks it. Its one rule: SQL
// counts. It returns whole numbers and exact quantiles, never a rate.
package warehouse

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/analytics"
)

// A Store counts complaints in the releases of a database. It only reads; give
// it a read-only connection.
type Store struct {
	conn     driver.Conn
	database string
	// releaseDatabase names the database of a release.
	releaseDatabase func(number uint32) string
}

var _ analytics.Store = (*Store)(nil)

// New makes a Store on a connection. releaseDatabase gives the name of the
// database that holds a release's tables.
func New(conn driver.Conn, database string, releaseDatabase func(number uint32) string) *Store {
	return &Store{conn: conn, database: database, releaseDatabase: releaseDatabase}
}

// rows runs a query and reads all its rows into the struct T by its ch tags.
func rows[T any](ctx context.Context, s *Store, question, query string, parameters ...any) ([]T, error) {
	var out []T
	if err := s.conn.Select(ctx, &out, query, parameters...); err != nil {
		return nil, fmt.Errorf("%s: %w", question, err)
	}
	return out, nil
}

func (s *Store) inRelease(r analytics.Release) driver.NamedValue {
	return clickhouse.Named("release", s.releaseDatabase(r.Number))
}

func (s *Store) inDatabase() driver.NamedValue {
	return clickhouse.Named("database", s.database)
}
