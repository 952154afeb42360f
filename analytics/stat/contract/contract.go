// Package contract lets a statistician check every method by hand: one JSON
// object in, one out, for each function of package stat that a figure of Redress
// rests on. Its one rule: it computes nothing itself, it only opens the door.
//
// A line holds {"id", "contract", "input"} and is answered by {"id", "result"},
// or by {"id", "error"} for an unknown contract or an input that cannot be. In a
// result null stands for what is undefined; there is no NaN. In place of an
// array an input may say "as ID", which means the array of that name in the
// input of another line, so that a long series is written once.
package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxLine is the length in bytes of the longest line that is read.
const MaxLine = 16 << 20

// A Door answers lines in their order. It remembers their inputs, for "as ID"; it
// is not for several goroutines.
type Door struct {
	contracts map[string]answer
	seen      map[string]map[string]json.RawMessage
	kept      int // bytes in seen
	waiting   []*question
	held      int // bytes in waiting
}

// maxKept bounds what a Door remembers, and what waits for a line to come; inputs
// beyond it cannot be referred to.
const maxKept = 64 << 20

// New returns a door to all contracts.
func New() *Door {
	d := &Door{contracts: map[string]answer{}, seen: map[string]map[string]json.RawMessage{}}
	for _, group := range []map[string]answer{proportions(), survival(), series()} {
		maps.Copy(d.contracts, group)
	}
	return d
}

// Names returns the names of all contracts, sorted.
func (d *Door) Names() []string { return slices.Sorted(maps.Keys(d.contracts)) }

type request struct {
	ID       json.RawMessage `json:"id"`
	Contract string          `json:"contract"`
	Input    json.RawMessage `json:"input"`
}

type response struct {
	ID     json.RawMessage `json:"id"`
	Result any             `json:"result,omitempty"`
	Error  string          `json:"error,omitempty"`
}

// Answer returns the answer to one line as JSON without a line break, at once: what
// refers to a line still to come is answered by an error. It never fails: what
// cannot be answered is answered by an error, one clear sentence.
func (d *Door) Answer(line []byte) []byte {
	q := d.read(line)
	return q.written(d)
}

// A question is one line, with its input once that is whole.
type question struct {
	request
	input map[string]json.RawMessage
	fault error // why there is no answer
	size  int   // of the line
}

// read takes a line apart and puts what it refers to in its place.
func (d *Door) read(line []byte) *question {
	q := &question{size: len(line)}
	if err := json.Unmarshal(line, &q.request); err != nil {
		q.request = request{}
		q.fault = fmt.Errorf("this line is not a JSON object with id, contract and input: %s", reason(err))
		return q
	}
	if _, ok := d.contracts[q.Contract]; !ok {
		q.fault = fmt.Errorf("unknown contract %q; there are %s", q.Contract, strings.Join(d.Names(), ", "))
		return q
	}
	if err := json.Unmarshal(q.Input, &q.input); err != nil || q.input == nil {
		q.fault = errors.New("input must be a JSON object")
		return q
	}
	d.complete(q)
	return q
}

// complete puts what the input refers to in its place, and remembers it for others.
func (d *Door) complete(q *question) {
	if q.fault = d.refer(q.input); q.fault == nil {
		d.remember(q.ID, q.input)
	}
}

// written is the answer to a question as JSON.
func (q *question) written(d *Door) []byte {
	out := response{ID: q.ID}
	if out.ID == nil {
		out.ID = json.RawMessage("null")
	}
	result, err := any(nil), q.fault
	if err == nil {
		result, err = d.result(q)
	}
	if err != nil {
		out.Error = err.Error()
	} else {
		out.Result = result
	}
	answered, err := written(out)
	if err != nil { // an id is valid JSON and a result is made of what JSON has
		answered, _ = written(response{ID: json.RawMessage("null"), Error: err.Error()})
	}
	return answered
}

// written is JSON for people: < stays <, in an id as in an error.
func written(out response) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(out)
	return bytes.TrimSuffix(line.Bytes(), []byte("\n")), err
}

// result is the answer to a whole question; it can be written as JSON.
func (d *Door) result(q *question) (any, error) {
	whole, err := json.Marshal(q.input)
	if err != nil {
		return nil, err
	}
	result, err := d.contracts[q.Contract](whole)
	if err != nil {
		return nil, err
	}
	return defined(result), nil
}
