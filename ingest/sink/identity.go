package sink

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// Identity tells a database from every other one, also from one that took its
// name and place: when it was bound to its key, and to which. It is the same for
// the database's whole life, but for a change of the key; empty before its first
// load.
func Identity(ctx context.Context, conn driver.Conn, database string) (string, error) {
	var identity string
	err := conn.QueryRow(ctx, `SELECT arrayStringConcat(arraySort(groupArray(concat(toString(toUnixTimestamp64Milli(created_at)), ' ', key_fingerprint))), ', ')
FROM {database:Identifier}.installation`, clickhouse.Named("database", database)).Scan(&identity)
	if err != nil {
		return "", fmt.Errorf("read which database this is: %w", err)
	}
	return identity, nil
}
