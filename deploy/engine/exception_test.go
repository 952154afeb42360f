package engine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/ClickHouse/clickhouse-go/v2"
)

// TestFixedPart cuts messages as ClickHouse 26.7 and older ones write them.
func TestFixedPart(t *testing.T) {
	f := func(code int32, message, name, want string) {
		t.Helper()
		gotName, got := fixedPart(code, message)
		if gotName != name || got != want {
			t.Errorf("fixedPart(%d, %q) = %q, %q, want %q, %q", code, message, gotName, got, name, want)
		}
	}
	f(469, "Constraint `plain` for table redress.history (2f5c1a) is violated at row 1. Expression: (narrative IS NULL). Column values: narrative = 'Jane Roe'. (VIOLATED_CONSTRAINT) (version 26.7.2.1 (official build))",
		"VIOLATED_CONSTRAINT", "Constraint `plain` for table redress.history (VIOLATED_CONSTRAINT)")
	f(469, "DB::Exception: Constraint `plain` for table redress.history (2f5c1a) is violated at row 1. Column values: narrative = 'Jane Roe'",
		"", "Constraint `plain` for table redress.history")
	f(27, "Cannot parse input: expected '\\t' before: 'Jane Roe\\n': (at row 1)\n\nRow 1:\nColumn 0,   name: a, type: UInt8, parsed text: \"Jane\": (CANNOT_PARSE_INPUT_ASSERTION_FAILED)",
		"CANNOT_PARSE_INPUT_ASSERTION_FAILED", withheld+" (CANNOT_PARSE_INPUT_ASSERTION_FAILED)")
	f(53, "Cannot convert string Jane to type UInt64: while executing 'FUNCTION equals'. (TYPE_MISMATCH)", "TYPE_MISMATCH", withheld+" (TYPE_MISMATCH)")
	f(457, "Value Jane cannot be parsed as Date for query parameter 'd' because it isn't parsed completely. (BAD_QUERY_PARAMETER)",
		"BAD_QUERY_PARAMETER", withheld+" (BAD_QUERY_PARAMETER)")
	f(47, "Unknown expression identifier `naration` in scope SELECT naration FROM t WHERE name = 'Jane'. (UNKNOWN_IDENTIFIER)",
		"UNKNOWN_IDENTIFIER", "Unknown expression identifier `naration` (UNKNOWN_IDENTIFIER)")
	f(47, "Unknown identifier `Jane Roe` is here", "", "Unknown identifier `?` is here")
	f(62, "Syntax error: failed at position 10 (Jane): Jane Roe. Expected one of: x (SYNTAX_ERROR)", "SYNTAX_ERROR", "Syntax error (SYNTAX_ERROR)")
	f(43, "Illegal type Nullable(String) of argument", "", "Illegal type Nullable")
	f(36, "Number 52998224725 is not good", "", "Number")
	f(49, "The text José says", "", "The text Jos")
	f(60, "Table redress.lease_3 does not exist. Maybe you meant redress.lease_4?. (UNKNOWN_TABLE)", "UNKNOWN_TABLE",
		"Table redress.lease_3 does not exist. Maybe you meant redress.lease_4? (UNKNOWN_TABLE)")
	f(241, "(total) memory limit exceeded: would use 1.00 GiB, maximum: 512.00 MiB: While executing 'x'. (MEMORY_LIMIT_EXCEEDED)", "MEMORY_LIMIT_EXCEEDED",
		"(total) memory limit exceeded: would use 1.00 GiB, maximum: 512.00 MiB (MEMORY_LIMIT_EXCEEDED)")
	f(469, strings.Repeat("x", 9<<10)+" (JANE)", "", strings.Repeat("x", 9<<10))
}

// TestWithoutData takes errors as both protocols of the driver return them: what
// is left says what went wrong, answers for what it was, and quotes nothing.
func TestWithoutData(t *testing.T) {
	const secret = "Jane"
	native := &clickhouse.Exception{Code: 469, Name: "DB::Exception", Message: "Constraint `plain` for table a.b is violated at row 1. Column values: s = 'Jane'",
		StackTrace: "0. Jane", Nested: []clickhouse.Exception{{Code: 27, Message: "Cannot parse Jane"}}}
	page := &clickhouse.HTTPError{StatusCode: 502, Err: fmt.Errorf("response body: %q", "<p>Jane</p>")}
	f := func(err error, want string, code int32, is ...error) {
		t.Helper()
		got := withoutData(err)
		all := fmt.Sprintf("%v %+v", got, got)
		exception, ok := errors.AsType[*clickhouse.Exception](got)
		if ok {
			all += fmt.Sprintf("%+v", *exception)
		}
		if answer, ok := errors.AsType[*clickhouse.HTTPError](got); ok {
			all += fmt.Sprintf("%+v %v", *answer, answer.Err)
		}
		if strings.Contains(all, secret) {
			t.Errorf("withoutData(%v) gives away %q", err, all)
		}
		if got.Error() != want {
			t.Errorf("withoutData(%v) = %q, want %q", err, got, want)
		}
		if ok != (code != 0) || ok && exception.Code != code {
			t.Errorf("withoutData(%v) has the exception %v, want code %d", err, exception, code)
		}
		for _, target := range is {
			if !errors.Is(got, target) {
				t.Errorf("withoutData(%v) is not %v", err, target)
			}
		}
		if again := withoutData(fmt.Errorf("again: %w", got)); strings.Contains(again.Error(), secret) {
			t.Errorf("wrapped again it is %q", again)
		}
	}
	const violated = "code: 469, message: Constraint `plain` for table a.b is violated"
	f(native, violated, 469)
	f(fmt.Errorf("batch: %w", native), violated, 469)
	f(&clickhouse.HTTPError{StatusCode: 500, Err: native}, violated, 469)
	f(errors.Join(native, context.Canceled), violated, 469, context.Canceled)
	f(page, "HTTP status 502, and the answer is none of ClickHouse's", 0)
	f(errors.New("ClickHouse exception: Code: 469. DB::Exception: Constraint is violated at row 1. Column values: s = 'Jane'"),
		"ClickHouse exception: Code: 469. DB::Exception: Constraint is violated", 0)
	f(errors.New(`strconv.ParseUint: parsing "Jane": invalid syntax`), "strconv.ParseUint: parsing …: invalid syntax", 0)
	f(fmt.Errorf("%w: %w", ErrLost, io.ErrUnexpectedEOF), ErrLost.Error()+": unexpected EOF", 0, ErrLost, io.ErrUnexpectedEOF)
	for _, same := range []error{io.EOF, context.DeadlineExceeded, net.ErrClosed, errors.New("the user's own words, and the reader's")} {
		if got := withoutData(same); got != same { //nolint:errorlint // the very same
			t.Errorf("withoutData(%v) = %v, want it unchanged", same, got)
		}
	}
}
