package sink

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
)

//go:embed rekey_left.sql
var rekeyLeftSQL string

// finishRekeys puts in place what a change of the key has published, and drops
// what one left behind that was not published. Nothing that holds ids may be
// read or written before.
func (l *Load) finishRekeys(ctx context.Context) error {
	left, err := l.texts(ctx, rekeyLeftSQL, clickhouse.Named("database", l.Database))
	if err != nil {
		return fmt.Errorf("look for changes of the key: %w", err)
	}
	slices.SortStableFunc(left, func(a, b string) int { return rekeyOrder(a) - rekeyOrder(b) })
	for _, name := range left {
		at, table, published := strings.Cut(name, " ")
		if published {
			if err := l.putInPlace(ctx, table, at); err != nil {
				return fmt.Errorf("put %s in place: %w", table, err)
			}
		}
		if err := l.dropTables(ctx, []string{at}); err != nil {
			return err
		}
	}
	return nil
}

func rekeyOrder(name string) int {
	_, table, _ := strings.Cut(name, " ")
	return slices.Index(rekeyed(), table)
}

// putInPlace makes a table hold what another holds. Done twice it is the same.
func (l *Load) putInPlace(ctx context.Context, table, from string) error {
	if err := l.alignColumns(ctx, table, from); err != nil {
		return err
	}
	rows, err := l.count(ctx, [2]string{l.Database, from})
	if err != nil {
		return err
	}
	if rows == 0 { // there is no part then that could replace
		return l.exec(ctx, `TRUNCATE TABLE {database:Identifier}.{table:Identifier}`, clickhouse.Named("table", table))
	}
	// FROM takes no parameter.
	return l.exec(ctx, "ALTER TABLE {database:Identifier}.{table:Identifier} REPLACE PARTITION tuple() FROM "+
		quoted(l.Database)+"."+quoted(from), clickhouse.Named("table", table))
}

// alignColumns gives the rows that wait the columns of today, where a migration
// has moved them since they were written.
func (l *Load) alignColumns(ctx context.Context, table, from string) error {
	var shared []string
	var alike uint8
	err := l.Conn.QueryRow(ctx, columnsSQL, clickhouse.Named("base", l.Database), clickhouse.Named("base_table", from),
		clickhouse.Named("other", l.Database), clickhouse.Named("other_table", table)).Scan(&shared, &alike)
	if err != nil {
		return fmt.Errorf("compare columns: %w", err)
	}
	if alike == 1 {
		return nil
	}
	// Neither AS nor a list of columns nor EXCHANGE takes a parameter.
	moved, columns := "rekey_moved_"+from[strings.LastIndexByte(from, '_')+1:], "`"+strings.Join(shared, "`, `")+"`"
	inside := quoted(l.Database) + "."
	for _, statement := range []string{
		"DROP TABLE IF EXISTS " + inside + quoted(moved) + " SYNC",
		"CREATE TABLE " + inside + quoted(moved) + " AS " + inside + quoted(table),
		"INSERT INTO " + inside + quoted(moved) + " (" + columns + ") SELECT " + columns + " FROM " + inside + quoted(from),
		"EXCHANGE TABLES " + inside + quoted(moved) + " AND " + inside + quoted(from),
		"DROP TABLE IF EXISTS " + inside + quoted(moved) + " SYNC",
	} {
		if err := l.exec(ctx, statement); err != nil {
			return fmt.Errorf("move %s to the columns of today: %w", from, err)
		}
	}
	return nil
}
