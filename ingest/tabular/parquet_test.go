package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/deprecated"
)

// parquetOf makes a file of rows, given as values by column.
func parquetOf(t testing.TB, root parquet.Group, rows []parquet.Row, perGroup int, options ...parquet.WriterOption) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewWriter(&b, append(options, parquet.NewSchema("table", root))...)
	for i, row := range rows {
		if perGroup > 0 && i > 0 && i%perGroup == 0 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := w.WriteRows([]parquet.Row{row}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// one is a row of one required value.
func one(v parquet.Value) parquet.Row { return parquet.Row{v.Level(0, 0, 0)} }

// some is a row of one optional value.
func some(v parquet.Value) parquet.Row { return parquet.Row{v.Level(0, 1, 0)} }

func TestParquetTypes(t *testing.T) {
	f := func(node parquet.Node, value parquet.Value, want string) {
		t.Helper()
		input := parquetOf(t, parquet.Group{"x": node}, []parquet.Row{one(value)}, 0)
		all, err := text(input, Format{})
		if diff := cmp.Diff([]got{good(1, "x"), good(2, want)}, all); diff != "" || err != nil {
			t.Errorf("%s: %v (-want +got):\n%s", node, err, diff)
		}
		input = parquetOf(t, parquet.Group{"x": parquet.Optional(node)}, []parquet.Row{some(value), {parquet.NullValue().Level(0, 0, 0)}}, 0)
		all, err = text(input, Format{Kind: Parquet})
		if diff := cmp.Diff([]got{good(1, "x"), good(2, want), good(3, "")}, all); diff != "" || err != nil {
			t.Errorf("optional %s: %v (-want +got):\n%s", node, err, diff)
		}
	}
	at := time.Date(2025, 7, 13, 9, 45, 37, 123456789, time.UTC)
	day := int32(at.Unix() / 86400)
	text := func(s string) parquet.Value { return parquet.ByteArrayValue([]byte(s)) }
	f(parquet.String(), text("投诉 \n x"), "投诉 \n x")
	f(parquet.Enum(), text("open"), "open")
	f(parquet.JSON(), text(`{"a":1}`), `{"a":1}`)
	f(parquet.Leaf(parquet.ByteArrayType), text("plain"), "plain")
	f(parquet.Leaf(parquet.FixedLenByteArrayType(2)), parquet.FixedLenByteArrayValue([]byte{1, 0xFF}), "01ff")
	f(parquet.UUID(), parquet.FixedLenByteArrayValue([]byte("0123456789abcdef")), "30313233-3435-3637-3839-616263646566")
	f(parquet.Leaf(parquet.BooleanType), parquet.BooleanValue(true), "true")
	f(parquet.Int(32), parquet.Int32Value(-7), "-7")
	f(parquet.Int(64), parquet.Int64Value(123456789012345678), "123456789012345678")
	f(parquet.Uint(64), parquet.Int64Value(-1), "18446744073709551615")
	f(parquet.Uint(32), parquet.Int32Value(-1), "4294967295")
	f(parquet.Int(8), parquet.Int32Value(-1), "-1")
	f(parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(13812345678), "13812345678")
	f(parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(1e-7), "0.0000001")
	f(parquet.Leaf(parquet.DoubleType), parquet.DoubleValue(nan()), "")
	f(parquet.Leaf(parquet.FloatType), parquet.FloatValue(0.1), "0.1")
	f(parquet.Date(), parquet.Int32Value(day), "2025-07-13")
	f(parquet.Date(), parquet.Int32Value(-1), "1969-12-31")
	f(parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(at.UnixMilli()), "2025-07-13T09:45:37.123Z")
	f(parquet.Timestamp(parquet.Microsecond), parquet.Int64Value(at.UnixMicro()), "2025-07-13T09:45:37.123456Z")
	f(parquet.Timestamp(parquet.Nanosecond), parquet.Int64Value(at.UnixNano()), "2025-07-13T09:45:37.123456789Z")
	f(parquet.TimestampAdjusted(parquet.Millisecond, false), parquet.Int64Value(at.Unix()*1000), "2025-07-13 09:45:37")
	f(parquet.Timestamp(parquet.Millisecond), parquet.Int64Value(-1), "1969-12-31T23:59:59.999Z")
	f(parquet.Time(parquet.Millisecond), parquet.Int32Value(35137000), "09:45:37")
	f(parquet.Time(parquet.Microsecond), parquet.Int64Value(35137000500), "09:45:37.0005")
	f(parquet.Leaf(parquet.Int96Type), parquet.Int96Value(deprecated.Int96{35137000000000 & 0xFFFFFFFF, 35137000000000 >> 32, uint32(day + 2440588)}),
		"2025-07-13 09:45:37")
	f(parquet.Decimal(2, 9, parquet.Int32Type), parquet.Int32Value(-5), "-0.05")
	f(parquet.Decimal(2, 18, parquet.Int64Type), parquet.Int64Value(123450), "1234.50")
	f(parquet.Decimal(0, 18, parquet.Int64Type), parquet.Int64Value(7), "7")
	f(parquet.Decimal(3, 38, parquet.FixedLenByteArrayType(16)), parquet.FixedLenByteArrayValue(append(bytes.Repeat([]byte{0xFF}, 15), 0x85)), "-0.123")
}

// nan is no number.
func nan() float64 { zero := 0.0; return zero / zero }

// A complaintRow has what nested files have.
type complaintRow struct {
	ID      int64             `parquet:"id"`
	Company string            `parquet:"company,dict,optional"`
	Source  sourceRow         `parquet:"source"`
	Tags    []string          `parquet:"tags,list"`
	Old     []int32           `parquet:"old"`
	Steps   []stepRow         `parquet:"steps,list"`
	Extra   map[string]string `parquet:"extra"`
	Amount  *float64          `parquet:"amount,optional"`
}

type sourceRow struct {
	State  string    `parquet:"state"`
	Opened time.Time `parquet:"opened,timestamp(millisecond)"`
}

type stepRow struct {
	Name string `parquet:"name"`
	Day  int32  `parquet:"day,date"`
}

func nestedRow(i int) complaintRow {
	amount := 1.5
	row := complaintRow{ID: int64(i), Company: fmt.Sprint("商家", i%3), Source: sourceRow{"SP", time.UnixMilli(1752399937000).UTC()},
		Tags: []string{"a", "b"}, Old: []int32{1, 2, 3}, Steps: []stepRow{{"seller", 1}, {"platform", 2}}, Extra: map[string]string{"k": "v"}}
	if i%2 == 0 {
		row.Amount, row.Tags, row.Old, row.Steps, row.Extra, row.Company = &amount, nil, nil, nil, nil, ""
	}
	return row
}

// nestedFile makes a file of n rows in several row groups.
func nestedFile(t testing.TB, n, perGroup int, options ...parquet.WriterOption) string {
	t.Helper()
	var b bytes.Buffer
	w := parquet.NewGenericWriter[complaintRow](&b, options...)
	for i := range n {
		if i > 0 && i%perGroup == 0 {
			if err := w.Flush(); err != nil {
				t.Fatal(err)
			}
		}
		must(w.Write([]complaintRow{nestedRow(i)}))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestParquetNested(t *testing.T) {
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Brotli, &parquet.Zstd, &parquet.Lz4Raw} {
		for _, version := range []int{1, 2} {
			input := nestedFile(t, 500, 70, parquet.Compression(codec), parquet.DataPageVersion(version), parquet.PageBufferSize(512))
			all, err := text(input, Format{})
			slow, slowErr := drip(input, Format{})
			if err != nil || slowErr != nil || len(all) != 501 {
				t.Fatalf("%s, pages v%d: Next = %d records, %v, byte by byte %v", codec, version, len(all), err, slowErr)
			}
			if diff := cmp.Diff(all, slow); diff != "" {
				t.Errorf("%s, pages v%d (-at once +byte by byte):\n%s", codec, version, diff)
			}
			want := []got{
				good(1, "id", "company", "source.state", "source.opened", "tags", "old", "steps.name", "steps.day", "extra.key_value.key",
					"extra.key_value.value", "amount"),
				good(2, "0", "", "SP", "2025-07-13T09:45:37Z", "", "", "", "", "", "", "1.5"),
				good(3, "1", "商家1", "SP", "2025-07-13T09:45:37Z", "a\nb", "1\n2\n3", "seller\nplatform", "1970-01-02\n1970-01-03", "k", "v", ""),
			}
			if diff := cmp.Diff(want, all[:3]); diff != "" {
				t.Errorf("%s, pages v%d (-want +got):\n%s", codec, version, diff)
			}
			for i, one := range all[1:] {
				if one.Line != i+2 || one.Fields[0] != fmt.Sprint(i) || len(one.Fields) != len(all[0].Fields) {
					t.Fatalf("%s, pages v%d: record %d = line %d, %v", codec, version, i, one.Line, one.Fields)
				}
			}
		}
	}
}

func TestParquetBadRecords(t *testing.T) {
	root := parquet.Group{"x": parquet.String()}
	var rows []parquet.Row
	for _, s := range []string{"a", "b\xff", "c\x00", strings.Repeat("x", 200), "d"} {
		rows = append(rows, one(parquet.ByteArrayValue([]byte(s))))
	}
	all, err := text(parquetOf(t, root, rows, 2), Format{MaxRecordBytes: 100})
	want := []got{good(1, "x"), good(2, "a"), bad(3, BadEncoding, 1), bad(4, BadEncoding, 1), bad(5, TooLong, 1), good(6, "d")}
	if diff := cmp.Diff(want, all); diff != "" || err != nil {
		t.Errorf("Next: %v (-want +got):\n%s", err, diff)
	}
	empty, err := text(parquetOf(t, root, nil, 0), Format{})
	if diff := cmp.Diff([]got{good(1, "x")}, empty); diff != "" || err != nil {
		t.Errorf("Next of no rows: %v (-want +got):\n%s", err, diff)
	}
}

// TestParquetEncodings reads the encodings that are made of differences.
func TestParquetEncodings(t *testing.T) {
	for _, encoded := range []parquet.Node{parquet.Encoded(parquet.String(), &parquet.DeltaByteArray),
		parquet.Encoded(parquet.String(), &parquet.DeltaLengthByteArray), parquet.Encoded(parquet.String(), &parquet.RLEDictionary)} {
		var rows []parquet.Row
		for i := range 1000 {
			rows = append(rows, some(parquet.ByteArrayValue([]byte(fmt.Sprintf("https://example.org/%d", i)))))
		}
		for _, version := range []int{1, 2} {
			input := parquetOf(t, parquet.Group{"x": parquet.Optional(encoded)}, rows, 0, parquet.Compression(&parquet.Snappy), parquet.DataPageVersion(version))
			all, err := text(input, Format{})
			if err != nil || len(all) != 1001 || all[1000].Fields[0] != "https://example.org/999" {
				t.Errorf("%s, pages v%d: Next = %d records, %v", encoded.Encoding(), version, len(all), err)
			}
		}
	}
}

// TestParquetRefused checks that damage is one sentence without a value.
func TestParquetRefused(t *testing.T) {
	whole := nestedFile(t, 300, 100, parquet.Compression(&parquet.Snappy))
	f := func(name, input string, format Format, want string) {
		t.Helper()
		_, err := text(input, format)
		if !errors.Is(err, ErrNotText) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "商家") {
			t.Errorf("%s: Next = %v, want ErrNotText about %s", name, err, want)
		}
	}
	f("cut", whole[:len(whole)-1], Format{}, "damaged, cut")
	f("cut in the middle", whole[:len(whole)/2], Format{}, "damaged, cut")
	f("magic only", "PAR1", Format{}, "damaged, cut")
	f("text", "a;b\n", Format{Kind: Parquet}, "correct file: kind")
	f("long footer", "PAR1"+strings.Repeat("x", 20)+"\xff\xff\xff\xffPAR1", Format{}, "damaged, cut")
	f("encrypted", "PARE"+strings.Repeat("x", 20)+"\x04\x00\x00\x00PARE", Format{}, "encrypted")
}

// TestParquetPrefixBomb makes a page that unfolds to far more than it is.
func TestParquetPrefixBomb(t *testing.T) {
	long := strings.Repeat("x", 1<<18)
	var rows []parquet.Row
	for i := range 300 {
		rows = append(rows, one(parquet.ByteArrayValue([]byte(long+fmt.Sprint(i)))))
	}
	input := parquetOf(t, parquet.Group{"x": parquet.Encoded(parquet.String(), &parquet.DeltaByteArray)}, rows, 0, parquet.PageBufferSize(1<<30))
	rows = nil
	grown := heapGrowth(func() {
		if _, err := NewReader(strings.NewReader(input), Format{}).second(); !errors.Is(err, errPageSize) {
			t.Errorf("Next = %v, want %v", err, errPageSize)
		}
	})
	if grown > 64<<20 {
		t.Errorf("heap grew by %d MiB, want at most 64", grown>>20)
	}
}

// second returns the record behind the header.
func (r *Reader) second() (Record, error) {
	if _, err := r.Next(); err != nil {
		return Record{}, err
	}
	return r.Next()
}

// TestSpool checks that what is beyond the bound is on disk and reads the same.
func TestSpool(t *testing.T) {
	for _, limit := range []int{1, 10, 1000} {
		s := &spool{limit: limit}
		for _, part := range []string{"abc", "", "defghij", "klmnop"} {
			must(s.Write([]byte(part)))
		}
		whole := must(io.ReadAll(io.NewSectionReader(s, 0, s.size)))
		if string(whole) != "abcdefghijklmnop" || (s.file != nil) != (limit < 16) {
			t.Errorf("spool of %d bytes = %q, on disk: %t", limit, whole, s.file != nil)
		}
		piece := make([]byte, 3)
		if _, err := s.ReadAt(piece, 4); err != nil || string(piece) != "efg" {
			t.Errorf("ReadAt(4) = %q, %v, want efg", piece, err)
		}
		s.close()
	}
}
