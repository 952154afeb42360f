// Package schematest gives a test a fresh, migrated database in the real
// engine. The database and everything made beside it is dropped when the test
// ends.
package schematest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
	"redress/deploy/schema"
)

// migrated is the database of this test process that all migrations were applied
// to: the others are copies of it, at a tenth of the statements. Package state is
// what makes it shared, as with the engine.
var migrated struct {
	mu     sync.Mutex
	name   string
	tables []string
}

// Open opens a database of the test's own with all migrations applied.
func Open(t testing.TB) *engine.DB {
	t.Helper()
	db := enginetest.Open(t)
	name, tables, err := template(t.Context(), db)
	if err != nil {
		t.Fatalf("make the migrated database that tests copy: %v", err)
	}
	for _, table := range tables {
		// What is cloned takes no parameter; the names are made here and by migrations.
		err := db.Exec(t.Context(), fmt.Sprintf("CREATE TABLE %s.%s CLONE AS %s.%s", db.Database, table, name, table))
		if err != nil {
			t.Fatalf("copy the migrated table %s: %v", table, err)
		}
	}
	return db
}

// template is the database to copy and its tables. The first to ask makes it; it
// goes with the engine. One that could not be made is tried again.
func template(ctx context.Context, db *engine.DB) (name string, tables []string, err error) {
	migrated.mu.Lock()
	defer migrated.mu.Unlock()
	if migrated.name != "" {
		return migrated.name, migrated.tables, nil
	}
	name = "template_of_" + db.Database
	if err := db.Exec(ctx, "CREATE DATABASE {name:Identifier} ENGINE = Atomic", clickhouse.Named("name", name)); err != nil {
		return "", nil, err
	}
	clock := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	if _, err := schema.Apply(ctx, db, name, clock); err != nil {
		return "", nil, fmt.Errorf("schema.Apply: %w", err)
	}
	err = db.QueryRow(ctx, "SELECT groupArray(name) FROM system.tables WHERE database = {name:String}", clickhouse.Named("name", name)).Scan(&tables)
	if err != nil {
		return "", nil, err
	}
	migrated.name, migrated.tables = name, tables
	return name, tables, nil
}
