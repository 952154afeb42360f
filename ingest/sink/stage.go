package sink

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/ingest"
	"redress/ingest/complaint"
)

// A stager writes blocks of complaints to the staging table. One goroutine
// sends a block while the other is filled; a failed send ends the load at the
// next one.
type stager struct {
	conn    driver.Conn
	lease   *lease // nil where there is none
	insert  string // the statement
	filling *block
	spare   *block     // empty, or on its way
	sent    chan error // of the block on its way; nil when none is
}

func newStager(conn driver.Conn, lease *lease, database, table string) *stager {
	s := &stager{conn: conn, lease: lease, filling: newBlock(), spare: newBlock()}
	s.insert = insertStatement(database, table, s.filling)
	return s
}

// insertStatement names the block's columns: the table may have others.
func insertStatement(database, table string, b *block) string {
	columns := b.columns()
	names := make([]string, len(columns))
	for i, column := range columns {
		names[i] = column.name
	}
	return "INSERT INTO " + quoted(database) + "." + quoted(table) + " (" + strings.Join(names, ", ") + ")"
}

// add stages one complaint.
func (s *stager) add(ctx context.Context, c *complaint.Complaint, at place) error {
	if s.filling.full() {
		if err := s.send(ctx); err != nil {
			return err
		}
	}
	s.filling.add(c, at)
	return nil
}

// send waits for the block on its way and sends the one being filled. A load
// whose turn was taken over reads no further.
func (s *stager) send(ctx context.Context) error {
	if err := s.wait(); err != nil {
		return err
	}
	if s.lease.taken() {
		return ErrFenced
	}
	full := s.filling
	s.filling, s.spare = s.spare, full
	s.filling.reset()
	s.sent = make(chan error, 1)
	go func(done chan<- error) { done <- s.write(ctx, full) }(s.sent)
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

func (s *stager) write(ctx context.Context, b *block) error {
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{
		"async_insert": 0, "max_partitions_per_insert_block": 0,
	}))
	err := s.conn.InsertFormat(ctx, "Native", s.insert, b.native())
	switch {
	case errors.Is(err, clickhouse.ErrFormatNativeUnsupported):
		return errors.New("a load speaks ClickHouse's HTTP interface: name the server as http://HOST:8123 or https://HOST:8443")
	case err != nil:
		return fmt.Errorf("stage: %w", s.lease.explain(ctx, err))
	}
	return nil
}

// quoted is an identifier in backquotes, where a statement takes no parameters.
func quoted(identifier string) string { return "`" + identifier + "`" }

// OpenFile begins the next file.
func (l *Load) OpenFile(context.Context, string) error {
	if l.file >= maxFile {
		return fmt.Errorf("a load holds at most %d files; load the rest in a second load", maxFile)
	}
	l.file++
	l.line = 0
	return nil
}

// Accept stages a complaint of the open file. Where several stand in one line,
// as in JSON without line ends, they are told apart by counting on.
func (l *Load) Accept(ctx context.Context, c *complaint.Complaint) error {
	l.line = max(uint32(c.Line), l.line+1)
	return l.staging.add(ctx, c, place{loadID: l.id, file: l.file, line: l.line})
}

// inPart is the column of a rejected row, behind the sheet or the record where line
// and column alone would not say which row it is.
func inPart(row *ingest.RowError) string {
	switch {
	case row.Sheet != "":
		return row.Sheet + "!" + row.Column
	case row.Record > 0:
		return fmt.Sprintf("record %d!%s", row.Record, row.Column)
	}
	return row.Column
}

// Reject records a rejected row of the open file.
func (l *Load) Reject(ctx context.Context, row *ingest.RowError) error {
	l.rejects = append(l.rejects, reject{file: l.file, line: uint32(row.Line), column: inPart(row), reason: row.Reason})
	if len(l.rejects) < blockRows {
		return nil
	}
	return l.writeRejects(ctx)
}
