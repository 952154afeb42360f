package engine_test

import (
	"testing"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"redress/deploy/engine/enginetest"
)

// hostile are the strings that went wrong in one version or another.
var hostile = []string{
	"", "a", `\`, `\\`, `\n`, "\n", "\t", "\r", "\r\n", "\x00", "a\x00b", "'", "''", `"`, "`", `\'`, `\N`, `NULL`,
	"😀", "中文", "é", "a,b", "[1,2]", "{x:String}", "%", "%41", "+", "a b", "&param_x=1", "#", "--", ";", "\u2028", "\b\f\v\a",
}

// TestParametersRoundTrip sends every hostile string as a parameter and reads
// the same one back, alone, in an array, and beside NULL.
func TestParametersRoundTrip(t *testing.T) {
	db := enginetest.Open(t)
	for _, want := range hostile {
		var got string
		row := db.QueryRow(t.Context(), "SELECT {s:String}", clickhouse.Named("s", want))
		if err := row.Scan(&got); err != nil {
			t.Errorf("String %q: Scan() = %v", want, err)
		} else if got != want {
			t.Errorf("String %q came back as %q", want, got)
		}
		var nullable *string
		row = db.QueryRow(t.Context(), "SELECT {s:Nullable(String)}", clickhouse.Named("s", want))
		if err := row.Scan(&nullable); err != nil {
			t.Errorf("Nullable(String) %q: Scan() = %v", want, err)
		} else if nullable == nil || *nullable != want {
			t.Errorf("Nullable(String) %q came back as %v", want, nullable)
		}
	}
	var got []string
	row := db.QueryRow(t.Context(), "SELECT {a:Array(String)}", clickhouse.Named("a", hostile))
	if err := row.Scan(&got); err != nil {
		t.Fatalf("Array(String): Scan() = %v", err)
	}
	if diff := cmp.Diff(hostile, got); diff != "" {
		t.Errorf("Array(String) came back changed (-want +got):\n%s", diff)
	}
}

// TestAnyStringRoundTrips is the same for any text.
func TestAnyStringRoundTrips(t *testing.T) {
	db := enginetest.Open(t)
	rapid.Check(t, func(rt *rapid.T) {
		want := rapid.String().Draw(rt, "s")
		list := rapid.SliceOfN(rapid.String(), 0, 4).Draw(rt, "a")
		var got string
		var gotList []string
		row := db.QueryRow(t.Context(), "SELECT {s:String}, {a:Array(String)}", clickhouse.Named("s", want), clickhouse.Named("a", list))
		if err := row.Scan(&got, &gotList); err != nil {
			rt.Fatalf("Scan() = %v", err)
		}
		if got != want || len(gotList) != len(list) {
			rt.Fatalf("%q, %q came back as %q, %q", want, list, got, gotList)
		}
		for i := range list {
			if gotList[i] != list[i] {
				rt.Fatalf("%q came back as %q", list, gotList)
			}
		}
	})
}

// TestParameterTypes sends the other types that queries of the program use.
func TestParameterTypes(t *testing.T) {
	db := enginetest.Open(t)
	day := time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)
	instant := time.Date(2026, 2, 28, 23, 59, 59, 123e6, time.UTC)
	var (
		gotDay                    time.Time
		gotInstant                time.Time
		gotNull, gotNullDay       *string
		gotFixed, gotName         string
		gotNumber                 uint64
		gotBoolean                bool
		gotNumbers                []uint32
		gotEmpty, gotEmptyStrings []string
	)
	row := db.QueryRow(t.Context(), `
		SELECT {day:Date}, {instant:DateTime64(3, 'UTC')}, {null:Nullable(String)}, toString({nullday:Nullable(Date)}),
			{fixed:FixedString(16)}, {table:String}, {n:UInt64}, {b:Bool}, {numbers:Array(UInt32)}, {empty:Array(String)}, {empties:Array(String)}`,
		clickhouse.Named("day", "2026-02-28"), clickhouse.DateNamed("instant", instant, clickhouse.MilliSeconds),
		clickhouse.Named("null", nil), clickhouse.Named("nullday", nil),
		clickhouse.Named("fixed", "0123456789abcde\\"), clickhouse.Named("table", "x"),
		clickhouse.Named("n", uint64(1<<63)), clickhouse.Named("b", true), clickhouse.Named("numbers", []uint32{1, 2}),
		clickhouse.Named("empty", []string{}), clickhouse.Named("empties", []string{"", ""}))
	if err := row.Scan(&gotDay, &gotInstant, &gotNull, &gotNullDay, &gotFixed, &gotName, &gotNumber, &gotBoolean, &gotNumbers, &gotEmpty, &gotEmptyStrings); err != nil {
		t.Fatalf("Scan() = %v", err)
	}
	if !gotDay.Equal(day) || !gotInstant.Equal(instant) {
		t.Errorf("Date, DateTime64 = %v, %v, want %v, %v", gotDay, gotInstant, day, instant)
	}
	if gotNull != nil || gotNullDay != nil {
		t.Errorf("NULLs = %v, %v, want nil, nil", gotNull, gotNullDay)
	}
	if gotFixed != `0123456789abcde\` || gotNumber != 1<<63 || !gotBoolean {
		t.Errorf("FixedString, UInt64, Bool = %q, %d, %t, want %q, %d, true", gotFixed, gotNumber, gotBoolean, `0123456789abcde\`, uint64(1<<63))
	}
	if diff := cmp.Diff([]uint32{1, 2}, gotNumbers); diff != "" {
		t.Errorf("Array(UInt32) (-want +got):\n%s", diff)
	}
	if len(gotEmpty) != 0 || len(gotEmptyStrings) != 2 {
		t.Errorf("arrays of 0 and 2 empty strings came back with %d and %d", len(gotEmpty), len(gotEmptyStrings))
	}
}

// TestIdentifierParameter addresses a database by parameter, as releases do.
func TestIdentifierParameter(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	run(t, db, "INSERT INTO facts VALUES (41), (42)")
	var n uint64
	row := db.QueryRow(t.Context(), "SELECT max(n) FROM {db:Identifier}.facts", clickhouse.Named("db", db.Database))
	if err := row.Scan(&n); err != nil || n != 42 {
		t.Errorf("max(n) = %d, %v, want 42, nil", n, err)
	}
}
