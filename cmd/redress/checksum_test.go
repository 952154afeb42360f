package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"redress/deploy/engine"
	"redress/deploy/schema"
)

// leftOut are columns that differ between two loads of one file, for they say
// when, by whom and as which load it was read, and not what it says.
func leftOut(column string) bool {
	switch column {
	case "load_id": // a load that was cut off has taken one
		return true
	case "version": // holds the load's id: its period and the order of versions are compared instead
		return true
	case "release": // of a load: which of two loads that began at once came first
		return true
	case "started_at", "finished_at", "updated_at", "judged_at", "published_at", "created_at", "applied_at", "loaded_at": // instants
		return true
	case "holder", "rows_so_far", "bytes_done", "bytes_total", "file_now": // who read it, and how far that had come when it was last said
		return true
	case "load_ids": // of a release: compared as the number of loads that count
		return true
	}
	return false
}

// rowsThatCount says which rows of the installation's own tables say something,
// and in which order; {db} is its database. Rows that no release holds do not
// count, nor do the books of loads that were not published: a load that was cut
// off leaves them on purpose. Any other table counts whole.
func rowsThatCount(table string) (from string, ok bool) {
	from, ok = map[string]string{
		"history": `(SELECT *, intDiv(version, 549755813888) AS period, row_number() OVER (PARTITION BY source, id ORDER BY version) AS nth
			FROM {db}.history WHERE load_id IN (SELECT arrayJoin(load_ids) FROM {db}.releases))`,
		"removals": `(SELECT *, intDiv(version, 549755813888) AS period, row_number() OVER (PARTITION BY source, id ORDER BY version) AS nth
			FROM {db}.removals WHERE load_id IN (SELECT arrayJoin(load_ids) FROM {db}.releases))`,
		// The last word on each complaint, wherever that stands: a file that is loaded
		// again confirms what an undisturbed load says in the history.
		"confirmations": `(SELECT source, id, max(intDiv(version, 549755813888)) AS period FROM
			(SELECT source, id, version FROM {db}.confirmations
			UNION ALL SELECT source, id, version FROM {db}.history WHERE load_id IN (SELECT arrayJoin(load_ids) FROM {db}.releases)
			UNION ALL SELECT source, id, version FROM {db}.removals WHERE load_id IN (SELECT arrayJoin(load_ids) FROM {db}.releases))
			GROUP BY source, id)`,
		"slices": `(SELECT *, intDiv(version, 549755813888) AS period FROM {db}.slices FINAL)`,
		// Programs that begin a new database at the same instant write these twice.
		"installation":    `(SELECT DISTINCT * EXCEPT created_at FROM {db}.installation)`,
		"schema_versions": `(SELECT DISTINCT name, sha256 FROM {db}.schema_versions)`,
		"slugs":           `(SELECT * FROM {db}.slugs FINAL)`,
		"releases":        `(SELECT *, length(load_ids) AS loads FROM {db}.releases)`,
		"loads":           `(SELECT * FROM {db}.loads FINAL WHERE state = 'published')`,
		"load_files": `(SELECT * FROM {db}.load_files WHERE load_id IN (SELECT load_id FROM {db}.loads FINAL WHERE state = 'published')
			ORDER BY judged_at DESC LIMIT 1 BY load_id, file)`,
		"rejects": `(SELECT * FROM {db}.rejects WHERE load_id IN (SELECT load_id FROM {db}.loads FINAL WHERE state = 'published'))`,
	}[table]
	return from, ok
}

// checksum is over everything a data folder's tables say: checksumOf.
func checksum(t *testing.T, data string) string {
	t.Helper()
	return checksumOf(t, opened(t, data))
}

// checksumOf is over every table of the served release and of the installation,
// one line each: complaints, businesses and registers as they are served, the
// history, and the books of the loads that count. It also holds that no load is
// called running, and that nothing is left of loads that were cut off.
func checksumOf(t *testing.T, db *engine.DB) string {
	t.Helper()
	return releaseChecksum(t, db) + sums(t, db, db.Database) + leavings(t, db)
}

// releaseChecksum is over what is served alone.
func releaseChecksum(t *testing.T, db *engine.DB) string {
	t.Helper()
	return sums(t, db, schema.ReleaseDatabase(db.Database, currentRelease(t, db)))
}

// servedFacts is over what is served, without where in which file a complaint
// stood: of two files that say the same, that is the one that was loaded first.
func servedFacts(t *testing.T, db *engine.DB) string {
	t.Helper()
	return sums(t, db, schema.ReleaseDatabase(db.Database, currentRelease(t, db)), "file", "line")
}

// sums are the checksums of a database's tables, whatever the order of rows,
// without some more columns.
func sums(t *testing.T, db *engine.DB, database string, without ...string) string {
	t.Helper()
	parts := map[string][]string{} // table: what is compared of each row
	var tables []string
	scan(t, db, func(row func(...any)) {
		var table, column, kind string
		row(&table, &column, &kind)
		if parts[table] == nil {
			tables, parts[table] = append(tables, table), []string{}
		}
		if !leftOut(column) && !slices.Contains(without, column) {
			parts[table] = append(parts[table], plainly(column, kind))
		}
	}, `SELECT table, name, type FROM system.columns WHERE database = '`+database+`'
AND NOT match(table, '^(lease|staging|restaged|changes|net|gone|verdicts)_[0-9]+$') ORDER BY table, position`)
	var out, unions strings.Builder
	for i, table := range tables {
		from, columns := "`"+database+"`.`"+table+"`", parts[table]
		if counts, ok := rowsThatCount(table); ok && database == db.Database {
			from = strings.ReplaceAll(counts, "{db}", "`"+database+"`")
			for _, derived := range []string{"period", "nth", "loads"} {
				if strings.Contains(counts, "AS "+derived) {
					columns = append(columns, derived)
				}
			}
		}
		if i > 0 {
			unions.WriteString("\nUNION ALL ")
		}
		fmt.Fprintf(&unions, "SELECT '%s' AS name, sum(sipHash64(toString(tuple(%s)))), count() FROM %s", table, strings.Join(columns, ", "), from)
	}
	scan(t, db, func(row func(...any)) {
		var table string
		var sum, rows uint64
		row(&table, &sum, &rows)
		fmt.Fprintf(&out, "%s %016x over %d rows\n", table, sum, rows)
	}, "SELECT * FROM ("+unions.String()+") ORDER BY name")
	return out.String()
}

// plainly is an expression that does not depend on the order in which a program
// wrote the entries of a map.
func plainly(column, kind string) string {
	switch {
	case !strings.HasPrefix(kind, "Map("):
		return "`" + column + "`"
	case strings.Count(kind, "Map(") > 1:
		return "mapSort(mapApply((k, v) -> (k, mapSort(v)), `" + column + "`))"
	default:
		return "mapSort(`" + column + "`)"
	}
}

// leavings are what must not be left once a load has ended: tables of loads,
// releases above the served one, and loads called running.
func leavings(t *testing.T, db *engine.DB) string {
	t.Helper()
	var out strings.Builder
	scan(t, db, func(row func(...any)) {
		var name string
		row(&name)
		out.WriteString("left: " + name + "\n")
	}, fmt.Sprintf(`SELECT name FROM system.tables WHERE database = '%[1]s' AND match(name, '^(staging|restaged|changes|net|gone|verdicts)_[0-9]+$')
UNION ALL SELECT name FROM system.databases WHERE match(name, '^%[1]s_r[0-9]+$') AND name > '%[2]s'
UNION ALL SELECT concat('load ', toString(load_id), ' is running') FROM %[1]s.loads FINAL WHERE state = 'running'`,
		db.Database, schema.ReleaseDatabase(db.Database, currentRelease(t, db))))
	return out.String()
}

// scan runs a query and calls each for every row.
func scan(t *testing.T, db *engine.DB, each func(row func(...any)), query string) {
	t.Helper()
	rows, err := db.Query(t.Context(), query)
	if err != nil {
		t.Fatalf("%v\n%s", err, query)
	}
	defer rows.Close()
	for rows.Next() {
		each(func(into ...any) {
			if err := rows.Scan(into...); err != nil {
				t.Fatal(err)
			}
		})
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}
