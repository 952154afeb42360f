package tabular

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// ErrNoTable is the kind of error for a file that can be read but has no table
// where one is asked for. Its message is one sentence; the caller adds the
// file's name.
var ErrNoTable = errors.New("no table found")

// errCut says that the file ends inside the document.
var errCut = errors.New("the document is cut")

// longestKey is the longest key outside records that is read, deepestTop how
// many objects may be open around the records.
const (
	longestKey = 4 << 10
	deepestTop = 64
)

// seek goes on through the document from in front of its first value or from
// behind the array of records. It returns nil behind the [ of an array of
// records, io.EOF behind the document, errCut where the file ends before.
func (d *document) seek() error {
	r := d.table.r
	if !d.top {
		c, err := d.ahead()
		if err != nil {
			return err
		}
		d.top = true
		switch {
		case c == '[' && d.where == nil:
			d.table.step(1)
			d.found = "the document itself"
			return nil
		case c == '[':
			return fmt.Errorf("%w: its document is an array, not an object with %s; leave file: records out", ErrNoTable,
				r.format.Records)
		case c != '{':
			return d.noJSON()
		}
		d.table.step(1)
		d.open = append(d.open, "")
	}
	for len(d.open) > 0 {
		if records, err := d.member(); err != nil || records {
			return err
		}
	}
	return d.end()
}

// ahead moves behind white space and returns the byte there.
func (d *document) ahead() (byte, error) {
	if err := d.table.skipBetween(); err != nil {
		return 0, err
	}
	view := d.table.r.window.view()
	if len(view) == 0 {
		return 0, errCut
	}
	return view[0], nil
}

// noJSON is the error for a document that breaks the grammar outside records.
func (d *document) noJSON() error {
	return fmt.Errorf("%w: its JSON breaks off at line %d; if it has an object a line, name file: kind ndjson", ErrNoTable,
		d.table.r.line)
}

// member reads the next key and value of the innermost object, or its end.
// records is true behind the [ of an array of records.
func (d *document) member() (records bool, err error) {
	c, err := d.ahead()
	if err != nil {
		return false, err
	}
	switch c {
	case '}':
		d.table.step(1)
		d.open = d.open[:len(d.open)-1]
		return false, nil
	case ',':
		d.table.step(1)
		return false, nil
	case '"':
	default:
		return false, d.noJSON()
	}
	key, err := d.key()
	if err != nil {
		return false, err
	}
	if c, err = d.ahead(); err != nil {
		return false, err
	}
	d.open[len(d.open)-1] = key
	switch c {
	case '{':
		if len(d.open) == deepestTop {
			return false, d.noJSON()
		}
		d.table.step(1)
		d.open = append(d.open, "")
		return false, nil
	case '[':
		return d.array()
	case '}', ']', ',', ':':
		return false, d.noJSON()
	}
	return false, d.skip(balance{})
}

// key reads a key and the colon behind it.
func (d *document) key() (string, error) {
	r := d.table.r
	b, at := balance{}, 0
	for {
		n, done := b.feed(r.window.view()[at:])
		at += n
		if done {
			break
		}
		if at > longestKey {
			return "", d.noJSON()
		}
		if !r.window.more() {
			return "", d.cutOr()
		}
	}
	text := jsonText{text: r.window.view()[:at]}
	key, ok := text.str(nil)
	d.table.step(at)
	if c, err := d.ahead(); err != nil {
		return "", err
	} else if !ok || c != ':' {
		return "", d.noJSON()
	}
	d.table.step(1)
	return string(key), nil
}

// cutOr is the fault that ended the stream, or errCut.
func (d *document) cutOr() error {
	if d.table.r.window.err != io.EOF {
		return d.table.r.readError()
	}
	return errCut
}

// array decides whether the array in front is that of the records, and passes
// over it where it is not.
func (d *document) array() (records bool, err error) {
	d.table.step(1)
	c, err := d.ahead()
	if err != nil {
		return false, err
	}
	rest := balance{begun: true, depth: 1}
	path := strings.Join(d.open, ".")
	switch {
	case d.where != nil && slices.Equal(d.open, d.where):
		if d.found != "" {
			return false, fmt.Errorf("%w: it has %s more than once", ErrNoTable, path)
		}
	case d.where != nil:
		return false, d.skip(rest)
	case c == ']':
		d.empty = append(d.empty[:min(len(d.empty), 10)], path)
		return false, d.skip(rest)
	case c != '{':
		return false, d.skip(rest)
	case d.found != "":
		return false, &severalError{first: d.found, second: path}
	}
	d.found = path
	return true, nil
}

// skip passes over the value in front, of which b has been read, without
// keeping it.
func (d *document) skip(b balance) error {
	r := d.table.r
	for {
		n, done := b.feed(r.window.view())
		d.table.step(n)
		if done {
			return nil
		}
		if !r.window.more() {
			return d.cutOr()
		}
	}
}

// end checks what is behind the document, and whether the records were in it.
func (d *document) end() error {
	_, err := d.ahead()
	switch {
	case err == nil:
		return fmt.Errorf("%w: something follows its document at line %d; if it has an object a line, name file: kind ndjson",
			ErrNoTable, d.table.r.line)
	case !errors.Is(err, errCut):
		return err
	case d.found != "" || d.where == nil && len(d.empty) == 1:
		return io.EOF
	case d.where != nil:
		return fmt.Errorf("%w: its document has no array at %s, which file: records names", ErrNoTable,
			strings.Join(d.where, "."))
	}
	return fmt.Errorf("%w: its document has no array of objects; name the array in file: records if there is one",
		ErrNoTable)
}
