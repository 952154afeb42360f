package tabular

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"testing"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress"
)

// FuzzParquet damages Parquet files: nothing but an error that says so may come
// of it, nor more memory than a few pages take.
func FuzzParquet(f *testing.F) {
	for _, codec := range []compress.Codec{&parquet.Uncompressed, &parquet.Snappy, &parquet.Gzip, &parquet.Zstd, &parquet.Lz4Raw, &parquet.Brotli} {
		for _, version := range []int{1, 2} {
			f.Add([]byte(nestedFile(f, 20, 7, parquet.Compression(codec), parquet.DataPageVersion(version))))
		}
	}
	deltas := parquet.Group{"x": parquet.Encoded(parquet.String(), &parquet.DeltaByteArray), "y": parquet.Decimal(2, 9, parquet.Int32Type)}
	f.Add([]byte(parquetOf(f, deltas, []parquet.Row{{parquet.ByteArrayValue([]byte("ab")).Level(0, 0, 0), parquet.Int32Value(5).Level(0, 0, 1)}}, 0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 1<<16 {
			return
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r := NewReader(bytes.NewReader(data), Format{Kind: Parquet, MaxRecordBytes: 1 << 16})
		line := 0
		for n := 0; n < 100000; n++ {
			record, err := r.Next()
			var syntax *SyntaxError
			if errors.As(err, &syntax) {
				record.Line = syntax.Line
			} else if err != nil {
				if err.Error() != "EOF" && !errors.Is(err, ErrNotText) {
					t.Fatalf("Next: %v", err)
				}
				break
			}
			if record.Line != line+1 {
				t.Fatalf("Next = line %d after line %d", record.Line, line)
			}
			line = record.Line
			for _, field := range record.Fields {
				if line > 1 && !utf8.ValidString(field) {
					t.Fatalf("Next at line %d: a field is not UTF-8", line)
				}
			}
		}
		runtime.ReadMemStats(&after)
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 2<<30 {
			t.Fatalf("reading %d bytes allocated %d MiB", len(data), grown>>20)
		}
	})
}

// FuzzThrift checks that the walk over a description ends, within it.
func FuzzThrift(f *testing.F) {
	whole := nestedFile(f, 5, 5)
	size := binary.LittleEndian.Uint32([]byte(whole[len(whole)-8:]))
	f.Add([]byte(whole[len(whole)-8-int(size) : len(whole)-8]))
	f.Add([]byte(whole[4:300]))
	f.Fuzz(func(t *testing.T, data []byte) {
		c := &compactReader{text: data, items: mostFooterItems}
		if err := c.structure(0, nil); err != nil && !errors.Is(err, errThrift) || c.at > len(data) {
			t.Fatalf("structure: %v, at %d of %d", err, c.at, len(data))
		}
		c = &compactReader{text: data, items: 1 << 16}
		if page, err := c.pageHeader(); err == nil && page.packed < 0 && c.at > len(data) {
			t.Fatalf("pageHeader = %+v", page)
		}
	})
}
