package schematest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
	"redress/deploy/schema"
	"redress/deploy/schema/schematest"
)

// A database that was copied has the tables, and says of its migrations what one
// says that they were applied to.
func TestOpenIsMigrated(t *testing.T) {
	applied := enginetest.Open(t)
	if _, err := schema.Apply(t.Context(), applied, applied.Database, time.Now); err != nil {
		t.Fatal(err)
	}
	first, second := schematest.Open(t), schematest.Open(t)
	want := described(t, applied)
	for _, db := range []*engine.DB{first, second} {
		if diff := cmp.Diff(want, described(t, db)); diff != "" {
			t.Errorf("Open() (-migrated +copied):\n%s", diff)
		}
		if ran, err := schema.Apply(t.Context(), db, db.Database, time.Now); err != nil || len(ran) > 0 {
			t.Errorf("Apply on a copy = %v, %v, want nothing to do", ran, err)
		}
	}
}

// Two copies share nothing that is written later.
func TestOpenIsTheTestsOwn(t *testing.T) {
	first, second := schematest.Open(t), schematest.Open(t)
	if err := first.Exec(t.Context(), "TRUNCATE TABLE "+first.Database+".schema_versions"); err != nil {
		t.Fatal(err)
	}
	for _, db := range []*engine.DB{second, schematest.Open(t)} {
		if missing, err := schema.Missing(t.Context(), db, db.Database); err != nil || len(missing) > 0 {
			t.Errorf("Missing after another copy was emptied = %v, %v, want none", missing, err)
		}
	}
}

// described is how each table of a database is made, its rows and the migrations.
func described(t *testing.T, db *engine.DB) map[string]string {
	t.Helper()
	rows, err := db.Query(t.Context(), "SELECT name, create_table_query, total_rows FROM system.tables WHERE database = $1", db.Database)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string]string{}
	for rows.Next() {
		var name, statement string
		var total *uint64
		if err := rows.Scan(&name, &statement, &total); err != nil {
			t.Fatal(err)
		}
		if total == nil {
			t.Fatalf("table %s does not say how many rows it has", name)
		}
		found[name] = fmt.Sprint(*total, " rows ", strings.ReplaceAll(statement, db.Database, "DB"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	applied, err := schema.Applied(t.Context(), db, db.Database)
	if err != nil {
		t.Fatal(err)
	}
	found["migrations"] = fmt.Sprint(applied)
	return found
}
