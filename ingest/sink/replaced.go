package sink

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"redress/ingest"
)

//go:embed discard.sql
var discardSQL string

//go:embed outdone.sql
var outdoneSQL string

// replaceHeld discards the held loads of the source that this one leaves nothing
// to say: each keeps all its rows until somebody decides, and a source over its
// limits is loaded again and again. A held load that has any complaint which this
// one says nothing newer about stays.
func (l *Load) replaceHeld(ctx context.Context) error {
	rows, err := l.Conn.Query(ctx, `SELECT load_id FROM {database:Identifier}.loads FINAL
WHERE source = {source:String} AND state = 'held' AND load_id < {load_id:UInt32} ORDER BY load_id`, l.parameters()...)
	if err != nil {
		return fmt.Errorf("look for held loads: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var held uint32
		if err := rows.Scan(&held); err != nil {
			return err
		}
		if err := l.replaceIfOutdone(ctx, held); err != nil {
			return fmt.Errorf("replace the held load %d: %w", held, err)
		}
	}
	return rows.Err()
}

func (l *Load) replaceIfOutdone(ctx context.Context, held uint32) error {
	whole := l.publisher.Replace.Kind == ingest.Snapshot
	var outdone bool
	err := l.Conn.QueryRow(ctx, outdoneSQL, append(l.parameters(), clickhouse.Named("held", stagingTable(held)),
		clickhouse.Named("whole", whole))...).Scan(&outdone)
	switch {
	case isCode(err, unknownTable): // it can only be discarded
	case err != nil:
		return err
	case !outdone:
		return nil
	}
	if err := l.refuse(ctx, held, fmt.Sprintf("replaced by load %d", l.id)); err != nil {
		return err
	}
	return l.takeAway(ctx, `DROP TABLE IF EXISTS {database:Identifier}.{table:Identifier} SYNC`, clickhouse.Named("table", stagingTable(held)))
}

// refuse ends a held load without publishing it.
func (l *Load) refuse(ctx context.Context, held uint32, why string) error {
	return l.takeAway(ctx, discardSQL, clickhouse.Named("at", l.timestamp()), clickhouse.Named("held", held), clickhouse.Named("why", why))
}
