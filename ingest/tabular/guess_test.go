package tabular

import (
	"errors"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// TestGuess reads tables whose encoding nobody declared.
func TestGuess(t *testing.T) {
	gb, big5, latin := simplifiedchinese.GB18030, traditionalchinese.Big5, charmap.Windows1252
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	chinese := "编号,平台,商家,投诉内容\n1,示例平台,示例商家,买家说三天后仍未收到商品，要求退款\n"
	taiwan := "編號,平台,商家,內容\n1,示例平台,商家,我們已經收到您的申訴，消費者想要退款，但是商家不同意\n"
	brazil := "Região;Situação;Avaliação\nSudeste;Não resolvida;Péssimo atendimento, não há solução\n"
	f := func(text string, e encoding.Encoding, country, want string) {
		t.Helper()
		input := text
		if e != nil {
			input = in(t, e, text)
		}
		r := NewReader(strings.NewReader(input), Format{Country: country})
		all, err := collect(r)
		if want == "" {
			if !errors.Is(err, ErrEncoding) || !strings.Contains(err.Error(), "declare") {
				t.Errorf("Next over %.20q of %q = %v (%s), want ErrEncoding that names the way out", text, country, err, r.Encoding())
			}
			return
		}
		if err != nil || r.Encoding() != want || len(all) == 0 {
			t.Errorf("Next over %.20q of %q = %d records, %v, encoding %s, want %s", text, country, len(all), err, r.Encoding(), want)
			return
		}
		if first := strings.Join(all[0].Fields, string(rune(r.Delimiter()))); first != text[:strings.Index(text, "\n")] {
			t.Errorf("Next over %.20q of %q: header %q", text, country, first)
		}
	}
	f(chinese, nil, "", "utf-8")
	f(chinese, gb, "CN", "gb18030")
	f("商家\n退款\n", gb, "", "") // two words say too little: they pass for Korean
	f(strings.Repeat(chinese, 20), gb, "", "gb18030")
	f(taiwan, big5, "TW", "big5")
	f(taiwan, big5, "HK", "big5")
	f(strings.Repeat(taiwan, 10), big5, "", "big5")
	f(taiwan, nil, "TW", "utf-8")
	f(strings.Repeat(chinese, 20), gb, "TW", "gb18030")
	f(brazil, latin, "BR", "windows-1252")
	f(strings.Repeat(brazil, 5), latin, "", "windows-1252")
	f("a;b\nJosé;€ 10\n", latin, "US", "windows-1252")
	f("a;b\nc;\xff\nd;e\n", nil, "", "")
	f(strings.Repeat("номер;жалоба\n1;товар не доставлен покупателю\n", 10), charmap.Windows1251, "", "windows-1251")
	f("номер;жалоба\n", charmap.Windows1251, "RU", "windows-1251")
	f("苦情;店舗\nこの商品はまだ届いていません;東京\n", japanese.ShiftJIS, "JP", "shift_jis")
	f("苦情;店舗\nこの商品はまだ届いていません;東京\n", japanese.EUCJP, "JP", "euc-jp")
	f("불만;가게\n상품이 아직 도착하지 않았습니다;서울\n", korean.EUCKR, "KR", "euc-kr")
	for _, country := range []string{"", "CN", "BR"} {
		f(chinese, little, country, "utf-16le")
		f(chinese, big, country, "utf-16be")
		f("a;b\n1;2\n", little, country, "utf-16le")
		f("a;b\n1;2\n", big, country, "utf-16be")
	}
}

// TestGuessToleratesStrayBytes checks that a few bad bytes do not turn a file
// into nonsense of another encoding.
func TestGuessToleratesStrayBytes(t *testing.T) {
	f := func(input, country, encoding string, bads, replaced int) {
		t.Helper()
		r := NewReader(strings.NewReader(input), Format{Country: country})
		all, err := collect(r)
		n := 0
		for _, one := range all {
			if one.Kind == BadEncoding {
				n++
			}
		}
		if err != nil || n != bads || r.Encoding() != encoding || r.Replacements() != int64(replaced) {
			t.Errorf("Next of %q = %v, %d bad records, %s, %d replacements, want %d, %s, %d", country, err, n, r.Encoding(),
				r.Replacements(), bads, encoding, replaced)
		}
	}
	f(strings.Repeat("São Paulo;é\n", 20)+"S\xe3o;x\n", "BR", "utf-8", 1, 1)
	f(strings.Repeat("São Paulo;é\n", 20)+"S\xef\xbf\xbdo;x\n", "BR", "utf-8", 0, 1)
	f(strings.Repeat(in(t, simplifiedchinese.GB18030, "投诉平台;退款\n"), 40)+"\xff\xff;x\n", "CN", "gb18030", 1, 2)
}

// TestNUL checks that a stray NUL costs its record and many refuse the file.
func TestNUL(t *testing.T) {
	for _, quoting := range []Quoting{Quoted, Unquoted} {
		all, err := text(strings.Repeat("aaaaaaaaaa;bbbbbbbbbb\n", 9)+"a;\x00\nc;d\n", Format{Quoting: quoting})
		if err != nil || len(all) != 11 || all[9].Kind != BadEncoding || all[9].Line != 10 {
			t.Errorf("Next over a stray NUL = %v, %v, want one bad record of 11", all, err)
		}
	}
}
