package anonymise

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// minNumerals is how many digits in a row, Chinese numerals among them, are read
// as a number written out. Fewer are words: 一二三 counts.
const minNumerals = 5

// A folder brings text into the form it is searched in: digits, letters and the
// signs of addresses and numbers in full width, and digits of any other script,
// circled or raised, are ASCII; dashes are hyphens, middle dots are points,
// spaces are spaces, invisible characters are gone, Chinese numerals in a row are
// digits, and traditional characters are simplified ones. It keeps its buffer from text to text.
type folder struct{ positions []int32 }

// fold returns the view of text. positions[i] is where view[i] stands in text,
// and positions[len(view)] is len(text); nil stands for "the same place".
func (f *folder) fold(text string) (view string, positions []int32) {
	first := firstFolded(text)
	if first < 0 {
		return text, nil
	}
	var b strings.Builder
	b.Grow(len(text))
	f.positions = f.positions[:0]
	plain := 0 // where the part begins that stays as it is
	flush := func(end int) {
		b.WriteString(text[plain:end])
		for i := plain; i < end; i++ {
			f.positions = append(f.positions, int32(i))
		}
	}
	numerals := 0 // until there, Chinese numerals are digits
	for i := first; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if hanFirst <= r && r <= hanLast && !mayFold(r) {
			i += size
			continue
		}
		d, ok := foldRune(r)
		if !ok && size == 3 {
			if n := hanDigit(r); n >= 0 {
				if i >= numerals {
					numerals = max(numeralsEnd(text, i), i+1)
				}
				d, ok = '0'+byte(n), numerals > i+1
			}
		}
		if plainHan := simplify(r); !ok && plainHan != 0 && size == 3 {
			flush(i)
			plain = i + size
			b.WriteRune(plainHan)
			f.positions = append(f.positions, int32(i), int32(i+1), int32(i+2))
		} else if ok {
			flush(i)
			plain = i + size
			if d != 0 {
				b.WriteByte(d)
				f.positions = append(f.positions, int32(i))
			}
		}
		i += size
	}
	flush(len(text))
	f.positions = append(f.positions, int32(len(text)))
	return b.String(), f.positions
}

// firstFolded is where the first character stands that fold may change, or -1.
func firstFolded(text string) int {
	for i := 0; i < len(text); {
		// The lead bytes of whole scripts without anything to fold. In text
		// that is not UTF-8 this may pass over a character, no more.
		switch c := text[i]; {
		case c < utf8.RuneSelf:
			i++
			continue
		case 0xC3 <= c && c <= 0xCC || 0xCE <= c && c <= 0xD8: // accented Latin, Greek, Cyrillic, Hebrew
			i += 2
			continue
		case 0xE4 <= c && c <= 0xE9 && i+2 < len(text): // Han
			if r := han3(text, i); mayFold(r) && (simplify(r) != 0 || numeralsEnd(text, i) > 0) {
				return i
			}
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if _, ok := foldRune(r); ok || hanDigit(r) >= 0 && numeralsEnd(text, i) > 0 {
			return i
		}
		i += size
	}
	return -1
}

// han3 decodes three bytes that are one character, without checking.
func han3(text string, i int) rune {
	return rune(text[i]&0x0F)<<12 | rune(text[i+1]&0x3F)<<6 | rune(text[i+2]&0x3F)
}

// foldRune gives the ASCII character that r is searched as; 0 for one that is
// passed over. ok is false for a character that stays as it is.
func foldRune(r rune) (c byte, ok bool) {
	switch {
	case r < 0xA0:
		return 0, false
	case 0x4E00 <= r && r <= 0x9FFF:
		return 0, false
	case 0xFF01 <= r && r <= 0xFF5E:
		c = byte(r - 0xFF01 + '!')
		// Chinese text is full of ，！ that mean nothing here, and ［ begins a
		// placeholder.
		return c, isWordByte(c) || strings.IndexByte("@.-/+():*#=", c) >= 0
	case r == 0xA0 || r == 0x3000 || 0x2000 <= r && r <= 0x200A || r == 0x202F || r == 0x205F:
		return ' ', true
	case isInvisible(r):
		return 0, true
	case 0x2010 <= r && r <= 0x2015 || r == 0x2212 || r == 0x2043 || r == 0xFE58 || r == 0xFE63:
		return '-', true
	case r == 0xB7 || r == 0x2022 || r == 0x2027 || r == 0x30FB || r == 0xFF65:
		return '.', true
	case r < 0x370: // accents and Latin letters, but for the raised 1, 2 and 3
		switch r {
		case 0xB9:
			return '1', true
		case 0xB2, 0xB3:
			return byte('2' + r - 0xB2), true
		}
		return 0, false
	case 0x2070 <= r && r <= 0x2793 || r == 0x24EA:
		return foldEnclosed(r)
	case r < 0x660:
		return 0, false
	case unicode.Is(unicode.Nd, r):
		return '0' + digitValue(r), true
	}
	return 0, false
}

// isInvisible reports whether r shows nothing: soft hyphens, joiners, marks of
// direction, byte order marks, and what makes a keycap of a digit.
func isInvisible(r rune) bool {
	switch {
	case r == 0xAD, r == 0x34F, r == 0x61C, r == 0x180E, 0x200B <= r && r <= 0x200F, 0x202A <= r && r <= 0x202E,
		0x2060 <= r && r <= 0x206F, 0xFE00 <= r && r <= 0xFE0F, r == 0xFEFF, r == 0x20E3, 0xE0000 <= r && r <= 0xE007F:
		return true
	}
	return false
}

// foldEnclosed handles raised, lowered, circled, parenthesised and dotted
// digits.
func foldEnclosed(r rune) (byte, bool) {
	switch {
	case r == 0x2070 || 0x2074 <= r && r <= 0x2079:
		return byte('0' + r - 0x2070), true
	case 0x2080 <= r && r <= 0x2089:
		return byte('0' + r - 0x2080), true
	case r == 0x24EA || r == 0x24FF:
		return '0', true
	}
	for _, one := range [...]rune{0x2460, 0x2474, 0x2488, 0x24F5, 0x2776, 0x2780, 0x278A} {
		if one <= r && r < one+9 {
			return byte('1' + r - one), true
		}
	}
	return 0, false
}

// digitValue is the value of a decimal digit of any script. Unicode keeps each
// script's ten in a row, and every row begins where the one before ends or
// after something that is no digit; mathematical digits are rows side by side,
// so counting stops at ten.
func digitValue(r rune) byte {
	if 0x1D7CE <= r && r <= 0x1D7FF {
		return byte((r - 0x1D7CE) % 10)
	}
	n := byte(0)
	for n < 9 && unicode.Is(unicode.Nd, r-rune(n)-1) {
		n++
	}
	return n
}

// hanDigit is the value of a Chinese numeral as it is read out in numbers (幺 is
// one), in everyday and in bankers' writing; -1 for any other character.
func hanDigit(r rune) int {
	switch r {
	case '零', '〇', '○':
		return 0
	case '一', '幺', '壹':
		return 1
	case '二', '贰', '貳':
		return 2
	case '三', '叁', '參':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆', '陸':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

// numeralsEnd is the end of the digits of any kind, and the single signs between
// them, that the Chinese numeral at text[i] stands in; 0 if they are too few for
// a number.
func numeralsEnd(text string, i int) int {
	digits, end := 0, i
	for j := i; j > 0 && digits < minNumerals; { // those in front
		r, size := utf8.DecodeLastRuneInString(text[:j])
		c, ok := foldRune(r)
		if !(r < utf8.RuneSelf && isDigit(byte(r))) && !(ok && isDigit(c)) && hanDigit(r) < 0 {
			break
		}
		digits++
		j -= size
	}
	front, numerals, last := digits, 0, i // where the last digit begins
	sign := false
	for j := i; j < len(text); {
		r, size := utf8.DecodeRuneInString(text[j:])
		c, ok := foldRune(r)
		if r < utf8.RuneSelf {
			c, ok = byte(r), true
		}
		numeral := hanDigit(r) >= 0
		switch {
		case numeral || ok && isDigit(c):
			if numeral {
				numerals++
			}
			digits++
			last, end, sign = j, j+size, false
		case ok && c == 0:
		case ok && !sign && (c == ' ' || c == '-' || c == '.'):
			sign = true
		default:
			j = len(text)
		}
		j += size
	}
	// "…8000一直": the word behind a number begins with a numeral.
	if r, _ := utf8.DecodeRuneInString(text[last:]); hanDigit(r) >= 0 && end < len(text) {
		if next, _ := utf8.DecodeRuneInString(text[end:]); strings.ContainsRune(counted, next) {
			end = last
			digits--
			numerals--
		}
	}
	// A single numeral is one only between other digits.
	if digits < minNumerals || numerals == 0 || numerals == 1 && (front == 0 || end == i+len("一")) {
		return 0
	}
	return end
}

// counted are the characters with which 一 and its like make a word.
const counted = "直共个次年天些样下起台件部律切并定般月旦边面家位条张名种周点块元万千百十时分口度再致份双套笔单号半"
