package tabular

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// A document finds the records of a JSON document: the elements of one array.
// What is around that array is passed over without being kept, see seek.
type document struct {
	table objectTable
	where []string // the keys on the way to the array that is asked for; nil: find it

	open   []string // keys of the objects around the present place
	top    bool     // the document's first byte has been passed
	inside bool     // between the records
	ended  bool     // behind the document
	broken bool     // behind a document that was cut
	found  string   // the array that was read
	empty  []string // arrays without elements that were passed over
}

// newDocument returns the table of a JSON document.
func newDocument(r *Reader) *objectTable {
	d := &document{table: objectTable{r: r, flat: newFlattener(r.format)}}
	d.table.between = " \t\r\n"
	if r.format.Records != "" {
		d.where = strings.Split(r.format.Records, ".")
	}
	d.table.counts = true
	d.table.peek, d.table.pass, d.table.doubt = d.peek, d.pass, d.several
	return &d.table
}

// peek finds the next element of the array. Commas between elements are not
// counted: what stands between two of them is an element or nothing.
func (d *document) peek(from int) (piece, error) {
	if !d.inside {
		if err := d.leave(); err != nil && err != io.EOF {
			return piece{}, err
		}
		switch {
		case d.broken:
			return piece{state: cut}, nil
		case d.ended:
			return piece{state: over}, nil
		}
	}
	r := d.table.r
	at := from
	for r.see(at) && strings.IndexByte(d.table.between, r.window.view()[at]) >= 0 {
		if at++; at > learnBytes { // only while the header is made, see skipBetween
			return piece{start: at, end: at, state: long}, nil
		}
	}
	if !r.see(at) {
		if r.window.err != io.EOF {
			return piece{}, r.readError()
		}
		return piece{start: at, end: at, state: cut}, nil
	}
	switch c := r.window.view()[at]; {
	case c == ']':
		return piece{start: at, end: at + 1, state: over}, nil
	case c == '}' || c == ':':
		return piece{start: at, end: at + 1}, nil
	}
	return d.element(at)
}

// leave goes on to the next array of records, or to the end of the document,
// which is io.EOF.
func (d *document) leave() error {
	if d.ended {
		return io.EOF
	}
	err := d.seek()
	if errors.Is(err, errCut) {
		d.broken, err = true, io.EOF
	}
	d.ended = err != nil
	if d.inside = err == nil; d.inside {
		d.table.between = " \t\r\n,"
		return d.table.skipBetween()
	}
	d.table.between = " \t\r\n"
	return err
}

// element finds the end of the element at start.
func (d *document) element(start int) (piece, error) {
	r := d.table.r
	b, at := balance{}, start
	for {
		n, done := b.feed(r.window.view()[at:])
		at += n
		p := piece{start: start, end: at}
		switch {
		case b.newline:
			p.state = unclosed
			return p, nil
		case at-start > r.max:
			p.state = long
			return p, nil
		case done:
			return p, nil
		}
		if r.window.more() {
			continue
		}
		if r.window.err != io.EOF {
			return p, r.readError()
		}
		p.state = cut
		return p, nil
	}
}

// pass moves past what is no whole element.
func (d *document) pass(p piece) (Record, error) {
	d.table.step(p.start)
	switch p.state {
	case long:
		return Record{}, d.drop()
	case unclosed:
		return Record{}, d.resume()
	case cut:
		return d.truncated()
	}
	if d.inside {
		d.table.step(p.end - p.start)
		d.inside = false
		if err := d.leave(); err != io.EOF {
			return Record{}, err
		}
		if d.broken {
			return d.truncated()
		}
	}
	return Record{}, io.EOF
}

// truncated reports that the file ends inside the document.
func (d *document) truncated() (Record, error) {
	d.inside, d.broken, d.ended = false, false, true
	return Record{}, d.table.reject(Truncated, len(d.table.r.window.view()))
}

// drop throws the element in front away, which is too long to be kept.
func (d *document) drop() error {
	r := d.table.r
	bad := &SyntaxError{Line: r.line, Kind: TooLong}
	for b := (balance{}); ; {
		n, done := b.feed(r.window.view())
		d.table.step(n)
		if done {
			break
		}
		if !r.window.more() {
			if r.window.err != io.EOF {
				return r.readError()
			}
			break
		}
	}
	bad.Lines = r.line - bad.Line + 1
	return bad
}

// resume moves past the element in front, whose end cannot be told, to the next
// line that begins as its own does: files are written with an element a line,
// or with all of them indented alike.
func (d *document) resume() error {
	r := d.table.r
	begin := string(bytes.TrimLeft(d.table.margin, "[,")) + string(r.window.view()[:1])
	bad := &SyntaxError{Line: r.line, Kind: Malformed}
	for {
		view := r.window.view()
		if i := bytes.IndexByte(view, '\n'); i >= 0 {
			d.table.step(i + 1)
			if d.begins(begin) {
				break
			}
			continue
		}
		d.table.step(len(view))
		if !r.window.more() {
			if r.window.err != io.EOF {
				return r.readError()
			}
			d.inside, d.ended = false, true
			bad.Kind = Truncated
			break
		}
	}
	bad.Lines = max(1, r.line-bad.Line)
	return bad
}

// begins reports whether the line in front begins with begin, or closes the
// array.
func (d *document) begins(begin string) bool {
	r := d.table.r
	for i := range len(begin) {
		if !r.see(i) {
			return false
		}
		switch c := r.window.view()[i]; {
		case c == ']':
			return true
		case c != begin[i]:
			return false
		}
	}
	return true
}
