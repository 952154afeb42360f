package pages

import (
	"encoding/json"
	"strconv"
	"strings"
)

// lookup returns the value at a dot path such as hits.hits[-1].sort; the empty
// path is the whole. Numbers in brackets count from 0, negative ones from the
// end. ok is false where there is nothing.
func lookup(value json.RawMessage, path string) (found json.RawMessage, ok bool) {
	if path == "" {
		return value, true
	}
	for step := range strings.SplitSeq(path, ".") {
		name, brackets, _ := strings.Cut(step, "[")
		if name != "" {
			var object map[string]json.RawMessage
			if json.Unmarshal(value, &object) != nil {
				return nil, false
			}
			if value, ok = object[name]; !ok {
				return nil, false
			}
		}
		for index := range strings.SplitSeq(brackets, "[") {
			if index == "" {
				continue
			}
			var array []json.RawMessage
			n, err := strconv.Atoi(strings.TrimSuffix(index, "]"))
			if err != nil || json.Unmarshal(value, &array) != nil {
				return nil, false
			}
			if n < 0 {
				n += len(array)
			}
			if n < 0 || n >= len(array) {
				return nil, false
			}
			value = array[n]
		}
	}
	return value, true
}

// scalar returns a text, or a number as it was written.
func scalar(value json.RawMessage) (string, bool) {
	var text string
	if json.Unmarshal(value, &text) == nil && string(value) != "null" {
		return text, true
	}
	var number json.Number
	if json.Unmarshal(value, &number) == nil && number != "" {
		return string(value), true
	}
	return "", false
}
