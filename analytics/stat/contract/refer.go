package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Ask takes the next line and returns the answers that are ready, in the order of
// the lines. A line that refers to one still to come waits, and those after it with
// it, until that one is there, Close is called or too much is waiting.
func (d *Door) Ask(line []byte) [][]byte {
	q := d.read(line)
	d.waiting = append(d.waiting, q)
	d.held += q.size
	for again := true; again; {
		again = false
		for _, other := range d.waiting {
			if other.waits() {
				d.complete(other)
				again = again || other.fault == nil
			}
		}
	}
	return d.ready(d.held > maxKept)
}

// Close returns the answers of the lines that still wait; nothing comes after them.
func (d *Door) Close() [][]byte { return d.ready(true) }

// ready answers the lines in front that need not wait, or all.
func (d *Door) ready(all bool) [][]byte {
	var answers [][]byte
	for len(d.waiting) > 0 && (all || !d.waiting[0].waits()) {
		q := d.waiting[0]
		answers = append(answers, q.written(d))
		d.held -= q.size
		d.waiting = d.waiting[1:]
	}
	return answers
}

// waits reports whether the question refers to a line that has not come.
func (q *question) waits() bool {
	_, missing := errors.AsType[unknownReference](q.fault)
	return missing
}

// An unknownReference is the fault of a question that refers to a line unknown so
// far.
type unknownReference struct{ name, id string }

func (u unknownReference) Error() string {
	return fmt.Sprintf("input.%s refers to %q, which no line has as its id", u.name, u.id)
}

// refer replaces each "as ID" in input by what that line had there: under the
// same name; or a series that one method calls x and another y; or else its one
// array.
func (d *Door) refer(input map[string]json.RawMessage) error {
	for name, value := range input {
		var text string
		if json.Unmarshal(value, &text) != nil || !strings.HasPrefix(text, "as ") {
			continue
		}
		id := strings.TrimPrefix(text, "as ")
		earlier, ok := d.seen[id]
		if !ok {
			return unknownReference{name, id}
		}
		if same, ok := earlier[name]; ok {
			input[name] = same
			continue
		}
		if series, ok := earlier[map[string]string{"x": "y", "y": "x"}[name]]; ok {
			input[name] = series
			continue
		}
		var arrays []json.RawMessage
		for _, each := range earlier {
			if bytes.HasPrefix(bytes.TrimSpace(each), []byte("[")) {
				arrays = append(arrays, each)
			}
		}
		if len(arrays) != 1 {
			return fmt.Errorf("input.%s refers to %q, which has no %s and not exactly one array", name, id, name)
		}
		input[name] = arrays[0]
	}
	return nil
}

func (d *Door) remember(id json.RawMessage, input map[string]json.RawMessage) {
	var name string
	if json.Unmarshal(id, &name) != nil || name == "" {
		return
	}
	size := 0
	for _, value := range input {
		size += len(value)
	}
	if d.kept+size > maxKept {
		return
	}
	d.kept += size
	d.seen[name] = input
}
