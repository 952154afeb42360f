package engine

import (
	"context"
	"errors"
	"io"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"
)

// A conn is a connection whose errors quote no data. Everything that a driver
// returns an error from passes here.
type conn struct{ driver.Conn }

// openConn opens a connection of the options.
func openConn(options *clickhouse.Options) (driver.Conn, error) {
	opened, err := clickhouse.Open(options)
	if err != nil {
		return nil, withoutData(err)
	}
	return conn{opened}, nil
}

func (c conn) ServerVersion() (*driver.ServerVersion, error) {
	version, err := c.Conn.ServerVersion()
	return version, withoutData(err)
}

func (c conn) Select(ctx context.Context, dest any, query string, args ...any) error {
	return withoutData(c.Conn.Select(ctx, dest, query, args...))
}

func (c conn) Query(ctx context.Context, query string, args ...any) (driver.Rows, error) {
	found, err := c.Conn.Query(ctx, query, args...)
	if err != nil {
		return nil, withoutData(err)
	}
	return rows{found}, nil
}

func (c conn) QueryRow(ctx context.Context, query string, args ...any) driver.Row {
	return row{c.Conn.QueryRow(ctx, query, args...)}
}

func (c conn) PrepareBatch(ctx context.Context, query string, options ...driver.PrepareBatchOption) (driver.Batch, error) {
	prepared, err := c.Conn.PrepareBatch(ctx, query, options...)
	if err != nil {
		return nil, withoutData(err)
	}
	return batch{prepared}, nil
}

func (c conn) Exec(ctx context.Context, query string, args ...any) error {
	return withoutData(c.Conn.Exec(ctx, query, args...))
}

func (c conn) QueryFormat(ctx context.Context, format, query string, args ...any) (io.ReadCloser, error) {
	output, err := c.Conn.QueryFormat(ctx, format, query, args...)
	if err != nil {
		return nil, withoutData(err)
	}
	return formatted{output}, nil
}

func (c conn) InsertFormat(ctx context.Context, format, query string, data io.Reader) error {
	return withoutData(c.Conn.InsertFormat(ctx, format, query, data))
}

func (c conn) AsyncInsert(ctx context.Context, query string, wait bool, args ...any) error {
	//nolint:staticcheck // whoever calls it decides that; its errors must not escape
	return withoutData(c.Conn.AsyncInsert(ctx, query, wait, args...))
}

func (c conn) Ping(ctx context.Context) error { return withoutData(c.Conn.Ping(ctx)) }
func (c conn) Close() error                   { return withoutData(c.Conn.Close()) }

// rows are the rows of a query.
type rows struct{ driver.Rows }

func (r rows) Scan(dest ...any) error    { return withoutData(r.Rows.Scan(dest...)) }
func (r rows) ScanStruct(dest any) error { return withoutData(r.Rows.ScanStruct(dest)) }
func (r rows) Totals(dest ...any) error  { return withoutData(r.Rows.Totals(dest...)) }
func (r rows) Close() error              { return withoutData(r.Rows.Close()) }
func (r rows) Err() error                { return withoutData(r.Rows.Err()) }

// row is the one row of a query.
type row struct{ driver.Row }

func (r row) Err() error                { return withoutData(r.Row.Err()) }
func (r row) Scan(dest ...any) error    { return withoutData(r.Row.Scan(dest...)) }
func (r row) ScanStruct(dest any) error { return withoutData(r.Row.ScanStruct(dest)) }

// batch is an insert.
type batch struct{ driver.Batch }

func (b batch) Abort() error                    { return withoutData(b.Batch.Abort()) }
func (b batch) Append(v ...any) error           { return withoutData(b.Batch.Append(v...)) }
func (b batch) AppendStruct(v any) error        { return withoutData(b.Batch.AppendStruct(v)) }
func (b batch) Column(n int) driver.BatchColumn { return batchColumn{b.Batch.Column(n)} }
func (b batch) Flush() error                    { return withoutData(b.Batch.Flush()) }
func (b batch) Send() error                     { return withoutData(b.Batch.Send()) }
func (b batch) Close() error                    { return withoutData(b.Batch.Close()) }

// batchColumn is a column of an insert.
type batchColumn struct{ driver.BatchColumn }

func (c batchColumn) Append(v any) error    { return withoutData(c.BatchColumn.Append(v)) }
func (c batchColumn) AppendRow(v any) error { return withoutData(c.BatchColumn.AppendRow(v)) }

// formatted is output in a format.
type formatted struct{ io.ReadCloser }

func (f formatted) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	if errors.Is(err, io.EOF) { // readers compare it by ==
		return n, err
	}
	return n, withoutData(err)
}

func (f formatted) Close() error { return withoutData(f.ReadCloser.Close()) }
