// Package contract lets a statistician check every method by hand: one JSON
// object in, one out, for each function of package stat that a figure of Redress
// rests on. Its one rule: it computes nothing itself, it only opens the door.
//
// A line holds {"id", "contract", "input"} and is answered by {"id", "result"},
// or by {"id", "error"} for an unknown contract or an input that cannot be. In a
// result null stands for what is undefined; there is no NaN. In place of an
// array an input may say "as ID", which means the array of that name in the
// input of an earlier line, so that a long series is written once.
package contract

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxLine is the length in bytes of the longest line that is read.
const MaxLine = 16 << 20

// A Door answers lines one after the other. It remembers the inputs of those it
// has answered, for "as ID"; it is not for several goroutines.
type Door struct {
	contracts map[string]answer
	seen      map[string]map[string]json.RawMessage
	kept      int // bytes in seen
}

// maxKept bounds what a Door remembers; inputs beyond it cannot be referred to.
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

// Answer returns the answer to one line as JSON without a line break. It never
// fails: what cannot be answered is answered by an error, one clear sentence.
func (d *Door) Answer(line []byte) []byte {
	var asked request
	out := response{}
	if err := json.Unmarshal(line, &asked); err != nil {
		out.Error = "this line is not a JSON object with id, contract and input: " + reason(err)
	} else {
		out.ID = asked.ID
		result, err := d.result(asked)
		if err != nil {
			out.Error = err.Error()
		} else {
			out.Result = result
		}
	}
	if out.ID == nil {
		out.ID = json.RawMessage("null")
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

// result answers one request; what it returns can be written as JSON.
func (d *Door) result(asked request) (any, error) {
	open, ok := d.contracts[asked.Contract]
	if !ok {
		return nil, fmt.Errorf("unknown contract %q; there are %s", asked.Contract, strings.Join(d.Names(), ", "))
	}
	var input map[string]json.RawMessage
	if err := json.Unmarshal(asked.Input, &input); err != nil || input == nil {
		return nil, fmt.Errorf("input must be a JSON object")
	}
	if err := d.refer(input); err != nil {
		return nil, err
	}
	d.remember(asked.ID, input)
	whole, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	result, err := open(whole)
	if err != nil {
		return nil, err
	}
	return defined(result), nil
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
			return fmt.Errorf("input.%s refers to %q, which no line before this one has as its id", name, id)
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
