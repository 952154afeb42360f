// Package sinktest tells tests whether two databases say the same: whether loads
// that were cut off, or that ran beside others, left what undisturbed ones leave.
// Its one rule: every column counts that is not left out by name.
package sinktest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/schema"
)

// leftOut are the columns that differ between databases that say the same.
var leftOut = []string{
	// Loads that were cut off have used up numbers. Of a version, which holds the
	// load's number, the period counts.
	"load_id", "load_ids", "version",
	// Instants.
	"published_at", "started_at", "finished_at", "updated_at", "judged_at", "loaded_at",
	// Who ran the load, and how far it had come when that was written last.
	"holder", "rows_so_far", "bytes_done", "bytes_total", "file_now",
}

const published = "load_id IN (SELECT arrayJoin(load_ids) FROM {database}.releases)"

// kept are the tables outside the releases, and which of their rows count: those
// of published loads. What a load that was cut off wrote is left out, for nobody
// reads it, and so are the books that it, or a load that changed nothing, leaves on
// purpose. Tables that are merged count as merged.
//
// Left out as tables: leases and those of running loads, which a test looks for
// by itself; installation and schema_versions, which no load writes.
var kept = []struct {
	table, rows string
	more        []string // columns that the table has not
}{
	{"history", "(SELECT * FROM {database}.history WHERE " + published + ")", nil},
	{"removals", "(SELECT * FROM {database}.removals WHERE " + published + ")", nil},
	// The last word on a complaint, wherever it stands: a file that is loaded again
	// confirms what another load wrote into the history.
	{"confirmations", `(SELECT source, id, max(version) AS version FROM (SELECT source, id, version FROM {database}.confirmations
UNION ALL SELECT source, id, version FROM {database}.history WHERE ` + published + `
UNION ALL SELECT source, id, version FROM {database}.removals WHERE ` + published + `) GROUP BY source, id)`, nil},
	{"slices", "(SELECT * FROM {database}.slices FINAL)", nil},
	{"slugs", "(SELECT * FROM {database}.slugs FINAL)", nil},
	{"loads", "(SELECT * FROM {database}.loads FINAL WHERE " + published + ")", nil},
	{"load_files", "(SELECT * FROM {database}.load_files WHERE " + published + " ORDER BY judged_at DESC LIMIT 1 BY load_id, file)", nil},
	{"rejects", "(SELECT * FROM {database}.rejects WHERE " + published + ")", nil},
	{"releases", "{database}.releases", []string{"length(load_ids)"}},
}

// Checksum gives a line for each table of the served release, and for each of
// those that loads keep beside the releases: the table, a sum over its rows in any
// order, and how many they are. Databases that say the same give the same lines,
// so comparing two names the tables that differ. There must be a release.
func Checksum(ctx context.Context, conn driver.Conn, database string) (string, error) {
	var current uint32
	err := conn.QueryRow(ctx, "SELECT max(number) FROM {database:Identifier}.releases", clickhouse.Named("database", database)).Scan(&current)
	if err != nil {
		return "", fmt.Errorf("read the release pointer: %w", err)
	}
	release := schema.ReleaseDatabase(database, current)
	inRelease, err := columns(ctx, conn, release)
	if err != nil {
		return "", fmt.Errorf("columns of release %d: %w", current, err)
	}
	if len(inRelease) == 0 {
		return "", fmt.Errorf("release %d is served and cannot be read", current)
	}
	beside, err := columns(ctx, conn, database)
	if err != nil {
		return "", fmt.Errorf("columns: %w", err)
	}
	var sums []string
	for _, table := range slices.Sorted(maps.Keys(inRelease)) {
		sums = append(sums, sum("release "+table, inRelease[table], "`"+release+"`.`"+table+"`"))
	}
	for _, k := range kept {
		sums = append(sums, sum(k.table, append(beside[k.table], k.more...), strings.ReplaceAll(k.rows, "{database}", "`"+database+"`")))
	}
	var lines []string
	err = conn.QueryRow(ctx, "SELECT arraySort(groupArray(line)) FROM ("+strings.Join(sums, " UNION ALL ")+")").Scan(&lines)
	if err != nil {
		return "", fmt.Errorf("sum up: %w", err)
	}
	return strings.Join(lines, "\n") + "\n", nil
}

// sum is the statement that gives the line of one table.
func sum(table string, columns []string, rows string) string {
	return "SELECT concat('" + table + " ', hex(sum(sipHash64(toString(tuple(" + strings.Join(columns, ", ") + "))))), ' over ', toString(count())) AS line FROM " + rows
}

// columns are the columns that count, by table, each as it is compared.
func columns(ctx context.Context, conn driver.Conn, database string) (map[string][]string, error) {
	rows, err := conn.Query(ctx, "SELECT table, name, type FROM system.columns WHERE database = $1 ORDER BY table, position", database)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string][]string{}
	for rows.Next() {
		var table, name, kind string
		if err := rows.Scan(&table, &name, &kind); err != nil {
			return nil, err
		}
		compared := "`" + name + "`"
		switch {
		case name == "version": // 2 to the 39th: a version without load and file is its period
			compared = "intDiv(version, 549755813888)"
		case slices.Contains(leftOut, name):
			continue
		case strings.HasPrefix(kind, "Map("): // in no order
			compared = "mapSort(" + compared + ")"
		}
		out[table] = append(out[table], compared)
	}
	return out, rows.Err()
}
