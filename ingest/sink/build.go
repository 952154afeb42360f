package sink

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
)

//go:embed touched.sql
var touchedSQL string

//go:embed columns.sql
var columnsSQL string

//go:embed partitions.sql
var partitionsSQL string

//go:embed unmerged.sql
var unmergedSQL string

//go:embed keep.sql
var keepSQL string

//go:embed change.sql
var changeSQL string

// build makes the tables of the next release beside the current one: every
// partition the load does not touch is a hard link, the others are written
// anew and merged, so that nothing in a release ever moves again.
func (l *Load) build(ctx context.Context) error {
	release, err := l.createRelease(ctx)
	if err != nil {
		return err
	}
	if l.current != 0 {
		if err := l.carryOver(ctx, release); err != nil {
			return fmt.Errorf("carry over: %w", err)
		}
	}
	if err := l.change(ctx, release); err != nil {
		return fmt.Errorf("add changes: %w", err)
	}
	if err := l.sideRegisters(ctx, release); err != nil {
		return err
	}
	if err := l.merge(ctx, release); err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	return l.describe(ctx, release)
}

// createRelease makes the empty next release and gives its database. Only where
// making that succeeded is it the load's own, to be dropped should the load fail:
// one that stood there already is somebody else's, and may be served. Where
// it is another machine's that was thought dead and woke up, the next number is
// taken.
func (l *Load) createRelease(ctx context.Context) (release string, err error) {
	for {
		release = schema.ReleaseDatabase(l.Database, l.next)
		err := schema.CreateReleaseDatabase(ctx, l.Conn, release)
		if err == nil {
			break
		}
		if held := l.lease.held(ctx); held != nil {
			return "", held
		}
		if l.lease == nil || !isCode(err, databaseExists) {
			return "", err
		}
		l.next++
	}
	l.building = true
	return release, schema.CreateReleaseTables(ctx, l.Conn, l.Database, release)
}

// carryOver brings the complaints that the load does not change into the new
// release. Where a migration has moved the columns since the last release, there
// is nothing to link: everything is copied by name, once.
func (l *Load) carryOver(ctx context.Context, release string) error {
	base, table := l.base()
	var shared []string
	var alike uint8
	err := l.Conn.QueryRow(ctx, columnsSQL, clickhouse.Named("base", base), clickhouse.Named("base_table", table),
		clickhouse.Named("other", release), clickhouse.Named("other_table", "complaints")).Scan(&shared, &alike)
	if err != nil {
		return fmt.Errorf("compare columns: %w", err)
	}
	if alike == 1 {
		return l.link(ctx, base, release)
	}
	// A list of columns takes no parameter.
	columns := "`" + strings.Join(shared, "`, `") + "`"
	return l.exec(ctx, "INSERT INTO "+quoted(release)+".complaints ("+columns+") SELECT "+columns+" FROM "+quoted(base)+
		".complaints WHERE NOT (source = {source:String} AND (id IN (SELECT id FROM {database:Identifier}.{net:Identifier})"+
		" OR id IN (SELECT id FROM {database:Identifier}.{gone:Identifier})))"+
		" SETTINGS max_partitions_per_insert_block = 0")
}

// link links the current release's partitions into the new one, then writes the
// touched ones again without the complaints the load changes.
func (l *Load) link(ctx context.Context, base, release string) error {
	years, err := l.years(ctx, touchedSQL)
	if err != nil {
		return err
	}
	// FROM takes no parameter; both names are made by schema.ReleaseDatabase.
	attach := "ALTER TABLE " + quoted(release) + ".complaints ATTACH PARTITION ALL FROM " + quoted(base) + ".complaints"
	if err := l.exec(ctx, attach); err != nil {
		return err
	}
	partitions, err := l.texts(ctx, partitionsSQL, clickhouse.Named("release", release),
		clickhouse.Named("source", l.publisher.Code), clickhouse.Named("years", years))
	if err != nil {
		return err
	}
	for _, partition := range partitions {
		err := l.exec(ctx, `ALTER TABLE {release:Identifier}.complaints DROP PARTITION ID {partition:String}`,
			clickhouse.Named("release", release), clickhouse.Named("partition", partition))
		if err != nil {
			return err
		}
	}
	return l.yearByYear(ctx, keepSQL, release, years)
}

// change adds the complaints the load changes.
func (l *Load) change(ctx context.Context, release string) error {
	years, err := l.years(ctx, `SELECT DISTINCT toYear(opened_on) AS year FROM {database:Identifier}.{net:Identifier} ORDER BY year`)
	if err != nil {
		return err
	}
	return l.yearByYear(ctx, changeSQL, release, years)
}

// yearByYear runs a statement that fills the release for each year of opening. A
// year is a partition: rows of one are written as they come, those of several are
// first taken apart, which takes three times as long.
func (l *Load) yearByYear(ctx context.Context, statement, release string, years []uint16) error {
	for _, year := range years {
		if err := l.exec(ctx, statement, clickhouse.Named("release", release), clickhouse.Named("year", year)); err != nil {
			return err
		}
	}
	return nil
}

// merge brings each partition to one part; those carried over are in one part
// already.
func (l *Load) merge(ctx context.Context, release string) error {
	partitions, err := l.texts(ctx, unmergedSQL, clickhouse.Named("release", release))
	if err != nil {
		return err
	}
	for _, partition := range partitions {
		err := l.exec(ctx, `OPTIMIZE TABLE {release:Identifier}.complaints PARTITION ID {partition:String} FINAL
SETTINGS optimize_throw_if_noop = 1`,
			clickhouse.Named("release", release), clickhouse.Named("partition", partition))
		if err != nil {
			return err
		}
	}
	return nil
}

// years runs a query of years.
func (l *Load) years(ctx context.Context, query string) ([]uint16, error) {
	rows, err := l.Conn.Query(ctx, query, l.parameters()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	years := []uint16{}
	for rows.Next() {
		var year uint16
		if err := rows.Scan(&year); err != nil {
			return nil, err
		}
		years = append(years, year)
	}
	return years, rows.Err()
}
