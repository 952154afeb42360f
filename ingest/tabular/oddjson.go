package tabular

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
)

// refuseOddJSON returns an error where a text is JSON of a shape that is no table of
// objects: rows as arrays, an array of words or numbers, or a script around it. As
// delimited text it would be one long line.
func refuseOddJSON(sample []byte) error {
	text := bytes.TrimLeft(sample, " \t\r\n")
	shape := ""
	switch {
	case bytes.HasPrefix(text, []byte(")]}'")):
		shape = "is kept from being read by a prefix"
	case len(text) > 0 && text[0] == '[':
		shape = arrayShape(text)
	default:
		script := regexp.MustCompile(`^(?:(?:var|let|const)\s+)?[A-Za-z_$][\w$.]*\s*(?:\(|=)\s*`).Find(text[:min(len(text), 4<<10)])
		if inside := text[len(script):]; script != nil && len(inside) > 0 && (inside[0] == '[' || inside[0] == '{') && isJSON(inside) {
			shape = "stands in a script (JSONP)"
		}
	}
	if shape == "" {
		return nil
	}
	return fmt.Errorf("%w: its JSON %s, which is not read; get it as an array of objects, each with the names of its columns, or as CSV", ErrNoTable, shape)
}

// arrayShape says what is odd about an array; empty where it holds objects or is no
// JSON.
func arrayShape(text []byte) string {
	first := bytes.TrimLeft(text[1:], " \t\r\n")
	switch {
	case len(first) == 0 || first[0] == '{' || first[0] == ']' || !isJSON(text):
		return ""
	case first[0] == '[':
		return "is an array of arrays"
	}
	return "is an array of single values"
}

// fewTokens is how much of a text is looked at before it is believed to be JSON.
const fewTokens = 5

// isJSON reports whether the first tokens of a text are JSON's.
func isJSON(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	n := 0
	for ; n < fewTokens; n++ {
		if _, err := d.Token(); err != nil {
			break
		}
	}
	return n == fewTokens || n > 2 && !d.More()
}
