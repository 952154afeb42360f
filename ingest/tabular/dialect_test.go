package tabular

import (
	"strings"
	"testing"
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
