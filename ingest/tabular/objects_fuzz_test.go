package tabular

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var jsonSeeds = []string{
	"", "[]", "{}", "[{}]", `{"a":1}`, `[{"a":1,"b":{"c":[1,"x",null]}},{"a":"\u00e9\ud83d\ude00"}]`, "{\"a\":1}\n{\"a\":2}\n",
	"{\"a\":[{\"b\":1}]}\n{}", `{"x":[],"hits":{"n":1,"hits":[{"a":true},{"b":-1.5e3}]},"z":"[{"}`, "[\n {\"a\":\"x\"},\n {\"a\":\"y},\n {\"a\":\"z\"}\n]",
	`[{"a":1},2,"x",[{}],{"a":1,"a":2}]`, `[{"a":1}`, `[{"a":"`, `{"a":{"b":1},"a.b":2}`, "{\"a\":\"\\u0000\"}\n{\"a\":\"\\ud800\"}",
	"\xef\xbb\xbf[{\"a\":\"\xff\"}]", `{"a":` + "[[[[{}]]]]}", `[1e5,{"a":0.10}]`, `{"a":{}}`, "{\"a\":\n1}", `[{"a":1}]x`, `{"a":[1]}`,
}

// flat flattens an object as the reader should, with encoding/json. It is false
// where the object has a column twice or is nested too deeply.
func flat(d *json.Decoder, path string, to map[string]string, depth int) bool {
	good := depth <= deepest
	some := false
	keys := map[string]bool{}
	for d.More() {
		key := must(d.Token()).(string)
		good = good && !keys[key]
		keys[key], some = true, true
		name := key
		if depth > 1 {
			name = path + "." + key
		}
		good = flatValue(d, name, to, depth) && good
	}
	must(d.Token())
	if !some && depth > 1 {
		_, again := to[path]
		to[path] = ""
		good = good && !again
	}
	return good
}

func flatValue(d *json.Decoder, name string, to map[string]string, depth int) bool {
	var raw json.RawMessage
	if err := d.Decode(&raw); err != nil {
		panic(err)
	}
	inner := json.NewDecoder(bytes.NewReader(raw))
	inner.UseNumber()
	if raw[0] == '{' {
		must(inner.Token())
		return flat(inner, name, to, depth+1)
	}
	_, again := to[name]
	var value any
	if err := inner.Decode(&value); err != nil {
		panic(err)
	}
	to[name] = flatText(value, string(raw))
	return !again && depth+bracketDepth(raw) <= deepest
}

// bracketDepth is how deep brackets are nested in a value.
func bracketDepth(raw []byte) int {
	d := json.NewDecoder(bytes.NewReader(raw))
	depth, most := 0, 0
	for {
		token, err := d.Token()
		if err != nil {
			return most
		}
		if c, ok := token.(json.Delim); ok && (c == '{' || c == '[') {
			depth++
		} else if ok {
			depth--
		}
		most = max(most, depth)
	}
}

// flatText is the text of a value that is no object.
func flatText(value any, raw string) string {
	switch v := value.(type) {
	case string:
		return v
	case nil:
		return ""
	case []any:
		var texts []string
		for _, one := range v {
			switch one := one.(type) {
			case nil:
				continue
			case []any, map[string]any:
				return raw
			case string:
				texts = append(texts, one)
			default:
				texts = append(texts, string(must(json.Marshal(one))))
			}
		}
		return strings.Join(texts, "\n")
	}
	return raw
}

// expect returns what a line or element should become: its values, or false
// where it is no good record.
func expect(text []byte) (map[string]string, bool) {
	trimmed := bytes.TrimSpace(text)
	if !utf8.Valid(text) || !json.Valid(text) || trimmed[0] != '{' {
		return nil, false
	}
	to := map[string]string{}
	d := json.NewDecoder(bytes.NewReader(text))
	must(d.Token())
	good := flat(d, "", to, 1)
	for _, value := range to {
		good = good && !strings.Contains(value, "\x00")
	}
	return to, good && !bytes.Contains(bytes.ToLower(text), []byte(`\u0000`))
}

// FuzzNDJSON checks each line against encoding/json.
func FuzzNDJSON(f *testing.F) {
	for _, seed := range jsonSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.ContainsRune(data, '\r') && !bytes.ContainsRune(data, '\n') || len(data) > 1<<18 {
			return
		}
		format := Format{Kind: NDJSON, Encodings: []string{"utf-8"}}
		r := NewReader(bytes.NewReader(data), format)
		all, err := collect(r)
		slow, slowErr := readAll(iotest.OneByteReader(bytes.NewReader(data)), format)
		if diff := cmp.Diff(all, slow); diff != "" || (err == nil) != (slowErr == nil) {
			t.Fatalf("Next byte by byte: %v, %v (-at once +byte by byte):\n%s", err, slowErr, diff)
		}
		if err != nil {
			if !errors.Is(err, ErrNotText) {
				t.Fatalf("Next: %v", err)
			}
			return
		}
		_, mark := byteOrderMark(data)
		if mark > 3 || mark == 2 {
			return
		}
		var lines [][]byte
		var numbers []int
		for i, line := range bytes.SplitAfter(data[mark:], []byte("\n")) {
			if len(bytes.Trim(line, " \t\r\n")) > 0 && len(bytes.TrimSpace(line)) > 0 {
				lines, numbers = append(lines, line), append(numbers, i+1)
			}
		}
		if len(all) == 0 && len(data) == mark {
			return
		}
		if len(all) != len(lines)+1 {
			t.Fatalf("Next = %d records and a header, want %d", len(all)-1, len(lines))
		}
		header := all[0].Fields
		for i, one := range all[1:] {
			if one.Line != numbers[i] {
				t.Fatalf("Next = line %d, want %d", one.Line, numbers[i])
			}
			want, good := expect(lines[i])
			if good != (one.Kind == "") {
				t.Fatalf("Next at line %d = %q, want a good record: %v", one.Line, one.Kind, good)
			}
			if good {
				compareFlat(t, header, one, want, r.Unseen())
			}
		}
	})
}

// compareFlat compares a record with what encoding/json says.
func compareFlat(t *testing.T, header []string, one got, want map[string]string, unseen map[string]int) {
	t.Helper()
	have := map[string]string{}
	for i, name := range header {
		have[name] = one.Fields[i]
	}
	for name, value := range want {
		if have[name] != value && unseen[name] == 0 {
			t.Fatalf("Next at line %d: %q = %q, want %q", one.Line, name, have[name], value)
		}
		delete(have, name)
	}
	for name, value := range have {
		if value != "" {
			t.Fatalf("Next at line %d: %q = %q, want nothing", one.Line, name, value)
		}
	}
}

// FuzzJSON checks documents that are valid against encoding/json, and that
// nothing else stops the reader or depends on how it is read.
func FuzzJSON(f *testing.F) {
	for _, seed := range jsonSeeds {
		f.Add([]byte(seed), false)
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, short bool) {
		format := Format{Kind: JSON, Encodings: []string{"utf-8"}}
		if short {
			format.MaxRecordBytes, format.Records = 20, "hits.hits"
		}
		r := NewReader(bytes.NewReader(data), format)
		all, err := collect(r)
		slow, slowErr := readAll(iotest.OneByteReader(bytes.NewReader(data)), format)
		if diff := cmp.Diff(all, slow); diff != "" || (err == nil) != (slowErr == nil) {
			t.Fatalf("Next byte by byte: %v, %v (-at once +byte by byte):\n%s", err, slowErr, diff)
		}
		line := 0
		for _, one := range all {
			if one.Line < line {
				t.Fatalf("Next: line %d after line %d", one.Line, line)
			}
			line = one.Line
		}
		if err != nil && !errors.Is(err, ErrNotText) && !errors.Is(err, ErrNoTable) {
			t.Fatalf("Next: %v", err)
		}
		if _, again := r.Next(); again != err && again != io.EOF {
			t.Fatalf("Next after its end: %v", again)
		}
		var elements []json.RawMessage
		if short || !utf8.Valid(data) || !json.Valid(data) || json.Unmarshal(data, &elements) != nil || elements == nil {
			return
		}
		if err != nil || len(all) != len(elements)+1 {
			t.Fatalf("Next = %d records, %v, want %d", len(all)-1, err, len(elements))
		}
		for i, one := range all[1:] {
			want, good := expect(elements[i])
			if good != (one.Kind == "") {
				t.Fatalf("Next of element %d = %q, want a good record: %v", i, one.Kind, good)
			}
			if good {
				compareFlat(t, all[0].Fields, one, want, r.Unseen())
			}
		}
	})
}
