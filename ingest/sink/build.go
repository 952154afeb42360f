package sink

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/deploy/schema"
)

//go:embed touched.sql
var touchedSQL string

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
func (l *Load) build(ctx context.Context, number uint32) error {
	release := l.releaseDatabase(number)
	if err := schema.CreateRelease(ctx, l.Conn, l.Database, release); err != nil {
		return err
	}
	years, err := l.touchedYears(ctx)
	if err != nil {
		return err
	}
	into := []any{clickhouse.Named("release", release), clickhouse.Named("years", years)}
	if l.current != 0 {
		if err := l.carryOver(ctx, release, years, into); err != nil {
			return fmt.Errorf("carry over: %w", err)
		}
	}
	if err := l.exec(ctx, changeSQL, into...); err != nil {
		return fmt.Errorf("add changes: %w", err)
	}
	if err := l.merge(ctx, release); err != nil {
		return fmt.Errorf("merge: %w", err)
	}
	return l.describe(ctx, release)
}

// carryOver links the current release's partitions into the new one, then
// writes the touched ones again without the complaints the load changes.
func (l *Load) carryOver(ctx context.Context, release string, years []uint16, into []any) error {
	// FROM takes no parameter; both names are made by schema.ReleaseDatabase.
	base, _ := l.base()
	link := "ALTER TABLE " + quoted(release) + ".complaints ATTACH PARTITION ALL FROM " + quoted(base) + ".complaints"
	if err := l.exec(ctx, link, into...); err != nil {
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
	return l.exec(ctx, keepSQL, into...)
}

// merge brings each partition to one part; those carried over are in one part
// already.
func (l *Load) merge(ctx context.Context, release string) error {
	partitions, err := l.texts(ctx, unmergedSQL, clickhouse.Named("release", release))
	if err != nil {
		return err
	}
	for _, partition := range partitions {
		err := l.exec(ctx, `OPTIMIZE TABLE {release:Identifier}.complaints PARTITION ID {partition:String} FINAL`,
			clickhouse.Named("release", release), clickhouse.Named("partition", partition))
		if err != nil {
			return err
		}
	}
	return nil
}

func (l *Load) touchedYears(ctx context.Context) ([]uint16, error) {
	rows, err := l.Conn.Query(ctx, touchedSQL, l.parameters()...)
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
