package tabular

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// A got is one answer of Next: a record or a syntax error.
type got struct {
	Line   int
	Fields []string
	Kind   Fault
	Lines  int
}

func good(line int, fields ...string) got     { return got{Line: line, Fields: fields} }
func bad(line int, kind Fault, lines int) got { return got{Line: line, Kind: kind, Lines: lines} }
func text(s string, f Format) ([]got, error)  { return readAll(strings.NewReader(s), f) }
func drip(s string, f Format) ([]got, error) {
	return readAll(iotest.OneByteReader(strings.NewReader(s)), f)
}
func readAll(r io.Reader, f Format) ([]got, error) { return collect(NewReader(r, f)) }

// collect reads to the end; io.EOF is no error.
func collect(r *Reader) ([]got, error) {
	var all []got
	for {
		record, err := r.Next()
		var syntax *SyntaxError
		switch {
		case err == nil:
			all = append(all, good(record.Line, append([]string(nil), record.Fields...)...))
		case errors.As(err, &syntax):
			all = append(all, bad(syntax.Line, syntax.Kind, syntax.Lines))
		case errors.Is(err, io.EOF) && err == io.EOF:
			return all, nil
		default:
			return all, err
		}
	}
}

func TestNext(t *testing.T) {
	f := func(in string, format Format, want ...got) {
		t.Helper()
		for name, read := range map[string]func(string, Format) ([]got, error){"at once": text, "byte by byte": drip} {
			have, err := read(in, format)
			if err != nil {
				t.Errorf("Next over %q %s: %v", in, name, err)
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("Next over %q %s (-want +got):\n%s", in, name, diff)
			}
		}
	}
	plain := Format{Delimiter: ';', Quoting: Unquoted}
	f("", plain)
	f("\n\r\n\n", plain)
	f("a;b", plain, good(1, "a", "b"))
	f("a;b\n", plain, good(1, "a", "b"))
	f("a;b\r\n\r\n\nc;d\r\n", plain, good(1, "a", "b"), good(4, "c", "d"))
	f("a;;\n;\n", plain, good(1, "a", "", ""), good(2, "", ""))
	f("a;\"b\n\";c\n", plain, good(1, "a", "\"b"), good(2, "\"", "c"))
	f("a\rb;c\x1a\r\r\nd\r", plain, good(1, "a\rb", "c\x1a\r"), good(2, "d"))
	f("\xEF\xBB\xBFa;b\n", plain, good(1, "a", "b"))
	f(" \n", plain, good(1, " "))

	quoted := Format{Delimiter: ',', Quoting: Quoted}
	f("", quoted)
	f("a,b\n", quoted, good(1, "a", "b"))
	f(`"a","b"`, quoted, good(1, "a", "b"))
	f("\"a\",b\r\n\"c\"\r\nd\r\n", quoted, good(1, "a", "b"), good(2, "c"), good(3, "d"))
	f("x,\"\"\n\"\"\n", quoted, good(1, "x", ""), good(2, ""))
	f("\"a\n\r\nb\",c\nd,e\n", quoted, good(1, "a\n\r\nb", "c"), good(4, "d", "e"))
	f("\"say \"\"hi\"\"\",\"\"\"\",x\n", quoted, good(1, `say "hi"`, `"`, "x"))
	f("\"a\rb\",c\rd\r\n", quoted, good(1, "a\rb", "c\rd"))
	f("\"a,b\",\r\n", quoted, good(1, "a,b", ""))
	f("\"a\",b\r", quoted, good(1, "a", "b"))
	f("\"a\"\r", quoted, good(1, "a"))
	f("\xEF\xBB\xBF\"a\",b\n", quoted, good(1, "a", "b"))
}

func TestNextBadRecord(t *testing.T) {
	f := func(in string, format Format, want ...got) {
		t.Helper()
		for name, read := range map[string]func(string, Format) ([]got, error){"at once": text, "byte by byte": drip} {
			have, err := read(in, format)
			if err != nil {
				t.Errorf("Next over %q %s: %v", in, name, err)
			}
			if diff := cmp.Diff(want, have); diff != "" {
				t.Errorf("Next over %q %s (-want +got):\n%s", in, name, diff)
			}
		}
	}
	quoted := Format{Delimiter: ',', Quoting: Quoted, MaxRecordBytes: 20}
	f("a,b\"c\nd,e\n", quoted, bad(1, BadQuoting, 1), good(2, "d", "e"))
	f("a, \"b\"\nd,e\n", quoted, bad(1, BadQuoting, 1), good(2, "d", "e"))
	f("\"a\"b,c\nd,e\n", quoted, bad(1, BadQuoting, 1), good(2, "d", "e"))
	f("\"a\"\rb,c\nd,e\n", quoted, bad(1, BadQuoting, 1), good(2, "d", "e"))
	f("\"a\"b", quoted, bad(1, BadQuoting, 1))
	// A stray quote costs its own line, not those up to the next quote.
	f("1,\"a\n2,b\n3,\"c\"\n", quoted, bad(1, BadQuoting, 1), good(2, "2", "b"), good(3, "3", "c"))
	f("1,\"a\n2,b\n3,c\n4,d\n5,e\n6,f\n", quoted, bad(1, TooLong, 1), good(2, "2", "b"), good(3, "3", "c"),
		good(4, "4", "d"), good(5, "5", "e"), good(6, "6", "f"))
	f("a,b\nc,\"d\ne\n\nf", quoted, good(1, "a", "b"), bad(2, Truncated, 4))
	f("a,b,c\nd,\"e,f\ng,h,i\nj,k", Format{Delimiter: ',', Quoting: Quoted}, good(1, "a", "b", "c"),
		bad(2, BadQuoting, 1), good(3, "g", "h", "i"), good(4, "j", "k"))
	f("a,b,c\nd,\"e,f\ng, well, h, i\nj,k", Format{Delimiter: ',', Quoting: Quoted}, good(1, "a", "b", "c"),
		bad(2, Truncated, 3))
	f("a,\"", quoted, bad(1, Truncated, 1))
	f("a,\"b\"\"", quoted, bad(1, Truncated, 1))
	f("a,\"b\n", quoted, bad(1, Truncated, 1))
	f("01234567890123456789\n0123456789012345678901\nb\n", quoted,
		good(1, "01234567890123456789"), bad(2, TooLong, 1), good(3, "b"))
	f("01234567890123456789\r\nb", quoted, good(1, "01234567890123456789"), good(2, "b"))
	f("\"0123456789\n01234567890\"\nb\n", quoted, bad(1, TooLong, 1), bad(2, BadQuoting, 1), good(3, "b"))
	f("\"0123456\n890123456\",\nb\n", quoted, good(1, "0123456\n890123456", ""), good(3, "b"))
	f("\"0123456\n890123456\",x\r\nb\n", quoted, bad(1, TooLong, 1), bad(2, BadQuoting, 1), good(3, "b"))
	f(strings.Repeat("x", 50)+"\nb", quoted, bad(1, TooLong, 1), good(2, "b"))
	f(strings.Repeat("x", 50), quoted, bad(1, TooLong, 1))

	plain := Format{Delimiter: ';', Quoting: Unquoted, Encodings: []string{"utf-8"}}
	f("a;b\nc;\xff\nd\n", plain, good(1, "a", "b"), bad(2, BadEncoding, 1), good(3, "d"))
	f("a;b\nc;é", plain, good(1, "a", "b"), good(2, "c", "é"))
	f("a;b\nc;\xc3", plain, good(1, "a", "b"), bad(2, Truncated, 1))
	f("a;b\nc;\xc3\n", plain, good(1, "a", "b"), bad(2, BadEncoding, 1))
	f("\"a\nb\xff\",c\nd,e\n", Format{Delimiter: ',', Quoting: Quoted, Encodings: []string{"utf-8"}}, bad(1, BadEncoding, 2), good(3, "d", "e"))
}
