package tabular

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// objects reads JSON or NDJSON at once and byte by byte and compares.
func objects(t *testing.T, input string, format Format, kind Kind, want ...got) *Reader {
	t.Helper()
	slow, slowErr := drip(input, format)
	r := NewReader(strings.NewReader(input), format)
	have, err := collect(r)
	if err != nil || slowErr != nil || r.Kind() != kind {
		t.Errorf("Next over %.60q: %v, byte by byte %v, kind %s, want %s", input, err, slowErr, r.Kind(), kind)
	}
	if diff := cmp.Diff(want, have); diff != "" {
		t.Errorf("Next over %.60q (-want +got):\n%s", input, diff)
	}
	if diff := cmp.Diff(have, slow); diff != "" {
		t.Errorf("Next over %.60q (-at once +byte by byte):\n%s", input, diff)
	}
	return r
}

func TestNDJSON(t *testing.T) {
	f := func(input string, want ...got) {
		t.Helper()
		objects(t, input, Format{}, NDJSON, want...)
	}
	f(`{"a":1,"b":"x"}`, good(0, "a", "b"), good(1, "1", "x"))
	f("\n{\"a\":1}\r\n \n{\"b\":2}\n", good(0, "a", "b"), good(2, "1", ""), good(4, "", "2"))
	f("\xEF\xBB\xBF{\"a\":\"é\"}\n{\"a\":\"\\u00e9\\ud83d\\ude00\\n\\/\\\\\\\"\"}\n", good(0, "a"), good(1, "é"), good(2, "é😀\n/\\\""))
	f(`{"a":{"b":{"c":1},"d":[]},"e":null,"f":{}}`+"\n"+`{"a":{"b":{"c":"2"}}}`, good(0, "a.b.c", "a.d", "e", "f"),
		good(1, "1", "", "", ""), good(2, "2", "", "", ""))
	f(`{"a":["x",2,true,null,"y"],"b":[null],"c":[{"d": 1}, []],"e":[[1],2]}`+"\n{}",
		good(0, "a", "b", "c", "e"), good(1, "x\n2\ntrue\ny", "", `[{"d": 1}, []]`, "[[1],2]"), good(2, "", "", "", ""))
	f(`{"n":123456789012345678901234567890,"m":-1.50e+10,"t":true,"f":false,"s":""}`+"\n{}", good(0, "n", "m", "t", "f", "s"),
		good(1, "123456789012345678901234567890", "-1.50e+10", "true", "false", ""), good(2, "", "", "", "", ""))
	f(`{"a":1}`+"\n"+`{"a":2}`+"\n"+`{"a":`, good(0, "a"), good(1, "1"), good(2, "2"), bad(3, Truncated, 1))
	f(`{"a":1}`+"\n"+`{"a":"x`, good(0, "a"), good(1, "1"), bad(2, Truncated, 1))
}

// TestNDJSONBadLine checks that a bad line costs itself and no other.
func TestNDJSONBadLine(t *testing.T) {
	for _, line := range []string{`{"a":1,"a":2}`, `{"a":1,"\u0061":2}`, `{"a":{"b":1,"b":2}}`, `{"a":{"b":1},"a":{"c":1}}`,
		`{"a":{"b":1},"a.b":2}`, `{"a":1,}`, `{"a" 1}`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":+1}`, `{"a":1e}`, `{"a":tru}`,
		`{"a":nul}`, `{"a":'x'}`, `{"a":"\x"}`, `{"a":"\u00g0"}`, "{\"a\":\"\t\"}", `{"a":1}}`, `{"a":1} x`, `{"a":1}{"a":2}`, `[1]`, `1`,
		`"x"`, `null`, `{"a":[1,]}`, `{"a":[1 2]}`, `{"a":[{]}`, `{"a":-}`, `{`, `{"a":NaN}`, `{"a":"x`, `x`,
		`{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`} {
		want := []got{good(0, "a"), good(1, "1"), bad(2, Malformed, 1), good(3, "3")}
		if strings.Contains(line, `"a":{`) {
			// The bad line is among those that make the header.
			r := NewReader(strings.NewReader("{\"a\":1}\n"+line+"\n{\"a\":3}\n"), Format{})
			all, err := collect(r)
			if err != nil || len(all) != 4 || all[2].Kind != Malformed || all[3].Fields[0] != "3" {
				t.Errorf("Next over %s = %v, %v, want it malformed", line, all, err)
			}
			continue
		}
		objects(t, "{\"a\":1}\n"+line+"\n{\"a\":3}\n", Format{}, NDJSON, want...)
	}
	objects(t, "{\"a\":1}\n{\"a\":\"\\u0000\"}\n{\"a\":3}\n", Format{}, NDJSON, good(0, "a"), good(1, "1"),
		bad(2, BadEncoding, 1), good(3, "3"))
	objects(t, "{\"a\":\"éééééééééééé\"}\n{\"a\":\"\xff\"}\n{\"a\":3}\n", Format{}, NDJSON, good(0, "a"), good(1, "éééééééééééé"),
		bad(2, BadEncoding, 1), good(3, "3"))
	objects(t, "{\"a\":1}\n{\"a\":\"01234567890123456789\"}\n{\"a\":\"0123456789\"}\n", Format{MaxRecordBytes: 20}, NDJSON,
		good(0, "a"), good(1, "1"), bad(2, TooLong, 1), good(3, "0123456789"))
	objects(t, "{\"a\":1}\n"+strings.Repeat("x", 300)+"\n{\"a\":2}", Format{MaxRecordBytes: 20}, NDJSON,
		good(0, "a"), good(1, "1"), bad(2, TooLong, 1), good(3, "2"))
}

// TestUnseen checks that a key that comes too late for the header is counted.
func TestUnseen(t *testing.T) {
	lines := strings.Repeat("{\"a\":1}\n", learnObjects)
	input := lines + "{\"a\":1,\"b\":{\"c\":2},\"d\":null}\n{\"b\":{\"c\":[1]},\"e\":\"x\"}\n{\"b\":1,\"b\":2}\n"
	r := NewReader(strings.NewReader(input), Format{Expect: []string{"id", "e"}})
	all, err := collect(r)
	if err != nil || len(all) != learnObjects+4 {
		t.Fatalf("Next = %d records, %v, want %d", len(all), err, learnObjects+4)
	}
	if diff := cmp.Diff(good(0, "id", "e", "a"), all[0]); diff != "" {
		t.Errorf("header (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]got{good(learnObjects+1, "", "", "1"), good(learnObjects+2, "", "x", ""),
		bad(learnObjects+3, Malformed, 1)}, all[learnObjects+1:]); diff != "" {
		t.Errorf("last records (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(map[string]int{"b.c": 2, "b": 1}, r.Unseen()); diff != "" {
		t.Errorf("Unseen (-want +got):\n%s", diff)
	}
	r = NewReader(strings.NewReader("a;b\n"), Format{})
	if _, err := r.Next(); err != nil || r.Unseen() != nil {
		t.Errorf("Unseen of CSV = %v, %v, want none", r.Unseen(), err)
	}
}

// TestUnseenIsBounded feeds keys without end.
func TestUnseenIsBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(strings.Repeat("{\"a\":1}\n", learnObjects))
	for i := range 200000 {
		b.WriteString(`{"key` + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + strings.Repeat("0", i%300) +
			string(rune(0x4e00+i%20000)) + `":{"k":1},"a":1}` + "\n")
	}
	r := NewReader(strings.NewReader(b.String()), Format{})
	all, err := collect(r)
	if err != nil || len(all) != learnObjects+200001 {
		t.Fatalf("Next = %d records, %v", len(all), err)
	}
	total := 0
	for _, n := range r.Unseen() {
		total += n
	}
	if total != 200000 || len(r.Unseen()) > mostUnseen+1 || r.objects.flat.bytes > mostNodeBytes {
		t.Errorf("Unseen counts %d values of %d paths with %d bytes of nodes, want 200000 of at most %d", total, len(r.Unseen()),
			r.objects.flat.bytes, mostUnseen+1)
	}
}

func TestJSON(t *testing.T) {
	f := func(input, records string, want ...got) {
		t.Helper()
		objects(t, input, Format{Records: records, Kind: JSON}, JSON, want...)
		if records == "" && len(want) > 1 {
			objects(t, input, Format{}, JSON, want...)
		}
	}
	f(`[]`, "", good(0))
	f(` [ ] `, "", good(0))
	f(`[{"a":1},{"a":2,"b":{"c":"x"}}]`, "", good(0, "a", "b.c"), good(1, "1", ""), good(1, "2", "x"))
	f("[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  }\n]\n", "", good(0, "a"), good(2, "1"), good(5, "2"))
	f(`{"took":3,"shards":{"n":[1,2]},"hits":{"total":{"value":2},"max":null,"hits":[{"_id":"1","_source":{"a":"x"}},
{"_id":"2","_source":{"a":"y"}}]},"more":"[{]","empty":[]}`, "", good(0, "_id", "_source.a"), good(1, "1", "x"), good(2, "2", "y"))
	f(`{"data":[{"a":1}],"facets":[{"b":2}]}`, "data", good(0, "a"), good(1, "1"))
	f(`{"facets":[{"b":2}],"data":[{"a":1}]}`, "data", good(0, "a"), good(1, "1"))
	f(`{"d":{"data":[]},"x":{"data":[{"a":1}]}}`, "d.data", good(0))
	f(`{"data":[],"n":0}`, "", good(0))
	f("\xEF\xBB\xBF[{\"a\":1}]", "", good(0, "a"), good(1, "1"))
	f(`[{"a":1},`, "", good(0, "a"), good(1, "1"), bad(1, Truncated, 1))
	f(`[{"a":1}`, "", good(0, "a"), good(1, "1"), bad(1, Truncated, 1))
	f("[{\"a\":1},\n{\"a\":\n\"x", "", good(0, "a"), good(1, "1"), bad(2, Truncated, 2))
	f(`{"data":[{"a":1}],"n":`, "", good(0, "a"), good(1, "1"), bad(1, Truncated, 1))
	f(`[{"a":1},7,"x",null,[1],{"a":1,"a":2},{"a":nul},{"a":2}]`, "", good(0, "a"), good(1, "1"), bad(1, Malformed, 1),
		bad(1, Malformed, 1), bad(1, Malformed, 1), bad(1, Malformed, 1), bad(1, Malformed, 1), bad(1, Malformed, 1), good(1, "2"))
	objects(t, `[{"a":1},{"a":"01234567890123456789012345"},{"a":2}]`, Format{MaxRecordBytes: 20, Kind: JSON}, JSON,
		good(0, "a"), good(1, "1"), bad(1, TooLong, 1), good(1, "2"))
}

// TestJSONMissingQuote checks that a string nobody closed costs its own element
// where the file shows where the next one begins.
func TestJSONMissingQuote(t *testing.T) {
	f := func(input string, want ...got) {
		t.Helper()
		objects(t, input, Format{Kind: JSON}, JSON, want...)
	}
	f("[\n{\"a\":\"1\"},\n{\"a\":\"2},\n{\"a\":\"3\"},\n{\"a\":\"4\"}\n]\n", good(0, "a"), good(2, "1"), bad(3, Malformed, 1),
		good(4, "3"), good(5, "4"))
	f("[{\"a\":\"1\"},\n{\"a\":\"2},\n{\"a\":\"3\"}]", good(0, "a"), good(1, "1"), bad(2, Malformed, 1), good(3, "3"))
	f("[\n {\n  \"a\": \"1\"\n },\n {\n  \"a\": \"2\n },\n {\n  \"a\": \"3\"\n }\n]", good(0, "a"), good(2, "1"), bad(5, Malformed, 3),
		good(8, "3"))
	f("[\n {\"a\":\"1\"},\n {\"a\":\"2}\n]\n", good(0, "a"), good(2, "1"), bad(3, Malformed, 1))
}

func TestJSONWithoutTable(t *testing.T) {
	f := func(input, records, want string) {
		t.Helper()
		_, err := text(input, Format{Kind: JSON, Records: records})
		if !errors.Is(err, ErrNoTable) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hidden") {
			t.Errorf("Next over %s = %v, want ErrNoTable about %q", input, err, want)
		}
	}
	f(`{"a":"hidden"}`, "", "no array of objects")
	f(`{"a":[1,2]}`, "", "no array of objects")
	f(`{"a":[],"b":[]}`, "", "no array of objects")
	f(`{"a":[{"x":1}],"b":{"c":[{"y":1}]}}`, "", "a and b.c")
	f(`{"a":[{"x":1}]}`, "b.c", "no array at b.c")
	f(`{"b":{"c":1}}`, "b.c", "no array at b.c")
	f(`[{"x":1}]`, "b", "leave file: records out")
	f("{\"a\":[]}\n{\"a\":[]}", "", "ndjson")
	f(`[{"a":1}] hidden`, "", "something follows")
	f(`{"a" "hidden"}`, "", "breaks off at line 1")
	f(`hidden`, "", "breaks off")
	f(`{"a":}`, "", "breaks off")
	f(strings.Repeat(`{"a":`, 100), "", "breaks off")
}

// TestJSONSeveralArrays checks that which array is meant does not depend on
// their order: in sight it is asked before the header, further on at the end.
func TestJSONSeveralArrays(t *testing.T) {
	far := strings.Repeat(`{"x":"`+strings.Repeat("x", 1000)+`"},`, 3000)
	for input, records := range map[string]int{
		`{"other":[{"x":1}],"data":{"items":[{"id":1}]}}`:                                   0,
		`{"data":{"items":[{"id":1}]},"other":[{"x":1}]}`:                                   0,
		`{"n":[],"a":{"b":[{"x":"]"},{"x":"\""}],"c":1},"d":[{"id":1}]}`:                    0,
		`{"other":[` + far + `{"x":1}],"data":{"items":[{"id":1}]}}`:                        3002,
		"{\"a\":[\n{\"x\":\"0\"},\n{\"x\":\"1},\n{\"x\":\"2\"}],\n\"b\":[{\"x\":\"3\"}]}\n": 2,
	} {
		have, err := text(input, Format{Kind: JSON})
		if !errors.Is(err, ErrNoTable) || !strings.Contains(err.Error(), "several arrays of objects") || len(have) < min(records, 1) ||
			records == 0 && len(have) > 0 {
			t.Errorf("Next over %.60q = %d records, %v, want about %d and ErrNoTable about several arrays", input, len(have), err, records)
		}
	}
}

// TestTextKind checks which kind text is taken for.
func TestTextKind(t *testing.T) {
	f := func(input string, want Kind) {
		t.Helper()
		if have := textKind([]byte(input)); have != want {
			t.Errorf("textKind(%.40q) = %s, want %s", input, have, want)
		}
	}
	f("", CSV)
	f("a,b\n", CSV)
	f("[id],[name]\n", CSV)
	f("{id},name\n", CSV)
	f("[]", JSON)
	f("[]x,y", CSV)
	f(" [\n {\"a\"", JSON)
	f(`{"a":1}`, NDJSON)
	f("{\"a\":1}\n{\"a\":2}", NDJSON)
	f("{\n\"a\":[ {", JSON)
	f(`{"a":[{"b":1}]}`, JSON)
	f(`{"a":"[{","b":[1]}`, NDJSON)
	f("{\"a\":[{\"b\":1}]}\n{\"a\":[]}", NDJSON)
}
