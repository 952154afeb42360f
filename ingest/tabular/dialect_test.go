package tabular

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDialect(t *testing.T) {
	f := func(input string, format Format, delimiter byte, quoting Quoting) {
		t.Helper()
		r := NewReader(strings.NewReader(input), format)
		if _, err := r.Next(); err != nil {
			t.Errorf("Next over %.40q: %v", input, err)
		}
		if r.Delimiter() != delimiter || r.Quoting() != quoting {
			t.Errorf("Next over %.40q decided on %q %s, want %q %s", input, r.Delimiter(), r.Quoting(), delimiter, quoting)
		}
	}
	f("a,b\n1,2\n", Format{}, ',', Unquoted)
	f("a;b\n1,5;2,5\n3,5;4,5\n", Format{}, ';', Unquoted)
	f("a\tb, c\n1\t2\n", Format{}, '\t', Unquoted)
	f("a|b\n1|2\n", Format{}, '|', Unquoted)
	f("one\ntwo\n", Format{}, ',', Unquoted)
	f("a;b;c\n1,2;3;4\nx;y;z,z", Format{}, ';', Unquoted)
	f("\"a;1\",\"b;2\"\n\"c;3\",\"d;4\"\n", Format{}, ',', Quoted)
	f("a,b\n1,\"2\n3\"\n", Format{}, ',', Quoted)
	f("a;\"b\n\"c;d\n", Format{Delimiter: ';'}, ';', Unquoted)               // text behind a closing quote
	f("a;b\nx;\"y\nz;w\n", Format{Delimiter: ';'}, ';', Unquoted)            // one stray quote
	f("a;b\n\"x\";\"y\nz;w", Format{Delimiter: ';'}, ';', Quoted)            // cut inside a quoted field
	f("a;b\nx;y \"z\" w\n", Format{Delimiter: ';'}, ';', Unquoted)           // bare quotes
	f("a;b\n\"x\";y\n", Format{Quoting: Unquoted}, ';', Unquoted)            // as declared
	f("a;b\nx;y\n", Format{Quoting: Quoted}, ';', Quoted)                    // as declared
	f("a,b\n\"x\",y \"z\"\n", Format{Quoting: Quoted}, ',', Quoted)          // as declared, one bad record
	f("a:b\n\"x:y\":z\n", Format{Delimiter: ':'}, ':', Quoted)               // as declared
	f(strings.Repeat("aa;bb\n", 20000)+"\"c\";d\n", Format{}, ';', Unquoted) // the first quote comes too late
	f(strings.Repeat("aa;\"b,b\"\n", 20000), Format{}, ';', Quoted)
}

func TestFormatValidate(t *testing.T) {
	for _, name := range Encodings() {
		if found, ok := lookup(name); !ok || found.name != name {
			t.Errorf("lookup(%s) = %s, %t, want itself", name, found.name, ok)
		}
	}
	f := func(format Format, want string) {
		t.Helper()
		err := format.Validate()
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Validate(%+v) = %v, want an error about %s", format, err, want)
		}
		if _, err := text("a", format); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Next with %+v = %v, want an error about %s", format, err, want)
		}
	}
	f(Format{Encodings: []string{"utf-8", "ebcdic"}}, `"ebcdic"`)
	f(Format{Delimiter: '"'}, "delimiter")
	f(Format{Delimiter: '\n'}, "delimiter")
	f(Format{Delimiter: 0xA7}, "delimiter")
	f(Format{Quoting: "maybe"}, "maybe")
	f(Format{MaxRecordBytes: -1}, "-1")
	if err := (Format{}).Validate(); err != nil {
		t.Errorf("Validate(Format{}) = %v, want nil", err)
	}
}

// TestSepLine checks the first line by which Excel is told the delimiter.
func TestSepLine(t *testing.T) {
	f := func(input string, format Format, want ...got) {
		t.Helper()
		for _, read := range []func(string, Format) ([]got, error){text, drip} {
			have, err := read(input, format)
			if diff := cmp.Diff(want, have); diff != "" || err != nil {
				t.Errorf("Next over %q: %v (-want +got):\n%s", input, err, diff)
			}
		}
	}
	f("sep=;\r\na,b;c\r\n", Format{}, good(2, "a,b", "c"))
	f("\"sep=|\"\na|b\n", Format{}, good(2, "a", "b"))
	f("\ufeffSEP=\t\na\tb\n", Format{Quoting: Unquoted}, good(2, "a", "b"))
	f("sep=;\na,b\n", Format{Delimiter: ','}, good(2, "a", "b"))
	f("sep=:\na:b\n1:2", Format{}, good(2, "a", "b"), good(3, "1", "2"))
	f("sep=;", Format{})
	f("sep=,x\n1,2\n", Format{}, good(1, "sep=", "x"), good(2, "1", "2"))
	f("sep=\"\n1,2\n", Format{Quoting: Unquoted}, good(1, "sep=\""), good(2, "1", "2"))
}

// TestSkipLines checks that titles decide on nothing.
func TestSkipLines(t *testing.T) {
	f := func(input string, skip int, want ...got) {
		t.Helper()
		for _, read := range []func(string, Format) ([]got, error){text, drip} {
			have, err := read(input, Format{SkipLines: skip})
			if diff := cmp.Diff(want, have); diff != "" || err != nil {
				t.Errorf("Next over %q: %v (-want +got):\n%s", input, err, diff)
			}
		}
	}
	f("Report, 2024, all\nmade by\na;b\n1;2\n", 2, good(3, "a", "b"), good(4, "1", "2"))
	f("title\n\na;b\n", 2, good(3, "a", "b"))
	f("title\n", 1)
	f("title", 3)
}

// TestLineEnds checks files of old Macs and files that mix line ends.
func TestLineEnds(t *testing.T) {
	f := func(input string, want ...got) {
		t.Helper()
		for _, read := range []func(string, Format) ([]got, error){text, drip} {
			have, err := read(input, Format{})
			if diff := cmp.Diff(want, have); diff != "" || err != nil {
				t.Errorf("Next over %q: %v (-want +got):\n%s", input, err, diff)
			}
		}
	}
	f("a;b\r1;2\r\r3;4", good(1, "a", "b"), good(2, "1", "2"), good(4, "3", "4"))
	f("a;b\r\"1\r2\";3\r", good(1, "a", "b"), good(2, "1\n2", "3"))
	f("a;b\r\n1;2\n3;4\r\n", good(1, "a", "b"), good(2, "1", "2"), good(3, "3", "4"))
	f("a;b\r", good(1, "a", "b"))
	f("a;b\r1;2\n", good(1, "a", "b\r1", "2"))
}

// TestDelimiterByEvenRecords checks that commas inside texts do not outvote the
// delimiter.
func TestDelimiterByEvenRecords(t *testing.T) {
	f := func(input string, want byte) {
		t.Helper()
		r := NewReader(strings.NewReader(input), Format{})
		if _, err := r.Next(); err != nil || r.Delimiter() != want {
			t.Errorf("Next over %.40q: %v, delimiter %q, want %q", input, err, r.Delimiter(), want)
		}
	}
	f("id|text\n1|well, yes, no\n2|a, b\n3|c\n", '|')
	f("valor;data\n1.234,50;2020\n2,00;2021\n3,10;2021\n", ';')
	f("id\ttext\n1\ta,b;c\n2\td;e,f\n", '\t')
	f("id,text\n1,\"a;b;c\"\n2,\"d;e\"\n", ',')
	f(strings.Repeat("a,b;c\na;c\n", 25)+strings.Repeat("a,b,c\n", 500), ';')
}
