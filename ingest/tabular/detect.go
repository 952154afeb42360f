package tabular

import (
	"bytes"
	"strings"
)

// packedKind returns the kind of a file that is not text by its first bytes,
// empty where they are those of no such kind.
//
// Any zip archive is taken for a workbook: those that are none were unpacked
// before, and if not, opening it says what it is.
func packedKind(sample []byte) Kind {
	switch {
	case bytes.HasPrefix(sample, []byte("PK\x03\x04")):
		return XLSX
	case bytes.HasPrefix(sample, []byte("PAR1")), bytes.HasPrefix(sample, []byte("PARE")):
		return Parquet
	}
	return ""
}

// textKind decides which kind of text a sample begins. JSON begins with an
// object or an array of them; it is NDJSON where another object follows the
// first, or where the first has no array of objects that could be the table.
// Anything else is delimited.
func textKind(sample []byte) Kind {
	text := bytes.TrimLeft(sample, " \t\r\n")
	if !beginsJSON(text) {
		return CSV
	}
	b := balance{}
	n, done := b.feed(text)
	if !done {
		return JSON
	}
	rest := bytes.TrimLeft(text[n:], " \t\r\n")
	switch {
	case len(rest) > 0 && text[0] == '{':
		return NDJSON
	case text[0] == '{' && !hasArrayOfObjects(text[:n]):
		return NDJSON
	}
	return JSON
}

// beginsJSON reports whether text begins with an object that has a key or
// nothing, or with an array that holds such an object or nothing. A header of
// delimited text may begin with a bracket too, but not so.
func beginsJSON(text []byte) bool {
	head := strings.Map(func(c rune) rune {
		if strings.ContainsRune(" \t\r\n", c) {
			return -1
		}
		return c
	}, string(text[:min(len(text), 4<<10)]))
	head = strings.TrimPrefix(head, "[")
	return strings.HasPrefix(head, `{"`) || strings.HasPrefix(head, "{}") || head == "]" && text[0] == '['
}

// hasArrayOfObjects reports whether [ is followed by { somewhere in a value,
// outside its strings.
func hasArrayOfObjects(value []byte) bool {
	last := byte(0)
	for at := 0; at < len(value); at++ {
		switch c := value[at]; c {
		case ' ', '\t', '\r', '\n':
		case '"':
			b := balance{}
			n, _ := b.feed(value[at:])
			at += n - 1
			last = c
		default:
			if last == '[' && c == '{' {
				return true
			}
			last = c
		}
	}
	return false
}
