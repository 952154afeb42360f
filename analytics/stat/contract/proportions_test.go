package contract

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
)

// Every case of our contracts, computed by other engines or published, must come
// out of the door within its own tolerance, number by number.
func TestProportionOracles(t *testing.T) {
	raw, err := os.ReadFile("../testdata/oracles_proportions.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		ID     string          `json:"id"`
		Name   string          `json:"contract"`
		Input  json.RawMessage `json:"input"`
		Expect any             `json:"expect"`
		Tol    string          `json:"tol"`
	}
	if err := json.Unmarshal(raw, &cases); err != nil {
		t.Fatal(err)
	}
	door := New()
	seen := map[string]bool{}
	for _, c := range cases {
		t.Run(c.ID, func(t *testing.T) {
			line, err := json.Marshal(map[string]any{"id": c.ID, "contract": c.Name, "input": c.Input})
			if err != nil {
				t.Fatal(err)
			}
			var answered struct {
				Result any    `json:"result"`
				Error  string `json:"error"`
			}
			if err := json.Unmarshal(door.Answer(line), &answered); err != nil || answered.Error != "" {
				t.Fatalf("Answer(%s) = error %q, %v", c.ID, answered.Error, err)
			}
			seen[c.Name] = true
			agree(t, c.ID, answered.Result, c.Expect, tolerance(t, c.Tol))
		})
	}
	for name := range proportions() {
		if !seen[name] {
			t.Errorf("contract %s has no case", name)
		}
	}
}

// tolerance reads "abs 1e-9" or "rel 1e-8"; words after the number are remarks.
func tolerance(t *testing.T, text string) func(got, want float64) bool {
	words := strings.Fields(text)
	limit, err := strconv.ParseFloat(words[1], 64)
	if err != nil {
		t.Fatal(err)
	}
	switch words[0] {
	case "abs":
		return func(got, want float64) bool { return math.Abs(got-want) <= limit }
	case "rel":
		// The norm prints ten digits, so 0.01021467814 is known to 5e-12 only.
		return func(got, want float64) bool { return math.Abs(got-want) <= limit*math.Abs(want)+1e-300 }
	}
	t.Fatalf("tolerance %q is not understood", text)
	return nil
}

// agree compares all of want; got may have more keys.
func agree(t *testing.T, where string, got, want any, near func(got, want float64) bool) {
	t.Helper()
	switch want := want.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok {
			t.Errorf("%s = %v, want an object", where, got)
			return
		}
		for name, value := range want {
			agree(t, where+"."+name, object[name], value, near)
		}
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) != len(want) {
			t.Errorf("%s = %v, want %d values", where, got, len(want))
			return
		}
		for i := range want {
			agree(t, fmt.Sprintf("%s[%d]", where, i), list[i], want[i], near)
		}
	case float64:
		if number, ok := got.(float64); !ok || !near(number, want) {
			t.Errorf("%s = %v, want %v", where, got, want)
		}
	default:
		if got != want {
			t.Errorf("%s = %v, want %v", where, got, want)
		}
	}
}
