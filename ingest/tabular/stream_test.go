package tabular

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

// TestStreamFault checks that what was read whole before a fault is yielded,
// that a part of a record never is, and that the fault stays.
func TestStreamFault(t *testing.T) {
	broken := io.ErrUnexpectedEOF // what a cut gzip stream says: not an end
	f := func(input string, format Format, records int) {
		t.Helper()
		r := NewReader(io.MultiReader(strings.NewReader(input), iotest.ErrReader(broken)), format)
		all, err := collect(r)
		if len(all) != records || !errors.Is(err, broken) {
			t.Errorf("Next over %.20q… = %d records, %v, want %d, %v", input, len(all), err, records, broken)
		}
		if _, again := r.Next(); !errors.Is(again, err) {
			t.Errorf("Next after a fault = %v, want %v again", again, err)
		}
	}
	for _, format := range []Format{{}, {Delimiter: ',', Quoting: Quoted}, {Delimiter: ',', Quoting: Unquoted},
		{Encodings: []string{"windows-1252"}, Delimiter: ','}} {
		f("", format, 0)
		f("a,b\n", format, 1)
		f("a,b\nc,d", format, 1)
		f(strings.Repeat("a,b\n", 1<<18)+"x", format, 1<<18)
	}
	quoted := Format{Delimiter: ',', Quoting: Quoted}
	f("a,b\n\"c", quoted, 1)
	f("a,b\n\"c\"", quoted, 1)
	f("a,b\n\"c\n\"\r", quoted, 1)
	f("a,b\n\"c\n\",d", quoted, 1)
}

// TestEndStays checks that the end is told again and again.
func TestEndStays(t *testing.T) {
	r := NewReader(strings.NewReader("a\n"), Format{})
	for i, want := range []error{nil, io.EOF, io.EOF} {
		if _, err := r.Next(); !errors.Is(err, want) {
			t.Errorf("call %d of Next = %v, want %v", i+1, err, want)
		}
	}
}

// TestFieldsMayBeKept checks that the strings outlive the next call.
func TestFieldsMayBeKept(t *testing.T) {
	r := NewReader(strings.NewReader("\"a\"\"b\",c\n\"d\"\"e\",f\n"), Format{Delimiter: ',', Quoting: Quoted})
	first := must(r.Next()).Fields[0]
	must(r.Next())
	if first != `a"b` {
		t.Errorf("field after the next call = %q, want %q", first, `a"b`)
	}
}

// An endless reader yields one text for ever, up to a size.
type endless struct {
	text string
	left int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), e.left)], e.text)
	e.left -= n
	return n, nil
}

// TestMemoryBounded reads 64 MiB of the worst input and looks at the heap.
func TestMemoryBounded(t *testing.T) {
	const size, limit = 64 << 20, 8 << 20
	f := func(name, line string, format Format) {
		t.Helper()
		format.MaxRecordBytes = 1 << 20
		r := NewReader(&endless{text: line, left: size}, format)
		var before, now runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		for {
			if _, err := r.Next(); err == io.EOF {
				break
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&now)
		if grown := int64(now.HeapAlloc) - int64(before.HeapAlloc); grown > limit {
			t.Errorf("%s: heap grew by %d bytes, want at most %d", name, grown, limit)
		}
		if kept := len(r.window.buf); kept > limit {
			t.Errorf("%s: buffer of %d bytes, want at most %d", name, kept, limit)
		}
	}
	f("one endless line", strings.Repeat("x", 32000), Format{Delimiter: ',', Quoting: Unquoted})
	f("endless quoted lines", strings.Repeat(strings.Repeat("x", 999)+"\n", 32), Format{Delimiter: ',', Quoting: Quoted})
	f("never a line end", strings.Repeat("\"", 32000), Format{Delimiter: ',', Quoting: Quoted})
	f("gb18030", strings.Repeat("\x81\x30", 16000), Format{Encodings: []string{"gb18030"}, Delimiter: ',', Quoting: Unquoted})
}

// TestStrayQuotesAreLinear reads a few MiB in which every line is given up for
// another. A reader that went on to the next quote or the limit from each of
// them would not end within the test's time.
func TestStrayQuotesAreLinear(t *testing.T) {
	const size = 2 << 20
	f := func(head, unit string) {
		t.Helper()
		input := head + strings.Repeat(unit, size/len(unit))
		all, err := text(input, Format{Delimiter: ',', Quoting: Quoted})
		if err != nil || len(all) == 0 {
			t.Errorf("Next over %q and %q… = %d records, %v, want some and no error", head, unit, len(all), err)
		}
	}
	f("", "a,\"b\n")
	f("a,\"b\n", "c,d\n")
	f("a,b,c\n\"d,e,f\n", "g,h,i\n")
	f("", "\"\"\"\n")
	f("", "\"\"\"\",\"\n")
	f("\"", "\"\"\n")
	f("\"", "\"\"")
	f("\"a\n", "\"\",\"\"\n")
	f("", "\"a\n\n\n\"b\n")
	f("", "\"a\n,\"\"\n,\"\"\n\"b\n")
}
