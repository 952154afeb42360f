package tabular

import (
	"bytes"
	"io"
)

// A span is where one field's text lies in a record.
type span struct {
	start, end int
	doubled    bool // it holds doubled quotes
}

// A ruling is what the parser has to say of the record in front.
type ruling struct {
	kind Fault // empty: a good record
	text int   // its length without the line end
	size int   // and with it
}

// quotedRecord reads the record in front, whose first line holds a quote and
// is first bytes long with its end.
//
// A bad or endless record costs its first line only, so that a stray quote
// does not swallow the good lines up to the next one. That reads a line twice
// at most: a quote stays open behind a line with an odd number of quotes, and
// then on over lines with an even number; read from their own beginning those
// end where they end.
func (r *Reader) quotedRecord(first int) (Record, error) {
	found, err := r.scanQuoted()
	if err != nil {
		return Record{}, err
	}
	view := r.window.view()
	switch found.kind {
	case Truncated:
		if r.followedByRecords(view[first:]) {
			return Record{}, r.reject(BadQuoting, first, 1)
		}
		return Record{}, r.reject(Truncated, len(view), countLines(view))
	case BadQuoting, TooLong:
		return Record{}, r.reject(found.kind, first, 1)
	}
	raw := view[:found.text]
	lines := countLines(view[:found.size])
	if kind, bad := r.fault(raw, found.size); bad {
		return Record{}, r.reject(kind, found.size, lines)
	}
	record := Record{Line: r.line, Fields: r.cutFields(raw)}
	r.consume(found.size, lines)
	return record, nil
}

// followedByRecords reports whether the lines behind an open quote that nothing
// closes are whole records, as wide as the last good one. Then the quote is a
// stray one in a whole file; lines of a narrative, in a file cut inside it,
// have not that shape.
func (r *Reader) followedByRecords(rest []byte) bool {
	const narrow, enough = 3, 3
	if len(r.fields) < narrow {
		return false
	}
	alike := 0
	for alike < enough {
		size := bytes.IndexByte(rest, '\n') + 1
		if size == 0 {
			break
		}
		line := scanSample(string(rest[:size]), r.delimiter)
		if line.bad || line.open || line.fields != len(r.fields) {
			return false
		}
		rest = rest[size:]
		alike++
	}
	return alike > 0
}

// countLines counts the lines of text, the last one with or without its end.
func countLines(text []byte) int {
	n := bytes.Count(text, []byte{'\n'})
	if len(text) > 0 && text[len(text)-1] != '\n' {
		n++
	}
	return n
}

// scanQuoted finds the end of the record in front and notes where its fields
// lie. The error is a fault of the stream.
func (r *Reader) scanQuoted() (ruling, error) {
	r.spans = r.spans[:0]
	at := 0
	for {
		var closed bool
		var bad Fault
		var err error
		if r.see(at) && r.window.view()[at] == '"' {
			at, bad, err = r.scanInside(at + 1)
			closed = true
		} else {
			at, bad = r.scanBare(at)
		}
		if err != nil || bad != "" {
			return ruling{kind: bad}, err
		}
		text, size, ended := r.recordEnd(at)
		switch {
		case ended:
			if !closed { // the \r of the line end is not the field's
				r.spans[len(r.spans)-1].end = text
			}
			if text > r.max {
				return ruling{kind: TooLong}, nil
			}
			return ruling{text: text, size: size}, r.streamFault(size)
		case r.window.view()[at] != r.delimiter:
			return ruling{kind: BadQuoting}, nil
		}
		at++
	}
}

// see reports whether the byte at the given distance exists, reading more if
// need be.
func (r *Reader) see(at int) bool {
	for at >= len(r.window.view()) {
		if !r.window.more() {
			return false
		}
	}
	return true
}

// streamFault returns the fault that ended the stream, if the record of the
// given size goes up to it: what looks like its end may not be.
func (r *Reader) streamFault(size int) error {
	if size == len(r.window.view()) && r.window.err != nil && r.window.err != io.EOF &&
		r.window.view()[size-1] != '\n' {
		return r.readError()
	}
	return nil
}

// scanInside reads a quoted field from behind its opening quote and returns
// the place behind the closing one.
func (r *Reader) scanInside(at int) (int, Fault, error) {
	field := span{start: at}
	for {
		i := -1
		if view := r.window.view(); at < len(view) {
			i = bytes.IndexByte(view[at:], '"')
		}
		if i < 0 {
			at = max(at, len(r.window.view()))
			if at > r.max {
				return at, TooLong, nil
			}
			if !r.window.more() {
				if r.window.err != io.EOF {
					return at, "", r.readError()
				}
				return at, Truncated, nil
			}
			continue
		}
		at += i
		if r.see(at+1) && r.window.view()[at+1] == '"' {
			field.doubled = true
			at += 2
			continue
		}
		field.end = at
		r.spans = append(r.spans, field)
		return at + 1, "", nil
	}
}

// scanBare reads an unquoted field and returns the place of the delimiter or
// line end behind it.
func (r *Reader) scanBare(at int) (int, Fault) {
	start := at
	for {
		view := r.window.view()
		for ; at < len(view); at++ {
			switch c := view[at]; {
			case c == r.delimiter || c == '\n':
				r.spans = append(r.spans, span{start: start, end: at})
				return at, ""
			case c == '"':
				return at, BadQuoting
			}
		}
		if at > r.max+1 {
			return at, TooLong
		}
		if !r.window.more() {
			r.spans = append(r.spans, span{start: start, end: at})
			return at, ""
		}
	}
}

// recordEnd reports whether a record whose last field was read up to at ends
// there, the length of its text and its size with the line end.
func (r *Reader) recordEnd(at int) (text, size int, ended bool) {
	if !r.see(at) {
		view := r.window.view()
		return len(dropReturn(view)), len(view), true
	}
	switch r.window.view()[at] {
	case '\n':
		return len(dropReturn(r.window.view()[:at])), at + 1, true
	case '\r': // behind a closing quote; an unquoted field takes its \r along
		if !r.see(at + 1) {
			return at, at + 1, true
		}
		if r.window.view()[at+1] == '\n' {
			return at, at + 2, true
		}
	}
	return 0, 0, false
}

// cutFields makes the strings of the noted fields. They share one string per
// record.
func (r *Reader) cutFields(raw []byte) []string {
	shared := string(r.undouble(raw))
	fields := r.fields[:0]
	for _, field := range r.spans {
		fields = append(fields, shared[field.start:field.end])
	}
	r.fields = fields
	return fields
}

// undouble writes the fields one behind the other with each doubled quote made
// one, and moves the spans to there. Where no field needs it, it is raw itself.
func (r *Reader) undouble(raw []byte) []byte {
	needed := false
	for _, field := range r.spans {
		needed = needed || field.doubled
	}
	if !needed {
		return raw
	}
	text := r.joined[:0]
	for i, field := range r.spans {
		start := len(text)
		rest := raw[field.start:field.end]
		for field.doubled {
			quote := bytes.IndexByte(rest, '"')
			if quote < 0 {
				break
			}
			text = append(text, rest[:quote+1]...)
			rest = rest[quote+2:]
		}
		text = append(text, rest...)
		r.spans[i] = span{start: start, end: len(text)}
	}
	r.joined = text
	return text
}
