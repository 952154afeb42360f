package engine

import (
	"github.com/ClickHouse/clickhouse-go/v2/lib/column"
	"github.com/ClickHouse/clickhouse-go/v2/lib/proto"
)

// addColumn adds a column with one value to a block.
func addColumn(block *proto.Block, name, kind string, value any) error {
	if err := block.AddColumn(name, column.Type(kind)); err != nil {
		return err
	}
	return block.Columns[len(block.Columns)-1].AppendRow(value)
}
