package tabular

import (
	"bytes"
	"errors"
	"fmt"
)

// A severalError says that a document has several arrays that may be the
// records.
type severalError struct{ first, second string }

// Error implements error.
func (e *severalError) Error() string {
	return fmt.Sprintf("%v: it has several arrays of objects, %s and %s among them; name the one that is meant in file: records",
		ErrNoTable, e.first, e.second)
}

// Unwrap makes it an ErrNoTable.
func (e *severalError) Unwrap() error { return ErrNoTable }

// several looks for a second array of objects in what is in the window, before
// the header of the first one is given: whoever gets that header would judge the
// file by an array that is only the first. One that lies further on is found
// when the reading gets there. Nothing else that is wrong is told here.
func (d *document) several() error {
	if d.where != nil || !d.inside || len(d.open) == 0 {
		return nil
	}
	view := d.table.r.window.view()
	ahead := &document{table: objectTable{r: &Reader{line: 1, window: window{src: bytes.NewReader(view), buf: make([]byte, 2*chunkBytes)}}},
		open: append([]string(nil), d.open...), top: true, inside: true, found: d.found}
	ahead.table.between = " \t\r\n"
	rest := balance{begun: true, depth: 1}
	for {
		n, done := rest.feed(ahead.table.r.window.view())
		ahead.table.step(n)
		if rest.newline { // a quote is missing: what follows cannot be told
			return nil
		}
		if done {
			break
		}
		if !ahead.table.r.window.more() {
			return nil
		}
	}
	var two *severalError
	if err := ahead.seek(); errors.As(err, &two) {
		return two
	}
	return nil
}
