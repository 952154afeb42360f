package tabular

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// nextDelimited returns the next record of delimited text.
func (r *Reader) nextDelimited() (Record, error) {
	for {
		content, size, err := r.nextLine()
		if err != nil {
			return Record{}, err
		}
		if len(content) == 0 {
			r.consume(size, 1)
			continue
		}
		if r.quoting == Quoted && bytes.IndexByte(content, '"') >= 0 {
			return r.quotedRecord(size)
		}
		return r.plainRecord(content, size)
	}
}

// consume moves past size bytes that hold the given number of lines.
func (r *Reader) consume(size, lines int) {
	r.window.pos += size
	r.line += lines
}

// reject moves past a bad record and reports it.
func (r *Reader) reject(kind Fault, size, lines int) error {
	bad := &SyntaxError{Line: r.line, Lines: lines, Kind: kind}
	r.consume(size, lines)
	return bad
}

// readError makes a fault of the stream fatal.
func (r *Reader) readError() error {
	r.fatal = fmt.Errorf("read at line %d: %w", r.line, r.window.err)
	return r.fatal
}

// nextLine returns the line in front without its end, and its size with it,
// and consumes nothing. A line over the limit is consumed and reported.
func (r *Reader) nextLine() (content []byte, size int, err error) {
	seen := 0
	for {
		view := r.window.view()
		if i := bytes.IndexByte(view[seen:], '\n'); i >= 0 {
			size = seen + i + 1
			content = dropReturn(view[:size-1])
			break
		}
		seen = len(view)
		if seen > r.max+1 { // a last byte may still be the \r of the line end
			return nil, 0, r.skipLine()
		}
		if r.window.more() {
			continue
		}
		if r.window.err != io.EOF {
			return nil, 0, r.readError()
		}
		if seen == 0 {
			r.fatal = io.EOF
			return nil, 0, io.EOF
		}
		view = r.window.view()
		content, size = dropReturn(view), len(view)
		break
	}
	if len(content) > r.max {
		return nil, 0, r.reject(TooLong, size, 1)
	}
	return content, size, nil
}

// skipLine throws the line in front away without keeping it in memory.
func (r *Reader) skipLine() error {
	bad := &SyntaxError{Line: r.line, Lines: 1, Kind: TooLong}
	for {
		view := r.window.view()
		if i := bytes.IndexByte(view, '\n'); i >= 0 {
			r.consume(i+1, 1)
			return bad
		}
		r.consume(len(view), 0)
		if !r.window.more() {
			return bad
		}
	}
}

// dropReturn takes the \r of a \r\n off a line. At the end of a file a last \r
// is half of one.
func dropReturn(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		return line[:n-1]
	}
	return line
}

// plainRecord splits a line in which no quote has a meaning.
func (r *Reader) plainRecord(content []byte, size int) (Record, error) {
	if kind, bad := r.fault(content, size); bad {
		return Record{}, r.reject(kind, size, 1)
	}
	record := Record{Line: r.line}
	rest := string(content)
	fields := r.fields[:0]
	for {
		i := strings.IndexByte(rest, r.delimiter)
		if i < 0 {
			break
		}
		fields = append(fields, rest[:i])
		rest = rest[i+1:]
	}
	fields = append(fields, rest)
	r.fields, record.Fields = fields, fields
	r.consume(size, 1)
	return record, nil
}

// fault reports what is wrong with a record's characters. A file cut inside
// its last character is cut, not in another encoding.
func (r *Reader) fault(content []byte, size int) (Fault, bool) {
	if bytes.IndexByte(content, 0xEF) >= 0 {
		r.replaced += int64(bytes.Count(content, []byte("\uFFFD")))
	}
	if utf8.Valid(content) {
		if bytes.IndexByte(content, 0) >= 0 {
			return BadEncoding, true
		}
		return "", false
	}
	last := size == len(content) && size == len(r.window.view())
	if whole := len(content) - cutCharacter(content); last && whole < len(content) &&
		utf8.Valid(content[:whole]) && bytes.IndexByte(content, 0) < 0 {
		return Truncated, true
	}
	r.replaced += badCharacters(content)
	return BadEncoding, true
}

// cutCharacter returns how many bytes at the end of text are the beginning of
// an UTF-8 character that the rest is missing of.
func cutCharacter(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if tail := text[len(text)-n:]; utf8.RuneStart(tail[0]) {
			if utf8.FullRune(tail) {
				return 0
			}
			return n
		}
	}
	return 0
}

// badCharacters counts what in text is no character: each byte, or what a
// decoder put one for.
func badCharacters(text []byte) int64 {
	n := int64(0)
	for len(text) > 0 {
		c, size := utf8.DecodeRune(text)
		if c == utf8.RuneError && size == 1 {
			n++
		}
		text = text[size:]
	}
	return n
}
