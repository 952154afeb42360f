package contract

import (
	"encoding/json"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The door's own manners, line by line; each line is asked of the same door.
func TestAnswer(t *testing.T) {
	door := New()
	for _, c := range []struct{ line, want string }{
		{`{"id":"a","contract":"mt.adjust","input":{"p":[0.5]}}`,
			`{"id":"a","result":{"bh":[0.5],"bonf":[0.5],"by":[0.5],"holm":[0.5],"reject_bh_05":[],"reject_bonf_05":[]}}`},
		// The id is kept as it was given.
		{`{"id":1.50,"contract":"score.reclame_aqui","input":{"IR":0,"MA":null,"IS":0,"IN":0}}`, `{"id":1.50,"result":{"AR":null}}`},
		{`{"id":{"n":[1,null]},"contract":"score.reclame_aqui","input":{"IR":0,"MA":0,"IS":0,"IN":0}}`, `{"id":{"n":[1,null]},"result":{"AR":0}}`},
		{`{"id":"<&>","contract":"score.reclame_aqui","input":{"IR":0,"MA":0,"IS":0,"IN":0}}`, `{"id":"<&>","result":{"AR":0}}`},
		{`{"contract":"score.reclame_aqui","input":{"IR":0,"MA":0,"IS":0,"IN":0}}`, `{"id":null,"result":{"AR":0}}`},
		// A whole oracle case may be piped in: what is not ours is left alone.
		{`{"id":2,"contract":"score.reclame_aqui","input":{"IR":95,"MA":7.2,"IS":82.5,"IN":68},"expect":{"AR":7.895},"tol":"abs 1e-9"}`,
			`{"id":2,"result":{"AR":7.895}}`},
		// No data is null, never 0.
		{`{"id":3,"contract":"prop.interval","input":{"x":0,"n":0}}`,
			`{"id":3,"result":{"clopper_pearson":null,"jeffreys":null,"wilson":null,"wilson_cc":null}}`},
		// "as ID" under the same name, or else the one array there.
		{`{"id":4,"contract":"mt.adjust","input":{"p":"as a"}}`,
			`{"id":4,"result":{"bh":[0.5],"bonf":[0.5],"by":[0.5],"holm":[0.5],"reject_bh_05":[],"reject_bonf_05":[]}}`},
		{`{"id":"series","contract":"no.such","input":{"y":[1]}}`, ""},
		{`{"id":5,"contract":"mt.adjust","input":{"p":"as nobody"}}`,
			`{"id":5,"error":"input.p refers to \"nobody\", which no line has as its id"}`},
		{`{"id":6,"contract":"mt.adjust","input":{"p":"as P.two"}}`,
			`{"id":6,"error":"input.p refers to \"P.two\", which no line has as its id"}`},
		{`{"id":"two","contract":"eb.mom_simple","input":{"y":[1],"n":[2]}}`,
			`{"id":"two","result":{"M":null,"alpha":null,"beta":null,"mean":0.5,"sd":null}}`},
		{`{"id":7,"contract":"mt.adjust","input":{"p":"as two"}}`,
			`{"id":7,"error":"input.p refers to \"two\", which has no p and not exactly one array"}`},
		// What cannot be is an error that says why.
		{`{"id":8,"contract":"mt.adjust","input":{"p":[0.1],"q":1}}`, `{"id":8,"error":"input: unknown key \"q\""}`},
		{`{"id":9,"contract":"mt.adjust","input":{"P":[0.1]}}`, `{"id":9,"error":"input: p is missing"}`},
		{`{"id":10,"contract":"mt.adjust","input":{"p":[0.1],"P":[0.1]}}`, `{"id":10,"error":"input: unknown key \"P\""}`},
		{`{"id":11,"contract":"mt.adjust","input":{"p":[0.1,null]}}`, `{"id":11,"error":"input: p[1] must not be null"}`},
		{`{"id":12,"contract":"mt.adjust","input":{"p":0.1}}`, `{"id":12,"error":"input: p must be a list"}`},
		{`{"id":13,"contract":"mt.adjust","input":{"p":["x"]}}`, `{"id":13,"error":"input: p cannot be a string"}`},
		{`{"id":14,"contract":"mt.adjust","input":{"p":[1.5]}}`, `{"id":14,"error":"p must lie in [0,1], it does not at position 1"}`},
		{`{"id":15,"contract":"mt.adjust","input":[1]}`, `{"id":15,"error":"input must be a JSON object"}`},
		{`{"id":16,"contract":"mt.adjust"}`, `{"id":16,"error":"input must be a JSON object"}`},
		{`{"id":17,"contract":"prop.interval","input":{"x":0.5,"n":1}}`, `{"id":17,"error":"input: a count must be a whole number of at most 2^53"}`},
		{`{"id":18,"contract":"prop.interval","input":{"x":null,"n":1}}`, `{"id":18,"error":"input: a count must be a whole number"}`},
		{`{"id":19,"contract":"eb.mle","input":{"y":[1,null],"n":[2,2]}}`, `{"id":19,"error":"input: a count must be a whole number (position 2)"}`},
		{`{"id":20,"contract":"std.poisson_limits","input":{"O":null}}`, `{"id":20,"error":"input: O must be a number"}`},
	} {
		got := string(door.Answer([]byte(c.line)))
		if c.want == "" {
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("Answer(%s) differs (-want +got):\n%s", c.line, diff)
		}
	}
}

func TestAnswerUnknownContract(t *testing.T) {
	got := string(New().Answer([]byte(`{"id":"x","contract":"mt.adjus","input":{}}`)))
	if !strings.HasPrefix(got, `{"id":"x","error":"unknown contract \"mt.adjus\"; there are `) || !strings.Contains(got, "mt.adjust") {
		t.Errorf("Answer(unknown contract) = %s", got)
	}
}

func TestAnswerBadLine(t *testing.T) {
	for _, line := range []string{"", "null", "3", "[]", "{", `{"id":1}x`, `{"id":1,"contract":"mt.adjust","input":{"p":[NaN]}}`} {
		got := New().Answer([]byte(line))
		var answered struct {
			ID    any    `json:"id"`
			Error string `json:"error"`
		}
		if err := json.Unmarshal(got, &answered); err != nil || answered.Error == "" || answered.ID != nil {
			t.Errorf("Answer(%q) = %s, %v, want an error and no id", line, got, err)
		}
	}
}

// NaN and infinities have no place in JSON: they are undefined, null.
func TestDefined(t *testing.T) {
	var none *float64
	one := 1.0
	got, err := json.Marshal(defined(struct {
		A float64    `json:"a"`
		B []any      `json:"b"`
		C *float64   `json:"c"`
		D [2]float64 `json:"d"`
		E any        `json:"e,omitempty"`
		f int
	}{math.NaN(), []any{math.Inf(1), none, &one, "x", nil}, none, [2]float64{1, math.Inf(-1)}, nil, 3}))
	want := `{"a":null,"b":[null,null,1,"x",null],"c":null,"d":[1,null]}`
	if err != nil || string(got) != want {
		t.Errorf("defined() = %s, %v, want %s", got, err, want)
	}
}

// Whatever a line holds, the answer is one line of JSON with a result or an error.
func FuzzAnswer(f *testing.F) {
	f.Add([]byte(`{"id":1,"contract":"prop.interval","input":{"x":1,"n":2,"conf":0.998}}`))
	f.Add([]byte(`{"id":1,"contract":"rank.posterior","input":{"y":[1,0],"n":[2,5],"alpha":0.1,"beta":1e9,"k":1}}`))
	f.Add([]byte(`{"id":1,"contract":"eb.mle","input":{"y":[1,0],"n":[2,5]}}`))
	f.Add([]byte(`{"id":1,"contract":"od.adjust","input":{"obs":[1,0],"exp":[2,5],"scale":"logsr"}}`))
	f.Add([]byte(`{"id":1,"contract":"funnel.poisson","input":{"E":1e-300,"target":3}}`))
	f.Add([]byte(`{"id":1,"contract":"std.isr_binomial","input":{"n":[9,1],"ref_p":[0.5,1],"O":3}}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		got := New().Answer(line)
		var answered map[string]any
		if err := json.Unmarshal(got, &answered); err != nil || strings.Contains(string(got), "\n") {
			t.Fatalf("Answer(%q) = %q, %v", line, got, err)
		}
		_, result := answered["result"]
		_, failed := answered["error"]
		if result == failed {
			t.Fatalf("Answer(%q) = %q, want a result or an error", line, got)
		}
	})
}
