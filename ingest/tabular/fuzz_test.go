package tabular

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// A meter counts the bytes that were read through it.
type meter struct {
	src  io.Reader
	read int
}

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.src.Read(p)
	m.read += n
	return n, err
}

// formatOf makes a format from one fuzzed byte.
func formatOf(choice byte) Format {
	return Format{
		Kind:           CSV,
		Encodings:      []string{"utf-8"},
		Delimiter:      []byte{0, ',', ';', '\t'}[choice&3],
		Quoting:        []Quoting{Detect, Quoted, Unquoted, Quoted}[choice>>2&3],
		MaxRecordBytes: []int{0, 8, 40, 0}[choice>>4&3],
	}
}

func addSeeds(f *testing.F) {
	for _, seed := range []string{
		"", "\n", "\r\n\r\n", "a,b\nc,d\n", "a;b\r\nc;d", "\xEF\xBB\xBFa\tb\n", "\"a\nb\",c\nd,e", "\"a\"\"b\",c\r\n",
		"1,\"a\n2,b\n3,\"c\"\n", "a,\"b\n", "a,b\"c\nd,e\n", "\"a\"b,c\nd", "a,\xc3", "a,\xff\nb,c", "a\rb,\"c\"\r",
		"0123456789,\"\n\",0\nx", "a,b,c\nd,\"e,f\ng,h,i\n", "\xff\xfea\x00;\x00b\x00\n\x00", "a,\x00\n", "\"\"\n\"\"", "a|b\n\"c|d\"|e",
	} {
		for _, choice := range []byte{0, 5, 6, 9, 21, 22, 37} {
			f.Add([]byte(seed), choice)
		}
	}
}

// FuzzReader checks what holds for every input: lines grow, every byte belongs
// to exactly one record (or blank line), an unquoted record is its line, and
// small reads change nothing.
func FuzzReader(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, choice byte) {
		if len(data) >= sampleBytes || namesDelimiter(data) {
			return
		}
		if body := bytes.TrimSuffix(data, []byte("\r")); !bytes.Contains(data, []byte("\n")) && bytes.Contains(body, []byte("\r")) {
			data = bytes.ReplaceAll(data, []byte("\r"), []byte("\n")) // an old Mac's file reads as if it had these
		}
		source := &meter{src: bytes.NewReader(data)}
		r := NewReader(source, formatOf(choice))
		_, start := byteOrderMark(data)
		line := 0
		for {
			record, err := r.Next()
			var syntax *SyntaxError
			switch {
			case err == io.EOF:
				if start = skipBlank(data, start); r.Encoding() == "utf-8" && start != len(data) {
					t.Fatalf("Next = EOF after %d of %d bytes", start, len(data))
				}
				compareSlow(t, data, choice)
				return
			case errors.As(err, &syntax):
				record.Line = syntax.Line
			case err != nil:
				if !errors.Is(err, ErrNotText) {
					t.Fatalf("Next = %v, want a record, a syntax error or ErrNotText", err)
				}
				return
			}
			if record.Line <= line {
				t.Fatalf("Next: line %d after line %d", record.Line, line)
			}
			line = record.Line
			if r.Encoding() != "utf-8" {
				continue
			}
			start = skipBlank(data, start)
			end := source.read - len(r.window.view())
			span := data[start:end]
			if want := bytes.Count(data[:start], []byte{'\n'}) + 1; line != want {
				t.Fatalf("Next: line %d, want %d", line, want)
			}
			if len(span) == 0 || end < len(data) && data[end-1] != '\n' {
				t.Fatalf("Next at line %d took %q, want whole lines", line, span)
			}
			if syntax != nil && syntax.Lines != countLines(span) {
				t.Fatalf("Next at line %d gave up %d lines, want %d", line, syntax.Lines, countLines(span))
			}
			if syntax == nil && r.Quoting() == Unquoted {
				want := string(dropReturn(bytes.TrimSuffix(span, []byte{'\n'})))
				if have := strings.Join(record.Fields, string(rune(r.Delimiter()))); have != want {
					t.Fatalf("Next at line %d = %q, want %q", line, have, want)
				}
			}
			start = end
		}
	})
}

// namesDelimiter reports whether data may begin with Excel's first line sep=,
// which is no record.
func namesDelimiter(data []byte) bool {
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	return bytes.HasPrefix(bytes.ToLower(bytes.TrimLeft(data, `"`)), []byte("sep="))
}

// skipBlank returns the place behind the blank lines at start.
func skipBlank(data []byte, start int) int {
	for {
		switch rest := data[start:]; {
		case bytes.HasPrefix(rest, []byte("\n")):
			start++
		case bytes.HasPrefix(rest, []byte("\r\n")):
			start += 2
		case string(rest) == "\r":
			start++
		default:
			return start
		}
	}
}

// compareSlow reads data once more, byte by byte.
func compareSlow(t *testing.T, data []byte, choice byte) {
	t.Helper()
	fast, _ := readAll(bytes.NewReader(data), formatOf(choice))
	slow, _ := readAll(iotest.OneByteReader(bytes.NewReader(data)), formatOf(choice))
	if diff := cmp.Diff(fast, slow); diff != "" {
		t.Fatalf("Next byte by byte (-at once +byte by byte):\n%s", diff)
	}
}

// FuzzQuoted checks quoted reading against encoding/csv, where that reads the
// input without an error and changes no line ends, and against itself: records
// written quoted are read as they were.
func FuzzQuoted(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, choice byte) {
		format := Format{Kind: CSV, Delimiter: []byte{',', ';', '\t', '|'}[choice&3], Quoting: Quoted}
		if namesDelimiter(data) {
			return
		}
		have, err := readAll(bytes.NewReader(data), format)
		if err != nil {
			return
		}
		var written strings.Builder
		var records [][]string
		for _, one := range have {
			if one.Kind == "" {
				writeQuoted(&written, one.Fields, format.Delimiter)
				records = append(records, one.Fields)
			}
		}
		again, err := readAll(strings.NewReader(written.String()), format)
		if diff := cmp.Diff(records, fieldsOf(again)); diff != "" || err != nil {
			t.Fatalf("Next over its own records: %v (-want +got):\n%s", err, diff)
		}
		_, mark := byteOrderMark(data)
		if !utf8.Valid(data) || bytes.ContainsAny(data, "\r\x00") || mark > 0 {
			return
		}
		oracle := csv.NewReader(bytes.NewReader(data))
		oracle.Comma, oracle.FieldsPerRecord = rune(format.Delimiter), -1
		if want, err := oracle.ReadAll(); err == nil {
			if diff := cmp.Diff(want, records); diff != "" || len(records) != len(have) {
				t.Fatalf("Next over %q (-encoding/csv +got):\n%s", data, diff)
			}
		} else if len(records) == len(have) {
			t.Fatalf("Next over %q has no bad record, encoding/csv says %v", data, err)
		}
	})
}

// fieldsOf returns the good records' fields.
func fieldsOf(all []got) [][]string {
	var fields [][]string
	for _, one := range all {
		if one.Kind == "" {
			fields = append(fields, one.Fields)
		}
	}
	return fields
}

// writeQuoted writes a record with every field in quotes.
func writeQuoted(to *strings.Builder, fields []string, delimiter byte) {
	for i, field := range fields {
		if i > 0 {
			to.WriteByte(delimiter)
		}
		to.WriteString(`"` + strings.ReplaceAll(field, `"`, `""`) + `"`)
	}
	to.WriteByte('\n')
}

// FuzzEncodings checks that no bytes in no encoding stop the reader or move a
// line number back.
func FuzzEncodings(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, data []byte, choice byte) {
		names := Encodings()
		format := Format{Encodings: []string{"utf-8", names[int(choice)%len(names)], names[int(choice/16)%len(names)]}, Kind: CSV}
		if choice&7 == 0 {
			format = Format{Country: []string{"", "CN", "TW", "BR"}[choice>>3&3]}
		}
		all, err := readAll(bytes.NewReader(data), format)
		if err != nil && !errors.Is(err, ErrNotText) && !errors.Is(err, ErrEncoding) && !errors.Is(err, ErrNoTable) {
			t.Fatalf("Next: %v", err)
		}
		line := -1
		for _, one := range all {
			if one.Line < line || one.Line == line && format.Kind == CSV {
				t.Fatalf("Next: line %d after line %d", one.Line, line)
			}
			line = one.Line
			for _, field := range one.Fields {
				if !utf8.ValidString(field) {
					t.Fatalf("Next at line %d: a field is not UTF-8", line)
				}
			}
		}
	})
}
