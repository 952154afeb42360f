package tabular

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/parquet-go/parquet-go"
)

// A repeated reader yields head, then text again and again up to a size, then
// tail.
func repeated(head, text string, size int, tail string) io.Reader {
	return io.MultiReader(strings.NewReader(head), &endless{text: strings.Repeat(text, 1+32000/len(text)), left: size / len(text) * len(text)},
		strings.NewReader(tail))
}

// TestObjectsMemoryBounded reads 32 MiB of the worst JSON and looks at the heap.
func TestObjectsMemoryBounded(t *testing.T) {
	const size, limit = 32 << 20, 16 << 20
	f := func(name string, src io.Reader, kind Kind) {
		t.Helper()
		r := NewReader(src, Format{Kind: kind, MaxRecordBytes: 1 << 20})
		n := 0
		grown := heapGrowth(func() {
			for {
				if _, err := r.Next(); r.fatal != nil {
					break
				} else if err == nil {
					n++
				}
			}
		})
		if grown > limit || len(r.window.buf) > limit {
			t.Errorf("%s: heap grew by %d KiB, buffer of %d KiB, want at most %d", name, grown>>10, len(r.window.buf)>>10, limit>>10)
		}
	}
	f("a line without end", repeated(`{"a":"`, "x", size, ""), NDJSON)
	f("blank lines", repeated("", "\n", size, ""), NDJSON)
	f("spaces", repeated(`{"a":1}`+"\n", " ", size, ""), NDJSON)
	f("brackets", repeated(`{"a":`, "[", size, ""), NDJSON)
	f("a string without end", repeated(`[{"a":"`, "x", size, ""), JSON)
	f("escapes without end", repeated(`[{"a":"`, `\"`, size, ""), JSON)
	f("a quote without its like", repeated("[\n{\"a\":\"", "x\n", size, ""), JSON)
	f("spaces in front", repeated("", " ", size, "[]"), JSON)
	f("spaces inside", repeated("[", "\n", size, "]"), JSON)
	f("commas", repeated(`[{"a":1}`, ",", size, "]"), JSON)
	f("spaces in an array", repeated(`{"a":[`, " ", size, "]}"), JSON)
	f("spaces behind", repeated(`[{"a":1}]`, " ", size, ""), JSON)
	f("a value passed over", repeated(`{"a":[1`, ",1", size, `],"b":[{"c":1}]}`), JSON)
	f("a text passed over", repeated(`{"a":"`, "x", size, `","b":[{"c":1}]}`), JSON)
	f("a key without end", repeated(`{"`, "x", size, ""), JSON)
	f("objects without end", repeated(`{`, `"a":{`, size, ""), JSON)
	f("keys without end", repeated(`[{"a":1}`, `,{"b":1,"c":{"d":[2]}}`, size, "]"), JSON)
	f("brackets closed", repeated(`[`, `]`, size, ""), JSON)
}

// TestLongLinesAreLinear reads input on which a reader that looks twice at what
// it has seen would not end within the test's time.
func TestLongLinesAreLinear(t *testing.T) {
	f := func(name string, src io.Reader, format Format) {
		t.Helper()
		begun := time.Now()
		r := NewReader(src, format)
		for r.fatal == nil {
			_, _ = r.Next()
		}
		if took := time.Since(begun); took > 20*time.Second {
			t.Errorf("%s took %s", name, took)
		}
	}
	const size = 8 << 20
	f("escapes", repeated(`{"a":"`, `\"`, size, "\"}\n"), Format{Kind: NDJSON})
	f("array of texts", repeated(`{"a":["x"`, `,"x"`, size, "]}\n"), Format{Kind: NDJSON})
	f("array of objects", repeated(`{"a":[{}`, `,{"k":"x"}`, size, "]}\n"), Format{Kind: NDJSON})
	f("empty keys", repeated(`{"a":1`, `,"":1`, size, "}\n"), Format{Kind: NDJSON})
	f("elements with a missing quote", repeated("[", "{\"a\":\"x},\n", size, "]"), Format{Kind: JSON})
	f("strings of elements", repeated("[1", `,"`, size, "]"), Format{Kind: JSON})
	var keys strings.Builder
	for i := range 1 << 19 {
		fmt.Fprintf(&keys, `,"%d":1`, i)
	}
	f("many keys", strings.NewReader(`{"a":1`+keys.String()+"}\n"), Format{Kind: NDJSON})
}

// TestWorkbookMemoryBounded reads a sheet of 200 MiB with shared strings beyond
// what is kept in memory.
func TestWorkbookMemoryBounded(t *testing.T) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range map[string]string{
		"_rels/.rels":     `<a><Relationship Id="r" Type="/officeDocument" Target="xl/workbook.xml"/></a>`,
		"xl/workbook.xml": `<workbook><sheets><sheet name="A" id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<a><Relationship Id="rId1" Type="/worksheet" Target="sheet.xml"/>` +
			`<Relationship Id="rId2" Type="/sharedStrings" Target="strings.xml"/></a>`,
	} {
		must(must(w.Create(name)).Write([]byte(content)))
	}
	part := must(w.Create("xl/strings.xml"))
	must(part.Write([]byte("<sst>")))
	const count = 50000
	for i := range count {
		must(fmt.Fprintf(part, "<si><t>%d %s</t></si>", i, strings.Repeat(string(rune('a'+i%26)), 900+i*7919%100)))
	}
	must(part.Write([]byte("</sst>")))
	part = must(w.Create("xl/sheet.xml"))
	must(part.Write([]byte("<sheetData>")))
	for i := range count {
		must(fmt.Fprintf(part, `<row><c t="s"><v>%d</v></c><c t="str"><v>%s</v></c></row>`, i*7919%count, strings.Repeat("x", 400+i*31%300)))
	}
	must(part.Write([]byte("</sheetData>")))
	check(t, w.Close())
	r := NewReader(&b, Format{})
	rows := 0
	grown := heapGrowth(func() {
		for {
			record, err := r.Next()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("%d ", rows*7919%count); !strings.HasPrefix(record.Fields[0], want) {
				t.Fatalf("row %d = %.10q, want %q", record.Line, record.Fields[0], want)
			}
			rows++
		}
	})
	if rows != count || grown > 128<<20 || r.kept != nil {
		t.Errorf("read %d rows, heap grew by %d MiB, %d spools left; want %d, at most 128, none", rows, grown>>20, len(r.kept), count)
	}
}

// TestParquetMemoryBounded reads several row groups and looks at the heap.
func TestParquetMemoryBounded(t *testing.T) {
	var b bytes.Buffer
	w := parquet.NewGenericWriter[complaintRow](&b, parquet.Compression(&parquet.Zstd))
	rows := make([]complaintRow, 5000)
	const groups = 40
	for g := range groups {
		for i := range rows {
			rows[i] = nestedRow(g*len(rows) + i)
			rows[i].Source.State = strings.Repeat(string(rune('a'+i%26)), 500)
		}
		must(w.Write(rows))
		check(t, w.Flush())
	}
	check(t, w.Close())
	r := NewReader(&b, Format{})
	n := 0
	grown := heapGrowth(func() {
		for {
			if _, err := r.Next(); err == io.EOF {
				return
			} else if err != nil {
				t.Fatal(err)
			}
			n++
		}
	})
	if n != groups*len(rows)+1 || grown > 96<<20 {
		t.Errorf("read %d rows, heap grew by %d MiB, want %d, at most 96", n-1, grown>>20, groups*len(rows))
	}
}
