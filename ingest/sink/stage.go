package sink

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A stager writes blocks of complaints to the staging table. One goroutine
// sends a block while the next is filled; a failed send ends the load at the
// next one.
type stager struct {
	conn            driver.Conn
	database, table string
	filling         *block
	sent            chan error // of the block on its way; nil when none is
}

func newStager(conn driver.Conn, database, table string) *stager {
	return &stager{conn: conn, database: database, table: table, filling: newBlock()}
}

// add stages one complaint.
func (s *stager) add(ctx context.Context, c *complaint.Complaint, at place) error {
	s.filling.add(c, at)
	if s.filling.rows < blockRows {
		return nil
	}
	return s.send(ctx)
}

// send waits for the block on its way and sends the one being filled.
func (s *stager) send(ctx context.Context) error {
	if err := s.wait(); err != nil {
		return err
	}
	full := s.filling
	s.filling = newBlock()
	s.sent = make(chan error, 1)
	go func(done chan<- error) { done <- insert(ctx, s.conn, s.database, s.table, full) }(s.sent)
	return nil
}

// wait waits for the block on its way.
func (s *stager) wait() error {
	if s.sent == nil {
		return nil
	}
	err := <-s.sent
	s.sent = nil
	return err
}

// flush sends what is left and waits until everything is stored.
func (s *stager) flush(ctx context.Context) error {
	if s.filling.rows > 0 {
		if err := s.send(ctx); err != nil {
			return err
		}
	}
	return s.wait()
}

func insert(ctx context.Context, conn driver.Conn, database, table string, b *block) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"async_insert": 0, "max_partitions_per_insert_block": 0,
	}))
	batch, err := conn.PrepareBatch(ctx, "INSERT INTO "+quoted(database)+"."+quoted(table))
	if err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	defer batch.Close()
	for i, column := range batch.Columns() {
		values := b.column(column.Name())
		if values == nil {
			return fmt.Errorf("stage: the table has a column %s that no complaint fills", column.Name())
		}
		if err := batch.Column(i).Append(values); err != nil {
			return fmt.Errorf("stage column %s: %w", column.Name(), err)
		}
	}
	if err := batch.Send(); err != nil {
		return fmt.Errorf("stage: %w", err)
	}
	return nil
}

// quoted is an identifier in backquotes: PrepareBatch takes no parameters.
func quoted(identifier string) string { return "`" + identifier + "`" }

// OpenFile begins the next file.
func (l *Load) OpenFile(context.Context, string) error {
	if l.file >= maxFile {
		return fmt.Errorf("a load holds at most %d files; load the rest in a second load", maxFile)
	}
	l.file++
	return nil
}

// Accept stages a complaint of the open file.
func (l *Load) Accept(ctx context.Context, c *complaint.Complaint) error {
	return l.staging.add(ctx, c, place{loadID: l.id, file: l.file})
}

// Reject records a rejected row of the open file.
func (l *Load) Reject(ctx context.Context, row *ingest.RowError) error {
	l.rejects = append(l.rejects, reject{file: l.file, line: uint32(row.Line), column: row.Column, reason: row.Reason})
	if len(l.rejects) < blockRows {
		return nil
	}
	return l.writeRejects(ctx)
}
