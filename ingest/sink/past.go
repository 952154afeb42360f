package sink

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

//go:embed past.sql
var pastSQL string

// A Past is what the loads say about the slots of a source: see schedule.Past,
// whose fields these are. Instants that never were are zero.
type Past struct {
	Started     time.Time // of the newest load that ran to its end
	Slot        time.Time // the newest that is used
	Tried       time.Time // the newest that was begun and not used
	Attempts    int       // loads of Tried
	Ended       time.Time // of the last of them
	Interrupted bool      // the last of them was stopped, and did not fail
}

// PastOf is the past of a source; the zero Past where it was never loaded.
func PastOf(ctx context.Context, conn driver.Conn, database, source string) (Past, error) {
	var started, slot, tried, ended *time.Time
	var attempts uint64
	var stopped uint8
	err := conn.QueryRow(ctx, pastSQL, clickhouse.Named("database", database), clickhouse.Named("source", source)).
		Scan(&started, &slot, &tried, &attempts, &ended, &stopped)
	if err != nil {
		return Past{}, fmt.Errorf("read the past of %s: %w", source, err)
	}
	return Past{Started: known(started), Slot: known(slot), Tried: known(tried), Attempts: int(attempts), Ended: known(ended),
		Interrupted: stopped == 1}, nil
}

// known is an instant, or zero where there is none.
func known(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// UsedSlots lists the slots that loads of a source have used.
func UsedSlots(ctx context.Context, conn driver.Conn, database, source string) ([]time.Time, error) {
	var slots []time.Time
	err := conn.QueryRow(ctx, `SELECT groupUniqArrayIf(assumeNotNull(slot), slot IS NOT NULL AND state NOT IN ('running', 'failed', 'interrupted'))
FROM {database:Identifier}.loads FINAL WHERE source = {source:String}`,
		clickhouse.Named("database", database), clickhouse.Named("source", source)).Scan(&slots)
	if err != nil {
		return nil, fmt.Errorf("read the used slots of %s: %w", source, err)
	}
	return slots, nil
}
