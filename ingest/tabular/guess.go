package tabular

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/saintfish/chardet"
)

// ErrEncoding is the kind of error for a text whose encoding cannot be told.
// Its message is one sentence; the caller adds the file's name.
var ErrEncoding = errors.New("its encoding cannot be told")

// What a guess needs before it is believed.
const (
	guessBytes      = 64 << 10 // are guessed from
	leastConfidence = 40       // of 100
)

// decideCharset decides on the encoding of a file by its first MiB without the
// byte order mark, which announces marked. In order: what is declared; the
// mark; NULs at every other place (UTF-16); UTF-8 that is valid, or as good as;
// the encodings of the country; a guess from the frequency of characters.
// A text that none of them fits is refused: read in a wrong encoding it would
// be published as nonsense.
func (f Format) decideCharset(sample []byte, marked string) (charset, error) {
	var names []string
	if marked != "" {
		names = append(names, marked)
	}
	if names = append(names, f.Encodings...); len(names) > 0 {
		return leastFaults(sample, charsets(names)), nil
	}
	for _, name := range []string{"utf-16le", "utf-16be"} {
		if c, _ := lookup(name); surelyWide(sample, c.big) && c.faults(sample) == 0 {
			return c, nil
		}
	}
	if utf8Enough(sample) {
		return charset{name: "utf-8"}, nil
	}
	guessed, sure := guess(sample)
	for _, tolerant := range []bool{false, true} {
		var fit []charset
		for _, c := range charsets(countryEncodings(f.Country)) {
			if c.fits(sample, tolerant) {
				fit = append(fit, c)
			}
		}
		for _, c := range fit {
			if len(fit) == 1 || c.name == guessed.name {
				return c, nil
			}
		}
		if len(fit) > 0 {
			return fit[0], nil
		}
	}
	if sure {
		return guessed, nil
	}
	return charset{}, fmt.Errorf("%w: it is not UTF-8 and too little of it tells which other encoding it is in; "+
		"declare it under encodings, one or several of %s", ErrEncoding, strings.Join(Encodings(), ", "))
}

// surelyWide reports whether the sample has the NULs that UTF-16 of that order
// gives a table: beside most of its delimiters and line ends, and hardly any at
// other places.
func surelyWide(sample []byte, big bool) bool {
	var nul [2]int // on the side they belong, on the other
	signs, paired := 0, 0
	for i := 0; i+1 < len(sample); i += 2 {
		high, low := sample[i+1], sample[i]
		if big {
			high, low = low, high
		}
		if high == 0 {
			nul[0]++
		}
		if low == 0 {
			nul[1]++
		}
		for _, c := range [...]byte{high, low} {
			switch c {
			case '\n', ',', ';', '\t', '|', ':', '"':
				signs++
			}
		}
		switch low {
		case '\n', ',', ';', '\t', '|', ':', '"':
			if high == 0 {
				paired++
			}
		}
	}
	return nul[0] > 3*nul[1] && paired > 0 && 2*paired > signs
}

// charsets looks names up that are known to be good.
func charsets(names []string) []charset {
	all := make([]charset, 0, len(names))
	for _, name := range names {
		if c, ok := lookup(name); ok {
			all = append(all, c)
		}
	}
	return all
}

// utf8Enough reports whether the sample is UTF-8, or has ten good characters
// beyond ASCII for each fault: then its faults are stray bytes.
func utf8Enough(sample []byte) bool {
	faults, good := 0, 0
	for rest := sample[:len(sample)-cutCharacter(sample)]; len(rest) > 0; {
		c, size := utf8.DecodeRune(rest)
		switch {
		case c == utf8.RuneError && size == 1:
			faults++
		case size > 1:
			good++
		}
		rest = rest[size:]
	}
	return good >= 10*faults
}

// fits reports whether the sample has no fault in the encoding and is written
// in its script; a tolerant look allows a fault in a hundred bytes beyond ASCII.
func (c charset) fits(sample []byte, tolerant bool) bool {
	beyond := 0
	for _, b := range sample {
		if b >= utf8.RuneSelf {
			beyond++
		}
	}
	faults := c.faults(sample)
	return (faults == 0 || tolerant && faults*100 <= beyond) && c.plausible(sample)
}

// countryEncodings lists the encodings that files of a country come in beside
// UTF-8, the likelier first.
func countryEncodings(country string) []string {
	switch country {
	case "CN", "SG":
		return []string{"gb18030"}
	case "TW", "HK", "MO":
		return []string{"big5", "gb18030"}
	case "JP":
		return []string{"shift_jis", "euc-jp"}
	case "KR":
		return []string{"euc-kr"}
	case "RU", "BY", "UA", "BG", "RS", "MK", "KZ":
		return []string{"windows-1251"}
	case "PL", "CZ", "SK", "HU", "RO", "SI", "HR":
		return []string{"windows-1250"}
	case "BR", "PT", "US", "GB", "IE", "CA", "AU", "NZ", "ES", "MX", "AR", "CL", "CO", "PE", "UY", "FR", "BE", "CH", "DE",
		"AT", "NL", "LU", "IT", "DK", "SE", "NO", "FI", "IS", "ZA":
		return []string{"windows-1252"}
	}
	return nil
}

// plausible reports whether the sample, read in the encoding, is written in a
// script that the encoding is for. Chinese in GBK is all valid as Korean; but
// Korean has hardly any Chinese characters and Japanese always has kana.
func (c charset) plausible(sample []byte) bool {
	var han, hangul, kana, private int
	text := c.text(sample[:min(len(sample), guessBytes)])
	for _, r := range text {
		switch {
		case r < utf8.RuneSelf:
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Hangul, r):
			hangul++
		case r >= 0x3041 && r <= 0x30FE:
			kana++
		case unicode.Is(unicode.Co, r):
			private++
		}
	}
	switch c.name {
	case "euc-kr":
		return hangul > 9*han
	case "shift_jis", "euc-jp":
		return 10*kana > han
	case "gb18030", "big5":
		return 20*private <= han
	}
	return true
}

// text decodes the sample as far as it goes.
func (c charset) text(sample []byte) string {
	if c.decoder == nil {
		return string(sample)
	}
	out := make([]byte, 4*len(sample)+16)
	n, _, _ := c.decoder().Transform(out, sample, false)
	return string(out[:n])
}

// guess returns what the frequencies of characters say of the sample, if they
// say it clearly. Two lines are too little for that: of such, Chinese in GBK
// passes for Korean.
func guess(sample []byte) (charset, bool) {
	results, err := chardet.NewTextDetector().DetectAll(tellingPart(sample))
	if err != nil {
		return charset{}, false
	}
	for _, result := range results {
		if result.Confidence < leastConfidence {
			break
		}
		if c, ok := lookup(result.Charset); ok && c.decoder != nil && !c.wide && c.fits(sample, true) {
			return c, true
		}
	}
	return charset{}, false
}

// tellingPart returns the part of the sample that the guess is made from: from
// the line on that has the first byte beyond ASCII.
func tellingPart(sample []byte) []byte {
	first := bytes.IndexFunc(sample, func(c rune) bool { return c >= utf8.RuneSelf })
	if first < 0 {
		first = 0
	}
	sample = sample[bytes.LastIndexByte(sample[:first], '\n')+1:]
	return sample[:min(len(sample), guessBytes)]
}
