package anonymise

import (
	"strings"
	"unicode/utf8"
)

// A class is what a byte may begin.
type class uint8

const (
	plain  class = iota // nothing
	letter              // an ASCII letter
	digit
	han   // the first byte of a Chinese character
	latin // the first byte of an accented letter
	sign  // anything else that may begin something
)

// classes says what each byte may begin. It is never changed.
var classes = classTable()

func classTable() (t [256]class) {
	for c := range 256 {
		switch b := byte(c); {
		case isASCIILetter(b):
			t[c] = letter
		case isDigit(b):
			t[c] = digit
		case 0xE4 <= b && b <= 0xE9:
			t[c] = han
		case 0xC3 <= b && b <= 0xC5:
			t[c] = latin
		case strings.IndexByte("@:+([*#/", b) >= 0 || b == 0xEF:
			t[c] = sign
		}
	}
	return t
}

// A scanner goes through the view once, from left to right. Cuts are in order
// and never overlap.
type scanner struct {
	view  string
	cuts  []cut
	done  int // end of the last cut or placeholder: nothing before it is looked at again
	where scope
}

// cut notes a piece and returns its end. What has been cut before stays cut.
func (s *scanner) cut(start, end int, l label) int {
	start = max(start, s.done)
	s.cuts = append(s.cuts, cut{start, end, l})
	s.done = end
	return end
}

func (s *scanner) run() {
	v := s.view
	for i := 0; i < len(v); {
		switch classes[v[i]] {
		case plain:
			i++
		case letter:
			if (v[i]|0x20) == 'w' && i+4 < len(v) && v[i+3] == '.' && strings.EqualFold(v[i:i+4], "www.") && !s.wordBefore(i) && s.before(i) != '.' {
				i = s.page(i, i)
			} else if s.where == addresses {
				i++
			} else {
				i = s.word(i)
			}
		case digit:
			i = s.digits(i)
		case han:
			if s.where == inText {
				i = s.han(i)
			} else {
				i += 3
			}
		case latin:
			if s.where == inText {
				i = s.accented(i)
			} else {
				i++
			}
		case sign:
			i = s.sign(i)
		}
	}
}

// digits handles what begins with a digit at i.
func (s *scanner) digits(i int) int {
	if s.where == addresses {
		return i + 1
	}
	if at := s.mailbox(i); at > 0 {
		return at
	}
	if !s.wordBefore(i) && s.codedWord(i, s.wordEnd(i)) {
		return s.done
	}
	return s.number(i)
}

// mailbox is where the @ stands of the address of mail that begins with digits
// at i, 13800138000@mail.example; 0 if there is none.
func (s *scanner) mailbox(i int) int {
	for at := i; at < min(len(s.view), i+64); at++ {
		c := s.view[at]
		if c == '@' {
			if s.domainEnd(at+1) > at+1 {
				return at
			}
			return 0
		}
		if !isWordByte(c) && c != '.' && c != '-' && c != '+' && c != '%' {
			return 0
		}
	}
	return 0
}

// sign handles what begins with a sign at i.
func (s *scanner) sign(i int) int {
	v := s.view
	switch c := v[i]; {
	case c == '@':
		return s.at(i)
	case c == ':' && i+2 < len(v) && v[i+1] == '/' && v[i+2] == '/':
		return s.page(s.schemeStart(i), i+3)
	case s.where == addresses:
	case c == '[' || c == 0xEF && strings.HasPrefix(v[i:], "［"):
		if end := skipPlaceholder(v, i); end > 0 {
			s.done = end
			return end
		}
	case (c == '+' || c == '(') && i+1 < len(v) && (isDigit(v[i+1]) || v[i+1] == '(' && i+2 < len(v) && isDigit(v[i+2])):
		return s.number(i)
	case s.where != inText:
	case c == '/':
		return s.bareDomain(i)
	case c == '*':
		return s.stars(i)
	case c == '#':
		return s.hash(i)
	case c == ':':
		return s.ipv6(i)
	}
	return i + 1
}

func isASCIILetter(c byte) bool { return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' }

func isWordByte(c byte) bool { return isASCIILetter(c) || isDigit(c) || c == '_' }

func (s *scanner) wordBefore(i int) bool { return i > s.done && isWordByte(s.view[i-1]) }

// before is the byte in front of i, 0 where there is none to look at.
func (s *scanner) before(i int) byte {
	if i <= s.done {
		return 0
	}
	return s.view[i-1]
}

// byteAt is the byte at i, 0 behind the end.
func (s *scanner) byteAt(i int) byte {
	if i >= len(s.view) {
		return 0
	}
	return s.view[i]
}

func (s *scanner) wordEnd(i int) int {
	for i < len(s.view) && isWordByte(s.view[i]) {
		i++
	}
	return i
}

// spaces is the first place from i on that is no space, at most two on.
func (s *scanner) spaces(i int) int {
	for n := 0; n < 2 && s.byteAt(i) == ' '; n++ {
		i++
	}
	return i
}

// digitsEnd is the end of the digits from i on.
func (s *scanner) digitsEnd(i int) int {
	for i < len(s.view) && isDigit(s.view[i]) {
		i++
	}
	return i
}

// hanAt is the Chinese character at i, 0 if there is none.
func (s *scanner) hanAt(i int) rune {
	if i < 0 || i+2 >= len(s.view) {
		return 0
	}
	switch c := s.view[i]; {
	case 0xE4 <= c && c <= 0xE9:
		return han3(s.view, i)
	case c == 0xE3 && strings.HasPrefix(s.view[i:], "〇"):
		return '〇'
	}
	return 0
}

// hanBefore is the Chinese character that ends at i, 0 if there is none.
func (s *scanner) hanBefore(i int) rune {
	if i-3 < s.done {
		return 0
	}
	return s.hanAt(i - 3)
}

// hanNear reports whether Chinese is written around i.
func (s *scanner) hanNear(i int) bool {
	return hasHan(s.view[max(0, i-nearby):min(len(s.view), i+nearby)])
}

// behind reports whether text ends at i.
func (s *scanner) behind(i int, text string) bool {
	return i-len(text) >= s.done && s.view[i-len(text):i] == text
}

// ahead reports whether text begins at i.
func (s *scanner) ahead(i int, text string) bool {
	return i <= len(s.view) && strings.HasPrefix(s.view[i:], text)
}

// accented handles a word that begins with an accented letter, which no word
// that announces anything does but é, and passes over its first letter.
func (s *scanner) accented(i int) int {
	_, size := utf8.DecodeRuneInString(s.view[i:])
	return i + size
}
