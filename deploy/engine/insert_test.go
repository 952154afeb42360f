package engine_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"redress/deploy/engine"
	"redress/deploy/engine/enginetest"
)

// A fact has every type of column that the program uses.
type fact struct {
	Name     string           `ch:"name"`
	Code     string           `ch:"code"`
	Maybe    *string          `ch:"maybe"`
	Tags     []string         `ch:"tags"`
	ID       string           `ch:"id"`
	Opened   time.Time        `ch:"opened"`
	Closed   *time.Time       `ch:"closed"`
	Instant  *time.Time       `ch:"instant"`
	Amount   *decimal.Decimal `ch:"amount"`
	Version  uint64           `ch:"version"`
	Status   string           `ch:"status"`
	Entered  []*time.Time     `ch:"entered"`
	Rating   *uint8           `ch:"rating"`
	Duration int32            `ch:"duration"`
}

const factTable = `CREATE TABLE facts (
	name String, code LowCardinality(String), maybe LowCardinality(Nullable(String)),
	tags Array(LowCardinality(String)), id FixedString(16), opened Date, closed Nullable(Date),
	instant Nullable(DateTime64(3, 'UTC')), amount Nullable(Decimal(18, 2)), version UInt64,
	status Enum8('open' = 1, 'closed' = 2), entered Array(Nullable(Date)), rating Nullable(UInt8), duration Int32
) ENGINE = MergeTree ORDER BY version`

func day(year, month, date int) *time.Time {
	t := time.Date(year, time.Month(month), date, 0, 0, 0, 0, time.UTC)
	return &t
}

// TestBatchOfEveryType inserts rows at the edges of every type and reads the
// same ones back.
func TestBatchOfEveryType(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, factTable)
	text, empty, rating := "a'\\\n\t😀", "", uint8(5)
	instant := time.Date(2026, 2, 28, 23, 59, 59, 123e6, time.UTC)
	amount := decimal.RequireFromString("-9999999999999999.99")
	want := []fact{
		{Name: text, Code: "x", Maybe: &text, Tags: []string{"b", "", text, "b"}, ID: "\x00\x01\xff\n\t'\\abcdefghi", Opened: *day(1970, 1, 1),
			Closed: day(2149, 6, 6), Instant: &instant, Amount: &amount, Version: 0, Status: "open",
			Entered: []*time.Time{day(2026, 1, 1), nil, day(2024, 2, 29)}, Rating: &rating, Duration: -1},
		{Maybe: &empty, Tags: []string{}, ID: strings.Repeat("\x00", 16), Opened: *day(2026, 12, 31), Version: 1<<64 - 1, Status: "closed", Entered: []*time.Time{}},
	}
	batch, err := db.PrepareBatch(t.Context(), "INSERT INTO facts")
	if err != nil {
		t.Fatalf("PrepareBatch() = %v", err)
	}
	for i := range want {
		if err := batch.AppendStruct(&want[i]); err != nil {
			t.Fatalf("AppendStruct() = %v", err)
		}
	}
	if err := batch.Send(); err != nil {
		t.Fatalf("Send() = %v", err)
	}
	var got []fact
	if err := db.Select(t.Context(), &got, "SELECT * FROM facts ORDER BY version"); err != nil {
		t.Fatalf("Select() = %v", err)
	}
	if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b decimal.Decimal) bool { return a.Equal(b) })); diff != "" {
		t.Errorf("rows came back changed (-want +got):\n%s", diff)
	}
}

// TestBatchesSideBySide inserts from several goroutines, a hundred thousand rows
// each.
func TestBatchesSideBySide(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64, s LowCardinality(String)) ENGINE = MergeTree ORDER BY n")
	failed := make(chan error, 4)
	for worker := range 4 {
		go func() { failed <- insert(t, db, worker*100_000, 100_000) }()
	}
	for range 4 {
		if err := <-failed; err != nil {
			t.Errorf("insert() = %v", err)
		}
	}
	if n, sum := number(t, db, "SELECT uniqExact(n) FROM facts"), number(t, db, "SELECT sum(n) FROM facts"); n != 400_000 || sum != 79999800000 {
		t.Errorf("rows, sum = %d, %d, want 400000, 79999800000", n, sum)
	}
}

// insert sends one batch of rows with the numbers from first on.
func insert(t testing.TB, db *engine.DB, first, rows int) error {
	batch, err := db.PrepareBatch(t.Context(), "INSERT INTO facts (n, s)")
	if err != nil {
		return err
	}
	for i := range rows {
		if err := batch.Append(uint64(first+i), fmt.Sprint(i%100)); err != nil {
			return err
		}
	}
	return batch.Send()
}

// TestBadInserts are refused whole and name the cause.
func TestBadInserts(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64, CONSTRAINT small CHECK n < 10) ENGINE = MergeTree ORDER BY n")
	batch, err := db.PrepareBatch(t.Context(), "INSERT INTO facts")
	if err != nil {
		t.Fatalf("PrepareBatch() = %v", err)
	}
	for _, n := range []uint64{1, 2, 11} {
		if err := batch.Append(n); err != nil {
			t.Fatalf("Append() = %v", err)
		}
	}
	if err := batch.Send(); code(err) != 469 {
		t.Errorf("Send() = %v, want code 469", err)
	}
	if err := db.InsertFormat(t.Context(), "CSV", "INSERT INTO facts", strings.NewReader("1\nx\n")); code(err) == 0 {
		t.Errorf("InsertFormat(broken CSV) = %v, want an exception", err)
	}
	if n := number(t, db, "SELECT count() FROM facts"); n != 0 {
		t.Errorf("rows = %d after refused inserts, want 0", n)
	}
	if err := db.InsertFormat(t.Context(), "CSV", "INSERT INTO facts", strings.NewReader("1\n2\n")); err != nil {
		t.Errorf("InsertFormat() = %v", err)
	}
	run(t, db, "INSERT INTO facts FORMAT CSV\n3\n4\n")
	run(t, db, "INSERT INTO facts SELECT n + 4 FROM facts")
	if n := number(t, db, "SELECT sum(n) FROM facts"); n != 36 {
		t.Errorf("sum = %d, want 36", n)
	}
}

// TestBrokenBody sends the data of an insert from a source that fails half way:
// none of it may count.
func TestBrokenBody(t *testing.T) {
	db := enginetest.Open(t)
	run(t, db, "CREATE TABLE facts (n UInt64) ENGINE = MergeTree ORDER BY n")
	var rows bytes.Buffer
	for i := range 100_000 {
		fmt.Fprintln(&rows, i)
	}
	if err := db.InsertFormat(t.Context(), "CSV", "INSERT INTO facts", &failing{rows.Bytes()}); !errors.Is(err, errSource) {
		t.Errorf("InsertFormat() = %v, want the error of the source", err)
	} else if errors.Is(err, engine.ErrLost) {
		t.Errorf("InsertFormat() = %v, want no ErrLost: the engine is well", err)
	}
	eventually(t, 5*time.Second, "the insert has ended", func() bool { return running(t, db, "INSERT INTO facts") == 0 })
	if n := number(t, db, "SELECT count() FROM facts"); n != 0 {
		t.Errorf("rows = %d after a broken insert, want 0", n)
	}
}

var errSource = errors.New("the source broke")

// failing is a reader that fails where it should end.
type failing struct{ left []byte }

func (f *failing) Read(p []byte) (int, error) {
	if len(f.left) == 0 {
		return 0, errSource
	}
	n := copy(p, f.left)
	f.left = f.left[n:]
	return n, nil
}
