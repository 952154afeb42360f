package tabular

import (
	"bytes"
	"io"
)

// newLines returns the table of a file with an object a line.
func newLines(r *Reader) *objectTable {
	l := &lines{table: objectTable{r: r, flat: newFlattener(r.format), between: " \t\r\n"}}
	l.table.peek, l.table.pass = l.peek, l.pass
	return &l.table
}

// lines finds the records of NDJSON.
type lines struct{ table objectTable }

// peek finds the first line that is not blank.
func (l *lines) peek(from int) (piece, error) {
	r := l.table.r
	for at := from; ; {
		view := r.window.view()
		i := bytes.IndexByte(view[at:], '\n')
		switch {
		case i >= 0 && len(bytes.TrimSpace(view[from:at+i])) == 0:
			from = at + i + 1
			at = from
			if from > learnBytes { // only while the header is made: blanks in front are passed before
				return piece{start: from, end: from, state: long}, nil
			}
		case i >= 0:
			p := piece{start: from, end: at + i + 1}
			if i+at-from > r.max+1 { // a last byte may still be the \r of the line end
				p.state = long
			}
			return p, nil
		case len(view)-from > r.max+1:
			return piece{start: from, end: len(view), state: long}, nil
		default:
			at = len(view)
			if r.window.more() {
				continue
			}
			if r.window.err != io.EOF {
				return piece{}, r.readError()
			}
			p := piece{start: from, end: len(view)}
			if len(bytes.TrimSpace(view[from:])) == 0 {
				p.state = over
			} else if !closed(view[from:]) {
				p.state = cut
			}
			return p, nil
		}
	}
}

// closed reports whether every bracket and string of text is closed.
func closed(text []byte) bool {
	b := balance{}
	text = bytes.TrimLeft(text, " \t\r\n")
	_, done := b.feed(text)
	return done || b.scalar
}

// pass moves past what is no whole line.
func (l *lines) pass(p piece) (Record, error) {
	r := l.table.r
	l.table.step(p.start)
	switch p.state {
	case long:
		return Record{}, r.skipLine()
	case cut:
		return Record{}, l.table.reject(Truncated, p.end-p.start)
	}
	l.table.step(len(r.window.view()))
	return Record{}, io.EOF
}
