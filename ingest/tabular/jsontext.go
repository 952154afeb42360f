package tabular

import (
	"unicode/utf16"
	"unicode/utf8"
)

// A jsonText is one JSON value being read strictly, byte by byte. Its methods
// read what stands at at and move behind it; they return false where the
// grammar of RFC 8259 does not allow what is there.
type jsonText struct {
	text     []byte
	at       int
	replaced int64 // lone halves of surrogate pairs, which are no characters
	nul      bool  // a NUL was written as an escape
}

// deepest is how many brackets may be open at once in a record.
const deepest = 64

// peek returns the next byte behind white space, 0 at the end.
func (j *jsonText) peek() byte {
	for ; j.at < len(j.text); j.at++ {
		switch c := j.text[j.at]; c {
		case ' ', '\t', '\r', '\n':
		default:
			return c
		}
	}
	return 0
}

// take moves behind c if that comes next.
func (j *jsonText) take(c byte) bool {
	if j.peek() != c {
		return false
	}
	j.at++
	return true
}

// str appends the text of the string at at to to.
func (j *jsonText) str(to []byte) ([]byte, bool) {
	if !j.take('"') {
		return to, false
	}
	for start := j.at; ; {
		for j.at < len(j.text) && j.text[j.at] >= ' ' && j.text[j.at] != '"' && j.text[j.at] != '\\' {
			j.at++
		}
		to = append(to, j.text[start:j.at]...)
		switch {
		case j.at == len(j.text) || j.text[j.at] < ' ':
			return to, false
		case j.text[j.at] == '"':
			j.at++
			return to, true
		}
		var ok bool
		if to, ok = j.escape(to); !ok {
			return to, false
		}
		start = j.at
	}
}

// escape appends the character that the escape at at stands for.
func (j *jsonText) escape(to []byte) ([]byte, bool) {
	if j.at+1 >= len(j.text) {
		return to, false
	}
	c := j.text[j.at+1]
	j.at += 2
	switch c {
	case '"', '\\', '/':
	case 'b':
		c = '\b'
	case 'f':
		c = '\f'
	case 'n':
		c = '\n'
	case 'r':
		c = '\r'
	case 't':
		c = '\t'
	case 'u':
		return j.unicode(to)
	default:
		return to, false
	}
	return append(to, c), true
}

// unicode appends the character of the four digits at at, and of the other half
// of the pair where they are one.
func (j *jsonText) unicode(to []byte) ([]byte, bool) {
	r, ok := j.hex()
	if !ok {
		return to, false
	}
	if utf16.IsSurrogate(r) {
		half := *j
		second := rune(0)
		if j.at+1 < len(j.text) && j.text[j.at] == '\\' && j.text[j.at+1] == 'u' {
			half.at += 2
			second, _ = half.hex()
		}
		if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
			j.replaced++
		} else {
			j.at = half.at
		}
	}
	j.nul = j.nul || r == 0
	return utf8.AppendRune(to, r), true
}

// hex reads four digits.
func (j *jsonText) hex() (rune, bool) {
	if j.at+4 > len(j.text) {
		return 0, false
	}
	r := rune(0)
	for _, c := range j.text[j.at : j.at+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	j.at += 4
	return r, true
}

// word returns the number, true, false or null at at as it is written.
func (j *jsonText) word() ([]byte, bool) {
	c := j.peek()
	start := j.at
	switch c {
	case 't', 'f', 'n':
		for _, word := range [...]string{"true", "false", "null"} {
			if end := start + len(word); end <= len(j.text) && string(j.text[start:end]) == word {
				j.at = end
				return j.text[start:end], true
			}
		}
		return nil, false
	case '-':
		j.at++
	}
	if j.at < len(j.text) && j.text[j.at] == '0' {
		j.at++
	} else if !j.digits() {
		return nil, false
	}
	if j.at < len(j.text) && j.text[j.at] == '.' {
		j.at++
		if !j.digits() {
			return nil, false
		}
	}
	if j.at < len(j.text) && j.text[j.at]|0x20 == 'e' {
		j.at++
		if j.at < len(j.text) && (j.text[j.at] == '+' || j.text[j.at] == '-') {
			j.at++
		}
		if !j.digits() {
			return nil, false
		}
	}
	return j.text[start:j.at], true
}

// digits moves behind one digit or more.
func (j *jsonText) digits() bool {
	start := j.at
	for j.at < len(j.text) && j.text[j.at] >= '0' && j.text[j.at] <= '9' {
		j.at++
	}
	return j.at > start
}

// skip reads any value, whatever it says. scratch is overwritten.
func (j *jsonText) skip(depth int, scratch []byte) bool {
	switch c := j.peek(); c {
	case '"':
		_, ok := j.str(scratch)
		return ok
	case '{', '[':
		j.at++
		end := c + 2 // in ASCII
		if depth > deepest {
			return false
		}
		if j.take(end) {
			return true
		}
		for {
			if c == '{' {
				if _, ok := j.str(scratch); !ok || !j.take(':') {
					return false
				}
			}
			if !j.skip(depth+1, scratch) {
				return false
			}
			if !j.take(',') {
				return j.take(end)
			}
		}
	}
	_, ok := j.word()
	return ok
}
