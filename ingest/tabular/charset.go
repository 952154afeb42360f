package tabular

import (
	"errors"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// A charset is one encoding a file may be in. decoder is nil for UTF-8, which
// needs no transcoding.
type charset struct {
	name    string
	decoder func() transform.Transformer
	wide    bool // two bytes a character: NUL bytes are no sign of a binary file
	big     bool // of two bytes, the first is the higher
}

// Encodings lists the canonical names of the encodings a Format may name.
func Encodings() []string {
	return []string{"utf-8", "utf-16le", "utf-16be", "windows-1252", "windows-1250", "windows-1251",
		"iso-8859-2", "iso-8859-15", "ibm850", "macintosh", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"}
}

// lookup finds an encoding by canonical name or usual alias, in any case.
//
// As on the web, Latin-1 and ASCII are read as Windows-1252 and GBK as
// GB18030: each contains the other, and publishers mix the names up.
func lookup(name string) (charset, bool) {
	name = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(name)), "_", "-")
	switch name {
	case "utf-8", "utf8":
		return charset{name: "utf-8"}, true
	case "utf-16le", "utf-16":
		return wide("utf-16le", unicode.LittleEndian), true
	case "utf-16be":
		return wide("utf-16be", unicode.BigEndian), true
	case "windows-1252", "cp1252", "iso-8859-1", "latin-1", "latin1", "ascii", "us-ascii":
		return narrow("windows-1252", charmap.Windows1252), true
	case "windows-1250", "cp1250":
		return narrow("windows-1250", charmap.Windows1250), true
	case "windows-1251", "cp1251":
		return narrow("windows-1251", charmap.Windows1251), true
	case "iso-8859-2", "latin-2", "latin2":
		return narrow("iso-8859-2", charmap.ISO8859_2), true
	case "iso-8859-15", "latin-9", "latin9":
		return narrow("iso-8859-15", charmap.ISO8859_15), true
	case "ibm850", "cp850":
		return narrow("ibm850", charmap.CodePage850), true
	case "macintosh", "mac-roman", "macroman":
		return narrow("macintosh", charmap.Macintosh), true
	case "gb18030", "gb-18030", "gbk", "gb2312", "cp936":
		return multibyte("gb18030", simplifiedchinese.GB18030.NewDecoder), true
	case "big5", "cp950":
		return multibyte("big5", traditionalchinese.Big5.NewDecoder), true
	case "shift-jis", "sjis", "cp932":
		return multibyte("shift_jis", japanese.ShiftJIS.NewDecoder), true
	case "euc-jp":
		return multibyte("euc-jp", japanese.EUCJP.NewDecoder), true
	case "euc-kr", "cp949":
		return multibyte("euc-kr", korean.EUCKR.NewDecoder), true
	}
	return charset{}, false
}

func narrow(name string, table *charmap.Charmap) charset {
	return charset{name: name, decoder: func() transform.Transformer { return newTableDecoder(table) }}
}

func multibyte[D transform.Transformer](name string, decoder func() D) charset {
	return charset{name: name, decoder: func() transform.Transformer { return markFaults{decoder()} }}
}

func wide(name string, order unicode.Endianness) charset {
	decoder := unicode.UTF16(order, unicode.IgnoreBOM).NewDecoder
	return charset{
		name:    name,
		decoder: func() transform.Transformer { return markFaults{decoder()} },
		wide:    true,
		big:     order == unicode.BigEndian,
	}
}

// byteOrderMark returns the encoding that the first bytes of a file announce
// and their number, 0 where they announce none.
func byteOrderMark(sample []byte) (name string, size int) {
	for _, mark := range []struct{ bytes, name string }{
		{"\xEF\xBB\xBF", "utf-8"},
		{"\x84\x31\x95\x33", "gb18030"},
		{"\xFF\xFE", "utf-16le"},
		{"\xFE\xFF", "utf-16be"},
	} {
		if strings.HasPrefix(string(sample[:min(len(sample), 4)]), mark.bytes) {
			return mark.name, len(mark.bytes)
		}
	}
	return "", 0
}

// leastFaults returns the first of the candidates that the sample has no fault
// in, or the one with the fewest.
func leastFaults(sample []byte, candidates []charset) charset {
	best, fewest := candidates[0], -1
	for _, candidate := range candidates {
		n := candidate.faults(sample)
		if n == 0 {
			return candidate
		}
		if fewest < 0 || n < fewest {
			best, fewest = candidate, n
		}
	}
	return best
}

// faults counts what in the sample is no text in the encoding. A character
// that the end of the sample cuts is none.
func (c charset) faults(sample []byte) int {
	if c.decoder == nil {
		return textFaults(sample[:len(sample)-cutCharacter(sample)])
	}
	if c.wide && !looksWide(sample, c.big) {
		return len(sample)
	}
	decoder, n := c.decoder(), 0
	out := make([]byte, 32<<10)
	for len(sample) > 0 {
		written, read, err := decoder.Transform(out, sample, false)
		n += textFaults(out[:written])
		sample = sample[read:]
		if !errors.Is(err, transform.ErrShortDst) && read == 0 { // the cut character
			break
		}
	}
	return n
}

// textFaults counts the bytes of text that are not UTF-8, and the NULs.
func textFaults(text []byte) int {
	n := 0
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		if c == 0 || c == utf8.RuneError && size == 1 {
			n++
		}
		text = text[size:]
	}
	return n
}

// looksWide reports whether the sample can be UTF-16 of that order. Almost any
// pair of bytes is a character in it, but a table has delimiters and line ends,
// and the higher byte of each of those is NUL.
func looksWide(sample []byte, big bool) bool {
	var nul [2]int // at even places, at odd places
	for i, c := range sample {
		if c == 0 {
			nul[i&1]++
		}
	}
	if big {
		return nul[0] > nul[1]
	}
	return nul[1] > nul[0]
}
