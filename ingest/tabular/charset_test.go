package tabular

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// in writes text in an encoding.
func in(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	encoded, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatalf("encode %q: %v", text, err)
	}
	return encoded
}

func TestEncoding(t *testing.T) {
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	big := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	littleMarked := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM)
	f := func(input string, names []string, encoding string, want ...string) {
		t.Helper()
		for _, slow := range []bool{false, true} {
			var src io.Reader = strings.NewReader(input)
			if slow {
				src = iotest.OneByteReader(src)
			}
			r := NewReader(src, Format{Encodings: names, Delimiter: ';', Quoting: Quoted})
			all, err := collect(r)
			if err != nil || r.Encoding() != encoding {
				t.Errorf("NewReader(%q, %v): %v, encoding %s, want %s", input, names, err, r.Encoding(), encoding)
				continue
			}
			if diff := cmp.Diff([]got{good(1, want...)}, all); diff != "" {
				t.Errorf("NewReader(%q, %v) (-want +got):\n%s", input, names, diff)
			}
		}
	}
	trust := []string{"utf-8", "windows-1252"}
	f("São Paulo;€\n", nil, "utf-8", "São Paulo", "€")
	f("São Paulo;€\n", trust, "utf-8", "São Paulo", "€")
	f(in(t, charmap.Windows1252, "São Paulo;€\r\n"), trust, "windows-1252", "São Paulo", "€")
	f(in(t, charmap.Windows1252, "São;é"), []string{"utf-8", "Latin_1"}, "windows-1252", "São", "é")
	f(in(t, charmap.Windows1251, "Жалоба;на\n"), []string{"utf-8", "windows-1251"}, "windows-1251", "Жалоба", "на")
	f(in(t, charmap.ISO8859_15, "10;€\n"), []string{"utf-8", "iso-8859-15"}, "iso-8859-15", "10", "€")
	f(in(t, simplifiedchinese.GB18030, "投诉;\"平台\n一\";㐀\n"), []string{"utf-8", "gb2312"}, "gb18030",
		"投诉", "平台\n一", "㐀")
	f("\x84\x31\x95\x33"+in(t, simplifiedchinese.GB18030, "投诉;平台\n"), nil, "gb18030", "投诉", "平台")
	f(in(t, traditionalchinese.Big5, "投訴;平台\n"), []string{"utf-8", "big5"}, "big5", "投訴", "平台")
	f(in(t, japanese.ShiftJIS, "苦情;\"表\"\n"), []string{"utf-8", "shift_jis"}, "shift_jis", "苦情", "表")
	f(in(t, japanese.EUCJP, "苦情;店\n"), []string{"utf-8", "euc-jp"}, "euc-jp", "苦情", "店")
	f(in(t, korean.EUCKR, "불만;가게\n"), []string{"utf-8", "euc-kr"}, "euc-kr", "불만", "가게")
	f(in(t, little, "投诉;😀\r\n"), []string{"utf-8", "utf-16le"}, "utf-16le", "投诉", "😀")
	f(in(t, big, "投诉;😀\r\n"), []string{"utf-8", "utf-16be"}, "utf-16be", "投诉", "😀")
	f(in(t, big, "a;😀\r\n"), []string{"utf-8", "utf-16le", "utf-16be"}, "utf-16be", "a", "😀")
	f(in(t, littleMarked, "投诉;😀\r\n"), nil, "utf-16le", "投诉", "😀")
	f("\uFEFFa;é\n", []string{"windows-1252"}, "utf-8", "a", "é")
	f("a;b\n", []string{"utf-16le", "utf-8"}, "utf-8", "a", "b")
	f("\uFFFD;x\n", trust, "utf-8", "\uFFFD", "x")
}

// TestEncodingDecidedOnFirstMiB checks that a fault in the first MiB turns to
// the next encoding, and one behind it costs one record.
func TestEncodingDecidedOnFirstMiB(t *testing.T) {
	line := strings.Repeat("x", 99) + "\n"
	f := func(before int, names []string, encoding string, bads int) {
		t.Helper()
		input := strings.Repeat(line, before) + "S\xe3o\n" + strings.Repeat(line, 20000-before)
		r := NewReader(strings.NewReader(input), Format{Encodings: names, Delimiter: ';', Quoting: Unquoted})
		all, err := collect(r)
		if err != nil || r.Encoding() != encoding || len(all) != 20001 {
			t.Fatalf("bad byte behind %d lines: %v, %s, %d records; want %s, 20001", before, err, r.Encoding(),
				len(all), encoding)
		}
		n := 0
		for _, one := range all {
			if one.Kind != "" {
				n++
				if one.Kind != BadEncoding || one.Line != before+1 {
					t.Errorf("line %d = %s, want line %d %s", one.Line, one.Kind, before+1, BadEncoding)
				}
			}
		}
		if n != bads {
			t.Errorf("bad byte behind %d lines: %d bad records, want %d", before, n, bads)
		}
	}
	f(10, []string{"utf-8", "windows-1252"}, "windows-1252", 0)
	f(10000, []string{"utf-8", "windows-1252"}, "windows-1252", 0)
	f(15000, []string{"utf-8", "windows-1252"}, "utf-8", 1)
	f(10, []string{"utf-8"}, "utf-8", 1)
	f(10, []string{"utf-8", "utf-16le"}, "utf-8", 1)
}

func TestBadBytes(t *testing.T) {
	f := func(input string, names []string, want ...got) {
		t.Helper()
		all, err := text(input, Format{Encodings: names, Delimiter: ';', Quoting: Unquoted})
		if err != nil {
			t.Errorf("Next over %q: %v", input, err)
		}
		if diff := cmp.Diff(want, all); diff != "" {
			t.Errorf("Next over %q as %v (-want +got):\n%s", input, names, diff)
		}
	}
	f("a\n\x81\nb\n", []string{"windows-1252"}, good(1, "a"), bad(2, BadEncoding, 1), good(3, "b"))
	f("a\n\xff\xff\nb\n", []string{"gb18030"}, good(1, "a"), bad(2, BadEncoding, 1), good(3, "b"))
	f("a\x00\n\x00\x00\xd8\n\x00b\x00\n\x00", []string{"utf-16le"}, good(1, "a"), bad(2, BadEncoding, 1), good(3, "b"))
	f("a\x00\n\x00b", []string{"utf-16le"}, good(1, "a"), bad(2, BadEncoding, 1))
	f("a\n"+strings.Repeat("\n", nulBytes)+"\x00\nb\n", nil, good(1, "a"), bad(nulBytes+2, BadEncoding, 1), good(nulBytes+3, "b"))
	// Of two encodings with faults, the one with fewer.
	f(in(t, simplifiedchinese.GB18030, "投诉平台\n")+"\xff\n", []string{"utf-8", "gb18030"}, good(1, "投诉平台"),
		bad(2, BadEncoding, 1))
}

func TestNotText(t *testing.T) {
	f := func(input, want string) {
		t.Helper()
		_, err := text(input, Format{Encodings: []string{"utf-8"}})
		if !errors.Is(err, ErrNotText) || !strings.Contains(err.Error(), want) {
			t.Errorf("Next over %.20q = %v, want ErrNotText about %s", input, err, want)
			return
		}
		if strings.Contains(err.Error(), "hidden") {
			t.Errorf("Next over %.20q = %v, which quotes the file", input, err)
		}
	}
	f("PK\x03\x04\x14\x00hidden", "zip")
	f("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1hidden", "Excel")
	f("%PDF-1.7\nhidden", "PDF")
	f("\x89PNG\r\n\x1a\nhidden", "PNG")
	f("\x1F\x8B\x08hidden", "gzip")
	f("a;b\nhidden\x00\n", "NUL")
	f("a\x00;\x00b\x00\n\x00", "utf-16le")
	f("\n <!DOCTYPE HTML><p>hidden", "web page")
}
