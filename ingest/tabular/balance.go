package tabular

import "bytes"

// A balance finds the end of a JSON value without understanding it: it knows
// strings and brackets and nothing else. What is wrong inside a value is left
// to the flattener, so that it costs that value only. The zero value stands
// before a value.
type balance struct {
	begun    bool
	scalar   bool // a number or a word: ends before what cannot be part of it
	depth    int  // brackets open
	inString bool
	escaped  bool // the next byte of the string is behind a backslash
	newline  bool // a string holds a raw line end, which JSON forbids: a quote is missing
}

// feed reads on in text and returns how many bytes of it belong to the value,
// and whether the value ends there.
func (b *balance) feed(text []byte) (n int, done bool) {
	if !b.begun && len(text) > 0 {
		b.begun = true
		switch text[0] {
		case '{', '[', '"':
		default:
			b.scalar = true
		}
	}
	if b.scalar {
		i := bytes.IndexAny(text, ",]}{[\" \t\r\n")
		if i < 0 {
			return len(text), false
		}
		return i, true
	}
	for n < len(text) {
		if b.inString {
			n += b.skipString(text[n:])
			if b.inString || b.depth == 0 {
				return n, !b.inString
			}
			continue
		}
		switch text[n] {
		case '"':
			b.inString = true
		case '{', '[':
			b.depth++
		case '}', ']':
			b.depth--
			if b.depth <= 0 {
				return n + 1, true
			}
		}
		n++
	}
	return n, false
}

// skipString reads on inside a string and returns how many bytes of text it
// takes, with the closing quote where that is in sight.
func (b *balance) skipString(text []byte) int {
	quote := -1
	for at := 0; ; {
		if b.escaped && at < len(text) {
			b.escaped = false
			at++
		}
		if quote < at {
			if quote = bytes.IndexByte(text[at:], '"'); quote < 0 {
				quote = len(text)
			} else {
				quote += at
			}
		}
		i := bytes.IndexByte(text[at:quote], '\\')
		if i >= 0 {
			b.escaped = true
			at += i + 1
			continue
		}
		b.newline = b.newline || bytes.IndexByte(text[:quote], '\n') >= 0
		if quote == len(text) {
			return quote
		}
		b.inString = false
		return quote + 1
	}
}
