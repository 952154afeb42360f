package anonymise

import (
	"unicode"
	"unicode/utf8"
)

// fold returns text in the form it is searched in: digits, letters and the
// signs of addresses and numbers in full width (and digits of any other script)
// are ASCII, dashes are hyphens, spaces are spaces, and invisible characters are
// gone. positions[i] is where
// view[i] stands in text, and positions[len(view)] is len(text); nil stands for
// "the same place", which holds for nearly every text.
func fold(text string) (view []byte, positions []int) {
	first := firstFolded(text)
	if first < 0 {
		return []byte(text), nil
	}
	view = make([]byte, 0, len(text))
	positions = make([]int, 0, len(text)+1)
	for i := range first {
		view, positions = append(view, text[i]), append(positions, i)
	}
	for i := first; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if c, ok := foldRune(r); ok {
			if c != 0 {
				view, positions = append(view, c), append(positions, i)
			}
		} else {
			for j := range size {
				view, positions = append(view, text[i+j]), append(positions, i+j)
			}
		}
		i += size
	}
	return view, append(positions, len(text))
}

// firstFolded is where the first character stands that fold changes, or -1.
func firstFolded(text string) int {
	for i := 0; i < len(text); {
		// The lead bytes of whole scripts without anything to fold. In text
		// that is not UTF-8 this may pass over a character, no more.
		switch c := text[i]; {
		case c < utf8.RuneSelf:
			i++
			continue
		case 0xC3 <= c && c <= 0xD8: // accented Latin, Greek, Cyrillic, Hebrew
			i += 2
			continue
		case 0xE4 <= c && c <= 0xE9: // Han
			i += 3
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if _, ok := foldRune(r); ok {
			return i
		}
		i += size
	}
	return -1
}

// foldRune gives the ASCII character that r is searched as; 0 for one that is
// passed over. ok is false for a character that stays as it is.
func foldRune(r rune) (c byte, ok bool) {
	switch {
	case r < 0xA0:
		return 0, false
	case r == 0xA0 || r == 0x3000 || 0x2000 <= r && r <= 0x200A || r == 0x202F || r == 0x205F:
		return ' ', true
	case r == 0xAD || 0x200B <= r && r <= 0x200F || 0x202A <= r && r <= 0x202E || 0x2060 <= r && r <= 0x2064 || r == 0xFEFF:
		return 0, true
	case 0x2010 <= r && r <= 0x2015 || r == 0x2212:
		return '-', true
	case 0xFF01 <= r && r <= 0xFF5E:
		c = byte(r - 0xFF01 + '!')
		// Chinese text is full of ，：（）！ that mean nothing here.
		return c, isWordByte(c) || c == '@' || c == '.' || c == '-' || c == '/' || c == '+'
	case r < 0x660:
		return 0, false
	case unicode.Is(unicode.Nd, r):
		return '0' + digitValue(r), true
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
