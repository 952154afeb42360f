package engine_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"redress/deploy/engine"
)

// TestErrorsQuoteNoData makes the engine fail over rows and literals in every
// call that a connection has: no error tells them, and each has its code.
func TestErrorsQuoteNoData(t *testing.T) {
	config := own(t)
	config.Listen = freeAddress(t)
	embedded := open(t, config)
	served := open(t, engine.Config{DSN: "http://" + config.Listen + "?debug=true"})
	const secret = "Jane Roe of Elm Street"
	for name, conn := range map[string]driver.Conn{"embedded": embedded.Conn, "server": served.Conn, "embedded read only": embedded.ReadOnly()} {
		writes := !strings.Contains(name, "read")
		f := func(call string, want int32, err error) {
			t.Helper()
			if err == nil {
				t.Errorf("%s: %s = nil, want an error", name, call)
				return
			}
			text := fmt.Sprintf("%v %+v", err, err)
			if exception, ok := errors.AsType[*clickhouse.Exception](err); ok {
				text += fmt.Sprintf(" %+v", *exception)
			}
			if answer, ok := errors.AsType[*clickhouse.HTTPError](err); ok {
				text += fmt.Sprintf(" %+v %v", *answer, answer.Err)
			}
			for word := range strings.FieldsSeq("Jane Roe Elm") {
				if strings.Contains(text, word) {
					t.Errorf("%s: %s tells %q: %s", name, call, word, text)
					break
				}
			}
			if code(err) != want {
				t.Errorf("%s: %s = %v, want code %d", name, call, err, want)
			}
		}
		ctx, s := t.Context(), clickhouse.Named("s", secret)
		var n uint64
		f("QueryRow", 6, conn.QueryRow(ctx, "SELECT toUInt64({s:String})", s).Scan(&n))
		f("QueryRow scope", 47, conn.QueryRow(ctx, "SELECT count() FROM numbers(3) WHERE nothing = {s:String}", s).Scan(&n))
		f("QueryRow syntax", 62, conn.QueryRow(ctx, "SELECT '"+secret+"' FROM WHERE '"+secret+"'").Scan(&n))
		f("QueryRow parameter", 457, conn.QueryRow(ctx, "SELECT {s:UInt64}", s).Scan(&n))
		f("QueryRow throw", 395, conn.QueryRow(ctx, "SELECT throwIf(1, '"+secret+"')").Scan(&n))
		f("Query", 6, read(ctx, conn, "SELECT toUInt64(if(number = 400000, {s:String}, '1')) FROM numbers(500000)", s))
		f("Select", 6, conn.Select(ctx, &[]struct{ N uint64 }{}, "SELECT toUInt64({s:String}) AS N", s))
		f("Exec", 6, conn.Exec(ctx, "SELECT toUInt64({s:String})", s))
		f("Row.ScanStruct", 6, conn.QueryRow(ctx, "SELECT toUInt64({s:String}) AS N", s).ScanStruct(&struct{ N uint64 }{}))
		f("QueryFormat", 6, readFormat(ctx, conn, "SELECT toUInt64('"+secret+"')"))
		f("QueryFormat stream", 6, readFormat(ctx, conn, "SELECT toUInt64(if(number = 4000000, '"+secret+"', '1')) FROM numbers(5000000)"))
		f("Scan", 0, conn.QueryRow(ctx, "SELECT {s:String}", s).Scan(&n))
		if !writes {
			continue
		}
		table := "facts_" + name
		if err := conn.Exec(ctx, "CREATE TABLE "+table+" (s String, n UInt8 DEFAULT 1, CONSTRAINT plain CHECK s = '') ENGINE = MergeTree ORDER BY tuple()"); err != nil {
			t.Fatal(err)
		}
		f("Exec insert", 469, conn.Exec(ctx, "INSERT INTO "+table+" (s) SELECT {s:String}", s))
		f("InsertFormat", 469, conn.InsertFormat(ctx, "CSV", "INSERT INTO "+table+" (s)", strings.NewReader("\""+secret+"\"\n")))
		f("InsertFormat parse", 117, conn.InsertFormat(ctx, "CSV", "INSERT INTO "+table+" (n)", strings.NewReader("1\n1 "+secret+"\n")))
		batch, err := conn.PrepareBatch(ctx, "INSERT INTO "+table+" (s)")
		if err != nil {
			t.Fatal(err)
		}
		if err := batch.Append(secret); err != nil {
			t.Fatal(err)
		}
		f("Batch.Send", 469, batch.Send())
		err = conn.Exec(ctx, "INSERT INTO "+table+" (s) SELECT {s:String}", s)
		if !strings.Contains(err.Error(), "Constraint `plain`") || !strings.Contains(err.Error(), "VIOLATED_CONSTRAINT") {
			t.Errorf("%s: %v, want the constraint and the name of the code", name, err)
		}
	}
}

func read(ctx context.Context, conn driver.Conn, query string, args ...any) error {
	rows, err := conn.Query(ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func readFormat(ctx context.Context, conn driver.Conn, query string) error {
	output, err := conn.QueryFormat(ctx, "CSV", query)
	if err != nil {
		return err
	}
	defer output.Close()
	_, err = io.Copy(io.Discard, output)
	return err
}
