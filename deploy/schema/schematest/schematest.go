// Package schematest gives a test a fresh, migrated database in the real
// engine. The database and everything made beside it is dropped when the test
// ends.
package schematest

import (
	"testing"
	"time"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
	"redress/deploy/schema"
)

// Open opens a database of the test's own with all migrations applied.
func Open(t testing.TB) *engine.DB {
	t.Helper()
	db := enginetest.Open(t)
	clock := func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }
	if _, err := schema.Apply(t.Context(), db, db.Database, clock); err != nil {
		t.Fatalf("schema.Apply: %v", err)
	}
	return db
}
